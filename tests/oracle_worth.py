"""What groups are worth to the ten goals, and the most that open requests could still add."""

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from matcher.domain import Request
from matcher.problem import Problem
from tests import oracle_goals as goals
from tests import oracle_rules as rules
from tests.oracle_groups import Candidate

Part = tuple[int, int]
"""A goal's number and which of its parts, from 0."""


class Worth:
    """What groups are worth, as whole numbers of which more is always better.

    A row of numbers has a place for each part of each goal; goal 3 under ``strict`` has one for
    each need, and ``plain`` is the place of its plain sum. Goal 9 is no sum over groups and has none.
    """

    def __init__(self, problem: Problem, found: Sequence[Candidate]) -> None:
        self.problem = problem
        self.requests = [r for r in problem.program.requests if rules.concerns(problem, r)]
        needs = sorted({r.need for r in problem.program.requests}, reverse=True)
        self.needs = needs if problem.settings.need_order == "strict" else []
        self.spans: dict[Part, tuple[int, ...]] = {}
        self.plain = self._layout()
        rough = [self._row(candidate) for candidate in found]
        numbers = [n for row in rough for n in row] + [r.need for r in self.requests]
        self.unit = math.lcm(*(n.denominator for n in numbers))
        self.rows = {
            id(candidate): tuple(int(n * self.unit) for n in row)
            for candidate, row in zip(found, rough, strict=True)
        }
        self.need_row = cache(self._need_row)

    def _layout(self) -> int:
        place = 0
        for number in goals.applying(self.problem):
            for part in range(len(goals.SENSES[number])):
                if number != 9:
                    width = max(1, len(self.needs)) if number == 3 else 1
                    self.spans[number, part] = tuple(range(place, place + width))
                    place += width
        return place if self.needs else self.spans[3, 0][0]

    def _row(self, candidate: Candidate) -> list[Fraction]:
        row = [Fraction(0)] * (1 + max(self.plain, *(max(span) for span in self.spans.values())))
        values = goals.values(self.problem, [candidate.group])
        for (number, part), span in self.spans.items():
            if number != 3:
                row[span[0]] = values[number][part] * goals.SENSES[number][part]
        return row

    def _need_row(self, bits: int, placed: int) -> tuple[int, ...]:
        """Goal 3 of the members ``bits``, beyond what their students have by ``placed``."""
        width = 1 + max(self.plain, *(max(span) for span in self.spans.values()))
        row = [0] * width
        before: dict[str, Fraction] = {}
        for n, request in enumerate(self.requests):
            if placed >> n & 1:
                who = request.student.id
                before[who] = max(before.get(who, request.need), request.need)
        for n, request in enumerate(self.requests):
            if bits >> n & 1:
                had = before.get(request.student.id, Fraction(0))
                if request.need > had:
                    row[self.plain] += int((request.need - had) * self.unit)
                    if self.needs:
                        row[self.spans[3, 0][self.needs.index(request.need)]] += self.unit
                        if had:
                            row[self.spans[3, 0][self.needs.index(had)]] -= self.unit
        return tuple(row)


class Relaxed:
    """What the requests still open could bring if their groups shared nothing but members."""

    def __init__(self, worth: Worth, found: Sequence[Candidate], places: tuple[int, ...]) -> None:
        self.worth = worth
        self.places = places
        self.best: dict[int, tuple[int, ...]] = {}
        for candidate in found:
            mine = self.pick(worth.rows[id(candidate)])
            self.best[candidate.bits] = max(self.best.get(candidate.bits, mine), mine)
        self.by_first: dict[int, list[int]] = {}
        for bits in self.best:
            self.by_first.setdefault(bits & -bits, []).append(bits)
        self.siblings = _siblings(worth.requests)
        self.memo: dict[tuple[int, int], tuple[int, ...]] = {}

    def pick(self, row: Sequence[int]) -> tuple[int, ...]:
        """The numbers of a row that count here."""
        return tuple(row[place] for place in self.places)

    def most(self, free: int, placed: int) -> tuple[int, ...]:
        """The largest sum, in the order of the places, over open requests ``free``."""
        placed &= self._relevant(free)
        if (free, placed) not in self.memo:
            self.memo[free, placed] = self._most(free, placed)
        return self.memo[free, placed]

    def _most(self, free: int, placed: int) -> tuple[int, ...]:
        if not free:
            return (0,) * len(self.places)
        first = free & -free
        most = self.most(free ^ first, placed)
        for bits in self.by_first.get(first, ()):
            if bits & free == bits:
                need = self.pick(self.worth.need_row(bits, placed))
                rest = self.most(free ^ bits, placed | bits)
                most = max(most, added(self.best[bits], need, rest))
        return most

    def _relevant(self, free: int) -> int:
        return sum(1 << n for n, others in enumerate(self.siblings) if others & free)


def _siblings(requests: Sequence[Request]) -> list[int]:
    """For each request, the bits of the other requests of its student."""
    return [
        sum(
            1 << m
            for m, other in enumerate(requests)
            if other.student.id == request.student.id and m != n
        )
        for n, request in enumerate(requests)
    ]


def added(*rows: tuple[int, ...]) -> tuple[int, ...]:
    """The rows added up, place by place."""
    return tuple(map(sum, zip(*rows, strict=True)))
