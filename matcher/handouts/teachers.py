"""Pull lists: who leaves a homeroom when, where to, and when they are back."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.domain import Student
from matcher.handouts.page import Cell, Document, Part, Table
from matcher.handouts.telling import Moment, Row, Telling, by_day, moment
from matcher.handouts.week import Gone, Held

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
    rows += [
        telling.gone(gone, Cell(telling.person(student)), Cell(gone.when.subject), Cell())
        for student in students
        for gone in telling.week.gone_of_student(student.id)
        if _was_in_school(telling, gone)
    ]
    say = telling.words.say
    heads = (say("Out and back"), say("Student"), say("Subject"), say("Goes to"))
    widths = (3.4, 3.4, 2.8, 4.0)
    parts: list[Part] = [
        Table(heads, tuple(of_day), widths, title=telling.day(day))
        for day, of_day in by_day(rows).items()
    ]
    return Document(
        code=telling.words.tag,
        rightwards=telling.words.rightwards,
        title=say("Homeroom {homeroom}", homeroom=telling.words.name(name)),
        aside=f"{telling.words.name(site)} · {telling.of_week}",
        foot=telling.foot,
        parts=tuple(parts),
    )


def _in_school(held: Held) -> bool:
    return "school_day" in (held.at.slot.kind, held.planned.slot.kind)


def _was_in_school(telling: Telling, gone: Gone) -> bool:
    """Whether a slot of the school day is at the time that was told."""
    when = (gone.when.start, gone.when.end)
    return any(
        slot.kind == "school_day" and gone.day in slot.days and (slot.start, slot.end) == when
        for slot in telling.week.problem.slots
    )


def _rows(telling: Telling, held: Held, student: Student) -> Iterator[tuple[Moment, Row]]:
    name = telling.person(student)
    subject = Cell(telling.words.name(held.frame.subject))
    if held.at.slot.kind == "school_day":
        time, mark = telling.time(held.at), telling.mark_for(held, student)
        off = not telling.comes(held, student)
        own = held.room and held.at.slot.site == student.site
        where = telling.words.name(held.room) if own else telling.place(held.at, held.room)
        goes = f"{where}\n{telling.person(held.tutor)}"
        row = (
            Cell(time, mark, off=off, strong=not off),
            Cell(name, off=off),
            Cell(subject.text, off=off),
            Cell(goes, off=off),
        )
        yield moment(held.at), row
    stays = telling.is_guest(held, student)  # nobody expects a guest at the planned time
    if held.fate == "moved" and held.planned.slot.kind == "school_day" and not stays:
        yield moment(held.planned), telling.moved_away(held, Cell(name), subject, Cell())
