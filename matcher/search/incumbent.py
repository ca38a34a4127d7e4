"""The best standing plan so far, as candidates, and what it is worth under each aim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain import Group
from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.candidates import Pool
from matcher.search.master import Part


@dataclass(frozen=True)
class Picked:
    """Candidates by content, not by number: what processes hand each other.

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


def worth(
    pool: Pool, chosen: Sequence[int], earned: frozenset[tuple[int, int]] = frozenset()
) -> Floats:
    """The gain of a set of candidates under each aim, the once-only gains included.

    ``earned`` are once-only gains that others bring already.
    """
    arrays = pool.arrays
    total = pool.gains[np.array(chosen, dtype=np.int64)].sum(axis=0)
    placed: set[int] | None = None
    for a, aim in enumerate(arrays.aims):
        if aim.best:
            if placed is None:
                placed = {int(u) for c in chosen for u in pool.units_of(c)}
            total[a] += sum(
                gain
                for b, (units, gain) in enumerate(aim.best)
                if (a, b) not in earned and not placed.isdisjoint(units)
            )
        if aim.tutor_day or aim.waiting:
            days, waiting = tutor_days(pool, chosen)
            total[a] += aim.tutor_day * days + aim.waiting * waiting
    return total


def tutor_days(pool: Pool, chosen: Sequence[int]) -> tuple[int, int]:
    """How many days of tutors the candidates use, and the minutes of waiting between meetings."""
    arrays = pool.arrays
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for c in chosen:
        t = pool.tutor_of(c)
        for m in pool.meetings_of(c):
            meeting = arrays.meetings[m]
            held.setdefault((t, meeting.day), []).append((meeting.slot.start, meeting.slot.end))
    waiting = 0
    for spans in held.values():
        spans.sort()
        waiting += sum(b[0] - a[1] for a, b in zip(spans, spans[1:], strict=False))
    return len(held), waiting


def remaining(pool: Pool, chosen: Iterable[int], tutors: Ints | None = None) -> Part:
    """What is free beside the chosen candidates, which stay."""
    arrays = pool.arrays
    part = Part.whole(arrays)
    if tutors is not None:
        part.tutors = tutors
    placed: set[int] = set()
    for c in chosen:
        take(pool, part, c)
        placed.update(int(u) for u in pool.units_of(c))
    part.settled = settled(arrays, placed)
    return part


def take(pool: Pool, part: Part, c: int) -> None:
    """Use up what a candidate claims."""
    row, amount = pool.rows_of(c)
    shared = row < pool.arrays.rows
    np.subtract.at(part.left, row[shared], amount[shared])
    part.active[pool.units_of(c)] = 0
    part.groups_left[pool.tutor_of(c)] -= 1


def settled(arrays: Arrays, placed: set[int]) -> frozenset[tuple[int, int]]:
    """The once-a-student gains that these placed units have earned."""
    return frozenset(
        (a, b)
        for a, aim in enumerate(arrays.aims)
        for b, (units, _) in enumerate(aim.best)
        if not placed.isdisjoint(units)
    )


def candidate_of(pool: Pool, group: Group, units: dict[str, int]) -> tuple[int, Ints, Ints] | None:
    """A group as ``(frame, places of members, places of meetings)``; None if it could not be."""
    arrays = pool.arrays
    try:
        f = arrays.frames.index(group.frame)
    except ValueError:
        return None
    of_frame = arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]].tolist()
    meetings = arrays.frame_meetings[arrays.meeting_start[f] : arrays.meeting_start[f + 1]].tolist()
    wanted = {units.get(request.student.id, -1) for request in group.members}
    numbers = {meeting: m for m, meeting in enumerate(arrays.meetings)}
    held = [numbers.get(meeting, -1) for meeting in group.meetings]
    if not wanted <= set(of_frame) or not set(held) <= set(meetings):
        return None
    members = np.full(pool.widest, -1, np.int32)
    places = sorted(of_frame.index(u) for u in wanted)
    members[: len(places)] = places
    slots = np.full(7, -1, np.int32)
    slots[: len(held)] = sorted(meetings.index(m) for m in held)
    return f, members, slots
