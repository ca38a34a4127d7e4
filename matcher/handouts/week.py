"""The meetings of a dated week as people are told of them: who, when, where, and what is unusual."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from matcher.domain import Frame, Group, MakeUp, Meeting, Place, Request, Session, Tutor
from matcher.handouts.told import Key, Told, When, student_key, tutor_key
from matcher.problem import Problem
from matcher.report.week import DatedMeeting, Fate, dated_meetings
from matcher.rooms import Rooms
from matcher.schedule import Schedule


@dataclass(frozen=True)
class Held:
    """One meeting of the week.

    ``at`` is where it stands now, ``planned`` where the standing plan has it; a cancelled one
    stands where it was planned. ``tutor`` holds it. ``present`` come, ``away`` can't; ``guests`` make
    up for a session in it. ``group_id`` is blank for an extra meeting, which has only guests.
    """

    frame: Frame
    group_id: str
    at: Meeting
    planned: Meeting
    tutor: Tutor
    fate: Fate
    present: tuple[Request, ...]
    away: tuple[Request, ...] = ()
    guests: tuple[Request, ...] = ()
    members: tuple[Request, ...] = ()
    room: str = ""

    @property
    def takes_place(self) -> bool:
        """Whether anybody meets."""
        return self.fate != "cancelled"

    @property
    def coming(self) -> tuple[Request, ...]:
        """All who come, by name."""
        return tuple(sorted((*self.present, *self.guests), key=_by_name))

    @property
    def order(self) -> tuple[int, int, str, str]:
        """By time, then tutor, then group."""
        return self.at.start, self.at.end, self.tutor.id, self.group_id


@dataclass(frozen=True)
class Gone:
    """What an earlier plan told and is not so any more; ``now`` is what has become of it, if anything."""

    when: When
    day: int
    now: Held | None


@dataclass(frozen=True)
class HandoutWeek:
    """A plan's week, for handing out; a meeting of a day that is over is told like any other."""

    problem: Problem
    schedule: Schedule
    sessions: tuple[Session, ...]
    make_ups: tuple[MakeUp, ...] = ()
    rooms: Rooms = field(default_factory=Rooms)
    told: Told = field(default_factory=Told)  # by earlier plans of the week

    def date(self, day: int) -> dt.date:
        """The date of a weekday of the week, Monday being 0."""
        return self.problem.dates[day]

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Every meeting, extra ones too, by time."""
        joining: dict[tuple[str, Place], list[Request]] = defaultdict(list)
        extra: dict[tuple[Frame, Meeting], list[Request]] = defaultdict(list)
        for one in self.make_ups:
            if one.joins is not None:
                joining[one.joins.id, one.meeting.place].append(one.member)
            else:
                extra[one.frame, one.meeting].append(one.member)
        found = [
            replace(held, guests=tuple(joining[held.group_id, held.at.place]))
            for held in map(self._held, dated_meetings(self.sessions))
        ]
        found += [self._extra(frame, at, guests) for (frame, at), guests in extra.items()]
        return tuple(sorted(found, key=lambda held: held.order))

    def _held(self, dated: DatedMeeting) -> Held:
        group = dated.group
        return Held(
            frame=group.frame,
            group_id=group.id,
            at=dated.meeting,
            planned=dated.planned,
            tutor=dated.tutor,
            fate=dated.fate,
            present=dated.present,
            away=dated.away,
            members=group.members,
            room=self._room(dated),
        )

    def _room(self, dated: DatedMeeting) -> str:
        """Where it takes place; of a cancelled meeting, where it would have."""
        key = (dated.group.id, dated.meeting.place)
        known = self.rooms.standing if dated.fate == "cancelled" else self.rooms.dated
        return known.get(key, "")

    def usual_room(self, group_id: str, meeting: Meeting) -> str:
        """The room of a weekly meeting of the standing plan; blank where none is named."""
        return self.rooms.standing.get((group_id, meeting.place), "")

    def _extra(self, frame: Frame, at: Meeting, guests: Sequence[Request]) -> Held:
        key = (frame.tutor.id, frame.subject, frame.language, at.place)
        room = self.rooms.extra.get(key, "")
        return Held(frame, "", at, at, frame.tutor, "planned", (), guests=tuple(guests), room=room)

    @cached_property
    def of_tutor(self) -> dict[str, tuple[Held, ...]]:
        """What concerns each tutor, by ID: what they hold, and what of theirs another one holds."""
        return _gathered(
            (tutor, held) for held in self.held for tutor in {held.tutor.id, held.frame.tutor.id}
        )

    def keys_of_tutor(self, tutor_id: str) -> dict[Key, Held]:
        """What concerns a tutor, each by what names it from one plan of the week to the next."""
        return {
            tutor_key(held.group_id, self.date(held.planned.day), held.at.slot.start): held
            for held in self.of_tutor.get(tutor_id, ())
        }

    def keys_of_student(self, student_id: str) -> dict[Key, Held]:
        """What concerns a student, likewise."""
        found: dict[Key, Held] = {}
        for held in self.of_student.get(student_id, ()):
            subject = held.frame.subject
            if any(guest.student.id == student_id for guest in held.guests):
                key = student_key(subject, self.date(held.at.day), held.at.slot.start)
            else:
                key = student_key(subject, self.date(held.planned.day))
            found[key] = held
        return found

    def gone_of_tutor(self, tutor_id: str) -> list[Gone]:
        """What earlier plans of the week told a tutor to hold, and is not so any more."""
        return self._gone(self.told.of_tutor.get(tutor_id, {}), self.keys_of_tutor(tutor_id))

    def gone_of_student(self, student_id: str) -> list[Gone]:
        """What earlier plans of the week told a student, and is not so any more."""
        return self._gone(
            self.told.of_student.get(student_id, {}), self.keys_of_student(student_id)
        )

    def _gone(self, told: Mapping[Key, When], now: Mapping[Key, Held]) -> list[Gone]:
        found = []
        for key, when in told.items():
            held = now.get(key)
            places = (held.at, held.planned) if held is not None else ()
            shown = {(self.date(at.day), at.slot.start) for at in places}
            if when.on and (when.date, when.start) not in shown:
                found.append(Gone(when, (when.date - self.problem.monday).days, held))
        return found

    @cached_property
    def named_alike(self) -> frozenset[str]:
        """Names that several students of the program have."""
        names = Counter(one.name for one in self.problem.program.students.values() if one.name)
        return frozenset(name for name, count in names.items() if count > 1)

    @cached_property
    def of_site(self) -> dict[str, tuple[Held, ...]]:
        """What stands at each site, now or as planned; in person alone."""
        return _gathered(
            (site, held)
            for held in self.held
            if held.frame.modality == "in_person"
            for site in {held.at.slot.site, held.planned.slot.site}
            if site is not None
        )

    @cached_property
    def of_student(self) -> dict[str, tuple[Held, ...]]:
        """What concerns each student, by ID."""
        return _gathered(
            (student, held)
            for held in self.held
            for student in {one.student.id for one in (*held.members, *held.guests)}
        )

    @cached_property
    def groups_of(self) -> dict[str, tuple[Group, ...]]:
        """The groups of each tutor by ID, in the order of their first meetings."""
        found: dict[str, list[Group]] = defaultdict(list)
        for group in sorted(self.schedule.groups, key=lambda g: (g.meetings[0].start, g.id)):
            found[group.tutor.id].append(group)
        return {tutor: tuple(groups) for tutor, groups in found.items()}


def _gathered(pairs: Iterable[tuple[str, Held]]) -> dict[str, tuple[Held, ...]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for key, held in pairs:
        found[key].append(held)
    return {key: tuple(those) for key, those in found.items()}


def _by_name(member: Request) -> tuple[str, str]:
    return member.student.name.casefold(), member.student.id
