"""Reading a program: a workbook or a folder of CSV files, with everything there is to say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from matcher.domain import Program
from matcher.weeks import attendance_path
from matcher.workbook.build import build_program
from matcher.workbook.collected import join_collected, with_collected
from matcher.workbook.crosscheck import check_program
from matcher.workbook.csv_folder import open_folder
from matcher.workbook.excel import open_workbook
from matcher.workbook.findings import Finding
from matcher.workbook.layout import LAYOUTS
from matcher.workbook.left_out import leave_out, requests_left_out, tutors_left_out
from matcher.workbook.log import Log
from matcher.workbook.names import plain
from matcher.workbook.room_notices import check_rooms
from matcher.workbook.rowchecks import check_rows
from matcher.workbook.settings import read_settings
from matcher.workbook.sheets import Source, UnreadableError
from matcher.workbook.spellings import Spellings
from matcher.workbook.students import check_languages, check_students
from matcher.workbook.surroundings import look_around
from matcher.workbook.tables import Tables, tabulate

_LEVELS = ("error", "left out", "notice")
_OF_PLANS = {"groups", "seats", "sessions", "run"}
_SHEETS = {plain(layout.name): at for at, layout in enumerate(LAYOUTS)}


@dataclass(frozen=True)
class Reading:
    """What came of reading an input.

    ``program`` is None if there is any error. ``sha256`` is that of the file's bytes, for a folder
    of the bytes of all its CSV files in the order of their names; blank if nothing could be opened.
    What was collected beside it is not in it: attendance makes no plan outdated.
    ``left_out`` are the requests, as student ID and subject, whose rows were left out; the subject
    is None where it couldn't be read. ``tutors_left_out`` are the IDs of tutors, ``rows_left_out``
    counts the rows of all sheets. ``source`` is what was opened; None if nothing could be.
    """

    path: Path
    program: Program | None
    findings: tuple[Finding, ...]
    sha256: str = ""
    left_out: tuple[tuple[str, str | None], ...] = ()
    tutors_left_out: frozenset[str] = frozenset()
    rows_left_out: int = 0
    source: Source | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that let no plan be made."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def read_program(path: Path, *, skip_bad_rows: bool = False) -> Reading:
    """Read a program from an ``.xlsx`` workbook or a folder of ``.csv`` files.

    What was collected from attendance sheets beside it counts as more rows of Attendance.
    Whatever is wrong is found at once and told in ``findings``; nothing is raised for bad input.
    With ``skip_bad_rows``, bad rows of Students, Tutors, Slots, Transport and Attendance are left
    out, with all that depends on them, instead of being errors.
    """
    try:
        source = open_folder(path) if _is_folder(path) else open_workbook(path)
        _refuse_plans(source)
        source = with_collected(source, attendance_path(path))
    except UnreadableError as wrong:
        return Reading(path, None, (wrong.finding,))
    log = Log(skip_bad_rows=skip_bad_rows)
    log.findings.extend(source.findings)
    program, tables = read_source(source, log)
    return Reading(
        path,
        program,
        _in_order(log.findings),
        source.sha256,
        requests_left_out(tables["Students"]) if skip_bad_rows else (),
        tutors_left_out(tables["Tutors"]) if skip_bad_rows else frozenset(),
        sum(line.bad for table in tables.values() for line in table.lines) if skip_bad_rows else 0,
        source,
    )


def read_source(source: Source, log: Log) -> tuple[Program | None, Tables]:
    """The program that the sheets of a source tell, None with any error, and their tables."""
    spellings = Spellings()
    tables = tabulate(source.sheets, log, spellings)
    for table in tables.values():
        look_around(table, log)
    if source.collected is not None:
        join_collected(tables, source.collected, log, spellings)
    settings = read_settings(tables["Settings"], log)
    check_rows(tables, log)
    check_students(tables["Students"], log)
    check_program(tables, spellings, log)
    if log.skip_bad_rows:
        leave_out(tables, log)
    check_languages(tables["Students"], settings, log)
    if log.failed:
        return None, tables
    program = build_program(tables, settings)
    check_rooms(program, tables, log)
    return program, tables


def _refuse_plans(source: Source) -> None:
    """A plan has sheets that are called like a program's; its columns would all be missing."""
    names = {plain(sheet.name) for sheet in source.sheets}
    if names >= _OF_PLANS and "slots" not in names:
        raise UnreadableError(
            f"{source.path.name} is a plan that was written for a week, and no program",
            "Give the program that it was made from.",
        )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # what stands in the way is told when the file is opened
        return False


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by sheet and row."""

    def place(finding: Finding) -> tuple[int, int, int]:
        row = re.search(r"\d+", finding.cell)
        sheet = plain(finding.sheet.removesuffix(".csv"))
        return (
            _LEVELS.index(finding.level),
            _SHEETS.get(sheet, -1),
            int(row[0]) if row else 0,
        )

    return tuple(sorted(findings, key=place))
