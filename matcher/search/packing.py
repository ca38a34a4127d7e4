"""Packing: a plan of a packed week made better, a few tutors at a time.

Where a week is packed but not everybody can be held, or it isn't found how, forming groups is not
the question; fitting meetings together is. So each step frees some tutors, takes their groups as
they are and one who waits, and asks whether all of them can be held. (Asked for as many as can be,
CP-SAT finds far less in far more time.)
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np

from matcher.search.arrays import Arrays, Floats
from matcher.search.candidates import Picked
from matcher.search.compact import Item, could_hold_all, item
from matcher.search.days import Days, Week
from matcher.search.state import State

TUTORS = 4  # freed in a step, at most
WORK = 0.3  # CP-SAT's deterministic seconds for a step
SIDE_BY_SIDE = 2  # steps

Task = tuple[list[Item], Floats, int]
"""What is asked, what is left for it, and a seed."""


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

    def _tasks(self, waiting: list[int]) -> list[tuple[tuple[int, ...], Task]]:
        state, arrays = self.state, self.state.arrays
        used: set[int] = set()
        tasks: list[tuple[tuple[int, ...], Task]] = []
        for u in self.random.permutation(waiting)[:SIDE_BY_SIDE].tolist():
            free = self._tutors(u, used)
            if not free:
                break
            used.update(free)
            inside = [c for t in free for c in state.of_tutor[t]]
            inside = [c for c in inside if self.units.issuperset(state.pool.units_of(c).tolist())]
            frames = np.concatenate([arrays.frames_of_tutor[t] for t in free])
            only = set(frames.tolist())
            sets = [*(tuple(state.pool.units_of(c).tolist()) for c in inside), (u,)]
            asked = [item(arrays, units, only) for units in sets]
            if could_hold_all(arrays, asked):
                left = state.part(frames, inside).left
                tasks.append((free, (asked, left, int(self.random.integers(2**31 - 1)))))
        return tasks

    def _tutors(self, u: int, used: set[int]) -> tuple[int, ...]:
        """Some tutors around a unit that waits."""
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


def _repack(arrays: Arrays, asked: list[Item], left: Floats, seed: int) -> Picked | None:
    """All of these, if they can be held."""
    return Days(Week(arrays, asked, left, full=False)).at_once(WORK, seed)
