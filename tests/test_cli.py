"""The command: what it writes, what it says, and its exit codes."""

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

import cli
from constraints import GOALS, RULES
from matcher import match_week, planning
from matcher.plan import Reached
from matcher.rule import Check, Violation
from matcher.version import version
from tests.quick_search import Found, quick_search

HEADERS = ("student_id", "subject", "site", "grade", "name", "sessions", "transport", "max_group")
SHEETS = {
    "Students": [
        HEADERS,
        ("S1", "Math", "Elm", 3, "Ana Ávila", "1-2", "self", 1),
        ("S2", "Math", "Elm", 3, "Բագրատ", "1-2", "self", 1),
    ],
    "Tutors": [
        ("tutor_id", "sites", "subjects", "languages", "available", "name"),
        ("T1", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Tom"),
    ],
    "Slots": [
        ("site", "days", "start", "end"),
        ("Elm", "Mon-Wed", "8:00", "8:30"),
        ("Elm", "Mon-Wed", "9:00", "9:30"),
    ],
}


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    """Each test has a folder of its own, and a search that takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)


def program(path="program.xlsx", **sheets):
    """A workbook of two students, one tutor and six times; ``sheets`` replace some of it."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in {**SHEETS, **sheets}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


def match(*words, code=0, **given):
    """Run ``match`` and give what it said; it must end with this exit code."""
    result = CliRunner().invoke(cli.main, list(words), prog_name="match", **given)
    assert result.exit_code == code, result.output + repr(result.exception)
    assert "Traceback" not in result.output
    return result


def rows(path, title):
    """The rows of a sheet under its headers."""
    return list(load_workbook(path)[title].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize("week", ["2026-09-14", "2026-09-18", "2026-W38"])
def test_any_day_of_the_week_or_its_number_plans_the_week_of_its_monday(week):
    said = match("--week", week, program())
    assert "Wrote program-2026-09-14.xlsx" in said.stdout
    assert "Students with a seat: 2 of 2" in said.stdout
    assert "Requests placed: 2 of 2" in said.stdout
    assert len(rows("program-2026-09-14.xlsx", "Seats")) == 2


def test_the_options_stand_in_the_plan_as_they_could_be_typed():
    match("--week", "2026-W38", "--seed", "7", "--workers", "1", "--time-limit", "2.5", program())
    run = dict(rows("program-2026-09-14.xlsx", "Run"))
    assert run["options"] == "--week 2026-09-14 --seed 7 --time-limit 2.5 --workers 1"
    assert (run["seed"], run["version"]) == (7, version())


def test_what_the_search_is_given(monkeypatch):
    given = []

    def spy(problem, rules, goals, options, progress, stop, _timing):
        given.append((options, rules, goals, stop()))
        return quick_search(problem, rules, goals, options, progress, stop)

    monkeypatch.setattr(match_week, "search", spy)
    match("--week", "2026-W38", "--seed", "3", "--workers", "2", "--time-limit", "9", program())
    ((options, rules, goals, stopped),) = given
    assert (options.seed, options.workers, options.time_limit) == (3, 2, 9)
    assert (rules, goals, stopped) == (RULES, GOALS, False)


def test_quiet_says_nothing():
    said = match("--quiet", "--week", "2026-W38", program())
    assert said.output == ""


def test_another_name_and_a_folder_of_csv_files():
    Path("term 2").mkdir()
    for title, lines in SHEETS.items():
        text = "\n".join(",".join(str(cell) for cell in line) for line in lines)
        Path("term 2", f"{title}.csv").write_text(text, encoding="utf-8")
    assert "Wrote term 2-2026-09-14.xlsx" in match("--week", "2026-W38", "term 2").stdout
    match("--week", "2026-W38", "-o", "here.xlsx", "term 2")
    assert Path("here.xlsx").exists()


def test_a_week_that_has_its_plan_is_not_planned_again_unless_asked():
    match("--week", "2026-W38", program())
    Path("program-2026-09-14.xlsx").write_bytes(b"mine")
    said = match("--week", "2026-W38", "program.xlsx", code=2)
    assert "--overwrite" in said.stderr
    assert Path("program-2026-09-14.xlsx").read_bytes() == b"mine"
    match("--week", "2026-W38", "--overwrite", "program.xlsx")
    assert len(rows("program-2026-09-14.xlsx", "Seats")) == 2


def test_a_week_with_revisions_is_planned_again_as_the_next_of_them():
    """In the place of the first plan, the new one would be hidden by an older revision."""
    match("--week", "2026-W38", program())
    first, second = Path("program-2026-09-14.xlsx"), Path("program-2026-09-14-r2.xlsx")
    second.write_bytes(first.read_bytes())
    kept = first.read_bytes()
    said = match("--week", "2026-W38", "program.xlsx", code=2).stderr
    assert "program-2026-09-14-r2.xlsx is there already" in said
    assert "as program-2026-09-14-r3.xlsx" in said
    said = match("--week", "2026-W38", "--overwrite", "program.xlsx").stdout
    assert said.startswith("Wrote program-2026-09-14-r3.xlsx")
    assert first.read_bytes() == second.read_bytes() == kept
    assert "goes on from program-2026-09-14-r3.xlsx" in match("--week", "2026-W39", "program.xlsx").stdout  # fmt: skip
    told = [row[0] for row in rows("program-2026-09-21.xlsx", "Summary")]
    assert (
        "It starts from the previous plan program-2026-09-14-r3.xlsx (week of 14 September 2026,"
        " revision 3)."
    ) in told
    first.unlink()  # the week still has its plan
    assert "r3.xlsx is there already" in match("--week", "2026-W38", "program.xlsx", code=2).stderr
    match("--week", "2026-W38", "-o", "other.xlsx", "program.xlsx")


def test_the_second_week_goes_on_from_the_first_unless_fresh():
    match("--week", "2026-W38", program())
    said = match("--week", "2026-W39", "program.xlsx")
    assert "goes on from program-2026-09-14.xlsx and keeps 2 of 2 seats" in said.stdout
    seated = {row[6].date() for row in rows("program-2026-09-21.xlsx", "Seats")}
    assert seated == {dt.date(2026, 9, 14)}
    assert [row[4] for row in rows("program-2026-09-21.xlsx", "Changes")] == ["stays"] * 3
    assert "2 seats stay as they were, 0 move, 0 end, 0 start." in said.stdout
    said = match("--week", "2026-W40", "--fresh", "program.xlsx")
    assert "without a previous plan" in said.stdout


def test_a_previous_plan_can_be_named():
    match("--week", "2026-W38", "-o", "first.xlsx", program())
    said = match("--week", "2026-W39", "--previous", "first.xlsx", "program.xlsx")
    assert "goes on from first.xlsx" in said.stdout


def test_a_previous_file_that_is_no_plan_is_an_input_problem():
    said = match("--week", "2026-W38", "--previous", program(), "program.xlsx", code=1)
    assert "Groups" in said.stderr
    assert "--previous" in said.stderr
    assert "--fresh" in said.stderr
    assert not Path("program-2026-09-14.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--week", "soon", "program.xlsx"], "2026-W38"),
        (["--week", "2026-W38", "absent.xlsx"], "absent.xlsx"),
        (["program.xlsx"], "--week"),
        (["--week", "2026-W38"], "PROGRAM"),
        ([], "PROGRAM"),
        (["--week", "2026-W38", "program.xlsx", "more.xlsx"], "more.xlsx"),
        (["--week", "2026-W38", "--previous", "program.xlsx", "--fresh", "program.xlsx"], "both"),
        (["--week", "2026-W38", "-o", "program.xlsx", "program.xlsx"], "program itself"),
        (["--week", "2026-W38", "-o", "plan.pdf", "program.xlsx"], ".xlsx"),
        (["--week", "2026-W38", "-o", "nowhere/plan.xlsx", "program.xlsx"], "folder"),
        (["--week", "2026-W38", "--workers", "0", "program.xlsx"], "--workers"),
        (["--week", "2026-W38", "--time-limit", "0", "program.xlsx"], "--time-limit"),
        (["--week", "2026-W38", "--time-limit", "nan", "program.xlsx"], "--time-limit"),
        (["--sooner"], "--sooner"),
        (["check"], "PROGRAM"),
        (["verify", "program.xlsx"], "PLAN"),
        (["template"], "OUT.xlsx"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(words, says):
    program()
    assert says in match(*words, code=2).stderr
    assert [path.name for path in Path().iterdir()] == ["program.xlsx"]


def test_a_program_named_like_a_command_can_be_given_with_its_folder():
    program("check.xlsx")
    Path("check.xlsx").rename("check")
    said = match("--week", "2026-W38", "check")
    assert "Wrote check-2026-09-14.xlsx" in said.stdout
    assert "Wrote check-2026-09-21.xlsx" in match("./check", "--week", "2026-W39").stdout
    assert "PROGRAM" in match("check", code=2).stderr


UNREADABLE = [HEADERS, *((f"S{n}", "Math", "Elm", "thirty") for n in range(23))]


def test_input_problems_end_with_1_the_first_twenty_a_count_and_the_marked_copy():
    said = match("--week", "2026-W38", program(Students=UNREADABLE), code=1)
    lines = said.stderr.splitlines()
    assert lines[0] == "program.xlsx has 23 problems:"
    assert sum("Students D" in line for line in lines) == 20
    assert "... and 3 more" in said.stderr
    assert "program-problems.xlsx" in said.stderr
    assert Path("program-problems.xlsx").exists()
    assert not Path("program-2026-09-14.xlsx").exists()


def test_a_file_that_is_locked_is_an_input_problem_with_its_remedy(monkeypatch):
    def locked(*_):
        raise PermissionError(13, "Permission denied")

    program()
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    monkeypatch.setattr(Path, "read_bytes", locked)
    for words in (["check"], ["--week", "2026-W38"]):
        said = match(*words, "program.xlsx", code=1)
        assert "locked or may not be read" in said.stderr
        assert "The list is in" in said.stderr
    rows_listed = rows("program-problems.xlsx", "Problems")
    assert [row[0] for row in rows_listed] == ["error"]


def test_bad_rows_can_be_left_out():
    bad = [*SHEETS["Students"], ("S3", "Math", "Elm", "thirty")]
    said = match("--week", "2026-W38", "--skip-bad-rows", program(Students=bad))
    assert "1 row left out" in said.stdout


def test_rows_left_out_are_counted_not_their_problems():
    """S3 has one row with two problems, one good row, and two rows of Attendance."""
    day = dt.date(2026, 9, 7)
    bad = {
        "Students": [
            *SHEETS["Students"],
            ("S3", "Math", "Elm", "thirty", "Cem", "5-3"),
            ("S3", "Art", None, 3),
        ],
        "Attendance": [
            ("date", "student_id", "status"),
            (day, "S3", "present"),
            (day, "S1", "present"),
            (day, "S3", "absent"),
        ],
    }
    said = match("--week", "2026-W38", "--skip-bad-rows", program(**bad))
    assert "4 rows left out" in said.stdout
    said_in_summary = [row[0] for row in rows("program-2026-09-14.xlsx", "Summary")]
    assert "4 input rows were left out: see the sheet Problems." in said_in_summary
    told = [row[4] for row in rows("program-2026-09-14.xlsx", "Problems")]
    assert any(words.endswith("the rows that name them: 2, 4") for words in told)


def test_a_plan_without_the_bad_rows_is_verified_without_them():
    bad = [*SHEETS["Students"], ("S3", "Math", "Elm", "thirty")]
    match("--week", "2026-W38", "--skip-bad-rows", program(Students=bad))
    assert "every rule holds" in match("verify", "program.xlsx", "program-2026-09-14.xlsx").stdout
    Path("program-2026-09-14.xlsx").unlink()
    match("--week", "2026-W38", program())
    program(Students=bad)
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx", code=1)
    assert "thirty" in said.stderr


def test_a_left_out_request_that_had_a_seat_is_loud_even_when_quiet():
    match("--week", "2026-W38", program())
    bad = [HEADERS, SHEETS["Students"][1], ("S2", "Math", "Elm", "thirty")]
    words = ("--week", "2026-W39", "--skip-bad-rows", "--quiet", program(Students=bad))
    assert "ATTENTION: student S2 had a seat in Math" in match(*words).stderr


def test_a_plan_that_fails_its_verification_ends_with_4_and_a_report_without_names(monkeypatch):
    fault = Check(2, (Violation("week", "Student S1 (Ana Ávila) is in two places."),))
    monkeypatch.setattr(planning, "verify_week", lambda *_: fault)
    said = match("--week", "2026-W38", program(), code=4)
    assert "1 faults in" in said.stderr
    assert "Ana" not in said.output
    assert [path.name for path in Path().iterdir()] == ["program.xlsx"]


def test_a_plan_that_can_not_be_written_leaves_nothing_behind(monkeypatch):
    def locked(*_):
        raise match_week_write_error("program-2026-09-14.xlsx is open in Excel.")

    match_week_write_error = cli.WriteError
    monkeypatch.setattr(match_week, "write_plan", locked)
    assert "open in Excel" in match("--week", "2026-W38", program(), code=2).stderr
    assert [path.name for path in Path().iterdir()] == ["program.xlsx"]


def test_before_the_search_it_is_known_whether_its_plan_can_be_written(monkeypatch):
    def not_needed(*_):
        raise AssertionError("the search has begun")

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    match("--week", "2026-W38", program())
    monkeypatch.setattr(match_week, "search", not_needed)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refused)
        said = match("--week", "2026-W38", "--overwrite", "program.xlsx", code=2)
        assert "can't be replaced: Permission denied" in said.stderr
    with monkeypatch.context() as patch:
        patch.setattr(match_week.tempfile, "TemporaryFile", refused)
        said = match("--week", "2026-W39", "program.xlsx", code=2)
        assert "can't be written to: Permission denied" in said.stderr
    assert len(list(Path().iterdir())) == 2


def test_a_folder_that_may_not_be_listed_asks_for_the_previous_plan(monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    match("--week", "2026-W38", "-o", "last.xlsx", program())
    monkeypatch.setattr(Path, "iterdir", refused)
    said = match("--week", "2026-W39", "program.xlsx", code=2)
    assert "--previous" in said.stderr
    assert "--fresh" in said.stderr
    match("--week", "2026-W39", "--previous", "last.xlsx", "program.xlsx")


def test_at_a_terminal_it_asks_and_offers_the_newest_workbook_and_next_monday(monkeypatch):
    monkeypatch.setattr(cli, "at_terminal", lambda: True)
    program()
    said = match(input="\n\n")
    assert "Program [program.xlsx]" in said.stderr
    monday = cli.weeks.next_monday(dt.datetime.now().astimezone().date())
    assert Path(f"program-{monday}.xlsx").exists()


def test_an_answer_may_be_a_file_dragged_into_the_window(monkeypatch):
    monkeypatch.setattr(cli, "at_terminal", lambda: True)
    program("my program.xlsx")
    said = match("--week", "2026-W38", input="gone.xlsx\n'my program.xlsx' \n")
    assert "'gone.xlsx' does not exist" in said.stderr
    assert Path("my program-2026-09-14.xlsx").exists()


def test_a_plan_given_for_a_program_is_called_so():
    match("--week", "2026-W38", program())
    for words in (
        ["check", "program-2026-09-14.xlsx"],
        ["--week", "2026-W39", "program-2026-09-14.xlsx"],
        ["verify", "program-2026-09-14.xlsx", "program.xlsx"],
    ):
        said = match(*words, code=1)
        assert "has 1 problem" in said.stderr
        assert "is a plan that was written for a week" in said.stderr


def test_an_answer_that_is_no_week_is_asked_again(monkeypatch):
    monkeypatch.setattr(cli, "at_terminal", lambda: True)
    said = match(program(), input="soon\n2026-W38\n")
    assert "'soon' is no week" in said.stderr
    assert Path("program-2026-09-14.xlsx").exists()


def test_check_looks_for_problems_only():
    assert match("check", program()).stdout == "program.xlsx has no problems.\n"
    said = match("check", program(Students=UNREADABLE), code=1)
    assert "23 problems" in said.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["program-problems.xlsx", "program.xlsx"]  # fmt: skip


def test_check_tells_notices():
    said = match("check", program(Colors=[("red",)]))
    assert "has no problems, and 1 notice:" in said.stdout
    assert "Colors" in said.stdout


def test_verify_reads_a_plan_back():
    match("--week", "2026-W38", program())
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx")
    assert "week of 2026-09-14, 2 groups: every rule holds" in said.stdout


def edited(title, column, was, becomes):
    """The plan with one value changed by hand wherever it stands in a column of a sheet."""
    book = load_workbook("program-2026-09-14.xlsx")
    headers = [cell.value for cell in book[title][1]]
    for row in book[title].iter_rows(min_row=2):
        cell = row[headers.index(column)]
        if cell.value == was:
            cell.value = becomes
    book.save("program-2026-09-14.xlsx")


def test_verify_takes_a_move_to_a_row_of_the_same_time():
    """Each row is a slot of its own: S2 is away, so S1 may meet in the row for grade 3 alone."""
    sheets = {
        "Students": [
            HEADERS[:4] + HEADERS[5:6],
            ("S1", "Math", "Elm", 3, 1),
            ("S2", "Math", "Elm", 4, 1),
        ],
        "Slots": [
            ("site", "days", "start", "end", "grades", "end_date"),
            ("Elm", "Wed", "8:00", "8:30", "3,4", "2026-09-15"),
            ("Elm", "Wed", "8:00", "8:30", "3", None),
        ],
        "Pairs": [("rule", "student", "with"), ("together", "S1", "S2")],
        "Absences": [("person_id", "date"), ("S2", "2026-09-16")],
    }
    match("--week", "2026-W38", program(**sheets))
    sessions = {row[11]: row for row in rows("program-2026-09-14.xlsx", "Sessions")}
    assert (sessions["S1"][13], sessions["S2"][13]) == ("moved", "away")
    match("verify", "program.xlsx", "program-2026-09-14.xlsx")


def test_verify_names_every_rule_that_an_edited_plan_breaks_with_its_witnesses():
    match("--week", "2026-W38", program())
    times = {row[2] for row in rows("program-2026-09-14.xlsx", "Groups")}
    assert times == {dt.time(8), dt.time(9)}
    edited("Groups", "start", dt.time(9), dt.time(8))
    edited("Groups", "end", dt.time(9, 30), dt.time(8, 30))
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx", code=4)
    assert "one-place: Tutor T1" in said.stdout
    assert "in the sheets of the plan" in said.stdout  # Sessions still tell the old times


def test_verify_finds_a_dated_week_that_is_not_that_of_the_plan():
    match("--week", "2026-W38", program())
    edited("Sessions", "status", "planned", "cancelled")
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx", code=4)
    assert "broken." in said.stdout


def test_verify_takes_a_meeting_cancelled_by_hand_and_calls_no_week_the_best():
    """It could be covered: to save it is what a good week does, but no rule asks for it."""
    tutors, (_, *first) = SHEETS["Tutors"][0], SHEETS["Tutors"][1]
    sheets = {
        "Tutors": [
            (*tutors, "reserve"),
            ("T1", *first, None),
            ("T2", *first[:-1], "Rea", "yes"),
        ],
        "Absences": [("person_id", "start_date", "end_date"), ("T1", "2026-09-14", "2026-09-20")],
    }
    match("--week", "2026-W38", program(**sheets))
    statuses = {row[13] for row in rows("program-2026-09-14.xlsx", "Sessions")}
    assert statuses == {"covered"}
    edited("Sessions", "planned_tutor_id", "T1", None)
    for column, was, becomes in (
        ("status", "covered", "cancelled"),
        ("tutor_id", "T2", "T1"),
        ("tutor", "Rea", "Tom"),
    ):
        edited("Sessions", column, was, becomes)
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx").output
    assert re.fullmatch(
        r"program-2026-09-14.xlsx, week of 2026-09-14, 2 groups: every rule holds"
        r" \(\d+ cases checked\)\.\n",
        said,
    )


def test_verify_does_not_count_broken_rules_where_none_is():
    match("--week", "2026-W38", program())
    edited("Groups", "students", 1, 3)
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx", code=1)
    assert "no rule is broken by what could be read" in said.stdout
    assert "problems in the sheets of the plan" in said.stdout


def test_verify_needs_a_plan_and_a_program():
    said = match("verify", program(), "program.xlsx", code=1)
    assert "Run sheet" in said.stderr
    Path("torn.xlsx").write_bytes(b"PK")
    match("verify", "program.xlsx", "torn.xlsx", code=1)
    match("verify", "torn.xlsx", "program.xlsx", code=1)


def test_a_plan_that_names_a_stranger_is_an_input_problem():
    match("--week", "2026-W38", program())
    edited("Seats", "student_id", "S1", "S9")
    said = match("verify", "program.xlsx", "program-2026-09-14.xlsx", code=1)
    assert "S9" in said.output


def test_rules_prints_every_rule_and_goal_with_its_sentence():
    said = match("rules").stdout
    for one in (*RULES, *GOALS):
        assert f"{one.number:2} {one.name}: {one.sentence}" in said


def test_a_template_is_a_program_and_is_not_overwritten_unless_asked():
    assert "Wrote new.xlsx" in match("template", "new.xlsx").stdout
    match("check", "new.xlsx")
    assert "--overwrite" in match("template", "new.xlsx", code=2).stderr
    match("template", "new.xlsx", "--overwrite")
    assert "does not end in .xlsx" in match("template", "new.txt", code=2).stderr
    assert not Path("new.txt").exists()


def test_help_names_the_main_command_and_the_others():
    said = match("--help").stdout
    assert "Usage: match [OPTIONS] [PROGRAM]" in said
    for word in ("--week", "--skip-bad-rows", "check", "verify", "rules", "template"):
        assert word in said
    assert match("--version").stdout == f"match {version()}\n"


def test_names_in_any_script_can_be_printed_where_the_console_lacks_them():
    """A console of one byte a letter must not end the program."""
    bad = [HEADERS, ("S1", "Math", "Elm", "երեք")]
    run = subprocess.run(
        [sys.executable, "-W", "error", cli.__file__, "check", program(Students=bad)],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 1
    assert "երեք" in run.stderr.decode("utf-8")


def test_a_search_that_finds_nobody_a_seat_still_gives_a_plan(monkeypatch):
    def nothing(problem, rules, goals, *_):
        told = quick_search(problem, rules, goals)
        empty = type(told.schedule)()
        values = tuple(
            Reached(one.goal, one.goal.values(problem, empty), one.bounds) for one in told.reached
        )
        return Found(empty, values, "proof")

    monkeypatch.setattr(match_week, "search", nothing)
    assert "Students with a seat: 0 of 2" in match("--week", "2026-W38", program()).stdout
    assert len(rows("program-2026-09-14.xlsx", "Unplaced")) == 2


def test_plans_are_checked_and_verified_where_the_search_can_not_even_be_loaded():
    match("--week", "2026-W38", program())
    script = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('ortools', 'numba') or name == 'matcher.search':\n"
        "            raise ImportError(name + ' is blocked')\n"
        "sys.meta_path.insert(0, Block())\n"
        "import cli\n"
        "cli.main(sys.argv[1:])\n"
    )
    root = str(Path(cli.__file__).parent)
    for words in (
        ["verify", "program.xlsx", "program-2026-09-14.xlsx"],
        ["check", "program.xlsx"],
        ["rules"],
    ):
        run = subprocess.run(
            [sys.executable, "-c", script, *words],
            env={**os.environ, "PYTHONPATH": root},
            capture_output=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr.decode()
    run = subprocess.run(
        [sys.executable, "-c", script, "--week", "2026-W39", "program.xlsx"],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        check=False,
    )
    assert b"is blocked" in run.stderr  # the block does block: planning needs the search


ATTENDED = [
    ("date", "student_id", "status", "tutor_id"),
    (dt.date(2026, 9, 14), "S1", "present", "T1"),
    (dt.date(2026, 9, 14), "S2", "tutor_absent", "T1"),
]


def test_the_ledger_counts_the_plans_beside_the_program():
    book = program(Attendance=ATTENDED)
    match("--week", "2026-09-14", book)
    match("--week", "2026-09-21", book)
    said = match("ledger", book, "--until", "2026-09-20")
    assert "Wrote program-ledger-2026-09-20.xlsx" in said.stdout
    assert "2 sessions scheduled, 1 delivered, 1 owed" in said.stdout
    assert "The tutor did not come to 1 session" in said.stdout
    assert [row[:6] for row in rows("program-ledger-2026-09-20.xlsx", "Requests")] == [
        ("S1", "Ana Ávila", "Math", 1, 1, 0),
        ("S2", "Բագրատ", "Math", 1, 0, 1),
    ]
    again = match("ledger", book, "--until", "2026-09-20", code=2)
    assert "--overwrite" in again.stderr
    match("ledger", book, "--until", "2026-09-20", "--overwrite")


def test_the_ledger_says_what_it_lacks():
    book = program()
    assert "No plan stands beside" in match("ledger", book, code=2).stderr
    match("--week", "2026-09-14", book)
    plan = "program-2026-09-14.xlsx"
    assert "is no date" in match("ledger", book, "--until", "soon", code=2).stderr
    copy = Path("copy.xlsx")
    copy.write_bytes(Path(plan).read_bytes())
    assert "are both plans of the week" in match("ledger", book, plan, str(copy), code=2).stderr
    sheets = load_workbook(plan)
    sheets["Sessions"]["A2"] = "soon"
    sheets.save(copy)
    said = match("ledger", book, str(copy), code=1).stderr
    assert "Sessions" in said
    assert "A2" in said
    assert not list(Path().glob("*ledger*"))
