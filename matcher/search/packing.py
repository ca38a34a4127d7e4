"""Packing: a plan of a packed week made better, a few tutors at a time.

Where a week is packed but not everybody can be held, or it isn't found how, forming groups is not
the question; fitting meetings together is. So each step frees some tutors, takes their groups and
those who wait for them as they are, and asks CP-SAT for as many of them as can be held.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np

from matcher.search.arrays import Arrays, Floats
from matcher.search.candidates import Picked
from matcher.search.compact import Item, item, need
from matcher.search.days import Week, hold_most
from matcher.search.state import State

TUTORS = 4  # freed in a step, at most
WORK = 1.0  # CP-SAT's deterministic seconds for a step
SIDE_BY_SIDE = 2  # steps


class Packing:
    """A plan, ``state``, to be made better for ``aim`` in the places of some units."""

    def __init__(self, state: State, units: set[int], aim: int, related: Floats, seed: int) -> None:
        self.state = state
        self.units = units
        self.order = sorted(units)
        self.aim = aim
        self.related = related
        self.random = np.random.default_rng([seed, aim])

    def improve(self, steps: int, crew: Executor, ended: Callable[[], bool]) -> None:
        """Take so many steps, unless everybody is placed earlier."""
        arrays = self.state.arrays
        for _ in range(0, steps, SIDE_BY_SIDE):
            waiting = [u for u in self.order if self.state.active[u] and arrays.placeable[u]]
            if not waiting or ended():
                return
            tasks = self._tasks(waiting)
            answers = crew.map(lambda task: _repack(arrays, *task), [task for _, task in tasks])
            for (free, _), answer in zip(tasks, list(answers), strict=True):
                if answer is not None:
                    self._merge(free, answer)

    def _tasks(
        self, waiting: list[int]
    ) -> list[tuple[tuple[int, ...], tuple[list[Item], Floats, list[int], Picked, int]]]:
        state, arrays = self.state, self.state.arrays
        used: set[int] = set()
        taken: set[int] = set()
        tasks = []
        for _ in range(SIDE_BY_SIDE):
            free = self._tutors(waiting, used)
            if not free:
                break
            used.update(free)
            inside = [c for t in free for c in state.of_tutor[t]]
            inside = [c for c in inside if self.units.issuperset(state.pool.units_of(c).tolist())]
            frames = np.concatenate([arrays.frames_of_tutor[t] for t in free])
            only = set(frames.tolist())
            sets = [tuple(state.pool.units_of(c).tolist()) for c in inside]
            sets += [(u,) for u in waiting if u not in taken]
            asked = [item(arrays, units, only) for units in sets]
            asked = [one for one in asked if one.choices and one.least <= one.most]
            taken.update(u for one in asked for u in one.units)
            left = state.part(frames, inside).left
            worth = [need(arrays, one, self.aim) for one in asked]
            begin = Picked.of(state.pool, inside)
            seed = int(self.random.integers(2**31 - 1))
            tasks.append((free, (asked, left, worth, begin, seed)))
        return tasks

    def _tutors(self, waiting: list[int], used: set[int]) -> tuple[int, ...]:
        """Some tutors around a unit that waits."""
        u = waiting[int(self.random.integers(len(waiting)))]
        options = [int(t) for t in self.state.arrays.tutors_of_unit[u] if t not in used]
        self.random.shuffle(options)
        free = options[: int(self.random.integers(1, TUTORS))]
        while free and len(free) < TUTORS:
            weight = self.related[free].sum(axis=0)
            weight[[*free, *used]] = 0.0
            if weight.sum() <= 0:
                break
            free.append(int(self.random.choice(len(weight), p=weight / weight.sum())))
        return tuple(sorted(free))

    def _merge(self, free: tuple[int, ...], answer: Picked) -> None:
        state = self.state
        before = [c for t in free for c in state.of_tutor[t]]
        others = [c for c in before if not self.units.issuperset(state.pool.units_of(c).tolist())]
        value = state.values()[self.aim]
        if not state.replace(free, [*others, *answer.into(state.pool)]):
            return
        if state.values()[self.aim] < value - 1e-6:
            state.replace(free, before)


def _repack(
    arrays: Arrays, asked: list[Item], left: Floats, worth: list[int], begin: Picked, seed: int
) -> Picked | None:
    """As many of these as can be held."""
    return hold_most(Week(arrays, asked, left, full=False, worth=worth), begin, WORK, seed)
