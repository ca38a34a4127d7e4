"""Who had a tutor keeps that tutor: goal 2."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class KeptTutors(Aim):
    """One point for each placed request that had a seat with the same tutor."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """Whether the request had this tutor in the previous plan."""
        seat = problem.kept.get(request.key)
        return int(seat is not None and seat.tutor_id == frame.tutor.id)


class TutorsKept(Goal):
    """Students stay with the tutor they know."""

    number = 2
    name = "tutors-kept"
    sentence = (
        "As many as possible of those who had a seat in the previous plan stay with their tutor."
    )
    labels = ("tutors kept",)

    def applies(self, problem: Problem) -> bool:
        """With a previous plan, unless tutor_protection is off."""
        return problem.previous is not None and problem.settings.tutor_protection

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Count the placed requests whose tutor is the previous one."""
        return (KeptTutors(),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The previous seats of the week's requests that have the same tutor again."""
        same = 0
        for key, seat in problem.kept.items():
            same += any(
                group.tutor.id == seat.tutor_id for group in schedule.groups_of.get(key, ())
            )
        return (Fraction(same),)
