"""Scenarios learn from each other: nobody shows less than a neighbour whose plan it could have too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcher.plan import Reached
from matcher.problem import Problem
from matcher.rule import Goal, Rule
from matcher.scenarios.richer import richer
from matcher.scenarios.solved import LEFT_OUT, Solved, told_in, values_of
from matcher.schedule import Schedule
from matcher.verify import verify


@dataclass(frozen=True)
class Stated:
    """A scenario with its problem and what came of solving it."""

    problem: Problem
    solved: Solved


class Heirs:
    """Lets scenarios take over each other's plans; each plan is weighed once."""

    def __init__(self, rules: Sequence[Rule], goals: Sequence[Goal]) -> None:
        self.rules = rules
        self.goals = [goal for goal in goals if goal.number not in LEFT_OUT]
        self._worth: dict[int, tuple[Solved, tuple[Fraction, ...]]] = {}

    def inherited(self, one: Stated, others: Iterable[Stated]) -> Solved:
        """The scenario with the best of the others' plans that is legal in it, where that is better.

        Each goal is compared in the scenario's own numbers, in order. Legality is said by the rules'
        checkers. Bounds stay as far as they hold for the new plan.
        """
        worth = self._worth_of(one)
        better: list[tuple[tuple[Fraction, ...], int, Schedule]] = []
        for number, other in enumerate(others):
            known = self._worth_of(other) if _weighs_alike(one.problem, other.problem) else None
            if known is not None and known <= worth:
                continue
            schedule = told_in(one.problem, other.solved.schedule)
            if schedule is None:
                continue
            theirs = known or values_of(one.problem, self.goals, schedule)
            if theirs > worth:
                better.append((theirs, -number, schedule))
        for _, _, schedule in sorted(better, key=lambda b: b[:2], reverse=True):
            verdict = verify(one.problem, self.rules, self.goals, schedule)
            if verdict.holds:
                values = {goal.number: parts for goal, parts in verdict.values}
                reached = _still_bound(one.solved.reached, values)
                return replace(one.solved, schedule=schedule, reached=reached)
        return one.solved

    def _worth_of(self, one: Stated) -> tuple[Fraction, ...]:
        known = self._worth.get(id(one.solved))
        if known is None or known[0] is not one.solved:
            worth = values_of(one.problem, self.goals, one.solved.schedule)
            known = self._worth[id(one.solved)] = (one.solved, worth)
        return known[1]


def _weighs_alike(one: Problem, other: Problem) -> bool:
    """Whether a plan is worth the same in both: it is for the same people, and nothing came before."""
    return (
        one.previous is None
        and other.previous is None
        and one.program.requests == other.program.requests
        and one.program.tutors == other.program.tutors
        and one.settings.need_order == other.settings.need_order
        and one.program.pins == other.program.pins
    )


def tightened(stated: Mapping[int, Stated]) -> dict[int, Stated]:
    """The scenarios with bounds that do not contradict each other.

    Where one allows everything that another does, no plan of the other can beat its bounds.
    """
    alike = {id(one.problem): one for one in stated.values()}
    found = {key: _tightened(one, list(alike.values())) for key, one in alike.items()}
    return {i: found[id(one.problem)] for i, one in stated.items()}


def _tightened(one: Stated, others: Sequence[Stated]) -> Stated:
    above = [
        other
        for other in others
        if other is not one and richer(other.problem.program, one.problem.program)
    ]
    most = {
        number: min([bound, *(other.solved.most[number] for other in above)])
        for number, bound in one.solved.most.items()
    }
    needs = [other.solved.need_most for other in (one, *above)]
    known = [need for need in needs if need is not None]
    solved = replace(one.solved, most=most, need_most=min(known, default=None))
    return Stated(one.problem, solved)


def _still_bound(
    reached: Sequence[Reached], values: Mapping[int, tuple[Fraction, ...]]
) -> tuple[Reached, ...]:
    """The goals with the new plan's values, and those bounds that hold for it.

    A bound is over the plans whose earlier goals are at least as good as the plan's. Those of the new
    plan are all among those of the old one until one of its goals is worse; behind that, there
    is no bound.
    """
    told: list[Reached] = []
    holds = True
    for one in reached:
        bounds: list[Fraction | None] = []
        parts = values[one.goal.number]
        for sense, before, after, bound in zip(
            one.goal.senses, one.values, parts, one.bounds, strict=True
        ):
            bounds.append(bound if holds else None)
            holds = holds and (after >= before if sense == "max" else after <= before)
        levels = one.levels if parts == one.values and holds else ()
        told.append(Reached(one.goal, parts, tuple(bounds), levels))
    return tuple(told)
