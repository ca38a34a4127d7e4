"""From raw sheets to tables: what the cells of each row say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from matcher.workbook.cells import CellError, Noted, parsed
from matcher.workbook.column import Column, Layout
from matcher.workbook.headers import find_columns, recognise
from matcher.workbook.layout import LAYOUTS
from matcher.workbook.log import Line, Log, Table, show
from matcher.workbook.names import plain
from matcher.workbook.planner_layout import PLANNER_LAYOUTS
from matcher.workbook.sheets import NEVER_STORED, RawSheet, is_blank
from matcher.workbook.spellings import Spellings

Tables = dict[str, Table[Any]]


def tabulate(
    sheets: Iterable[RawSheet],
    log: Log,
    spellings: Spellings,
    layouts: Sequence[Layout[Any]] = LAYOUTS,
) -> Tables:
    """Every sheet of the layouts as a table; those that aren't there as empty ones.

    Strange sheets are told of once, where the program itself is read.
    """
    if layouts is not LAYOUTS:
        names = {plain(layout.name) for layout in layouts}
        sheets = [sheet for sheet in sheets if plain(sheet.name) in names]
    known = {layout.name for layout in (*LAYOUTS, *PLANNER_LAYOUTS)}
    found = recognise(sheets, log, layouts, known)
    tables = {layout.name: find_columns(layout, found.get(layout.name), log) for layout in layouts}
    for table in tables.values():
        _read_rows(table, log, spellings)
    return tables


def _read_rows(table: Table[Any], log: Log, spellings: Spellings) -> None:
    if table.sheet is None or not table.at:
        return
    known = {at for position in table.at.values() for at in position}
    uncached: dict[int, set[int]] = defaultdict(set)
    for number, at in table.sheet.uncached:
        if at in known:
            uncached[number].add(at)
    read = _CellReader(spellings)
    for number, values in table.sheet.rows:
        if number <= table.header_row:
            continue
        line = Line(table, number, values)
        if number not in uncached and all(line.raw(column) is None for column in table.at):
            continue
        table.lines.append(line)
        _read_line(line, uncached.get(number, set()), read, log)
        if len(values) > len(table.headed):
            _beyond_headers(line, log)
    if table.layout.required and table.complete and not table.lines:
        log.say("notice", table.title, "", "The sheet has headers but no row")


def _read_line(line: Line[Any], uncached: set[int], read: _CellReader, log: Log) -> None:
    layout = line.table.layout
    for name, column in layout.columns.items():
        raw = line.raw(name)
        if raw is None:
            if any(at in uncached for at in line.table.at.get(name, ())):
                line.unread.add(name)
                log.reject(line, name, *NEVER_STORED)
            elif name in layout.needed and name in line.table.at:
                line.unread.add(name)
                log.reject(line, name, f"{name} is blank", f"Fill it in. {column.note}")
            continue
        result = read(line.table.layout.name, name, column, raw, line)
        if isinstance(result, CellError):
            line.unread.add(name)
            log.reject(line, name, result.message, result.remedy)
            continue
        if isinstance(result, Noted):
            log.notice(line, name, result.notice, "Format the cell as Text to keep what is typed.")
            result = result.value
        line.found[name] = result
    if layout.needed <= line.found.keys():
        line.row = layout.row(**{layout.attributes[name]: line.found[name] for name in line.found})
    else:
        line.bad = True


class _CellReader:
    """Reads cells, each different value of a column once."""

    def __init__(self, spellings: Spellings) -> None:
        self._spellings = spellings
        self._known: dict[tuple[int, type, Any], Any] = {}

    def __call__(self, sheet: str, name: str, column: Column, raw: Any, line: Line[Any]) -> Any:
        key = (id(column), type(raw), raw)
        if key not in self._known:
            self._known[key] = self._read(column, raw)
        result = self._known[key]
        if column.names and not isinstance(result, CellError):
            return self._spellings.settle(column, result, line, name)
        return result

    def _read(self, column: Column, raw: Any) -> Any:
        try:
            return parsed(column.parse, raw)
        except CellError as wrong:
            return wrong


def _beyond_headers(line: Line[Any], log: Log) -> None:
    """Say which cells stand in no column. In a text file the row may have slipped."""
    table = line.table
    last = max(table.headed)
    for at, value in enumerate(line.values):
        if is_blank(value) or at in table.headed:
            continue
        letter = get_column_letter(at + 1)
        if at > last and table.sheet is not None and table.sheet.delimited:
            log.reject(
                line,
                next(iter(table.at)),
                f"The row has more cells than the header: {show(value)!r} stands in column {letter}",
                "Put quotation marks around cells that hold the character between cells.",
            )
            return
        if at not in table.unheaded:
            table.unheaded.add(at)
            where = f"{letter}{line.number}"
            message = f"Column {letter} has no header; it is ignored"
            log.say("notice", table.title, where, message, value=show(value))
