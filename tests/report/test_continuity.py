"""What is kept of the previous plan, in a few sentences."""

from dataclasses import replace

from matcher.domain import PreviousSeat
from matcher.plan import Change
from matcher.report.continuity import continuity_lines
from tests.workbook.plans import FACTS, eventful, written

NAME = "pilot-2026-09-07-r2.xlsx"


def line(who, what, *against, person="student", subject="Mathematics"):
    return Change(person, who, "", subject, what, "", "", "", against)


def told(*changes, seats=()):
    """The sentences where these are the changes; ``seats`` had the first tutor before."""
    plan = eventful()
    had = {
        (who, "Mathematics"): PreviousSeat(who, "Mathematics", "G001", tutor)
        for who, tutor in seats
    }
    previous = replace(plan.problem.previous, seats=had)
    problem = replace(plan.problem, previous=previous)
    return continuity_lines(replace(plan, problem=problem, changes=changes), NAME)


def test_without_a_previous_plan_there_is_nothing_to_say():
    plan = eventful()
    problem = replace(plan.problem, previous=None)
    assert continuity_lines(replace(plan, problem=problem)) == []


def test_students_seats_causes_and_tutors_are_counted_each_in_a_sentence():
    """S001 sits with T01, as before; S002 with T01, but with another tutor before; S003 is out."""
    changes = (
        line("S001", "moves", "rule 3 (windows)", "rule 4 (transport)"),
        line("S001", "stays", subject="Reading"),
        line("S002", "moves", "goal 3 (need served)"),
        line("S003", "ends", "rule 3 (windows)"),
        line("S004", "starts"),
        line("S005", "stays"),
        line("T01", "stays", person="tutor"),
        line("T02", "moves", person="tutor"),
        line("T03", "ends", person="tutor"),
        line("T04", "starts", person="tutor"),
        line("T05", "starts", person="tutor"),
    )
    seats = [("S001", "T01"), ("S002", "T02"), ("S003", "T02"), ("S005", "T01")]
    assert told(*changes, seats=seats) == [
        (
            "Compared with pilot-2026-09-07-r2.xlsx (week of 7 September 2026, revision 2): 1 of 4"
            " students who had a seat keeps every seat as it was, with the same tutor, times and"
            " language."
        ),
        "2 seats stay as they were, 2 move (1 of them with the same tutor), 1 ends, 1 starts.",
        (
            "Against the old seats that were not kept, most often: rule 3 (windows) (2);"
            " goal 3 (need served) (1); rule 4 (transport) (1)."
        ),
        ("1 of 3 tutors keeps all groups as they were, 1 has none any more and 2 had none before."),
    ]


def test_where_all_stays_nothing_is_said_to_stand_against_it():
    assert told(line("S001", "stays"), seats=[("S001", "T01")])[1:] == [
        "1 seat stays as it was, 0 move, 0 end, 0 start.",
        "0 of 0 tutors keep all groups as they were.",
    ]


def test_only_the_five_most_frequent_causes_are_named():
    lines = [line(f"S{n}{m}", "ends", f"rule {n}") for n in range(1, 8) for m in range(n)]
    said = told(*lines)[2]
    assert said.endswith("rule 7 (7); rule 6 (6); rule 5 (5); rule 4 (4); rule 3 (3).")


def test_the_summary_says_it_before_what_to_look_at_first(tmp_path):
    sheet = written(eventful(), tmp_path, replace(FACTS, previous_name=NAME))["Summary"]
    texts = [row[0].value for row in sheet.iter_rows()]
    at = texts.index("What is different from the previous plan (see the sheet Changes)")
    assert texts[at + 1].startswith(f"Compared with {NAME} (week of 7 September 2026, revision 2)")
    assert at < texts.index("Look at first")
    origin = f"It starts from the previous plan {NAME} (week of 7 September 2026, revision 2)."
    assert origin in texts
