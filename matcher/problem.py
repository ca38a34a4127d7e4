"""One program in one week, with the look-ups that rules and goals need."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from matcher.domain import (
    DAYS,
    Meeting,
    Past,
    Pin,
    Place,
    Previous,
    PreviousSeat,
    Program,
    Request,
    Ride,
    Settings,
    Slot,
    Student,
    Tutor,
    within,
)
from matcher.room_sets import RoomSets, room_sets


@dataclass(frozen=True, eq=False)
class Problem:
    """A program and the Monday of the week to be planned.

    Only what concerns the week is in ``requests``, ``tutors`` and ``slots``: requests with consent
    whose student is enrolled on some date of it, tutors who are cleared and employed on some
    date of it (reserves included), Slots rows in force on some date of it. Of a week that has begun,
    with a ``past``, the dates that are over do not count.
    """

    program: Program
    monday: dt.date
    previous: Previous | None = None
    past: Past | None = None

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(
                f"A week starts on a Monday; {self.monday} is a {DAYS[self.monday.weekday()]}."
            )

    def after(self, program: Program) -> Problem:
        """The same week of a program that has changed a little.

        What is looked up in sheets that have not changed need not be looked up again.
        """
        problem = replace(self, program=program)
        for sheet, names in _OF_SHEET.items():
            if getattr(program, sheet) is getattr(self.program, sheet):
                known = {name: vars(self)[name] for name in names if name in vars(self)}
                vars(problem).update(known)
        same = all(
            getattr(program, one) is getattr(self.program, one) for one in ("slots", "rooms")
        )
        if same and "room_sets" in vars(self):
            vars(problem)["room_sets"] = self.room_sets
        return problem

    @property
    def settings(self) -> Settings:
        """The program's settings."""
        return self.program.settings

    @cached_property
    def dates(self) -> tuple[dt.date, ...]:
        """The seven dates, Monday first."""
        return tuple(self.monday + dt.timedelta(days=day) for day in range(7))

    def is_over(self, day: int) -> bool:
        """Whether a weekday of the week lies in the past that is not planned any more."""
        return self.past is not None and self.dates[day] < self.past.since

    @cached_property
    def dates_left(self) -> tuple[dt.date, ...]:
        """The dates that can still be planned."""
        return tuple(date for day, date in enumerate(self.dates) if not self.is_over(day))

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """The requests that concern the week, in the order of the Students sheet."""
        return tuple(
            request
            for request in self.program.requests
            if request.student.consent
            and self._some_date(request.student.start_date, request.student.end_date)
        )

    @cached_property
    def tutors(self) -> tuple[Tutor, ...]:
        """The tutors who concern the week, reserves included, in the order of the Tutors sheet."""
        return tuple(
            tutor
            for tutor in self.program.tutors
            if tutor.cleared
            and any(
                within(date, tutor.start_date, tutor.end_date)
                and within(date, None, tutor.cleared_until)
                for date in self.dates_left
            )
        )

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The Slots rows in force on some date of the week."""
        return tuple(
            slot for slot in self.program.slots if self._some_date(slot.start_date, slot.end_date)
        )

    @cached_property
    def slot_of_row(self) -> dict[int, Slot]:
        """The week's Slots rows by their row in the sheet."""
        return {slot.row: slot for slot in self.slots}

    def _some_date(self, first: dt.date | None, last: dt.date | None) -> bool:
        return any(within(date, first, last) for date in self.dates_left)

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """Every slot on each of its weekdays, by time."""
        every = (Meeting(slot, day) for slot in self.slots for day in sorted(slot.days))
        return tuple(sorted(every, key=lambda m: (m.start, m.end, m.slot.row)))

    @cached_property
    def meetings_at(self) -> dict[Place, tuple[Meeting, ...]]:
        """The meetings that share a place: the rows to which one meeting can be dealt."""
        found: dict[Place, list[Meeting]] = defaultdict(list)
        for meeting in self.meetings:
            found[meeting.place].append(meeting)
        return {place: tuple(rows) for place, rows in found.items()}

    @cached_property
    def starts_on(self) -> dict[int, tuple[int, ...]]:
        """The different moments at which a meeting can start, by weekday, in order."""
        found: dict[int, set[int]] = defaultdict(set)
        for meeting in self.meetings:
            found[meeting.day].add(meeting.start)
        return {day: tuple(sorted(moments)) for day, moments in found.items()}

    @cached_property
    def starts_at(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """The different moments at which an in-person meeting can start, by site and weekday."""
        found: dict[tuple[str, int], set[int]] = defaultdict(set)
        for meeting in self.meetings:
            if meeting.slot.site is not None and meeting.slot.modality == "in_person":
                found[meeting.slot.site, meeting.day].add(meeting.start)
        return {place: tuple(sorted(moments)) for place, moments in found.items()}

    @cached_property
    def room_sets(self) -> RoomSets:
        """Which named rooms the week's in-person meetings could be in, and what is counted of them."""
        if not self.program.rooms:
            return RoomSets(())
        return room_sets(self.program.rooms, self.meetings)

    @cached_property
    def request(self) -> dict[tuple[str, str], Request]:
        """The week's requests by ``(student id, subject)``."""
        return {request.key: request for request in self.requests}

    @cached_property
    def requests_of(self) -> dict[str, tuple[Request, ...]]:
        """The week's requests of each student, by the student's ID."""
        found: dict[str, list[Request]] = defaultdict(list)
        for request in self.requests:
            found[request.student.id].append(request)
        return {student: tuple(requests) for student, requests in found.items()}

    @cached_property
    def students(self) -> dict[str, Student]:
        """The students who have a request that concerns the week, by ID."""
        return {request.student.id: request.student for request in self.requests}

    @cached_property
    def tutor(self) -> dict[str, Tutor]:
        """The week's tutors by ID."""
        return {tutor.id: tutor for tutor in self.tutors}

    @cached_property
    def rides(self) -> dict[tuple[str, int], tuple[Ride, ...]]:
        """The Transport rows of a route on a weekday."""
        found: dict[tuple[str, int], list[Ride]] = defaultdict(list)
        for ride in self.program.rides:
            for day in ride.days:
                found[ride.route, day].append(ride)
        return {key: tuple(rides) for key, rides in found.items()}

    @cached_property
    def partners(self) -> dict[str, dict[str, frozenset[str]]]:
        """For each Pairs rule, the IDs that it ties to a student.

        ``apart`` and ``together`` are written both ways; ``only`` and ``avoid`` give tutor IDs.
        An ``only`` row counts even where its tutor does not concern the week.
        """
        found: dict[str, dict[str, set[str]]] = {
            rule: defaultdict(set) for rule in ("apart", "together", "only", "avoid")
        }
        for pair in self.program.pairs:
            found[pair.rule][pair.student].add(pair.other)
            if pair.rule in ("apart", "together"):
                found[pair.rule][pair.other].add(pair.student)
        return {
            rule: {student: frozenset(others) for student, others in by_student.items()}
            for rule, by_student in found.items()
        }

    @cached_property
    def pins(self) -> tuple[Pin, ...]:
        """The pins that concern a request of the week: the program's, then the previous plan's."""
        marked = self.previous.pins if self.previous else ()
        return tuple(
            pin
            for pin in dict.fromkeys((*self.program.pins, *marked))
            if any(
                pin.subject in (None, request.subject)
                for request in self.requests_of.get(pin.student or "", ())
            )
        )

    @cached_property
    def pinned(self) -> dict[tuple[str, str], tuple[Pin, ...]]:
        """The pins of each request of the week that has any, by request key."""
        found: dict[tuple[str, str], list[Pin]] = defaultdict(list)
        for pin in self.pins:
            for request in self.requests_of[pin.student or ""]:
                if pin.subject in (None, request.subject):
                    found[request.key].append(pin)
        return {key: tuple(pins) for key, pins in found.items()}

    def travel_minutes(self, start: str, end: str) -> int:
        """Minutes from site ``start`` to site ``end``; none within one site."""
        if start == end:
            return 0
        return self.program.travel.get((start, end), self.settings.travel_minutes)

    @cached_property
    def kept(self) -> dict[tuple[str, str], PreviousSeat]:
        """The previous seats of requests that still concern the week, by request key."""
        if self.previous is None:
            return {}
        return {key: seat for key, seat in self.previous.seats.items() if key in self.request}

    def previous_places(self, request: Request) -> frozenset[Place]:
        """When and where the request met in the previous plan; empty where it had no seat."""
        seat = self.kept.get(request.key)
        if seat is None or self.previous is None or seat.group_id not in self.previous.groups:
            return frozenset()
        return self.previous.groups[seat.group_id].places


_OF_SHEET = {
    "requests": ("requests", "request", "requests_of", "students"),
    "tutors": ("tutors", "tutor"),
    "slots": ("slots", "slot_of_row", "meetings", "meetings_at", "starts_on", "starts_at"),
    "rides": ("rides",),
    "pairs": ("partners",),
}
"""The look-ups that depend on one field of the program and on nothing else of it."""
