"""Opens an output workbook, perhaps edited by hand, and gives its sheets row by row.

Headers may have any case and order and stand beside columns that nobody asked for.
"""

from __future__ import annotations

import os
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from matcher.domain import Student, Tutor
from matcher.workbook.cells import CellError, Parser, one_line, parsed
from matcher.workbook.excel import BROKEN_FILE, worksheets
from matcher.workbook.findings import Finding
from matcher.workbook.log import show
from matcher.workbook.names import plain
from matcher.workbook.sheets import NEVER_STORED, RawSheet, is_blank
from matcher.workbook.styles import clean

Raw = Any


class PlanUnreadableError(ValueError):
    """The file can not be opened as a workbook; the message says why and what to do."""


@dataclass(frozen=True)
class PlanRow:
    """A row of a sheet: its raw values by plain header, and where each of them stands.

    ``unstored`` are the headers under which a formula stands whose result was never stored.
    """

    sheet: str
    number: int
    values: Mapping[str, Raw]
    columns: Mapping[str, int]
    unstored: frozenset[str] = frozenset()

    def cell(self, header: str) -> str:
        """Where the value stands, as ``C7``; as ``7`` where the sheet has no such column."""
        column = self.columns.get(plain(header))
        return f"{get_column_letter(column)}{self.number}" if column else str(self.number)

    def raw(self, header: str) -> Raw:
        """The value as the file has it; None where blank."""
        return self.values.get(plain(header))

    def is_unstored(self, header: str) -> bool:
        """Whether the cell is no blank one: its formula has a result that nobody stored."""
        return plain(header) in self.unstored

    def bad(self, header: str, message: str, remedy: str = "") -> Finding:
        """An error in this row, at the cell of ``header``."""
        shown = show(self.raw(header))
        return Finding("error", self.sheet, self.cell(header), shown, message, remedy)


class Reading:
    """Takes values out of rows; what can not be read becomes a finding instead."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._said: set[str] = set()

    def once(self, finding: Finding) -> None:
        """Keep a finding unless the same has been said of another row."""
        if finding.message not in self._said:
            self._said.add(finding.message)
            self.findings.append(finding)

    def take(self, row: PlanRow, header: str, parser: Parser, *, needed: bool = True) -> Any:
        """The parsed value; None, with a finding if it is needed, where it is blank or wrong."""
        raw = row.raw(header)
        if self._never_stored(row, header):
            return None
        if raw is None:
            if needed:
                remedy = f"Write the {header.replace('_', ' ')} or delete the row."
                self.findings.append(row.bad(header, f"The {header} is blank.", remedy))
            return None
        try:
            return parsed(parser, raw)
        except CellError as wrong:
            self.findings.append(row.bad(header, f"{wrong.message}.", wrong.remedy))
            return None

    def check_name(self, row: PlanRow, header: str, person: Student | Tutor) -> None:
        """Report a name that is not the one of the ID beside it; people read the name."""
        told = row.raw(header)
        if self._never_stored(row, header):
            return
        if told is None or not person.name or one_line(told) == one_line(clean(person.name)):
            return
        message = f"The program has another name for {person.id}."
        remedy = "Correct the name, or the ID if somebody else is meant."
        self.findings.append(row.bad(header, message, remedy))

    def _never_stored(self, row: PlanRow, header: str) -> bool:
        if not row.is_unstored(header):
            return False
        message, remedy = NEVER_STORED
        self.findings.append(row.bad(header, f"{message}.", remedy))
        return True


def open_sheets(path: Path, wanted: Sequence[str]) -> dict[str, RawSheet]:
    """The ``wanted`` sheets that are there, by the name wanted.

    Raises:
        PlanUnreadableError: the file is missing, locked, truncated or no workbook.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl can not keep, nobody needs here
            return _sheets(path, {plain(name): name for name in wanted})
    except FileNotFoundError as error:
        raise PlanUnreadableError(f"There is no file {path}.") from error
    except PermissionError as error:
        raise PlanUnreadableError(
            f"{path} can not be opened: another program holds it, or you may not read it. "
            "Close it in Excel and try again."
        ) from error
    except OSError as error:
        raise PlanUnreadableError(
            f"{path} can not be opened: {error.strerror or error}."
        ) from error
    except PlanUnreadableError:
        raise
    except BROKEN_FILE as error:
        raise PlanUnreadableError(
            f"{path} is no workbook, or only a part of one. Open it in Excel and save it as .xlsx."
        ) from error


def _sheets(path: Path, wanted: Mapping[str, str]) -> dict[str, RawSheet]:
    with path.open("rb") as stream:
        state = os.fstat(stream.fileno())
        known = _known_sheets(path.resolve(), state.st_mtime_ns, state.st_size)
        new = {name: title for name, title in wanted.items() if name not in known}
        found: dict[str, RawSheet] = {}
        for sheet in worksheets(stream, lambda title: plain(title) in new) if new else ():
            name = plain(sheet.title)
            if name in found:
                raise PlanUnreadableError(
                    f"{path} has two sheets {new[name]}, one of them {sheet.title!r}. Delete or "
                    "rename the one that does not count."
                )
            found[name] = sheet
    known.update({name: found.get(name) for name in new})
    there = {title: known[name] for name, title in wanted.items()}
    return {title: sheet for title, sheet in there.items() if sheet is not None}


@lru_cache(maxsize=1)
def _known_sheets(path: Path, changed: int, size: int) -> dict[str, RawSheet | None]:
    """What was read so far of the file that was read last, as it was then; None: not there."""
    del path, changed, size  # they say which file, and that it is still the same
    return {}


def plan_rows(
    name: str,
    sheet: RawSheet,
    columns: Sequence[str],
    findings: list[Finding],
    also: Sequence[str] = (),
) -> Iterator[PlanRow]:
    """The rows below the headers of a sheet, known as ``name``, that say anything.

    Missing ``columns`` become findings, and doubled ones, also of those that may be missing.
    """
    headed = ((number, row) for number, row in sheet.rows if not all(map(is_blank, row)))
    header_row, first = next(headed, (0, ()))
    headers = [_header(value) for value in first]
    columns_at = {header: n for n, header in reversed(list(enumerate(headers, 1))) if header}
    missing = [column for column in columns if plain(column) not in columns_at]
    if missing:
        findings.extend(
            Finding("error", name, "", "", f"The column {column} is missing.", "Put it back.")
            for column in missing
        )
        return
    findings.extend(
        Finding(
            "error",
            name,
            f"{get_column_letter(number)}{header_row}",
            "",
            f"The column {column} is there twice.",
            "Delete or rename the one that does not count.",
        )
        for column in (*columns, *also)
        for number, header in enumerate(headers, 1)
        if header == plain(column) and number != columns_at[header]
    )
    looked_at = {columns_at[at]: at for at in map(plain, (*columns, *also)) if at in columns_at}
    unstored: dict[int, set[str]] = defaultdict(set)
    for number, column in sheet.uncached:
        if column + 1 in looked_at:
            unstored[number].add(looked_at[column + 1])
    for number, row in sheet.rows:
        if number <= header_row:
            continue
        told = {
            header: row[column - 1]
            for header, column in columns_at.items()
            if column <= len(row) and not is_blank(row[column - 1])
        }
        if told or number in unstored:
            yield PlanRow(name, number, told, columns_at, frozenset(unstored.get(number, ())))


def _header(value: Raw) -> str:
    return "" if is_blank(value) else plain(str(value))
