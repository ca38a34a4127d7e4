"""Small programs for the tests of reading: sheets as rows of cells, written as a file or a folder."""

import csv
from pathlib import Path

from openpyxl import Workbook

from matcher.workbook.cells import CellError

GOOD = {
    "Students": [
        ["student_id", "subject", "site", "grade", "name"],
        ["S1", "Math", "Lincoln", 3, "Ana"],
        ["S2", "Math", "Lincoln", "K", "Ben"],
    ],
    "Tutors": [
        ["tutor_id", "sites", "subjects", "languages", "available"],
        ["T1", "Lincoln", "Math", "English", "Mon-Fri 8:00-15:00"],
    ],
    "Slots": [
        ["site", "days", "start", "end"],
        ["Lincoln", "Mon-Fri", "8:00", "8:30"],
    ],
}


def sheets(**changed):
    """The good program with some sheets replaced, or left out where None."""
    return {name: rows for name, rows in {**GOOD, **changed}.items() if rows is not None}


def column(sheet, header, *values):
    """The good sheet with one more column; missing values are blank."""
    first, *rest = GOOD[sheet]
    given = [*values, *[None] * len(rest)]
    return [[*first, header], *[[*row, value] for row, value in zip(rest, given, strict=False)]]


def replaced(sheet, header, *values):
    """The good sheet with other values in a column."""
    first, *rest = GOOD[sheet]
    at = first.index(header)
    rows = zip(rest, values, strict=False)
    return [first, *[[*row[:at], value, *row[at + 1 :]] for row, value in rows]]


def workbook(path: Path, content) -> Path:
    """Write sheets as an Excel workbook; texts stay texts."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row, start=1):
                if value is not None:
                    cell = sheet.cell(number, at, value)
                    if isinstance(value, str):
                        cell.data_type = "s"
    book.save(path)
    return path


def folder(path: Path, content, delimiter=",", encoding="utf-8") -> Path:
    """Write sheets as a folder of CSV files."""
    path.mkdir(parents=True, exist_ok=True)
    for name, rows in content.items():
        with (path / f"{name.lower()}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def refused(parse, raw):
    """Message and remedy of a parser that doesn't take a cell; None if it does."""
    try:
        parse(raw)
    except CellError as wrong:
        return wrong.message, wrong.remedy
    return None
