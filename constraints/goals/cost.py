"""What it costs, last of all: goal 10."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from matcher.domain import Frame, Meeting, Tutor
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class Wages(Aim):
    """The wages of each meeting."""

    def meeting(self, problem: Problem, frame: Frame, meeting: Meeting) -> Points:
        """The meeting's hours at the tutor's rate."""
        return Fraction(meeting.minutes, 60) * frame.tutor.hourly_rate


class Cost(Goal):
    """Among equals, the cheapest."""

    number = 10
    name = "cost"
    sentence = "The wages of the week's sessions are as low as possible."
    labels = ("weekly wages",)
    senses = ("min",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Add up the wages."""
        return (Wages(sense="min"),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """Each tutor's minutes at the tutor's hourly rate, summed."""
        minutes: dict[Tutor, int] = defaultdict(int)
        for group in schedule:
            for meeting in group.meetings:
                minutes[group.tutor] += meeting.slot.end - meeting.slot.start
        wages = (tutor.hourly_rate * worked / 60 for tutor, worked in minutes.items())
        return (sum(wages, Fraction(0)),)
