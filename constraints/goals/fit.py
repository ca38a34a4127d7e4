"""Groups that suit their students: goal 8."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from math import floor

from matcher.domain import Frame, Group, Request
from matcher.problem import Problem
from matcher.rule import Aim, Goal, Points
from matcher.schedule import Schedule

SECOND_LANGUAGE_POINTS = 3


class Misfit(Aim):
    """Points for second languages, for members far apart and for sessions on end."""

    def member(self, problem: Problem, request: Request, frame: Frame) -> Points:
        """Points where the group's language is not the student's first."""
        return 0 if frame.language == request.languages[0] else SECOND_LANGUAGE_POINTS

    def spread(self, problem: Problem, first: Request, second: Request) -> tuple[int, int]:
        """How far two members are apart: by level where both have one, else by grade.

        Two members with levels outrank any pair of grades, so the levels speak for the group
        whenever at least two of them are given.
        """
        if first.level is not None and second.level is not None:
            return (1, floor(abs(first.level - second.level)))
        return (0, abs(first.student.grade - second.student.grade))


def _crowding() -> dict[frozenset[int], int]:
    """Points of every set of weekdays: pairs of neighbours beyond what so many days force."""
    points = {}
    for meetings in range(2, 8):
        for days in combinations(range(7), meetings):
            pairs = sum(day + 1 in days for day in days)
            over = pairs - max(0, 2 * meetings - 6)
            if over > 0:
                points[frozenset(days)] = over
    return points


class Fit(Goal):
    """First languages, members of like level, and sessions spread over the week."""

    number = 8
    name = "fit"
    sentence = (
        "Groups use their students' first language, bring together students of like level, and"
        " spread over the week, as far as possible."
    )
    labels = ("points of misfit",)
    senses = ("min",)

    def aims(self, problem: Problem) -> tuple[Aim, ...]:
        """All points together."""
        return (Misfit(sense="min", day_points=_crowding()),)

    def values(self, problem: Problem, schedule: Schedule) -> tuple[Fraction, ...]:
        """The points of every group, summed."""
        return (Fraction(sum(_points(group) for group in schedule)),)


def _points(group: Group) -> int:
    foreign = sum(member.languages[:1] != (group.language,) for member in group.members)
    levels = [member.level for member in group.members if member.level is not None]
    if len(levels) < 2:
        levels = [Fraction(member.student.grade) for member in group.members]
    apart = floor(max(levels) - min(levels)) if levels else 0
    days = sorted(meeting.day for meeting in group.meetings)
    neighbours = sum(1 for day, following in pairwise(days) if following - day == 1)
    allowed = max(0, 2 * len(days) - 6)
    return 3 * foreign + apart + max(0, neighbours - allowed)
