"""Other values in the cells of a program, put in before it is read."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from typing import Any

from matcher.scenarios.levers import Override
from matcher.workbook.cells import CellError, quoted
from matcher.workbook.column import Layout
from matcher.workbook.headers import find_columns
from matcher.workbook.layout import LAYOUTS, SETTINGS, SITES, STUDENTS
from matcher.workbook.log import Line, Log, Table
from matcher.workbook.names import alike, nearest, plain
from matcher.workbook.planner_layout import COSTS
from matcher.workbook.settings import SETTINGS_COLUMNS, setting_named
from matcher.workbook.sheets import RawSheet, Source, is_blank

_ROW = re.compile(r"row\s*(\d+)", re.IGNORECASE)


def with_overrides(source: Source, overrides: Iterable[Override], sites: Container[str]) -> Source:
    """The source with other values in some cells; ``sites`` are those of the program.

    Raises :class:`matcher.workbook.cells.CellError` for a cell that there is not.
    """
    sheets = list(source.sheets)
    for override in overrides:
        layout = _layout(override)
        at = next((i for i, s in enumerate(sheets) if plain(s.name) == plain(layout.name)), None)
        if at is None:
            at = len(sheets)
            sheets.append(RawSheet(layout.name, layout.name, ((1, tuple(layout.columns)),)))
        sheets[at] = _put(sheets[at], layout, override, sites)
    return replace(source, sheets=tuple(sheets))


def _layout(override: Override) -> Layout[Any]:
    known = {plain(layout.name): layout for layout in (*LAYOUTS, COSTS)}
    layout = known.get(plain(override.sheet))
    if layout is None:
        names = [layout.name for layout in known.values()]
        raise CellError(
            f"{quoted(str(override))}: there is no sheet {override.sheet!r}",
            f"Maybe {nearest(override.sheet, names)} is meant.",
        )
    return layout


def _column(layout: Layout[Any], override: Override) -> tuple[str, str]:
    """The key of the row and the column that are meant."""
    if layout is SETTINGS:
        setting = setting_named(override.column)
        if setting is None or override.key:
            close = nearest(override.column, SETTINGS_COLUMNS)
            raise CellError(
                f"{quoted(str(override))}: there is no such setting",
                f"Maybe Settings.{close}={override.value} is meant.",
            )
        return setting, "value"
    column = layout.headers.get(plain(override.column))
    if column is None:
        raise CellError(
            f"{quoted(str(override))}: {layout.name} has no column {override.column!r}",
            f"Maybe {nearest(override.column, layout.columns)} is meant.",
        )
    if not override.key:
        raise CellError(
            f"{quoted(str(override))} names no row",
            f"Write such as {layout.name}[row 2].{column}={override.value}.",
        )
    return override.key, column


def _put(
    sheet: RawSheet, layout: Layout[Any], override: Override, sites: Container[str]
) -> RawSheet:
    key, column = _column(layout, override)
    table = find_columns(layout, sheet, Log(skip_bad_rows=False))
    value = override.value or None
    rows = dict(sheet.rows)
    at = table.at.get(column, (None,))[0]
    if at is None:
        at = max(map(len, rows.values()), default=0)
        rows[table.header_row] = _with(rows.get(table.header_row, ()), at, column)
    found = list(_rows(table, layout, key))
    if not found and (layout is SETTINGS or (layout is SITES and alike(key) in sites)):
        number = max(rows, default=1) + 1
        first = table.at.get(next(iter(layout.columns)), (0,))[0]
        rows[number] = _with((), first, key)
        found = [number]
    if not found:
        raise CellError(
            f"{quoted(str(override))}: no row of {layout.name} is about {key!r}",
            _remedy(table, layout),
        )
    for number in found:
        rows[number] = _with(rows[number], at, value)
    return replace(sheet, rows=tuple(sorted(rows.items())))


def _rows(table: Table[Any], layout: Layout[Any], key: str) -> Iterable[int]:
    """The rows that the key names: by number, or by what stands in the sheet's first column.

    A student's row of one subject is named ``S001/Math``.
    """
    if table.sheet is None:
        return
    row = _ROW.fullmatch(key)
    names = list(layout.columns)[:1]
    wanted = [key]
    if layout is STUDENTS and "/" in key:
        names, wanted = ["student_id", "subject"], key.split("/", 1)
    for number, values in table.sheet.rows:
        if number <= table.header_row:
            continue
        line = Line(table, number, values)
        if row is not None:
            if number == int(row[1]):
                yield number
        elif all(_same(line.raw(name), part) for name, part in zip(names, wanted, strict=True)):
            yield number


def _same(raw: Any, key: str) -> bool:
    return not is_blank(raw) and alike(str(raw).removesuffix(".0")) == alike(key)


def _with(row: Sequence[Any], at: int, value: Any) -> tuple[Any, ...]:
    cells = [*row, *[None] * (at + 1 - len(row))]
    cells[at] = value
    return tuple(cells)


def _remedy(table: Table[Any], layout: Layout[Any]) -> str:
    first = next(iter(layout.columns))
    lines = [
        Line(table, n, v)
        for n, v in (table.sheet.rows if table.sheet else ())
        if n > table.header_row
    ]
    known = next((str(raw) for line in lines if (raw := line.raw(first)) is not None), None)
    return (
        f"Write its {first}, such as {layout.name}[{known}]." if known else "The sheet has no rows."
    )
