"""Which goal tells two plans apart that differ in a few groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Protocol

from matcher.domain import Group
from matcher.problem import Problem
from matcher.rule import Aim, Goal
from matcher.schedule import Schedule


class Exchange(Protocol):
    """Groups of a plan, ``was``, for which others come: ``becomes``."""

    @property
    def was(self) -> tuple[Group, ...]:
        """The groups that go."""

    @property
    def becomes(self) -> tuple[Group, ...]:
        """The groups that come."""


@dataclass(frozen=True)
class Difference:
    """The first goal, in their order, by which another plan is worth something else than this one.

    ``what`` is counted: ``plan`` of it in this plan, ``other`` in the other one.
    """

    goal: Goal
    what: str
    plan: Fraction
    other: Fraction
    better: bool  # whether the other plan is the better one


class Weighing:
    """Compares one plan with others that differ from it in a few groups.

    A goal's value is a sum over requests, groups, students and tutors (see :class:`Aim`), so only
    the groups that share a student or a tutor with what differs need a look.
    """

    def __init__(self, problem: Problem, goals: Sequence[Goal], plan: Schedule) -> None:
        self.problem = problem
        self.goals = [goal for goal in goals if goal.applies(problem)]
        self.plan = plan
        self._aims = cache(lambda goal: goal.aims(problem))
        self._values = cache(lambda goal: goal.values(problem, plan))

    def gains(self, exchange: Exchange) -> tuple[Fraction, ...]:
        """What the other plan gains by each aim of each goal, in their order; a loss is below 0."""
        was, becomes = self._both(exchange)
        found: list[Fraction] = []
        for goal in self.goals:
            levels = self._aims(goal)[: -len(goal.labels)]
            found += [self._reaching(aim, becomes) - self._reaching(aim, was) for aim in levels]
            here, there = goal.values(self.problem, was), goal.values(self.problem, becomes)
            for sense, one, other in zip(goal.senses, here, there, strict=True):
                found.append(other - one if sense == "max" else one - other)
        return tuple(found)

    def _both(self, exchange: Exchange) -> tuple[Schedule, Schedule]:
        """What differs before and after, with the groups that must be looked at beside it."""
        beside = self._beside(exchange)
        return Schedule((*beside, *exchange.was)), Schedule((*beside, *exchange.becomes))

    def difference(self, back: Exchange) -> Difference | None:
        """The first difference between the plan and ``back``; None where every goal is the same."""
        was, becomes = self._both(back)
        for goal in self.goals:
            found = self._level(goal, was, becomes) or self._part(goal, was, becomes)
            if found:
                return found
        return None

    def _beside(self, back: Exchange) -> list[Group]:
        """The groups that stay but share a tutor or a student with one that does not."""
        changed = (*back.was, *back.becomes)
        members = (member for group in changed for member in group.members)
        near = [g for group in changed for g in self.plan.of_tutor.get(group.tutor.id, ())]
        near += [g for member in members for g in self.plan.of_student.get(member.student.id, ())]
        was = set(back.was)
        return [group for group in dict.fromkeys(near) if group not in was]

    def _part(self, goal: Goal, was: Schedule, becomes: Schedule) -> Difference | None:
        here, there = goal.values(self.problem, was), goal.values(self.problem, becomes)
        for part, (one, other) in enumerate(zip(here, there, strict=True)):
            if one != other:
                value = self._values(goal)[part]
                better = (other > one) == (goal.senses[part] == "max")
                more = value + other - one
                return Difference(goal, goal.labels[part], value, more, better)
        return None

    def _level(self, goal: Goal, was: Schedule, becomes: Schedule) -> Difference | None:
        """The first level of a strict order of need; a goal has as many aims more than parts."""
        for aim in self._aims(goal)[: -len(goal.labels)]:
            one, other = self._reaching(aim, was), self._reaching(aim, becomes)
            if one != other:
                value = self._reaching(aim, self.plan)
                what = f"students served with a need of at least {_decimal(aim.level)}"
                return Difference(goal, what, value, value + other - one, other > one)
        return None

    def _reaching(self, aim: Aim, groups: Iterable[Group]) -> Fraction:
        """The students with a placed request that the level counts."""
        counted = {
            member.student.id
            for group in groups
            for member in group.members
            if aim.member(self.problem, member, group.frame)
        }
        return Fraction(len(counted))


def _decimal(value: Fraction | int) -> str:
    return f"{float(value):g}"
