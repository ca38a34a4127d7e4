"""Roots: the blocks' linear programs, closed apart and bounded together.

Tutors of two blocks are given in full to both of them; groups of several sites (online, say) are
left to the improving. What all blocks draw on, money, has one price for all of them. Prices of the
blocks put side by side, for each shared tutor's row the highest, are prices of the whole; the bound
that they prove over the whole, groups of several sites included, is what counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.blocks import Block, blocks, common_rows, part_of
from matcher.search.candidates import Picked, Pool
from matcher.search.cuts import Cut
from matcher.search.dive import dive
from matcher.search.master import Closed, Master, Part, Prices
from matcher.search.state import State
from matcher.timing import Work

TINY = 1e-6
THRIFT = 0.02  # of the bound: what all of a scarce shared row costs at least, so that dives save
LOOSE = 0.05  # prices are of use if they prove a bound this close to the best
CONTESTED = 3e-3  # of what adding up proves: where programs prove so much more, cuts are of use
FEW_ROUNDS = 12  # where only a first price is looked for


@dataclass(frozen=True)
class Terms:
    """How the linear programs of an aim are closed: see :meth:`Master.close`.

    ``tighten``: with cuts, see :meth:`Master.tighten`.
    """

    aim: int
    floors: Mapping[int, float]
    rounds: int
    tolerance: float
    tighten: bool
    enough: Callable[[float], bool]
    stop: Callable[[], bool]


@dataclass
class Rooted:
    """The linear program of one block, closed."""

    closed: Closed | None
    master: Master

    @property
    def best(self) -> dict[tuple[int, int], float]:
        """The prices of what counts once, by name."""
        if self.closed is None or self.closed.prices is None:
            return {}
        return dict(zip(self.master.best_names, self.closed.prices.best.tolist(), strict=True))

    @property
    def support(self) -> Picked:
        """What the program's value is made of."""
        if self.closed is None:
            return Picked.of(self.master.pool, [])
        shares = self.closed.x[: len(self.closed.columns)]
        return Picked.of(self.master.pool, self.closed.columns[shares > TINY].tolist())

    def tightened(self, terms: Terms) -> Rooted:
        """With cuts, where they are of use."""
        if self.closed is None or self.closed.prices is None:
            return self
        closed = self.master.tighten(self.closed, enough=terms.enough, stop=terms.stop)
        return Rooted(closed, self.master)

    def used(self, rows: Ints) -> Floats:
        """How much of these rows the program's shares take."""
        taken = np.zeros(self.master.arrays.rows)
        if self.closed is not None:
            for c, share in zip(self.closed.columns.tolist(), self.closed.x, strict=False):
                row, amount = self.master.pool.rows_of(c)
                shared = row < len(taken)
                np.add.at(taken, row[shared], share * amount[shared])
        return taken[rows]


@dataclass(frozen=True)
class Closing:
    """A block whose linear program is to be closed.

    ``known`` are candidates to begin with; ``left`` is what there is of some rows; those in
    ``bought`` have a price instead.
    """

    block: Block
    terms: Terms
    known: Sequence[Picked]
    left: Mapping[int, float]
    bought: Mapping[int, float]


@dataclass(frozen=True)
class Diving:
    """A block to be dived for, led by its linear program, beside the plan so far.

    ``left`` is what the block may use of some rows.
    """

    rooted: Rooted
    block: Block
    fixed: Picked
    aim: int
    left: Mapping[int, float]


class Elsewhere(Protocol):
    """Closes the programs of blocks, and dives from them, in other processes."""

    def roots(
        self, arrays: Arrays, closings: Sequence[Closing], stop: Callable[[], bool]
    ) -> list[Rooted] | None:
        """Each block's program, closed; None if some were given up."""

    def dives(
        self, arrays: Arrays, divings: Sequence[Diving], stop: Callable[[], bool]
    ) -> list[Picked]:
        """A dive from each block's program; those that were given up are missing."""


@dataclass
class Roots:
    """The blocks of a problem and their linear programs as they were last closed.

    ``common`` are the rows that all blocks draw on; ``shares`` is what each block takes of them, as
    a share of the whole (block x row). ``prices`` are of the whole. ``far`` closes programs and dives
    elsewhere, where there is such help.
    """

    pool: Pool
    far: Elsewhere | None = None
    split: list[Block] = field(init=False)
    rooted: list[Rooted] = field(default_factory=list)
    prices: Prices | None = None

    def __post_init__(self) -> None:
        self.arrays = self.pool.arrays
        self.split = blocks(self.arrays)
        self.common = common_rows(self.arrays, self.split)
        sizes = np.array([float(len(block.units)) for block in self.split])
        self.shares = np.outer(sizes / max(1.0, sizes.sum()), np.ones(len(self.common)))

    @property
    def single(self) -> bool:
        """Whether everything is one block."""
        return len(self.split) == 1

    def close(self, terms: Terms, fixed: Picked, crew: Executor, bound: float) -> float:
        """Close every block's program, beginning with the plan ``fixed``; a better bound, if any.

        First what all draw on is free. Where more of it is taken than there is, each block gets
        its part, and the mean of what that is worth to them, but something, becomes the price.
        Cuts are looked for in a single block, and where all this proves clearly more than ``bound``,
        which adding up proved.
        """
        plain = bound
        shared = np.zeros(len(self.common))
        bound = self._priced(terms, fixed, crew, shared, bound)
        if self._share_out() and not terms.stop():
            room = self.arrays.row_room[self.common]
            least = np.where(room > 0, THRIFT * bound / np.maximum(room, TINY), 0.0)
            shared = np.maximum(least, self._worth_of_shares(terms, fixed, crew))
            bound = self._priced(terms, fixed, crew, shared, bound)
            self._share_out()
        contested = self.single or bound < (1 - CONTESTED) * plain
        if terms.tighten and contested and not terms.stop():
            self.rooted = list(crew.map(lambda rooted: rooted.tightened(terms), self.rooted))
            bound = self._proven(terms.aim, shared, bound)
        return bound

    def dives(
        self, aim: int, fixed: Picked, left: Floats, crew: Executor, stop: Callable[[], bool]
    ) -> Iterator[Picked]:
        """A dive from each block's program; ``left`` of the rows that all draw on."""
        rows = self.common.tolist()
        divings = [
            Diving(rooted, block, fixed, aim, dict(zip(rows, (share * left).tolist(), strict=True)))
            for rooted, block, share in zip(self.rooted, self.split, self.shares, strict=True)
        ]
        if self.far is not None and not self.single:
            return iter(self.far.dives(self.arrays, divings, stop))
        return crew.map(lambda diving: dive_from(diving, stop), divings)

    def _priced(
        self, terms: Terms, fixed: Picked, crew: Executor, shared: Floats, bound: float
    ) -> float:
        """Close all with these prices for what they share; prices that prove more are kept."""
        bought = dict(zip(self.common.tolist(), shared.tolist(), strict=True))
        self._roots(terms, fixed, crew, bought, None)
        return self._proven(terms.aim, shared, bound)

    def _proven(self, aim: int, shared: Floats, bound: float) -> float:
        """What the blocks' prices prove together, if that is better."""
        if self.single:
            closed = self.rooted[0].closed
            proven = None if closed is None else (closed.prices, closed.bound)
        else:
            bought = dict(zip(self.common.tolist(), shared.tolist(), strict=True))
            proven = together(self.pool, self.rooted, aim, bought)
        if proven is None:
            return bound
        if proven[1] <= bound + LOOSE * abs(bound):
            self.prices = proven[0]
        return min(bound, proven[1])

    def _worth_of_shares(self, terms: Terms, fixed: Picked, crew: Executor) -> Floats:
        few = replace(terms, rounds=min(terms.rounds, FEW_ROUNDS))
        self._roots(few, fixed, crew, {}, self.shares * self.arrays.row_room[self.common])
        worth = np.zeros(self.shares.shape)
        for at, rooted in enumerate(self.rooted):
            if rooted.closed is not None and rooted.closed.prices is not None:
                worth[at] = rooted.closed.prices.row[self.common]
        return np.asarray((self.shares * worth).sum(axis=0))

    def _roots(
        self,
        terms: Terms,
        fixed: Picked,
        crew: Executor,
        bought: Mapping[int, float],
        left: Floats | None,
    ) -> None:
        rows = self.common.tolist()
        closings = [
            Closing(
                block=block,
                terms=terms,
                known=[fixed, *(rooted.support for rooted in self.rooted[at : at + 1])],
                left={} if left is None else dict(zip(rows, left[at].tolist(), strict=True)),
                bought=bought,
            )
            for at, block in enumerate(self.split)
        ]

        def job(closing: Closing) -> Rooted:
            pool = self.pool if self.single else Pool(self.arrays, self.pool.timing)
            return root(pool, closing)

        far = None
        if self.far is not None and not self.single:
            far = self.far.roots(self.arrays, closings, terms.stop)
        self.rooted = far or list(crew.map(job, closings))

    def _share_out(self) -> bool:
        """Give each block as much of the shared rows as it takes; whether that is too much."""
        used = np.array([rooted.used(self.common) for rooted in self.rooted])
        total = used.sum(axis=0)
        self.shares = np.where(total > 0, used / np.maximum(total, TINY), self.shares)
        return bool((total > self.arrays.row_room[self.common] + TINY).any())


def root(pool: Pool, closing: Closing) -> Rooted:
    """Close a block's linear program."""
    block, terms = closing.block, closing.terms
    inside = set(block.frames.tolist())
    columns = dict.fromkeys(c for picked in closing.known for c in picked.into(pool))
    mine = [c for c in columns if int(pool.frame[c]) in inside]
    part = part_of(pool.arrays, block)
    part.left[list(closing.left)] = list(closing.left.values())
    master = Master(pool, part, {terms.aim: 1.0}, terms.floors, mine, closing.bought)
    closed = master.close(
        rounds=terms.rounds, tolerance=terms.tolerance, enough=terms.enough, stop=terms.stop
    )
    return Rooted(closed, master)


def dive_from(diving: Diving, stop: Callable[[], bool]) -> Picked:
    """Groups for a block's units."""
    rooted, block = diving.rooted, diving.block
    pool = rooted.master.pool
    if rooted.closed is None or rooted.closed.prices is None:
        return Picked.of(pool, [])
    state = State(pool)
    for c in diving.fixed.into(pool):
        state.add(c)
    for row, most in diving.left.items():
        state.left[row] = min(state.left[row], most)
    away = np.ones(len(state.groups_left), bool)
    away[block.home] = False
    state.groups_left[away] = 0
    part = part_of(pool.arrays, block)
    part.left = state.left.copy()
    part.groups_left = state.groups_left.copy()
    part.active &= state.active
    part.earned = [counts.copy() for counts in state.earned]
    with pool.timing(Work.DIVING):
        return Picked.of(pool, dive(state, part, diving.aim, rooted.closed, stop))


def together(
    pool: Pool, rooted: Sequence[Rooted], aim: int, bought: Mapping[int, float]
) -> tuple[Prices, float] | None:
    """The blocks' prices side by side, and the bound that they prove for the whole.

    Of rows that were ``bought`` the common price counts.
    """
    arrays = pool.arrays
    master = Master(pool, Part.whole(arrays), {aim: 1.0}, {})
    row, tutor = np.zeros(arrays.rows), np.zeros(len(arrays.tutors))
    named: dict[tuple[int, int], float] = {}
    cuts: dict[Cut, float] = {}
    for r in rooted:
        if r.closed is None or r.closed.prices is None:
            return None
        np.maximum(row, r.closed.prices.row, out=row)
        np.maximum(tutor, r.closed.prices.tutor, out=tutor)
        for name, price in r.best.items():
            named[name] = max(price, named.get(name, 0.0))
        for cut, price in r.closed.prices.cut.items():
            cuts[cut] = max(price, cuts.get(cut, 0.0))
    row[list(bought)] = list(bought.values())
    best = np.array([named.get(name, 0.0) for name in master.best_names])
    one = np.zeros(len(arrays.aims))
    one[aim] = 1.0
    prices = Prices(row, one, best, tutor, cuts)
    _, bound = master.price(prices, room=1)
    return prices, bound
