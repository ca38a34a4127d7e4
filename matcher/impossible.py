"""Why no tutor and time could serve a request even if nobody had a seat yet.

First what no tutor is, counted; then times and amounts, with each single fact that would change it
if it were otherwise. Such a fact is tested: the program is told without it, and a group looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from matcher.domain import DAY_MINUTES, SELF, Program, Request, Student, Tutor, Window, grade_name
from matcher.lacking import lacking, suitable, teachers
from matcher.load import speaks
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.report.words import count_words, listed
from matcher.rule import Rule

ROOMS = "rooms"
ALWAYS = (Window(0, 7 * DAY_MINUTES),)


def named(rule: Rule) -> str:
    """A rule as people know it: ``rule 8 (one place)``."""
    return f"rule {rule.number} ({rule.name.replace('-', ' ')})"


@dataclass(frozen=True)
class _Fact:
    """Something that a program says, told otherwise.

    ``words`` go on from "it would be possible"; None where the program says nothing of that kind of
    the request.
    """

    name: str
    words: Callable[[Request], str | None]
    otherwise: Callable[[Program], Program]

    def said_of(self, unit: Unit) -> str | None:
        """The words for the first of the unit of whom there are any."""
        return next((said for r in unit if (said := self.words(r)) is not None), None)


class Impossible:
    """Says why requests of a problem can't be served alone; ``reach`` is that of the empty plan."""

    def __init__(self, problem: Problem, rules: Sequence[Rule], reach: Reach) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.reach = reach
        self._otherwise = cache(self._told_otherwise)
        # To drop a rule means to look again with all the others; few are ever needed.
        self._without = cache(self._without_rule)

    def alone(self, request: Request) -> tuple[str, str]:
        """Why the request can't be served, by itself: a code and a sentence."""
        told = lacking(self.problem, request)
        if told is not None:
            return told
        unit = (request,)
        reach, least = self.reach, self.reach.common(unit).least
        days = max(
            (o.place.count_days(reach.shared(unit, o)) for o in reach.offers(unit)), default=0
        )
        tutors = len(suitable(self.problem, request))
        facts = self._facts(unit)
        if days < least:
            code, wall = "no_common_time", _few_times(tutors, days, least)
            if [fact.name for fact in facts] == ["ride"]:
                code = "no_transport"
            if [fact.name for fact in facts] == [ROOMS]:
                code, wall = "limits", _few_rooms(least)
        else:
            whom = "that tutor" if tutors == 1 else "one of them"
            code, wall = "limits", f"every group with {whom} and the student would break a rule"
        return code, (
            f"Even if nobody had a seat yet, this student could not have one in {request.subject}:"
            f" {self._funnel(request, tutors)}, but {wall}{self._hint(unit, facts)}."
        )

    def together(self, unit: Unit, lost: Request | None) -> tuple[str, str]:
        """Why a unit can't be served whose first request could be, without the others.

        ``lost`` is another of them that can't be served even by itself, if there is one.
        """
        bound = f"This student must be in one group with {students(unit[1:])}"
        if lost is not None:
            return "together", (
                f"{bound}, and even if nobody had a seat yet, student {lost.student.id} could not"
                f" have one in {lost.subject}."
            )
        all_of_them = "both of them" if len(unit) == 2 else "all of them"
        return "together", (
            f"{bound}: even if nobody had a seat yet, each could have one alone, but every group"
            f" with {all_of_them} would break a rule{self._hint(unit, self._facts(unit))}."
        )

    def _funnel(self, request: Request, tutors: int) -> str:
        """How many tutors teach the subject, and how many of these could be the student's."""
        teach, student = teachers(self.problem, request), request.student
        theirs = f"grade {grade_name(student.grade)} and in a language of the student"
        theirs = f"{theirs} ({', '.join(request.languages)})"
        if teach == tutors:
            verb = "teaches" if tutors == 1 else "teach"
            return f"{tutor_count(tutors)} {verb} {request.subject}, in {theirs}"
        verb = "is" if tutors == 1 else "are"
        who = "one" if tutors == 1 else str(tutors)
        return (
            f"{tutor_count(teach)} teach {request.subject}, and {who} of them {verb} for {theirs}"
        )

    def _hint(self, unit: Unit, facts: Sequence[_Fact]) -> str:
        words = [said for fact in facts if (said := fact.said_of(unit)) is not None]
        if not facts:
            words = [f"without {named(rule)}" for rule in self._walls(unit)]
        return f"; it would be possible {listed(words, last='or')}" if words else ""

    def _facts(self, unit: Unit) -> list[_Fact]:
        """The facts that would each be enough if they were otherwise."""
        return [
            fact
            for fact in FACTS
            if (fact.name != ROOMS or self.problem.program.rooms)
            and fact.said_of(unit) is not None
            and self._serves(self._otherwise(fact), unit)
        ]

    def _serves(self, reach: Reach, unit: Unit) -> bool:
        return any(reach.groups(tuple(reach.problem.request[r.key] for r in unit)))

    def _told_otherwise(self, fact: _Fact) -> Reach:
        program = fact.otherwise(self.problem.program)
        return Reach(self.problem.after(program), self.rules)

    def _walls(self, unit: Unit) -> list[Rule]:
        """The rules about times and amounts: without any one of these, the unit could be served."""
        voices = (Rule.admits, Rule.claims, Rule.shares, Rule.size, Rule.fits, Rule.meetings)
        return [
            rule
            for number, rule in enumerate(self.rules)
            if any(speaks(rule, voice) for voice in voices)
            and any(self._without(number).groups(unit))
        ]

    def _without_rule(self, number: int) -> Reach:
        return Reach(self.problem, [r for at, r in enumerate(self.rules) if at != number])


# -- what could be otherwise --------------------------------------------------------------------


def _students(change: Callable[[Student], Student]) -> Callable[[Program], Program]:
    def otherwise(program: Program) -> Program:
        requests = (replace(r, student=change(r.student)) for r in program.requests)
        return replace(program, requests=tuple(requests))

    return otherwise


def _tutors(change: Callable[[Tutor], Tutor]) -> Callable[[Program], Program]:
    def otherwise(program: Program) -> Program:
        return replace(program, tutors=tuple(change(tutor) for tutor in program.tutors))

    return otherwise


def _ride(request: Request) -> str | None:
    route = request.student.transport
    if route is None:
        return "if the student could come and go outside the school day"
    return None if route == SELF else f"if route {route} ran on every day at every hour"


FACTS: tuple[_Fact, ...] = (
    _Fact(
        "busy",
        lambda r: "if the student were never busy" if r.student.busy else None,
        _students(lambda student: replace(student, busy=())),
    ),
    _Fact(
        "available",
        lambda r: "if the student were always available" if r.student.available else None,
        _students(lambda student: replace(student, available=None)),
    ),
    _Fact("ride", _ride, _students(lambda student: replace(student, transport=SELF))),
    _Fact(
        "hours",
        lambda _: "if tutors could come at any hour",
        _tutors(lambda tutor: replace(tutor, available=ALWAYS, busy=())),
    ),
    _Fact(
        "load",
        lambda _: "if the sessions and hours agreed with tutors had no limit",
        _tutors(
            lambda tutor: replace(
                tutor, max_sessions_week=None, max_sessions_day=None, max_hours_week=None
            )
        ),
    ),
    _Fact(
        "sessions",
        lambda r: f"with fewer than {r.least} sessions a week" if r.least > 1 else None,
        lambda program: replace(
            program, requests=tuple(replace(r, least=1) for r in program.requests)
        ),
    ),
    _Fact(
        "grades",
        lambda _: "in slots that are for other grades",
        lambda program: replace(
            program, slots=tuple(replace(slot, grades=None) for slot in program.slots)
        ),
    ),
    _Fact(
        "sites",
        lambda _: "in slots that are for students of other sites",
        lambda program: replace(
            program, slots=tuple(replace(slot, open_to_all=True) for slot in program.slots)
        ),
    ),
    _Fact(
        ROOMS,
        lambda _: "with enough named rooms at every time",
        lambda program: replace(program, rooms=()),
    ),
    _Fact(
        "budget",
        lambda _: "with a larger weekly budget",
        lambda program: replace(program, settings=replace(program.settings, weekly_budget=None)),
    ),
)


# -- words --------------------------------------------------------------------------------------


def _few_times(tutors: int, days: int, least: int) -> str:
    """That the tutors and the student meet too rarely: on ``days`` days at most."""
    if not days:
        what = "shares no time" if tutors == 1 else f"{_none(tutors)} shares any time"
        return f"{what} with the student at any place"
    if tutors == 1:
        what = f"shares times with the student at one place on only {count_words(days, 'day')}"
    else:
        what = (
            f"{_none(tutors)} shares times with the student at one place on more than"
            f" {count_words(days, 'day')}"
        )
    return f"{what} of the week, and {least} are needed"


def _few_rooms(least: int) -> str:
    """That no named room is open when all could meet, on enough days."""
    return (
        "the named rooms are not open, or not for that kind of slot, on the"
        f" {count_words(least, 'day')} that are needed"
    )


def tutor_count(number: int, *, start: bool = False) -> str:
    """``one tutor``, ``3 tutors``."""
    if number == 1:
        return "One tutor" if start else "one tutor"
    return f"{number} tutors"


def _none(number: int) -> str:
    return "neither of them" if number == 2 else "none of them"


def students(unit: Unit) -> str:
    """``student S2``, ``students S2 and S3``."""
    return f"student{'s' * (len(unit) > 1)} {listed([request.student.id for request in unit])}"
