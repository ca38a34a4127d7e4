"""The template: every sheet with its headers, notes and drop-down lists, ready to be filled in."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from matcher.domain import Program, Settings, clock
from matcher.workbook.column import Column, Layout
from matcher.workbook.layout import LAYOUTS, SETTINGS
from matcher.workbook.planner_layout import PLANNER_LAYOUTS
from matcher.workbook.program_rows import Cells, rows_of, settings_rows
from matcher.workbook.save import save_whole
from matcher.workbook.settings import SETTINGS_COLUMNS
from matcher.workbook.styles import LAST_ROW, clean

AUTHOR = "match"
EVERY_LAYOUT = (*LAYOUTS, *PLANNER_LAYOUTS)
_FORMS = {"text": "@", "number": "General", "date": "yyyy-mm-dd", "time": "h:mm"}
_HEADER = PatternFill("solid", start_color="334E68")
_OPTIONAL = PatternFill("solid", start_color="829AB1")
_EXAMPLE = Font(italic=True, color="6B7280")
_RISKY = ("=", "+", "-", "@", "\t")


def write_template(path: Path) -> None:
    """Write a workbook with all sheets, an example row in each, and every setting's default.

    Raises :class:`OSError` if it can't be written; then nothing is.
    """
    rows: dict[str, list[tuple[int, Cells]]] = {
        layout.name: [(2, {name: column.example for name, column in layout.columns.items()})]
        for layout in EVERY_LAYOUT
    }
    rows[SETTINGS.name] = list(enumerate(settings_rows(Settings(program="My program")), start=2))
    _write(rows, path, example=True)


def write_program(program: Program, path: Path) -> None:
    """Write a program into the template's layout; read again, it is the same program.

    Raises :class:`OSError` if it can't be written; then nothing is.
    """
    _write(rows_of(program), path, example=False)


def _write(rows: dict[str, list[tuple[int, Cells]]], path: Path, *, example: bool) -> None:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for layout in EVERY_LAYOUT:
        if layout.name not in rows:
            continue
        sheet = workbook.create_sheet(layout.name)
        _headers(sheet, layout)
        for number, cells in rows[layout.name]:
            _row(sheet, layout, number, cells, example=example and layout is not SETTINGS)
    _setting_choices(workbook[SETTINGS.name], rows[SETTINGS.name])
    save_whole(workbook, path)


def _headers(sheet: Worksheet, layout: Layout[Any]) -> None:
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 22
    for at, (name, column) in enumerate(layout.columns.items(), start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _width(name, column)
        sheet.column_dimensions[letter].number_format = _FORMS[column.form]
        header = _put(sheet, 1, at, name)
        header.font = Font(bold=True, color="FFFFFF")
        header.fill = _HEADER if column.star else _OPTIONAL
        header.alignment = Alignment(vertical="center")
        header.comment = _note(name, column)
        if column.choices:
            _choices(sheet, column.choices, f"{letter}2:{letter}{LAST_ROW}")


def _width(name: str, column: Column) -> float:
    return min(34, max(len(name) + 4, len(str(column.example or "")) + 3, 11))


def _note(name: str, column: Column) -> Comment:
    parts = [f"{name}{' (required)' if column.star else ''}", column.note]
    example = column.such_as if column.example is None else column.example
    if example is not None:
        parts.append(f"Example: {_shown(example)}")
    note = Comment("\n".join(parts), AUTHOR)
    note.width, note.height = 320, 60 + 18 * (sum(map(len, parts)) // 45 + len(parts) - 1)
    return note


def _shown(example: Any) -> str:
    """An example as a person would type it."""
    return clock(example.hour * 60 + example.minute) if isinstance(example, time) else str(example)


def _choices(sheet: Worksheet, choices: tuple[str, ...], where: str) -> None:
    """A drop-down list that only offers: other spellings of the same words may be typed."""
    listed = DataValidation(
        type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False
    )
    listed.add(where)
    sheet.add_data_validation(listed)


def _setting_choices(sheet: Worksheet, rows: list[tuple[int, Cells]]) -> None:
    """On Settings each row takes other values, and its name has a note of its own."""
    at = 1 + list(SETTINGS.columns).index("value")
    for number, cells in rows:
        column = SETTINGS_COLUMNS[cells["setting"]]
        sheet.cell(number, 1).comment = _note(cells["setting"], column)
        if column.choices:
            _choices(sheet, column.choices, f"{get_column_letter(at)}{number}")
    sheet.column_dimensions["A"].width = max(len(setting) for setting in SETTINGS_COLUMNS) + 4


def _row(
    sheet: Worksheet, layout: Layout[Any], number: int, cells: Cells, *, example: bool
) -> None:
    for at, (name, column) in enumerate(layout.columns.items(), start=1):
        value = cells.get(name)
        if value is None or value == "":
            continue
        cell = _put(sheet, number, at, value)
        if not isinstance(value, str) or column.form == "text":
            cell.number_format = _FORMS[column.form]
        if example:
            cell.font = _EXAMPLE


def _put(sheet: Worksheet, row: int, at: int, value: Any) -> Cell:
    """Write a cell; a text stays a text, whatever it begins with."""
    cell = sheet.cell(row, at)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_RISKY)
    else:
        cell.value = value
    return cell
