"""Scenarios in words and rows: what a board reads of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcher.domain import Group, Tutor
from matcher.report.coverage import OpenLine, open_coverage_of
from matcher.report.words import count_words
from matcher.scenarios.change import working
from matcher.scenarios.figures import FTE_HOURS, offered_by
from matcher.scenarios.outcome import Outcome, Resource


@dataclass(frozen=True)
class Staff:
    """A line of the staffing plan: tutors and their hours in a week, of one site, subject or language.

    ``more`` is how many tutors there are beyond the phase before; None where there is none.
    """

    by: str
    value: str
    tutors: int
    hours: Fraction
    offered: Fraction
    more: int | None = None

    @property
    def fte(self) -> Fraction:
        """Full-time tutors that the hours with groups come to."""
        return self.hours / FTE_HOURS


def open_coverage(outcome: Outcome) -> tuple[OpenLine, ...]:
    """Whom the scenario reaches, with small cells hidden."""
    return open_coverage_of(
        outcome.problem.requests,
        outcome.schedule.groups_of,
        outcome.problem.settings.small_cell,
    )


def staffing(outcome: Outcome, before: Outcome | None = None) -> tuple[Staff, ...]:
    """Everyone, then by site, subject and language.

    A tutor of two sites, subjects or languages counts in both; hours count where they are worked.
    """
    lines = [
        _everyone(outcome),
        *_by(outcome, _SITE),
        *_by(outcome, _SUBJECT),
        *_by(outcome, _LANGUAGE),
    ]
    if before is None:
        return tuple(lines)
    was = {(line.by, line.value): line.tutors for line in staffing(before)}
    return tuple(
        replace(line, more=line.tutors - was.get((line.by, line.value), 0)) for line in lines
    )


@dataclass(frozen=True)
class _Way:
    """A way to part the staff: what tutors have of it, and what groups are of it."""

    name: str
    of_tutor: Callable[[Tutor], tuple[str, ...]]
    of_group: Callable[[Group], str | None]


ONLINE = "online"
_SITE = _Way("site", lambda tutor: tutor.sites, lambda group: group.frame.site or ONLINE)
_SUBJECT = _Way("subject", lambda tutor: tutor.subjects, lambda group: group.subject)
_LANGUAGE = _Way("language", lambda tutor: tutor.languages, lambda group: group.language)


def _everyone(outcome: Outcome) -> Staff:
    tutors = working(outcome.problem)
    return Staff(
        "all", "all tutors", len(tutors), _hours(outcome.schedule), _offered(outcome, tutors)
    )


def _by(outcome: Outcome, way: _Way) -> Iterator[Staff]:
    tutors = working(outcome.problem)
    values = {one for tutor in tutors for one in way.of_tutor(tutor)}
    if way is _SITE:  # no site of whom the scenario leaves out; and what is held on screen
        values &= {slot.site or "" for slot in outcome.problem.slots}
        values |= {ONLINE for group in outcome.schedule if group.frame.site is None}
    for value in sorted(values):
        mine = [
            tutor
            for tutor in tutors
            if value in way.of_tutor(tutor) or (value == ONLINE and tutor.modality != "in_person")
        ]
        groups = [group for group in outcome.schedule if way.of_group(group) == value]
        yield Staff(way.name, value, len(mine), _hours(groups), _offered(outcome, mine))


def _hours(groups: Iterable[Group]) -> Fraction:
    return Fraction(sum(m.minutes for group in groups for m in group.meetings), 60)


def _offered(outcome: Outcome, tutors: Iterable[Tutor]) -> Fraction:
    return sum((offered_by(outcome.problem, tutor) for tutor in tutors), Fraction(0))


def binds_words(resources: Sequence[Resource]) -> str:
    """What binds, by kind, with the most that one more is worth: names no site and no language."""
    best: dict[str, Resource] = {}
    for resource in resources:
        if resource.binds and (
            resource.kind not in best or resource.need > best[resource.kind].need
        ):
            best[resource.kind] = resource
    if not best:
        return "nothing that was tried"
    return "; ".join(f"{one.kind} ({worth_words(one)})" for one in best.values())


def worth_words(one: Resource) -> str:
    """What one more brings, in students or, where those are none, in further subjects."""
    if one.students:
        return f"+{count_words(one.students, 'student')}"
    return f"+{count_words(one.requests, 'further subject')}"


def by_phase(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The steps of the ladder, in order."""
    return sorted(
        (o for o in outcomes if o.scenario.phase is not None),
        key=lambda o: o.scenario.phase or 0,
    )


Turned = tuple[tuple[str, str], ...]
"""Levers that a sweep turns, with their values in words."""


def grouped(outcomes: Iterable[Outcome], lever: str) -> dict[tuple[str, Turned], list[Outcome]]:
    """The scenarios that differ in this lever alone, by their row's name and what else is turned."""
    found: dict[tuple[str, Turned], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        varied = dict(outcome.scenario.varied)
        if lever in varied:
            rest = tuple((name, words) for name, words in varied.items() if name != lever)
            found[outcome.scenario.row, rest].append(outcome)
    return {key: mine for key, mine in found.items() if len(mine) > 1}
