"""Proof by listing: where few candidates can matter, list them all and settle it.

With prices that prove a bound ``b``, a plan that holds a candidate of reduced worth ``r`` (its worth
less the price of its tutor, never above 0 at the optimum) is worth at most ``b + r``. So every plan
worth at least ``v`` is made of candidates with ``r >= v - b``. When these are few enough to be
listed, the rest of the ladder needs no pricing: each aim is a whole-number program over the list,
and each time the list shrinks by the same argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from matcher.search.candidates import Pool
from matcher.search.linear import solve_linear, solve_whole
from matcher.search.master import Closed, Master, Part
from matcher.search.state import worth
from matcher.timing import Work

MOST_LISTED = 25_000
MOST_OF_FRAME = 4_000
SAFE = 1e-4


@dataclass
class Settled:
    """What a listing came to: a plan at least as good, the bound, and the list that is left."""

    chosen: list[int]
    bound: float
    columns: list[int]


def list_all(
    master: Master, closed: Closed, value: float, of_frame: int = MOST_OF_FRAME
) -> list[int] | None:
    """Every candidate of the part that a plan worth ``value`` can hold; None if too many."""
    assert closed.prices is not None
    _, bound = master.price(closed.prices)
    gap = max(0.0, bound - value) + SAFE
    found, _ = master.price(closed.prices, room=of_frame, floor=-gap, listing=-of_frame)
    if master.cut or len(found) > MOST_LISTED:
        return None
    return [c for _, c in found]


def settle(
    pool: Pool,
    columns: list[int],
    aim: int,
    floors: Mapping[int, float],
    bound_floors: Mapping[int, float],
    chosen: list[int],
    *,
    nodes: int,
    seed: int,
    stop: Callable[[], bool],
    seconds: float | None,
) -> Settled:
    """The best plan over ``columns`` for one aim, given floors under others.

    ``columns`` hold every candidate of any plan that reaches ``bound_floors`` and the aim's present
    value; so the bound that comes back holds for all such plans. ``floors`` are what the plan
    found must reach: those, and perhaps more.
    """
    mine = pool.arrays.aims[aim]
    value = float(worth(pool, chosen)[aim])
    columns = list(dict.fromkeys([*chosen, *columns]))
    whole = Part.whole(pool.arrays)
    with pool.timing(Work.LINEAR) as spent:
        program, _ = Master(pool, whole, {aim: 1.0}, bound_floors, columns, waiting=True).program()
        spent.largest = program.rows.shape
        solved = solve_linear(program)
    if solved is None:
        return Settled(chosen, np.inf, columns)
    bound = mine.capped(solved.value + SAFE * mine.step)
    reduced = dict(zip(columns, solved.reduced, strict=False))

    def live(least: float) -> list[int]:
        """The candidates of plans worth at least ``least``."""
        kept = set(chosen)
        return [c for c in columns if c in kept or reduced[c] >= least - solved.value - SAFE]

    if mine.reaches(value, bound):
        return Settled(chosen, bound, live(value))
    tried = live(value + mine.step)
    goal = {**floors, aim: value + mine.step}
    with pool.timing(Work.WHOLE) as spent:
        program, _ = Master(pool, whole, {aim: 1.0}, goal, tried, waiting=True).program(whole=True)
        spent.largest = program.rows.shape
        answer = solve_whole(program, nodes=nodes, seed=seed, stop=stop, seconds=seconds)
    if answer.x is not None:
        found = [c for c, x in zip(tried, answer.x, strict=False) if x > 0.5]
        values = worth(pool, found)
        if values[aim] > value and all(values[a] >= f - 1e-6 for a, f in floors.items()):
            chosen, value = found, float(values[aim])
    if set(floors) == set(bound_floors):
        if answer.settled:
            bound = min(bound, value if mine.parts else value + mine.step)
        elif np.isfinite(answer.bound):
            bound = min(bound, max(value, mine.capped(answer.bound + SAFE * mine.step)))
    return Settled(chosen, bound, live(value))
