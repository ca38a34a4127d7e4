"""The brute force: the best standing plan of a tiny problem, for the search to be held against.

It enumerates every group that could be and then every set of groups that go together, request
by request, and leaves a branch only when even the plan made of the best groups for the
requests still open, whatever they share, would not be better. Exact numbers only.

``best(problem)`` is the optimum of all goals in strict order. ``reach(problem, ...)`` is the best
that one goal can be in any plan whose earlier goals are each at least as good as told.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import combinations, product

from matcher.domain import Frame, Group, Meeting, Request, Tutor
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_goals as goals
from tests import oracle_rules as rules

Vector = tuple[Fraction, ...]
Where = tuple[int, int, int, str | None, str]


class TooLargeError(Exception):
    """The problem is too large for the brute force within its limit of steps."""


@dataclass(frozen=True)
class Best:
    """The optimum: values by goal number, one plan that has them, the steps it took."""

    values: goals.Values
    schedule: Schedule
    levels: tuple[int, ...]
    steps: int


@dataclass(frozen=True, eq=False)
class Candidate:
    """A group that could be, on places instead of Slots rows.

    ``bits`` are its members, ``rows`` the Slots rows to which each of its meetings can be dealt.
    """

    group: Group
    bits: int
    rows: tuple[tuple[Meeting, ...], ...]


def where(at: Meeting) -> Where:
    """Weekday, times, site and modality."""
    return (at.day, at.slot.start, at.slot.end, at.slot.site, at.slot.modality)


# -- every group that could be -------------------------------------------------------------------


def candidates(problem: Problem) -> list[Candidate]:
    """Every group that breaks no rule by itself, once for each choice of places."""
    requests = [r for r in problem.program.requests if rules.concerns(problem, r)]
    bit = {request.key: 1 << n for n, request in enumerate(requests)}
    tied = [bit[a] | bit[b] for a, b in rules.together_pairs(problem)]
    found = []
    for tutor in problem.program.tutors:
        if not rules.concerns(problem, tutor):
            continue
        mine = [at for at in _every_meeting(problem) if _tutor_can(tutor, at)]
        frames = product(sorted({r.subject for r in requests}), tutor.languages, _frames_at(mine))
        for subject, language, (modality, site) in frames:
            frame = Frame(tutor, subject, language, modality, site)
            there = [
                at
                for at in mine
                if at.slot.modality == modality and (modality == "online" or at.slot.site == site)
            ]
            for members in _member_sets(problem, frame, requests):
                bits = sum(bit[member.key] for member in members)
                if all(bits & pair in (0, pair) for pair in tied):
                    found += _with_meetings(problem, frame, members, there, bits)
    return found


def _every_meeting(problem: Problem) -> list[Meeting]:
    rows = [slot for slot in problem.program.slots if rules.concerns(problem, slot)]
    return [Meeting(slot, day) for slot in rows for day in sorted(slot.days)]


def _tutor_can(tutor: Tutor, at: Meeting) -> bool:
    return rules.tutor_may_come(tutor, at.slot) and rules.windows_allow(
        tutor.available, tutor.busy, at
    )


def _frames_at(meetings: Sequence[Meeting]) -> list[tuple[str, str | None]]:
    """In person at each site, and online."""
    return list(
        dict.fromkeys(
            (at.slot.modality, at.slot.site if at.slot.modality == "in_person" else None)
            for at in meetings
        )
    )


def _member_sets(
    problem: Problem, frame: Frame, requests: Sequence[Request]
) -> Iterator[tuple[Request, ...]]:
    able = [
        request
        for request in requests
        if request.subject == frame.subject
        and rules.eligible(problem, frame.tutor, frame.language, request)
        and rules.suits(request.student, frame.modality)
    ]
    for size in range(1, len(able) + 1):
        for members in combinations(able, size):
            if rules.size_holds(problem, frame.tutor, members) and rules.fit_holds(
                problem, members
            ):
                yield members


def _with_meetings(
    problem: Problem, frame: Frame, members: Sequence[Request], there: list[Meeting], bits: int
) -> Iterator[Candidate]:
    options: dict[int, dict[Where, list[Meeting]]] = {}
    for at in there:
        if all(
            rules.student_may_come(m.student, at.slot)
            and rules.student_is_free(problem, m.student, at)
            and rules.can_ride(problem, m.student, at)
            for m in members
        ):
            options.setdefault(at.day, {}).setdefault(where(at), []).append(at)
    for count in range(1, len(options) + 1):
        if not rules.dosage_holds(members, count):
            continue
        for days in combinations(sorted(options), count):
            for rows in product(*(options[day].values() for day in days)):
                group = Group(frame, tuple(members), tuple(row[0] for row in rows))
                if _alone(problem, group, rows):
                    yield Candidate(group, bits, tuple(tuple(row) for row in rows))


def _alone(problem: Problem, group: Group, rows: Sequence[Sequence[Meeting]]) -> bool:
    """Whether the group breaks nothing when no other group is there."""
    return deal(rows) is not None and rules.broken_between(problem, [group]) <= {10}


# -- which groups go together --------------------------------------------------------------------


def deal(wishes: Sequence[Sequence[Meeting]]) -> list[Meeting] | None:
    """One row for each meeting so that no row holds too many groups; None where there is none."""
    taken: Counter[Meeting] = Counter()
    dealt: list[Meeting] = []

    def next_one() -> bool:
        if len(dealt) == len(wishes):
            return True
        for row in wishes[len(dealt)]:
            room = row.slot.groups_at_once
            if room is None or taken[row] < room:
                taken[row] += 1
                dealt.append(row)
                if next_one():
                    return True
                taken[row] -= 1
                dealt.pop()
        return False

    return dealt if next_one() else None


def dealt_schedule(chosen: Sequence[Candidate]) -> Schedule | None:
    """The chosen groups with their meetings dealt to rows, if they can be."""
    dealt = deal([rows for candidate in chosen for rows in candidate.rows])
    if dealt is None:
        return None
    found = []
    for number, candidate in enumerate(chosen, start=1):
        meetings, dealt = dealt[: len(candidate.rows)], dealt[len(candidate.rows) :]
        found.append(replace(candidate.group, meetings=tuple(meetings), id=f"G{number}"))
    return Schedule(tuple(found))


class Clashes:
    """Whether a group can join groups that go together already."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._pair: dict[tuple[int, int], bool] = {}
        self._limited = {
            where(at)
            for at in _every_meeting(problem)
            if at.slot.groups_at_once is not None or at.slot.site in problem.program.site_rooms
        }

    def joins(self, chosen: Sequence[Candidate], new: Candidate) -> bool:
        """Whether the chosen groups still break no rule with the new one among them."""
        return all(self._two(old, new) for old in chosen) and self._many(chosen, new)

    def _two(self, old: Candidate, new: Candidate) -> bool:
        key = (id(old), id(new))
        if key not in self._pair:
            self._pair[key] = not self._broken([old, new]) & {8, 9, 11}
        return self._pair[key]

    def _many(self, chosen: Sequence[Candidate], new: Candidate) -> bool:
        touched = any(where(at) in self._limited for at in new.group.meetings)
        people = {member.student.id for member in new.group.members}
        near = [
            old
            for old in chosen
            if old.group.tutor.id == new.group.tutor.id
            or people & {member.student.id for member in old.group.members}
        ]
        if len(near) > 1 and self._broken([*near, new]) & {8, 9}:
            return False
        if self.problem.settings.weekly_budget is not None:
            spent = rules.cost(candidate.group for candidate in (*chosen, new))
            if spent > self.problem.settings.weekly_budget:
                return False
        return not touched or self._rooms_hold([*chosen, new])

    def _rooms_hold(self, chosen: Sequence[Candidate]) -> bool:
        schedule = dealt_schedule(chosen)
        return schedule is not None and rules.room_holds(self.problem, schedule.groups)

    def _broken(self, chosen: Sequence[Candidate]) -> set[int]:
        return rules.broken_between(self.problem, [candidate.group for candidate in chosen])


# -- the best set of groups ----------------------------------------------------------------------

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
    schedule = dealt_schedule(found[1])
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
