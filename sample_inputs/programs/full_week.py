"""A week without a gap: every centre hosts a lesson in every period and no tutor ever waits.

It is made period by period, then stirred; :func:`check` looks it over before anyone builds on it.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

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
BUSY_SHARE = 0.55  # of the hours in which a student is not tutored
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
