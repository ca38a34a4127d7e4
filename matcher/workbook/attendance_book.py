"""The Attendance sheet of a week, to be filled in: a row for each session, its status left open.

It goes to people at the sites, so it says who comes when to whom, and nothing else of anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from matcher.domain import Program
from matcher.report.words import date_words
from matcher.workbook.layout import ATTENDANCE
from matcher.workbook.log import show
from matcher.workbook.names import alike
from matcher.workbook.plan_tables import Columns, PlanTable, ToFill, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.scheduled import PlannedWeek
from matcher.workbook.styles import CellValue, clean, clock_cell
from matcher.workbook.write import whole_file

TITLE = ATTENDANCE.name
MADE_UP = "make-up"
WHO_SEES_IT = "CONFIDENTIAL - names of students"
_STATUS = ToFill(
    "What happened. Blank: nobody has written it down yet.",
    ATTENDANCE.columns["status"].choices,
)
_MINUTES = ToFill("How long it was, in minutes. Blank: as long as planned.")
_COLUMNS: Columns = (
    ("date", "date"),
    ("start", "time"),
    ("end", "time"),
    ("room", "text"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("subject", "text"),
    ("student_id", "text"),
    ("student", "text"),
    ("as_planned", "text"),
    ("status", "text"),
    ("minutes", "number"),
)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A student session as the sheet tells it. Times are minutes since midnight.

    ``tutor_id`` is who is to hold it: the cover where it is covered. ``as_planned`` is blank where
    nothing differs from the standing plan; else ``covered``, ``moved``, ``away``, ``cancelled`` or
    ``make-up``. ``site`` (None: online without one) is not printed; it says whose sheet this is.
    """

    date: dt.date
    start: int
    end: int
    tutor_id: str
    tutor: str
    subject: str
    student_id: str
    student: str
    as_planned: str = ""
    site: str | None = None
    room: str = ""


def session_lines(week: PlannedWeek, program: Program) -> tuple[SessionLine, ...]:
    """The sessions and make-ups of a plan, with names: the program's, else those in the plan."""
    tutors = {tutor.id: tutor.name for tutor in program.tutors}
    sites = {alike(site): site for site in program.sites}
    found = []
    for session, row in zip(week.sessions, week.rows, strict=True):
        student = program.students.get(session.student_id)
        site = show(row.raw("site")).strip()
        changed = "" if session.status == "planned" else session.status
        found.append(
            SessionLine(
                date=session.date,
                start=session.start,
                end=session.end,
                tutor_id=session.tutor_id,
                tutor=tutors.get(session.tutor_id) or show(row.raw("tutor")),
                subject=session.subject,
                student_id=session.student_id,
                student=(student and student.name) or show(row.raw("student")),
                as_planned=MADE_UP if session.make_up else changed,
                site=sites.get(alike(site), site) or None,
                room=show(row.raw("room")),
            )
        )
    return tuple(found)


def write_attendance(
    lines: Iterable[SessionLine],
    path: Path,
    *,
    program: str = "",
    monday: dt.date | None = None,
    place: str = "",
) -> None:
    """Write the sheet to be filled in, whole or not at all, replacing a file that is there.

    ``program`` is its name, ``monday`` the week's, ``place`` whose sheet it is; all three only stand
    at the foot of printed pages. Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{program} attendance {monday or ''} {place}".strip())
    week = f"week of {date_words(monday)}" if monday else ""
    what = ", ".join(filter(None, ("attendance", place, week)))
    add_table(book, _table(list(lines)), footer_words(program, what))
    book[TITLE].HeaderFooter.oddHeader.center.text = WHO_SEES_IT
    with whole_file(path) as stream:
        book.save(stream)


def _table(lines: list[SessionLine]) -> PlanTable:
    """The rows by date, start, tutor and student; a column for rooms where any is told."""
    columns, rows = _COLUMNS, [_row(line) for line in sorted(lines, key=_order)]
    if not any(line.room for line in lines):
        at = [name for name, _ in columns].index("room")
        columns = (*columns[:at], *columns[at + 1 :])
        rows = [(*row[:at], *row[at + 1 :]) for row in rows]
    to_fill = {"status": _STATUS, "minutes": _MINUTES}
    return PlanTable(TITLE, columns, rows, confidential=True, to_fill=to_fill)


def _order(line: SessionLine) -> tuple[object, ...]:
    return (line.date, line.start, line.tutor, line.tutor_id, line.student, line.student_id)


def _row(line: SessionLine) -> tuple[CellValue, ...]:
    return (
        line.date,
        clock_cell(line.start),
        clock_cell(line.end),
        line.room,
        line.tutor_id,
        line.tutor,
        line.subject,
        line.student_id,
        line.student,
        line.as_planned,
        None,
        None,
    )
