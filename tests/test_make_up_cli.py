"""Make-ups from file to file: counted, planned, written, verified, and counted again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher import match_week, planning
from tests.quick_search import quick_search
from tests.test_cli import ATTENDED, SHEETS, match, program, rows

FIRST, SECOND, THIRD = "2026-09-14", "2026-09-21", "2026-09-28"
COLUMNS = [
    "date",
    "day",
    "start",
    "end",
    "site",
    "modality",
    "tutor_id",
    "tutor",
    "subject",
    "language",
    "student_id",
    "student",
    "how",
]


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    """Each test has a folder of its own, and a search that takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)


def attend(*lines):
    """Write more Attendance into the program."""
    book = load_workbook("program.xlsx")
    for line in lines:
        book["Attendance"].append(line)
    book.save("program.xlsx")


@pytest.fixture
def two_weeks():
    """The tutor did not come to S2 in the first week; in the second that is made up."""
    match("--week", FIRST, program(Attendance=ATTENDED))
    said = match("--week", SECOND, "--make-up", "program.xlsx")
    assert "Made up: 1 of 1 session owed from earlier weeks." in said.stdout
    return "program.xlsx"


def plan(monday=SECOND, more=""):
    return f"program-{monday}{more}.xlsx"


def test_what_is_owed_stands_on_its_own_sheet_and_nowhere_else(two_weeks):
    sheet = load_workbook(plan())["Make-up"]
    assert [cell.value for cell in sheet[1]] == COLUMNS
    (row,) = rows(plan(), "Make-up")
    assert row[4:] == (
        "Elm", "in_person", "T1", "Tom", "Math", "English", "S2", "Բագրատ", "extra",
    )  # fmt: skip
    assert dt.date(2026, 9, 21) <= row[0].date() <= dt.date(2026, 9, 27)
    assert row[1] == f"{row[0]:%a}"
    assert load_workbook(plan()).sheetnames[1:3] == ["Sessions", "Make-up"]
    assert {line[13] for line in rows(plan(), "Sessions")} == {"planned"}
    assert dict(rows(plan(), "Run"))["options"].endswith("--make-up")
    match("--week", SECOND, "--overwrite", two_weeks)
    assert "Make-up" not in load_workbook(plan()).sheetnames


def test_the_sessions_are_the_same_with_and_without(two_weeks):
    told = [rows(plan(), sheet) for sheet in ("Sessions", "Groups", "Seats")]
    match("--week", SECOND, "-o", "without.xlsx", two_weeks)
    assert told == [rows("without.xlsx", sheet) for sheet in ("Sessions", "Groups", "Seats")]


@pytest.mark.usefixtures("two_weeks")
def test_people_see_it_on_their_own_page():
    for sheet, words in (("Students", "Tom"), ("Tutors", "Բագրատ"), ("Sites", "1 student")):
        cells = [str(c) for row in load_workbook(plan())[sheet].values for c in row if c]
        (told,) = [cell for cell in cells if "MAKE-UP" in cell]
        assert words in told
        assert "extra meeting" in told
    summary = [row for row in load_workbook(plan())["Summary"].values if row[0]]
    (line,) = [row for row in summary if "Made up" in str(row[0])]
    assert (line[1], line[2][:4]) == (1, "of 1")


def test_verify_looks_at_the_make_ups_too(two_weeks):
    assert "every rule holds" in match("verify", two_weeks, plan()).stdout
    book = load_workbook(plan())
    sheet = book["Make-up"]
    sheet.append([cell.value for cell in sheet[2]])
    book.save(plan())
    said = match("verify", two_weeks, plan(), code=4).stdout
    assert "make-up: The extra Math meeting of tutor T1" in said
    assert "sits there already" in said


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("how", "maybe", "This is no way to make up for a session"),
        ("how", "joins G9", "no group G9"),
        ("student_id", "S9", "No request of S9 for Math"),
        ("tutor_id", "T9", "No tutor T9"),
        ("date", dt.date(2026, 9, 14), "not in the week"),
        ("day", "Sun", "is a "),
        ("start", dt.time(7), "The Slots sheet has no"),
        ("tutor", "Zoe", "another name"),
        ("language", None, "blank"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(two_weeks, column, value, said):
    book = load_workbook(plan())
    book["Make-up"].cell(2, COLUMNS.index(column) + 1).value = value
    book.save(plan())
    told = match("verify", two_weeks, plan(), code=1).stdout
    assert said in told
    assert "Make-up" in told


def test_a_sheet_that_lacks_a_column_is_named(two_weeks):
    book = load_workbook(plan())
    book["Make-up"].delete_cols(13)
    book.save(plan())
    assert "The column how is missing" in match("verify", two_weeks, plan(), code=1).stdout
    said = match("--week", THIRD, "--make-up", two_weeks, code=1).stderr
    assert "plan without --make-up" in said


def test_what_is_made_up_is_not_made_up_twice_unless_it_did_not_come_to_be(two_weeks):
    (row,) = rows(plan(), "Make-up")
    said = match("--week", THIRD, "--make-up", two_weeks).stdout
    assert "Made up: 0 of 0 sessions" in said
    assert rows(plan(THIRD), "Make-up") == []
    attend((row[0], "S2", "absent", "T1"))
    said = match("--week", THIRD, "--make-up", "--overwrite", two_weeks).stdout
    assert "Made up: 1 of 1 session" in said


def test_the_ledger_counts_what_was_made_up(two_weeks):
    (row,) = rows(plan(), "Make-up")
    attend((row[0], "S2", "present", "T1"))
    match("ledger", two_weeks, "--until", "2026-09-27")
    book = load_workbook("program-ledger-2026-09-27.xlsx")
    heads = [cell.value for cell in book["Requests"][1]]
    told = [dict(zip(heads, line, strict=True)) for line in book["Requests"].values][2]
    assert (told["student_id"], told["owed"], told["made_up"]) == ("S2", 0, 1)


def test_a_revision_keeps_the_make_ups_that_are_still_possible(two_weeks):
    (row,) = rows(plan(), "Make-up")
    day = ("--date", f"{row[0]:%Y-%m-%d}")
    other = "21" if row[0].day != 21 else "22"
    match("substitute", two_weeks, "--absent", "S1", "--date", f"2026-09-{other}", "--apply")
    assert rows(plan(more="-r2"), "Make-up") == [row]
    match("substitute", two_weeks, "--absent", "T1", *day, "--apply")
    assert "Make-up" not in load_workbook(plan(more="-r3")).sheetnames
    problems = str(rows(plan(more="-r3"), "Problems"))
    assert "1 make-up of owed sessions can't be any more." in problems
    assert "every rule holds" in match("verify", two_weeks, plan(more="-r3")).stdout


def test_a_student_joins_a_group_and_people_see_who_comes_too():
    students = [
        ("student_id", "subject", "site", "grade", "name", "sessions", "transport"),
        ("S1", "Math", "Elm", 3, "Ana", "1", "self"),
        ("S2", "Math", "Elm", 3, "Bo", "1", "self"),
    ]
    staff = [SHEETS["Tutors"][0] + ("max_sessions_week",), SHEETS["Tutors"][1] + (2,)]
    book = program(Students=students, Tutors=staff, Attendance=ATTENDED)
    match("--week", FIRST, book)
    match("--week", SECOND, "--make-up", book)
    (row,) = rows(plan(), "Make-up")
    assert row[10] == "S2"
    assert row[12].startswith("joins G00")
    for sheet in ("Students", "Tutors", "Sites"):
        cells = [str(c) for line in load_workbook(plan())[sheet].values for c in line if c]
        assert sum("MAKE-UP" in cell for cell in cells) == 1
    assert "every rule holds" in match("verify", book, plan()).stdout


def test_without_an_earlier_plan_nothing_is_known_to_be_owed():
    said = match("--week", FIRST, "--make-up", program(Attendance=ATTENDED)).stdout
    assert "Made up: 0 of 0 sessions" in said
    assert "No plan of an earlier week" in str(rows(plan(FIRST), "Problems"))


def test_make_ups_that_are_wrong_are_never_written(two_weeks, monkeypatch):
    def wrong(*given):
        (one,) = planning_make_up(*given)
        return (one, one)

    planning_make_up = planning.make_up
    monkeypatch.setattr(planning, "make_up", wrong)
    before = Path(plan()).read_bytes()
    said = match("--week", SECOND, "--make-up", "--overwrite", two_weeks, code=4).stderr
    assert "make-ups: " in said
    assert "S2" not in said
    assert Path(plan()).read_bytes() == before
