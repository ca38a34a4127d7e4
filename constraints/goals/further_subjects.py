"""Further subjects of students who have a seat already: goal 4."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class PlacedNeed(Aim):
    """The need of every placed request."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """The request's need."""
        return request.need


class FurtherSubjects(Goal):
    """Then the second and third subjects."""

    number = 4
    name = "further-subjects"
    sentence = (
        "The need of all placed requests together is as great as possible, a student's further"
        " subjects included."
    )
    labels = ("need of all placed requests",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Add up the need of whatever is placed."""
        return (PlacedNeed(best_of_student=False),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The sum of need over the placed requests."""
        return (sum((request.need for request in schedule.placed), Fraction(0)),)
