"""Hypothesis strategies for the rows of each sheet: limits that bind in tiny problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import strategies as st

from matcher.domain import (
    DAY_MINUTES,
    SELF,
    Absence,
    CalendarDay,
    Meeting,
    Pair,
    Place,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Ride,
    Room,
    Settings,
    Slot,
    Student,
    Tutor,
    Window,
)

MONDAY = dt.date(2026, 9, 14)
SITES = ("Elm", "Oak")
SUBJECTS = ("Math", "Reading")
WEEKS = ((0, 1), (0, 1, 2), (0, 2), (1, 2, 3), (0, 2, 4), (5, 6, 0), (0, 1, 2, 3), (0, 1, 2, 3, 4))
STARTS = (480, 510, 495, 510, 900)
LENGTHS = (30,) * 8 + (20, 20, 45, 45, 60, 15)
DOSAGES = ((1, 2), (1, 1), (2, 2), (1, 3), (2, 3), (1, 5), (3, 5), (3, 3), (4, 5))
KINDS = ("school_day",) * 6 + ("after_school", "after_school", "before_school", "weekend")
LANGUAGES = (
    ("English",),
    ("English",),
    ("Spanish", "English"),
    ("English", "Spanish"),
    ("Spanish",),
)

T = TypeVar("T")


def mostly(usual: T, *others: Any, times: int = 4) -> st.SearchStrategy[Any]:
    """``usual``, or now and then one of ``others``; shrinks to ``usual``."""
    return st.sampled_from([usual] * times * len(others) + list(others))


def now_and_then(usual: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """``usual`` five times of six, else what the other strategy draws."""
    return st.integers(0, 5).flatmap(lambda n: other if n == 5 else st.just(usual))


def some(choices: Sequence[T], least: int = 0) -> st.SearchStrategy[list[T]]:
    """A sub-list of ``choices``, each at most once."""
    if not choices:
        return st.just([])
    return st.lists(st.sampled_from(choices), min_size=least, max_size=len(choices), unique=True)


def weekly(days: Sequence[int], start: int, end: int) -> tuple[Window, ...]:
    """The same window on each of ``days``."""
    return tuple(Window(d * DAY_MINUTES + start, d * DAY_MINUTES + end) for d in sorted(days))


@st.composite
def windows(draw: st.DrawFn, days: Sequence[int]) -> tuple[Window, ...]:
    """Windows whose ends touch, cut or leave out the starts and ends of typical slots."""
    start, end = draw(st.sampled_from([(480, 930), (480, 540), (450, 960), (495, 930), (510, 540)]))
    return weekly(draw(st.one_of(st.just(list(days)), some(days, least=1))), start, end)


@st.composite
def busy_windows(draw: st.DrawFn, days: Sequence[int]) -> tuple[Window, ...]:
    """Short windows that touch or overlap typical slots."""
    start, end = draw(st.sampled_from([(540, 930), (450, 480), (480, 510), (520, 545), (525, 540)]))
    return weekly(draw(some(days, least=1)), start, end)


@st.composite
def slots(draw: st.DrawFn, row: int, sites: Sequence[str], days: Sequence[int]) -> Slot:
    """One Slots row; the first is mostly without limits, so that most problems can place somebody."""
    start = draw(st.sampled_from(STARTS))
    if row == 2 and draw(mostly(True, False)):
        return Slot(row, draw(st.sampled_from(sites)), frozenset(days), start, start + 30)
    online = draw(mostly(False, True, times=6))
    site = draw(st.sampled_from([*sites, None] if online else sites))
    others = (
        frozenset(draw(some([name for name in sites if name != site]))) if site else frozenset()
    )
    dates = draw(
        mostly((None, None), (MONDAY, MONDAY), (None, MONDAY - dt.timedelta(days=1)), times=6)
    )
    return Slot(
        row=row,
        site=site,
        days=frozenset(draw(now_and_then(list(days), some(days, least=1)))),
        start=start,
        end=start + draw(st.sampled_from(LENGTHS)),
        kind=draw(st.sampled_from(KINDS)),
        grades=draw(mostly(None, frozenset({2, 3}), frozenset({3, 4, 5}), times=4)),
        groups_at_once=draw(mostly(None, 1, 2, times=1)),
        modality="online" if online else "in_person",
        open_to=others,
        open_to_all=draw(mostly(False, True, times=2)),
        start_date=dates[0],
        end_date=dates[1],
    )


@st.composite
def slot_rows(
    draw: st.DrawFn, sites: Sequence[str], days: Sequence[int], most: int
) -> tuple[Slot, ...]:
    """All Slots rows; some repeat the place of the row before with other grades and rooms."""
    rows: list[Slot] = []
    for row in range(2, 2 + draw(st.integers(1, most))):
        slot = draw(slots(row, sites, days))
        if rows and draw(mostly(False, True, times=3)):
            twin = rows[-1]
            slot = Slot(
                row, twin.site, twin.days, twin.start, twin.end, slot.kind, slot.grades,
                slot.groups_at_once, twin.modality, slot.open_to - {twin.site}, slot.open_to_all,
            )  # fmt: skip
        rows.append(slot)
    return tuple(rows)


@st.composite
def tutors(draw: st.DrawFn, number: int, sites: Sequence[str], days: Sequence[int]) -> Tutor:
    """One tutor; T1 mostly has limits of load and size only."""
    tutor = draw(any_tutors(number, sites, days))
    if number == 1 and draw(mostly(True, False)):
        return Tutor(
            tutor.id, tuple(sites), SUBJECTS, ("English", "Spanish"), weekly(range(7), 0, 1439),
            max_sessions_week=tutor.max_sessions_week,
            max_sessions_day=tutor.max_sessions_day,
            max_hours_week=tutor.max_hours_week,
            max_group=tutor.max_group,
            hourly_rate=tutor.hourly_rate,
            modality=draw(mostly("in_person", "either", times=1)),
        )  # fmt: skip
    return tutor


@st.composite
def any_tutors(draw: st.DrawFn, number: int, sites: Sequence[str], days: Sequence[int]) -> Tutor:
    """One tutor, with every column of the sheet."""
    dates = draw(mostly((None, None), (MONDAY + dt.timedelta(days=3), None), (None, MONDAY)))
    always = weekly(range(7), 0, 1439)
    return Tutor(
        id=f"T{number}",
        name=f"Tutor {number}",
        sites=tuple(draw(now_and_then(list(sites), some(sites, least=1)))),
        subjects=tuple(draw(now_and_then(list(SUBJECTS), some(SUBJECTS, least=1)))),
        languages=draw(mostly(("English",), ("English", "Spanish"), ("Spanish",), times=2)),
        available=draw(now_and_then(always, windows(days))),
        busy=draw(now_and_then((), busy_windows(days))),
        grades=draw(mostly(None, frozenset({2, 3}), frozenset({0, 3, 4}), times=3)),
        max_sessions_week=draw(mostly(None, 2, 3, 4, times=1)),
        max_sessions_day=draw(mostly(None, 1, 2, times=1)),
        max_hours_week=draw(mostly(None, Fraction(1), Fraction(3, 2), Fraction(3, 4), times=1)),
        max_group=draw(mostly(None, 1, 2, 3, times=1)),
        hourly_rate=draw(mostly(Fraction(0), Fraction(30), Fraction("22.5"), times=1)),
        modality=draw(mostly("in_person", "either", "either", "online", times=2)),
        cleared=draw(mostly(True, False, times=12)),
        cleared_until=draw(mostly(None, MONDAY, MONDAY - dt.timedelta(days=1), times=8)),
        reserve=draw(mostly(False, True, times=9)),
        start_date=dates[0],
        end_date=dates[1],
    )


@st.composite
def requests_of(
    draw: st.DrawFn, number: int, sites: Sequence[str], days: Sequence[int]
) -> list[Request]:
    """One student's requests: one subject, or two."""
    dates = draw(mostly((None, None), (MONDAY + dt.timedelta(days=6), None), (MONDAY, MONDAY)))
    student = Student(
        id=f"S{number}",
        name=f"Student {number}",
        site=draw(st.sampled_from(sites)),
        grade=draw(st.sampled_from([3, 3, 3, 3, 2, 2, 4, 5, 0])),
        transport=draw(mostly(SELF, None, "R1", "R1", "R2", times=1)),
        modality=draw(mostly("in_person", "either", "either", "online", times=2)),
        available=draw(now_and_then(None, windows(days))),
        busy=draw(now_and_then((), busy_windows(days))),
        consent=draw(mostly(True, False, times=15)),
        start_date=dates[0],
        end_date=dates[1],
        home_language=draw(mostly(None, "Spanish")),
    )
    both = draw(mostly(False, True, times=3))
    subjects = SUBJECTS if both else (draw(mostly("Math", "Reading", times=3)),)
    return [draw(requests(student, subject, len(days))) for subject in subjects]


@st.composite
def requests(draw: st.DrawFn, student: Student, subject: str, days: int) -> Request:
    """One request of a student."""
    fitting = [(least, most) for least, most in DOSAGES if least <= days]
    least, most = draw(mostly(draw(st.sampled_from(fitting)), *DOSAGES[-2:], times=6))
    return Request(
        student=student,
        subject=subject,
        least=least,
        most=most,
        need=draw(st.sampled_from([Fraction(n) for n in ("1", "2", "1.5", "0.3", "4", "2")])),
        languages=draw(st.sampled_from(LANGUAGES)),
        level=draw(mostly(None, *map(Fraction, ("2", "2.5", "3.4", "3.9", "6")), times=1)),
        max_group=draw(mostly(None, 1, 2, 3, times=2)),
    )


@st.composite
def room_rows(draw: st.DrawFn, sites: Sequence[str], days: Sequence[int]) -> tuple[Room, ...]:
    """Mostly nothing; else up to three rooms of some site, which open and close beside slots."""
    found = []
    for number in range(draw(mostly(0, 1, 2, 3, times=2))):
        start, end = draw(st.sampled_from([(480, 540), (480, 510), (510, 960), (450, 930)]))
        found.append(
            Room(
                draw(st.sampled_from(sites)),
                f"Room {number + 1}",
                draw(mostly(1, 2, 3, times=2)),
                draw(mostly(None, weekly(days, start, end), times=2)),
                draw(mostly(None, frozenset({"school_day"}), frozenset({"after_school"}))),
            )
        )
    return tuple(found)


@st.composite
def rides(draw: st.DrawFn, days: Sequence[int]) -> tuple[Ride, ...]:
    """Two routes; the first sometimes has an early and a late bus."""
    found = []
    for route in draw(st.sampled_from([("R1", "R2"), ("R1", "R1", "R2")])):
        earliest, latest = draw(
            st.sampled_from([(None, 1000), (None, None), (480, 540), (510, None), (None, 930)])
        )
        found.append(Ride(route, frozenset(draw(some(days, least=1))), earliest, latest))
    return tuple(found)


@st.composite
def pair_rows(
    draw: st.DrawFn, students: Sequence[str], tutor_ids: Sequence[str]
) -> tuple[Pair, ...]:
    """Up to three Pairs rows."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        rule = draw(st.sampled_from(["apart", "together", "only", "avoid"]))
        first = draw(st.sampled_from(students))
        theirs = [s for s in students if s != first] if rule in ("apart", "together") else tutor_ids
        found.append(Pair(rule, first, draw(st.sampled_from(theirs))))
    return tuple(dict.fromkeys(found))


@st.composite
def setting_rows(draw: st.DrawFn) -> Settings:
    """The Settings sheet, with limits that bind in tiny problems."""
    return Settings(
        max_group_size=draw(mostly(4, 2, 3, 1, times=1)),
        max_grade_spread=draw(mostly(1, 0, 3, times=1)),
        max_level_spread=draw(mostly(None, Fraction(1), Fraction("1.4"), times=2)),
        travel_minutes=draw(mostly(30, 0, 15, times=1)),
        tutor_break_minutes=draw(mostly(0, 10, 15, times=1)),
        max_sessions_per_student_day=draw(mostly(2, 1, times=2)),
        weekly_budget=draw(mostly(None, Fraction(45), Fraction("67.5"), Fraction(120), times=1)),
        seat_protection=draw(mostly(True, False, times=3)),
        tutor_protection=draw(mostly(True, False, times=3)),
        need_order=draw(mostly("weight", "strict", times=2)),
    )


@st.composite
def previous_plans(draw: st.DrawFn, program: Program, days: Sequence[int]) -> Previous | None:
    """Nothing, or an earlier plan; its tutors, times and students may be gone."""
    if not draw(st.booleans()):
        return None
    places = [Meeting(slot, day).place for slot in program.slots for day in sorted(slot.days)]
    places.append(Place(days[0], 700, 730, "Elm", "in_person"))
    groups, seats = {}, {}
    for number, subject in enumerate(("Math", "Math", "Reading"), start=1):
        tutor = draw(st.sampled_from([*(tutor.id for tutor in program.tutors), "T9"]))
        chosen = draw(some(places[:6], least=1))
        modality = chosen[0].modality
        where = frozenset(place for place in chosen if place.modality == modality)
        group = PreviousGroup(f"G{number}", tutor, subject, "English", modality, where)
        groups[group.id] = group
    since = MONDAY - dt.timedelta(days=14)
    keys = [request.key for request in program.requests] + [("S9", "Math")]
    for student, subject in keys:
        name = draw(st.sampled_from(["", *(g.id for g in groups.values() if g.subject == subject)]))
        if name:
            seats[student, subject] = PreviousSeat(
                student, subject, name, groups[name].tutor_id, since, since
            )
    used = {seat.group_id for seat in seats.values()}
    return Previous(
        {key: group for key, group in groups.items() if key in used},
        seats,
        source="program-2026-09-07.xlsx",
        week=MONDAY - dt.timedelta(days=7),
    )


@st.composite
def calendars(
    draw: st.DrawFn, sites: Sequence[str], days: Sequence[int]
) -> tuple[CalendarDay, ...]:
    """Up to two Calendar rows in the week."""
    found = []
    for _ in range(draw(st.integers(0, 2))):
        what = draw(st.sampled_from(["closed", "early_release", "blocked"]))
        first = MONDAY + dt.timedelta(days=draw(st.sampled_from(days)))
        found.append(
            CalendarDay(
                first,
                first + dt.timedelta(days=draw(mostly(0, 1, times=3))),
                what,
                site=draw(mostly(None, *sites, times=1)),
                grades=draw(mostly(None, frozenset({3}), times=2)),
                start=None if what == "closed" else draw(st.sampled_from([500, 510, 540])),
                end=draw(mostly(None, 545, times=1)) if what == "blocked" else None,
            )
        )
    return tuple(found)


@st.composite
def absences(draw: st.DrawFn, people: Sequence[str], days: Sequence[int]) -> tuple[Absence, ...]:
    """Up to three Absences rows in the week."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        first = MONDAY + dt.timedelta(days=draw(st.sampled_from(days)))
        start, end = draw(mostly((None, None), (510, None), (None, 510), (500, 520), times=1))
        found.append(Absence(draw(st.sampled_from(people)), first, first, start, end))
    return tuple(found)
