"""Who is reached: placed and not, by category, site, grade and language. The manager's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Request, grade_name
from matcher.plan import Plan

NO_CATEGORY = "(none)"
EXACT = 1e-9
"""Sums of whole numbers that differ by less are the same."""


@dataclass(frozen=True)
class CoverageLine:
    """Whole numbers for one category, site, grade or language.

    ``students_placed`` counts students with at least one seat.
    """

    by: str
    value: str
    students: int
    students_placed: int
    requests: int
    placed: int

    @property
    def not_placed(self) -> int:
        """Requests without a seat."""
        return self.requests - self.placed


def coverage(plan: Plan) -> tuple[CoverageLine, ...]:
    """Everyone first, then by category, site, grade and language.

    A student with several categories counts in each of them, so these lines may add up to more than
    everyone. The language is the home language; where none is given, the request's best language.
    """
    return coverage_of(plan.problem.requests, plan.schedule.groups_of)


def coverage_of(
    requests: Sequence[Request], placed: Container[tuple[str, str]]
) -> tuple[CoverageLine, ...]:
    """The same of some requests, of which those with the keys ``placed`` have a seat."""
    lines = [_line(placed, "all", "everyone", requests)]
    for by in ("category", "site", "grade", "language"):
        found: dict[tuple[int, str], list[Request]] = defaultdict(list)
        for request in requests:
            for order, value in values_of(by, request):
                found[order, value].append(request)
        lines += [_line(placed, by, value, found[order, value]) for order, value in sorted(found)]
    return tuple(lines)


def values_of(by: str, request: Request) -> list[tuple[int, str]]:
    """What the student is counted under, each with a number that goes before it in sorting."""
    student = request.student
    if by == "category":
        named = dict.fromkeys(student.categories)
        return [(0, name) for name in named] or [(1, NO_CATEGORY)]
    if by == "site":
        return [(0, student.site)]
    if by == "grade":
        return [(student.grade, grade_name(student.grade))]
    return [(0, student.home_language or request.languages[0])]


def _line(
    seated: Container[tuple[str, str]], by: str, value: str, requests: Sequence[Request]
) -> CoverageLine:
    placed = [request for request in requests if request.key in seated]
    return CoverageLine(
        by=by,
        value=value,
        students=len({request.student.id for request in requests}),
        students_placed=len({request.student.id for request in placed}),
        requests=len(requests),
        placed=len(placed),
    )


@dataclass(frozen=True)
class OpenLine:
    """A line of coverage that may be handed out: counts of students, None where they are hidden."""

    by: str
    value: str
    students: int | None
    students_placed: int | None

    @property
    def hidden(self) -> bool:
        """Whether the counts may not be shown."""
        return self.students is None

    @property
    def share(self) -> Fraction | None:
        """The share of the students who have a seat."""
        if not self.students or self.students_placed is None:
            return None
        return Fraction(self.students_placed, self.students)


def open_coverage_of(
    requests: Sequence[Request], placed: Container[tuple[str, str]], least: int
) -> tuple[OpenLine, ...]:
    """Coverage in students, with counts below ``least`` hidden, and what would give them away.

    A line is hidden where its students, those with a seat or those without one are fewer than
    ``least`` and not none. What is shown must not tell what is hidden, by whatever adding and
    subtracting, to somebody who knows which kinds of students there are: neither of a hidden line, nor
    of all hidden lines of a kind together, where that is a small count too. So more lines are hidden,
    of those that would give something away the smallest first. The line of everyone stays.
    """
    lines = coverage_of(requests, placed)
    vectors = _vectors(lines, requests)
    # The line of everyone is known anyway: it is what the plan comes to.
    parts = range(1, len(lines))
    small = [at for at in parts if _small(_counts([lines[at]]), least)]
    hidden = set(small)
    while hidden and len(hidden) < len(parts):
        shown = [at for at in range(len(lines)) if at not in hidden]
        together = _together(lines, hidden, least)
        secrets = [vectors[at] for at in small] + [vectors[some].sum(axis=0) for some in together]
        telling = _telling(vectors[shown], secrets)
        if telling is None:
            break
        found = [shown[n] for n in telling if shown[n] in parts]
        hidden.add(
            min(found or [at for at in shown if at], key=lambda at: (lines[at].students, at))
        )
    return tuple(
        OpenLine(line.by, line.value, None, None)
        if at in hidden
        else OpenLine(line.by, line.value, line.students, line.students_placed)
        for at, line in enumerate(lines)
    )


def _vectors(lines: Sequence[CoverageLine], requests: Sequence[Request]) -> NDArray[np.float64]:
    """For each line, which kinds of students are in it; a kind is what no line tells apart."""
    of: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for request in requests:
        for by in ("category", "site", "grade", "language"):
            of[request.student.id].update((by, value) for _, value in values_of(by, request))
    kinds = list(dict.fromkeys(frozenset(values) for values in of.values()))
    return np.array(
        [
            [float(line.by == "all" or (line.by, line.value) in kind) for kind in kinds]
            for line in lines
        ]
    )


def _together(lines: Sequence[CoverageLine], hidden: set[int], least: int) -> list[list[int]]:
    """The hidden lines of each kind, where they are small counts together."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for at in sorted(hidden):
        kinds[lines[at].by].append(at)
    return [some for some in kinds.values() if _small(_counts([lines[at] for at in some]), least)]


def _telling(
    shown: NDArray[np.float64], secrets: Sequence[NDArray[np.float64]]
) -> list[int] | None:
    """The shown lines of which some sum or difference is a secret; None where none is."""
    for secret in secrets:
        weights, *_ = np.linalg.lstsq(shown.T, secret, rcond=None)
        if np.abs(shown.T @ weights - secret).max() < EXACT:
            return [int(n) for n in np.flatnonzero(np.abs(weights) > EXACT)]
    return None


def _counts(lines: Sequence[CoverageLine]) -> tuple[int, int, int]:
    students = sum(line.students for line in lines)
    placed = sum(line.students_placed for line in lines)
    return students, placed, students - placed


def _small(counts: Sequence[int], least: int) -> bool:
    return any(0 < count < least for count in counts)
