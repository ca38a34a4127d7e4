"""One school of any size: bell schedule, students and tutors drawn from plain proportions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .book import Book, Row, Value, clock, september, time
from .names import People

FIRST_BELL = 495  # 8:15
PERIOD, PASSING = 45, 5
BEFORE = (450, 490)  # 7:30-8:10
AFTER = (910, 950)  # 15:10-15:50
OPEN: tuple[tuple[int, ...], ...] = (
    (5, 8),
    (0, 1, 7),
    (2, 3, 6),
    (4, 5, 8),
    (0, 1, 6, 7),
    (2, 3, 8),
    (0, 1, 4, 5),
    (2, 3, 4, 6, 7),
)
"""By period of the day, the grades that then have intervention, an elective or study hall."""

LANGUAGES = ("English", "Spanish", "Armenian")
HOME_WEIGHTS = (65, 30, 5)
SPEAKS_ENGLISH_TOO = 0.9  # of those with another home language
NEEDS, NEED_WEIGHTS = (1, 2, 3, 5), (40, 30, 20, 10)
SESSIONS = ("3-5", None, 3, "3-4", "2-3", 4)
SESSION_WEIGHTS = (40, 35, 14, 5, 4, 2)
MAX_GROUPS, MAX_GROUP_WEIGHTS = (None, 1, 2, 3), (88, 4, 4, 4)
BUSY_WEIGHTS = (15, 50, 35)
BUSY_DAYS = ("Mon,Wed,Fri", "Tue,Thu", "Mon-Fri")
SELF_SHARE, BUS_SHARE = 0.3, 0.45  # the rest can't stay before or after school
TWO_SUBJECTS = 0.065
NO_CONSENT = 0.015
NO_LEVEL = 0.1
COMING_OR_GOING = 0.015
TUTOR_SUBJECTS = ("Reading; Math", "Reading", "Math")
TUTOR_LANGUAGES = ("English; Spanish", "English", "English; Armenian", "Spanish; English")
SHIFTS = (
    ("Mon-Fri 7:30-12:45", 25),
    ("Mon-Thu 12:30-16:00", 20),
    ("Mon,Wed,Fri 8:00-12:30", 15),
    ("Mon,Wed,Fri 8:00-13:30", 15),
    ("Tue,Thu 7:30-14:00; Wed 8:00-12:30", 15),
    ("Mon-Thu 9:00-11:40", 16),
    ("Mon-Thu 12:00-15:00", 16),
    ("Mon,Tue,Thu,Fri 8:00-11:00", 16),
)
"""When a tutor can work, and how many sessions a week were agreed on at most."""

MOST_A_DAY = 5


@dataclass(frozen=True)
class Campus:
    """What tells one school from another."""

    site: str
    grades: tuple[int, ...]
    students: int
    tutors: int
    rooms: int
    routes: tuple[str, ...]
    later: int = 0  # minutes by which all bells are later than FIRST_BELL


def bells(campus: Campus) -> list[tuple[int, int]]:
    """Start and end of each period of the school day."""
    first = FIRST_BELL + campus.later
    starts = (first + period * (PERIOD + PASSING) for period in range(len(OPEN)))
    return [(start, start + PERIOD) for start in starts]


def add_slots(book: Book, campus: Campus) -> None:
    """The Slots and Sites rows of a school."""
    book.add("Sites", site=campus.site, groups_at_once=campus.rooms)

    def slot(start: int, end: int, **more: Value) -> None:
        times: Row = {"start": time(clock(start)), "end": time(clock(end))}
        book.add("Slots", site=campus.site, days="Mon-Fri", **times, **more)

    slot(BEFORE[0], BEFORE[1], kind="before_school", groups_at_once=4)
    for (start, end), grades in zip(bells(campus), OPEN, strict=True):
        taught = [grade for grade in grades if grade in campus.grades]
        if taught:
            slot(start, end, grades=grade_list(taught))
    slot(AFTER[0] + campus.later, AFTER[1] + campus.later, kind="after_school")


def add_routes(book: Book, campus: Campus) -> None:
    """Buses: everybody's at the last bell, and late ones on two or four days."""
    for number, route in enumerate(campus.routes):
        regular: Row = {"earliest": time("8:00"), "latest": time("15:05")}
        late = time(clock(AFTER[1] + campus.later + 10))
        days = "Tue,Thu" if number % 2 else "Mon-Thu"
        book.add("Transport", route=route, days="Mon-Fri", **regular)
        book.add("Transport", route=route, days=days, earliest=time("8:00"), latest=late)


def add_students(
    book: Book, campus: Campus, rng: random.Random, ids: Iterator[str], people: People
) -> list[Row]:
    """Students rows of a school; returns them."""
    before = len(book.rows["Students"])
    for number in range(campus.students):
        grade = campus.grades[number % len(campus.grades)]
        student = one_student(campus, rng, grade, people)
        student["student_id"] = next(ids)
        subjects = rng.sample(("Reading", "Math"), 2 if rng.random() < TWO_SUBJECTS else 1)
        for subject in subjects:
            book.add("Students", **student, **request(rng, grade, student), subject=subject)
    return book.rows["Students"][before:]


def one_student(campus: Campus, rng: random.Random, grade: int, people: People) -> Row:
    """What all rows of a student share."""
    home = rng.choices(LANGUAGES, HOME_WEIGHTS)[0]
    stays = rng.random()
    route = rng.choice(campus.routes) if stays < SELF_SHARE + BUS_SHARE else None
    return {
        "name": people.name(home),
        "site": campus.site,
        "grade": "K" if grade == 0 else grade,
        "transport": "self" if stays < SELF_SHARE else route,
        "modality": "either" if rng.random() < 0.06 else None,
        "busy": protected(campus, rng, grade),
        "consent": "no" if rng.random() < NO_CONSENT else None,
        **enrolment(rng),
        "home_language": home,
        "categories": categories(rng, home),
    }


def enrolment(rng: random.Random) -> Row:
    """A few students leave after the first week, and as many come with the second."""
    comes_or_goes = rng.random()
    if comes_or_goes < COMING_OR_GOING:
        return {"start_date": september(21)}
    if comes_or_goes < 2 * COMING_OR_GOING:
        return {"end_date": september(18)}
    return {}


def request(rng: random.Random, grade: int, student: Row) -> Row:
    """What belongs to one row alone."""
    level = round(max(0.0, grade + 0.9 - rng.choice((0.4, 0.8, 1.2, 1.6, 2.1))), 1)
    home = str(student["home_language"])
    languages = f"{home}; English" if rng.random() < SPEAKS_ENGLISH_TOO else home
    return {
        "sessions": rng.choices(SESSIONS, SESSION_WEIGHTS)[0],
        "need": rng.choices(NEEDS, NEED_WEIGHTS)[0],
        "languages": None if home == "English" else languages,
        "level": None if rng.random() < NO_LEVEL else level,
        "max_group": rng.choices(MAX_GROUPS, MAX_GROUP_WEIGHTS)[0],
    }


def protected(campus: Campus, rng: random.Random, grade: int) -> str | None:
    """Classes and services that fall into the student's open periods."""
    own = [bell for bell, grades in zip(bells(campus), OPEN, strict=True) if grade in grades]
    windows = []
    for start, end in rng.sample(own, rng.choices((0, 1, 2), BUSY_WEIGHTS)[0]):
        days = rng.choice(BUSY_DAYS)
        windows.append(f"{days} {clock(start)}-{clock(end)}")
    return "; ".join(windows) or None


def categories(rng: random.Random, home: str) -> str | None:
    """Groups by which a district reports who is served."""
    found = [
        name
        for name, share in (("EL", 0.0 if home == "English" else 0.55), ("IEP", 0.13), ("FRL", 0.6))
        if rng.random() < share
    ]
    return "; ".join(found) or None


def add_tutors(
    book: Book,
    campuses: Sequence[Campus],
    rng: random.Random,
    ids: Iterator[str],
    people: People,
    *,
    reserves: int = 0,
    first: int = 0,
) -> list[str]:
    """Tutors rows of a school, or of tutors who all work at several; returns their IDs.

    Profiles go round from number ``first``.
    """
    grades = sorted({grade for campus in campuses for grade in campus.grades})
    made = []
    turns = [shift for _ in range(3) for shift in rng.sample(SHIFTS, len(SHIFTS))]
    for number in range(first, first + campuses[0].tutors):
        shift, most = turns[number % len(turns)]
        reserve = number >= first + campuses[0].tutors - reserves
        made.append(next(ids))
        book.add(
            "Tutors",
            tutor_id=made[-1],
            name=people.name(rng.choice(LANGUAGES)),
            sites="; ".join(campus.site for campus in campuses),
            subjects=TUTOR_SUBJECTS[0 if reserve else (number + number // 3) % 3],
            languages=TUTOR_LANGUAGES[0 if reserve else number % 2 if number % 9 else 2],
            available="Mon-Fri 8:00-15:30" if reserve else shift,
            grades=None if number % 3 == 0 else grade_list(band(grades, number)),
            max_sessions_week=most,
            max_sessions_day=MOST_A_DAY,
            max_group=3 if number % 8 == 5 else None,
            hourly_rate=rng.choice((22, 24, 25.5, 28, 32)),
            cleared_until=september(25) if number % 13 == 7 else None,
            reserve="yes" if reserve else None,
            provider=rng.choice(("District", "Bright Harbor Tutors", "College corps")),
        )
    return made


def band(grades: list[int], number: int) -> list[int]:
    """The lower or the upper two thirds of the grades."""
    cut = len(grades) // 3
    return grades[: len(grades) - cut] if number % 3 == 1 else grades[cut:]


def grade_list(grades: Sequence[int]) -> str:
    """``0, 1, 4`` as ``K,1,4``."""
    return ",".join("K" if grade == 0 else str(grade) for grade in grades)
