"""What a program manager should hear about a week besides its plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from matcher.domain import DAYS, Place, Session, clock
from matcher.problem import Problem
from matcher.report.words import count_words
from matcher.rooms import NEEDED, OfGroup, Rooms, needs_room
from matcher.schedule import Schedule

LeftOut = Collection[tuple[str, str | None]]
"""Requests whose rows were skipped as bad: student ID and, where it could be read, subject."""


LOUD = "ATTENTION"
"""How a notice begins that must not stand among others."""


def notices(
    problem: Problem, left_out: LeftOut = (), tutors_left_out: Collection[str] = ()
) -> tuple[str, ...]:
    """Sentences about the week, the loud ones first."""
    skipped = {student for student, _ in left_out} | set(tutors_left_out)
    return (
        *_lost_seats(problem, left_out),
        *_gone(problem, skipped),
        *_unbound(problem),
        *_idle_pins(problem),
    )


def _lost_seats(problem: Problem, left_out: LeftOut) -> list[str]:
    had = problem.previous.seats if problem.previous else {}
    lost = [
        key
        for key in had
        if any(
            key[0] == student and (subject is None or subject.casefold() == key[1].casefold())
            for student, subject in left_out
        )
    ]
    return [
        f"{LOUD}: student {student} had a seat in {subject} and is left out of this plan,"
        " because a row of the student has errors. Correct it and plan the week again."
        for student, subject in lost
    ]


def _gone(problem: Problem, skipped: set[str]) -> list[str]:
    """Who of the previous plan the program no longer knows: a count, never an error."""
    if problem.previous is None:
        return []
    known = set(problem.program.students) | skipped
    tutors = {tutor.id for tutor in problem.program.tutors} | skipped
    students = {student for student, _ in problem.previous.seats} - known
    gone = {seat.tutor_id for seat in problem.previous.seats.values()} - tutors
    parts = [(len(students), "student"), (len(gone), "tutor")]
    said = [count_words(number, who) for number, who in parts if number]
    if not said:
        return []
    verb = "is" if len(students) + len(gone) == 1 else "are"
    return [f"{' and '.join(said)} of the previous plan {verb} no longer in the program."]


def _unbound(problem: Problem) -> list[str]:
    """The together pairs that bind nobody in this week."""
    subjects: dict[str, set[str]] = {}
    for request in problem.requests:
        subjects.setdefault(request.student.id, set()).add(request.subject)
    pairs = dict.fromkeys(
        (min(pair.student, pair.other), max(pair.student, pair.other))
        for pair in problem.program.pairs
        if pair.rule == "together"
    )
    return [
        f"Students {first} and {second} should be together, but there is no subject that both"
        " have a request for in this week; the pair binds nobody."
        for first, second in pairs
        if not subjects.get(first, set()) & subjects.get(second, set())
    ]


def _idle_pins(problem: Problem) -> list[str]:
    """The pins of students that bind nobody in this week."""
    at_work = set(problem.pins)
    return [
        f"{pin.sheet} {pin.cell} pins student {pin.student}, of whom no"
        f"{f' {pin.subject}' if pin.subject else ''} request concerns this week; the pin binds"
        " nobody."
        for pin in problem.program.pins
        if pin.student is not None and pin not in at_work
    ]


ROOMS_NAMED = 10
"""So many meetings without a room are named in one notice; then they are counted."""


def without_room(
    problem: Problem, schedule: Schedule, sessions: Iterable[Session], rooms: Rooms
) -> tuple[str, ...]:
    """The meetings that no named room was found for, site by site, and what would help."""
    weekly = [(group.id, at.place) for group in schedule for at in group.meetings]
    dated = dict.fromkeys(
        (line.group.id, line.meeting.place)
        for line in sessions
        if line.status in NEEDED and not problem.is_over(line.meeting.day)
    )
    lost = [key for key in weekly if _lacks(problem, key, rooms.standing.get(key))]
    known = set(lost)
    also = [k for k in dated if k not in known and _lacks(problem, k, rooms.dated.get(k))]
    return (*_roomless(lost, "of the standing plan "), *_roomless(also, "of this week "))


def _lacks(problem: Problem, key: OfGroup, room: str | None) -> bool:
    return room is None and needs_room(problem.program, key[1])


def _roomless(meetings: Iterable[OfGroup], which: str) -> Iterator[str]:
    of_site: dict[str, list[str]] = defaultdict(list)
    for group, place in meetings:
        of_site[place.site or ""].append(f"{group} on {_time(place)}")
    for site, told in of_site.items():
        more = len(told) - ROOMS_NAMED
        named = ", ".join(told[:ROOMS_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield (
            f"{LOUD}: {count_words(len(told), 'meeting')} {which}at {site}"
            f" {'has' if len(told) == 1 else 'have'} no room, since none was found that is free all the"
            f" time: {named}. Let a room be open longer then, or add one, on the sheet Rooms."
        )


def _time(place: Place) -> str:
    return f"{DAYS[place.day]} {clock(place.start)}-{clock(place.end)}"
