"""The first plan: the groups that are worth most by themselves, until nothing more fits.

Nobody's prices are known yet. Those who have few chances count a little more, so that they are not
left for last; then the plan is repaired (:mod:`matcher.search.repair`). It is there early, for
whoever stops the search or gives it little time. The search begins from what linear programs say
instead, and has its own plans filled and repaired here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from matcher.search.arrays import Arrays, Floats
from matcher.search.master import Master, Prices
from matcher.search.repair import repair
from matcher.search.state import State

LESS = 0.05  # what an aim counts beside the one before it
FEW_CHANCES = 15  # of a tutor and a meeting: who has so many counts as much more as the mean


def fill(
    state: State,
    aims: Sequence[int],
    stop: Callable[[], bool],
    late: Callable[[], bool],
    random: np.random.Generator | None = None,
) -> None:
    """Add groups to ``state`` until nothing fits, and repair the plan.

    ``aims`` are those that place people, in order. Each counts far less than the one before it;
    here that is good enough. Where ``stop`` says so nothing is added after the first round; where
    it is ``late``, which it also is then, nothing is repaired. With ``random`` more is repaired.
    """
    weights = np.zeros(len(state.arrays.aims))
    weights[list(aims)] = LESS ** np.arange(len(aims))
    _add(state, weights, _scarcity(state.arrays, weights), stop)
    if not late():
        repair(state, weights, late, random)
        _add(state, weights, np.zeros(len(state.arrays.units)), stop)
    state.measure()


def _add(state: State, weights: Floats, bonus: Floats, stop: Callable[[], bool]) -> None:
    """Add the best group of every frame that still fits, and again, until none does.

    The first round is always done, so that there is a plan however little time there was.
    """
    arrays = state.arrays
    frames = np.arange(len(arrays.frames), dtype=np.int32)
    row = np.zeros(arrays.rows)
    row[: len(arrays.units)] = -bonus
    pursued = {int(a): float(weights[a]) for a in np.flatnonzero(weights)}
    fitting = True
    while fitting:
        fitting = False
        master = Master(state.pool, state.part(frames, []), pursued, {}, [])
        once_only = np.array([weights[a] * arrays.best_gains[a][b] for a, b in master.best_names])
        found, _ = master.price(
            Prices(row, weights, once_only, np.zeros(len(arrays.tutors))), room=1
        )
        for _, c in found:
            if state.fits(c):
                state.add(c)
                fitting = not stop()


def _scarcity(arrays: Arrays, weights: Floats) -> Floats:
    """What to add to each unit's gain, so that those with few tutors and meetings come first."""
    tutors = np.array([len(tutors) for tutors in arrays.tutors_of_unit])
    chances = np.maximum(1, tutors * arrays.admits.sum(axis=1))
    gain = np.zeros(len(arrays.units))
    np.maximum.at(gain, arrays.frame_units, weights @ arrays.aim_tables.member)
    for a, aim in enumerate(arrays.aims):
        for units, worth in aim.best:
            gain[list(units)] += weights[a] * worth
    mean = float(gain.sum()) / max(1, int(arrays.placeable.sum()))
    scarce: Floats = mean * FEW_CHANCES / chances
    return scarce
