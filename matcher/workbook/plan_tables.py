"""The sheets that other programs read: the dated week, the standing plan, who has no seat.

Headers stand in row 1, one row a fact, nothing else on the sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from matcher.domain import DAYS, Meeting, Pin, Session, Window
from matcher.plan import Plan
from matcher.report.week import holder, is_elsewhere
from matcher.workbook.print_setup import PAGE_WIDTH, print_wide
from matcher.workbook.styles import (
    BAND,
    DATE,
    FULL_DAY,
    LAST_ROW,
    PAPER,
    TEXT,
    TIME,
    WARM,
    CellValue,
    Ink,
    Look,
    Pen,
    clock_cell,
    text_form,
)
from matcher.workbook.wrapping import count_lines, room_in, row_points

Kind = Literal["text", "date", "time", "number", "long", "dollars", "cents", "share"]
Columns = tuple[tuple[str, Kind], ...]
_HEADER = Look(fill=BAND, color=PAPER, bold=True, across="left")
_CELL = Look(up="top", across="left", edge="under")  # the line leads the eye across the page
_LONG = replace(_CELL, wrap=True, indent=1)  # two of them side by side stay apart
_TO_FILL = replace(_CELL, fill=WARM, edge="thin")  # boxes, also where the color is not printed
_FORMS = {
    "date": DATE,
    "time": TIME,
    "dollars": "$#,##0",
    "cents": "$#,##0.00",
    "share": "0%",
}
LINE_POINTS = 15.0
_WIDEST = {
    "text": 34,
    "long": 70,
    "date": 12,
    "time": 8,
    "number": 10,
    "dollars": 12,
    "cents": 10,
    "share": 8,
}
_NARROWEST_LONG = 36.0  # what wraps stays readable; beyond the page's width, print gets smaller

SESSIONS: Columns = (
    ("date", "date"),
    ("day", "text"),
    ("start", "time"),
    ("end", "time"),
    ("site", "text"),
    ("modality", "text"),
    ("group_id", "text"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("subject", "text"),
    ("language", "text"),
    ("student_id", "text"),
    ("student", "text"),
    ("status", "text"),
    ("planned_tutor_id", "text"),
    ("planned_date", "date"),
    ("planned_start", "time"),
)
GROUPS: Columns = (
    ("group_id", "text"),
    ("day", "text"),
    ("start", "time"),
    ("end", "time"),
    ("site", "text"),
    ("modality", "text"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("subject", "text"),
    ("language", "text"),
    ("students", "number"),
)
SEATS: Columns = (
    ("student_id", "text"),
    ("student", "text"),
    ("subject", "text"),
    ("group_id", "text"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("seated_since", "date"),
    ("tutor_since", "date"),
)


@dataclass(frozen=True)
class ToFill:
    """A column that people fill in: what it is for, and the words that are offered."""

    note: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanTable:
    """A sheet for programs: its name, its columns and its rows. Rows run parallel to columns.

    ``to_fill`` are the columns, by name, that are left for people.
    """

    title: str
    columns: Columns
    rows: Sequence[tuple[CellValue, ...]]
    confidential: bool = False
    to_fill: Mapping[str, ToFill] = field(default_factory=dict)


def sessions_table(plan: Plan) -> PlanTable:
    """The dated week: one row for each meeting and member, by date, start, site and tutor."""
    told = [
        (_session_row(session, plan.problem.monday), plan.rooms.of_session(session))
        for session in plan.sessions
    ]
    told.sort(key=lambda row: _session_order(row[0]))
    table = PlanTable("Sessions", SESSIONS, [row for row, _ in told])
    return with_rooms(table, plan, [room for _, room in told])


def _session_row(session: Session, monday: dt.date) -> tuple[CellValue, ...]:
    group, tutor, elsewhere = session.group, holder(session), is_elsewhere(session)
    meeting = session.meeting if elsewhere else session.planned
    return (
        _date(meeting, monday),
        DAYS[meeting.day],
        clock_cell(meeting.slot.start),
        clock_cell(meeting.slot.end),
        meeting.slot.site,
        group.modality,
        group.id,
        tutor.id,
        tutor.name,
        group.subject,
        group.language,
        session.member.student.id,
        session.member.student.name,
        session.status,
        group.tutor.id if session.status == "covered" else None,
        _date(session.planned, monday) if elsewhere else None,
        clock_cell(session.planned.slot.start) if elsewhere else None,
    )


def _session_order(row: tuple[CellValue, ...]) -> tuple[str, ...]:
    date, start, site, tutor = row[0], row[2], row[4], row[8]
    rest = (row[7], row[6], row[11], row[9])
    return (str(date), str(start), str(site or ""), str(tutor or ""), *map(str, rest))


def _date(meeting: Meeting, monday: dt.date) -> dt.date:
    return monday + dt.timedelta(days=meeting.day)


def groups_table(plan: Plan) -> PlanTable:
    """The standing plan: one row for each group and weekly meeting."""
    groups = sorted(plan.schedule.groups, key=lambda group: (len(group.id), group.id))
    rows: list[tuple[CellValue, ...]] = [
        (
            group.id,
            DAYS[meeting.day],
            clock_cell(meeting.slot.start),
            clock_cell(meeting.slot.end),
            meeting.slot.site,
            group.modality,
            group.tutor.id,
            group.tutor.name,
            group.subject,
            group.language,
            len(group.members),
        )
        for group in groups
        for meeting in group.meetings
    ]
    pins = {(pin.student, pin.subject, pin.tutor, pin.times) for pin in _carried(plan, "Groups")}
    marked = [
        any(
            (*member.key, group.tutor.id, (Window(meeting.start, meeting.end),)) in pins
            for member in group.members
        )
        for group in groups
        for meeting in group.meetings
    ]
    rooms = [plan.rooms.of_group(group, at) for group in groups for at in group.meetings]
    return with_rooms(_with_pins(PlanTable("Groups", GROUPS, rows), marked), plan, rooms)


def seats_table(plan: Plan) -> PlanTable:
    """The placed requests, in the order of the Students sheet."""
    order = {request.key: place for place, request in enumerate(plan.problem.requests)}
    seats = sorted(plan.seats, key=lambda seat: order.get(seat.request.key, len(order)))
    rows: list[tuple[CellValue, ...]] = [
        (
            seat.request.student.id,
            seat.request.student.name,
            seat.request.subject,
            seat.group.id,
            seat.group.tutor.id,
            seat.group.tutor.name,
            seat.seated_since,
            seat.tutor_since,
        )
        for seat in seats
    ]
    pins = {(pin.student, pin.subject) for pin in _carried(plan, "Seats")}
    return _with_pins(PlanTable("Seats", SEATS, rows), [seat.request.key in pins for seat in seats])


def _carried(plan: Plan, sheet: str) -> list[Pin]:
    """The pins that somebody marked on a sheet of the previous plan; they go on until taken away.

    Those of the program go on by themselves.
    """
    previous = plan.problem.previous
    return [pin for pin in previous.pins if pin.sheet == sheet] if previous else []


def _with_pins(table: PlanTable, marked: Sequence[bool]) -> PlanTable:
    """The table with a column ``pin``, where any of its rows is marked."""
    if not any(marked):
        return table
    rows = [
        (*row, "yes" if pinned else None) for row, pinned in zip(table.rows, marked, strict=True)
    ]
    return replace(table, columns=(*table.columns, ("pin", "text")), rows=rows)


def with_rooms(table: PlanTable, plan: Plan, rooms: Sequence[str]) -> PlanTable:
    """The table with the rooms as its last column, if the program names any."""
    if not plan.problem.program.rooms:
        return table
    rows = [(*row, room or None) for row, room in zip(table.rows, rooms, strict=True)]
    return replace(table, columns=(*table.columns, ("room", "text")), rows=rows)


def add_table(book: Workbook, table: PlanTable, footer: str) -> None:
    """Write a table as the book's next sheet, ready to be filtered and printed.

    ``footer`` stands at the bottom of each printed page.
    """
    sheet = book.create_sheet(table.title)
    last = get_column_letter(len(table.columns))
    area = f"A1:{last}{len(table.rows) + 1}"
    widths = _widths(table)
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = area
    sheet.sheet_properties.tabColor = "B42318" if table.confidential else BAND
    print_wide(sheet, area, 1, footer, table.confidential)
    for at, (name, _) in enumerate(table.columns, start=1):
        if name in table.to_fill:
            _offer(sheet, get_column_letter(at), table.to_fill[name])
    pen = Pen(sheet)
    heads = (
        replace(_HEADER, indent=_LONG.indent) if kind == "long" else _HEADER
        for _, kind in table.columns
    )
    pen.write([(name, head) for (name, _), head in zip(table.columns, heads, strict=True)])
    looks = [
        replace(
            _TO_FILL if name in table.to_fill else _LONG if kind == "long" else _CELL,
            form=_FORMS.get(kind, "General"),
            wrap=kind == "long" or (kind == "text" and width == _WIDEST["text"]),
        )
        for (name, kind), width in zip(table.columns, widths, strict=True)
    ]
    texts = [replace(look, form=TEXT) for look in looks]
    for row in table.rows:
        inks = [_ink(*parts) for parts in zip(row, looks, texts, strict=True)]
        pen.write(inks, _height(row, widths, looks))


def _offer(sheet: Worksheet, letter: str, fill: ToFill) -> None:
    """Say of a column's cells what they are for, and offer words; others may be typed too."""
    words = ",".join(fill.choices)
    offered = DataValidation(
        type="list" if words else None,
        formula1=f'"{words}"' if words else None,
        allow_blank=True,
        showErrorMessage=False,
        showInputMessage=True,
        prompt=fill.note,
    )
    offered.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.data_validations.append(offered)


def _height(
    row: Sequence[CellValue], widths: Sequence[float], looks: Sequence[Look]
) -> float | None:
    """Room for the longest wrapped text of a row, in points; None where one line is enough."""
    lines = max(
        (
            count_lines(value, room_in(width, look.size, look.indent))
            for value, width, look in zip(row, widths, looks, strict=True)
            if look.wrap and isinstance(value, str)
        ),
        default=1,
    )
    return row_points(lines, LINE_POINTS) if lines > 1 else None


def _ink(value: CellValue, look: Look, as_text: Look) -> Ink:
    if isinstance(value, str) and value:
        return (value, as_text if text_form(value) == TEXT else look)
    if isinstance(value, dt.timedelta):
        return (value, replace(look, form=FULL_DAY))
    if isinstance(value, dt.date):
        return (value, replace(look, form=DATE))
    return ("" if value is None else value, look)


def _widths(table: PlanTable) -> list[float]:
    """Each column as wide as its texts; those that wrap share what is left of the page."""
    natural = [float(_natural(table, at)) for at in range(len(table.columns))]
    wrapping = [at for at, (_, kind) in enumerate(table.columns) if kind == "long"]
    left = PAGE_WIDTH - sum(natural) + sum(natural[at] for at in wrapping)
    shares = {}
    for done, at in enumerate(sorted(wrapping, key=lambda at: natural[at])):
        share = max(left / (len(wrapping) - done), _NARROWEST_LONG)
        shares[at] = min(natural[at], share)
        left -= shares[at]
    return [shares.get(at, width) for at, width in enumerate(natural)]


def _natural(table: PlanTable, at: int) -> int:
    name, kind = table.columns[at]
    longest = len(name) + 3  # room for the filter's arrow
    if kind not in ("text", "long"):
        return max(longest, _WIDEST[kind])
    choices = table.to_fill[name].choices if name in table.to_fill else ()
    told = (*(str(row[at] or "") for row in table.rows), *choices)
    shown = max(map(len, told), default=0)
    return min(max(longest, shown + 2), _WIDEST[kind])
