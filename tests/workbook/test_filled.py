"""Filled sheets: which one is read, what counts, and what is told of the rest."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher.workbook.filled import filled_files, read_filled
from tests.workbook import books

HEAD = ["date", "student_id", "subject", "status", "minutes"]
DAY = dt.date(2026, 9, 14)


@pytest.fixture
def read(tmp_path):
    def reading(found_in_folder=False, **sheets):
        path = books.workbook(tmp_path / "elm.xlsx", sheets)
        return read_filled(path, found_in_folder=found_in_folder)

    return reading


def said(filled):
    return [str(finding) for finding in filled.log.findings]


def test_rows_without_a_status_are_counted_and_not_looked_at(read):
    filled = read(
        Attendance=[
            HEAD,
            [DAY, "S1", "Math", "present", None],
            ["someday", "S2", "Math", " ", None],
            [DAY, "S3", "Math", None, "soon"],
            ["Total", None, None, None, None],
        ]
    )
    assert [line.whole.student_id for line in filled.good] == ["S1"]
    assert filled.blank == 2
    assert said(filled) == [
        "Attendance E4: The row has minutes but no status, so it does not count yet ('soon')."
    ]


def test_of_several_sheets_the_one_of_that_name_is_read(read):
    other = [HEAD, [DAY, "S2", "Math", "absent", None]]
    filled = read(Attendance=[HEAD, [DAY, "S1", "Math", "present", None]], Copy=other)
    assert [line.whole.student_id for line in filled.good] == ["S1"]
    (told,) = said(filled)
    assert "Only the sheet 'Attendance' is read, this one is not. Put its rows there" in told
    filled = read(Elm=other, Oak=other)
    assert filled.good == []
    (told,) = said(filled)
    assert told.startswith(
        "Oak: There are several sheets that could be Attendance: 'Elm' and 'Oak'."
    )


def test_another_file_is_an_error_where_it_was_named_and_left_alone_where_it_was_found(read):
    assert read(Notes=[["x"]]).log.failed
    assert "it has no sheet Attendance" in said(read(Notes=[["x"]]))[0]
    found = read(found_in_folder=True, Notes=[["x"]])
    assert (found.log.failed, found.not_one) == (False, "it has no sheet Attendance")
    assert read(True, **books.GOOD).not_one == "it is a program"
    plan = {"Groups": [], "Seats": [], "Sessions": [["date", "student_id", "status"]]}
    assert read(True, **plan).not_one == "it is a plan"


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ([*HEAD[:4], "Status"], "Attendance E1: The column status is there twice"),
        (["date", "subject", "x", "status"], "The column student_id is missing"),
        (["day", "student_id", "subject", "status"], "The column date is missing"),
    ],
)
def test_no_row_counts_where_a_column_is_in_doubt(read, head, told):
    filled = read(Attendance=[head, [DAY, "S1", "Math", "present", "absent"]])
    assert any(told in one for one in said(filled))
    assert filled.good == []


def test_merged_cells_are_told(tmp_path):
    path = books.workbook(
        tmp_path / "elm.xlsx",
        {"Attendance": [HEAD, *([DAY, f"S{n}", "Math", "present", None] for n in range(3))]},
    )
    book = load_workbook(path)
    book["Attendance"].merge_cells("D3:D4")
    book.save(path)
    filled = read_filled(path)
    assert [line.whole.student_id for line in filled.good] == ["S0"]
    assert any("The cells D3:D4 are merged" in one for one in said(filled))
    book["Attendance"].merge_cells("A1:B1")
    book.save(path)
    assert read_filled(path).good == []


def test_what_only_helps_people_may_be_anything(read):
    head = [*HEAD, "tutor", "room", "student", "as_planned"]
    row = [DAY, "S1", "Math", "present", None, 7, dt.date(2026, 3, 5), "#N/A", "x" * 300]
    filled = read(Attendance=[head, row])
    assert len(filled.good) == 1
    assert filled.log.findings == []


def test_which_files_of_a_folder_are_read(tmp_path):
    program, known = tmp_path / "p.xlsx", tmp_path / "p-attendance.xlsx"
    inside = tmp_path / "in"
    inside.mkdir()
    names = (
        "b.csv",
        "A.XLSX",
        "~$a.xlsx",
        ".a.xlsx",
        "a-problems.xlsx",
        "a.xls",
        "c.txt",
        "p.xlsx",
    )
    for name in names:
        (inside / name).touch()
    (inside / "d.xlsx").mkdir()
    files = filled_files([inside, inside / "b.csv", Path(inside, ".", "b.csv")], (program, known))
    assert files.named == (inside / "b.csv",)
    assert files.found == (inside / "A.XLSX", inside / "p.xlsx")
    assert filled_files([inside], (inside / "p.xlsx",)).found == (
        inside / "A.XLSX",
        inside / "b.csv",
    )
    assert filled_files([inside], (inside,)).found == ()
