"""Who comes, goes and changes from one week to the next: a program changed by seeded chance.

Of those who are in the program, 2 in 100 students and 5 in 100 tutors are changed each week; what
that leaves over a whole number counts in the next week. A student leaves, joins, or has other
classes, transport or another site; a tutor leaves, joins, or has other hours or subjects. Who
leaves has either no rows any more or an end date. Who joins is invented, alike someone there is.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from benchmarks.hours import moved_class, other_hours
from matcher.domain import Program, Student, Tutor
from sample_inputs.programs.names import GIVEN, People

STUDENTS_A_WEEK = Fraction(2, 100)
TUTORS_A_WEEK = Fraction(5, 100)
ENDS = dt.timedelta(days=3)  # before the Monday: the Friday of the week before


@dataclass(frozen=True)
class Changed:
    """A change: whose ID, and what became of the person, such as ``leaves``."""

    person: str
    what: str


@dataclass(frozen=True)
class Turned:
    """A program after a week's changes, and what they were."""

    program: Program
    students: tuple[Changed, ...]
    tutors: tuple[Changed, ...]


class Turnover:
    """Changes a program from week to week; the same seed makes the same changes."""

    def __init__(self, program: Program, seed: int) -> None:
        self._rng = random.Random(f"turnover {seed}")
        self._people = People(f"turnover {seed}")
        self._due_students = Fraction(0)
        self._due_tutors = Fraction(0)
        self._student_ids = _Ids(list(program.students))
        self._tutor_ids = _Ids([tutor.id for tutor in program.tutors])

    def next_week(self, program: Program, monday: dt.date) -> Turned:
        """The program as it is from ``monday`` on."""
        here = [who for who in program.students.values() if who.consent and _is_here(who, monday)]
        staff = [who for who in program.tutors if who.cleared and _is_here(who, monday)]
        self._due_students += STUDENTS_A_WEEK * len(here)
        self._due_tutors += TUTORS_A_WEEK * len(staff)
        chosen = self._rng.sample(here, min(int(self._due_students), len(here)))
        tutors = self._rng.sample(staff, min(int(self._due_tutors), len(staff)))
        self._due_students -= len(chosen)
        self._due_tutors -= len(tutors)
        students_told, tutors_told = [], []
        for student in chosen:
            program, told = self._student(program, student, monday)
            students_told.append(told)
        for tutor in tutors:
            program, told = self._tutor(program, tutor, monday)
            tutors_told.append(told)
        return Turned(program, tuple(students_told), tuple(tutors_told))

    def on_a_day(self, program: Program, date: dt.date, *, joining: int, leaving: int) -> Program:
        """The program after so many students have joined and left on ``date``."""
        here = [who for who in program.students.values() if who.consent and _is_here(who, date)]
        chosen = self._rng.sample(here, joining + leaving)
        for like in chosen[:joining]:
            program = self._joins(program, like, date)
        for gone in chosen[joining:]:
            program = self._leaves(program, gone, date)
        return program

    # -- students -------------------------------------------------------------------------------

    def _student(self, program: Program, who: Student, monday: dt.date) -> tuple[Program, Changed]:
        """One change to this student; who joins is alike this one."""
        kinds: tuple[tuple[str, int, Callable[..., Program | None]], ...] = (
            ("leaves", 3, self._leaves),
            ("joins", 3, self._joins),
            ("other classes", 2, self._other_classes),
            ("other transport", 1, self._other_transport),
            ("other site", 1, self._other_site),
        )
        return self._one_of(kinds, program, who, monday)

    def _joins(self, program: Program, like: Student, monday: dt.date) -> Program:
        new = replace(
            like,
            id=self._student_ids.new(),
            name=self._name(program, like.home_language),
            busy=moved_class(self._rng, program, like),
            start_date=monday,
            end_date=None,
        )
        theirs = [request for request in program.requests if request.student.id == like.id]
        wishes = tuple(replace(request, student=new) for request in theirs)
        return replace(program, requests=(*program.requests, *wishes))

    def _other_classes(self, program: Program, who: Student, _monday: dt.date) -> Program | None:
        busy = moved_class(self._rng, program, who)
        return None if busy == who.busy else _with_student(program, replace(who, busy=busy))

    def _other_transport(self, program: Program, who: Student, _monday: dt.date) -> Program | None:
        theirs = {s.transport for s in program.students.values() if s.site == who.site}
        others = sorted(theirs - {who.transport}, key=str)
        if not others:
            return None
        return _with_student(program, replace(who, transport=self._rng.choice(others)))

    def _other_site(self, program: Program, who: Student, _monday: dt.date) -> Program | None:
        """To a site that has students of the grade, and with the transport of one of them."""
        there = [
            student
            for student in program.students.values()
            if student.site != who.site and student.grade == who.grade
        ]
        if not there:
            return None
        like = self._rng.choice(there)
        return _with_student(program, replace(who, site=like.site, transport=like.transport))

    # -- tutors ---------------------------------------------------------------------------------

    def _tutor(self, program: Program, who: Tutor, monday: dt.date) -> tuple[Program, Changed]:
        kinds: tuple[tuple[str, int, Callable[..., Program | None]], ...] = (
            ("leaves", 1, self._leaves),
            ("joins", 1, self._starts),
            ("other hours", 1, self._other_hours),
            ("other subjects", 1, self._other_subjects),
        )
        return self._one_of(kinds, program, who, monday)

    def _starts(self, program: Program, like: Tutor, monday: dt.date) -> Program:
        new = replace(
            like,
            id=self._tutor_ids.new(),
            name=self._name(program, None),
            available=other_hours(self._rng, like.available),
            cleared_until=None,
            start_date=monday,
            end_date=None,
        )
        return replace(program, tutors=(*program.tutors, new))

    def _other_hours(self, program: Program, who: Tutor, _monday: dt.date) -> Program:
        hours = other_hours(self._rng, who.available)
        return _with_tutor(program, replace(who, available=hours))

    def _other_subjects(self, program: Program, who: Tutor, _monday: dt.date) -> Program | None:
        """One subject fewer, else one more."""
        every = {subject for tutor in program.tutors for subject in tutor.subjects}
        others = sorted(every - set(who.subjects))
        subjects = who.subjects
        if len(subjects) > 1:
            gone = self._rng.choice(subjects)
            subjects = tuple(subject for subject in subjects if subject != gone)
        elif others:
            subjects = (*subjects, self._rng.choice(others))
        else:
            return None
        return _with_tutor(program, replace(who, subjects=subjects))

    # -- both -----------------------------------------------------------------------------------

    def _one_of(
        self,
        kinds: Sequence[tuple[str, int, Callable[..., Program | None]]],
        program: Program,
        who: Student | Tutor,
        monday: dt.date,
    ) -> tuple[Program, Changed]:
        """A change of a kind by chance; of another kind where this one changes nothing."""
        left = list(kinds)
        while True:
            kind = self._rng.choices(left, [weight for _, weight, _ in left])[0]
            found: Program | None = kind[2](program, who, monday)
            if found is not None:
                return found, Changed(who.id, kind[0])
            left.remove(kind)

    def _leaves(self, program: Program, who: Student | Tutor, monday: dt.date) -> Program:
        last = monday - ENDS
        if self._rng.random() < 0.5 and (who.start_date is None or who.start_date <= last):
            if isinstance(who, Tutor):
                return _with_tutor(program, replace(who, end_date=last))
            return _with_student(program, replace(who, end_date=last))
        return _without(program, who.id)

    def _name(self, program: Program, home: str | None) -> str:
        known = {who.name for who in program.students.values()}
        known |= {who.name for who in program.tutors}
        while True:
            name = self._people.name(home if home in GIVEN else "English")
            if name not in known:
                return name


class _Ids:
    """IDs that go on from the highest of those there are; none is given twice."""

    def __init__(self, known: Sequence[str]) -> None:
        numbers = [
            (int(match[2]), match[1], len(match[2])) for match in map(_split, known) if match
        ]
        self._last, self._letters, self._width = max(numbers, default=(0, "N", 4))

    def new(self) -> str:
        """The next ID."""
        self._last += 1
        return f"{self._letters}{self._last:0{self._width}d}"


def _split(name: str) -> re.Match[str] | None:
    return re.fullmatch(r"(.*?)(\d+)", name)


def _is_here(who: Student | Tutor, monday: dt.date) -> bool:
    """Whether someone is in the program in the week before and could be in this one."""
    ends = [who.end_date, who.cleared_until if isinstance(who, Tutor) else None]
    started = who.start_date is None or who.start_date < monday
    return started and all(end is None or end >= monday for end in ends)


def _with_student(program: Program, who: Student) -> Program:
    requests = (
        replace(request, student=who) if request.student.id == who.id else request
        for request in program.requests
    )
    return replace(program, requests=tuple(requests))


def _with_tutor(program: Program, who: Tutor) -> Program:
    tutors = (who if tutor.id == who.id else tutor for tutor in program.tutors)
    return replace(program, tutors=tuple(tutors))


def _without(program: Program, gone: str) -> Program:
    """Without someone's rows, nor those of Pairs and Absences, which may name nobody unknown."""
    return replace(
        program,
        requests=tuple(r for r in program.requests if r.student.id != gone),
        tutors=tuple(tutor for tutor in program.tutors if tutor.id != gone),
        pairs=tuple(pair for pair in program.pairs if gone not in (pair.student, pair.other)),
        absences=tuple(row for row in program.absences if row.person_id != gone),
    )
