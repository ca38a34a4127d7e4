"""What is different from an earlier plan: for a group of a tutor, and for a student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from matcher.domain import Group, Place, Previous, PreviousGroup
from matcher.problem import Problem
from matcher.rooms import Rooms
from matcher.schedule import Schedule

Key = tuple[str, str]


@dataclass(frozen=True)
class OfGroup:
    """What a tutor sees of a group that is otherwise than before.

    ``new``: the tutor had no such group. ``joined`` are the keys of members who were not in it;
    ``left`` counts those who were and are not. ``times`` are the meetings that it did not have. ``room``: it is not
    in the same rooms.
    """

    new: bool = False
    joined: frozenset[Key] = frozenset()
    left: int = 0
    times: frozenset[Place] = frozenset()
    fewer_times: bool = False
    room: bool = False


@dataclass(frozen=True)
class OfRequest:
    """What a family sees of a child's seat that is otherwise than before.

    ``seat``: there was none. ``tutor_before`` is the ID of another tutor whom the child had.
    ``times``: when it meets is not as before. ``place``: the site, or whether it is in person.
    ``room``: it is in another room there. ``ended``: there is no seat any more.
    """

    seat: bool = False
    tutor_before: str = ""
    times: bool = False
    place: bool = False
    room: bool = False
    language: bool = False
    ended: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return self != OfRequest()


@dataclass(frozen=True)
class Since:
    """What has changed since the ``previous`` plan; nothing is known without one."""

    problem: Problem
    schedule: Schedule
    previous: Previous | None
    rooms: Rooms = field(default_factory=Rooms)
    group_of: Mapping[Key, Group] = field(init=False)

    def __post_init__(self) -> None:
        groups = {member.key: group for group in self.schedule.groups for member in group.members}
        object.__setattr__(self, "group_of", groups)

    def group(self, group: Group) -> OfGroup:
        """What is different about a group for its tutor."""
        if self.previous is None:
            return OfGroup()
        before = self.previous.groups.get(group.id)
        if before is None or before.tutor_id != group.tutor.id:
            return OfGroup(new=True)
        was = {key for key, seat in self.previous.seats.items() if seat.group_id == group.id}
        now = {member.key for member in group.members}
        places = {meeting.place for meeting in group.meetings}
        return OfGroup(
            joined=frozenset(now - was),
            left=len(was - now),
            times=frozenset(places - before.places),
            fewer_times=bool(before.places - places),
            room=self._other_room(group, before),
        )

    def ended(self, tutor_id: str) -> list[PreviousGroup]:
        """The groups that a tutor had and has no more, by ID."""
        if self.previous is None:
            return []
        now = {group.id for group in self.schedule.groups if group.tutor.id == tutor_id}
        return [
            group
            for _, group in sorted(self.previous.groups.items())
            if group.tutor_id == tutor_id and group.id not in now
        ]

    def requests_of(self, student_id: str) -> list[Key]:
        """The keys of what a student asks for now, or had a seat in before."""
        now = [request.key for request in self.problem.requests_of.get(student_id, ())]
        before = [key for key in self._seats_of.get(student_id, ()) if key not in now]
        return [*now, *before]

    @cached_property
    def _seats_of(self) -> dict[str, list[Key]]:
        found: dict[str, list[Key]] = {}
        for key in self.previous.seats if self.previous else ():
            found.setdefault(key[0], []).append(key)
        return found

    def request(self, key: Key) -> OfRequest:
        """What is different about a child's seat."""
        if self.previous is None:
            return OfRequest()
        seat, group = self.previous.seats.get(key), self.group_of.get(key)
        if seat is None or group is None:
            return OfRequest(seat=group is not None, ended=seat is not None)
        before = self.previous.groups.get(seat.group_id)
        other = seat.tutor_id if seat.tutor_id != group.tutor.id else ""
        if before is None:
            return OfRequest(tutor_before=other)
        places = {meeting.place for meeting in group.meetings}
        return OfRequest(
            tutor_before=other,
            times=_times(places) != _times(before.places),
            place=_sites(places) != _sites(before.places),
            room=self._other_room(group, before),
            language=before.language != group.language,
        )

    def _other_room(self, group: Group, before: PreviousGroup) -> bool:
        """Whether the group is in other rooms of the same site than before; both must be known."""
        now = {self.rooms.of_group(group, meeting) for meeting in group.meetings}
        was = {before.rooms.get(place, "") for place in before.places}
        same_site = {meeting.slot.site for meeting in group.meetings} == {
            place.site for place in before.places
        }
        return same_site and "" not in now | was and now != was


def _times(places: frozenset[Place] | set[Place]) -> set[tuple[int, int, int]]:
    return {(place.day, place.start, place.end) for place in places}


def _sites(places: frozenset[Place] | set[Place]) -> set[tuple[str | None, str]]:
    return {(place.site, place.modality) for place in places}
