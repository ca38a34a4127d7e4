"""What people were told by earlier plans of the same week, for calendars that must take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from matcher.report.week import OWED
from matcher.workbook import cells, times
from matcher.workbook.make_up_sheet import MAKE_UP, group_joined
from matcher.workbook.plan_rows import PlanRow, PlanUnreadableError, Reading, open_sheets, plan_rows

Key = tuple[str, ...]
"""What names an event of a person from one plan of a week to the next."""

_SESSIONS = ("date", "start", "end", "group_id", "tutor_id", "subject", "student_id")
_ALSO = ("planned_tutor_id", "planned_date", "planned_start")
_MAKE_UPS = ("date", "start", "end", "tutor_id", "subject", "student_id", "how")


@dataclass(frozen=True, slots=True)
class When:
    """When an event was to be, in minutes since midnight, and its subject.

    ``on``: whether the person was told to come.
    """

    date: dt.date
    start: int
    end: int
    subject: str
    on: bool = True


@dataclass(frozen=True)
class Told:
    """The events of each person, by ID, as they were last told of."""

    of_student: dict[str, dict[Key, When]] = field(default_factory=dict)
    of_tutor: dict[str, dict[Key, When]] = field(default_factory=dict)


def student_key(subject: str, planned: dt.date, start: int | None = None) -> Key:
    """Names a session: a student has one of a subject a day; a make-up has its ``start`` besides."""
    return ("session" if start is None else f"make-up {start}", subject, planned.isoformat())


def tutor_key(group_id: str, planned: dt.date, start: int | None = None) -> Key:
    """Names a meeting: a group has one a day; an extra one has its ``start`` in the ID's stead."""
    return ("meeting", group_id or f"extra {start}", planned.isoformat())


def read_told(plans: Iterable[Path]) -> Told:
    """What the plans told, the later ones last; what can't be read is left out."""
    told = Told()
    for plan in plans:
        for row in _rows(plan):
            _add(told, row)
    return told


def _rows(plan: Path) -> Iterator[PlanRow]:
    try:
        sheets = open_sheets(plan, ("Sessions", MAKE_UP))
    except PlanUnreadableError:
        return
    if "Sessions" in sheets:
        yield from plan_rows("Sessions", sheets["Sessions"], _SESSIONS, [], _ALSO)
    if MAKE_UP in sheets:
        yield from plan_rows(MAKE_UP, sheets[MAKE_UP], _MAKE_UPS, [])


def _add(told: Told, row: PlanRow) -> None:
    reading = Reading()
    date, start, end = (
        reading.take(row, "date", times.date),
        reading.take(row, "start", times.time),
        reading.take(row, "end", times.time),
    )
    names = [reading.take(row, name, cells.name) for name in ("subject", "student_id", "tutor_id")]
    if date is None or start is None or end is None or None in names:
        return
    subject, student, tutor = names
    made_up = row.sheet == MAKE_UP
    on = made_up or str(row.raw("status")).strip().casefold() not in OWED
    when = When(date, start, end, subject, on)
    header = "how" if made_up else "group_id"
    group = reading.take(row, header, group_joined if made_up else cells.name) or ""
    planned = reading.take(row, "planned_date", times.date, needed=False) or date
    own = student_key(subject, planned, start if made_up else None)
    told.of_student.setdefault(student, {})[own] = when
    if not (made_up and group):  # who joins a meeting adds none to the tutor's
        planner = reading.take(row, "planned_tutor_id", cells.name, needed=False)
        key = tutor_key(group, planned, start)
        cancelled = not made_up and str(row.raw("status")).strip().casefold() == "cancelled"
        for one in {tutor, planner} - {None}:
            comes = not cancelled and (one == tutor or planner is None)
            mine = replace(when, on=comes)
            told.of_tutor.setdefault(one, {})[key] = mine
