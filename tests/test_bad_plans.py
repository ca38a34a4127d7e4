"""Plans that are damaged, half edited or of another program: each command says what does not fit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher import adjust, match_week
from matcher.domain import Place, Previous, PreviousGroup, PreviousSeat
from matcher.workbook.whose import missing_sessions
from tests.quick_search import quick_search
from tests.test_adjust import SLOTS, STUDENTS
from tests.test_cli import match, program, rows

PLAN = "program-2026-09-14.xlsx"
COMMANDS = {
    "week": ("--week", "2026-09-21", "program.xlsx"),
    "previous": ("--week", "2026-09-21", "--previous", PLAN, "-o", "next.xlsx", "program.xlsx"),
    "verify": ("verify", "program.xlsx", PLAN),
    "substitute": ("substitute", "--absent", "T1", "--date", "2026-09-15", "program.xlsx"),
    "adjust": ("adjust", "--from", "2026-09-16", "program.xlsx"),
    "ledger": ("ledger", "--until", "2026-09-20", "program.xlsx"),
    "coverage": ("coverage", "--until", "2026-09-20", "program.xlsx"),
}


@pytest.fixture(autouse=True)
def planned(tmp_path, monkeypatch):
    """A program with the plan of its first week."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    monkeypatch.setattr(adjust, "search", quick_search)
    match("--week", "2026-09-14", program(Students=STUDENTS, Slots=SLOTS))


def other_people(book):
    for title, columns in (("Groups", "G"), ("Seats", "AE"), ("Sessions", "HL")):
        for cells in book[title].iter_rows(min_row=2):
            for cell in cells:
                if cell.column_letter in columns:
                    cell.value = f"X{cell.value}"


def without_columns(book):
    """As an older version wrote it: only what the contract asks for."""
    for title, names in (
        ("Groups", ("students", "tutor")),
        ("Seats", ("seated_since", "tutor_since", "tutor", "tutor_id", "student")),
        ("Sessions", ("day", "tutor", "student", "planned_tutor_id")),
    ):
        for name in names:
            headers = [cell.value for cell in book[title][1]]
            book[title].delete_cols(headers.index(name) + 1)
    for title in ("Checks", "Coverage", "Changes", "Problems"):
        del book[title]


def without_a_group(book):
    sheet = book["Groups"]
    for row in range(sheet.max_row, 1, -1):
        if sheet.cell(row, 1).value == "G001":
            sheet.delete_rows(row)


def without_a_seat(book):
    book["Seats"].delete_rows(2)


def without_a_session(book):
    book["Sessions"].delete_rows(2)


def a_student_in_two_groups(book):
    sheet = book["Seats"]
    row = [cell.value for cell in sheet[2]]
    row[3:5] = [sheet.cell(3, 4).value, sheet.cell(3, 5).value]
    sheet.append(row)


def a_wrong_id(book):
    book["Seats"]["A2"] = "S9"


def words_for_times(book):
    book["Groups"]["C2"] = "early"
    book["Sessions"]["A2"] = "soon"


def a_sheet_with_another_name(book):
    book["Seats"].title = "Sitze"


NONE_KNOWN = "No student and no tutor of this plan is in the program by ID and name."
NO_G001 = "Seats D2: The Groups sheet has no group G001"
NO_SEATS = "Seats: The sheet Seats is missing."
NO_ROW = "Sessions: S1 has no row for Mon 8:00, when group G001 meets. Put the row back."
TWICE = "Seats D4: S1 has a second seat in Math, in group G001"
EARLY = "Groups C2: This is not a time of day ('early')."
SOON = "Sessions A2: This is not a date ('soon')."


@pytest.mark.parametrize(
    ("damage", "command", "code", "says"),
    [
        *((other_people, name, 1, NONE_KNOWN) for name in COMMANDS),
        *((without_columns, name, 0, "") for name in COMMANDS),
        *((without_a_group, name, 1, NO_G001) for name in COMMANDS if name != "ledger"),
        (without_a_seat, "week", 0, "keeps 1 of 1 seat"),
        (without_a_seat, "verify", 1, "Groups A2: No row of the Seats sheet is in group G001"),
        (without_a_seat, "substitute", 1, "Groups K2: Group G001 has 0 seats"),
        (without_a_session, "week", 0, "keeps 2 of 2 seats"),
        (without_a_session, "verify", 4, "Group G001 on Mon 14 Sep 8:00 has 0 sessions for"),
        (without_a_session, "substitute", 1, NO_ROW),
        (without_a_session, "adjust", 1, NO_ROW),
        (without_a_session, "ledger", 0, "5 sessions scheduled"),
        *((a_student_in_two_groups, n, 1, TWICE) for n in ("week", "substitute", "adjust")),
        (a_student_in_two_groups, "verify", 4, "one-place: Student S1 has 2 seats in Math"),
        (a_wrong_id, "week", 0, "keeps 1 of 1 seat"),
        (a_wrong_id, "verify", 1, "Seats A2: No request of S9 for Math concerns the week"),
        (a_wrong_id, "substitute", 1, "Seats A2: No request of S9 for Math concerns the week"),
        *((words_for_times, n, 1, EARLY) for n in ("week", "previous", "substitute", "adjust")),
        *((words_for_times, n, 1, SOON) for n in ("substitute", "adjust", "ledger", "coverage")),
        (words_for_times, "verify", 4, EARLY),
        *((a_sheet_with_another_name, n, 1, NO_SEATS) for n in COMMANDS if n != "ledger"),
    ],
)
def test_what_does_not_fit_is_told_with_its_sheet_and_cell(damage, command, code, says):
    book = load_workbook(PLAN)
    damage(book)
    book.save(PLAN)
    before = sorted(Path().iterdir())
    said = match(*COMMANDS[command], code=code)
    assert says in said.output
    if code:
        assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_half_a_file_is_no_workbook(command):
    whole = Path(PLAN).read_bytes()
    Path(PLAN).write_bytes(whole[: len(whole) // 2])
    assert "is no workbook, or only a part of one" in match(*COMMANDS[command], code=1).stderr


def test_each_group_that_is_gone_is_told_once():
    book = load_workbook(PLAN)
    without_a_group(book)
    book.save(PLAN)
    said = match(*COMMANDS["verify"], code=1).output
    assert said.count("The standing plan has no group G001") == 1


def test_of_a_plan_that_was_adjusted_only_the_days_after_that_need_all_rows():
    group = PreviousGroup(
        "G1",
        "T1",
        "Math",
        "English",
        "in_person",
        frozenset(Place(day, 480, 510, "Elm", "in_person") for day in (0, 2)),
    )
    previous = Previous({"G1": group}, {("S1", "Math"): PreviousSeat("S1", "Math", "G1", "T1")})
    monday = dt.date(2026, 9, 14)
    whole = list(missing_sessions(previous, (), monday, None))
    assert [finding.message.split(" for ")[1][:3] for finding in whole] == ["Mon", "Wed"]
    begun = list(missing_sessions(previous, (), monday, dt.date(2026, 9, 15)))
    assert begun == whole[1:]


def test_a_program_that_lost_all_its_students_but_no_tutor_is_still_the_same(tmp_path):
    book = program(Students=[STUDENTS[0], ("S7", *STUDENTS[1][1:])], Slots=SLOTS)
    assert "keeps 0 of 0 seats" in match("--week", "2026-09-21", book).stdout
    assert rows(tmp_path / "program-2026-09-21.xlsx", "Seats")[0][0] == "S7"
