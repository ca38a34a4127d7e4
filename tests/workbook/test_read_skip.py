"""Leaving out bad rows: what goes, what goes with it, and what stays an error."""

import datetime as dt

import pytest
from openpyxl import load_workbook

from matcher.domain import Pair
from matcher.workbook.read import read_program
from tests.workbook.books import GOOD, column, replaced, sheets, workbook

DAY = dt.date(2026, 9, 14)


def left(found):
    return [(f.sheet, f.cell) for f in found.findings if f.level == "left out"]


def test_without_bad_rows_nothing_is_left_out(read):
    assert read(skip_bad_rows=True).findings == ()


def test_all_rows_of_a_student_go_with_a_bad_one(read):
    rows = [*GOOD["Students"], ["S1", "Reading", None, 14]]
    found = read(skip_bad_rows=True, Students=rows)
    assert found.errors == ()
    assert list(found.program.students) == ["S2"]
    assert left(found) == [("Students", "A2"), ("Students", "D4")]
    assert found.left_out == (("S1", "Math"), ("S1", "Reading"))


def test_a_request_whose_subject_cannot_be_read_is_left_out_by_its_student(read):
    found = read(skip_bad_rows=True, Students=replaced("Students", "subject", None, "Math"))
    assert found.left_out == (("S1", None),)


def test_without_the_option_bad_rows_are_errors_and_nothing_is_left_out(read):
    found = read(Students=replaced("Students", "grade", 14, 3))
    assert found.program is None
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("sheet", "rows", "cell"),
    [
        ("Tutors", [*GOOD["Tutors"], ["T2", "Lincoln", "Math", "Englsh", "Mon 8:00-9:00"]], "D3"),
        ("Slots", [*GOOD["Slots"], ["Lincoln", "Mon", "9:00", "8:00"]], "D3"),
        ("Slots", [*GOOD["Slots"], GOOD["Slots"][1]], "C3"),
        ("Transport", [["route", "days"], ["Bus", "Funday"]], "B2"),
        ("Attendance", [["date", "student_id", "status"], [DAY, "S1", "late"]], "C2"),
        ("Contacts", [["student_id", "language"], ["S1", "Spanglish"]], "B2"),
    ],
)
def test_bad_rows_of_these_sheets_are_left_out(read, sheet, rows, cell):
    found = read(skip_bad_rows=True, **{sheet: rows})
    assert left(found) == [(sheet, cell)]
    assert found.program == read().program


def test_every_row_that_merged_cells_spoil_is_listed(tmp_path):
    content = sheets(Students=[*GOOD["Students"], ["S3", "Math", "Lincoln", 3, "Cem"]])
    path = workbook(tmp_path / "program.xlsx", content)
    book = load_workbook(path)
    book["Students"].merge_cells("E2:E3")
    book.save(path)
    found = read_program(path, skip_bad_rows=True)
    assert left(found) == [("Students", "E2"), ("Students", "E3")]
    assert list(found.program.students) == ["S3"]


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("Sites", [["site", "groups_at_once"], ["Lincoln", -1]]),
        ("Travel", [["from", "to", "minutes"], ["A", "B", -1]]),
        ("Pairs", [["rule", "student", "with"], ["apart", "S1", "S9"]]),
        ("Pins", [["student", "tutor"], ["S1", None]]),
        ("Pins", [["student", "tutor"], ["S1", "T9"]]),
        ("Calendar", [["date", "what"], [DAY, "shut"]]),
        ("Absences", [["person_id", "date"], ["S9", DAY]]),
        ("Settings", [["setting", "value"], ["max_group_size", -1]]),
    ],
)
def test_bad_rows_of_other_sheets_stay_errors(read, sheet, rows):
    found = read(skip_bad_rows=True, **{sheet: rows})
    assert found.program is None
    assert [e.sheet for e in found.errors] == [sheet]


def test_a_missing_column_stays_an_error(read):
    rows = [row[:3] for row in GOOD["Students"]]
    assert read(skip_bad_rows=True, Students=rows).program is None


def test_rows_that_name_a_student_who_was_left_out_go_too(read):
    found = read(
        skip_bad_rows=True,
        Students=replaced("Students", "grade", 14, 3),
        Pairs=[["rule", "student", "with"], ["apart", "S1", "S2"], ["only", "S1", "T1"]],
        Absences=[["person_id", "date"], ["S1", DAY], ["S2", DAY]],
        Attendance=[
            ["date", "student_id", "status"],
            [DAY, "S1", "present"],
            [DAY, "S2", "present"],
            [DAY, "S1", "absent"],
        ],
        Contacts=[["student_id", "address"], ["S1", "555-0100"], ["S2", "555-0101"]],
    )
    assert found.errors == ()
    assert found.program.pairs == ()
    assert [a.person_id for a in found.program.absences] == ["S2"]
    assert [a.student_id for a in found.program.attendance] == ["S2"]
    assert [c.student_id for c in found.program.contacts] == ["S2"]
    assert left(found) == [
        ("Students", "D2"),
        ("Pairs", "B2"),
        ("Pairs", "B3"),
        ("Absences", "A2"),
        ("Attendance", "B2"),
        ("Contacts", "A2"),
    ]


def test_rows_that_name_a_tutor_who_was_left_out_go_but_an_only_row_stays(read):
    rows = [*GOOD["Tutors"], ["T2", "Lincoln", "Math", "Englsh", "Mon 8:00-9:00"]]
    found = read(
        skip_bad_rows=True,
        Tutors=rows,
        Pairs=[["rule", "student", "with"], ["only", "S1", "T2"], ["avoid", "S2", "T2"]],
        Absences=[["person_id", "date"], ["T2", DAY]],
    )
    assert found.program.pairs == (Pair("only", "S1", "T2"),)
    assert found.program.absences == ()
    assert found.tutors_left_out == {"T2"}
    assert any("stays in force" in f.message for f in found.findings if f.level == "notice")


def test_pins_that_name_who_was_left_out_go_too(read):
    rows = [*GOOD["Tutors"], ["T2", "Lincoln", "Math", "Englsh", "Mon 8:00-9:00"]]
    found = read(
        skip_bad_rows=True,
        Students=replaced("Students", "grade", 14, 3),
        Tutors=rows,
        Pins=[
            ["student", "tutor", "times"],
            ["S1", "T1"],
            ["S2", "T2"],
            [None, "T2", "Mon 8:00-8:30"],
            ["S2", "T1"],
        ],
    )
    assert found.errors == ()
    assert [(pin.student, pin.tutor) for pin in found.program.pins] == [("S2", "T1")]
    assert left(found)[-3:] == [("Pins", "A2"), ("Pins", "B3"), ("Pins", "B4")]


def test_a_route_whose_rows_were_left_out_is_still_known(read):
    found = read(
        skip_bad_rows=True,
        Students=column("Students", "transport", "Bus"),
        Transport=[["route", "days"], ["Bus", "Funday"]],
    )
    assert found.program.requests[0].student.transport == "Bus"
    assert found.program.rides == ()


def test_an_unknown_route_leaves_its_student_out(read):
    found = read(skip_bad_rows=True, Students=column("Students", "transport", "Bus"))
    assert list(found.program.students) == ["S2"]


def test_of_two_rows_alike_for_a_tutor_the_first_stays(read):
    found = read(skip_bad_rows=True, Tutors=[*GOOD["Tutors"], GOOD["Tutors"][1]])
    assert found.program == read().program
    assert left(found) == [("Tutors", "A3")]


def test_two_rows_that_differ_for_a_tutor_both_go(read):
    rows = [*GOOD["Tutors"], ["T1", "Lincoln", "Math", "Spanish", "Mon 8:00-9:00"]]
    found = read(skip_bad_rows=True, Tutors=rows)
    assert found.program.tutors == ()
    assert left(found) == [("Tutors", "A2"), ("Tutors", "A3")]


def test_an_id_of_both_leaves_out_both(read):
    found = read(skip_bad_rows=True, Tutors=replaced("Tutors", "tutor_id", "S1"))
    assert found.program.tutors == ()
    assert list(found.program.students) == ["S2"]
