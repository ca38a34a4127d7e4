"""Where the time went: what ``--profile`` shows, and that nothing else is different with it."""

import re
import threading
import time
from fractions import Fraction

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

import cli
from constraints import GOALS
from matcher import match_week
from matcher.plan import Reached
from matcher.report.profile import profile
from matcher.timing import Stage, Timing, Work, peak_megabytes
from tests.quick_search import quick_search

SHEETS = {
    "Students": [
        ("student_id", "subject", "site", "grade", "name", "sessions", "transport", "max_group"),
        *((f"S{n}", "Math", "Elm", 3, f"Ana{n}", "1-2", "self", 1) for n in range(6)),
    ],
    "Tutors": [
        ("tutor_id", "sites", "subjects", "languages", "available", "name"),
        ("T1", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Tom"),
    ],
    "Slots": [
        ("site", "days", "start", "end"),
        ("Elm", "Mon-Wed", "8:00", "8:30"),
        ("Elm", "Mon", "9:00", "9:30"),
    ],
}
HEADS = ("where the time went", "work of the search", "goal ")


@pytest.fixture(autouse=True)
def program(tmp_path, monkeypatch):
    """A program of six students of whom four fit."""
    monkeypatch.chdir(tmp_path)
    book = Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save("program.xlsx")


def match(*words):
    said = CliRunner().invoke(
        cli.main, ["--week", "2026-W38", "program.xlsx", *words], prog_name="match"
    )
    assert said.exit_code == 0, said.output + repr(said.exception)
    return said


def cells(path):
    """All that stands in a plan but the seconds that it took."""
    book = load_workbook(path)
    (key,) = (cell for cell in book["Run"]["A"] if cell.value == "seconds")
    key.offset(column=1).value = None
    return {
        (sheet.title, cell.coordinate): re.sub(r"\d+\.\d seconds", "", str(cell.value))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    }


def seconds(lines):
    """The seconds of each line of a table by its first words."""
    split = (re.split(r"  +", line.strip()) for line in lines)
    return {cells[0]: float(cells[1]) for cells in split}


def tables(said):
    return [block.splitlines() for block in said.strip().split("\n\n")]


def test_every_stage_that_ran_is_shown_and_they_add_up():
    stages, works, goals = tables(match("--profile").stderr)
    for lines, head in zip((stages, works, goals), HEADS, strict=True):
        assert lines[0].startswith(head)
    took = seconds(stages[1:])
    ran = {str(stage) for stage in Stage} - {Stage.PACKING, Stage.IMPROVING, Stage.NEWCOMERS}
    assert set(took) == ran | {"all else", "in all"}
    whole = took.pop("in all")
    assert sum(took.values()) == pytest.approx(whole, abs=0.01 * len(took))
    assert took["all else"] >= 0
    work = seconds(works[1:])
    assert {Work.PRICING, Work.LINEAR, Work.DIVING} <= set(work)
    assert re.search(r"the largest: \d+ rows, \d+ columns", works[2])
    assert work[Work.PRICING] + work[Work.LINEAR] <= whole * 3
    assert [int(line.split()[0]) for line in goals[1:] if "then" not in line] == [
        goal.number for goal in GOALS if goal.number not in (0, 1, 2, 5)
    ]


def test_it_goes_beside_the_answer_also_of_a_quiet_run_and_names_nobody(monkeypatch):
    said = match("--profile", "--quiet")
    assert said.stdout == ""
    assert said.stderr.strip().startswith(HEADS[0])
    assert not re.search(r"Ana|Tom|S\d|T\d|Elm|xlsx", said.stderr)
    monkeypatch.setattr(match_week, "search", quick_search)
    stages, goals = tables(match("--profile", "--quiet", "--overwrite").stderr)
    assert "improving" not in seconds(stages[1:])
    assert goals[0].startswith("goal ")


def test_without_it_nothing_is_shown_and_the_plan_is_the_same():
    assert match("--workers", "2").stderr == ""
    plain = cells("program-2026-09-14.xlsx")
    assert "where the time went" in match("--workers", "2", "--profile", "--overwrite").stderr
    assert cells("program-2026-09-14.xlsx") == plain


def test_a_goal_of_two_parts_has_two_lines_and_tells_its_tasks():
    timing = Timing()
    for tasks, gained in ((1200, 4), (34, 0)):
        with timing(Stage.IMPROVING, 7) as spent:
            spent.times, spent.found = tasks, gained
    with timing(Work.TASKS) as spent:
        spent.found = True
    dosage = next(goal for goal in GOALS if goal.number == 7)
    reached = Reached(dosage, (Fraction(9), Fraction(1000)), (Fraction(10), None))
    _, works, goals = tables("\n".join(profile(timing, [reached])))
    assert works[1].endswith("1  1 settled: nothing better for these tutors")
    first, second = (line.split() for line in goals[1:])
    assert first == ["7", "dosage", "0.00", "1,234", "4", "9", "10", "10.00%"]
    assert second == ["then", "student", "minutes", "1,000"]


def test_threads_and_goals_are_summed_also_where_the_work_failed():
    timing = Timing()

    def work(goal):
        with timing(Work.LINEAR, goal) as spent:
            spent.found, spent.largest = 2, (goal, 10 - goal)
            time.sleep(0.01)

    threads = [threading.Thread(target=work, args=(goal,)) for goal in (3, 3, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with pytest.raises(ZeroDivisionError), timing(Work.LINEAR):
        raise ZeroDivisionError
    every, third = timing.of(Work.LINEAR), timing.of(Work.LINEAR, 3)
    assert (every.times, every.found, every.largest) == (4, 6, (5, 5))
    assert (third.times, third.found, third.largest) == (2, 4, (3, 7))
    assert 0.02 <= third.seconds < every.seconds
    assert timing.of(Work.DIVING).times == 0


def test_memory_is_told_where_the_system_can_be_asked(monkeypatch):
    reached = []
    if peak_megabytes() is not None:
        assert 1 < peak_megabytes() < 100_000
        assert "MB of memory" in "".join(profile(Timing(), reached))
    monkeypatch.setattr("sys.platform", "win32")
    assert peak_megabytes() is None
    assert "memory" not in "".join(profile(Timing(), reached))
