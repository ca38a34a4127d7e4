"""To the checkers of a dated week: whether what moves or comes besides finds a named room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from matcher.domain import DAY_MINUTES, Meeting, Room, Slot
from matcher.problem import Problem


@dataclass(frozen=True, eq=False)
class Guest:
    """A meeting that takes place in person, with the Slots rows that it could be dealt to.

    ``new`` is one that the standing plan does not have at that time.
    """

    at: Meeting
    rows: Sequence[Slot]
    new: bool


def rooms_of(problem: Problem, site: str | None) -> list[Room]:
    """The rows of the Rooms sheet for a site."""
    return [room for room in problem.program.rooms if room.site == site]


def crowded(problem: Problem, new: Guest, there: Sequence[Guest]) -> tuple[int, int] | None:
    """How many meet at a site, and how many of them its rooms hold, where a new one finds no room.

    ``there`` are all that meet at the site on the day; None where there is a room at every moment.
    """
    rooms = rooms_of(problem, new.at.slot.site)
    starts = sorted({one.at.start for one in there if new.at.start <= one.at.start < new.at.end})
    for moment in starts if rooms else ():
        now = [one for one in there if one.at.start <= moment < one.at.end]
        old = [one for one in now if not one.new]
        inside = _housed(now, rooms)
        if inside < _housed(old, rooms) + len(now) - len(old):
            return len(now), inside
    return None


def _housed(guests: Sequence[Guest], rooms: Sequence[Room]) -> int:
    """The most of the meetings that rows and rooms hold at once.

    One by one they go from a row into a room; where both are full, others make way as long as some
    way is left (Ford and Fulkerson 1956).
    """
    links: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    for number, guest in enumerate(guests):
        links["in"]["guest", number] = 1
        for row in guest.rows:
            most = len(guests) if row.groups_at_once is None else row.groups_at_once
            links["guest", number]["row", row.row] = 1
            links["row", row.row]["seats", row.row] = most
            for at, room in enumerate(rooms):
                if _open_to(room, guest.at, row):
                    links["seats", row.row]["room", at] = len(guests)
                    links["room", at]["out"] = room.groups_at_once
    housed = 0
    while _one_more(links, "in", set()):
        housed += 1
    return housed


def _one_more(
    links: dict[Hashable, dict[Hashable, int]], here: Hashable, been: set[Hashable]
) -> bool:
    """Lead one more meeting from here out; what it takes can be given back by those who come later."""
    if here == "out":
        return True
    been.add(here)
    for there, left in list(links[here].items()):
        if left and there not in been and _one_more(links, there, been):
            links[here][there] -= 1
            links[there][here] = links[there].get(here, 0) + 1
            return True
    return False


def _open_to(room: Room, at: Meeting, row: Slot) -> bool:
    """Whether the room is open all the time, and for the kind of the row."""
    midnight = at.day * DAY_MINUTES
    first, last = midnight + at.slot.start, midnight + at.slot.end
    if room.open is not None and not any(h.start <= first and last <= h.end for h in room.open):
        return False
    return room.kinds is None or row.kind in room.kinds
