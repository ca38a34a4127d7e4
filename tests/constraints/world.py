"""A small world to write cases in: people and slots with plain defaults, and one line a case.

Unless a case says otherwise: everybody is at Elm, everything is Math in English in person, all
students are in grade 3 and come alone, everybody is always available and nothing is limited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from constraints import RULES
from matcher.domain import (
    DAY_MINUTES,
    DAYS,
    Frame,
    Group,
    Meeting,
    Pair,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Settings,
    Slot,
    Student,
    Tutor,
    Window,
)
from matcher.problem import Problem
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from tests.constraints.first_voice import accepts, well_formed, worth

MONDAY = dt.date(2026, 9, 14)
SUNDAY = MONDAY + dt.timedelta(days=6)
ALWAYS = (Window(0, 7 * DAY_MINUTES),)
_ROWS: dict[Any, int] = {}


def hm(clock: str) -> int:
    """``"8:30"`` as minutes since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def span(text: str) -> Window:
    """``"Mon 8:00-9:30"`` as a window of the week."""
    day, hours = text.split()
    start, end = hours.split("-")
    midnight = DAYS.index(day) * DAY_MINUTES
    return Window(midnight + hm(start), midnight + hm(end))


def at(text: str, site: str | None = "Elm", **wishes: Any) -> Meeting:
    """A meeting in a slot of its own row: ``at("Mon 8:00-8:30")``. Equal words, equal slot."""
    window = span(text)
    day = window.start // DAY_MINUTES
    row = _ROWS.setdefault((text, site, repr(wishes)), 2 + len(_ROWS))
    times = (window.start % DAY_MINUTES, window.end - day * DAY_MINUTES)
    settings = {"days": frozenset({day}), **wishes}
    return Meeting(Slot(row=row, site=site, start=times[0], end=times[1], **settings), day)


def online(text: str, site: str | None = None, **wishes: Any) -> Meeting:
    """The same, online."""
    return at(text, site, modality="online", **wishes)


def student(name: str = "S1", **wishes: Any) -> Student:
    """A student at Elm."""
    return Student(**{"id": name, "site": "Elm", "grade": 3, "transport": "self", **wishes})


OF_STUDENT = {name for name in Student.__dataclass_fields__ if name != "id"}


def ask(name: str = "S1", subject: str = "Math", **wishes: Any) -> Request:
    """A request, with its student's fields and its own in one breath."""
    whose = {key: value for key, value in wishes.items() if key in OF_STUDENT}
    own = {key: value for key, value in wishes.items() if key not in OF_STUDENT}
    return Request(student(name, **whose), subject, **{"least": 1, "most": 5, **own})


def called(person: Request | Tutor, name: str) -> Any:
    """The same person with a name beside the ID."""
    if isinstance(person, Tutor):
        return replace(person, name=name)
    return replace(person, student=replace(person.student, name=name))


def tutor(name: str = "T1", **wishes: Any) -> Tutor:
    """A tutor who can do anything at Elm and Oak."""
    plain = {
        "sites": ("Elm", "Oak"),
        "subjects": ("Math", "Reading"),
        "languages": ("English", "Spanish"),
        "available": ALWAYS,
    }
    return Tutor(name, **{**plain, **wishes})


def group(
    members: Request | Iterable[Request],
    *meetings: Meeting,
    by: Tutor | None = None,
    language: str = "English",
    subject: str = "",
    modality: str = "",
    at_site: str = "",
    name: str = "",
) -> Group:
    """A group whose subject, modality and site are those of its first member and meeting."""
    members = (members,) if isinstance(members, Request) else tuple(members)
    first = meetings[0].slot if meetings else at("Mon 8:00-8:30").slot
    kind: Any = modality or first.modality
    site = None if kind == "online" else at_site or first.site
    frame = Frame(by or tutor(), subject or members[0].subject, language, kind, site)
    return Group(frame, members, meetings, id=name)


def problem(
    groups: Iterable[Group],
    *,
    others: Iterable[Request] = (),
    rows: dict[str, Any] | None = None,
    previous: Previous | None = None,
    slots: Iterable[Slot] | None = None,
    **settings: Any,
) -> Problem:
    """The problem that has just these groups' people and slots, and whatever else is given.

    ``rows`` are further fields of the Program; all keywords left over are Settings.
    """
    groups = tuple(groups)
    members = [member for group in groups for member in group.members]
    used = [meeting.slot for group in groups for meeting in group.meetings]
    program = Program(
        requests=tuple(dict.fromkeys([*members, *others])),
        tutors=tuple(dict.fromkeys(group.tutor for group in groups)),
        slots=tuple(dict.fromkeys(used if slots is None else slots)),
        settings=Settings(**settings),
        **(rows or {}),
    )
    return Problem(program, MONDAY, previous)


def pairs(*rows: str) -> dict[str, tuple[Pair, ...]]:
    """Pairs rows such as ``"apart S1 S2"``, as a field of the Program."""
    return {"pairs": tuple(Pair(*row.split()) for row in rows)}


def earlier(*groups: Group) -> Previous:
    """The previous standing plan that these groups were."""
    return Previous(
        groups={
            group.id: PreviousGroup(
                group.id,
                group.tutor.id,
                group.subject,
                group.language,
                group.modality,
                frozenset(meeting.place for meeting in group.meetings),
            )
            for group in groups
        },
        seats={
            member.key: PreviousSeat(*member.key, group.id, group.tutor.id)
            for group in groups
            for member in group.members
        },
    )


@dataclass(frozen=True)
class Case:
    """A line of a rule's table. ``malformed``: no search builds such a schedule."""

    what: str
    holds: bool
    problem: Problem
    schedule: Schedule
    malformed: bool = False
    says: str = ""

    def __str__(self) -> str:
        return self.what


def allowed(what: str, *groups: Group, **given: Any) -> Case:
    """A case in which no rule is broken."""
    return Case(what, True, problem(groups, **given), Schedule(groups))


def broken(what: str, *groups: Group, says: str = "", **given: Any) -> Case:
    """A case in which the table's rule is broken, and no other. ``says``: the message."""
    return Case(what, False, problem(groups, **given), Schedule(groups), says=says)


def malformed(what: str, *groups: Group, says: str = "", **given: Any) -> Case:
    """The same, of a shape that only an edited workbook can have."""
    return Case(what, False, problem(groups, **given), Schedule(groups), malformed=True, says=says)


def both_voices(rule: Rule, case: Case) -> None:
    """Assert that both voices of the rule say what the table says, and that no other rule minds."""
    check = rule.check(case.problem, case.schedule)
    assert case.malformed == (not well_formed(case.schedule))
    voices = (case.malformed or accepts(rule, case.problem, case.schedule), not check.violations)
    assert (case.malformed or case.holds, case.holds) == voices, check.violations
    assert len(check.violations) <= check.cases
    for other in RULES:
        if other.name != rule.name:
            found = other.check(case.problem, case.schedule).violations
            assert found == (), f"{other.name} minds as well"
            assert case.malformed or accepts(other, case.problem, case.schedule), other.name
    if case.says:
        assert [violation.message for violation in check.violations] == [case.says]


@dataclass(frozen=True)
class Worth:
    """A line of a goal's table: what a schedule is worth, part by part."""

    what: str
    values: tuple[Fraction, ...]
    problem: Problem
    schedule: Schedule

    def __str__(self) -> str:
        return self.what


def weighs(what: str, values: Any, *groups: Group, **given: Any) -> Worth:
    """A case of a goal: its value, or values, for these groups."""
    parts = values if isinstance(values, tuple) else (values,)
    numbers = tuple(Fraction(part) for part in parts)
    return Worth(what, numbers, problem(groups, **given), Schedule(groups))


def both_worths(goal: Goal, case: Worth) -> None:
    """Assert that the goal's aims and its values both say what the table says."""
    aims = goal.aims(case.problem)
    told = tuple(worth(aim, case.problem, case.schedule) for aim in aims)
    assert (case.values, case.values) == (told, goal.values(case.problem, case.schedule))
    assert len(case.values) == len(goal.labels) == len(goal.senses)
    assert tuple(aim.sense for aim in aims) == goal.senses
