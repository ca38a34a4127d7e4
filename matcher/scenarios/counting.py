"""Counts that a board asks for, as goals of their own, so that the search can bound each."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import Frame, Meeting, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule


class OneEach(Aim):
    """One for a placed request."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """One."""
        return 1


class OneASession(Aim):
    """One for each weekly session of a member."""

    def session(self, problem: Problem, request: Request, frame: Frame, meeting: Meeting) -> Points:
        """One."""
        return 1


class StudentsServed(Goal):
    """Students with a seat, whatever they need it for."""

    number = 101
    name = "students-served"
    sentence = "The most students have a seat in at least one subject."
    labels = ("students",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Each student once."""
        return (OneEach(best_of_student=True),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The students with a seat."""
        return (Fraction(len({request.student.id for request in schedule.placed})),)


class RequestsPlaced(Goal):
    """Requests with a seat."""

    number = 102
    name = "requests-placed"
    sentence = "The most requests have a seat."
    labels = ("requests",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Each request."""
        return (OneEach(),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The requests with a seat."""
        return (Fraction(len(schedule.placed)),)


class SessionsHeld(Goal):
    """Student sessions a week."""

    number = 103
    name = "sessions-held"
    sentence = "The most student sessions a week."
    labels = ("student sessions",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """Each session of each member."""
        return (OneASession(),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """Members times meetings, over all groups."""
        return (Fraction(sum(len(g.members) * len(g.meetings) for g in schedule)),)


COUNTS: tuple[Goal, ...] = (StudentsServed(), RequestsPlaced(), SessionsHeld())
