"""Diving: from the shares of the linear program to whole groups, a fifth at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from matcher.search.candidates import Pool
from matcher.search.incumbent import remaining, take, worth
from matcher.search.master import Closed, Master, Part

STEP = 0.2
WHOLE = 1 - 1e-6


def fitting(pool: Pool, part: Part, columns: np.ndarray) -> list[int]:
    """Those of the candidates that what is left of a part still allows."""
    arrays = pool.arrays
    left = np.concatenate([part.left, part.groups_left])
    free = np.zeros(len(arrays.tutors), bool)
    free[part.tutors] = True
    kept: list[int] = []
    for c in columns:
        row, amount = pool.rows_of(c)
        if (
            free[pool.tutor_of(c)]
            and part.active[pool.units_of(c)].all()
            and (amount <= left[row] + 1e-7).all()
        ):
            kept.append(int(c))
    return kept


def dive(
    pool: Pool, aim: int, root: Closed, fixed: list[int], stop: Callable[[], bool]
) -> list[int]:
    """Groups that go together, led by the shares in ``root``; ``fixed`` ones are kept."""
    chosen = list(fixed)
    part = remaining(pool, chosen)
    closed: Closed | None = root
    while closed is not None and not stop():
        count = len(closed.columns)
        shares = closed.x[:count]
        gains = shares * pool.gains[closed.columns, aim]
        order = np.argsort(-shares, kind="stable")
        goal, done, new = STEP * gains.sum(), 0.0, 0
        for i in order:
            if shares[i] < 1e-6 or (shares[i] < WHOLE and done >= goal):
                break
            c = int(closed.columns[i])
            if fitting(pool, part, np.array([c])):
                take(pool, part, c)
                chosen.append(c)
                done += gains[i]
                new += 1
        if not new:
            break
        placed = {int(u) for c in chosen for u in pool.units_of(c)}
        part.settled = remaining(pool, chosen).settled if placed else part.settled
        master = Master(pool, part, aim, {}, fitting(pool, part, closed.columns))
        closed = master.close(rounds=30, tolerance=5e-3, stop=stop)
    return chosen


def lexicographic(pool: Pool, one: list[int], other: list[int]) -> int:
    """1 where ``one`` is better in the first aim that differs, -1 where worse, else 0."""
    for a, b in zip(worth(pool, one), worth(pool, other), strict=True):
        if abs(a - b) > 1e-6:
            return 1 if a > b else -1
    return 0


Floors = Mapping[int, float]
