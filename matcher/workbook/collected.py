"""What was collected from filled attendance sheets, in a file of its own beside the program.

Whoever reads the program reads it too, as more rows of Attendance.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from matcher.domain import Attended, Program
from matcher.workbook.build import attended
from matcher.workbook.excel import open_workbook
from matcher.workbook.filled import FILLED
from matcher.workbook.log import Line, Log
from matcher.workbook.names import plain
from matcher.workbook.plan_tables import Columns, PlanTable, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.sheets import RawSheet, Source, UnreadableError
from matcher.workbook.spellings import Spellings
from matcher.workbook.styles import CellValue, clean, clock_cell
from matcher.workbook.surroundings import look_around
from matcher.workbook.tables import Tables, tabulate
from matcher.workbook.write import whole_file

_COLUMNS: Columns = (
    ("date", "date"),
    ("start", "time"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("subject", "text"),
    ("student_id", "text"),
    ("student", "text"),
    ("status", "text"),
    ("minutes", "number"),
)
_NAMED_AT_MOST = 10
_PROGRAMS_OWN = {"students", "tutors", "slots"}


def with_collected(source: Source, path: Path) -> Source:
    """The source of a program together with what was collected at ``path``, if it is there."""
    if not _is_there(path):
        return source
    try:
        sheet = _attendance_of(path)
    except UnreadableError as wrong:
        told = replace(wrong.finding, sheet=path.name)
        return replace(source, findings=(*source.findings, told))
    return replace(source, collected=sheet)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # its name can be longer than the system takes
        return False


def _attendance_of(path: Path) -> RawSheet | None:
    """Its sheet Attendance, under the file's name; None where the file is a program itself."""
    sheets = open_workbook(path).sheets
    if {plain(sheet.name) for sheet in sheets} >= _PROGRAMS_OWN:
        return None
    for sheet in sheets:
        if plain(sheet.name) == plain(FILLED.name):
            return replace(sheet, title=f"{path.name}: {sheet.title}")
    raise UnreadableError(
        f"{path.name} has no sheet Attendance",
        "It is where filled attendance sheets are put together. Put the sheet back, or move the"
        " file elsewhere and collect them again.",
    )


def join_collected(tables: Tables, sheet: RawSheet, log: Log, spellings: Spellings) -> None:
    """Put the collected rows behind those of the program's own sheet, which win."""
    collected = tabulate([sheet], log, spellings, layouts=(FILLED,))[FILLED.name]
    look_around(collected, log)
    own = tables[FILLED.name]
    lost = _told_by_both(own.good, collected.good)
    _notice([line for line, by in lost if _differs(line, by)], log)
    gone = {line.number for line, _ in lost}
    own.lines += [line for line in collected.lines if line.number not in gone]


def _told_by_both(
    own: Iterable[Line[Any]], collected: Iterable[Line[Any]]
) -> list[tuple[Line[Any], Line[Any]]]:
    """The collected rows of sessions that the program tells of itself, each with its row there."""
    of_day: dict[tuple[dt.date, str], list[Line[Any]]] = defaultdict(list)
    for line in collected:
        of_day[line.whole.date, line.whole.student_id].append(line)
    found = []
    for by in own:
        rest = of_day.get((by.whole.date, by.whole.student_id), [])
        alike = [line for line in rest if _may_be_one(line.whole, by.whole)]
        if alike:
            line = min(alike, key=lambda line: line.whole.tutor_id != by.whole.tutor_id)
            rest.remove(line)
            found.append((line, by))
    return found


def _may_be_one(one: Any, other: Any) -> bool:
    """Whether two rows of a student's day tell of one session; what is blank can be anything."""
    return all(
        None in pair or pair[0] == pair[1]
        for pair in ((one.subject, other.subject), (one.start, other.start))
    )


def _differs(line: Line[Any], by: Line[Any]) -> bool:
    """Whether the two count differently; a blank means the scheduled minutes, or the tutor."""
    return any(
        getattr(line.whole, name) != getattr(by.whole, name)
        and None not in (getattr(line.whole, name), getattr(by.whole, name))
        for name in ("status", "minutes", "tutor_id")
    )


def _notice(differing: Sequence[Line[Any]], log: Log) -> None:
    if not differing:
        return
    cells = ", ".join(line.cell("status") for line in differing[:_NAMED_AT_MOST])
    more = ", ..." if len(differing) > _NAMED_AT_MOST else ""
    rows = "1 row says" if len(differing) == 1 else f"{len(differing)} rows say"
    message = f"{rows} something else than the program's own sheet Attendance, which counts: {cells}{more}"
    log.notice(differing[0], "status", message)


# -- the file by itself -------------------------------------------------------------------------


def read_collected(path: Path) -> tuple[Attended, ...]:
    """The rows collected so far, of a file that was read with its program without an error."""
    sheet = _attendance_of(path) if _is_there(path) else None
    if sheet is None:
        return ()
    table = tabulate([sheet], Log(skip_bad_rows=False), Spellings(), layouts=(FILLED,))
    return tuple(attended(line.whole) for line in table[FILLED.name].good)


def is_taken(path: Path) -> bool:
    """Whether the place of what is collected is taken by a program that is called so."""
    return _is_there(path) and _attendance_of(path) is None


def write_collected(rows: Iterable[Attended], program: Program, path: Path) -> None:
    """Write all rows, whole or not at all, in the place of what was collected before.

    Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    tutors = {tutor.id: tutor.name for tutor in program.tutors}
    students = {student.id: student.name for student in program.students.values()}
    table = PlanTable(
        FILLED.name, _COLUMNS, [_row(one, tutors, students) for one in rows], confidential=True
    )
    name = program.settings.program
    book = Workbook(write_only=True)
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{name} attendance".strip())
    add_table(book, table, footer_words(name, "attendance so far"))
    with whole_file(path) as stream:
        book.save(stream)


def _row(one: Attended, tutors: dict[str, str], students: dict[str, str]) -> tuple[CellValue, ...]:
    return (
        one.date,
        None if one.start is None else clock_cell(one.start),
        one.tutor_id,
        tutors.get(one.tutor_id or "", ""),
        one.subject,
        one.student_id,
        students.get(one.student_id, ""),
        one.status,
        one.minutes,
    )
