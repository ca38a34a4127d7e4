"""One school of 200 students with more need than seats: groups must be formed and chosen."""

from __future__ import annotations

import random

from .book import Book, Row, Value, numbered, september, time
from .campus import Campus, add_routes, add_slots, add_students, add_tutors
from .handing_out import add_handing_out
from .names import People
from .planner import add_school

SEED = "school"
STUDENTS = 200
TUTORS = 16
RESERVES = 1  # of the tutors
ROOMS = 8
SCHOOL = Campus(
    site="Sunset Mesa K-8 School",
    grades=tuple(range(9)),
    students=STUDENTS,
    tutors=TUTORS,
    rooms=ROOMS,
    routes=("Route 12", "Route 27", "Route 40"),
)


def make() -> Book:
    """The workbook ``school.xlsx``."""
    rng = random.Random(SEED)
    people = People(SEED)
    book = Book()
    add_slots(book, SCHOOL)
    add_routes(book, SCHOOL)
    rows = add_students(book, SCHOOL, rng, numbered("S", 4), people)
    tutors = add_tutors(book, [SCHOOL], rng, numbered("T", 3), people, reserves=RESERVES)
    add_pairs(book, rng, rows, tutors)
    add_dates(book, rng, rows, tutors, SCHOOL.site)
    add_holidays(book)
    book.settings(
        program="Sunset Mesa tutoring, fall 2026",
        timezone="America/Los_Angeles",
        sessions_per_week="3-5",
        max_group_size=4,
        max_level_spread=2,
    )
    add_handing_out(book, SEED)
    add_school(book)
    return book


def add_pairs(book: Book, rng: random.Random, rows: list[Row], tutors: list[str]) -> None:
    """A few pairs of each kind; two students of a pair have much in common."""
    by_class: dict[tuple[Value, ...], list[str]] = {}
    for row in rows:
        if not {"max_group", "consent", "start_date"} & row.keys():
            alike = row["grade"], row["subject"], row["home_language"], row.get("sessions")
            by_class.setdefault(alike, []).append(str(row["student_id"]))
    classes = [ids for ids in by_class.values() if len(ids) >= 2]
    taken: set[str] = set()
    for rule, count in (("apart", 5), ("together", 3)):
        for _ in range(count):
            first, second = rng.sample(rng.choice(classes), 2)
            if not {first, second} & taken:
                book.add("Pairs", rule=rule, student=first, with_=second)
                taken |= {first, second}
    for rule, count in (("avoid", 4), ("only", 2)):
        for _ in range(count):
            student = str(rng.choice(rows)["student_id"])
            if student not in taken:
                book.add("Pairs", rule=rule, student=student, with_=rng.choice(tutors))
                taken.add(student)


def add_dates(
    book: Book, rng: random.Random, rows: list[Row], tutors: list[str], site: str
) -> None:
    """Calendar, absences and attendance of a school around the week of 14 September."""
    early: Row = {"what": "early_release", "from_": time("13:00"), "note": "Staff development"}
    book.add("Calendar", date=september(16), site=site, **early)
    block: Row = {
        "what": "blocked",
        "from_": time("9:00"),
        "to": time("11:00"),
        "note": "Benchmark",
    }
    book.add("Calendar", date=september(17), site=site, grades="3-8", **block)
    book.add("Absences", person_id=tutors[0], date=september(15), reason="Sick")
    away: Row = {"start_date": september(24), "end_date": september(25), "reason": "Family"}
    book.add("Absences", person_id=tutors[2], **away)
    for day, reason in ((14, "Dentist"), (17, "Clinic"), (22, "Dentist")):
        student = rng.choice(rows)["student_id"]
        hours: Row = {"from_": time("8:00"), "to": time("12:00")}
        book.add("Absences", person_id=student, date=september(day), **hours, reason=reason)
    add_attendance(book, rng, rows, tutors)


def add_holidays(book: Book) -> None:
    """Days on which no school is open."""
    book.add("Calendar", date=september(7), what="closed", note="Labor Day")
    book.add("Calendar", date=september(21), what="closed", note="Local holiday")


def add_attendance(book: Book, rng: random.Random, rows: list[Row], tutors: list[str]) -> None:
    """Trial sessions of the week before, with tutors who are known to the students since."""
    for row in rng.sample(rows, min(12, len(rows))):
        tutor = rng.choice(tutors)
        for day in (8, 10):
            status = rng.choices(("present", "absent", "tutor_absent"), (85, 12, 3))[0]
            book.add(
                "Attendance",
                date=september(day),
                student_id=row["student_id"],
                subject=row["subject"],
                tutor_id=tutor,
                status=status,
                minutes=45 if status == "present" else None,
            )
