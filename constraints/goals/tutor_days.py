"""Tutors come on few days and wait little: goal 9."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from matcher.domain import Meeting
from matcher.problem import Problem
from matcher.rule import Aim, Goal
from matcher.schedule import Schedule


class TutorDays(Goal):
    """A tutor's sessions lie on few days and close together."""

    number = 9
    name = "tutor-days"
    sentence = (
        "Tutors come on as few days as possible, and then wait as little as possible between the"
        " sessions of a day."
    )
    labels = ("tutor-days", "minutes of waiting")
    senses = ("min", "min")

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Days, then waiting."""
        return (Aim(sense="min", tutor_day_points=1), Aim(sense="min", waiting_points=1))

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """Tutor-days, and minutes between the meetings of a tutor's day."""
        days: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
        for group in schedule:
            for meeting in group.meetings:
                days[group.tutor.id, meeting.day].append(meeting)
        return (Fraction(len(days)), Fraction(sum(_waiting(day) for day in days.values())))


def _waiting(meetings: list[Meeting]) -> int:
    """Minutes between the first start and the last end in which no meeting is under way."""
    by_start = sorted(meetings, key=lambda meeting: meeting.start)
    waiting, until = 0, by_start[0].end
    for meeting in by_start[1:]:
        waiting += max(0, meeting.start - until)
        until = max(until, meeting.end)
    return waiting
