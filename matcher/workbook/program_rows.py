"""A program as the rows of its sheets, column by column, as they stand in a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from matcher.domain import (
    Absence,
    Attended,
    CalendarDay,
    Contact,
    Pin,
    Program,
    Request,
    Ride,
    Room,
    Settings,
    Slot,
    Tutor,
    grade_name,
)
from matcher.workbook import written
from matcher.workbook.layout import ALL
from matcher.workbook.settings import SETTINGS_COLUMNS

Cells = dict[str, Any]


def rows_of(program: Program) -> dict[str, list[tuple[int, Cells]]]:
    """For each sheet its rows: the number of each and what stands in its columns."""
    listed: dict[str, Iterable[Cells]] = {
        "Students": map(_request, program.requests),
        "Tutors": map(_tutor, program.tutors),
        "Sites": ({"site": site, "groups_at_once": n} for site, n in program.site_rooms.items()),
        "Rooms": map(_room, program.rooms),
        "Travel": (
            {"from": start, "to": end, "minutes": minutes}
            for (start, end), minutes in program.travel.items()
        ),
        "Transport": map(_ride, program.rides),
        "Pairs": (
            {"rule": pair.rule, "student": pair.student, "with": pair.other}
            for pair in program.pairs
        ),
        "Pins": map(_pin, program.pins),
        "Calendar": map(_calendar_day, program.calendar),
        "Absences": map(_absence, program.absences),
        "Attendance": map(_attended, program.attendance),
        "Contacts": map(_contact, program.contacts),
        "Settings": settings_rows(program.settings),
    }
    rows = {sheet: list(enumerate(cells, start=2)) for sheet, cells in listed.items()}
    return {**rows, "Slots": _slots(program.slots)}


def settings_rows(settings: Settings) -> list[Cells]:
    """Every setting with its value."""
    return [
        {"setting": setting, "value": _setting(getattr(settings, setting))}
        for setting in SETTINGS_COLUMNS
    ]


def _setting(value: Any) -> Any:
    if isinstance(value, bool):
        return written.yes_no(value)
    if isinstance(value, tuple):
        return written.sessions(*value)
    return written.number(value) if isinstance(value, (int, Fraction)) else value


def _request(request: Request) -> Cells:
    student = request.student
    return {
        "student_id": student.id,
        "subject": request.subject,
        "site": student.site,
        "grade": grade_name(student.grade),
        "name": student.name,
        "sessions": written.sessions(request.least, request.most),
        "need": written.number(request.need),
        "languages": written.names(request.languages),
        "level": written.number(request.level),
        "max_group": request.max_group,
        "sessions_total": request.sessions_total,
        "hours_total": written.number(request.hours_total),
        "transport": student.transport,
        "modality": student.modality,
        "available": written.windows(student.available),
        "busy": written.windows(student.busy),
        "consent": written.yes_no(student.consent),
        "start_date": student.start_date,
        "end_date": student.end_date,
        "home_language": student.home_language,
        "categories": written.names(student.categories),
        "homeroom": student.homeroom,
    }


def _tutor(tutor: Tutor) -> Cells:
    return {
        "tutor_id": tutor.id,
        "sites": written.names(tutor.sites),
        "subjects": written.names(tutor.subjects),
        "languages": written.names(tutor.languages),
        "available": written.windows(tutor.available),
        "name": tutor.name,
        "grades": written.grades(tutor.grades),
        "busy": written.windows(tutor.busy),
        "max_sessions_week": tutor.max_sessions_week,
        "max_sessions_day": tutor.max_sessions_day,
        "max_hours_week": written.number(tutor.max_hours_week),
        "max_group": tutor.max_group,
        "hourly_rate": written.number(tutor.hourly_rate),
        "modality": tutor.modality,
        "cleared": written.yes_no(tutor.cleared),
        "cleared_until": tutor.cleared_until,
        "reserve": written.yes_no(tutor.reserve),
        "provider": tutor.provider,
        "start_date": tutor.start_date,
        "end_date": tutor.end_date,
    }


def _slots(slots: tuple[Slot, ...]) -> list[tuple[int, Cells]]:
    """Each slot in the row that names it, if the rows leave room for the headers and each other."""
    numbers = [slot.row for slot in slots]
    if numbers != sorted(set(numbers)) or min(numbers, default=2) < 2:
        numbers = list(range(2, len(slots) + 2))
    return [(number, _slot(slot)) for number, slot in zip(numbers, slots, strict=True)]


def _slot(slot: Slot) -> Cells:
    return {
        "site": slot.site,
        "days": written.days(slot.days),
        "start": written.time(slot.start),
        "end": written.time(slot.end),
        "kind": slot.kind,
        "grades": written.grades(slot.grades),
        "groups_at_once": slot.groups_at_once,
        "modality": slot.modality,
        "open_to": ALL if slot.open_to_all else written.names(sorted(slot.open_to)),
        "start_date": slot.start_date,
        "end_date": slot.end_date,
    }


def _room(room: Room) -> Cells:
    return {
        "site": room.site,
        "room": room.name,
        "groups_at_once": room.groups_at_once,
        "open": written.windows(room.open),
        "kinds": None if room.kinds is None else written.names(sorted(room.kinds)),
    }


def _contact(contact: Contact) -> Cells:
    return {
        "student_id": contact.student_id,
        "name": contact.name,
        "language": contact.language,
        "channel": contact.channel,
        "address": contact.address,
    }


def _ride(ride: Ride) -> Cells:
    return {
        "route": ride.route,
        "days": written.days(ride.days),
        "earliest": written.time(ride.earliest),
        "latest": written.time(ride.latest),
    }


def _dates(row: CalendarDay | Absence) -> Cells:
    if row.first == row.last:
        return {"date": row.first}
    return {"start_date": row.first, "end_date": row.last}


def _calendar_day(row: CalendarDay) -> Cells:
    return {
        **_dates(row),
        "what": row.what,
        "site": row.site,
        "grades": written.grades(row.grades),
        "from": written.time(row.start),
        "to": written.time(row.end),
        "note": row.note,
    }


def _absence(row: Absence) -> Cells:
    return {
        **_dates(row),
        "person_id": row.person_id,
        "from": written.time(row.start),
        "to": written.time(row.end),
        "reason": row.reason,
    }


def _pin(pin: Pin) -> Cells:
    return {
        "student": pin.student,
        "subject": pin.subject,
        "tutor": pin.tutor,
        "times": written.windows(pin.times) if pin.times else None,
        "note": pin.note,
    }


def _attended(row: Attended) -> Cells:
    return {
        "date": row.date,
        "student_id": row.student_id,
        "status": row.status,
        "subject": row.subject,
        "tutor_id": row.tutor_id,
        "minutes": row.minutes,
        "start": written.time(row.start),
    }
