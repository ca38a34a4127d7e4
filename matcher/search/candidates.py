"""Candidates: the groups that could be and have been looked at, with what they claim and are worth.

A :class:`Pool` only grows. A candidate is known by its number; its claims on rows and its gains
under each aim are worked out once, when it comes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from matcher.domain import Group
from matcher.schedule import Schedule
from matcher.search.arrays import Arrays, Flags, Floats, Ints
from matcher.search.expanding import expand
from matcher.search.pricing import WEEK
from matcher.timing import Timing


@dataclass(frozen=True)
class Picked:
    """Candidates by content, not by number: what one pool hands another.

    ``members`` and ``meetings`` hold places within the frame, ended by -1.
    """

    frame: Ints
    members: Ints
    meetings: Ints

    @staticmethod
    def of(pool: Pool, chosen: Sequence[int]) -> Picked:
        """The chosen candidates of a pool."""
        at = np.array(chosen, dtype=np.int64)
        return Picked(pool.frame[at], pool.members[at], pool.meetings[at])

    def into(self, pool: Pool) -> list[int]:
        """Their numbers in a pool, which takes them in if need be."""
        return [int(c) for c in pool.add(self.frame, self.members, self.meetings)]


class Pool:
    """All candidates met so far, numbered from 0. Row ``arrays.rows + t`` counts tutor t's groups.

    ``timing`` is where those who work with the pool note what took how long.
    """

    def __init__(self, arrays: Arrays, timing: Timing | None = None) -> None:
        self.arrays = arrays
        self.timing = timing or Timing()
        self.widest = arrays.widest
        self.count = 0
        self.frame = np.empty(0, np.int32)
        self.members = np.empty((0, self.widest), np.int32)  # places in the frame's units
        self.meetings = np.empty((0, WEEK), np.int32)  # places in the frame's meetings
        self.row_start = np.zeros(1, np.int64)
        self.row = np.empty(0, np.int32)
        self.amount = np.empty(0)
        self.gains = np.empty((0, len(arrays.aims)))
        self.units = np.empty((0, self.widest), np.int32)  # numbers of its units, ended by -1
        self._seen: dict[bytes, int] = {}
        self._tables = (
            arrays.unit_start, arrays.frame_units, arrays.meeting_start, arrays.claim_start,
            arrays.claim_row, arrays.claim_amount, arrays.share_start, arrays.share_meeting,
            arrays.share_row, arrays.share_amount, arrays.size, arrays.cluster,
            arrays.place_in_cluster, arrays.cluster_start, arrays.cluster_size, arrays.spread,
            arrays.day_of, arrays.start_class, arrays.frame_meetings, arrays.frame_tutor,
        )  # fmt: skip

    def add(self, frame: Ints, members: Ints, meetings: Ints) -> Ints:
        """Take candidates in (again); returns their numbers, in order.

        ``members`` and ``meetings`` hold places within the frame, ended by -1, in rising order.
        """
        numbers = np.empty(len(frame), np.int32)
        fresh: list[int] = []
        keys = np.column_stack([frame, members, meetings]).astype(np.int32)
        content, size = keys.tobytes(), keys.itemsize * keys.shape[1]
        for i in range(len(frame)):
            key = content[i * size : (i + 1) * size]
            known = self._seen.get(key)
            if known is None:
                known = self.count + len(fresh)
                self._seen[key] = known
                fresh.append(i)
            numbers[i] = known
        if fresh:
            self._append(frame[fresh], members[fresh], meetings[fresh])
        return numbers

    def _append(self, frame: Ints, members: Ints, meetings: Ints) -> None:
        start, row, amount, gains = expand(
            frame, members, meetings, self._tables, self.arrays.aim_tables, self.arrays.rows
        )
        at = self.arrays.unit_start[frame][:, None] + np.maximum(members, 0)
        units = np.where(members < 0, -1, self.arrays.frame_units[at])
        self.frame = self._grown(self.frame, frame)
        self.members = self._grown(self.members, members)
        self.meetings = self._grown(self.meetings, meetings)
        self.row_start = self._grown(self.row_start, self.row_start[-1] + start[1:])
        self.row = self._grown(self.row, row)
        self.amount = self._grown(self.amount, amount)
        self.gains = self._grown(self.gains, gains)
        self.units = self._grown(self.units, units)
        self.count += len(frame)

    @staticmethod
    def _grown(array: Any, more: Any) -> Any:
        """The array with more at its end, in memory that leaves room for as much again."""
        count, need = len(array), len(array) + len(more)
        # One that came from another process leans on bytes that belong to nobody.
        whole = array.base if isinstance(array.base, np.ndarray) else array
        if need > len(whole):
            whole = np.empty((2 * need, *array.shape[1:]), array.dtype)
            whole[:count] = array
        whole[count:need] = more
        return whole[:need]

    def worths(self, some: Ints, row_price: Floats, aim_price: Floats) -> Floats:
        """What some candidates are worth under prices, those of tutors' groups not counted."""
        spans = self.row_start[some + 1] - self.row_start[some]
        ends = np.cumsum(spans)
        take = np.arange(spans.sum()) + np.repeat(self.row_start[some] - ends + spans, spans)
        price = np.concatenate([row_price, np.zeros(len(self.arrays.tutors))])
        cost = price[self.row[take]] * self.amount[take]
        paid = np.bincount(np.repeat(np.arange(len(some)), spans), cost, len(some))
        worth: Floats = self.gains[some] @ aim_price - paid
        return worth

    def claims(self, some: Ints) -> sparse.csr_matrix:
        """What some candidates claim, a line a row; the last rows count the tutors' groups."""
        spans = self.row_start[some + 1] - self.row_start[some]
        ends = np.cumsum(spans)
        take = np.arange(spans.sum()) + np.repeat(self.row_start[some] - ends + spans, spans)
        at = (self.row[take], np.repeat(np.arange(len(some)), spans))
        height = self.arrays.rows + len(self.arrays.tutors)
        return sparse.csr_matrix((self.amount[take], at), shape=(height, len(some)))

    def within(self, tutors: Ints, active: Flags) -> Ints:
        """The candidates of these tutors whose units are all active."""
        mine = np.zeros(len(self.arrays.tutors), bool)
        mine[tutors] = True
        of_tutor = np.flatnonzero(mine[self.arrays.frame_tutor[self.frame]])
        may = np.append(active, np.uint8(1)).astype(bool)
        found: Ints = of_tutor[may[self.units[of_tutor]].all(axis=1)]
        return found

    def rows_of(self, c: int) -> tuple[Ints, Floats]:
        """The rows that a candidate claims, and how much."""
        span = slice(self.row_start[c], self.row_start[c + 1])
        return self.row[span], self.amount[span]

    def units_of(self, c: int) -> Ints:
        """The units of a candidate."""
        units = self.units[c]
        mine: Ints = units[units >= 0]
        return mine

    def meetings_of(self, c: int) -> Ints:
        """The meetings of a candidate, by their number in the problem."""
        places = self.meetings[c]
        start = self.arrays.meeting_start[self.frame[c]]
        meetings: Ints = self.arrays.frame_meetings[start + places[places >= 0]]
        return meetings

    def tutor_of(self, c: int) -> int:
        """The tutor of a candidate."""
        return int(self.arrays.frame_tutor[self.frame[c]])

    def schedule(self, chosen: Sequence[int]) -> Schedule:
        """The chosen candidates as groups."""
        arrays = self.arrays
        groups = [
            Group(
                frame=arrays.frames[self.frame[c]],
                members=tuple(r for u in self.units_of(c) for r in arrays.units[u]),
                meetings=tuple(arrays.meetings[m] for m in self.meetings_of(c)),
            )
            for c in chosen
        ]
        groups.sort(
            key=lambda group: (group.meetings[0].start, group.tutor.id, group.members[0].key)
        )
        return Schedule(tuple(groups))
