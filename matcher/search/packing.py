"""Packing: a plan of a packed week made better, where it is tight, a few groups at a time.

Where a week is packed but not everybody can be held, or it isn't found how, forming groups is not
the question; fitting meetings together is. So each step takes someone who waits, the groups that
are in their way, those in the way of these, and so on, until some forty groups are free; and asks
CP-SAT to hold as much as can be of them and of all who wait, beginning with what is held. (Asked of
the whole week at once, it finds less in the same time.)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.candidates import Picked
from matcher.search.compact import Item, item
from matcher.search.days import Days, Held, Week
from matcher.search.state import State

FREE = 36  # groups freed in a step, at most,
NEAR = 12  # of which so many are in the way of one
WORK = 0.15  # CP-SAT's deterministic seconds for a step
SIDE_BY_SIDE = 2  # steps
PATIENCE = 60  # steps without a gain
MORE = 20  # times what the next aim counts
POINT = 100  # what a point of the last aim counts, in whole numbers


@dataclass(frozen=True)
class _Task:
    """What is asked: items, what is left for them, what they are worth, and what is held now."""

    asked: list[Item]
    left: Floats
    worth: list[int]
    once: list[tuple[int, list[int]]]
    held: list[Held | None]
    seed: int


class Packing:
    """A plan, ``state``, to be made better for the aims ``placing`` in the places of some units."""

    def __init__(self, state: State, units: set[int], placing: Sequence[int], seed: int) -> None:
        self.state = state
        self.units = units
        self.order = sorted(units)
        self.placing = list(placing)
        self.random = np.random.default_rng([seed, len(units)])
        self.items: dict[tuple[int, ...], Item] = {}  # those met so far, by their units
        self.weights = np.zeros(len(state.arrays.aims))
        self.weights[self.placing] = POINT * float(MORE) ** np.arange(len(placing) - 1, -1, -1)

    def improve(self, steps: int, crew: Executor, ended: Callable[[], bool]) -> None:
        """Take so many steps, unless everybody is placed earlier or nothing is gained any more."""
        arrays, idle = self.state.arrays, 0
        for _ in range(0, steps, SIDE_BY_SIDE):
            waiting = [u for u in self.order if self.state.active[u] and arrays.placeable[u]]
            if not waiting or idle >= PATIENCE or ended():
                return
            before = self._value()
            free = self._free(waiting)
            tasks = [self._task(groups, waiting) for groups in free]
            for groups, answer in zip(
                free, list(crew.map(lambda task: _repack(arrays, task), tasks)), strict=True
            ):
                if answer is not None:
                    self._merge(groups, answer)
            idle = 0 if self._value() > before else idle + SIDE_BY_SIDE

    def _value(self) -> tuple[float, ...]:
        return tuple(self.state.values()[self.placing].tolist())

    def _free(self, waiting: list[int]) -> list[list[int]]:
        """For each step, groups in the way of someone who waits; no group in two of them."""
        state = self.state
        users: dict[int, list[int]] = {}
        for c in state.chosen:
            if self.units.issuperset(state.pool.units_of(c).tolist()):
                for row in state.pool.rows_of(c)[0].tolist():
                    users.setdefault(row, []).append(c)
        taken: set[int] = set()
        found = []
        for u in self.random.permutation(waiting)[:SIDE_BY_SIDE].tolist():
            free: list[int] = []
            ahead = deque([u])
            while ahead and len(free) < FREE:
                rows = self._full_rows(ahead.popleft()).tolist()
                near = dict.fromkeys(c for row in rows for c in users.get(row, ()))
                some = [c for c in near if c not in taken]
                self.random.shuffle(some)
                for c in some[: min(NEAR, FREE - len(free))]:
                    taken.add(c)
                    free.append(c)
                    ahead.append(int(state.pool.units_of(c)[0]))
            found.append(free)
        return found

    def _item(self, units: tuple[int, ...]) -> Item:
        if units not in self.items:
            self.items[units] = item(self.state.arrays, units)
        return self.items[units]

    def _full_rows(self, u: int) -> Ints:
        """The rows that the unit alone could draw on and that have no place left."""
        meetings = (m for choice in self._item((u,)).choices for m in choice.meetings)
        rows = {row for meeting in meetings for row in meeting.rows}
        drawn = np.array(sorted(rows), np.int32)
        full: Ints = drawn[self.state.left[drawn] < 1]
        return full

    def _task(self, free: list[int], waiting: list[int]) -> _Task:
        state = self.state
        pool = state.pool
        sets = [*(tuple(pool.units_of(c).tolist()) for c in free), *((u,) for u in waiting)]
        every = [self._item(units) for units in sets]
        now: list[Held | None] = [
            (int(pool.frame[c]), frozenset(k for k in pool.meetings[c].tolist() if k >= 0))
            for c in free
        ]
        now += [None] * len(waiting)
        kept = [n for n, one in enumerate(every) if one.choices and one.least <= one.most]
        asked = [every[n] for n in kept]
        part = state.part(np.empty(0, np.int32), free)
        worth, once = self._worths(asked, part.earned)
        seed = int(self.random.integers(2**31 - 1))
        return _Task(asked, part.left, worth, once, [now[n] for n in kept], seed)

    def _worths(
        self, asked: list[Item], earned: list[Ints]
    ) -> tuple[list[int], list[tuple[int, list[int]]]]:
        """What each item is worth, and what counts once for several of them."""
        arrays = self.state.arrays
        member = self.weights @ arrays.aim_tables.member
        worth = []
        several: dict[tuple[int, int], list[int]] = {}
        for n, one in enumerate(asked):
            choice = one.choices[0]
            entries = arrays.unit_start[choice.frame] + np.array(choice.places)
            worth.append(max(0, round(float(member[entries].sum()))))
            for u in one.units:
                for a, b in arrays.best_of_unit.get(u, ()):
                    if earned[a][b] == 0:
                        several.setdefault((a, b), []).append(n)
        once = [
            (round(float(self.weights[a] * arrays.best_gains[a][b])), items)
            for (a, b), items in several.items()
        ]
        return worth, once

    def _merge(self, free: list[int], answer: Picked) -> None:
        """Take an answer in where it still fits and is no worse."""
        state, value = self.state, self._value()
        found = answer.into(state.pool)
        if state.swap(free, found) and self._value() < value:
            state.swap(found, free)


def _repack(arrays: Arrays, task: _Task) -> Picked | None:
    """As much of it as can be held."""
    week = Week(arrays, task.asked, task.left, full=False, worth=task.worth, once=task.once)
    return Days(week).most_of(task.held, WORK, task.seed)
