"""The greatest needs first: goal 3."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcher.domain import Frame, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class ServedNeed(Aim):
    """The need of each student's most needed placed request."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """The request's need."""
        return request.need


@dataclass(frozen=True)
class ServedAtLeast(Aim):
    """The students with a placed request of at least this need.

    Once the count is settled for every higher need, a student more here is a student more whose
    most needed placed request has exactly this need.
    """

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """One, if the request's need is as high."""
        return int(request.need >= self.level)


class NeedServed(Goal):
    """Seats go where they are needed most, counting each student once."""

    number = 3
    name = "need-served"
    sentence = (
        "The need of the students served is as great as possible, each student counted once, with"
        " their most needed placed request."
    )
    labels = ("need served",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """The plain sum; under a strict order of need, before it, a count for each level."""
        if problem.settings.need_order == "weight":
            return (ServedNeed(best_of_student=True),)
        needs = sorted({request.need for request in problem.requests}, reverse=True)
        levels = (ServedAtLeast(best_of_student=True, level=need) for need in needs)
        return (*levels, ServedNeed(best_of_student=True))

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The plain sum, whatever the order of need."""
        return (sum(_best(schedule).values(), Fraction(0)),)

    def levels(self, problem: Problem, schedule: Schedule) -> tuple[tuple[Fraction, int], ...]:
        """Each need among the week's requests, highest first, with the students it is best for.

        A student counts at the need of their most needed placed request, and nowhere else.
        """
        counts = {request.need: 0 for request in problem.requests}
        for need in _best(schedule).values():
            counts[need] = counts.get(need, 0) + 1
        return tuple(sorted(counts.items(), reverse=True))


def _best(schedule: Schedule) -> dict[str, Fraction]:
    """The need of each student's most needed placed request, by student ID."""
    best: dict[str, Fraction] = {}
    for group in schedule:
        for member in group.members:
            student = member.student.id
            best[student] = max(member.need, best.get(student, member.need))
    return best
