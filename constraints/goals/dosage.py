"""As much tutoring as there is room for: goal 7."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Meeting, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class Sessions(Aim):
    """One point for each student session."""

    def session(self, problem: Problem, request: Request, frame: Frame, meeting: Meeting) -> Points:
        """One."""
        return 1


class Minutes(Aim):
    """The minutes of each student session."""

    def session(self, problem: Problem, request: Request, frame: Frame, meeting: Meeting) -> Points:
        """The meeting's length in minutes."""
        return meeting.minutes


class Dosage(Goal):
    """The more sessions the better, and then the longer."""

    number = 7
    name = "dosage"
    sentence = "Students have as many sessions a week as possible, and then as many minutes."
    labels = ("student sessions", "student minutes")
    senses = ("max", "max")

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Sessions, then minutes."""
        return (Sessions(), Minutes())

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """Student sessions and student minutes a week."""
        sessions = sum(len(group.members) * len(group.meetings) for group in schedule)
        minutes = 0
        for group in schedule:
            for meeting in group.meetings:
                minutes += len(group.members) * (meeting.slot.end - meeting.slot.start)
        return (Fraction(sessions), Fraction(minutes))
