"""Numbered groups of each tutor: who is in group k, when it meets, in which language and where.

Whoever no one may join has a group of their own with each tutor, so that only the groups of the
others are alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from benchmarks.peers.answer import TooLargeError
from benchmarks.peers.eligible import Eligible, Told
from benchmarks.peers.linear import Linear
from matcher.schedule import Schedule

MOST_BOOLEANS = 400_000
MOST_ROWS = 3_000_000

Key = tuple[int, int, int]
"""Tutor, number of the group, and a unit, a meeting or a frame."""


class Numbered:
    """The model, and how its answer is read."""

    def __init__(self, eligible: Eligible) -> None:
        self.eligible = eligible
        self.model = Linear()
        self.joins: dict[Key, int] = {}  # unit in group
        self.meets: dict[Key, int] = {}  # group in meeting
        self.framed: dict[Key, int] = {}  # group has frame
        self.weeks: dict[tuple[int, int], list[int]] = {}  # tutor and group: there, then counts
        self.comes: dict[tuple[int, int], int] = {}  # unit in meeting, where that is limited
        self._seats: list[list[int]] = [[] for _ in eligible.arrays.units]
        self._held: dict[tuple[int, int], list[int]] = defaultdict(list)  # tutor and meeting
        self._check_size()
        for t in range(len(eligible.arrays.tutors)):
            alone, alike = self._split(t)
            before: int | None = None
            for k in range(self._groups(t, alike)):
                before = self._group(t, k, alike, before)
            for u in alone:
                self._group(t, -1 - u, [u], None)
        self._limits()
        self._students()
        self._once = eligible.reward(self.model, self._seats)

    def _check_size(self) -> None:
        """Say so before building what would not fit."""
        eligible, arrays = self.eligible, self.eligible.arrays
        booleans = rows = 0
        for t in range(len(arrays.tutors)):
            alone, alike = self._split(t)
            times = len(eligible.meetings_of_tutor[t])
            for units, groups in ((alike, self._groups(t, alike)), ((0,), len(alone))):
                booleans += groups * (len(units) + times + len(eligible.frames_of_tutor[t]))
                rows += groups * (len(units) * 9 + 2 * times)
            own = (len(eligible.own_uses[u]) for u in alike)
            rows += self._groups(t, alike) * sum(own)
        if booleans > MOST_BOOLEANS or rows > MOST_ROWS:
            raise TooLargeError(f"{booleans:,} Booleans and about {rows:,} rows")

    def _split(self, t: int) -> tuple[list[int], list[int]]:
        """The tutor's units whom no one may join, and the others."""
        arrays = self.eligible.arrays
        units = self.eligible.units_of_tutor[t]
        full = [u for u in units if arrays.cap[u] == arrays.size[u]]
        return full, [u for u in units if arrays.cap[u] > arrays.size[u]]

    def _groups(self, t: int, units: list[int]) -> int:
        """How many groups of these units the tutor could hold."""
        return min(int(self.eligible.arrays.group_limit[t]), len(units))

    def _group(self, t: int, k: int, units: list[int], before: int | None) -> int:
        """One group of a tutor; returns the Boolean of its being there at all."""
        model, eligible, arrays = self.model, self.eligible, self.eligible.arrays
        members = eligible.members_of_frame
        there = model.boolean()
        if before is not None:
            model.only_if(there, (before,))
        frames = [f for f in eligible.frames_of_tutor[t] if not members[f].isdisjoint(units)]
        meetings = eligible.meetings_of_tutor[t]
        if len(units) == 1:
            meetings = eligible.admitted(units[0], meetings)
        framed, joins = model.booleans(frames), model.booleans(units)
        meets = model.booleans(meetings)
        self.framed |= {(t, k, f): b for f, b in framed.items()}
        self.joins |= {(t, k, u): b for u, b in joins.items()}
        self.meets |= {(t, k, m): b for m, b in meets.items()}
        model.exactly(0, (*((1, b) for b in framed.values()), (-1, there)))
        by_day: dict[int, list[int]] = defaultdict(list)
        for m, b in meets.items():
            model.only_if(b, (framed[f] for f in frames if m in eligible.meetings_of_frame[f]))
            by_day[eligible.days[m]].append(m)
            self._held[t, m].append(b)
        for ms in by_day.values():
            model.at_most(0, (*((1, meets[m]) for m in ms), (-1, there)))
        cap = int(arrays.tutor_cap[t])
        sizes = [(int(arrays.size[u]), b) for u, b in joins.items()]
        model.at_most(0, (*sizes, (-cap, there)))
        week = self._week(meets.values(), len(by_day))
        self.weeks[t, k] = [there, *week]
        in_frame: dict[int, list[int]] = defaultdict(list)
        for f in frames:
            for u in members[f].intersection(units):
                in_frame[u].append(framed[f])
        for u, b in joins.items():
            self._seats[u].append(b)
            model.only_if(b, in_frame[u])
            for ms in by_day.values():
                admitted = set(eligible.admitted(u, ms))
                model.one_of((b, *(meets[m] for m in ms if m not in admitted)))
            if arrays.least[u] > len(by_day):
                model.at_most(0, ((1, b),))
                continue
            model.only_if(b, (week[int(arrays.least[u]) - 1],))
            if arrays.most[u] < len(by_day):
                model.one_of((b, week[int(arrays.most[u])]))
            own = int(arrays.cap[u])
            if own < cap:
                others = [(size, other) for size, other in sizes if other != b]
                model.at_most(cap, (*others, (cap - own + int(arrays.size[u]), b)))
        for clique in eligible.strangers[t]:
            model.one_of(joins[u] for u in clique if u in joins)
        return there

    def _week(self, meets: Iterable[int], days: int) -> list[int]:
        """Booleans of a group having at least one meeting, two, ... in the week."""
        counts = [self.model.boolean() for _ in range(days)]
        for fewer, more in pairwise(counts):
            self.model.only_if(more, (fewer,))
        self.model.exactly(0, (*((1, b) for b in meets), *((-1, count) for count in counts)))
        return counts

    def _limits(self) -> None:
        """Tutors' hours, rooms and money."""
        arrays = self.eligible.arrays
        rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for (t, m), booleans in self._held.items():
            for row, amount in self.eligible.uses[t][m]:
                rows[row] += [(amount, b) for b in booleans]
        for row, terms in rows.items():
            self.model.at_most(float(arrays.row_room[row]), terms)
        for seats in self._seats:
            self.model.one_of(seats)

    def _students(self) -> None:
        """Students of several requests: not in two places, not too many sessions a day."""
        arrays, model = self.eligible.arrays, self.model
        rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for u, uses in enumerate(self.eligible.own_uses):
            for m, drawn in uses.items():
                self.comes[u, m] = model.boolean()
                for row, amount in drawn:
                    rows[row].append((amount, self.comes[u, m]))
        for row, terms in rows.items():
            model.at_most(float(arrays.row_room[row]), terms)
        for (t, k, u), joins in self.joins.items():
            for m in self.eligible.admitted(u, self.eligible.own_uses[u]):
                meets = self.meets.get((t, k, m))
                if meets is not None:
                    model.at_most(1, ((1, joins), (1, meets), (-1, self.comes[u, m])))

    def start_from(self, groups: Iterable[Told]) -> None:
        """Let the solver start from these groups, completely told."""
        arrays, true = self.eligible.arrays, set[int]()
        used: Counter[int] = Counter()
        for f, units, meetings in groups:
            t = int(arrays.frame_tutor[f])
            k = used[t]
            if arrays.cap[units[0]] == arrays.size[units[0]]:
                k = -1 - units[0]
            else:
                used[t] += 1
            true.add(self.framed[t, k, f])
            true.update(self.weeks[t, k][: len(meetings) + 1])
            true.update(self.joins[t, k, u] for u in units)
            true.update(self.meets[t, k, m] for m in meetings)
            seats = {(u, m) for u in units for m in meetings} & self.comes.keys()
            true.update(self.comes[seat] for seat in seats)
        seated = {u for u, seats in enumerate(self._seats) if not true.isdisjoint(seats)}
        true.update(once for once, some in self._once.items() if not seated.isdisjoint(some))
        self.model.start = frozenset(true)

    def schedule(self, true: frozenset[int]) -> Schedule:
        """The groups of an answer."""
        units: dict[tuple[int, int], list[int]] = defaultdict(list)
        meetings: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (t, k, u), b in self.joins.items():
            if b in true:
                units[t, k].append(u)
        for (t, k, m), b in self.meets.items():
            if b in true:
                meetings[t, k].append(m)
        frames = {(t, k): f for (t, k, f), b in self.framed.items() if b in true}
        return self.eligible.schedule(
            (frames[at], members, meetings[at]) for at, members in units.items()
        )
