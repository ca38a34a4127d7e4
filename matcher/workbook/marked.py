"""The marked copy: the input again, with every bad cell coloured and commented, and a list."""

from __future__ import annotations

import errno
import io
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from matcher.workbook.excel import BROKEN_FILE
from matcher.workbook.findings import Finding
from matcher.workbook.read import Reading
from matcher.workbook.save import save_whole
from matcher.workbook.sheets import Source
from matcher.workbook.styles import LONGEST_TEXT, clean
from matcher.workbook.template import AUTHOR

_RED, _AMBER = "F4B6B6", "FFE8A3"
_BAD = PatternFill("solid", start_color=_RED)
_NOTABLE = PatternFill("solid", start_color=_AMBER)
_HEADERS = (
    ("level", 10),
    ("sheet", 16),
    ("cell", 8),
    ("value", 28),
    ("problem", 60),
    ("remedy", 60),
)
_LIST = "Problems"
_TITLES = tuple(title for title, _ in _HEADERS)
_LONGEST_TITLE = 31
_FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def write_marked_copy(reading: Reading, path: Path) -> Path:
    """Write ``NAME-problems.xlsx`` beside the input at ``path`` and give its path.

    An input that couldn't be opened gives a workbook with the list alone. Raises :class:`OSError`
    if there is no input or the copy can't be written; then nothing is.
    """
    whole = path.resolve()
    if not whole.exists():
        raise FileNotFoundError(errno.ENOENT, "there is no input to copy", str(path))
    name = whole.name if whole.is_dir() else whole.stem
    target = whole.with_name(f"{name}-problems.xlsx")
    workbook, sheets = _copy(reading.source, whole)
    _clear_old_marks(workbook, reading.source)
    for (title, address), findings in _by_cell(reading.findings).items():
        if title in sheets:
            _mark(sheets[title], address, findings)
    _list(workbook, reading.findings)
    save_whole(workbook, target)
    return target


def _copy(source: Source | None, path: Path) -> tuple[Workbook, dict[str, Worksheet]]:
    """The input as a workbook, and its sheets by the titles that the findings use."""
    if source is not None and path.is_file():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                workbook = load_workbook(io.BytesIO(path.read_bytes()))
        except BROKEN_FILE:
            pass  # what could be read is still worth marking
        else:
            return workbook, {sheet.title: sheet for sheet in workbook.worksheets}
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheets: dict[str, Worksheet] = {}
    for raw in source.sheets if source else ():
        title = raw.name.translate(_FORBIDDEN_IN_TITLE)[:_LONGEST_TITLE]
        sheets[raw.title] = workbook.create_sheet(title)
        for number, values in raw.rows:
            for at, value in enumerate(values, start=1):
                _put(sheets[raw.title], number, at, value)
    return workbook, sheets


def _put(sheet: Worksheet, row: int, at: int, value: Any) -> None:
    """Write a cell of a copy; a text stays a text, whatever it begins with."""
    if value is None:
        return
    cell = sheet.cell(row, at)
    cell.value = clean(value) if isinstance(value, str) else value
    if isinstance(value, str) and isinstance(cell, Cell):
        cell.data_type = "s"


# -- marks --------------------------------------------------------------------------------------


def _by_cell(findings: tuple[Finding, ...]) -> dict[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.cell:
            found[finding.sheet, finding.cell].append(finding)
    return found


def _clear_old_marks(workbook: Workbook, source: Source | None) -> None:
    """A marked copy that was mended and read again shall not keep the marks of before."""
    old = [sheet for sheet in workbook.worksheets if _is_list(sheet)]
    if source is None or not old:
        return
    for sheet in old:
        workbook.remove(sheet)
    for raw in source.sheets:
        if raw.title in workbook.sheetnames:
            for number, values in raw.rows:
                for at in range(1, len(values) + 1):
                    _clear(workbook[raw.title].cell(number, at))


def _is_list(sheet: Worksheet) -> bool:
    """Whether a sheet is a list of before; beside the user's own Problems it is Problems1."""
    titles = tuple(sheet.cell(1, at).value for at in range(1, len(_HEADERS) + 1))
    return sheet.title.startswith(_LIST) and titles == _TITLES


def _clear(cell: Cell | MergedCell) -> None:
    if cell.comment is not None and cell.comment.author == AUTHOR:
        cell.comment = None
        if cell.fill.start_color.rgb in (f"00{_RED}", f"00{_AMBER}"):
            cell.fill = PatternFill()


def _mark(sheet: Worksheet, address: str, findings: list[Finding]) -> None:
    cell = _anchor(sheet, address)
    cell.fill = _NOTABLE if all(one.level == "notice" for one in findings) else _BAD
    said = [one.advice for one in findings]
    if cell.comment is not None:
        said.append(cell.comment.text)
    text = clean("\n\n".join(said))
    cell.comment = Comment(text, AUTHOR)
    cell.comment.width, cell.comment.height = 320, min(400, 50 + 18 * (len(text) // 45 + len(said)))


def _anchor(sheet: Worksheet, address: str) -> Cell:
    """The cell at an address; of merged cells the one that holds the value."""
    for merged in sheet.merged_cells.ranges:
        if address in merged:
            address = merged.start_cell.coordinate
    cell = sheet[address]
    assert isinstance(cell, Cell)
    return cell


# -- the list -----------------------------------------------------------------------------------


def _list(workbook: Workbook, findings: tuple[Finding, ...]) -> None:
    """A first sheet with everything that was found."""
    sheet = workbook.create_sheet(_LIST, 0)
    rows = [_TITLES]
    rows += [
        (one.level, one.sheet, one.cell, one.value, one.message, one.remedy) for one in findings
    ]
    for number, row in enumerate(rows, start=1):
        for at, text in enumerate(row, start=1):
            _put(sheet, number, at, text[:LONGEST_TEXT])
            sheet.cell(number, at).alignment = Alignment(wrap_text=True, vertical="top")
        lines = max(-(-len(text) // width) for text, (_, width) in zip(row, _HEADERS, strict=True))
        sheet.row_dimensions[number].height = 15 * max(1, min(lines, 25))
    for at, (_, width) in enumerate(_HEADERS, start=1):
        head = sheet.cell(1, at)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = sheet
