"""Centres of one room where every tutor and every room is full to the last period.

The week comes first: in every period each tutor is at a centre and each centre has a tutor. The
program is then read off it, so that a plan that seats everyone exists.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator

from benchmarks.shapes import Shape
from sample_inputs.programs.book import Book, Row, clock, time
from sample_inputs.programs.full_house import windows
from sample_inputs.programs.full_week import (
    BUSY_SHARE,
    DAYS,
    MINUTES,
    MOST_A_DAY,
    PERIODS,
    SUBJECTS,
    Lesson,
    Time,
    parts,
)
from sample_inputs.programs.names import People

PER_CENTRE = {1: 10, 3: 15}  # requests, about, by the parts of a week
PER_PAIR = 2.1  # requests, about, for each tutor and centre
FEW = 8  # centres
LOOSE_BUSY = 0.3  # of the hours in which a student is not tutored
REGION = 24  # centres whose tutors go to all of them
SPARE_OFFSETS = 2
SUBJECT_NAMES = tuple(dict.fromkeys(subject for several in SUBJECTS for subject in several))[:12]
STUDENTS_SHARE = 0.8  # students for each request: most have one, so that goal 3 looks at nearly all
ATTEMPTS = 100


def add_centres(
    book: Book,
    shape: Shape,
    requests: int,
    rng: random.Random,
    ids: tuple[Iterator[str], Iterator[str]],
) -> None:
    """Add regions of centres with about as many requests; ``ids`` number students and tutors."""
    people = People(f"{shape.name} centres")
    few = math.sqrt(requests / PER_PAIR)  # with fewer centres than periods, a day has fewer
    centres = max(3, round(max(requests / PER_CENTRE[shape.parts], min(few, FEW))))
    regions = -(-centres // REGION)
    first = 0
    for region in range(regions):
        count = max(3, centres * (region + 1) // regions - centres * region // regions)
        names = [f"Centre {first + number + 1:04d}" for number in range(count)]
        first += count
        _add_region(book, names, shape, rng, ids, people)


def _add_region(
    book: Book,
    centres: list[str],
    shape: Shape,
    rng: random.Random,
    ids: tuple[Iterator[str], Iterator[str]],
    people: People,
) -> None:
    periods = range(min(len(PERIODS), len(centres)))
    for centre in centres:
        book.add("Sites", site=centre, groups_at_once=1)
        for start in PERIODS[: len(periods)]:
            times: Row = {"start": time(clock(start)), "end": time(clock(start + MINUTES))}
            book.add("Slots", site=centre, days="Mon-Fri", **times, groups_at_once=1)
    every = {(day, period) for day in range(len(DAYS)) for period in periods}
    for tutor in range(len(centres)):
        book.add(
            "Tutors",
            tutor_id=next(ids[1]),
            name=people.name("English"),
            sites="; ".join(centres),
            subjects=_subject(tutor),
            languages="English",
            available=windows(every),
            max_sessions_week=len(every),
            hourly_rate=rng.choice((24, 26, 28.5, 31)),
        )
    busy = BUSY_SHARE if shape.windows == "tight" else LOOSE_BUSY
    lessons = _lessons(rng, len(centres), periods, shape.parts)
    for number, centre in enumerate(centres):
        enrolled = _enrolled(rng, lessons[number])
        _add_students(book, centre, enrolled, every, busy, rng, ids[0], people)


def _subject(tutor: int) -> str:
    return SUBJECT_NAMES[tutor % len(SUBJECT_NAMES)]


def _lessons(
    rng: random.Random, centres: int, periods: range, most: int
) -> dict[int, list[Lesson]]:
    """By centre, each tutor's days there dealt to as many as ``most`` students."""
    offsets = range(min(centres, len(periods) + SPARE_OFFSETS))
    held: dict[tuple[int, int], dict[int, Time]] = defaultdict(dict)
    for day in range(len(DAYS)):
        for period, offset in zip(periods, rng.sample(offsets, len(periods)), strict=True):
            for tutor in range(centres):
                held[tutor, (tutor + offset) % centres][day] = (day, period)
    found: dict[int, list[Lesson]] = defaultdict(list)
    for (tutor, centre), times in held.items():
        for days in parts(rng, list(times), most):
            found[centre].append(Lesson(tutor, centre, [times[day] for day in days]))
    return found


def _enrolled(rng: random.Random, lessons: list[Lesson]) -> list[Lesson]:
    """The lessons of a centre, each with its student: no subject twice, no day too full."""
    students = round(STUDENTS_SHARE * len(lessons))
    for more in range(len(lessons)):
        for _ in range(ATTEMPTS):
            if _deal(rng, lessons, students + more):
                return lessons
    raise ValueError("The lessons of a centre could not be dealt to students.")


def _deal(rng: random.Random, lessons: list[Lesson], students: int) -> bool:
    """One attempt: each lesson to a student with few sessions."""
    wishes: set[tuple[int, str]] = set()
    load: Counter[int] = Counter()
    on_day: Counter[tuple[int, int]] = Counter()
    for lesson in sorted(lessons, key=lambda lesson: (-len(lesson.times), rng.random())):
        subject, days = _subject(lesson.tutor), [day for day, _ in lesson.times]
        free = [
            (load[student], rng.random(), student)
            for student in range(students)
            if (student, subject) not in wishes
            and all(on_day[student, day] < MOST_A_DAY for day in days)
        ]
        if not free:
            return False
        lesson.student, lesson.subject = min(free)[2], subject
        wishes.add((lesson.student, subject))
        load[lesson.student] += len(days)
        on_day.update((lesson.student, day) for day in days)
    return True


def _add_students(
    book: Book,
    centre: str,
    lessons: list[Lesson],
    every: set[Time],
    busy: float,
    rng: random.Random,
    ids: Iterator[str],
    people: People,
) -> None:
    """A row for each lesson, for exactly its number of sessions: nothing is spare."""
    for student in sorted({lesson.student for lesson in lessons}):
        own = [lesson for lesson in lessons if lesson.student == student]
        tutored = {time for lesson in own for time in lesson.times}
        shared: Row = {
            "student_id": next(ids),
            "name": people.name("English"),
            "site": centre,
            "grade": rng.randint(6, 12),
            "max_group": 1,
            "busy": windows({t for t in sorted(every) if t not in tutored and rng.random() < busy}),
        }
        for lesson in sorted(own, key=lambda lesson: lesson.subject):
            sessions = len(lesson.times)
            need = rng.choices((1, 2, 3, 5), (40, 30, 20, 10))[0]
            book.add("Students", **shared, subject=lesson.subject, sessions=sessions, need=need)
