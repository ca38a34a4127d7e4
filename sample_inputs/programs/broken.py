"""A small program in which everything is wrong once that can be wrong in one workbook.

Each bad row says in its ``remark`` what is the matter with it; no reader looks at that column.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .bad_rows import FIRST, GOOD, bad_rows
from .book import HEADERS, Row, columns, fill, september

REMARK = "remark"


@dataclass(frozen=True)
class Fault:
    """Something wrong in the workbook and where a reader should point.

    ``cells`` are the cells of which one must be named; a bare sheet where there is none.
    """

    level: Literal["error", "notice"]
    sheet: str
    cells: tuple[str, ...]
    remark: str


def make() -> Workbook:
    """The workbook ``broken.xlsx``."""
    return build()[0]


def faults() -> list[Fault]:
    """Everything that is wrong in it."""
    return build()[1]


def build() -> tuple[Workbook, list[Fault]]:
    """The workbook and what is wrong in it."""
    bad = bad_rows()
    made = Workbook()
    made.remove(made.worksheets[0])
    found: list[Fault] = []
    for name in HEADERS:
        rows = [{**GOOD[name], **FIRST.get(name, {})}]
        if name == "Students":
            rows.append({**GOOD[name], "student_id": "S0002"})
        if name == "Tutors":
            rows.append({**GOOD[name], "tutor_id": "T002"})
        for number, entry in enumerate((b for b in bad if b.sheet == name), start=1):
            rows.append({**GOOD[name], **_own(name, number), **entry.cells, REMARK: entry.remark})
            cells = tuple(f"{_letter(name, column)}{len(rows) + 1}" for column in entry.at)
            found.append(Fault(entry.level, name, cells, entry.remark))
        fill(made.create_sheet(name), (*HEADERS[name], REMARK), rows)
        found.append(_notice(name, f"{_letter(name, REMARK)}1", "the column remark is unknown"))
    return made, found + _sheets(made)


def _own(sheet: str, number: int) -> Row:
    """What keeps the good part of a row from being another row over again."""
    if sheet == "Slots":
        return {"start": dt.time(10, number), "end": dt.time(11, number)}
    if sheet == "Calendar":
        return {"date": september(number)}
    numbered: dict[str, Row] = {
        "Students": {"student_id": f"S{100 + number:04d}"},
        "Tutors": {"tutor_id": f"T{100 + number:03d}"},
        "Attendance": {"minutes": 30 + number},
    }
    return {**numbered.get(sheet, {})}


def _letter(sheet: str, column: str) -> str:
    return get_column_letter([*columns(sheet), REMARK].index(column) + 1)


def _notice(sheet: str, cell: str, remark: str) -> Fault:
    return Fault("notice", sheet, (cell,) if cell else (), remark)


def _sheets(made: Workbook) -> list[Fault]:
    """What is wrong with whole sheets and columns; Attendance bears most of it."""
    doubled = made.create_sheet("absences_")
    fill(doubled, HEADERS["Absences"], [GOOD["Absences"]])
    fill(made.create_sheet("Studnets notes"), ("note",), [{"note": "Call Noor's aunt."}])
    pairs, slots = made["Pairs"], made["Slots"]
    pairs.cell(1, pairs.max_column + 1, "Student")
    made["Tutors"].cell(1, made["Tutors"].max_column + 1, "availible")
    made["Attendance"]["A1"] = "day of session"
    slots.row_dimensions[2].hidden = True
    made["Tutors"].column_dimensions["M"].hidden = True
    made["Transport"].sheet_state = "hidden"
    made["Sites"].merge_cells("F2:G3")
    made["Sites"]["F2"] = "A merged note"
    return [
        Fault("error", "absences_", (), "the sheet Absences stands twice"),
        Fault("error", "Attendance", (), "the column date is missing"),
        Fault("error", "Pairs", (), "the column student stands twice"),
        _notice("Tutors", "", "the column availible is unknown, and available is near"),
        _notice("Studnets notes", "", "the sheet is unknown"),
        _notice("Slots", "", "row 2 is hidden"),
        _notice("Tutors", "", "column M is hidden"),
        _notice("Transport", "", "the sheet is hidden"),
        _notice("Sites", "", "cells are merged outside the table"),
    ]
