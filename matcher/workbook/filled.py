"""Attendance sheets that people have filled in: which sheet it is, and what its rows say.

Rows whose status is blank are not filled in yet. They are counted, and nothing else of them is
looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import ascii_uppercase
from typing import Annotated, Any

from openpyxl.cell.cell import ERROR_CODES

from matcher.workbook import times
from matcher.workbook.column import Column, Layout
from matcher.workbook.csv_folder import open_file
from matcher.workbook.excel import open_workbook
from matcher.workbook.headers import find_columns
from matcher.workbook.layout import ATTENDANCE, AttendanceRow
from matcher.workbook.log import Line, Log, Table, show
from matcher.workbook.names import plain
from matcher.workbook.sheets import RawSheet, Source, UnreadableError, is_blank
from matcher.workbook.spellings import Spellings
from matcher.workbook.surroundings import look_around
from matcher.workbook.tables import tabulate

_DEPTH = 20
"""Among so many rows the headers are looked for."""
_TELLING = {"date", "student_id", "status"}
_FOR_PEOPLE = ("room", "tutor", "student", "as_planned")
"""Columns that may hold whatever people write."""
_OF_PLANS = {"groups", "seats", "sessions"}
_OF_PROGRAMS = {"students", "tutors", "slots"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow(AttendanceRow):
    """A row as it was handed out: what Attendance has, and what only helps people to find it."""

    end: Annotated[
        int | None, Column(parse=times.time, note="When it ended.", example=dt.time(8, 30))
    ] = None
    room: Annotated[str, Column(parse=show, note="Where.")] = ""
    tutor: Annotated[str, Column(parse=show, note="The tutor's name.")] = ""
    student: Annotated[str, Column(parse=show, note="The student's name.")] = ""
    as_planned: Annotated[str, Column(parse=show, note="What was known beforehand.")] = ""


FILLED = Layout(ATTENDANCE.name, FilledRow, ATTENDANCE.note, skippable=True)


@dataclass(eq=False)
class Filled:
    """A file of which the rows that are filled in were read.

    ``blank`` counts those that are not. ``not_one`` says why a file that was found in a folder is
    no attendance sheet, so that nothing was read; it is blank for all others.
    """

    path: Path
    log: Log
    source: Source | None = None
    lines: Sequence[Line[FilledRow]] = ()
    blank: int = 0
    not_one: str = ""

    @property
    def good(self) -> list[Line[FilledRow]]:
        """The rows that count."""
        return [line for line in self.lines if not line.bad]


def read_filled(path: Path, *, found_in_folder: bool = False) -> Filled:
    """Read a filled sheet from a workbook or a CSV file.

    Nothing is raised for a bad file: whatever is wrong stands in its log. A file that was
    ``found_in_folder`` may be something else.
    """
    log = Log(skip_bad_rows=False)
    try:
        source = _open(path)
    except UnreadableError as wrong:
        log.findings.append(wrong.finding)
        return Filled(path, log)
    filled = Filled(path, log, source)
    other = _something_else(source)
    sheets = [] if other else _candidates(source.sheets)
    if found_in_folder and not sheets:
        filled.not_one = other or "it has no sheet Attendance"
        return filled
    if len(sheets) == 1:
        _read(filled, sheets[0])
    elif sheets:
        named = " and ".join(repr(sheet.title) for sheet in sheets)
        message = f"There are several sheets that could be Attendance: {named}"
        log.say("error", sheets[1].title, "", message, "Call the one that counts Attendance.")
    else:
        message = f"This is no attendance sheet: {other or 'it has no sheet Attendance'}"
        remedy = "Give a sheet with the headers date, student_id and status."
        log.say("error", "", "", message, remedy)
    return filled


def _open(path: Path) -> Source:
    if path.suffix.lower() != ".csv":
        return open_workbook(path)
    return Source(path, (open_file(path),), "")


def _something_else(source: Source) -> str:
    """What a workbook is instead, where its sheets tell."""
    names = {plain(sheet.name) for sheet in source.sheets}
    if names >= _OF_PROGRAMS:
        return "it is a program"
    if names >= _OF_PLANS:
        return "it is a plan"
    return ""


def _candidates(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """The sheet called Attendance, else all that look like it."""
    named = [sheet for sheet in sheets if plain(sheet.name) == plain(FILLED.name)]
    return named or [sheet for sheet in sheets if _looks_like_one(sheet)]


def _looks_like_one(sheet: RawSheet) -> bool:
    return any(
        len({FILLED.headers.get(plain(str(cell))) for cell in row if not is_blank(cell)} & _TELLING)
        > 1
        for _, row in sheet.rows[:_DEPTH]
    )


def _read(filled: Filled, sheet: RawSheet) -> None:
    """Read the rows of a sheet that have a status, and count the others."""
    log, source = filled.log, filled.source
    assert source is not None
    if plain(sheet.name) != plain(FILLED.name) and not sheet.delimited:
        message = f"The sheet {sheet.title!r} is read: it has the headers of Attendance"
        log.say("notice", sheet.title, "", message)
    for other in source.sheets:
        if other is not sheet and _looks_like_one(other):
            message = f"Only the sheet {sheet.title!r} is read, this one is not"
            log.say("notice", other.title, "", message, "Put its rows there if they count.")
    table = find_columns(FILLED, sheet, Log(skip_bad_rows=False))
    told = _without_blank(filled, table, sheet)
    named = replace(told, name=FILLED.name)
    found = tabulate([named], log, Spellings(), layouts=(FILLED,))[FILLED.name]
    look_around(found, log)
    filled.lines = () if _headers_wrong(found, log) else found.lines


def _headers_wrong(table: Table[Any], log: Log) -> bool:
    """Whether a column is missing, there twice or merged, so that no row can be trusted."""
    row = str(table.header_row)
    return any(
        one.level == "error" and one.cell.lstrip(ascii_uppercase) == row for one in log.findings
    )


def _without_blank(filled: Filled, table: Table[Any], sheet: RawSheet) -> RawSheet:
    """The sheet without the rows that are not filled in yet."""
    (status, *_) = table.at.get("status", (None,))
    if status is None:
        return sheet
    lenient = {at for name in _FOR_PEOPLE for at in table.at.get(name, ())}
    kept = []
    for number, values in sheet.rows:
        line = Line(table, number, values)
        told = line.raw("status") is not None or (number, status) in sheet.uncached
        if number <= table.header_row:
            kept.append((number, values))
        elif told:
            kept.append(
                (number, tuple(_words(v) if n in lenient else v for n, v in enumerate(values)))
            )
        elif line.raw("student_id") is not None:
            filled.blank += 1
            if line.raw("minutes") is not None:
                message = "The row has minutes but no status, so it does not count yet"
                filled.log.notice(line, "minutes", message)
    uncached = frozenset(place for place in sheet.uncached if place[1] not in lenient)
    return replace(sheet, rows=tuple(kept), uncached=uncached)


def _words(raw: Any) -> str | None:
    """What people look at, as text; an error of Excel's is none."""
    shown = show(raw)
    return None if shown in ERROR_CODES else shown or None


# -- which files --------------------------------------------------------------------------------


@dataclass(frozen=True)
class FilledFiles:
    """The files to read: those that were named, and those that were found in folders."""

    named: tuple[Path, ...]
    found: tuple[Path, ...] = field(default=())


def filled_files(given: Sequence[Path], besides: Sequence[Path]) -> FilledFiles:
    """Every file once, those of folders in the order of their names.

    Of a folder, workbooks and CSV files count; not the marked copies of others, nor those
    ``besides``: the program, which may be a folder, and what was collected.
    """
    named: dict[Path, Path] = {}
    found: dict[Path, Path] = {}
    left = {path.resolve() for path in besides}
    for path in given:
        if not path.is_dir():
            named.setdefault(path.resolve(), path)
            continue
        for file in sorted(path.iterdir()):
            whole = file.resolve()
            if _is_sheet(file) and whole not in left and whole.parent not in left:
                found.setdefault(whole, file)
    others = tuple(file for key, file in found.items() if key not in named)
    return FilledFiles(tuple(named.values()), others)


def _is_sheet(file: Path) -> bool:
    """Whether it may be a filled sheet; systems and programs leave hidden files beside them."""
    marked = file.stem.endswith("-problems")
    hidden = file.name.startswith((".", "~"))
    return file.suffix.lower() in (".xlsx", ".csv") and not (marked or hidden) and file.is_file()
