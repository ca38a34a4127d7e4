"""Who had a seat keeps one: goal 1."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class KeptSeats(Aim):
    """One point for each placed request that had a seat."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """Whether the request had a seat in the previous plan."""
        return int(request.key in problem.kept)


class SeatsKept(Goal):
    """No one loses a seat to someone new."""

    number = 1
    name = "seats-kept"
    sentence = "As many as possible of those who had a seat in the previous plan have one again."
    labels = ("seats kept",)

    def applies(self, problem: Problem) -> bool:
        """With a previous plan, unless seat_protection is off."""
        return problem.previous is not None and problem.settings.seat_protection

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Count the placed requests that had a seat."""
        return (KeptSeats(),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The previous seats of the week's requests that are seats again."""
        seated = {member.key for group in schedule for member in group.members}
        return (Fraction(sum(key in seated for key in problem.kept)),)
