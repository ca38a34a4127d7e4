"""Blocks: the parts of a program that share little, closed apart and bounded together.

The units of one site are a block. What blocks share, a few tutors and perhaps the budget, is
given in full to each of them; groups of several sites (online, say) are left to the improving.
Prices of the blocks put side by side, for each shared row the highest, are prices of the whole;
the bound that they prove over the whole, groups of several sites included, is what counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.candidates import Picked, Pool
from matcher.search.dive import dive
from matcher.search.master import Closed, Master, Part, Prices
from matcher.search.state import State

ONE_BLOCK = 450  # units up to which everything is one block


@dataclass(frozen=True)
class Block:
    """The units of one block, the frames they could be in, and the tutors at home there."""

    frames: Ints
    units: Ints
    home: Ints


def blocks(arrays: Arrays) -> list[Block]:
    """The blocks of a problem, one a site; one in all where it is small."""
    frames = np.arange(len(arrays.frames), dtype=np.int32)
    units = np.arange(len(arrays.units), dtype=np.int32)
    if len(units) <= ONE_BLOCK:
        return [Block(frames, units, np.arange(len(arrays.tutors), dtype=np.int32))]
    numbers: dict[str, int] = {}
    site = np.array(
        [numbers.setdefault(unit[0].student.site, len(numbers)) for unit in arrays.units]
    )
    reach = [
        Counter(site[arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]]].tolist())
        for f in frames
    ]
    home = _homes(arrays, reach)
    return [
        Block(
            frames=np.array([f for f in frames if b in reach[f]], dtype=np.int32),
            units=units[site == b],
            home=np.flatnonzero(home == b).astype(np.int32),
        )
        for b in range(len(numbers))
    ]


def _homes(arrays: Arrays, reach: list[Counter[int]]) -> Ints:
    """For each tutor, the block where most of what he could do is."""
    home = np.full(len(arrays.tutors), -1)
    for t, frames in enumerate(arrays.frames_of_tutor):
        if len(frames):
            home[t] = sum((reach[f] for f in frames), Counter()).most_common(1)[0][0]
    return home


def part_of(arrays: Arrays, block: Block) -> Part:
    """What a block could use if the others used nothing."""
    part = Part.whole(arrays)
    part.frames = block.frames
    part.active[:] = 0
    part.active[block.units] = 1
    return part


@dataclass
class Rooted:
    """The linear program of one block, closed; its prices by name; and a first dive from it."""

    closed: Closed | None
    master: Master
    best: dict[tuple[int, int], float]
    dived: Picked | None
    support: Picked


def root(
    arrays: Arrays,
    block: Block,
    weights: Mapping[int, float],
    floors: Mapping[int, float],
    fixed: Picked,
    known: Picked,
    *,
    pool: Pool | None,
    rounds: int,
    tolerance: float,
    dive_for: int | None,
    enough: Callable[[float], bool],
    stop: Callable[[], bool],
) -> Rooted:
    """Close a block's linear program and, if ``dive_for`` names an aim, dive from it.

    ``fixed`` is the plan so far, to which the dive adds; ``known`` are candidates to begin with.
    """
    pool = Pool(arrays) if pool is None else pool
    chosen, columns = fixed.into(pool), known.into(pool)
    inside = set(block.frames.tolist())
    mine = [c for c in dict.fromkeys([*chosen, *columns]) if int(pool.frame[c]) in inside]
    master = Master(pool, part_of(arrays, block), weights, floors, mine)
    closed = master.close(rounds=rounds, tolerance=tolerance, enough=enough, stop=stop)
    best: dict[tuple[int, int], float] = {}
    support: list[int] = []
    dived: Picked | None = None
    if closed is not None and closed.prices is not None:
        best = dict(zip(master.best_names, closed.prices.best.tolist(), strict=True))
        shares = closed.x[: len(closed.columns)]
        support = [int(c) for c in closed.columns[shares > 1e-6]]
        if dive_for is not None:
            dived = _dive(pool, block, chosen, closed, dive_for, stop)
    return Rooted(closed, master, best, dived, Picked.of(pool, support))


def _dive(
    pool: Pool,
    block: Block,
    chosen: list[int],
    closed: Closed,
    aim: int,
    stop: Callable[[], bool],
) -> Picked:
    state = State(pool)
    for c in chosen:
        state.add(c)
    away = np.ones(len(state.groups_left), bool)
    away[block.home] = False
    state.groups_left[away] = 0
    part = part_of(pool.arrays, block)
    part.left = state.left.copy()
    part.groups_left = state.groups_left.copy()
    part.active &= state.active
    part.earned = [counts.copy() for counts in state.earned]
    return Picked.of(pool, dive(state, part, aim, closed, stop))


def together(
    arrays: Arrays,
    pool: Pool,
    rooted: list[Rooted],
    weights: Mapping[int, float],
    floors: Mapping[int, float],
    aim_prices: Floats,
) -> tuple[Prices, float] | None:
    """The blocks' prices side by side, and the bound that they prove for the whole."""
    if any(r.closed is None or r.closed.prices is None for r in rooted):
        return None
    master = Master(pool, Part.whole(arrays), weights, floors)
    row, tutor = np.zeros(arrays.rows), np.zeros(len(arrays.tutors))
    named: dict[tuple[int, int], float] = {}
    for r in rooted:
        assert r.closed is not None
        assert r.closed.prices is not None
        np.maximum(row, r.closed.prices.row, out=row)
        np.maximum(tutor, r.closed.prices.tutor, out=tutor)
        for name, price in r.best.items():
            named[name] = max(price, named.get(name, 0.0))
    best = np.array([named.get(name, 0.0) for name in master.best_names])
    prices = Prices(row, aim_prices, best, tutor)
    _, bound = master.price(prices, room=1)
    return prices, bound
