"""The packing regime: one-to-one, one-room centres, nothing spare, and yet everybody fits.

The week is made first (:mod:`full_week`); the program is then read off it, so that a plan that
seats everyone exists.
"""

from __future__ import annotations

import random
from collections import defaultdict

from .book import Book, Row, clock, numbered, september, time
from .full_week import (
    CENTRES,
    DAYS,
    HALVES,
    MINUTES,
    MOST_A_DAY,
    PERIODS,
    STUDENTS_PER_CENTRE,
    SUBJECTS,
    Time,
    Week,
    check,
    plan,
    protected,
)
from .names import People

SEED = "full-house"


def make() -> Book:
    """The workbook ``full-house.xlsx``."""
    rng = random.Random(SEED)
    week = plan(rng)
    busy = protected(rng, week)
    check(week, busy)
    return program(rng, week, busy)


def program(rng: random.Random, week: Week, busy: list[set[Time]]) -> Book:
    """Forget the plan and write down what it was made of."""
    book = Book()
    students(rng, book, week, busy)
    tutors(rng, book, week)
    for centre in CENTRES:
        book.add("Sites", site=centre, groups_at_once=1)
        for start in PERIODS:
            book.add(
                "Slots",
                site=centre,
                days="Mon-Fri",
                start=time(clock(start)),
                end=time(clock(start + MINUTES)),
                groups_at_once=1,
            )
    avoided(rng, book, week)
    dated(book)
    book.settings(
        program="Full house: twelve one-room centres",
        timezone="America/Los_Angeles",
        max_group_size=1,
        travel_minutes=0,
        max_sessions_per_student_day=MOST_A_DAY,
    )
    return book


def students(rng: random.Random, book: Book, week: Week, busy: list[set[Time]]) -> None:
    """A row for each lesson: exactly its number of sessions, or a small range up to it."""
    people, ids = People(SEED), numbered("S", 4)
    for student in range(len(busy)):
        home = rng.choices(("English", "Spanish", "Armenian"), (60, 30, 10))[0]
        shared: Row = {
            "student_id": next(ids),
            "name": people.name(home),
            "site": CENTRES[student // STUDENTS_PER_CENTRE],
            "grade": rng.randint(6, 12),
            "languages": "English",
            "busy": windows(busy[student]),
            "home_language": home,
        }
        own = [lesson for lesson in week.lessons if lesson.student == student]
        for lesson in sorted(own, key=lambda lesson: lesson.subject):
            most = len(lesson.times)
            least = max(1, most - rng.choices((0, 1, 2), (60, 30, 10))[0])
            sessions = most if least == most else f"{least}-{most}"
            need = rng.choices((1, 2, 3, 5), (40, 30, 20, 10))[0]
            book.add("Students", **shared, subject=lesson.subject, sessions=sessions, need=need)


def tutors(rng: random.Random, book: Book, week: Week) -> None:
    """A row for each tutor, available in exactly the hours that the plan fills."""
    people, ids = People(SEED + " tutors"), numbered("T", 3)
    for hours, subjects in zip(week.shifts, SUBJECTS, strict=True):
        book.add(
            "Tutors",
            tutor_id=next(ids),
            name=people.name(rng.choice(("English", "Spanish", "Armenian"))),
            sites="; ".join(CENTRES),
            subjects="; ".join(subjects),
            languages="English",
            available=windows(set(hours)),
            max_sessions_week=len(hours),
            hourly_rate=rng.choice((24, 26, 28.5, 31)),
        )


def avoided(rng: random.Random, book: Book, week: Week) -> None:
    """Half of those who need Math or Reading must not have the other of its two tutors."""
    student_ids = list(dict.fromkeys(book.column("Students", "student_id")))
    tutor_ids = book.column("Tutors", "tutor_id")
    for lesson in sorted(week.lessons, key=lambda lesson: (lesson.student, lesson.subject)):
        for other, subjects in enumerate(SUBJECTS):
            if other != lesson.tutor and lesson.subject in subjects and rng.random() < 0.5:
                student = student_ids[lesson.student]
                book.add("Pairs", rule="avoid", student=student, with_=tutor_ids[other])


def dated(book: Book) -> None:
    """The weeks of 14 and 21 September."""
    book.add(
        "Calendar",
        date=september(16),
        what="early_release",
        from_=time("13:00"),
        note="Early release",
    )
    book.add("Calendar", date=september(21), what="closed", note="Local holiday")
    tutor_ids = book.column("Tutors", "tutor_id")
    book.add("Absences", person_id=tutor_ids[4], date=september(15), reason="Sick")
    student_ids = book.column("Students", "student_id")
    book.add(
        "Absences",
        person_id=student_ids[10],
        date=september(17),
        from_=time("9:00"),
        to=time("11:00"),
        reason="Dentist",
    )


def windows(times: set[Time]) -> str:
    """Hours as windows: touching periods of a half-day are joined, equal days are listed."""
    days_of: dict[tuple[int, int], list[str]] = defaultdict(list)
    for day, name in enumerate(DAYS):
        for periods in HALVES:
            start = None
            for period in periods:
                if (day, period) in times:
                    start = period if start is None else start
                    if (day, period + 1) not in times or period == periods[-1]:
                        days_of[start, period].append(name)
                        start = None
    return "; ".join(
        f"{','.join(days)} {clock(PERIODS[first])}-{clock(PERIODS[last] + MINUTES)}"
        for (first, last), days in sorted(days_of.items())
    )
