"""What the dates of a week make impossible, for sites and for people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from matcher.domain import (
    DAY_MINUTES,
    Absence,
    CalendarDay,
    Meeting,
    Slot,
    Student,
    Tutor,
    within,
)
from matcher.problem import Problem


@dataclass(frozen=True, eq=False)
class Dates:
    """The Calendar, the Absences and everyone's own dates, asked about one meeting at a time.

    A meeting here is a slot on a weekday of the problem's week, and so has a date.
    """

    problem: Problem

    def date(self, meeting: Meeting) -> dt.date:
        """The meeting's date."""
        return self.problem.dates[meeting.day]

    def in_force(self, meeting: Meeting) -> bool:
        """Whether the meeting's Slots row counts on its date."""
        return meeting.slot.in_force(self.date(meeting))

    def bar_site(self, meeting: Meeting) -> bool:
        """Whether the Calendar forbids the meeting for its whole site."""
        return meeting.slot.site is not None and any(
            row.grades is None
            and row.site in (None, meeting.slot.site)
            and _forbids(row, meeting.slot)
            for row in self._calendar[meeting.day]
        )

    def bar_student(self, student: Student, meeting: Meeting) -> bool:
        """Whether the student can not come: the Calendar, an absence or the student's dates."""
        return self.bar_pupil(student, meeting) or self.bar_person(student, meeting)

    def bar_tutor(self, tutor: Tutor, meeting: Meeting) -> bool:
        """Whether the tutor can not come: an absence, the tutor's dates or clearance."""
        return not within(self.date(meeting), None, tutor.cleared_until) or self.bar_person(
            tutor, meeting
        )

    def bar_person(self, person: Student | Tutor, meeting: Meeting) -> bool:
        """Whether the person is absent at that time, or the date is outside the person's own."""
        if not within(self.date(meeting), person.start_date, person.end_date):
            return True
        absences = self._absences.get((person.id, meeting.day), ())
        return any(_overlaps(row.start, row.end, meeting.slot) for row in absences)

    def bar_pupil(self, student: Student, meeting: Meeting) -> bool:
        """Whether the Calendar forbids the meeting for this student, by site or grade."""
        return any(
            row.site in (None, student.site)
            and (row.grades is None or student.grade in row.grades)
            and _forbids(row, meeting.slot)
            for row in self._calendar[meeting.day]
        )

    @cached_property
    def _calendar(self) -> tuple[tuple[CalendarDay, ...], ...]:
        rows = self.problem.program.calendar
        return tuple(
            tuple(row for row in rows if within(date, row.first, row.last))
            for date in self.problem.dates
        )

    @cached_property
    def _absences(self) -> dict[tuple[str, int], list[Absence]]:
        found: dict[tuple[str, int], list[Absence]] = defaultdict(list)
        for row in self.problem.program.absences:
            for day, date in enumerate(self.problem.dates):
                if within(date, row.first, row.last):
                    found[row.person_id, day].append(row)
        return found


def _forbids(row: CalendarDay, slot: Slot) -> bool:
    if row.what == "closed":
        return True
    if row.what == "blocked":
        return _overlaps(row.start, row.end, slot)
    # Nobody has to be in a building for an online slot without a site.
    return slot.site is not None and row.start is not None and slot.end > row.start


def _overlaps(start: int | None, end: int | None, slot: Slot) -> bool:
    """Whether a time range, open where not given, shares a moment with the slot."""
    first = 0 if start is None else start
    last = DAY_MINUTES if end is None else end
    return first < slot.end and slot.start < last
