"""The same problem told otherwise, which may change no goal's value, and problems made looser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from matcher.domain import Pair, Previous, Request, Student, Tutor
from matcher.problem import Problem

WEEK = dt.timedelta(days=7)


def renamed(of: Problem) -> Problem:
    """Other IDs for everybody, in the opposite alphabetical order."""
    program = of.program
    people = [*program.students, *(tutor.id for tutor in program.tutors), "S9", "T9"]
    names = {old: f"{chr(ord('z') - n)}{old}" for n, old in enumerate(people)}
    students = {s.id: replace(s, id=names[s.id]) for s in program.students.values()}
    pairs = tuple(Pair(p.rule, names[p.student], names[p.other]) for p in program.pairs)
    return replace(
        of,
        program=replace(
            program,
            requests=tuple(replace(r, student=students[r.student.id]) for r in program.requests),
            tutors=tuple(replace(tutor, id=names[tutor.id]) for tutor in program.tutors),
            pairs=pairs,
        ),
        previous=of.previous and _renamed_plan(of.previous, names),
    )


def _renamed_plan(previous: Previous, names: dict[str, str]) -> Previous:
    seats = [
        replace(seat, student_id=names[seat.student_id], tutor_id=names[seat.tutor_id])
        for seat in previous.seats.values()
    ]
    return replace(
        previous,
        groups={k: replace(g, tutor_id=names[g.tutor_id]) for k, g in previous.groups.items()},
        seats={(seat.student_id, seat.subject): seat for seat in seats},
    )


def reordered(of: Problem) -> Problem:
    """Every sheet's rows in the opposite order; a Slots row is named after its new place."""
    program = of.program
    rows = [slot.row for slot in program.slots]
    slots = [
        replace(slot, row=row) for slot, row in zip(reversed(program.slots), rows, strict=True)
    ]
    return replace(
        of,
        program=replace(
            program,
            requests=program.requests[::-1],
            tutors=program.tutors[::-1],
            slots=tuple(slots),
            rides=program.rides[::-1],
            pairs=program.pairs[::-1],
            rooms=program.rooms[::-1],
        ),
    )


def a_week_later(of: Problem) -> Problem:
    """The week and every date of the program seven days later."""

    def later(date: dt.date | None) -> dt.date | None:
        return date and date + WEEK

    def person(who: Student) -> Student:
        return replace(who, start_date=later(who.start_date), end_date=later(who.end_date))

    program = of.program
    students = {who.id: person(who) for who in program.students.values()}
    return replace(
        of,
        monday=of.monday + WEEK,
        program=replace(
            program,
            requests=tuple(replace(r, student=students[r.student.id]) for r in program.requests),
            tutors=tuple(
                replace(
                    tutor,
                    start_date=later(tutor.start_date),
                    end_date=later(tutor.end_date),
                    cleared_until=later(tutor.cleared_until),
                )
                for tutor in program.tutors
            ),
            slots=tuple(
                replace(row, start_date=later(row.start_date), end_date=later(row.end_date))
                for row in program.slots
            ),
        ),
    )


RETOLD: tuple[Callable[[Problem], Problem], ...] = (renamed, reordered, a_week_later)


def looser(of: Problem) -> Iterator[tuple[str, Problem]]:
    """The problem with one limit raised by a step, for each kind of limit that it has."""
    program = of.program
    yield "group", _with_settings(of, max_group_size=of.settings.max_group_size + 1)
    yield "grades", _with_settings(of, max_grade_spread=of.settings.max_grade_spread + 1)
    if of.settings.weekly_budget is not None:
        yield "budget", _with_settings(of, weekly_budget=of.settings.weekly_budget + 15)
    if program.site_rooms:
        rooms = {site: room + 1 for site, room in program.site_rooms.items()}
        yield "rooms", replace(of, program=replace(program, site_rooms=rooms))
    if program.rooms:
        named = (replace(room, groups_at_once=room.groups_at_once + 1) for room in program.rooms)
        yield "named rooms", replace(of, program=replace(program, rooms=tuple(named)))
    if program.rides:
        days = tuple(replace(ride, days=frozenset(range(7))) for ride in program.rides)
        yield "bus days", replace(of, program=replace(program, rides=days))
    tutors = tuple(_with_more_hours(tutor) for tutor in program.tutors)
    yield "hours", replace(of, program=replace(program, tutors=tutors))
    slots = tuple(
        slot
        if slot.groups_at_once is None
        else replace(slot, groups_at_once=slot.groups_at_once + 1)
        for slot in program.slots
    )
    yield "slots", replace(of, program=replace(program, slots=slots))
    requests = tuple(_with_more_sessions(request) for request in program.requests)
    yield "sessions", replace(of, program=replace(program, requests=requests))


def _with_settings(of: Problem, **changed: object) -> Problem:
    settings = replace(of.settings, **changed)
    return replace(of, program=replace(of.program, settings=settings))


def _with_more_sessions(request: Request) -> Request:
    return replace(request, most=request.most + 1)


def _with_more_hours(tutor: Tutor) -> Tutor:
    def one_more(limit: int | None) -> int | None:
        return None if limit is None else limit + 1

    return replace(
        tutor,
        max_hours_week=None if tutor.max_hours_week is None else tutor.max_hours_week + 1,
        max_sessions_week=one_more(tutor.max_sessions_week),
        max_sessions_day=one_more(tutor.max_sessions_day),
        max_group=one_more(tutor.max_group),
    )
