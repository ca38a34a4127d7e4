"""What surrounds a table and is easily overlooked: merged cells, hidden rows and columns, titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from openpyxl.utils import get_column_letter

from matcher.workbook.log import Line, Log, Table
from matcher.workbook.sheets import RawSheet

Range = tuple[int, int, int, int]


def look_around(table: Table[Any], log: Log) -> None:
    """Say what a person who looks at the sheet may not see, or sees differently."""
    sheet = table.sheet
    if sheet is None or not sheet.rows:
        return
    if sheet.rows[0][0] < table.header_row:
        log.say(
            "notice",
            table.title,
            f"A{table.header_row}",
            f"Row {table.header_row} is taken for the headers; what stands above it is not read",
        )
    _hidden(table, sheet, log)
    covered = {
        line.number: line for line in table.lines
    }  # merged cells hide what was meant for the others
    for merged in sheet.ranges:
        _merged(table, merged, covered, log)


def _hidden(table: Table[Any], sheet: RawSheet, log: Log) -> None:
    rows = sorted(line.number for line in table.lines if line.number in sheet.hidden_rows)
    if rows:
        named = ", ".join(runs(rows, str))
        log.say(
            "notice", table.title, f"A{rows[0]}", f"Hidden rows are read: {named}", "Show them."
        )
    used = {at for position in table.at.values() for at in position}
    columns = sorted(used & sheet.hidden_columns)
    if columns:
        named = ", ".join(runs(columns, lambda at: get_column_letter(at + 1)))
        first = f"{get_column_letter(columns[0] + 1)}{table.header_row}"
        log.say("notice", table.title, first, f"Hidden columns are read: {named}", "Show them.")


def runs(numbers: list[int], name: Any) -> Iterator[str]:
    """``3, 5-8``: neighbours put together."""
    breaks = [at + 1 for at, (a, b) in enumerate(pairwise(numbers)) if b != a + 1]
    for start, end in pairwise([0, *breaks, len(numbers)]):
        first, last = numbers[start], numbers[end - 1]
        yield name(first) if first == last else f"{name(first)}-{name(last)}"


def _merged(table: Table[Any], merged: Range, lines: dict[int, Line[Any]], log: Log) -> None:
    """Merged cells inside the table make its rows unclear; elsewhere they do no harm."""
    top, bottom, left, right = merged
    address = f"{get_column_letter(left + 1)}{top}:{get_column_letter(right + 1)}{bottom}"
    where = f"{get_column_letter(left + 1)}{top}"
    columns = [name for name, position in table.at.items() if _meets(position, left, right)]
    inside = [line for number, line in lines.items() if top <= number <= bottom] if columns else []
    remedy = "Unmerge them and write a value into each cell."
    if columns and top <= table.header_row <= bottom:
        log.say(
            "error", table.title, where, f"The cells {address} of the header are merged", remedy
        )
    elif inside:
        message = f"The cells {address} are merged; only the first of them holds a value"
        log.reject(inside[0], columns[0], message, remedy)
        for line in inside[1:]:
            if log.skip_bad_rows and table.layout.skippable and not line.bad:
                log.leave_out(
                    line, columns[0], f"The cells {address} are merged, also with this row"
                )
            line.bad = True
    else:
        log.say("notice", table.title, where, f"The cells {address} outside the table are merged")


def _meets(position: Iterable[int], left: int, right: int) -> bool:
    return any(left <= at <= right for at in position)
