"""Small standing plans in weeks full of trouble, made by chance."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random

from matcher.domain import (
    DAY_MINUTES,
    SELF,
    Absence,
    Attended,
    CalendarDay,
    Frame,
    Group,
    Pair,
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
from matcher.problem import Problem
from matcher.schedule import Schedule
from tests import oracle_rules

MONDAY = dt.date(2026, 9, 14)
SITES = ("Elm", "Oak")
DAYS = (0, 1, 2, 3)


def trouble(chance: Random, *, roomed: bool = False) -> tuple[Problem, Schedule]:
    """A problem with closed days and absences, and a standing plan of it that holds every rule.

    With named rooms where it is to be ``roomed``.
    """
    program = Program(
        requests=tuple(request for n in range(1, 7) for request in _requests(chance, n)),
        tutors=tuple(_tutor(chance, n) for n in range(1, 5)),
        slots=_slots(chance),
        settings=Settings(
            travel_minutes=chance.choice([0, 30]),
            tutor_break_minutes=chance.choice([0, 0, 0, 10]),
            max_sessions_per_student_day=chance.choice([1, 2]),
        ),
        site_rooms={site: chance.choice([1, 2]) for site in SITES if chance.random() < 0.3},
        rides=(Ride("R1", frozenset({0, 2}), None, 570),),
        pairs=tuple(_pair(chance) for _ in range(chance.choice([0, 0, 1]))),
        calendar=tuple(_closure(chance) for _ in range(chance.choice([0, 1, 1, 2]))),
        absences=tuple(_absence(chance) for _ in range(chance.choice([1, 2, 3, 4]))),
        attendance=tuple(_attended(chance) for _ in range(6)),
        rooms=_rooms(chance) if roomed else (),
    )
    problem = Problem(program, MONDAY, _previous(chance))
    return problem, _plan(chance, problem)


def _mostly(chance: Random, usual, *others):
    return usual if chance.random() < 0.7 else chance.choice(others)


def _date(chance: Random) -> dt.date:
    return MONDAY + dt.timedelta(days=chance.choice(DAYS))


def _slots(chance: Random) -> tuple[Slot, ...]:
    rows: list[Slot] = []
    twins = chance.choice([0.3, 0.3, 0.85])  # how often a row repeats the place of another
    for row in range(2, 2 + chance.randint(2, 5)):
        start = chance.choice([480, 480, 510, 540])
        online = chance.random() < 0.15
        site = chance.choice([*SITES, None]) if online else _mostly(chance, "Elm", "Oak")
        length = _mostly(chance, 30, 45, 60, 15)
        if rows and chance.random() < twins:
            twin = chance.choice(rows)
            start, length, site = twin.start, twin.minutes, twin.site
            online = twin.modality == "online"
        rows.append(
            Slot(
                row=row,
                site=site,
                days=frozenset(DAYS if chance.random() < 0.7 else chance.sample(DAYS, 2)),
                start=start,
                end=start + length,
                kind=_mostly(chance, "school_day", "after_school"),
                grades=_mostly(chance, None, frozenset({3})),
                groups_at_once=chance.choice([None, 1, 1, 1, 2]),
                modality="online" if online else "in_person",
                open_to_all=chance.random() < 0.5,
                start_date=_mostly(chance, None, None, None, _date(chance)),
                end_date=_mostly(chance, None, None, None, _date(chance)),
            )
        )
    return tuple(rows)


def _rooms(chance: Random) -> tuple[Room, ...]:
    """One to three rooms, mostly of the site with more slots; some open late or close early."""
    return tuple(
        Room(
            _mostly(chance, "Elm", "Oak"),
            f"Room {number}",
            _mostly(chance, 1, 2),
            _mostly(chance, None, _hours(0, 540), _hours(510, 1439)),
            _mostly(chance, None, frozenset({"school_day"}), frozenset({"after_school"})),
        )
        for number in range(1, 1 + chance.randint(1, 3))
    )


def _hours(start: int, end: int) -> tuple[Window, ...]:
    return tuple(Window(d * DAY_MINUTES + start, d * DAY_MINUTES + end) for d in range(7))


def _tutor(chance: Random, number: int) -> Tutor:
    always = tuple(Window(d * DAY_MINUTES, d * DAY_MINUTES + 1439) for d in range(7))
    until = tuple(Window(d * DAY_MINUTES, d * DAY_MINUTES + 540) for d in range(7))
    return Tutor(
        id=f"T{number}",
        sites=_mostly(chance, SITES, ("Elm",), ("Oak",)),
        subjects=_mostly(chance, ("Math", "Reading"), ("Math",)),
        languages=_mostly(chance, ("English", "Spanish"), ("English",), ("Spanish",)),
        available=_mostly(chance, always, until),
        busy=_mostly(chance, (), (Window(510, 520),), (Window(DAY_MINUTES + 480, 1950),)),
        grades=_mostly(chance, None, frozenset({3})),
        max_sessions_week=_mostly(chance, None, 2, 3, 4),
        max_sessions_day=_mostly(chance, None, 1, 2),
        max_hours_week=_mostly(chance, None, Fraction(1), Fraction(3, 2), Fraction(2)),
        max_group=_mostly(chance, None, 1, 2),
        modality=_mostly(chance, "either", "in_person"),
        cleared_until=_mostly(chance, None, None, None, _date(chance)),
        reserve=chance.random() < (0.6 if number == 4 else 0.1),
        start_date=_mostly(chance, None, None, None, _date(chance)),
        end_date=_mostly(chance, None, None, None, _date(chance)),
    )


def _requests(chance: Random, number: int) -> list[Request]:
    student = Student(
        id=f"S{number}",
        site=_mostly(chance, "Elm", "Oak"),
        grade=_mostly(chance, 3, 4),
        transport=_mostly(chance, SELF, None, "R1"),
        modality="either",
        busy=_mostly(chance, (), (Window(540, 560),), (Window(DAY_MINUTES + 480, 1950),)),
        start_date=_mostly(chance, None, None, None, _date(chance)),
        end_date=_mostly(chance, None, None, None, _date(chance)),
    )
    subjects = _mostly(chance, ("Math",), ("Reading",), ("Math", "Reading"), ("Math", "Reading"))
    return [
        Request(
            student,
            subject,
            least=1,
            most=5,
            languages=_mostly(chance, ("English", "Spanish"), ("English",)),
            max_group=_mostly(chance, None, None, 2),
        )
        for subject in subjects
    ]


def _pair(chance: Random) -> Pair:
    rule = chance.choice(["only", "avoid"])
    return Pair(rule, f"S{chance.randint(1, 6)}", f"T{chance.randint(1, 4)}")


def _closure(chance: Random) -> CalendarDay:
    first = _date(chance)
    what = chance.choice(["closed", "closed", "early_release", "blocked"])
    return CalendarDay(
        first,
        first + dt.timedelta(days=_mostly(chance, 0, 1)),
        what,
        site=chance.choice([None, *SITES]),
        grades=_mostly(chance, None, frozenset({3}), frozenset({4})),
        start=None if what == "closed" else chance.choice([500, 510, 540]),
        end=chance.choice([None, 545]) if what == "blocked" else None,
    )


def _absence(chance: Random) -> Absence:
    first = _date(chance)
    person = chance.choice([f"T{n}" for n in range(1, 5)] * 2 + [f"S{n}" for n in range(1, 7)])
    start, end = chance.choice([(None, None)] * 3 + [(510, None), (None, 510), (490, 500)])
    return Absence(person, first, first + dt.timedelta(days=_mostly(chance, 0, 1, 3)), start, end)


def _attended(chance: Random) -> Attended:
    return Attended(
        MONDAY + dt.timedelta(days=chance.choice([-7, -1, 0])),
        f"S{chance.randint(1, 6)}",
        chance.choice(["present", "present", "absent", "tutor_absent"]),
        tutor_id=f"T{chance.randint(1, 4)}",
    )


def _previous(chance: Random) -> Previous | None:
    if chance.random() < 0.5:
        return None
    tutor, student = f"T{chance.randint(1, 4)}", f"S{chance.randint(1, 6)}"
    group = PreviousGroup("G1", tutor, "Math", "English", "in_person", frozenset())
    return Previous({"G1": group}, {(student, "Math"): PreviousSeat(student, "Math", "G1", tutor)})


def _plan(chance: Random, problem: Problem) -> Schedule:
    groups: list[Group] = []
    for _ in range(12):
        group = _group(chance, problem, groups)
        if group is not None and not oracle_rules.broken(problem, [*groups, group]):
            groups.append(group)
    return Schedule(tuple(groups))


def _group(chance: Random, problem: Problem, groups: list[Group]) -> Group | None:
    seated = {member.key for group in groups for member in group.members}
    free = [request for request in problem.requests if request.key not in seated]
    if not (free and problem.tutors and problem.meetings):
        return None
    first = chance.choice(free)
    alike = [r for r in free if r.subject == first.subject and r is not first]
    members = [first, *chance.sample(alike, min(len(alike), chance.choice([0, 0, 1, 2])))]
    at = chance.choice(problem.meetings)
    others = [
        other
        for other in problem.meetings
        if other.day != at.day
        and (other.slot.site, other.slot.modality) == (at.slot.site, at.slot.modality)
    ]
    meetings = [at, *chance.sample(others, min(len(others), chance.choice([0, 0, 1])))]
    site = at.slot.site if at.slot.modality == "in_person" else None
    tutor = chance.choice(problem.tutors)
    frame = Frame(tutor, first.subject, chance.choice(tutor.languages), at.slot.modality, site)
    return Group(frame, tuple(members), tuple(meetings))
