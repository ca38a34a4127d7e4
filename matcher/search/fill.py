"""The first plan: the groups that are worth most by themselves, until nothing more fits.

Nobody's prices are known yet, so it is far from the best. It is there early, for whoever stops the
search or gives it little time; the search itself does not build on it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.search.master import Master, Prices
from matcher.search.state import State

EACH = 2  # groups of a frame looked at in a round


def fill(state: State, aim: int, stop: Callable[[], bool]) -> list[int]:
    """Add groups to ``state``, those that bring most to the aim first; returns what was added."""
    arrays = state.arrays
    frames = np.arange(len(arrays.frames), dtype=np.int32)
    one = np.zeros(len(arrays.aims))
    one[aim] = 1.0
    added: list[int] = []
    while not stop():
        master = Master(state.pool, state.part(frames, []), {aim: 1.0}, {}, [])
        once_only = np.array([arrays.best_gains[a][b] for a, b in master.best_names])
        free = Prices(np.zeros(arrays.rows), one, once_only, np.zeros(len(arrays.tutors)))
        found, _ = master.price(free, room=EACH)
        fitting = 0
        for _, c in found:
            if state.fits(c):
                state.add(c)
                added.append(c)
                fitting += 1
        if not fitting:
            break
    state.measure()
    return added
