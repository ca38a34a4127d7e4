"""The week of a tutor, or of a few, for given students: whether it can be held, and what stays.

The linear program over candidates, asked for the place of each unit before anything else, mostly says
at once that not all can be had, or what of their sessions can stay at most; a whole-number program over
few candidates then finds such a week. Where it finds none, CP-SAT is asked whether there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matcher.search.arrays import Arrays, Floats
from matcher.search.candidates import Picked, Pool
from matcher.search.exact import list_all
from matcher.search.hold_week import HoldWeek
from matcher.search.improve import Effort, choose
from matcher.search.linear import solve_whole
from matcher.search.master import Closed, Master, Part
from matcher.search.state import worth
from matcher.timing import Timing, Work

PLACE = 1_000.0  # what a place counts, in points of the sessions that stay
SAFE = 1e-3
WORK = Effort(columns=400, listed=60, nodes=200, rounds=60)
FULL_NODES = 500  # where every candidate that matters is listed,
MOST_LISTED = 3_000  # and there are no more of them
HOLD_WORK = 1.5  # CP-SAT's deterministic seconds
NEAR = 4.0  # points of sessions within which candidates are tried


@dataclass(frozen=True)
class TutorWeek:
    """What came of it: whether all can be had, None where that stayed open.

    ``picked`` are the groups of such a week, if one was found, and ``gain`` what its sessions bring;
    ``most`` is what those of any such week bring at most.
    """

    possible: bool | None
    picked: Picked | None = None
    gain: float = -np.inf
    most: float = np.inf


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
    ) -> TutorWeek:
        """The tutors' week with all of these units, and nobody else.

        ``left`` is what there is of each row; with all of it, what is said holds whatever others
        do. ``inside`` are groups to begin with.
        """
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
        master = Master(pool, part, weights, {}, begin)
        closed = master.close(rounds=WORK.rounds, tolerance=1e-7)
        if closed is None or closed.prices is None:
            return TutorWeek(possible=None)
        parts = arrays.aims[self.times].parts
        most = float(np.floor((closed.bound - all_placed) * parts + SAFE)) / parts
        if most < 0:
            return TutorWeek(possible=False)
        columns = choose(master, closed, begin, NEAR, WORK)
        found = self._pick(pool, part, weights, columns, all_placed, WORK.nodes)
        if found.picked is None:
            found = self._held(pool, members, left)
        if found.picked is not None and found.gain < most - SAFE:
            found = self._listed(master, closed, found, all_placed)
        return replace(found, most=min(most, found.most))

    def _held(self, pool: Pool, members: Mapping[int, Sequence[int]], left: Floats) -> TutorWeek:
        possible, picked = HoldWeek(self.arrays, members, left).solve(HOLD_WORK, self.seed)
        if picked is None:
            return TutorWeek(possible)
        gain = float(worth(pool, picked.into(pool))[self.times])
        return TutorWeek(possible, picked, gain)

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
        """The best week made of these candidates that has everybody, if there is one."""
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

    def _listed(
        self, master: Master, closed: Closed, found: TutorWeek, all_placed: float
    ) -> TutorWeek:
        """The best of all weeks better than the one found, where their candidates can be listed."""
        assert found.picked is not None
        chosen = found.picked.into(master.pool)
        listed = list_all(master, closed, all_placed + found.gain)
        if listed is None or len(listed) > MOST_LISTED:
            return TutorWeek(True, found.picked, found.gain)
        columns = list(dict.fromkeys([*chosen, *listed]))
        best = self._pick(
            master.pool, master.part, dict(master.weights), columns, all_placed, FULL_NODES
        )
        if best.picked is None:
            return TutorWeek(True, found.picked, found.gain)
        return best
