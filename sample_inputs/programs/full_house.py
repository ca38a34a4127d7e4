"""The packing regime: one-to-one, one-room centres, nothing spare, and yet everybody fits.

The week is made first, period by period; the program is then read off it, so that a plan that
seats everyone exists. :func:`check` looks over that plan once more before anything is written.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .book import Book, Row, clock, numbered, september, time
from .names import People

SEED = "full-house"
CENTRES = (
    "Lantern House",
    "Juniper Hall",
    "Mesa Studio",
    "Tidepool Room",
    "Poppy Corner",
    "Foothill Loft",
    "Sycamore Den",
    "Harbor Annex",
    "Cactus Court",
    "Skylark Room",
    "Cypress Nook",
    "Canyon Porch",
)
STUDENTS_PER_CENTRE = 3
PERIODS = (480, 525, 570, 620, 720, 765, 810)  # starts, minutes since midnight
MINUTES = 40
HALVES = ((0, 1, 2, 3), (4, 5, 6))  # the periods before and after lunch
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
SUBJECTS: tuple[tuple[str, ...], ...] = (
    ("Math",),
    ("Math",),
    ("Reading",),
    ("Reading",),
    ("Writing",),
    ("Science",),
    ("History",),
    ("Algebra",),
    ("Geometry",),
    ("Biology",),
    ("English Language Development",),
    ("Spanish", "Armenian"),
    ("Chemistry", "Coding"),
)
"""What each tutor teaches. Math and Reading have two tutors, everything else one."""

SPLITS: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((1,),),
    2: ((2,), (2,), (1, 1)),
    3: ((3,), (3,), (2, 1)),
    4: ((4,), (2, 2), (3, 1)),
    5: ((5,), (3, 2), (3, 2), (3, 2), (4, 1), (2, 2, 1)),
}
"""How a tutor's days in one place fall to students, by their number."""

SWAPS = 80  # exchanges of two periods of a day among some centres
BUSY_SHARE = 0.15  # of the hours in which a student is not tutored
MOST_A_DAY = 4

Time = tuple[int, int]
"""Day and period."""


@dataclass
class Lesson:
    """A request and where the plan puts it."""

    tutor: int
    centre: int
    times: list[Time]
    student: int = -1
    subject: str = ""


@dataclass
class Week:
    """The plan that comes first."""

    shifts: list[frozenset[Time]]  # by tutor: the hours in which he works, all of them full
    lessons: list[Lesson] = field(default_factory=list)


def make() -> Book:
    """The workbook ``full-house.xlsx``."""
    rng = random.Random(SEED)
    week = plan(rng)
    busy = protected(rng, week)
    check(week, busy)
    return program(rng, week, busy)


# -- the plan ---------------------------------------------------------------------------------


def plan(rng: random.Random) -> Week:
    """A week in which every centre hosts a lesson in every period and no tutor ever waits."""
    while True:
        week = Week(shifts(rng))
        for period in range(len(PERIODS)):
            week.lessons += in_period(rng, week, period)
        if crowded(week):
            continue
        exchange(rng, week)
        if all(enroll(rng, week, centre) for centre in range(len(CENTRES))):
            return week


def shifts(rng: random.Random) -> list[frozenset[Time]]:
    """Each tutor's hours. In every half-day as many are at work as there are centres."""
    tutors = list(range(len(SUBJECTS)))
    off: list[set[tuple[int, int]]] = [set() for _ in tutors]
    for day in range(len(DAYS)):
        for half in range(len(HALVES)):
            by_days_off = sorted(tutors, key=lambda t: (len(off[t]), rng.random()))
            for tutor in by_days_off[: len(tutors) - len(CENTRES)]:
                off[tutor].add((day, half))
    return [
        frozenset(
            (day, period)
            for day in range(len(DAYS))
            for half, periods in enumerate(HALVES)
            if (day, half) not in away
            for period in periods
        )
        for away in off
    ]


def in_period(rng: random.Random, week: Week, period: int) -> Iterator[Lesson]:
    """Deal one period's tutors to the centres, day by day, keeping them where they were."""
    lessons = by_subjects(week)
    held: dict[tuple[int, int], list[int]] = defaultdict(list)
    place: dict[int, int] = {}
    for day in range(len(DAYS)):
        working = [t for t, hours in enumerate(week.shifts) if (day, period) in hours]
        place = {t: centre for t, centre in place.items() if t in working}
        free = [c for c in range(len(CENTRES)) if c not in place.values()]
        for tutor in rng.sample(working, len(working)):
            if tutor not in place:
                here = {
                    c: ((tutor, c) not in held, lessons[SUBJECTS[tutor], c], rng.random())
                    for c in free
                }
                place[tutor] = min(free, key=here.__getitem__)
                free.remove(place[tutor])
        for tutor, centre in place.items():
            held[tutor, centre].append(day)
    for (tutor, centre), days in held.items():
        key = SUBJECTS[tutor], centre
        for part in parts(rng, days, len(key[0]) * STUDENTS_PER_CENTRE - lessons[key]):
            lessons[key] += 1
            yield Lesson(tutor, centre, [(day, period) for day in part])


def parts(rng: random.Random, days: list[int], students: int) -> Iterator[list[int]]:
    """Deal a tutor's days in one place to one or more students, where so many are left."""
    left = rng.sample(days, len(days))
    split = rng.choice(SPLITS[len(days)])
    for size in split if len(split) <= students else (len(days),):
        yield sorted(left[:size])
        left = left[size:]


def by_subjects(week: Week) -> Counter[tuple[tuple[str, ...], int]]:
    """How many lessons a centre has in what a tutor teaches, other tutors' included."""
    return Counter((SUBJECTS[lesson.tutor], lesson.centre) for lesson in week.lessons)


def crowded(week: Week) -> bool:
    """Whether a centre has more lessons in some subjects than its students could ask for."""
    return any(
        count > STUDENTS_PER_CENTRE * len(subjects)
        for (subjects, _), count in by_subjects(week).items()
    )


def exchange(rng: random.Random, week: Week) -> None:
    """Swap two periods of a day among centres that swap tutors with one another, many times.

    The tutors of those centres are the same in both periods, so all of them stay full; lessons
    come to stand at different times on different days, as in a real timetable.
    """
    for _ in range(SWAPS):
        day, half = rng.randrange(len(DAYS)), rng.choice(HALVES)
        first, second = rng.sample(half, 2)
        at = {(lesson.centre, time): lesson for lesson in week.lessons for time in lesson.times}
        ring = []
        centre = rng.randrange(len(CENTRES))
        while centre not in ring:
            ring.append(centre)
            tutor = at[centre, (day, second)].tutor
            centre = next(c for c in range(len(CENTRES)) if at[c, (day, first)].tutor == tutor)
        for centre in ring:
            for old, new in ((first, second), (second, first)):
                lesson = at[centre, (day, old)]
                lesson.times[lesson.times.index((day, old))] = (day, new)


def enroll(rng: random.Random, week: Week, centre: int) -> bool:
    """Give the lessons of a centre to its students, no subject twice; whether it worked out."""
    first = centre * STUDENTS_PER_CENTRE
    students = range(first, first + STUDENTS_PER_CENTRE)
    lessons = sorted(
        (lesson for lesson in week.lessons if lesson.centre == centre),
        key=lambda lesson: (-len(lesson.times), rng.random()),
    )
    return any(dealt(rng, lessons, students) for _ in range(200))


def dealt(rng: random.Random, lessons: list[Lesson], students: range) -> bool:
    """One attempt of :func:`enroll`: each lesson to the student with the fewest sessions."""
    wishes: set[tuple[int, str]] = set()
    load: Counter[int] = Counter()
    on_day: Counter[tuple[int, int]] = Counter()
    for lesson in lessons:
        days = [day for day, _ in lesson.times]
        free = [
            (load[student], rng.random(), student, subject)
            for student in students
            for subject in SUBJECTS[lesson.tutor]
            if (student, subject) not in wishes
            and all(on_day[student, day] < MOST_A_DAY for day in days)
        ]
        if not free:
            return False
        *_, lesson.student, lesson.subject = min(free)
        wishes.add((lesson.student, lesson.subject))
        load[lesson.student] += len(days)
        on_day.update((lesson.student, day) for day in days)
    return True


def protected(rng: random.Random, week: Week) -> list[set[Time]]:
    """By student, the hours of classes that tutoring may not touch."""
    students = len(CENTRES) * STUDENTS_PER_CENTRE
    tutored: list[set[Time]] = [set() for _ in range(students)]
    for lesson in week.lessons:
        tutored[lesson.student].update(lesson.times)
    every = [(day, period) for day in range(len(DAYS)) for period in range(len(PERIODS))]
    return [{t for t in every if t not in own and rng.random() < BUSY_SHARE} for own in tutored]


def check(week: Week, busy: list[set[Time]]) -> None:
    """Raise ValueError unless the plan keeps every rule and leaves no tutor and no room idle."""
    problems = []
    for name, cells in (
        ("centre", [(x.centre, t) for x in week.lessons for t in x.times]),
        ("tutor", [(x.tutor, t) for x in week.lessons for t in x.times]),
        ("student", [(x.student, t) for x in week.lessons for t in x.times]),
    ):
        problems += [f"{name} {c} twice" for c, count in Counter(cells).items() if count > 1]
        if name == "centre" and len(cells) != len(CENTRES) * len(DAYS) * len(PERIODS):
            problems.append("a centre is idle")
        if name == "tutor" and set(cells) != {(t, h) for t, s in enumerate(week.shifts) for h in s}:
            problems.append("a tutor is idle or works outside the shift")
    a_day = Counter((x.student, day) for x in week.lessons for day, _ in x.times)
    if max(a_day.values()) > MOST_A_DAY:
        problems.append("a student has too many sessions on a day")
    if len({(x.student, x.subject) for x in week.lessons}) != len(week.lessons):
        problems.append("a student has a subject twice")
    for lesson in week.lessons:
        if len({day for day, _ in lesson.times}) != len(lesson.times):
            problems.append(f"{lesson} meets twice on a day")
        if lesson.student // STUDENTS_PER_CENTRE != lesson.centre:
            problems.append(f"{lesson} is at a centre that is not the student's")
        if lesson.subject not in SUBJECTS[lesson.tutor] or busy[lesson.student] & {*lesson.times}:
            problems.append(f"{lesson} is taught by the wrong tutor or in a protected class")
    if problems:
        raise ValueError("; ".join(problems))


# -- the program ------------------------------------------------------------------------------


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
