"""Who is taking part: what is counted when, the command, and what its files may not tell."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import cli
from matcher import match_week
from matcher.domain import Attended, Program, Request, Settings, Student
from matcher.report.taking_part import COLUMNS
from matcher.taking_part import Seated, dates, in_force, taking_part
from tests.quick_search import quick_search
from tests.test_cli import SHEETS, match, program, rows

MONDAY = dt.date(2026, 9, 14)
HEADERS = ("student_id", "subject", "site", "grade", "name", "sessions", "transport", "consent")


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def known(*students: Student, attendance: tuple[Attended, ...] = (), **settings: int) -> Program:
    wishes = tuple(Request(one, "Math") for one in students)
    return Program(wishes, (), (), Settings(**settings), attendance=attendance)


def pupil(name: str, **more: object) -> Student:
    return replace(Student(id=name, site="Elm", grade=3, home_language="English"), **more)


def came(number: int, student: str, status: str = "present") -> Attended:
    return Attended(day(number), student, status)


def numbers(told, value="everyone", at=-1):
    line = next(line for line in told.lines if line[1] == value)
    return told.numbers(told.points[at], line)


# -- what is counted ----------------------------------------------------------------------------


def test_the_funnel_goes_from_enrolled_to_consent_to_a_seat_to_being_there() -> None:
    students = [
        pupil("S1"),
        pupil("S2"),
        pupil("S3"),
        pupil("S4", consent=False),
        pupil("S5", start_date=day(5)),
        pupil("S6", end_date=day(3)),
    ]
    rows_ = (came(2, "S1"), came(2, "S2", "absent"), came(2, "S3"), came(1, "S4"), came(1, "S6"))
    everyone = Seated(MONDAY, frozenset({"S1", "S2", "S4", "S5", "S6"}))
    told = taking_part(known(*students, attendance=rows_), day(0), [everyone], day(4))
    assert numbers(told) == (4, 3, 2, 1, 3)
    (point,) = told.points
    assert (point.eligible, point.asked) == ({"S1", "S2", "S3", "S4"}, {"S1", "S2", "S3"})
    assert (point.placed, point.attending) == ({"S1", "S2"}, {"S1"})
    assert point.missing == {"S2", "S3", "S4"}


@pytest.mark.parametrize(("until", "eligible"), [(4, 1), (5, 2), (8, 2), (9, 1)])
def test_dates_of_a_student_include_their_ends(until: int, eligible: int) -> None:
    students = [pupil("S1"), pupil("S2", start_date=day(5), end_date=day(8))]
    told = taking_part(known(*students), None, [], day(until))
    assert numbers(told)[0] == eligible


@pytest.mark.parametrize(("until", "attending"), [(2, None), (3, 1), (32, 1), (33, None)])
def test_thirty_days_count_for_being_there_the_last_one_included(
    until: int, attending: int | None
) -> None:
    program_ = known(pupil("S1"), attendance=(came(3, "S1"),))
    told = taking_part(program_, day(0), [Seated(MONDAY, frozenset({"S1"}))], day(until))
    assert numbers(told)[3:] == (attending, None if attending is None else 0)


def test_rows_of_attendance_that_call_nobody_present_say_that_nobody_comes() -> None:
    program_ = known(pupil("S1"), attendance=(came(3, "S1", "absent"),))
    told = taking_part(program_, day(0), [Seated(MONDAY, frozenset({"S1"}))], day(4))
    assert numbers(told) == (1, 1, 1, 0, 1)


def test_the_plan_of_a_week_counts_or_the_newest_before_it() -> None:
    plans = [Seated(MONDAY, frozenset({"S1"})), Seated(day(14), frozenset({"S2", "S3"}))]
    program_ = known(pupil("S1"), pupil("S2"), pupil("S3"))
    placed = {n: numbers(taking_part(program_, day(0), plans, day(n)))[2] for n in (0, 13, 14, 40)}
    assert placed == {0: 1, 13: 1, 14: 2, 40: 2}
    assert in_force([MONDAY], day(-1)) is None


def test_the_points_are_the_checkpoints_so_far_and_the_last_day() -> None:
    first = day(2)
    assert [*dates(first, day(20))] == [("latest", day(20))]
    assert [*dates(first, day(32))] == [("day 30", day(32))]
    assert [*dates(first, day(95))] == [
        ("day 30", day(32)),
        ("day 60", day(62)),
        ("day 90", day(92)),
        ("latest", day(95)),
    ]
    assert [*dates(None, day(95))] == [("latest", day(95))]


def test_lines_are_the_values_of_those_who_were_eligible_at_some_date() -> None:
    spanish = pupil("S2", home_language=None, site="Oak", grade=0, categories=("EL", "IEP"))
    students = [
        *known(pupil("S1"), pupil("S3", site="Fir", end_date=day(-1))).requests,
        Request(spanish, "Reading", languages=("Spanish", "English")),
        Request(spanish, "Math", languages=("English",)),
    ]
    told = taking_part(replace(known(), requests=tuple(students)), day(0), [], day(1))
    assert list(told.lines) == [
        ("all", "everyone"),
        ("category", "EL"),
        ("category", "IEP"),
        ("category", "(none)"),
        ("site", "Elm"),
        ("site", "Oak"),
        ("grade", "K"),
        ("grade", "3"),
        ("language", "English"),
        ("language", "Spanish"),
    ]
    assert numbers(told, "IEP")[0] == numbers(told, "Spanish")[0] == 1
    assert numbers(told)[0] == 2


# -- the command --------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    """Each test has a folder of its own, and a search that takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    monkeypatch.setattr(cli, "yesterday", lambda: dt.date(2026, 9, 18))


def attendance(*came_):
    return [
        ("date", "student_id", "status"),
        *((dt.date(2026, 9, 16), student, status) for student, status in came_),
    ]


def planned(**sheets):
    """A program with the plan of its first week."""
    book = program(**sheets)
    match("--week", "2026-09-14", book)
    return book


def sites(elm, oak, third="S"):
    """So many students of two sites, all with consent and named."""
    found = [("Elm", f"E{n}") for n in range(elm)] + [("Oak", f"O{n}") for n in range(oak)]
    lines = [(who, "Math", site, 3, f"Zz{third}{who}", 1, "self", "yes") for site, who in found]
    slots = [
        ("site", "days", "start", "end"),
        *((site, "Mon-Fri", f"{8 + n // 2}:{'03'[n % 2]}0", f"{8 + n // 2}:{'25'[n % 2]}5")
          for site in ("Elm", "Oak") for n in range(8)),
    ]  # fmt: skip
    tutors = [
        ("tutor_id", "sites", "subjects", "languages", "available", "max_group"),
        *((f"T{n}", site, "Math", "English", "Mon-Fri 8:00-12:00", 4)
          for n, site in enumerate(("Elm", "Oak"))),
    ]  # fmt: skip
    return {"Students": [HEADERS, *lines], "Slots": slots, "Tutors": tutors}


def test_the_command_tells_who_is_placed_and_who_comes():
    book = planned(Attendance=attendance(("S1", "present"), ("S2", "absent")))
    said = match("coverage", book).stdout
    assert "Wrote program-coverage-2026-09-18.xlsx, for you alone" in said
    assert "On 2026-09-18: 2 eligible students, asked 2, placed 2, attending 1, missing 1." in said
    table = rows("program-coverage-2026-09-18.xlsx", "Coverage")
    assert (table[0][0], table[0][1].date()) == ("latest", dt.date(2026, 9, 18))
    assert table[0][2:4] == ("all", "everyone")
    assert {row[4:] for row in table} == {(2, 2, 2, 1, 1)}
    summary = rows("program-coverage-2026-09-18.xlsx", "Taking part")
    assert [row[1] for row in summary[:5]] == [2, 2, 2, 1, 1]
    assert [row[0] for row in summary[:5]] == list(COLUMNS.values())
    book = load_workbook("program-coverage-2026-09-18.xlsx")
    assert book.sheetnames == ["Taking part", "Coverage", "Problems"]
    for sheet in book:
        assert "CONFIDENTIAL" in sheet.oddHeader.center.text
        assert sheet.sheet_properties.tabColor.rgb.endswith("B42318")


def test_before_the_first_week_has_begun_it_tells_who_is_placed(monkeypatch):
    monkeypatch.setattr(cli, "yesterday", lambda: dt.date(2026, 9, 12))
    said = match("coverage", planned()).stdout
    assert "Wrote program-coverage-2026-09-20.xlsx" in said
    assert "On 2026-09-20: 2 eligible students, asked 2, placed 2." in said
    assert "Who is attending is not known on 2026-09-20" in said
    table = rows("program-coverage-2026-09-20.xlsx", "Coverage")
    assert {row[4:] for row in table} == {(2, 2, 2, None, None)}


def test_a_plan_of_a_week_to_come_does_not_count_yet():
    book = planned()
    match("--week", "2026-09-21", book)
    assert "Wrote program-coverage-2026-09-18.xlsx" in match("coverage", book).stdout


def test_checkpoints_are_told_on_the_screen_and_as_columns_of_the_first_sheet():
    said = match("coverage", planned(), "--until", "2026-11-20").stdout
    assert "It tells the same of day 30 (2026-10-14) and day 60 (2026-11-13)." in said
    sheet = load_workbook("program-coverage-2026-11-20.xlsx")["Taking part"]
    assert [cell.value for cell in sheet[1]] == [
        "what",
        "day 30: 2026-10-14",
        "day 60: 2026-11-13",
        "latest: 2026-11-20",
    ]
    assert len(rows("program-coverage-2026-11-20.xlsx", "Coverage")) == 3 * 5


def test_students_who_have_left_the_program_are_counted_in_one_notice():
    book = planned()
    match("--week", "2026-09-21", book)
    rest = [*SHEETS["Students"][:2], ("S9", "Math", "Elm", 3)]
    said = match("coverage", program(Students=rest), "--until", "2026-10-20").stdout
    assert said.count("1 student with a seat is no longer in the program") == 1
    assert "2 eligible students, asked 2, placed 1." in said
    told = rows("program-coverage-2026-10-20.xlsx", "Problems")
    assert sum("no longer in the program" in row[4] for row in told) == 1


def test_plans_can_be_named():
    book = planned()
    Path("program-2026-09-14.xlsx").rename("first.xlsx")
    assert "No plan stands beside" in match("coverage", book, code=2).stderr
    match("coverage", book, "first.xlsx", "-o", "mine.xlsx")
    assert len(rows("mine.xlsx", "Coverage")) == 5


def test_the_command_says_what_it_lacks():
    assert "No plan stands beside" in match("coverage", program(), code=2).stderr
    book = planned()
    plan = "program-2026-09-14.xlsx"
    assert "is no date" in match("coverage", book, "--until", "soon", code=2).stderr
    early = match("coverage", book, "--until", "2026-09-13", code=2).stderr
    assert "the first is of the week of 2026-09-14. Give a later day with --until." in early
    Path("copy.xlsx").write_bytes(Path(plan).read_bytes())
    both = match("coverage", book, plan, "copy.xlsx", code=2).stderr
    assert "are both plans of the week of 2026-09-14" in both
    Path("none.xlsx").write_text("no workbook")
    assert "none.xlsx" in match("coverage", book, "none.xlsx", code=1).stderr
    assert not list(Path().glob("*coverage*"))


@pytest.mark.parametrize("option", ["-o", "--public"])
def test_what_is_written_is_a_workbook_of_its_own(option):
    book = planned()
    for name, why in (
        ("out.csv", "out.csv does not end in .xlsx"),
        ("program.xlsx", "program.xlsx is what is read"),
        ("there.xlsx", "there.xlsx is there already. Give --overwrite"),
        ("no/out.xlsx", "can not be written"),
    ):
        Path("there.xlsx").touch()
        assert why in match("coverage", book, option, name, code=2).stderr
    assert (
        "is what is read"
        in match("coverage", book, "-o", "x.xlsx", "--public", "x.xlsx", code=2).stderr
    )
    match("coverage", book, option, "there.xlsx", "--overwrite")
    assert "Taking part" in load_workbook("there.xlsx").sheetnames


def test_a_file_that_was_written_before_another_failed_is_named():
    said = match("coverage", planned(), "--public", "no/out.xlsx", code=2).stderr
    assert "Written before that, and good: program-coverage-2026-09-18.xlsx" in said


def test_a_second_count_of_the_same_day_needs_to_be_told_so():
    book = planned()
    match("coverage", book)
    assert "--overwrite" in match("coverage", book, code=2).stderr
    match("coverage", book, "--overwrite")


def test_problems_of_the_program_and_of_a_plan_are_told_with_their_cells():
    book = planned()
    sheets = load_workbook("program-2026-09-14.xlsx")
    sheets["Seats"]["D2"] = "G999"
    sheets.save("bad.xlsx")
    assert "Seats D2" in match("coverage", book, "bad.xlsx", code=1).stderr
    program(Students=[*SHEETS["Students"], ("S3", "Math", "Elm", "thirty")])
    assert "Students D4" in match("coverage", book, code=1).stderr
    assert not list(Path().glob("*coverage*"))


def test_who_takes_part_is_counted_where_the_search_can_not_even_be_loaded():
    book = planned()
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
    subprocess.run(
        [sys.executable, "-c", script, "coverage", book, "--public", "out.xlsx"],
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent)},
        check=True,
    )


# -- what the public sees -----------------------------------------------------------------------


def texts(path):
    """Every part of a workbook's file, by name."""
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def test_the_public_sees_the_same_table_with_small_numbers_hidden_and_what_hidden_means():
    book = planned(**sites(12, 3))
    said = match("coverage", book, "--public", "out.xlsx").stdout
    assert "Wrote out.xlsx, for the public" in said
    assert "6 of 18 numbers are hidden." in said
    mine, public = (
        rows("program-coverage-2026-09-18.xlsx", "Coverage"),
        rows("out.xlsx", "Coverage"),
    )
    assert [row[:4] for row in mine] == [row[:4] for row in public]
    hidden = {row[3]: row[4:] for row in public}
    assert hidden["Elm"] == hidden["Oak"] == ("hidden", "hidden", "hidden", None, None)
    assert hidden["everyone"] == (15, 15, 15, None, None)
    about = "\n".join(str(row[0]) for row in rows("out.xlsx", "Taking part"))
    assert "every number from 1 to 9" in about
    assert "no attendance was written down" in about
    book = load_workbook("out.xlsx")
    assert book.sheetnames == ["Taking part", "Coverage"]
    for sheet in book:
        assert sheet.print_area
        assert "CONFIDENTIAL" not in (sheet.oddHeader.center.text or "")


def test_the_public_file_is_the_same_where_only_hidden_numbers_differ():
    """Whatever its parts hold, nothing of it hangs on a number that is hidden, or on a name."""
    seen = []
    for elm, oak, third in ((12, 3, "A"), (11, 4, "B")):
        Path("program-2026-09-14.xlsx").unlink(missing_ok=True)
        book = planned(**sites(elm, oak, third))
        match("coverage", book, "--public", "out.xlsx", "--overwrite")
        parts = texts("out.xlsx")
        assert not any("Zz" in text for text in parts.values())
        del parts["docProps/core.xml"]  # when it was written
        seen.append(parts)
    assert seen[0] == seen[1]
    core = texts("out.xlsx")["docProps/core.xml"]
    assert "tutor-matcher" in core


def test_the_manager_sees_no_name_in_the_numbers_either():
    match("coverage", planned(**sites(3, 2)))
    parts = texts("program-coverage-2026-09-18.xlsx")
    assert not any("Zz" in text for text in parts.values())
