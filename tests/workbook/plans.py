"""Small plans made by hand, with every status of a session, for tests of what is written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from openpyxl import load_workbook

from matcher.domain import (
    DAY_MINUTES,
    Frame,
    Group,
    Meeting,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Session,
    Settings,
    Slot,
    Student,
    Tutor,
    Window,
)
from matcher.plan import Change, Plan, Reached, Reason, Seat
from matcher.problem import Problem
from matcher.rule import Check, Goal, Rule
from matcher.schedule import Schedule
from matcher.verify import Verdict
from matcher.workbook.accounts import RunFacts
from matcher.workbook.findings import Finding
from matcher.workbook.write import write_plan

MONDAY = dt.date(2026, 9, 14)
ALWAYS = tuple(Window(day * DAY_MINUTES, (day + 1) * DAY_MINUTES) for day in range(7))
FACTS = RunFacts(
    version="0.1.0",
    input_sha256="ab" * 32,
    previous_sha256="cd" * 32,
    previous_name="pilot-2026-09-07.xlsx",
    input_name="pilot.xlsx",
    options="--seed 7",
    findings=(
        Finding("notice", "Slots", "A4", "Lincon", "Only this sheet names the site."),
        Finding("left out", "Students", "D9", "13th", "A grade can not be read."),
    ),
    rows_left_out=1,
)


class Seated(Goal):
    number, name = 3, "need-served"
    sentence = "The students with the greatest need are placed first."
    labels, senses = ("need of the students placed",), ("max",)


class Sessions(Goal):
    number, name = 7, "dosage"
    sentence = "Students meet as often as agreed."
    labels, senses = ("student sessions", "student minutes"), ("max", "max")


class Cost(Goal):
    number, name = 10, "cost"
    sentence = "The week costs as little as it can."
    labels, senses = ("wages of the week",), ("min",)


class Size(Rule):
    number, name = 6, "group-size"
    sentence = "No group has more members than agreed."


class Grades(Rule):
    """Who may use which row, for want of the real rules."""

    number, name, sentence = 3, "grades", "A slot admits the grade of every member."

    def admits(self, problem, person, meeting):
        grades = meeting.slot.grades
        return not isinstance(person, Request) or grades is None or person.student.grade in grades


def saved(plan, folder, facts=FACTS):
    """The path of a plan that is written into a folder."""
    path = Path(folder) / "plan-2026-09-14.xlsx"
    write_plan(plan, path, facts)
    return path


def written(plan, folder, facts=FACTS):
    """The workbook of a plan, as it reads back."""
    return load_workbook(saved(plan, folder, facts))


def student(number, **told):
    told = {"id": f"S{number:03d}", "site": "Lincoln", "grade": 3, "name": f"Child {number}"} | told
    return Student(**told)


def tutor(number, **told):
    told = {
        "id": f"T{number:02d}",
        "sites": ("Lincoln", "Rosa Parks"),
        "subjects": ("Mathematics", "Reading"),
        "languages": ("English", "Spanish"),
        "available": ALWAYS,
        "name": f"Tutor {number}",
    } | told
    return Tutor(**told)


def slot(row, start, site="Lincoln", days=range(5), **told):
    """A slot of half an hour; ``start`` in minutes since midnight."""
    return Slot(row, site, frozenset(days), start, start + 30, **told)


def group(group_id, teacher, members, meetings, subject="Mathematics", language="English", **told):
    told = {"modality": "in_person", "site": "Lincoln"} | told
    frame = Frame(teacher, subject, language, **told)
    return Group(frame, tuple(members), tuple(meetings), id=group_id)


def as_planned(one):
    """The sessions of a group in a week where nothing happens."""
    return [
        Session(one, member, meeting, meeting, one.tutor, "planned")
        for meeting in one.meetings
        for member in one.members
    ]


def plan_of(
    program: Program,
    groups: Sequence[Group],
    sessions: Sequence[Session] | None = None,
    previous: Previous | None = None,
    **told,
) -> Plan:
    """A plan around groups made by hand; nobody has checked it."""
    problem = Problem(program, MONDAY, previous)
    schedule = Schedule(tuple(groups))
    unplaced = [request for request in problem.requests if request not in schedule.placed]
    plan = Plan(
        problem=problem,
        schedule=schedule,
        verdict=Verdict(checks=((Size(), Check(len(schedule))),), values=()),
        reached=(
            Reached(
                Seated(),
                (Fraction(9),),
                (Fraction(10),),
                levels=((Fraction(4), 2, 2), (Fraction(1), 1, None)),
            ),
            Reached(Sessions(), (Fraction(9), Fraction(270)), (Fraction(9), None)),
            Reached(Cost(), (Fraction(505, 2),), (Fraction(200),)),
        ),
        sessions=tuple(
            sessions
            if sessions is not None
            else [session for one in groups for session in as_planned(one)]
        ),
        seats=tuple(
            Seat(member, one, MONDAY - dt.timedelta(weeks=2), MONDAY)
            for one in groups
            for member in one.members
        ),
        reasons=tuple(
            Reason(request, "no_time", "No tutor is free when the student is.")
            for request in unplaced
        ),
        changes=(),
        notices=("The student S009 is no longer in the program.",),
        ended_by="work",
        seconds=12.345,
        seed=7,
    )
    return replace(plan, **told)


def eventful() -> Plan:
    """Five groups at two sites and online, in whose week everything that can happen does."""
    ana = student(1, name="Ana Díaz", transport="self", categories=("CATEGORY-EL",))
    ben = student(2, name="Ben Okoye", home_language="Spanish")
    cruz = student(3, name="", grade=4)
    dina = student(4, name="Dina Lee", site="Rosa Parks", grade=0, modality="either")
    eli = student(5, name="Eli Sato")
    maths = [
        Request(child, "Mathematics", 1, 5, Fraction(77777), ("Spanish", "English"))
        for child in (ana, ben, cruz)
    ]
    reading = [Request(child, "Reading", 1, 5) for child in (ana, dina)]
    unplaced = Request(eli, "Reading", 1, 5, Fraction(88888))
    ruiz, kim = tutor(1, name="Ms Ruiz"), tutor(2, name="Mr Kim")
    spare = tutor(3, name="Ms Vega", reserve=True)
    early, late = slot(2, 480, groups_at_once=1), slot(3, 540)
    twin = slot(4, 480, grades=frozenset({4}))
    parks = slot(5, 600, site="Rosa Parks", days=range(6))
    online = slot(6, 1020, site=None, modality="online", kind="after_school")
    program = Program(
        requests=(*maths, *reading, unplaced),
        tutors=(ruiz, kim, spare),
        slots=(early, late, twin, parks, online),
        settings=Settings(program="Reach & Read"),
    )
    first = group(
        "G001", ruiz, maths[:2], [Meeting(early, day) for day in range(4)], language="Spanish"
    )
    second = group("G002", kim, [maths[2]], [Meeting(twin, 1), Meeting(twin, 3)])
    third = group("G003", kim, [reading[0]], [Meeting(late, 0)], "Reading")
    fourth = group(
        "G010", kim, [reading[1]], [Meeting(online, 4)], "Reading", modality="online", site=None
    )
    sessions = [*as_planned(second), *as_planned(third)]
    sessions += _eventful_sessions(first, spare, Meeting(late, 4))
    sessions += [
        Session(fourth, reading[1], Meeting(online, 4), Meeting(online, 4), kim, "cancelled")
    ]
    old = PreviousGroup("G001", "T01", "Mathematics", "Spanish", "in_person", frozenset())
    previous = Previous(
        groups={"G001": old},
        seats={maths[0].key: PreviousSeat("S001", "Mathematics", "G001", "T01")},
        source="pilot-2026-09-07.xlsx",
        week=MONDAY - dt.timedelta(weeks=1),
    )
    change = Change("student", "S001", "Ana Díaz", "Mathematics", "stays", "T01", "T01", "WHY-TEXT")
    return plan_of(program, [first, second, third, fourth], sessions, previous, changes=(change,))


def _eventful_sessions(one: Group, cover: Tutor, elsewhere: Meeting) -> list[Session]:
    monday, tuesday, wednesday, thursday = one.meetings
    ana, ben = one.members
    return [
        Session(one, ana, monday, monday, cover, "covered"),
        Session(one, ben, monday, monday, one.tutor, "away"),
        Session(one, ana, tuesday, elsewhere, one.tutor, "moved"),
        Session(one, ben, tuesday, elsewhere, one.tutor, "away"),
        Session(one, ana, wednesday, wednesday, one.tutor, "cancelled"),
        Session(one, ben, wednesday, wednesday, one.tutor, "away"),
        Session(one, ana, thursday, thursday, one.tutor, "planned"),
        Session(one, ben, thursday, thursday, one.tutor, "planned"),
    ]
