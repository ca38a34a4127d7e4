"""Whether the rooms of a plan are true and allowed: said without whatever gave them.

The best rooms are not looked for here; only that every meeting that needs a room is in one that it may
be in, that no room holds too many, and that nobody is left without a room while one is free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.domain import DAY_MINUTES, DAYS, MakeUp, Place, Program, Room, Session, clock
from matcher.problem import Problem
from matcher.rooms import NEEDED, Rooms, extra_key, needs_room
from matcher.rule import Check, Violation
from matcher.schedule import Schedule

SENTENCE = (
    "Every in-person meeting at a site with named rooms is in one of them, open and of its kind, and no"
    " room holds more groups at once than its groups_at_once; a meeting is without one only where none is"
    " free for its whole length."
)


@dataclass(frozen=True)
class _Taken:
    """A meeting and the room that it is said to be in, blank for none; ``dated``: on its date."""

    who: str
    place: Place
    room: str
    dated: bool
    tutor: str

    @property
    def told(self) -> str:
        """Who meets when: ``Group G001 on Tue 8:00-8:30``."""
        when = f"{DAYS[self.place.day]} {clock(self.place.start)}-{clock(self.place.end)}"
        return f"{self.who} on {when}{' of this week' if self.dated else ''}"


def verify_rooms(
    problem: Problem,
    schedule: Schedule,
    sessions: Iterable[Session],
    make_ups: Iterable[MakeUp],
    rooms: Rooms,
) -> Check:
    """Look over the rooms of a standing plan, of its dated week and of its make-ups.

    ``cases`` is the number of meetings that need a room. Days that are over are not looked at. Slots
    are known by their place, so that a plan read back from a workbook is judged alike.
    """
    weekly = [
        _Taken(f"Group {group.id}", at.place, rooms.of_group(group, at), False, group.tutor.id)
        for group in schedule
        for at in group.meetings
    ]
    dated = {
        (line.group.id, line.meeting.place): _Taken(
            f"Group {line.group.id}",
            line.meeting.place,
            rooms.of_session(line),
            True,
            line.tutor.id,
        )
        for line in sessions
        if line.status in NEEDED
    }
    extra = {
        extra_key(one): _Taken(
            f"The extra {one.frame.subject} meeting of tutor {one.frame.tutor.id}",
            one.meeting.place,
            rooms.of_make_up(one),
            True,
            one.frame.tutor.id,
        )
        for one in make_ups
        if one.joins is None
    }
    on_dates = [
        one for one in (*dated.values(), *extra.values()) if not problem.is_over(one.place.day)
    ]
    found: list[Violation] = []
    cases = 0
    for meetings in (weekly, on_dates):
        mine = [one for one in meetings if needs_room(problem.program, one.place)]
        cases += len(mine)
        found += _check(problem, mine)
    return Check(cases, tuple(found))


def _check(problem: Problem, meetings: Sequence[_Taken]) -> Iterator[Violation]:
    """The meetings of one week, the standing one or the dated one."""
    inside: dict[tuple[str | None, str], list[_Taken]] = defaultdict(list)
    for one in meetings:
        if one.room:
            inside[one.place.site, one.room].append(one)
    for one in meetings:
        if one.room:
            yield from _check_room(problem, one)
        else:
            yield from _check_without(problem, one, inside)
    known = _by_name(problem.program)
    for name, there in inside.items():
        if name in known:
            yield from _check_full(known[name], there)


def _by_name(program: Program) -> dict[tuple[str | None, str], Room]:
    return {(room.site, room.name): room for room in program.rooms}


def _broken(one: _Taken, message: str) -> Violation:
    return Violation("rooms", message, (), (one.tutor,))


def _check_room(problem: Problem, one: _Taken) -> Iterator[Violation]:
    """Whether the room is there, open all the time, and for such slots."""
    room = _by_name(problem.program).get((one.place.site, one.room))
    if room is None:
        yield _broken(one, f"{one.told} is in {one.room}, which is no room of {one.place.site}.")
        return
    if not _open(room, one.place):
        yield _broken(one, f"{one.told} is in {one.room}, which is not open all that time.")
    if not _suits(problem, room, one.place):
        yield _broken(one, f"{one.told} is in {one.room}, which is not for that kind of slot.")


def _open(room: Room, place: Place) -> bool:
    midnight = place.day * DAY_MINUTES
    first, last = midnight + place.start, midnight + place.end
    return room.open is None or any(w.start <= first and last <= w.end for w in room.open)


def _suits(problem: Problem, room: Room, place: Place) -> bool:
    """Whether some Slots row at the place is of a kind that the room is for."""
    return room.kinds is None or any(
        slot.kind in room.kinds
        for slot in problem.program.slots
        if place.day in slot.days
        and (slot.start, slot.end, slot.site, slot.modality)
        == (place.start, place.end, place.site, place.modality)
    )


def _meets(one: Place, other: Place) -> bool:
    return one.day == other.day and one.start < other.end and other.start < one.end


def _most_at_once(place: Place, others: Iterable[Place]) -> int:
    """The most of the others that are there at one moment of the place's time."""
    near = [other for other in others if _meets(place, other)]
    moments = {max(place.start, other.start) for other in near}
    return max((sum(o.start <= at < o.end for o in near) for at in moments), default=0)


def _check_without(
    problem: Problem, one: _Taken, inside: Mapping[tuple[str | None, str], Sequence[_Taken]]
) -> Iterator[Violation]:
    """A meeting without a room: whether there is none for it."""
    for room in problem.program.rooms:
        if (
            room.site == one.place.site
            and _open(room, one.place)
            and _suits(problem, room, one.place)
        ):
            there = [other.place for other in inside.get((room.site, room.name), ())]
            if _most_at_once(one.place, there) < room.groups_at_once:
                yield _broken(one, f"{one.told} has no room, although {room.name} is free.")
                return


def _check_full(room: Room, there: Sequence[_Taken]) -> Iterator[Violation]:
    """Whether a room ever holds too many; told of whoever comes last."""
    for one in there:
        now = [other for other in there if _meets(one.place, other.place)]
        now = [o for o in now if o.place.start <= one.place.start]
        last = max(now, key=lambda other: (other.place.start, other.who))
        if len(now) > room.groups_at_once and one is last:
            others = ", ".join(sorted({o.who[0].lower() + o.who[1:] for o in now if o is not one}))
            most = "1 group" if room.groups_at_once == 1 else f"{room.groups_at_once} groups"
            yield _broken(
                one,
                f"{one.told} is in {room.name} with {others}, but the room holds {most} at once.",
            )
