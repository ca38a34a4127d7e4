"""The week of a tutor, or of a few, for given students: whether it can be held, and what stays.

The linear program over candidates, asked for the place of each unit before anything else, mostly says
at once that not all can be had, or what of their sessions can stay at most; a whole-number program over
few candidates then finds such a week. Where it finds none, CP-SAT is asked whether there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from matcher.search.arrays import Arrays, Floats
from matcher.search.candidates import Picked, Pool
from matcher.search.exact import list_all
from matcher.search.hold_week import HoldWeek
from matcher.search.improve import Effort, choose
from matcher.search.linear import solve_whole
from matcher.search.master import Closed, Master, Part
from matcher.search.state import worth
from matcher.search.subset_rows import shrink
from matcher.timing import Timing, Work

PLACE = 1_000.0  # what a place counts, in points of the sessions that stay
SAFE = 1e-3
WORK = Effort(columns=400, listed=60, nodes=200, rounds=60)
MOST_MET = 500  # candidates of a week, for the next one to begin with
FULL_NODES = 2_000  # where every candidate that matters is listed,
MOST_LISTED = 15_000  # and there are no more of them
MOST_LIVE = 3_000  # of them that are left after all, to settle it
FEW_LISTED = 3_000  # beyond which it is worth while to begin with a good week
IMPROVE_WORK = 1.0  # CP-SAT's deterministic seconds to find one
HOLD_WORK = 0.5  # CP-SAT's deterministic seconds
NEAR = 4.0  # points of sessions within which candidates are tried


class Wish(IntEnum):
    """What is asked of a week besides that it can be held, each with all before it."""

    ANY = 0
    GOOD = 1
    """That it keeps many sessions."""
    MOST = 2
    """And how many any such week keeps at most, if that can be settled."""


@dataclass(frozen=True)
class TutorWeek:
    """What came of it: whether all can be had, None where that stayed open.

    ``picked`` are the groups of such a week, if one was found, and ``gain`` what its sessions bring;
    ``most`` is what those of any such week bring at most. ``met`` are candidates that mattered.
    """

    possible: bool | None
    picked: Picked | None = None
    gain: float = -np.inf
    most: float = np.inf
    met: Picked | None = None
    wish: Wish = Wish.ANY


@dataclass(frozen=True)
class Asking:
    """What is asked of every tutor's week: a place for all, then the most of the sessions' gains.

    ``place`` is an aim that gains by every placed unit, ``times`` one that counts single sessions.
    """

    arrays: Arrays
    place: int
    times: int
    seed: int
    timing: Timing

    def week(
        self,
        members: Mapping[int, Sequence[int]],
        left: Floats,
        *inside: Picked,
        known: Picked | None = None,
        found: TutorWeek | None = None,
        wish: Wish = Wish.MOST,
    ) -> TutorWeek:
        """The tutors' week with all of these units, and nobody else.

        ``left`` is what there is of each row; with all of it, what is said holds whatever others
        do. ``inside`` are groups to begin with, ``known`` more candidates that may matter, and
        ``found`` is what came of the same question, when less was wished.
        """
        if found is None or found.gain >= found.most - NEAR:
            return self._week(members, left, inside, known, wish, None)
        # A good week is far from what is known; CP-SAT looks for it beside the linear program.
        inside = (*inside, *([found.picked] if found.picked else []))
        with ThreadPoolExecutor(max_workers=1) as beside:
            ahead = beside.submit(self._improved, members, left)
            return self._week(members, left, inside, known, wish, ahead)

    def _improved(
        self, members: Mapping[int, Sequence[int]], left: Floats
    ) -> tuple[Picked | None, float]:
        """A good week by CP-SAT, and the most that it proves."""
        return HoldWeek(self.arrays, members, left).improve(self.times, IMPROVE_WORK, self.seed)

    def _week(
        self,
        members: Mapping[int, Sequence[int]],
        left: Floats,
        inside: Sequence[Picked],
        known: Picked | None,
        wish: Wish,
        ahead: Future[tuple[Picked | None, float]] | None,
    ) -> TutorWeek:
        arrays = self.arrays
        units = sorted(u for mine in members.values() for u in mine)
        part = Part.whole(arrays)
        part.frames = np.concatenate([arrays.frames_of_tutor[t] for t in members])
        part.active[:] = 0
        part.active[units] = 1
        part.left = left
        pool = Pool(arrays, self.timing)
        places = [self._place(t, u) for t, mine in members.items() for u in mine]
        weight = PLACE / min(places, default=1.0)
        weights = {self.place: weight, self.times: 1.0}
        all_placed = weight * sum(places)
        begin = [
            c for picked in inside for c in picked.into(pool) if part.active[pool.units_of(c)].all()
        ]
        more = known.into(pool) if known else []
        useful = [c for c in more if part.active[pool.units_of(c)].all()]
        master = Master(pool, part, weights, {}, list(dict.fromkeys([*begin, *useful])))
        parts = arrays.aims[self.times].parts

        def kept(bound: float) -> float:
            return float(np.floor((bound - all_placed) * parts + SAFE)) / parts

        closed = master.close(
            rounds=WORK.rounds, tolerance=1e-7, enough=lambda bound: kept(bound) < 0
        )
        if closed is None or closed.prices is None:
            return TutorWeek(possible=None)
        met = Picked.of(pool, list(dict.fromkeys([*master.columns, *more]))[:MOST_MET])
        most = kept(closed.bound)
        if most < 0:
            return TutorWeek(possible=False, met=met)
        found = self._as_it_is(pool, closed, len(units))
        if found is None and ahead is not None:
            picked, _ = ahead.result()
            found = self._told(pool, picked)
        if found is None:
            columns = choose(master, closed, begin, NEAR, WORK)
            found = self._pick(pool, part, weights, columns, all_placed, WORK.nodes)
            found = replace(found, most=np.inf)  # these candidates are not all there are
        if found.picked is None:
            found = self._held(pool, members, left)
        if wish and found.picked is not None and found.gain < most - SAFE:
            found = self._best(master, closed, found, all_placed, members, wish, ahead)
        return replace(found, most=min(most, found.most), met=met, wish=wish)

    def _as_it_is(self, pool: Pool, closed: Closed, units: int) -> TutorWeek | None:
        """The linear program's own answer, where its shares are whole."""
        shares = closed.x[: len(closed.columns)]
        if ((shares > SAFE) & (shares < 1 - SAFE)).any():
            return None
        chosen = closed.columns[shares > 0.5].tolist()
        if sum(len(pool.units_of(c)) for c in chosen) < units:
            return None
        return self._told(pool, Picked.of(pool, chosen))

    def _told(self, pool: Pool, picked: Picked | None) -> TutorWeek | None:
        if picked is None:
            return None
        gain = float(worth(pool, picked.into(pool))[self.times])
        return TutorWeek(possible=True, picked=picked, gain=gain)

    def _held(self, pool: Pool, members: Mapping[int, Sequence[int]], left: Floats) -> TutorWeek:
        possible, picked = HoldWeek(self.arrays, members, left).solve(HOLD_WORK, self.seed)
        return self._told(pool, picked) or TutorWeek(possible)

    def _place(self, tutor: int, u: int) -> float:
        """What a place for the unit counts."""
        arrays = self.arrays
        member = arrays.aims[self.place].member
        return max(
            float(member[arrays.unit_start[f] + place])
            for f, place in arrays.places_of_unit[u].items()
            if arrays.frame_tutor[f] == tutor
        )

    def _pick(
        self,
        pool: Pool,
        part: Part,
        weights: dict[int, float],
        columns: list[int],
        all_placed: float,
        nodes: int,
    ) -> TutorWeek:
        """The best week made of these candidates that has everybody, if there is one.

        Its ``most`` holds for weeks made of them.
        """
        program, _ = Master(pool, part, weights, {}, columns).program(whole=True)
        with pool.timing(Work.WHOLE) as spent:
            spent.largest = program.rows.shape
            whole = solve_whole(program, nodes=nodes, seed=self.seed)
        if whole.x is None:
            return TutorWeek(possible=None)
        chosen = [c for c, x in zip(columns, whole.x, strict=False) if x > 0.5]
        if sum(len(pool.units_of(c)) for c in chosen) < int(part.active.sum()):
            return TutorWeek(possible=None)
        gain = float(worth(pool, chosen)[self.times])
        most = gain if whole.settled else whole.bound - all_placed
        return TutorWeek(possible=True, picked=Picked.of(pool, chosen), gain=gain, most=most)

    def _best(
        self,
        master: Master,
        closed: Closed,
        found: TutorWeek,
        all_placed: float,
        members: Mapping[int, Sequence[int]],
        wish: Wish,
        ahead: Future[tuple[Picked | None, float]] | None,
    ) -> TutorWeek:
        """The best of all weeks better than the one found, where their candidates can be listed.

        Where these are many, CP-SAT is asked before for a better week to begin with.
        """
        step = 1.0 / self.arrays.aims[self.times].parts
        listed = list_all(master, closed, all_placed + found.gain + step, MOST_LISTED)
        if listed is None or len(listed) > FEW_LISTED:
            picked, most = ahead.result() if ahead else self._improved(members, master.part.left)
            better = self._told(master.pool, picked)
            if better is not None and better.gain > found.gain:
                found = better
            found = replace(found, most=most)
            if found.gain >= found.most - SAFE or wish < Wish.MOST:
                return found
            listed = list_all(master, closed, all_placed + found.gain + step, MOST_LISTED)
        return found if listed is None else self._of_list(master, found, listed, all_placed)

    def _of_list(
        self, master: Master, found: TutorWeek, listed: list[int], all_placed: float
    ) -> TutorWeek:
        """The best week of those made of these candidates and the one found."""
        assert found.picked is not None
        pool, part, weights = master.pool, master.part, dict(master.weights)
        least = all_placed + found.gain + 1.0 / self.arrays.aims[self.times].parts
        program, _ = Master(pool, part, weights, {}, listed).program(whole=True)
        with pool.timing(Work.LINEAR) as spent:
            spent.largest = program.rows.shape
            live = [listed[i] for i in shrink(program, least) if i < len(listed)]
        if len(live) > MOST_LIVE:
            return found
        columns = list(dict.fromkeys([*found.picked.into(pool), *live]))
        best = self._pick(pool, part, weights, columns, all_placed, FULL_NODES)
        if best.picked is None or best.gain < found.gain:
            return found
        return replace(best, most=min(best.most, found.most))
