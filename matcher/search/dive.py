"""Diving: from the shares of the linear program to whole groups, a fifth at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.search.master import Closed, Master, Part
from matcher.search.state import State

STEP = 0.2
WHOLE = 1 - 1e-6


def dive(state: State, part: Part, aim: int, root: Closed, stop: Callable[[], bool]) -> list[int]:
    """Add groups to ``state``, led by the shares in ``root``, within the frames of ``part``.

    Returns what was added. ``part`` is used up.
    """
    pool = state.pool
    added: list[int] = []
    closed: Closed | None = root
    while closed is not None and not stop():
        count = len(closed.columns)
        shares = closed.x[:count]
        gains = shares * pool.gains[closed.columns, aim]
        order = np.argsort(-shares, kind="stable")
        goal, done, new = STEP * gains.sum(), 0.0, 0
        for i in order:
            if shares[i] < 1e-6 or (shares[i] < WHOLE and new and done >= goal):
                break
            c = int(closed.columns[i])
            if state.fits(c):
                state.add(c)
                _use(state, part, c)
                added.append(c)
                done += gains[i]
                new += 1
        if not new:
            break
        columns = [int(c) for c in closed.columns if state.fits(int(c))]
        closed = Master(pool, part, {aim: 1.0}, {}, columns).close(
            rounds=30, tolerance=5e-3, stop=stop
        )
    return added


def _use(state: State, part: Part, c: int) -> None:
    """Take from the part what a candidate uses up."""
    row, amount = state.pool.rows_of(c)
    shared = row < state.arrays.rows
    part.left[row[shared]] -= amount[shared]
    part.groups_left[state.pool.tutor_of(c)] -= 1
    for u in state.pool.units_of(c):
        part.active[u] = 0
        for a, b in state.arrays.best_of_unit.get(int(u), ()):
            part.earned[a][b] += 1
