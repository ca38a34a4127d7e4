"""Pull lists: who leaves a homeroom when, where to, and when they are back."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.domain import Meeting, Student
from matcher.handouts.page import Cell, Document, Heading, Part, Table
from matcher.handouts.telling import Row, Telling, by_day
from matcher.handouts.week import Held, called

Homeroom = tuple[str, str]
"""A site and a homeroom of it."""


def homerooms(telling: Telling) -> dict[Homeroom, list[Student]]:
    """The students with something on in the school day of the week, by homeroom.

    Those without a homeroom are under a blank one.
    """
    found: dict[Homeroom, list[Student]] = {}
    for student_id, student in telling.week.problem.students.items():
        if any(map(_in_school, telling.week.of_student.get(student_id, ()))):
            found.setdefault((student.site, student.homeroom), []).append(student)
    return dict(sorted(found.items()))


def pull_document(telling: Telling, homeroom: Homeroom, students: list[Student]) -> Document:
    """The list of one homeroom, day by day; only sessions of the school day take a child out."""
    site, name = homeroom
    rows = [
        row
        for student in students
        for held in telling.week.of_student.get(student.id, ())
        for row in _rows(telling, held, student)
    ]
    say = telling.words.say
    heads = (say("Out and back"), say("Student"), say("Subject"), say("Goes to"))
    parts: list[Part] = []
    for day, of_day in by_day(rows).items():
        parts += [
            Heading(telling.day(day), 2),
            Table(heads, tuple(of_day), (3.4, 3.4, 2.8, 4.0)),
        ]
    return Document(
        code=telling.words.code,
        rightwards=telling.words.rightwards,
        title=say("Homeroom {homeroom}", homeroom=name),
        aside=f"{site} · {telling.of_week}",
        foot=telling.foot,
        parts=tuple(parts),
    )


def _in_school(held: Held) -> bool:
    return "school_day" in (held.at.slot.kind, held.planned.slot.kind)


def _rows(telling: Telling, held: Held, student: Student) -> Iterator[tuple[Meeting, Row]]:
    name = called(student)
    subject = Cell(held.frame.subject)
    if held.at.slot.kind == "school_day":
        time, mark = telling.time(held.at), telling.mark_for(held, student)
        off = not telling.comes(held, student)
        goes = f"{telling.place(held.at, held.room)}\n{called(held.tutor)}"
        row = (
            Cell(time, mark, off=off, strong=not off),
            Cell(name, off=off),
            Cell(subject.text, off=off),
            Cell(goes, off=off),
        )
        yield held.at, row
    if held.fate == "moved" and held.planned.slot.kind == "school_day":
        yield held.planned, telling.moved_away(held, Cell(name), subject, Cell())
