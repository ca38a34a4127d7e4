"""Whether every in-person group finds a named room: rule 13."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from constraints.checking import Cases, case, tally
from constraints.wording import count
from matcher.domain import DAY_MINUTES, DAYS, Frame, Meeting, Request, Room, Tutor, clock
from matcher.problem import Problem
from matcher.rule import Amount, Check, Claim, Resource, Rule
from matcher.schedule import Schedule


class NamedRoom(Rule):
    """Who meets in person at a site with named rooms is in one of them."""

    number = 13
    name = "named-room"
    sentence = (
        "At a site with named rooms, all in-person groups that meet at one moment find a room: each"
        " in one that is open for its whole meeting and takes its kind of slot, and no room holds"
        " more groups than its groups_at_once."
    )
    echoes = True

    def admits(self, problem: Problem, person: Request | Tutor, meeting: Meeting) -> bool:
        """Whether there is a room for the meeting at all, whoever comes."""
        return not problem.program.rooms or problem.room_sets.of.get(meeting, 1) != 0

    def claims(self, problem: Problem, frame: Frame, meeting: Meeting) -> Iterable[Claim]:
        """A place in every set of rooms that holds all the rooms the meeting could be in."""
        if not problem.program.rooms or meeting not in problem.room_sets.of:
            return ()
        return self._places(problem, meeting)

    def _places(self, problem: Problem, meeting: Meeting) -> Iterator[Claim]:
        sets, site = problem.room_sets, meeting.slot.site
        mine = sets.of[meeting]
        for moment, unions in sets.unions[site, meeting.day].items():
            if meeting.start <= moment < meeting.end:
                for rooms in unions:
                    if mine & ~rooms == 0:
                        yield Claim(("rooms", site, moment, rooms))

    def capacity(self, problem: Problem, resource: Resource) -> Amount:
        """How many groups the rooms of the set take at once; none where a meeting has no room."""
        match resource:
            case ("rooms", str(), int(), int(rooms)):
                return problem.room_sets.holds(rooms)
        raise KeyError(resource)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Deal the groups of a site to its rooms, anew at each moment at which a meeting starts."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        rooms: dict[str | None, list[Room]] = defaultdict(list)
        for room in problem.program.rooms:
            rooms[room.site].append(room)
        there: dict[tuple[str | None, int], list[Meeting]] = defaultdict(list)
        for meeting in (meeting for group in schedule for meeting in group.meetings):
            if meeting.slot.modality == "in_person" and meeting.slot.site in rooms:
                there[meeting.slot.site, meeting.day].append(meeting)
        for (site, day), meetings in there.items():
            for moment in sorted({meeting.slot.start for meeting in meetings}):
                now = [m for m in meetings if m.slot.start <= moment < m.slot.end]
                inside = _roomed(now, rooms[site])
                fault = (
                    f"{site} holds {count(len(now), 'group')} on {DAYS[day]} at {clock(moment)}"
                    f" but has named rooms for {inside}."
                )
                yield case(self, fault, holds=inside == len(now))


def _roomed(meetings: Sequence[Meeting], rooms: Sequence[Room]) -> int:
    """The most of these meetings that can be in rooms all at once."""
    places = [room for room in rooms for _ in range(min(room.groups_at_once, len(meetings)))]
    who: dict[int, Meeting] = {}

    def enter(meeting: Meeting, seen: set[int]) -> bool:
        for number, room in enumerate(places):
            if number not in seen and _suits(room, meeting):
                seen.add(number)
                if number not in who or enter(who[number], seen):
                    who[number] = meeting
                    return True
        return False

    return sum(enter(meeting, set()) for meeting in meetings)


def _suits(room: Room, meeting: Meeting) -> bool:
    """Whether the room takes such a slot and is open from the meeting's start to its end."""
    slot, midnight = meeting.slot, meeting.day * DAY_MINUTES
    if room.kinds is not None and slot.kind not in room.kinds:
        return False
    return room.open is None or any(
        hours.start - midnight <= slot.start and slot.end <= hours.end - midnight
        for hours in room.open
    )
