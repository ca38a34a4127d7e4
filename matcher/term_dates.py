"""What the calendar leaves of a week: its open dates, and what closes the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from matcher.bend_dates import Dates
from matcher.domain import CalendarDay, Meeting, clock, within
from matcher.problem import Problem
from matcher.report.words import day_words
from matcher.workbook import written


@dataclass(frozen=True)
class WeekDates:
    """The dates of a week on which somebody can meet, of those on which the slots would allow it.

    ``closures`` say in words what the Calendar sheet forbids on them.
    """

    open: int
    usual: int
    closures: tuple[str, ...]

    @property
    def short(self) -> Literal["yes", "in part", ""]:
        """Whether dates are lost, or at least times, sites or grades on some of them."""
        if self.open < self.usual:
            return "yes"
        return "in part" if self.closures else ""


def dates_of(problem: Problem) -> WeekDates:
    """Look through the dates of the problem's week."""
    dates = Dates(problem)
    of_day: dict[int, list[Meeting]] = {}
    for meeting in problem.meetings:
        of_day.setdefault(meeting.day, []).append(meeting)
    kinds = {(who.site, who.grade): who for who in problem.students.values()}
    usable = [
        day
        for day, meetings in of_day.items()
        if any(
            not dates.bar_pupil(student, meeting)
            for meeting in meetings
            if dates.in_force(meeting) and not dates.bar_site(meeting)
            for student in kinds.values()
            if meeting.slot.is_open_to(student.site)
        )
    ]
    return WeekDates(len(usable), len(of_day), tuple(_closures(problem, set(of_day))))


def _closures(problem: Problem, days: set[int]) -> Iterator[str]:
    rows = sorted(problem.program.calendar, key=lambda row: (row.first, row.site or ""))
    for row in rows:
        touched = [
            problem.dates[day]
            for day in sorted(days)
            if within(problem.dates[day], row.first, row.last)
        ]
        if touched:
            yield _closure(row, touched)


def _closure(row: CalendarDay, dates: list[dt.date]) -> str:
    when = day_words(dates[0])
    if len(dates) > 1:
        when += f" to {day_words(dates[-1])}"
    said = [f"{when}: {_what(row)}"]
    if row.site is not None:
        said.append(f"at {row.site}")
    if row.grades is not None:
        word = "grade" if len(row.grades) == 1 else "grades"
        said.append(f"for {word} {written.grades(row.grades)}")
    if row.note:
        said.append(f"({row.note})")
    return " ".join(said)


def _what(row: CalendarDay) -> str:
    if row.what == "early_release":
        return f"early release at {clock(row.start or 0)}"
    if row.what == "closed" or (row.start is None and row.end is None):
        return "closed"
    if row.start is None:
        return f"blocked until {clock(row.end or 0)}"
    return f"blocked from {clock(row.start)}" + (f" to {clock(row.end)}" if row.end else "")
