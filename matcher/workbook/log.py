"""Where everything that reading has to say is collected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Generic

from openpyxl.utils import get_column_letter

from matcher.workbook.column import Layout, Row
from matcher.workbook.findings import Finding
from matcher.workbook.sheets import RawSheet, is_blank


@dataclass(eq=False)
class Table(Generic[Row]):
    """A sheet that was recognised, with the columns found in it.

    ``at`` gives the position of each column, from 0; ``headed`` are the positions of
    all headers, known or not, ``unheaded`` those without one that hold something. ``complete`` says whether every required
    column is there; only then is something that is missing from it really missing.
    """

    layout: Layout[Row]
    sheet: RawSheet | None = None
    header_row: int = 1
    headed: frozenset[int] = frozenset()
    unheaded: set[int] = field(default_factory=set)
    at: dict[str, tuple[int, ...]] = field(default_factory=dict)
    complete: bool = False
    lines: list[Line[Row]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The sheet's name as the user sees it."""
        return self.sheet.title if self.sheet else self.layout.name

    @property
    def good(self) -> list[Line[Row]]:
        """The rows that count."""
        return [line for line in self.lines if not line.bad]


@dataclass(eq=False, slots=True)
class Line(Generic[Row]):
    """A row of a sheet.

    ``found`` holds what its cells say, blank and bad ones left out; ``row`` is the whole, where no
    cell stands in the way. ``bad`` rows are never used.
    """

    table: Table[Row]
    number: int
    values: tuple[Any, ...]
    found: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    row: Row | None = None
    bad: bool = False

    @property
    def whole(self) -> Row:
        """The row of a line that isn't bad."""
        if self.row is None:
            raise ValueError(f"{self.table.title} row {self.number} was not read")
        return self.row

    def raw(self, column: str) -> Any:
        """What stands in a column's cell; None if blank. Names in two columns are put together."""
        parts = [
            self.values[at]
            for at in self.table.at.get(column, ())
            if at < len(self.values) and not is_blank(self.values[at])
        ]
        if len(parts) < 2:
            return parts[0] if parts else None
        return " ".join(str(part).strip() for part in parts)

    def cell(self, column: str) -> str:
        """The cell's address, such as ``D14``; the row's first cell where there's no such column."""
        at = self.table.at.get(column, (0,))
        return f"{get_column_letter(at[0] + 1)}{self.number}"


class Log:
    """Collects findings; knows whether bad rows are left out or stop everything."""

    def __init__(self, *, skip_bad_rows: bool) -> None:
        self.skip_bad_rows = skip_bad_rows
        self.findings: list[Finding] = []

    @property
    def failed(self) -> bool:
        """Whether there is an error that lets no program come about."""
        return any(finding.level == "error" for finding in self.findings)

    def reject(self, line: Line[Any], column: str, message: str, remedy: str = "") -> None:
        """A row is bad because of a cell. In some sheets, bad rows may be left out."""
        line.bad = True
        skipped = self.skip_bad_rows and line.table.layout.skippable
        self._add("left out" if skipped else "error", line, column, message, remedy)

    def leave_out(self, line: Line[Any], column: str, message: str) -> None:
        """A row goes because of another one that was left out."""
        line.bad = True
        self._add("left out", line, column, message, "")

    def notice(self, line: Line[Any], column: str, message: str, remedy: str = "") -> None:
        """Something worth knowing about a cell that stops nothing."""
        self._add("notice", line, column, message, remedy)

    def _add(self, level: Any, line: Line[Any], column: str, message: str, remedy: str) -> None:
        shown = show(line.raw(column))
        self.say(level, line.table.title, line.cell(column), message, remedy, value=shown)

    def say(
        self,
        level: Any,
        sheet: str,
        cell: str,
        message: str,
        remedy: str = "",
        *,
        value: str = "",
    ) -> None:
        """Anything about a sheet or the whole file."""
        ended = message if value or message.endswith((".", "?", "!")) else f"{message}."
        self.findings.append(Finding(level, sheet, cell, value, ended, remedy))


def show(raw: Any) -> str:
    """A cell's value as the user sees it, cut where it is long."""
    if raw is None:
        return ""
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    if isinstance(raw, dt.time):
        raw = f"{raw.hour}:{raw.minute:02d}"
    shown = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
    return shown if len(shown) <= 200 else f"{shown[:199]}…"
