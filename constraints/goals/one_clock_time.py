"""A group meets at one time of day: goal 6."""

from __future__ import annotations

from fractions import Fraction

from matcher.problem import Problem
from matcher.rule import Aim, Goal
from matcher.schedule import Schedule


class OneClockTime(Goal):
    """The same time of day on every day is easiest to keep."""

    number = 6
    name = "one-clock-time"
    sentence = "Each group meets at as few different times of day as possible."
    labels = ("extra start times",)
    senses = ("min",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """A point for each start time beyond a group's first."""
        return (Aim(sense="min", start_points=1),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The different start times of each group, less one, summed."""
        extra = 0
        for group in schedule:
            starts = {meeting.slot.start for meeting in group.meetings}
            extra += max(0, len(starts) - 1)
        return (Fraction(extra),)
