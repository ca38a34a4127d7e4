"""Which named rooms a meeting could be in, and the sets of rooms that meetings of a moment share.

A look-up for the rule of named rooms. Rooms are told as bits: a room's bit is its place in the Rooms
sheet, so that rooms added at the end change nothing for those before them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from matcher.domain import Meeting, Room

Sets = tuple[int, ...]


@dataclass(frozen=True)
class RoomSets:
    """The named rooms of a week, by its possible in-person meetings at sites that have some.

    ``of`` are the rooms that a meeting could be in for its whole length. ``unions`` are, by site and
    weekday, the minutes of the week at which rooms can be the scarcest, each with the sets of rooms
    that are to be counted then: if of none of them more is wanted by the meetings that have no
    other rooms than is there, every meeting finds a room (Hall 1935).
    """

    rooms: tuple[Room, ...]
    of: Mapping[Meeting, int] = field(default_factory=dict)
    unions: Mapping[tuple[str | None, int], Mapping[int, Sets]] = field(default_factory=dict)

    def holds(self, rooms: int) -> int:
        """How many groups these rooms take at one moment."""
        return sum(room.groups_at_once for at, room in enumerate(self.rooms) if rooms >> at & 1)

    def housed(self, wanted: Sequence[int]) -> int:
        """The most meetings that find a room at once, of some that could be in these rooms."""
        inside: dict[int, list[int]] = defaultdict(list)

        def house(rooms: int, tried: set[int]) -> bool:
            for at, room in enumerate(self.rooms):
                if not rooms >> at & 1 or at in tried:
                    continue
                tried.add(at)
                if len(inside[at]) < room.groups_at_once:
                    inside[at].append(rooms)
                    return True
                for place, other in enumerate(inside[at]):
                    if house(other, tried):
                        inside[at][place] = rooms
                        return True
            return False

        return sum(house(rooms, set()) for rooms in wanted)


def room_sets(rooms: tuple[Room, ...], meetings: Iterable[Meeting]) -> RoomSets:
    """The sets of a week in which these meetings could be."""
    of_site: dict[str, list[tuple[int, Room]]] = defaultdict(list)
    for at, room in enumerate(rooms):
        of_site[room.site].append((1 << at, room))
    there: dict[tuple[str | None, int], dict[Meeting, int]] = defaultdict(dict)
    for meeting in meetings:
        site = meeting.slot.site
        if site in of_site and meeting.slot.modality == "in_person":
            mask = sum(bit for bit, room in of_site[site] if _takes(room, meeting))
            there[site, meeting.day][meeting] = mask
    unions = {
        place: {moment: _connected(mine[at] for at in now) for moment, now in _fullest(mine)}
        for place, mine in there.items()
    }
    of = {meeting: mask for mine in there.values() for meeting, mask in mine.items()}
    return RoomSets(rooms, of, unions)


def _takes(room: Room, meeting: Meeting) -> bool:
    if room.kinds is not None and meeting.slot.kind not in room.kinds:
        return False
    hours = room.open
    return hours is None or any(one.contains(meeting.start, meeting.end) for one in hours)


def _fullest(meetings: Iterable[Meeting]) -> Iterator[tuple[int, frozenset[Meeting]]]:
    """The starts at which meetings can be together that are so at no other start."""
    every = list(meetings)
    running = {
        moment: frozenset(m for m in every if m.start <= moment < m.end)
        for moment in sorted({m.start for m in every})
    }
    for moment, now in running.items():
        if not any(now < other for other in running.values()):
            yield moment, now


def _connected(masks: Iterable[int]) -> Sets:
    """The unions of sets that hang together; the count of any other follows from its parts."""
    single = set(masks)
    found, new = set(single), set(single)
    while new:
        new = {union | one for union in new for one in single if union & one} - found
        found |= new
    return tuple(sorted(found))
