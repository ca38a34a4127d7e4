"""From rows that hold to the program that they describe."""

from __future__ import annotations

from typing import Any

from matcher.domain import (
    Absence,
    Attended,
    CalendarDay,
    Contact,
    Pair,
    Pin,
    Program,
    Ride,
    Room,
    Settings,
    Slot,
    Tutor,
    Windows,
)
from matcher.workbook.layout import (
    ALL,
    AbsenceRow,
    AttendanceRow,
    CalendarRow,
    ContactRow,
    PinRow,
    RoomRow,
    SiteRow,
    SlotRow,
    TransportRow,
    TravelRow,
    TutorRow,
)
from matcher.workbook.log import Line
from matcher.workbook.students import requests
from matcher.workbook.tables import Tables
from matcher.workbook.times import join


def build_program(tables: Tables, settings: Settings) -> Program:
    """The program of all rows that aren't bad.

    When a pin keeps a tutor free counts as the tutor's ``busy``, for every rule and every date.
    """
    pins = tuple(map(_pin, tables["Pins"].good))
    return Program(
        requests=requests(tables["Students"], settings),
        tutors=tuple(_tutor(line.whole, pins) for line in tables["Tutors"].good),
        slots=tuple(_slot(line.number, line.whole) for line in tables["Slots"].good),
        settings=settings,
        site_rooms=_site_rooms(tables["Sites"].good),
        travel=_travel(tables["Travel"].good),
        rides=tuple(_ride(line.whole) for line in tables["Transport"].good),
        pairs=tuple(
            Pair(line.whole.rule, line.whole.student, line.whole.with_)
            for line in tables["Pairs"].good
        ),
        calendar=tuple(_calendar_day(line.whole) for line in tables["Calendar"].good),
        absences=tuple(_absence(line.whole) for line in tables["Absences"].good),
        attendance=tuple(attended(line.whole) for line in tables["Attendance"].good),
        pins=pins,
        rooms=tuple(_room(line.whole) for line in tables["Rooms"].good),
        contacts=tuple(_contact(line.whole) for line in tables["Contacts"].good),
    )


def _tutor(row: TutorRow, pins: tuple[Pin, ...]) -> Tutor:
    return Tutor(
        id=row.tutor_id,
        sites=row.sites,
        subjects=row.subjects,
        languages=row.languages,
        available=row.available,
        name=row.name,
        grades=row.grades,
        busy=join((*row.busy, *_kept_free(row.tutor_id, pins))),
        max_sessions_week=row.max_sessions_week,
        max_sessions_day=row.max_sessions_day,
        max_hours_week=row.max_hours_week,
        max_group=row.max_group,
        hourly_rate=row.hourly_rate,
        modality=row.modality,
        cleared=row.cleared,
        cleared_until=row.cleared_until,
        reserve=row.reserve,
        provider=row.provider,
        start_date=row.start_date,
        end_date=row.end_date,
    )


def _kept_free(tutor: str, pins: tuple[Pin, ...]) -> Windows:
    mine = (pin for pin in pins if pin.student is None and pin.tutor == tutor)
    return tuple(window for pin in mine for window in pin.times)


def _pin(line: Line[PinRow]) -> Pin:
    """A pin, with the cell that says with whom, when, or at least of whom."""
    row = line.whole
    where = next(column for column in ("tutor", "times", "student") if column in line.found)
    if row.student is None:
        where = "times"
    return Pin(
        sheet=line.table.title,
        cell=line.cell(where),
        student=row.student,
        subject=row.subject,
        tutor=row.tutor,
        times=row.times,
        note=row.note,
    )


def _slot(number: int, row: SlotRow) -> Slot:
    everywhere = ALL in row.open_to
    return Slot(
        row=number,
        site=row.site,
        days=row.days,
        start=row.start,
        end=row.end,
        kind=row.kind,
        grades=row.grades,
        groups_at_once=row.groups_at_once,
        modality=row.modality,
        open_to=frozenset() if everywhere else frozenset(row.open_to) - {row.site or ""},
        open_to_all=everywhere,
        start_date=row.start_date,
        end_date=row.end_date,
    )


def _site_rooms(lines: list[Line[SiteRow]]) -> dict[str, int]:
    return {
        line.whole.site: line.whole.groups_at_once
        for line in lines
        if line.whole.groups_at_once is not None
    }


def _room(row: RoomRow) -> Room:
    return Room(row.site, row.room, row.groups_at_once, row.open, row.kinds)


def _contact(row: ContactRow) -> Contact:
    return Contact(row.student_id, row.name, row.language, row.channel, row.address)


def _travel(lines: list[Line[TravelRow]]) -> dict[tuple[str, str], int]:
    """Minutes for both ways; the way back has its own only where it has a row."""
    there = {(line.whole.from_, line.whole.to): line.whole.minutes for line in lines}
    back = {(to, start): minutes for (start, to), minutes in there.items()}
    both = {**back, **there}
    return {ends: both[ends] for ends in sorted(both) if ends[0] != ends[1]}


def _ride(row: TransportRow) -> Ride:
    return Ride(row.route, row.days, row.earliest, row.latest)


def _first_and_last(row: CalendarRow | AbsenceRow) -> dict[str, Any]:
    return {"first": row.date or row.start_date, "last": row.date or row.end_date}


def _calendar_day(row: CalendarRow) -> CalendarDay:
    return CalendarDay(
        **_first_and_last(row),
        what=row.what,
        site=row.site,
        grades=row.grades,
        start=row.from_,
        end=None if row.what == "early_release" else row.to,
        note=row.note,
    )


def _absence(row: AbsenceRow) -> Absence:
    return Absence(
        person_id=row.person_id,
        **_first_and_last(row),
        start=row.from_,
        end=row.to,
        reason=row.reason,
    )


def attended(row: AttendanceRow) -> Attended:
    """What a row of Attendance says."""
    return Attended(
        date=row.date,
        student_id=row.student_id,
        status=row.status,
        subject=row.subject,
        tutor_id=row.tutor_id,
        minutes=row.minutes,
        start=row.start,
    )
