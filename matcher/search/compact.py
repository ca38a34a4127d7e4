"""Everybody at once: the compact model for programs that are packed to the brim.

Where everyone can be placed but tutors and rooms are full to the last slot, groups as candidates
are the wrong tool: what counts is fitting meetings together, not choosing members. There the
members of each group are taken as given, each request alone or those that a plan already has
together, and "can all of these groups be held?" goes to CP-SAT as it stands: a Boolean for each
group, tutor and meeting. Asked as a question (everybody, or no) it is far easier than "as many
as possible".

This file says what is asked; :mod:`matcher.search.days` finds the answer, a day at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.search.arrays import Arrays
from matcher.search.pricing import WEEK

MOST_BOOLEANS = 250_000


@dataclass(frozen=True)
class MeetingUse:
    """A meeting that a set of members could have, and what that uses of each row."""

    place: int  # in the frame's meetings
    day: int
    rows: dict[int, float]


@dataclass(frozen=True)
class Choice:
    """A frame that a set of members could have: their entries in it, and the meetings admitted."""

    frame: int
    places: tuple[int, ...]  # in the frame's units
    meetings: tuple[MeetingUse, ...]


@dataclass(frozen=True)
class Item:
    """Units that shall be the members of one group, and where they could be."""

    units: tuple[int, ...]
    choices: tuple[Choice, ...]
    least: int  # meetings
    most: int
    must: frozenset[int] = frozenset()  # weekdays on which they must meet


def items(
    arrays: Arrays, member_sets: Sequence[tuple[int, ...]], fixed: Sequence[int | None] = ()
) -> list[Item]:
    """What each set of members could have: one language for each tutor, modality and site.

    ``fixed`` names, along the sets, the only frame that a set may have, or None.
    """
    only = fixed or [None] * len(member_sets)
    return [
        item(arrays, units, None if frame is None else {frame})
        for units, frame in zip(member_sets, only, strict=True)
    ]


def item(arrays: Arrays, units: tuple[int, ...], only: Collection[int] | None = None) -> Item:
    """What one set of members could have, within the frames ``only`` if they are given."""
    at = list(units)
    entry = [arrays.places_of_unit[u] for u in units]
    least, most = int(arrays.least[at].max()), int(arrays.most[at].min())
    seats, cap = int(arrays.size[at].sum()), int(arrays.cap[at].min())
    bits = int(np.bitwise_or.reduce(arrays.must[at]))
    must = frozenset(day for day in range(WEEK) if bits >> day & 1)
    may = np.min(arrays.admits[at], axis=0).tobytes()
    shared = _shares(arrays, units)
    found: dict[Hashable, Choice] = {}
    for f in entry[0]:
        if (only is not None and f not in only) or not all(f in other for other in entry[1:]):
            continue
        if seats > min(cap, arrays.tutor_cap[arrays.frame_tutor[f]]):
            continue
        admitted = tuple(k for k, (m, _) in enumerate(arrays.times_of_frame[f]) if may[m])
        days = {arrays.times_of_frame[f][k][1] for k in admitted}
        if len(days) < least or not must <= days:
            continue
        meetings = tuple(_meeting(arrays, f, place, shared) for place in admitted)
        choice = Choice(f, tuple(other[f] for other in entry), meetings)
        frame = arrays.frames[f]
        key = (frame.tutor.id, frame.modality, frame.site)
        if key not in found or _liking(arrays, choice) > _liking(arrays, found[key]):
            found[key] = choice
    return Item(units, tuple(found.values()), max(least, len(must)), most, must)


def _shares(arrays: Arrays, units: tuple[int, ...]) -> dict[int, list[tuple[int, float]]]:
    """By meeting, what these members use up beside the group."""
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for u in units:
        for s in range(arrays.share_start[u], arrays.share_start[u + 1]):
            use = (int(arrays.share_row[s]), float(arrays.share_amount[s]))
            found[int(arrays.share_meeting[s])].append(use)
    return found


def _meeting(
    arrays: Arrays, frame: int, place: int, shared: dict[int, list[tuple[int, float]]]
) -> MeetingUse:
    entry = int(arrays.meeting_start[frame]) + place
    meeting = int(arrays.frame_meetings[entry])
    rows: dict[int, float] = defaultdict(float)
    for c in range(arrays.claim_start[entry], arrays.claim_start[entry + 1]):
        rows[int(arrays.claim_row[c])] += float(arrays.claim_amount[c])
    for row, amount in shared.get(meeting, ()):
        rows[row] += amount
    return MeetingUse(place, int(arrays.day_of[meeting]), dict(rows))


def _liking(arrays: Arrays, choice: Choice) -> list[float]:
    """What the members are worth there under each aim."""
    entries = arrays.unit_start[choice.frame] + np.array(choice.places)
    worth: list[float] = arrays.aim_tables.member[:, entries].sum(axis=1).tolist()
    return worth


def could_hold_all(arrays: Arrays, asked: Sequence[Item]) -> bool:
    """Whether the question is worth asking: each item has a choice, and the tutors have the hours.

    Only a count: every item needs its least meetings, and no tutor has more than rows allow.
    """
    if not asked or any(not item.choices or item.least > item.most for item in asked):
        return False
    tutors = {int(arrays.frame_tutor[c.frame]) for item in asked for c in item.choices}
    needed = sum(item.least for item in asked)
    held = int(arrays.week_limit[sorted(tutors)].sum())
    return needed <= held and sum(len(c.meetings) for i in asked for c in i.choices) <= (
        MOST_BOOLEANS
    )
