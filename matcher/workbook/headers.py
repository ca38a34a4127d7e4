"""Which sheet is which, and where its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from matcher.workbook.column import Layout
from matcher.workbook.layout import LAYOUTS, SETTINGS
from matcher.workbook.log import Log, Table, show
from matcher.workbook.names import nearest, plain
from matcher.workbook.sheets import RawSheet, is_blank

_HEADER_DEPTH = 20
"""Among so many rows that aren't blank the header is looked for."""
_FIRST_AND_LAST = ("first name", "last name")


def recognise(
    sheets: Iterable[RawSheet],
    log: Log,
    layouts: Sequence[Layout[Any]] = LAYOUTS,
    also: Iterable[str] = (),
) -> dict[str, RawSheet]:
    """The sheets of the contract by their names there; says which are strange or missing.

    Sheets that are called as one of ``also`` are known, and left to others.
    """
    known = {plain(layout.name): layout.name for layout in layouts}
    others = {plain(name) for name in also}
    found: dict[str, RawSheet] = {}
    strangers: list[RawSheet] = []
    for sheet in sheets:
        name = known.get(plain(sheet.name))
        if name is None and plain(sheet.name) not in others:
            strangers.append(sheet)
        elif name is None:
            continue
        elif name in found:
            log.say(
                "error",
                sheet.title,
                "",
                f"There are two sheets {name}: {found[name].title!r} and {sheet.title!r}",
                "Delete or rename one of them.",
            )
        else:
            found[name] = sheet
    for sheet in strangers:
        log.say(
            "notice",
            sheet.title,
            "",
            f"The sheet is ignored: no sheet is called so; the nearest known name is {nearest(sheet.name, known.values())}",
        )
    _missing_sheets(found, strangers, log, layouts)
    return found


def _missing_sheets(
    found: dict[str, RawSheet],
    strangers: list[RawSheet],
    log: Log,
    layouts: Sequence[Layout[Any]],
) -> None:
    for layout in layouts:
        if layout.required and layout.name not in found:
            close = nearest(layout.name, [sheet.name for sheet in strangers])
            maybe = f" Maybe {close!r} is meant: rename it." if close else ""
            log.say(
                "error",
                layout.name,
                "",
                f"The sheet {layout.name} is missing",
                f"Add a sheet of this name ({layout.note.rstrip('.').lower()}).{maybe}",
            )


# -- headers ------------------------------------------------------------------------------------


def find_columns(layout: Layout[Any], sheet: RawSheet | None, log: Log) -> Table[Any]:
    """A table without rows yet; an empty one where there is no sheet."""
    table = Table(layout, sheet)
    if sheet is None or sheet.unread:
        return table
    if sheet.hidden:
        log.say(
            "notice", sheet.title, "", "The sheet is hidden; it is read", "Show it, or delete it."
        )
    if not sheet.rows:
        if layout.required:
            log.say("error", sheet.title, "", "The sheet is empty", "Write the headers in row 1.")
        return table
    table.header_row, header = _header(layout, sheet)
    table.headed = frozenset(at for at, cell in enumerate(header) if not is_blank(cell))
    _match(table, header, log)
    _missing_columns(table, log)
    return table


def _header(layout: Layout[Any], sheet: RawSheet) -> tuple[int, tuple[Any, ...]]:
    """The row among the first ones that names the most columns; there may be a title above it."""

    def recognised(row: tuple[int, tuple[Any, ...]]) -> int:
        return sum(plain(str(cell)) in layout.headers for cell in row[1] if not is_blank(cell))

    return max(sheet.rows[:_HEADER_DEPTH], key=recognised)


def _match(table: Table[Any], header: tuple[Any, ...], log: Log) -> None:
    """Find the columns; say which are doubled and which are unknown."""
    strangers: dict[int, str] = {}
    for at, cell in enumerate(header):
        if is_blank(cell):
            continue
        column = table.layout.headers.get(plain(str(cell)))
        if column is None:
            strangers[at] = str(cell)
        elif column in table.at:
            _twice(table, column, at, table.at[column][0], str(cell), log)
        else:
            table.at[column] = (at,)
    _put_names_together(table, strangers, log)
    for at, stranger in strangers.items():
        close = nearest(stranger, table.layout.columns)
        strict = table.layout.strict
        log.say(
            "error" if strict else "notice",
            table.title,
            f"{get_column_letter(at + 1)}{table.header_row}",
            "No column is called so"
            if strict
            else f"The column is ignored: none is called so; the nearest known name is {close}",
            f"Maybe {close} is meant; else take the column away." if strict else "",
            value=show(stranger),
        )


def _twice(table: Table[Any], column: str, at: int, first: int, header: str, log: Log) -> None:
    log.say(
        "error",
        table.title,
        f"{get_column_letter(at + 1)}{table.header_row}",
        f"The column {column} is there twice, also in {get_column_letter(first + 1)}{table.header_row}",
        "Delete or rename one of them.",
        value=show(header),
    )


def _put_names_together(table: Table[Any], strangers: dict[int, str], log: Log) -> None:
    """A first and a last name are the name where there's no column for the whole."""
    if "name" not in table.layout.columns or "name" in table.at:
        return
    parts = {
        part: [at for at, header in strangers.items() if plain(header) == plain(part)]
        for part in _FIRST_AND_LAST
    }
    if not all(parts.values()):
        return
    table.at["name"] = tuple(places[0] for places in parts.values())
    for part, (first, *others) in parts.items():
        for at in others:
            _twice(table, part, at, first, strangers.pop(at), log)
        strangers.pop(first)


def _missing_columns(table: Table[Any], log: Log) -> None:
    table.complete = True
    starred = [name for name, column in table.layout.columns.items() if column.star]
    if table.layout is SETTINGS:
        starred = list(table.layout.columns)
    for name in starred:
        stand_ins = table.layout.instead.get(name, ())
        if name in table.at or (stand_ins and all(other in table.at for other in stand_ins)):
            continue
        table.complete = False
        also = f" (or {' and '.join(stand_ins)})" if stand_ins else ""
        log.say(
            "error",
            table.title,
            f"A{table.header_row}",
            f"The column {name}{also} is missing",
            f"Add a column with this header. {table.layout.columns[name].note}",
        )
