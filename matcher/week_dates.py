"""To the checker of a dated week: what a date forbids, and what a slot asks of people.

All of this is written from the contract anew and shares nothing with the bending itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcher.domain import (
    DAY_MINUTES,
    DAYS,
    CalendarDay,
    Meeting,
    Request,
    Slot,
    Student,
    Tutor,
)
from matcher.problem import Problem

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def spoken(problem: Problem, at: Meeting) -> str:
    """The date and start of a meeting, as ``Tue 15 Sep 8:05``."""
    date = problem.dates[at.day]
    hour, minute = divmod(at.slot.start, 60)
    return f"{DAYS[at.day]} {date.day} {MONTHS[date.month - 1]} {hour}:{minute:02d}"


def rows_for(problem: Problem, members: Sequence[Request], at: Meeting) -> list[Slot]:
    """The Slots rows of the meeting's place, in force on its date, that suit these members."""
    date = problem.dates[at.day]
    return [
        slot
        for slot in problem.program.slots
        if at.day in slot.days
        and (slot.start, slot.end) == (at.slot.start, at.slot.end)
        and (slot.site, slot.modality) == (at.slot.site, at.slot.modality)
        and (slot.start_date is None or date >= slot.start_date)
        and (slot.end_date is None or date <= slot.end_date)
        and all(slot_takes(problem, slot, member.student, at.day) for member in members)
    ]


def slot_takes(problem: Problem, slot: Slot, student: Student, day: int) -> bool:
    """Whether the row is open to the student, admits the grade and can be reached (2 to 4)."""
    if slot.grades is not None and student.grade not in slot.grades:
        return False
    home = slot.site is None or slot.site == student.site
    if not (home or slot.open_to_all or student.site in slot.open_to):
        return False
    if slot.modality == "online" or slot.kind == "school_day" or student.transport == "self":
        return True
    return any(
        ride.route == student.transport
        and day in ride.days
        and (ride.earliest is None or slot.start >= ride.earliest)
        and (ride.latest is None or slot.end <= ride.latest)
        for ride in problem.program.rides
    )


def time_suits(problem: Problem, person: Student | Tutor, at: Meeting) -> bool:
    """Whether modality, windows and length of the slot suit the person (2 and 3)."""
    if person.modality not in ("either", at.slot.modality):
        return False
    if at.slot.end - at.slot.start < problem.settings.min_session_minutes:
        return False
    start = at.day * DAY_MINUTES + at.slot.start
    end = at.day * DAY_MINUTES + at.slot.end
    if any(busy.start < end and busy.end > start for busy in person.busy):
        return False
    hours = person.available
    return hours is None or any(open_.start <= start and open_.end >= end for open_ in hours)


def works_there(tutor: Tutor, at: Meeting) -> bool:
    """Whether an in-person slot is at one of the tutor's sites."""
    return at.slot.modality == "online" or at.slot.site in tutor.sites


def site_forbidden(problem: Problem, at: Meeting) -> bool:
    """Whether a Calendar row for everyone at the slot's site forbids the meeting."""
    return any(
        row.grades is None
        and at.slot.site is not None
        and (row.site is None or row.site == at.slot.site)
        for row in _rows_against(problem, at)
    )


def student_forbidden(problem: Problem, student: Student, at: Meeting) -> bool:
    """Whether the Calendar, an absence or the student's dates forbid the student the meeting."""
    return missing(problem, student, at) or any(
        (row.site is None or row.site == student.site)
        and (row.grades is None or student.grade in row.grades)
        for row in _rows_against(problem, at)
    )


def tutor_forbidden(problem: Problem, tutor: Tutor, at: Meeting) -> bool:
    """Whether an absence, the tutor's dates or clearance forbid the tutor the meeting."""
    until = tutor.cleared_until
    return missing(problem, tutor, at) or (until is not None and problem.dates[at.day] > until)


def missing(problem: Problem, person: Student | Tutor, at: Meeting) -> bool:
    """Whether the person is absent at that time, or has not begun or has left."""
    date = problem.dates[at.day]
    if person.start_date is not None and date < person.start_date:
        return True
    if person.end_date is not None and date > person.end_date:
        return True
    return any(
        row.person_id == person.id
        and row.first <= date <= row.last
        and _shares_time(row.start, row.end, at.slot)
        for row in problem.program.absences
    )


def _rows_against(problem: Problem, at: Meeting) -> list[CalendarDay]:
    """The Calendar rows of the date that forbid this time, whomever they concern."""
    date = problem.dates[at.day]
    return [
        row
        for row in problem.program.calendar
        if row.first <= date <= row.last and _against(row, at.slot)
    ]


def _against(row: CalendarDay, slot: Slot) -> bool:
    if row.what == "closed":
        return True
    if row.what == "blocked":
        return _shares_time(row.start, row.end, slot)
    return slot.site is not None and row.start is not None and row.start < slot.end


def _shares_time(start: int | None, end: int | None, slot: Slot) -> bool:
    return (start is None or start < slot.end) and (end is None or end > slot.start)
