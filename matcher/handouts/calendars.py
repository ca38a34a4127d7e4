"""Calendar files (RFC 5545) for a tutor's or a student's week.

A meeting has the same UID in every file of the same person, whatever has become of it, so that
importing a newer file changes what is there and doubles nothing. It hangs on the program, the
person, and what was planned for which date; it is a digest, so that it tells nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDDDLists, vDDDTypes, vText

from matcher.domain import Student, Tutor
from matcher.handouts.telling import Telling
from matcher.handouts.told import Key, When
from matcher.handouts.week import Held

_YEAR = dt.timedelta(days=366)
_FIRST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
"""Minutes are counted from here; whoever makes a file later makes a higher number."""


@dataclass(frozen=True)
class Almanac:
    """What all calendars of a plan share.

    ``made`` is when they are made: of two files that tell of an event, a calendar program keeps what
    the later one says. ``zone`` is None where the program names no time zone; then times are those
    of the reader's clock.
    """

    made: dt.datetime
    zone: ZoneInfo | None = None

    def of_tutor(self, telling: Telling, tutor: Tutor) -> bytes | None:
        """A tutor's calendar file; None where it would hold nothing."""
        week = telling.week
        events = {
            key: (held, telling.mark(held, tutor), held.takes_place and held.tutor.id == tutor.id)
            for key, held in week.keys_of_tutor(tutor.id).items()
        }
        return self._file(telling, tutor, events, week.told.of_tutor.get(tutor.id, {}))

    def of_student(self, telling: Telling, student: Student) -> bytes | None:
        """A student's calendar file; None where it would hold nothing."""
        week = telling.week
        events = {
            key: (held, telling.mark_for(held, student), telling.comes(held, student))
            for key, held in week.keys_of_student(student.id).items()
        }
        return self._file(telling, student, events, week.told.of_student.get(student.id, {}))

    def _file(
        self,
        telling: Telling,
        person: Student | Tutor,
        events: Mapping[Key, tuple[Held, str, bool]],
        before: Mapping[Key, When],
    ) -> bytes | None:
        gone = {key: when for key, when in before.items() if key not in events}
        if not events and not gone:
            return None
        calendar = Calendar()
        calendar.add("prodid", "-//tutor-matcher//match handouts//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        name = telling.words.say("Tutoring: {name}", name=telling.person(person))
        calendar.add("x-wr-calname", vText(name))
        if self.zone is not None:
            calendar.add("x-wr-timezone", self.zone.key)
            calendar.add_component(_zone(self.zone.key, telling.week.problem.monday))
        program = telling.week.problem.settings.program
        for key, (held, mark, on) in events.items():
            event = self._event(_uid(program, person.id, key), _when(telling, held), on=on)
            _describe(event, telling, held, mark, person)
            calendar.add_component(event)
        cancelled = telling.words.say("CANCELLED")
        for key, when in gone.items():
            event = self._event(_uid(program, person.id, key), when, on=False)
            event.add("summary", f"{cancelled}: {when.subject}")
            calendar.add_component(event)
        return bytes(calendar.to_ical())

    def _event(self, uid: str, when: When, *, on: bool) -> Event:
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", self.made)
        event.add("sequence", int((self.made - _FIRST).total_seconds()) // 60)
        event.add("dtstart", self._moment(when.date, when.start))
        event.add("dtend", self._moment(when.date, when.end))
        event.add("status", "CONFIRMED" if on else "CANCELLED")
        return event

    def _moment(self, date: dt.date, minutes: int) -> dt.datetime:
        midnight = dt.datetime.combine(date, dt.time())
        return (midnight + dt.timedelta(minutes=minutes)).replace(tzinfo=self.zone)


@cache
def _zone(key: str, monday: dt.date) -> Timezone:
    zone = Timezone.from_tzid(key, first_date=monday - _YEAR, last_date=monday + _YEAR)
    for part in zone.subcomponents:
        _set_forward(part)
    return zone


def _set_forward(part: Any) -> None:
    """The library tells when clocks went forward by the new clock; the standard asks for the old."""
    forward = part["TZOFFSETTO"].td - part["TZOFFSETFROM"].td
    if forward <= dt.timedelta(0):
        return
    part["DTSTART"] = vDDDTypes(part["DTSTART"].dt - forward)
    if "RDATE" in part:
        lists = part["RDATE"] if isinstance(part["RDATE"], list) else [part["RDATE"]]
        part["RDATE"] = [vDDDLists([one.dt - forward for one in told.dts]) for told in lists]


def _uid(program: str, person: str, key: Key) -> str:
    told = "\n".join((program, person, *key))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@tutor-matcher"


def _when(telling: Telling, held: Held) -> When:
    slot = held.at.slot
    return When(telling.week.date(held.at.day), slot.start, slot.end, held.frame.subject)


def _describe(
    event: Event, telling: Telling, held: Held, mark: str, person: Student | Tutor
) -> None:
    subject = held.frame.subject
    event.add("summary", f"{mark}: {subject}" if mark else subject)
    event.add("location", telling.place(held.at, held.room))
    said = [telling.subject(held.frame)]
    if isinstance(person, Student):
        said.append(telling.person(held.tutor))
    elif held.tutor.id == person.id and held.takes_place:
        said += [held.group_id, ", ".join(telling.person(one.student) for one in held.coming)]
    event.add("description", "\n".join(filter(None, said)))
