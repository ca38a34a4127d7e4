"""``match --weeks``: from a program to the plans of a term's weeks and the account of them all."""

import datetime as dt
import signal
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher import plan_term
from matcher.planning import PlanBrokenError
from matcher.workbook.read import read_program
from matcher.workbook.read_plan import read_previous
from matcher.workbook.write import WriteError
from tests.quick_search import quick_search
from tests.test_cli import HEADERS, in_folder, match, program, rows

__all__ = ["in_folder"]

TERM = "2026-09-14..2026-10-04"
WEEKS = ("2026-09-14", "2026-09-21", "2026-09-28")
ACCOUNT = "program-term-2026-09-14.xlsx"
HELD = ("planned", "covered", "moved")


@pytest.fixture(autouse=True)
def searched(monkeypatch):
    """The problems that were searched, by a search that takes no time."""
    problems = []

    def spy(problem, *words):
        problems.append(problem)
        return quick_search(problem, *words)

    monkeypatch.setattr(plan_term, "search", spy)
    return problems


PEOPLE = [
    HEADERS,
    ("S1", "Math", "Elm", 3, "Ana Ávila", 2, "self", 1),
    ("S2", "Math", "Elm", 3, "Բագրատ", 2, "self", 1),
]
"""Two sessions a week for each, on Monday and Tuesday as the quick search has it."""


def plan(monday):
    return f"program-{monday}.xlsx"


def term(*words, code=0, **sheets):
    """Plan the term of three weeks."""
    return match("--weeks", TERM, *words, program(**{"Students": PEOPLE, **sheets}), code=code)


def students(*more):
    """The Students sheet with further columns: their headers, then their values for S1 and S2."""
    head, *people = PEOPLE
    headers, *values = more
    return [(*head, *headers), *((*one, *two) for one, two in zip(people, values, strict=True))]


def records(path, title):
    """The rows of a sheet, each by its headers."""
    head, *body = load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def totals():
    return {row["student_id"]: row for row in records(ACCOUNT, "Totals")}


def setting(name, value):
    return {"Settings": [("setting", "value"), (name, value)]}


CLOSED = {
    "Calendar": [
        ("date", "what", "note"),
        (dt.date(2026, 9, 21), "closed", "Local holiday"),
    ]
}


# -- a term ---------------------------------------------------------------------------------------


def test_a_term_is_its_weeks_each_of_which_verifies(searched):
    said = term()
    assert f"Wrote {ACCOUNT} and 3 plans, {plan(WEEKS[0])} to {plan(WEEKS[-1])}" in said.stdout
    assert "The standing plan stays the same in every week." in said.stdout
    for monday in WEEKS:
        assert "every rule holds" in match("verify", "program.xlsx", plan(monday)).stdout
    assert [problem.monday for problem in searched] == [dt.date(2026, 9, 14)]
    first, second, third = (rows(plan(monday), "Groups") for monday in WEEKS)
    assert first == second == third
    run = dict(rows(plan(WEEKS[1]), "Run"))
    assert run["options"] == "--weeks 2026-09-14..2026-09-28 --seed 0"
    assert run["week"].date() == dt.date(2026, 9, 21)
    assert run["goal_5_value"] == run["goal_5_bound"] == 4
    summary = [row[0] for row in rows(plan(WEEKS[1]), "Summary")]
    assert any("the previous plan program-2026-09-14.xlsx" in str(line) for line in summary)


def test_a_week_by_itself_goes_on_from_the_term():
    term()
    said = match("--week", "2026-10-05", "program.xlsx")
    assert "goes on from program-2026-09-28.xlsx and keeps 2 of 2 seats" in said.stdout


def test_totals_add_up_to_the_sessions_of_the_weeks():
    absent = {
        "Absences": [
            ("person_id", "start_date", "end_date"),
            ("S2", dt.date(2026, 9, 15), dt.date(2026, 9, 20)),
            ("T1", dt.date(2026, 9, 28), dt.date(2026, 9, 28)),
        ]
    }
    term(**CLOSED, **absent)
    sessions, hours, lost = Counter(), Counter(), Counter()
    for monday in WEEKS:
        for row in records(plan(monday), "Sessions"):
            who = row["student_id"]
            if row["status"] in HELD:
                sessions[who] += 1
                length = dt.datetime.combine(dt.date.min, row["end"]) - dt.datetime.combine(
                    dt.date.min, row["start"]
                )
                hours[who] += length / dt.timedelta(hours=1)
            else:
                lost[who] += 1
    found = totals()
    assert sum(lost.values())
    for who, row in found.items():
        assert (row["sessions"], row["hours"]) == (sessions[who], hours[who])
        assert row["lost_calendar"] + row["lost_other"] == lost[who]
    told = records(ACCOUNT, "Weeks")
    for monday, week in zip(WEEKS, told, strict=True):
        counts = Counter(row["status"] for row in records(plan(monday), "Sessions"))
        assert {status: week[status] for status in counts} == counts
        served = {r["student_id"] for r in records(plan(monday), "Sessions") if r["status"] in HELD}
        assert week["students_served"] == len(served)
    assert sum(week["hours"] for week in told) == sum(hours.values())


def test_a_short_week_is_shown_with_what_closes_it():
    said = term(**CLOSED)
    assert "Short: the week of 21 September 2026." in said.stdout
    first, second, third = records(ACCOUNT, "Weeks")
    assert [week["short_week"] for week in (first, second, third)] == [None, "yes", None]
    assert (second["dates_open"], second["dates_usual"]) == (2, 3)
    assert second["closed"] == "Mon 21 Sep: closed (Local holiday)"
    assert dict(rows(ACCOUNT, "Term"))["Short weeks, with dates lost"] == 1


def test_who_joins_makes_the_week_a_search_that_keeps_the_others(searched, monkeypatch):
    joins = students(("start_date",), (None,), (dt.date(2026, 9, 23),))
    given = []

    def spy(problem, rules, goals, options, *more):
        given.append(options.only_changed)
        searched.append(problem)
        return quick_search(problem, rules, goals, options, *more)

    monkeypatch.setattr(plan_term, "search", spy)
    said = term(Students=joins)
    assert given == [False, True]
    assert [problem.monday.isoformat() for problem in searched] == list(WEEKS[:2])
    known = read_program(Path("program.xlsx")).program
    previous, _ = read_previous(Path(plan(WEEKS[0])), known)
    assert searched[1].previous == previous
    assert "The standing plan changes in the week of 21 September 2026." in said.stdout
    weeks = records(ACCOUNT, "Weeks")
    assert [week["standing_plan"] for week in weeks] == ["new", "changed", "unchanged"]
    assert [week["seats_new"] for week in weeks] == [1, 1, 0]
    assert (totals()["S2"]["weeks"], totals()["S1"]["weeks"]) == (2, 3)
    assert totals()["S2"]["weeks_seated"] == 2


def test_the_first_week_goes_on_from_an_earlier_plan_unless_fresh(searched):
    match("--week", "2026-09-07", program())
    said = match("--weeks", TERM, "program.xlsx")
    assert "It goes on from program-2026-09-07.xlsx." in said.stdout
    assert searched[0].previous.source == "program-2026-09-07.xlsx"
    assert dict(rows(ACCOUNT, "Run"))["previous"] == "program-2026-09-07.xlsx"
    assert records(ACCOUNT, "Weeks")[0]["standing_plan"] == "unchanged"
    said = match("--weeks", TERM, "--fresh", "--overwrite", "program.xlsx")
    assert "It starts afresh." in said.stdout
    assert searched[1].previous is None
    match("--weeks", TERM, "--previous", plan(WEEKS[2]), "--overwrite", "program.xlsx")
    assert searched[2].previous.source == plan(WEEKS[2])


def test_what_the_search_is_given_and_another_name(monkeypatch):
    given = []

    def spy(problem, rules, goals, options, progress, stop, _timing):
        given.append(options)
        return quick_search(problem, rules, goals, options, progress, stop)

    monkeypatch.setattr(plan_term, "search", spy)
    said = term("--seed", "3", "--workers", "1", "--time-limit", "9", "-o", "fall.xlsx")
    assert "Wrote fall.xlsx" in said.stdout
    assert [(o.seed, o.workers, o.time_limit) for o in given] == [(3, 1, 9)]
    assert dict(rows("fall.xlsx", "Run"))["options"] == (
        "--weeks 2026-09-14..2026-09-28 --seed 3 --time-limit 9 --workers 1"
    )
    assert not Path(ACCOUNT).exists()


def test_one_week_is_a_term_too_and_weeks_have_numbers():
    said = match("--weeks", "2026-W38..2026-W38", "--profile", program())
    assert f"Wrote {ACCOUNT} and {plan(WEEKS[0])}" in said.stdout
    assert "where the time went" in said.stderr


def test_rows_left_out_and_notices_stand_in_every_plan():
    bad = [*PEOPLE, ("S3", "Math", "Elm", "thirty")]
    said = term("--skip-bad-rows", Students=bad)
    assert "1 row left out" in said.stdout
    for path in (plan(WEEKS[2]), ACCOUNT):
        assert [row[0] for row in rows(path, "Problems")] == ["left out"]
    assert "every rule holds" in match("verify", "program.xlsx", plan(WEEKS[2])).stdout


def test_the_account_of_a_term_is_no_plan_and_no_program(monkeypatch):
    monkeypatch.setattr("cli.at_terminal", lambda: True)
    term()
    Path("program.xlsx").touch()
    said = match("--week", "2026-10-05", input="\n")
    assert "Program [program.xlsx]" in said.stderr
    assert "goes on from program-2026-09-28.xlsx" in said.stdout
    said = match("verify", "program.xlsx", ACCOUNT, code=1)
    assert "tells no week" in said.stderr


# -- targets --------------------------------------------------------------------------------------


ONCE = [
    ("student_id", "subject", "site", "grade", "sessions", "transport", "max_group"),
    ("S1", "Math", "Elm", 3, 1, "self", 1),
    ("S2", "Math", "Elm", 3, 1, "self", 1),
]


def test_thirty_hours_at_one_half_hour_a_week_take_sixty_weeks():
    said = term(Students=ONCE, **setting("hours_total", 30))
    assert "2 requests can't reach the target in 3 weeks, whatever the plan:" in said.stderr
    told = "30 hours at one half-hour a week take 60 weeks"
    assert f"S1, Math: {told}, and the student is there in 3." in said.stderr
    assert "Targets: 0 of 2 requests with one reach it" in said.stdout
    assert "too few or too short meetings, even if all took place: 2. S1, Math: " in said.stdout
    row = totals()["S1"]
    assert (row["target"], row["met"], row["short_by"]) == ("30 hours", "no", "28.5 hours")
    assert row["weeks_needed"] == 60
    assert row["why"] == f"{told}; it has a seat in 3."
    account = [str(row[0]) for row in rows(ACCOUNT, "Term")]
    assert any(f"No plan can reach it. S1, Math: {told}" in line for line in account)
    assert dict(rows(ACCOUNT, "Term"))["Students with a target"] == 2
    assert dict(rows(ACCOUNT, "Term"))["Students who reach it, in everything they asked for"] == 0


def test_the_calendar_eats_a_target_and_so_do_absences():
    away = {"Absences": [("person_id", "date"), ("S2", dt.date(2026, 9, 15))]}
    closed = {
        "Calendar": [
            ("start_date", "end_date", "what"),
            (dt.date(2026, 9, 28), dt.date(2026, 10, 4), "closed"),
        ]
    }
    once_or_twice = students(("sessions_total",), (5,), (3,))
    said = term(Students=once_or_twice, **closed, **away)
    left = "S1, Math: the calendar, absences and dates leave at most 4 of 5 sessions."
    assert left in said.stderr
    one, two = totals()["S1"], totals()["S2"]
    assert (one["sessions"], one["lost_calendar"], one["lost_other"]) == (4, 2, 0)
    assert one["why"] == (
        "The calendar takes 2 sessions of 6; with them 5 sessions would be reached."
    )
    assert (two["sessions"], two["lost_calendar"], two["lost_other"]) == (4, 2, 0)
    assert two["met"] == "yes"
    assert "sessions lost to the calendar: 1. S1, Math: The calendar takes" in said.stdout


def test_absences_that_cost_a_target_are_told_apart_from_the_calendar():
    absent = {
        "Absences": [
            ("person_id", "start_date", "end_date"),
            ("S1", dt.date(2026, 9, 21), dt.date(2026, 9, 27)),
        ]
    }
    said = term(**absent, **setting("sessions_total", 5))
    row = totals()["S1"]
    assert (row["lost_calendar"], row["lost_other"]) == (0, 2)
    assert row["why"] == (
        "Absences and the like take 2 sessions of 6; with them 5 sessions would be reached."
    )
    assert "sessions lost to absences and the like: 1" in said.stdout


def test_a_row_s_target_wins_over_the_settings_and_exactly_reached_is_reached():
    aims = students(("sessions_total", "hours_total"), (None, 3), (None, None))
    term(Students=aims, **setting("sessions_total", 7))
    one, two = totals()["S1"], totals()["S2"]
    assert (one["target"], one["met"], one["short_by"], one["why"]) == (
        "3 hours",
        "yes",
        None,
        None,
    )
    assert (two["target"], two["met"], two["short_by"]) == ("7 sessions", "no", "1 session")
    assert two["why"] == "7 sessions at 2 a week take 4 weeks; it has a seat in 3."


def test_who_has_no_seat_reaches_no_target():
    three = [*PEOPLE, ("S3", "Art", "Elm", 3, "Cem", "1-2", "self", 1)]
    said = term(Students=three, **setting("sessions_total", 6))
    assert "no seat in any week: 1" in said.stdout
    assert totals()["S3"]["why"].startswith("It has no seat in any week")
    assert totals()["S3"]["weeks_needed"] is None
    account = dict(rows(ACCOUNT, "Term"))
    assert account["Students with a target"] == 3
    assert account["Students who reach it, in everything they asked for"] == 2


def test_without_a_target_none_is_told():
    said = term()
    assert "Targets" not in said.output
    assert totals()["S1"]["target"] is None
    assert any("No target is set" in str(row[0]) for row in rows(ACCOUNT, "Term"))


def test_quiet_says_nothing_but_missed_targets():
    assert term("--quiet").output == ""
    said = term("--quiet", "--overwrite", **setting("sessions_total", 7))
    assert "whatever the plan" not in said.output
    assert said.stdout == ""
    assert said.stderr.startswith("Targets: 0 of 2 requests")


# -- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--weeks", "2026-09-14"], "the first and the last"),
        (["--weeks", "2026-09-14.."], "the first and the last"),
        (["--weeks", "..2026-09-14"], "the first and the last"),
        (["--weeks", "2026-09-21..2026-09-14"], "ends before it starts"),
        (["--weeks", "2026-09-14..soon"], "is no week"),
        (["--weeks", "2026-W01..2027-W10"], "63 weeks. Give at most 60"),
        (["--weeks", TERM, "--week", "2026-W38"], "not both"),
        (["--weeks", TERM, "--fresh", "--previous", "program.xlsx"], "both"),
        (["--weeks", TERM, "-o", "term.pdf"], ".xlsx"),
        (["--weeks", TERM, "-o", "program.xlsx"], "there already"),
        (["--weeks", TERM, "-o", "program.xlsx", "--overwrite"], "program itself"),
        (["--weeks", TERM, "-o", plan("2026-09-21")], "plan of one of the weeks"),
    ],
)
def test_wrong_usage_ends_with_2_and_plans_nothing(searched, words, says):
    said = match(*words, program(), code=2)
    assert says in said.stderr
    assert searched == []
    assert [path.name for path in Path().iterdir()] == ["program.xlsx"]


def test_files_that_are_there_are_named_all_at_once(searched):
    program()
    for name in (plan(WEEKS[0]), plan(WEEKS[2]), ACCOUNT):
        Path(name).write_bytes(b"mine")
    said = match("--weeks", TERM, "program.xlsx", code=2)
    told = " ".join(said.stderr.split())
    assert f"{plan(WEEKS[0])}, {plan(WEEKS[2])}, {ACCOUNT} are there already." in told
    assert "--overwrite" in told
    assert searched == []
    assert Path(ACCOUNT).read_bytes() == b"mine"
    match("--weeks", TERM, "--overwrite", "program.xlsx")
    assert len(rows(plan(WEEKS[2]), "Seats")) == 2


def test_problems_of_the_program_end_with_1():
    said = term(Students=[HEADERS, ("S1", "Math", "Elm", "thirty")], code=1)
    assert "No plan was made." in said.stderr
    assert sorted(path.name for path in Path().iterdir()) == [
        "program-problems.xlsx",
        "program.xlsx",
    ]


def test_the_program_is_asked_for_at_a_terminal(monkeypatch):
    monkeypatch.setattr("cli.at_terminal", lambda: True)
    program()
    assert "Program [program.xlsx]" in match("--weeks", TERM, input="\n").stderr
    monkeypatch.setattr("cli.at_terminal", lambda: False)
    assert "PROGRAM" in match("--weeks", TERM, code=2).stderr


# -- what ends a term early -----------------------------------------------------------------------


def press():
    """Press Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


def test_ctrl_c_ends_the_term_with_its_week_and_the_rest_can_be_planned_later(monkeypatch):
    def pressed(problem, *words):
        press()
        return quick_search(problem, *words[:2])

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(plan_term, "search", pressed)
    said = term(**setting("sessions_total", 6))
    assert signal.getsignal(signal.SIGINT) is before
    rest = "match --weeks 2026-09-21..2026-09-28 program.xlsx"
    assert f"ATTENTION: 1 of 3 weeks are planned. Plan the others with: {rest}" in said.stdout
    assert not Path(plan(WEEKS[1])).exists()
    first = rows(ACCOUNT, "Term")[0][0]
    assert first.startswith("ATTENTION: only 1 of 3 weeks are planned")
    assert first.endswith(rest)
    assert totals()["S1"]["met"] == "not yet"
    monkeypatch.setattr(plan_term, "search", quick_search)
    match(*rest.split()[1:])
    assert Path("program-term-2026-09-21.xlsx").exists()
    assert rows(plan(WEEKS[2]), "Groups") == rows(plan(WEEKS[0]), "Groups")


def test_ctrl_c_in_a_later_week_keeps_those_before(monkeypatch):
    def pressed(problem, rules, goals, options, progress, stop, _timing):
        if problem.previous is not None:
            press()
            while not stop():
                pass
        return quick_search(problem, rules, goals, options, progress, stop)

    monkeypatch.setattr(plan_term, "search", pressed)
    said = term("--quiet", Students=students(("start_date",), (None,), (dt.date(2026, 9, 23),)))
    assert "1 of 3 weeks are planned" in said.stderr
    assert len(records(ACCOUNT, "Weeks")) == 1


def test_ctrl_c_before_any_seat_ends_with_3_and_writes_nothing(monkeypatch):
    def pressed(problem, rules, goals, options, progress, stop, _timing):
        press()
        while not stop():
            pass
        return quick_search(problem, rules, goals, options, progress, stop)

    monkeypatch.setattr(plan_term, "search", pressed)
    assert "Nothing was written" in term(code=3).stderr
    assert [path.name for path in Path().iterdir()] == ["program.xlsx"]


def failing_in_the_second_week(monkeypatch, name, error):
    real = getattr(plan_term, name)
    calls = []

    def fail(*words, **more):
        calls.append(words)
        if len(calls) == 2:
            raise error
        return real(*words, **more)

    monkeypatch.setattr(plan_term, name, fail)


@pytest.mark.parametrize(
    ("name", "error", "code", "says"),
    [
        ("write_plan", WriteError("It is open in Excel."), 2, "open in Excel"),
        ("make_plan", PlanBrokenError(["goal 3"]), 4, "goal 3"),
        ("write_plan", KeyboardInterrupt(), 3, "Stopped."),
    ],
)
def test_what_was_written_before_a_failure_stays_and_is_named(monkeypatch, name, error, code, says):
    failing_in_the_second_week(monkeypatch, name, error)
    said = term(code=code)
    assert says in said.stderr
    assert f"Written before that, and good: {plan(WEEKS[0])}" in said.stderr
    assert "Nothing was written" not in said.stderr
    assert len(rows(plan(WEEKS[0]), "Seats")) == 2
    assert Path(ACCOUNT).exists() is (code != 3)
    assert not Path(plan(WEEKS[1])).exists()


def test_make_ups_are_for_one_week():
    said = match("--weeks", "2026-09-14..2026-09-28", "--make-up", program(), code=2).stderr
    assert "--make-up is for one week" in said
