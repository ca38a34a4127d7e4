"""The brute force: the best standing plan of a tiny problem, for the search to be held against.

It enumerates every group that could be and then every set of groups that go together, request
by request, and leaves a branch only when even the plan made of the best groups for the
requests still open, whatever they share, would not be better. Exact numbers only.

``best(problem)`` is the optimum of all goals in strict order. ``reach(problem, ...)`` is the best
that one goal can be in any plan whose earlier goals are each at least as good as told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_goals as goals
from tests import oracle_rules as rules
from tests.oracle_groups import Candidate, Clashes, candidates, dealt_schedule
from tests.oracle_worth import Part, Relaxed, Worth, added


class TooLargeError(Exception):
    """The problem is too large for the brute force within its limit of steps."""


@dataclass(frozen=True)
class Best:
    """The optimum: values by goal number, one plan that has them, the steps it took."""

    values: goals.Values
    schedule: Schedule
    levels: tuple[int, ...]
    steps: int


@dataclass(frozen=True)
class Node:
    """Groups chosen so far: requests still open, requests placed, the sum of the rows."""

    free: int
    placed: int
    chosen: tuple[Candidate, ...]
    row: tuple[int, ...]


class Search:
    """Every set of groups that go together, best first, until none could be better."""

    def __init__(self, problem: Problem, steps: int) -> None:
        self.problem = problem
        self.found = candidates(problem)
        self.worth = Worth(problem, self.found)
        self.clashes = Clashes(problem)
        self.limit = steps
        self.steps = 0
        self.relaxed = cache(lambda places: Relaxed(self.worth, self.found, places))

    def most(
        self, order: Sequence[Part], floors: Mapping[Part, tuple[int, ...]], *, plain: bool = False
    ) -> tuple[tuple[int, ...], tuple[Candidate, ...]] | None:
        """The largest value of the parts in order, over plans that reach the floors."""
        self.best: tuple[tuple[int, ...], tuple[Candidate, ...]] | None = None
        self.order, self.floors, self.steps = order, floors, 0
        self.spans = {**self.worth.spans, **({(3, 0): (self.worth.plain,)} if plain else {})}
        summed = tuple(place for part in order if part[0] != 9 for place in self.spans[part])
        objective = self.relaxed(summed)
        self.by_first: dict[int, list[Candidate]] = {}
        for candidate in self.found:
            self.by_first.setdefault(candidate.bits & -candidate.bits, []).append(candidate)
        for mine in self.by_first.values():
            mine.sort(key=lambda c: objective.pick(self.worth.rows[id(c)]), reverse=True)
        width = len(self.worth.need_row(0, 0))
        self._visit(Node((1 << len(self.worth.requests)) - 1, 0, (), (0,) * width))
        return self.best

    def _visit(self, node: Node) -> None:
        self.steps += 1
        if self.steps > self.limit:
            raise TooLargeError
        if not self._promising(node):
            return
        if not node.free:
            self.best = (self._key(node, node.row), node.chosen)
            return
        first = node.free & -node.free
        for candidate in self.by_first.get(first, ()):
            if candidate.bits & node.free == candidate.bits and self.clashes.joins(
                node.chosen, candidate
            ):
                need = self.worth.need_row(candidate.bits, node.placed)
                row = added(node.row, self.worth.rows[id(candidate)], need)
                free, placed = node.free ^ candidate.bits, node.placed | candidate.bits
                self._visit(Node(free, placed, (*node.chosen, candidate), row))
        self._visit(replace(node, free=node.free ^ first))

    def _promising(self, node: Node) -> bool:
        """Whether the node could still lead to a plan that reaches the floors and beats the best."""
        for part, floor in self.floors.items():
            if self._at_most(node, (part,)) < floor:
                return False
        return self.best is None or self._at_most(node, self.order) > self.best[0]

    def _at_most(self, node: Node, order: Sequence[Part]) -> tuple[int, ...]:
        own = self.worth.spans if order is not self.order else self.spans
        summed = tuple(place for part in order if part[0] != 9 for place in own[part])
        relaxed = self.relaxed(summed)
        total = added(relaxed.pick(node.row), relaxed.most(node.free, node.placed))
        return self._key(node, dict(zip(summed, total, strict=True)), order, own)

    def _key(
        self,
        node: Node,
        row: Mapping[int, int] | tuple[int, ...],
        order: Sequence[Part] | None = None,
        spans: Mapping[Part, tuple[int, ...]] | None = None,
    ) -> tuple[int, ...]:
        """The value in order; while requests are open, waiting may still come down to nothing."""
        days, waiting = goals.tutor_days(candidate.group for candidate in node.chosen)
        ninth = (-days * self.worth.unit, 0 if node.free else -waiting * self.worth.unit)
        key: list[int] = []
        for part in order or self.order:
            places = (spans or self.spans).get(part, ())
            key += [ninth[part[1]]] if part[0] == 9 else [row[place] for place in places]
        return tuple(key)


STEPS = 200_000


def parts_of(problem: Problem) -> list[Part]:
    """Every part of every goal that applies, in strict order."""
    return [(n, part) for n in goals.applying(problem) for part in range(len(goals.SENSES[n]))]


def best(problem: Problem, steps: int = STEPS) -> Best:
    """The optimum of all goals. Raises TooLargeError after so many steps."""
    search = Search(problem, steps)
    found = search.most(parts_of(problem), {})
    assert found is not None, "the empty plan is always a plan"
    schedule = dealt_schedule(problem, found[1])
    assert schedule is not None
    assert not rules.broken(problem, schedule.groups)
    values = goals.values(problem, schedule.groups)
    return Best(values, schedule, goals.strict_levels(problem, schedule.groups), search.steps)


def reach(problem: Problem, plan: Schedule, part: Part, steps: int = STEPS) -> Fraction:
    """The best of one part over all plans whose earlier parts are each at least as good as ``plan``'s.

    For goal 3 under ``strict`` that is the largest plain sum over plans at least as good in the strict
    order. Raises TooLargeError after so many steps.
    """
    search = Search(problem, steps)
    plain = part == (3, 0) and bool(search.worth.needs)
    every = parts_of(problem)
    values = goals.values(problem, plan.groups)
    floors: dict[Part, tuple[int, ...]] = {}
    for earlier in every[: every.index(part) + plain]:
        number, which = earlier
        if number == 3 and search.worth.needs:
            levels = goals.strict_levels(problem, plan.groups)
            floors[earlier] = tuple(count * search.worth.unit for count in levels)
        else:
            value = values[number][which] * goals.SENSES[number][which]
            floors[earlier] = (int(value * search.worth.unit),)
    found = search.most([part], floors, plain=plain)
    assert found is not None, "the plan itself reaches the floors"
    return Fraction(found[0][0], search.worth.unit) * goals.SENSES[part[0]][part[1]]
