"""Hypothesis strategies for chains of weeks: a small program that changes from week to week.

``chains()`` draws three to five weeks. In each some students and tutors come, go or change, Slots
rows come and go, dates bring closures and absences, and in the middle of the week something may
happen that no sheet told: the troubles, each of which makes a revision of the week's plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from matcher.domain import Absence, CalendarDay, Program, Request, Slot, Student, Tutor
from matcher.trouble import Trouble
from tests.sheet_strategies import (
    DOSAGES,
    LANGUAGES,
    MONDAY,
    SITES,
    SUBJECTS,
    absences,
    any_tutors,
    busy_windows,
    calendars,
    mostly,
    pair_rows,
    requests_of,
    slots,
    weekly,
    windows,
)
from tests.strategies import problems

WEEK = dt.timedelta(days=7)
DATES = ("first", "last", "start_date", "end_date", "cleared_until")

Dated = TypeVar("Dated", Absence, CalendarDay, Request, Slot, Student, Tutor)


@dataclass(frozen=True)
class Week:
    """A week of a chain: the program as it stands on its Monday, and what comes up later."""

    monday: dt.date
    program: Program
    troubles: tuple[Trouble, ...] = ()


Chain = tuple[Week, ...]


@st.composite
def chains(
    draw: st.DrawFn, *, most_weeks: int = 5, most_students: int = 5, troubles: int = 0
) -> Chain:
    """Three weeks or more, mostly one after another, with up to so many troubles each."""
    first = draw(problems(most_students=most_students, most_slots=4, most_days=4))
    program = draw(eased(first.program)) if draw(mostly(True, False)) else first.program
    program = replace(program, slots=_different(program.slots))
    days = sorted({day for slot in program.slots for day in slot.days})
    found: list[Week] = []
    monday = MONDAY
    for number in range(draw(st.integers(3, most_weeks))):
        if found:
            monday += WEEK * draw(mostly(1, 2, times=6))
            program = draw(changed(program, number, days, monday))
        program = draw(with_dates(program, days, monday))
        count = draw(st.integers(0, troubles))
        come = tuple(draw(any_trouble(program, days, monday)) for _ in range(count))
        found.append(Week(monday, program, come))
    return tuple(found)


@st.composite
def eased(draw: st.DrawFn, program: Program) -> Program:
    """The program with less in the way, so that most get a seat at first; limits stay."""
    days = frozenset(day for slot in program.slots for day in slot.days)
    easy = {"transport": "self", "modality": "either", "available": None, "consent": True}
    students = {
        who.id: replace(who, **easy, start_date=None, end_date=None, grade=draw(mostly(3, 4)))
        for who in program.students.values()
    }
    requests = (replace(one, student=students[one.student.id]) for one in program.requests)
    rows = [
        replace(slot, days=days, grades=None, kind="school_day", open_to_all=True)
        for slot in program.slots[:3]
    ]
    times = [{"start_date": None, "end_date": None, "end": slot.start + 30} for slot in rows]
    tutors = (
        replace(
            tutor,
            sites=_sites(program),
            subjects=SUBJECTS,
            languages=("English", "Spanish"),
            available=weekly(range(7), 0, 1439),
            grades=None,
            cleared=True,
            cleared_until=None,
            reserve=False,
            start_date=None,
            end_date=None,
        )
        for tutor in program.tutors[:2]
    )
    return replace(
        program,
        requests=tuple(replace(one, least=1, languages=("English", "Spanish")) for one in requests),
        slots=(
            *(replace(row, **time) for row, time in zip(rows, times, strict=True)),
            *program.slots[3:],
        ),
        tutors=(*tutors, *program.tutors[2:]),
        pairs=program.pairs if draw(mostly(False, True)) else (),
    )


@st.composite
def with_dates(draw: st.DrawFn, program: Program, days: list[int], monday: dt.date) -> Program:
    """The program with the closures and absences of this week, and no others."""
    people = [*program.students, *(tutor.id for tutor in program.tutors)]
    closed = draw(calendars(_sites(program), days))
    away = draw(absences(people, days)) if people else ()
    return replace(
        program,
        calendar=tuple(dict.fromkeys(later(row, monday) for row in closed)),
        absences=tuple(dict.fromkeys(later(row, monday) for row in away)),
    )


@st.composite
def any_trouble(draw: st.DrawFn, program: Program, days: list[int], monday: dt.date) -> Trouble:
    """Somebody is missing on a day, or a site is closed."""
    date = monday + dt.timedelta(days=draw(st.sampled_from(days)))
    start, end = draw(mostly((None, None), (510, None), (None, 510), times=3))
    people = [*(tutor.id for tutor in program.tutors), *program.students]
    if not people or draw(mostly(False, True, times=4)):
        what = "closed" if start is None and end is None else "blocked"
        site = draw(st.sampled_from(_sites(program)))
        return Trouble((), (CalendarDay(date, date, what, site, start=start, end=end),))
    return Trouble((Absence(draw(st.sampled_from(people)), date, date, start, end),))


# -- from one week to the next ------------------------------------------------------------------


@st.composite
def changed(
    draw: st.DrawFn, program: Program, number: int, days: list[int], monday: dt.date
) -> Program:
    """The program after up to four changes; ``number`` makes the IDs of newcomers new."""
    for turn in range(draw(st.sampled_from([2, 3, 1, 4, 0]))):
        change = draw(st.sampled_from(CHANGES))
        program = change(_Draw(draw, days, monday, 10 * number + turn), program)
    return program


@dataclass(frozen=True)
class _Draw:
    """What a change draws from."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    days: list[int]
    monday: dt.date
    number: int

    def one(self, choices: Iterable[Any]) -> Any:
        return self.draw(st.sampled_from(list(choices)))


def _student_joins(by: _Draw, program: Program) -> Program:
    wishes = by.draw(requests_of(by.number, _sites(program), by.days))
    wishes = [replace(one, student=later(one.student, by.monday)) for one in wishes]
    return replace(program, requests=(*program.requests, *wishes))


def _student_leaves(by: _Draw, program: Program) -> Program:
    if len(program.students) < 2:
        return program
    who = by.one(program.students.values())
    how = by.one(["rows", "rows", "consent", "end", "subject"])
    if how == "consent":
        return with_student(program, replace(who, consent=False))
    if how == "end":
        starts = who.start_date is not None and who.start_date > by.monday - WEEK
        return program if starts else with_student(program, replace(who, end_date=by.monday - WEEK))
    theirs = [one for one in program.requests if one.student.id == who.id]
    gone = theirs if how == "rows" else theirs[:1]
    return without(program, [one for one in program.requests if one not in gone], program.tutors)


def _student_changes(by: _Draw, program: Program) -> Program:
    who = by.one(program.students.values())
    what = by.one(["busy", "available", "transport", "site", "modality", "grade"])
    values: dict[str, st.SearchStrategy[Any]] = {
        "busy": busy_windows(by.days),
        "available": windows(by.days),
        "transport": st.sampled_from([None, "self", "R1"]),
        "site": st.sampled_from(_sites(program)),
        "modality": st.sampled_from(["in_person", "either", "online"]),
        "grade": st.sampled_from([2, 3, 4]),
    }
    return with_student(program, replace(who, **{what: by.draw(values[what])}))


def _request_changes(by: _Draw, program: Program) -> Program:
    wish = by.one(program.requests)
    least, most = by.one(DOSAGES[:4])
    new = by.one(
        [
            replace(wish, least=least, most=most),
            replace(wish, languages=by.one(LANGUAGES)),
            replace(wish, max_group=1),
            replace(wish, need=wish.need + 3),
        ]
    )
    requests = tuple(new if one.key == wish.key else one for one in program.requests)
    return replace(program, requests=requests)


def _tutor_starts(by: _Draw, program: Program) -> Program:
    new = later(by.draw(any_tutors(by.number, _sites(program), by.days)), by.monday)
    return replace(program, tutors=(*program.tutors, new))


def _tutor_leaves(by: _Draw, program: Program) -> Program:
    if len(program.tutors) < 2:
        return program
    who = by.one(program.tutors)
    how = by.one(["row", "row", "end", "cleared", "reserve"])
    starts = who.start_date is not None and who.start_date > by.monday - WEEK
    if how == "row" or (how == "end" and starts):
        return without(program, program.requests, [t for t in program.tutors if t is not who])
    ways = {
        "end": replace(who, end_date=by.monday - WEEK),
        "cleared": replace(who, cleared=False),
        "reserve": replace(who, reserve=True),
    }
    return with_tutor(program, ways[how])


def _tutor_changes(by: _Draw, program: Program) -> Program:
    who = by.one(program.tutors)
    what = by.one(["available", "busy", "subjects", "max_sessions_week", "max_group", "grades"])
    values: dict[str, st.SearchStrategy[Any]] = {
        "available": windows(by.days),
        "busy": busy_windows(by.days),
        "subjects": st.sampled_from([("Math",), ("Math", "Reading")]),
        "max_sessions_week": st.sampled_from([1, 2, 3, None]),
        "max_group": st.sampled_from([1, 2, None]),
        "grades": st.sampled_from([None, frozenset({3})]),
    }
    return with_tutor(program, replace(who, **{what: by.draw(values[what])}))


def _slots_change(by: _Draw, program: Program) -> Program:
    """A row more or, where there are others, one fewer; each keeps its number."""
    if len(program.slots) > 1 and by.draw(st.booleans()):
        gone = by.one(program.slots)
        return replace(program, slots=tuple(slot for slot in program.slots if slot != gone))
    row = 1 + max(slot.row for slot in program.slots)
    new = later(by.draw(slots(row, _sites(program), by.days)), by.monday)
    return replace(program, slots=_different((*program.slots, new)))


def _pairs_change(by: _Draw, program: Program) -> Program:
    tutors = [tutor.id for tutor in program.tutors]
    if len(program.students) < 2 or not tutors:
        return program
    return replace(program, pairs=by.draw(pair_rows(list(program.students), tutors)))


CHANGES: tuple[Callable[[_Draw, Program], Program], ...] = (
    _student_joins,
    _student_leaves,
    _student_changes,
    _request_changes,
    _tutor_starts,
    _tutor_leaves,
    _tutor_changes,
    _slots_change,
    _pairs_change,
)


# -- pieces -------------------------------------------------------------------------------------


def later(thing: Dated, monday: dt.date) -> Dated:
    """The same with its dates, made for the first week, as far into the week of ``monday``."""
    dates = {name: getattr(thing, name, None) for name in DATES}
    by = monday - MONDAY
    return replace(thing, **{name: date + by for name, date in dates.items() if date is not None})


def with_student(program: Program, who: Student) -> Program:
    """The program with this student in the place of the one with the same ID."""
    requests = (
        replace(one, student=who) if one.student.id == who.id else one for one in program.requests
    )
    return replace(program, requests=tuple(requests))


def with_tutor(program: Program, who: Tutor) -> Program:
    """The program with this tutor in the place of the one with the same ID."""
    tutors = tuple(who if tutor.id == who.id else tutor for tutor in program.tutors)
    return replace(program, tutors=tutors)


def without(program: Program, requests: Iterable[Request], tutors: Iterable[Tutor]) -> Program:
    """Only these are left; Pairs rows that name somebody else go with them."""
    left = replace(program, requests=tuple(requests), tutors=tuple(tutors))
    known = {*left.students, *(tutor.id for tutor in left.tutors)}
    pairs = tuple(pair for pair in left.pairs if {pair.student, pair.other} <= known)
    return replace(left, pairs=pairs)


def _different(rows: Iterable[Slot]) -> tuple[Slot, ...]:
    """No Slots row twice: a workbook with such rows has an error."""
    seen: dict[Slot, Slot] = {}
    for row in rows:
        others = frozenset[str]() if row.open_to_all else row.open_to
        seen.setdefault(replace(row, row=0, open_to=others), row)
    return tuple(seen.values())


def _sites(program: Program) -> tuple[str, ...]:
    return tuple(site for site in SITES if site in program.sites) or SITES[:1]
