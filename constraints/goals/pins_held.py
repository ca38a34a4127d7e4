"""Who is pinned has a seat: goal 0, before all others."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class PinnedSeats(Aim):
    """One point for each placed request that is pinned."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """Whether a pin concerns the request."""
        return int(request.key in problem.pinned)


class PinsHeld(Goal):
    """What is pinned comes before everything else.

    The rule of pins says what seat a pinned request may have; that it has one can't be said of
    single groups, so it is what the search pursues first. The checker of the rule wants all of it.
    """

    number = 0
    name = "pins-held"
    sentence = "Every pinned student has a seat; nothing else ever counts against that."
    labels = ("pinned requests placed",)

    def applies(self, problem: Problem) -> bool:
        """Where something is pinned."""
        return bool(problem.pinned)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Count the placed requests that are pinned."""
        return (PinnedSeats(),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The pinned requests that have a seat."""
        concerned = {(pin.student, pin.subject) for pin in problem.pins}
        seated = {member.key for group in schedule for member in group.members}
        held = sum(
            (student, subject) in concerned or (student, None) in concerned
            for student, subject in seated
        )
        return (Fraction(held),)
