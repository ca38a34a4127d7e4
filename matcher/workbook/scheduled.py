"""The sessions that a plan's workbook tells, for counting: people may have left since then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matcher.domain import Program
from matcher.ledger import Scheduled
from matcher.workbook import cells, times
from matcher.workbook.findings import Finding
from matcher.workbook.make_up_sheet import MAKE_UP, group_joined
from matcher.workbook.plan_groups import Spelling
from matcher.workbook.plan_rows import (
    PlanRow,
    PlanUnreadableError,
    Reading,
    open_sheets,
    plan_rows,
)
from matcher.workbook.plan_sessions import session_status
from matcher.workbook.read_plan import read_head
from matcher.workbook.whose import of_another_program

SHEETS = ("Sessions", MAKE_UP)
COLUMNS = ("date", "start", "end", "group_id", "tutor_id", "subject", "student_id", "status")
MAKE_UP_COLUMNS = ("date", "start", "end", "tutor_id", "subject", "student_id", "how")
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class PlannedWeek:
    """The sessions of a plan and what was wrong with its sheet.

    ``rows`` say where each of the sessions stands, and what else stands there.
    """

    path: Path
    monday: dt.date | None  # None if the file is no plan
    sessions: tuple[Scheduled, ...]
    findings: tuple[Finding, ...]
    rows: tuple[PlanRow, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the week from being counted."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def read_week(path: Path, program: Program) -> PlannedWeek:
    """Read the Sessions sheet of a plan, and Make-up if it is there.

    Whatever is wrong is told with its cell.
    """
    reading = Reading()
    try:
        monday = read_head(path).monday
        sheets = open_sheets(path, SHEETS)
    except PlanUnreadableError as error:
        return PlannedWeek(path, None, (), (Finding("error", "", "", "", str(error)),))
    if "Sessions" not in sheets:
        missing = Finding("error", "Sessions", "", "", "The sheet is missing.")
        return PlannedWeek(path, monday, (), (missing,))
    spelling = Spelling(program)
    rows = [*plan_rows("Sessions", sheets["Sessions"], COLUMNS, reading.findings)]
    if MAKE_UP in sheets:
        rows += plan_rows(MAKE_UP, sheets[MAKE_UP], MAKE_UP_COLUMNS, reading.findings)
    read = [_scheduled(row, monday, spelling, reading) for row in rows]
    told = [(one, row) for one, row in zip(read, rows, strict=True) if one is not None]
    students = {one.student_id: str(row.raw("student") or "") for one, row in told}
    tutors = {one.tutor_id: str(row.raw("tutor") or "") for one, row in told}
    other = of_another_program("Sessions", students, tutors, program)
    if other is not None:
        return PlannedWeek(path, monday, (), (other,))
    sessions = tuple(one for one, _ in told)
    return PlannedWeek(
        path, monday, sessions, tuple(reading.findings), tuple(row for _, row in told)
    )


def _group(row: PlanRow, reading: Reading) -> Any:
    """Whose meeting it is; blank for an extra one."""
    if row.sheet == MAKE_UP:
        return reading.take(row, "how", group_joined)
    return reading.take(row, "group_id", cells.name)


def _scheduled(
    row: PlanRow, monday: dt.date, spelling: Spelling, reading: Reading
) -> Scheduled | None:
    date = reading.take(row, "date", times.date)
    if date is not None and not monday <= date < monday + WEEK:
        message = f"The date is not in the week of {monday}."
        reading.findings.append(row.bad("date", message))
        date = None
    make_up = row.sheet == MAKE_UP
    values: tuple[Any, ...] = (
        date,
        reading.take(row, "start", times.time),
        reading.take(row, "end", times.time),
        _group(row, reading),
        reading.take(row, "tutor_id", cells.name),
        reading.take(row, "subject", spelling.subject),
        reading.take(row, "student_id", cells.name),
        "planned" if make_up else reading.take(row, "status", session_status),
    )
    if any(value is None for value in values):
        return None
    return replace(Scheduled(*values), make_up=make_up)
