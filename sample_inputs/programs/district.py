"""Ten schools and 2,000 students; some tutors are shared by two schools and travel."""

from __future__ import annotations

import random

from .book import Book, Row, numbered, time
from .campus import Campus, add_routes, add_slots, add_students, add_tutors
from .handing_out import add_handing_out
from .names import People
from .school import add_dates, add_holidays, add_pairs

SEED = "district"
SCHOOLS: tuple[tuple[str, tuple[int, ...], int, int, int], ...] = (
    ("Arroyo Crest K-8 School", tuple(range(9)), 220, 16, 8),
    ("Lemon Terrace Elementary", tuple(range(6)), 200, 15, 7),
    ("Palisade Hollow Middle", (6, 7, 8), 210, 16, 9),
    ("Tamarind Street Elementary", tuple(range(6)), 180, 14, 7),
    ("Bluebird Canyon K-8 School", tuple(range(9)), 200, 15, 8),
    ("Foxglove Park Elementary", tuple(range(6)), 190, 14, 6),
    ("Quarry Lake Middle", (6, 7, 8), 220, 16, 9),
    ("Starling Heights K-8 School", tuple(range(9)), 200, 15, 8),
    ("Marigold Plaza Elementary", tuple(range(6)), 190, 14, 7),
    ("Ironwood Bend K-8 School", tuple(range(9)), 190, 14, 7),
)
"""Name, grades, students, tutors of its own, rooms."""

SHARED = 16  # tutors who work at two schools, in pairs of neighbours
RESERVES = 1  # in each school, of its own tutors
NEIGHBOUR_MINUTES = (12, 18, 15, 20, 25)


def make() -> Book:
    """The workbook ``district.xlsx``."""
    rng = random.Random(SEED)
    people = People(SEED)
    book = Book()
    student_ids, tutor_ids = numbered("S", 4), numbered("T", 3)
    schools = campuses()
    for school in schools:
        add_slots(book, school)
        add_routes(book, school)
        rows = add_students(book, school, rng, student_ids, people)
        tutors = add_tutors(book, [school], rng, tutor_ids, people, reserves=RESERVES)
        add_pairs(book, rng, rows, tutors)
        add_dates(book, rng, rows, tutors, school.site)
    add_holidays(book)
    for number in range(SHARED):
        first = number % len(schools)
        pair = [schools[first], schools[(first + 1) % len(schools)]]
        alone = [Campus(s.site, s.grades, 0, 1, 0, (), s.later) for s in pair]
        add_tutors(book, alone, rng, tutor_ids, people, first=number)
        rows = book.rows["Tutors"]
        rows[-1] |= {"available": rng.choice(("Mon-Fri 8:00-16:00", "Mon-Thu 8:00-15:00"))}
    add_travel(book, schools)
    add_online(book)
    book.settings(
        program="Ten schools, fall 2026",
        timezone="America/Los_Angeles",
        sessions_per_week="3-5",
        max_group_size=4,
        max_level_spread=2,
        travel_minutes=40,
    )
    add_handing_out(book, SEED)
    return book


def campuses() -> list[Campus]:
    """The schools, each with its bells and buses."""
    return [
        Campus(
            site=site,
            grades=grades,
            students=students,
            tutors=tutors,
            rooms=rooms,
            routes=(f"Line {number}A", f"Line {number}B"),
            later=(0, 5, 15, 0, 10)[number % 5],
        )
        for number, (site, grades, students, tutors, rooms) in enumerate(SCHOOLS)
    ]


def add_travel(book: Book, schools: list[Campus]) -> None:
    """Minutes between neighbouring schools; one road is slower in one direction."""
    for number, school in enumerate(schools):
        following = schools[(number + 1) % len(schools)]
        minutes = NEIGHBOUR_MINUTES[number % len(NEIGHBOUR_MINUTES)]
        book.add("Travel", from_=school.site, to=following.site, minutes=minutes)
    book.add("Travel", from_=schools[1].site, to=schools[0].site, minutes=22)


def add_online(book: Book) -> None:
    """Two evening slots on screen for anyone who can, and two tutors who hold them."""
    for start, end in (("17:00", "17:40"), ("18:00", "18:40")):
        times: Row = {"start": time(start), "end": time(end)}
        book.add("Slots", days="Mon-Thu", **times, kind="evening", modality="online")
    for row in book.rows["Tutors"][2:40:19]:
        row["modality"] = "either"
        row["available"] = f"{row['available']}; Mon-Thu 16:45-19:00"
