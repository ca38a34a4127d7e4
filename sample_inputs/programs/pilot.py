"""The Los Angeles pilot: 52 students of two cities' schools, small groups, 11 tutors.

Everything is small enough to be looked through by hand. Most tutors work mornings or afternoons only.
"""

from __future__ import annotations

import random

from .book import Book, Row, numbered, september, time
from .handing_out import add_handing_out
from .names import People
from .planner import add_pilot

SEED = "pilot"
OAK, GLEN = "Verdugo Oak Elementary", "Arroyo Glen Middle"  # Glendale
VISTA, CREST = "Magnolia Vista Elementary", "Olive Crest Middle"  # Burbank

SITES: tuple[tuple[str, int, tuple[tuple[str, int], ...], str, int], ...] = (
    (OAK, 3, (("Armenian", 40), ("English", 30), ("Spanish", 30)), "Glendale late bus", 14),
    (GLEN, 3, (("Armenian", 35), ("English", 40), ("Spanish", 25)), "Glendale late bus", 12),
    (VISTA, 3, (("Spanish", 50), ("English", 45), ("Armenian", 5)), "Burbank late bus", 14),
    (CREST, 2, (("Spanish", 45), ("English", 50), ("Armenian", 5)), "Burbank late bus", 12),
)
"""Site, rooms, home languages, late bus, students."""

ELEMENTARY: tuple[tuple[str, str, str, str], ...] = (
    ("9:10", "9:40", "1,2", "school_day"),
    ("10:20", "10:50", "3,4", "school_day"),
    ("12:50", "13:20", "1,2", "school_day"),
    ("13:25", "13:55", "3,4", "school_day"),
)
MIDDLE: tuple[tuple[str, str, str, str], ...] = (
    ("9:05", "9:40", "6", "school_day"),
    ("10:40", "11:15", "7,8", "school_day"),
    ("13:15", "13:50", "6-8", "school_day"),
)
"""Start, end, grades and kind of the intervention blocks, Monday to Friday."""

TUTORS: tuple[dict[str, str | int | float], ...] = (
    {
        "sites": OAK,
        "subjects": "Reading; Math",
        "languages": "English; Armenian",
        "available": "Mon,Tue,Thu 8:45-12:00",
        "grades": "1-4",
        "max_sessions_week": 6,
        "max_sessions_day": 2,
        "hourly_rate": 27,
    },
    {
        "sites": OAK,
        "subjects": "Reading",
        "languages": "English; Spanish",
        "available": "Mon-Thu 12:30-15:30",
        "grades": "1-4",
        "max_sessions_week": 10,
        "max_sessions_day": 3,
        "hourly_rate": 25,
    },
    {
        "sites": f"{OAK}; {GLEN}",
        "subjects": "Math",
        "languages": "English",
        "available": "Mon,Tue,Thu 12:45-16:15",
        "max_sessions_week": 9,
        "max_sessions_day": 3,
        "hourly_rate": 29.5,
    },
    {
        "sites": GLEN,
        "subjects": "Reading; Math",
        "languages": "English; Armenian",
        "available": "Mon,Wed,Fri 8:50-11:30",
        "grades": "6-8",
        "max_sessions_week": 6,
        "max_sessions_day": 2,
        "hourly_rate": 30,
    },
    {
        "sites": GLEN,
        "subjects": "Reading; Math",
        "languages": "English; Spanish",
        "available": "Mon-Thu 7:30-11:30",
        "grades": "6-8",
        "max_sessions_week": 9,
        "max_sessions_day": 3,
        "hourly_rate": 26,
        "cleared_until": "2026-09-25",
    },
    {
        "sites": VISTA,
        "subjects": "Reading; Math",
        "languages": "Spanish; English",
        "available": "Mon-Thu 8:45-12:00",
        "grades": "1-4",
        "max_sessions_week": 8,
        "max_sessions_day": 2,
        "hourly_rate": 27,
    },
    {
        "sites": VISTA,
        "subjects": "Reading; Math",
        "languages": "English",
        "available": "Mon-Thu 12:30-15:30",
        "grades": "1-4",
        "max_sessions_week": 10,
        "max_sessions_day": 3,
        "hourly_rate": 24,
    },
    {
        "sites": f"{VISTA}; {CREST}",
        "subjects": "Math; Reading",
        "languages": "English; Spanish",
        "available": "Mon,Tue,Thu 12:45-16:15",
        "max_sessions_week": 10,
        "max_sessions_day": 3,
        "hourly_rate": 29,
    },
    {
        "sites": CREST,
        "subjects": "Reading; Math",
        "languages": "Spanish; English",
        "available": "Mon,Tue,Thu,Fri 8:50-11:30",
        "grades": "6-8",
        "max_sessions_week": 8,
        "max_sessions_day": 2,
        "hourly_rate": 28,
    },
    {
        "sites": f"{CREST}; {GLEN}",
        "subjects": "Reading; Math",
        "languages": "English; Spanish; Armenian",
        "available": "Tue-Thu 16:45-19:00",
        "modality": "online",
        "max_sessions_week": 6,
        "max_group": 2,
        "hourly_rate": 31,
    },
    {
        "sites": f"{OAK}; {GLEN}; {VISTA}; {CREST}",
        "subjects": "Reading; Math",
        "languages": "English; Spanish",
        "available": "Mon-Fri 8:30-16:30",
        "reserve": "yes",
        "hourly_rate": 30,
    },
)


def make() -> Book:
    """The workbook ``pilot.xlsx``."""
    rng = random.Random(SEED)
    book = Book()
    add_students(book, rng)
    add_tutors(book)
    add_slots(book)
    for route in ("Glendale late bus", "Burbank late bus"):
        book.add(
            "Transport",
            route=route,
            days="Mon-Fri",
            earliest=time("8:20"),
            latest=time("15:00"),
        )
        book.add(
            "Transport", route=route, days="Tue,Thu", earliest=time("8:20"), latest=time("16:20")
        )
    for first, second, minutes in ((OAK, GLEN, 15), (VISTA, CREST, 12), (CREST, GLEN, 25)):
        book.add("Travel", from_=first, to=second, minutes=minutes)
    add_pairs(book)
    add_dates(book)
    book.settings(
        program="Los Angeles pilot, fall 2026",
        timezone="America/Los_Angeles",
        sessions_per_week="3-5",
        max_group_size=3,
        max_level_spread=2,
        travel_minutes=45,
        tutor_break_minutes=5,
        weekly_budget=2600,
        program_weeks=18,
        total_budget=200_000,
    )
    add_handing_out(book, SEED)
    add_pilot(book, (OAK, GLEN, VISTA, CREST))
    return book


def add_students(book: Book, rng: random.Random) -> None:
    """52 students; six of them in both subjects."""
    people, ids = People(SEED), numbered("S", 4)
    for site, _, homes, route, count in SITES:
        grades = (1, 2, 3, 4) if site in (OAK, VISTA) else (6, 7, 8)
        for number in range(count):
            grade = grades[number % len(grades)]
            home = rng.choices([name for name, _ in homes], [share for _, share in homes])[0]
            student: Row = {
                "student_id": next(ids),
                "name": people.name(home),
                "site": site,
                "grade": grade,
                "transport": rng.choices(("self", route, None), (35, 40, 25))[0],
                "modality": "either" if grade >= 6 and rng.random() < 0.35 else None,
                "home_language": home,
                "categories": rng.choices((None, "EL", "IEP", "EL; FRL", "FRL"), (3, 2, 1, 2, 3))[
                    0
                ],
                "busy": protected(rng, site),
            }
            both = number in (3, 7) and site != CREST
            subjects = (
                ("Reading", "Math")
                if both
                else (rng.choice(("Reading", "Reading", "Reading", "Math")),)
            )
            for subject in subjects:
                book.add("Students", **student, **request(rng, grade, home), subject=subject)
    rows = book.rows["Students"]
    rows[4] |= {"consent": "no"}
    rows[20] |= {"end_date": september(18)}
    rows[41] |= {"start_date": september(21)}
    rows[-2] |= {"available": "Mon-Fri 15:00-17:00", "transport": "Burbank late bus"}


def request(rng: random.Random, grade: int, home: str) -> Row:
    """What belongs to one row alone."""
    english_too = home == "English" or rng.random() < 0.8
    languages = {"English": None}.get(home, f"{home}; English" if english_too else home)
    return {
        "sessions": rng.choices((None, "2-3", "2-4", 3, "3-4"), (55, 15, 10, 12, 8))[0],
        "need": rng.choices((1, 2, 3, 5), (35, 30, 20, 15))[0],
        "languages": languages,
        "level": round(max(0.0, grade + 0.8 - rng.choice((0.3, 0.6, 1.0, 1.5))), 1),
        "max_group": rng.choices((None, 1, 2), (88, 4, 8))[0],
    }


def protected(rng: random.Random, site: str) -> str | None:
    """A service that falls into one of the site's blocks, for some students."""
    if rng.random() < 0.6:
        return None
    blocks = ELEMENTARY if site in (OAK, VISTA) else MIDDLE
    start, end, *_ = rng.choice(blocks)
    return f"{rng.choice(('Wed', 'Mon,Wed', 'Fri', 'Tue'))} {start}-{end}"


def add_tutors(book: Book) -> None:
    """The eleven tutors of the table above."""
    people, ids = People(SEED + " tutors"), numbered("T", 3)
    homes = ("Armenian", "Spanish", "English", "Armenian", "Spanish", "Spanish") + ("English",) * 5
    for home, tutor in zip(homes, TUTORS, strict=True):
        until = {"cleared_until": september(25)} if "cleared_until" in tutor else {}
        cells: Row = {**tutor, **until, "provider": "Two Cities Tutoring"}
        book.add("Tutors", tutor_id=next(ids), name=people.name(home), **cells)


def add_slots(book: Book) -> None:
    """The bell schedules, after-school hours, and two evening slots on screen."""
    for site, rooms, _, _, _ in SITES:
        small = site in (OAK, VISTA)
        book.add("Sites", site=site, groups_at_once=rooms)
        for start, end, grades, kind in ELEMENTARY if small else MIDDLE:
            times: Row = {"start": time(start), "end": time(end)}
            book.add("Slots", site=site, days="Mon-Fri", **times, kind=kind, grades=grades)
        after = ("14:45", "15:25") if small else ("15:20", "16:05")
        times = {"start": time(after[0]), "end": time(after[1])}
        book.add("Slots", site=site, days="Mon-Thu", **times, kind="after_school", groups_at_once=2)
    times = {"start": time("7:40"), "end": time("8:15")}
    book.add("Slots", site=GLEN, days="Mon,Wed", **times, kind="before_school", groups_at_once=1)
    for start, end in (("17:00", "17:40"), ("18:00", "18:40")):
        times = {"start": time(start), "end": time(end)}
        book.add("Slots", days="Mon-Thu", **times, kind="evening", modality="online", grades="6-8")


def add_pairs(book: Book) -> None:
    """One or two pairs of each kind."""
    for rule, student, other in (
        ("apart", "S0002", "S0006"),
        ("together", "S0028", "S0032"),
        ("only", "S0018", "T004"),
        ("avoid", "S0030", "T007"),
        ("avoid", "S0045", "T008"),
    ):
        book.add("Pairs", rule=rule, student=student, with_=other)


def add_dates(book: Book) -> None:
    """What the weeks of 14 and 21 September bring, and who met whom in the week before."""
    book.add("Calendar", date=september(7), what="closed", note="Labor Day")
    early: Row = {"what": "early_release", "from_": time("13:00"), "note": "Early release"}
    book.add("Calendar", date=september(16), site=OAK, **early)
    book.add("Calendar", date=september(16), site=GLEN, **early)
    book.add("Calendar", date=september(18), site=VISTA, what="closed", note="Pupil-free day")
    book.add("Calendar", date=september(21), what="closed", note="Local holiday")
    block: Row = {
        "what": "blocked",
        "from_": time("8:30"),
        "to": time("11:00"),
        "note": "Benchmark test",
    }
    book.add("Calendar", start_date=september(15), end_date=september(16), site=CREST, **block)
    book.add("Calendar", date=september(17), site=GLEN, grades="7", **block)
    book.add("Absences", person_id="T006", date=september(15), reason="Sick")
    afternoon: Row = {"from_": time("12:30"), "to": time("14:30"), "reason": "Dentist"}
    book.add("Absences", person_id="S0003", date=september(17), **afternoon)
    morning: Row = {"from_": time("8:00"), "to": time("12:00"), "reason": "Appointment"}
    book.add("Absences", person_id="T004", date=september(16), **morning)
    book.add("Absences", person_id="S0022", start_date=september(22), end_date=september(24))
    for number, day in ((1, 8), (1, 10), (6, 8), (12, 9), (16, 9), (29, 8), (33, 10), (46, 10)):
        row = next(r for r in book.rows["Students"] if r["student_id"] == f"S{number:04d}")
        absent = number == 12
        book.add(
            "Attendance",
            date=september(day),
            student_id=row["student_id"],
            subject=row["subject"],
            tutor_id="T011" if number % 2 else "T002",
            status="absent" if absent else "present",
            minutes=None if absent else 30,
        )
