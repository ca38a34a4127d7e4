"""The best standing plan so far, kept so that small changes to it are cheap."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.candidates import Pool
from matcher.search.master import Part


class State:
    """A set of candidates that go together: what they use up, and what they are worth.

    ``of_tutor`` are the candidates of each tutor, ``left`` what is left of each row,
    ``waiting_units`` the units without a seat that could have one.
    """

    def __init__(self, pool: Pool) -> None:
        arrays = pool.arrays
        self.pool = pool
        self.arrays = arrays
        self.of_tutor: list[list[int]] = [[] for _ in arrays.tutors]
        self.left = arrays.row_room.copy()
        self.groups_left = arrays.group_limit.copy()
        self.active = np.ones(len(arrays.units), np.uint8)
        self.linear = np.zeros(len(arrays.aims))
        self.days = np.zeros((len(arrays.tutors), 2), np.int64)  # days and minutes waited
        self.earned: list[Ints] = [np.zeros(len(aim.best), np.int32) for aim in arrays.aims]

    @property
    def chosen(self) -> list[int]:
        """All candidates, by tutor."""
        return [c for candidates in self.of_tutor for c in candidates]

    def values(self) -> Floats:
        """The gain under each aim."""
        total = self.linear.copy()
        for a, aim in enumerate(self.arrays.aims):
            if aim.best:
                gains = self.arrays.best_gains[a]
                total[a] += float(gains[self.earned[a] > 0].sum())
            if aim.tutor_day or aim.waiting:
                days, waited = self.days.sum(axis=0)
                total[a] += aim.tutor_day * days + aim.waiting * waited
        return total

    def fits(self, c: int) -> bool:
        """Whether a candidate could be added."""
        row, amount = self.pool.rows_of(c)
        rows = self.arrays.rows
        shared = row < rows
        return bool(
            self.groups_left[self.pool.tutor_of(c)] > 0
            and (amount[shared] <= self.left[row[shared]] + 1e-7).all()
            and self.active[self.pool.units_of(c)].all()
        )

    def add(self, c: int) -> None:
        """Take a candidate in; it must fit."""
        self._count(c, 1)
        self.of_tutor[self.pool.tutor_of(c)].append(c)

    def remove(self, c: int) -> None:
        """Take a candidate out."""
        self._count(c, -1)
        self.of_tutor[self.pool.tutor_of(c)].remove(c)

    def _count(self, c: int, times: int) -> None:
        pool, arrays = self.pool, self.arrays
        row, amount = pool.rows_of(c)
        shared = row < arrays.rows
        self.left[row[shared]] -= times * amount[shared]
        self.groups_left[pool.tutor_of(c)] -= times
        units = pool.units_of(c)
        self.active[units] = times < 0
        self.linear += times * pool.gains[c]
        for u in units:
            for a, b in arrays.best_of_unit.get(int(u), ()):
                self.earned[a][b] += times

    def replace(self, tutors: Iterable[int], candidates: Iterable[int]) -> bool:
        """Give these tutors other candidates instead of theirs; False, and no change, if they don't fit."""
        return self.swap([c for t in tutors for c in self.of_tutor[t]], candidates)

    def swap(self, out: Iterable[int], candidates: Iterable[int]) -> bool:
        """Take candidates of the plan out and others in; False, and no change, if they don't fit."""
        before = list(out)
        for c in before:
            self.remove(c)
        added: list[int] = []
        for c in candidates:
            if not self.fits(c):
                for other in added:
                    self.remove(other)
                for other in before:
                    self.add(other)
                return False
            self.add(c)
            added.append(c)
        for t in dict.fromkeys(self.pool.tutor_of(c) for c in (*before, *added)):
            self._measure(t)
        return True

    def _measure(self, t: int) -> None:
        """Count a tutor's days and the minutes between meetings."""
        if self.arrays.counts_days:
            self.days[t] = tutor_days(self.pool, self.of_tutor[t])

    def measure(self) -> None:
        """Count every tutor's days anew, after adding or removing single candidates."""
        for t in range(len(self.of_tutor)):
            self._measure(t)

    def part(self, frames: Ints, inside: Iterable[int]) -> Part:
        """What these frames could use if the candidates ``inside`` were taken out."""
        part = Part(
            frames=frames,
            active=self.active.copy(),
            left=self.left.copy(),
            groups_left=self.groups_left.copy(),
            earned=self.earned,
        )
        inside = list(inside)
        touched = {
            (a, b)
            for c in inside
            for u in self.pool.units_of(c)
            for a, b in self.arrays.best_of_unit.get(int(u), ())
        }
        if touched:
            part.earned = [counts.copy() for counts in self.earned]
        for c in inside:
            row, amount = self.pool.rows_of(c)
            shared = row < self.arrays.rows
            part.left[row[shared]] += amount[shared]
            part.groups_left[self.pool.tutor_of(c)] += 1
            for u in self.pool.units_of(c):
                part.active[u] = 1
                for a, b in self.arrays.best_of_unit.get(int(u), ()):
                    part.earned[a][b] -= 1
        return part


def tutor_days(pool: Pool, candidates: Iterable[int]) -> tuple[int, int]:
    """How many days of tutors the candidates use, and the minutes of waiting between meetings."""
    meetings = pool.arrays.meetings
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for c in candidates:
        for m in pool.meetings_of(c):
            slot = meetings[m].slot
            key = (pool.tutor_of(c), meetings[m].day)
            held.setdefault(key, []).append((slot.start, slot.end))
    waited = 0
    for spans in held.values():
        spans.sort()
        waited += sum(b[0] - a[1] for a, b in pairwise(spans))
    return len(held), waited


def worth(pool: Pool, chosen: list[int], earned: list[Ints] | None = None) -> Floats:
    """The gain of a set of candidates under each aim.

    ``earned`` counts, for each aim's once-only gains, those whom others have earned it for.
    """
    arrays: Arrays = pool.arrays
    total: Floats = pool.gains[np.array(chosen, dtype=np.int64)].sum(axis=0)
    mine = {
        at for c in chosen for u in pool.units_of(c) for at in arrays.best_of_unit.get(int(u), ())
    }
    for a, b in mine:
        if earned is None or earned[a][b] == 0:
            total[a] += arrays.best_gains[a][b]
    if arrays.counts_days:
        days, waited = tutor_days(pool, chosen)
        for a, aim in enumerate(arrays.aims):
            total[a] += aim.tutor_day * days + aim.waiting * waited
    return total
