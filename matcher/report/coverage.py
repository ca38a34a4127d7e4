"""Who is reached: placed and not, by category, site, grade and language. The manager's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcher.domain import Request, grade_name
from matcher.plan import Plan

NO_CATEGORY = "(none)"


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
            for order, value in _values(by, request):
                found[order, value].append(request)
        lines += [_line(placed, by, value, found[order, value]) for order, value in sorted(found)]
    return tuple(lines)


def _values(by: str, request: Request) -> list[tuple[int, str]]:
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


def without_small_cells(lines: Sequence[CoverageLine], least: int) -> tuple[OpenLine, ...]:
    """Coverage in students, with counts below ``least`` hidden, and what would give them away.

    A line is hidden where its students, those with a seat or those without one are fewer than
    ``least`` and not none. Whoever knows the line of everyone could subtract all lines that are shown
    from it: so of each kind of line more are hidden, the smallest first, until what is left over is
    at least two lines and no small count itself. The line of everyone is the program's own total, and stays.
    """
    shown: list[OpenLine] = []
    for by in dict.fromkeys(line.by for line in lines):
        mine = [line for line in lines if line.by == by]
        hidden = set() if by == "all" else _hidden(mine, least)
        shown += [
            OpenLine(by, line.value, None, None)
            if line.value in hidden
            else OpenLine(by, line.value, line.students, line.students_placed)
            for line in mine
        ]
    return tuple(shown)


def _hidden(lines: Sequence[CoverageLine], least: int) -> set[str]:
    hidden = {line.value for line in lines if _small(_counts([line]), least)}
    rest = sorted(
        (line for line in lines if line.value not in hidden),
        key=lambda line: (line.students, line.value),
    )
    for line in rest:
        together = [other for other in lines if other.value in hidden]
        if not hidden or (len(hidden) > 1 and not _small(_counts(together), least)):
            break
        hidden.add(line.value)
    return hidden


def _counts(lines: Sequence[CoverageLine]) -> tuple[int, int, int]:
    students = sum(line.students for line in lines)
    placed = sum(line.students_placed for line in lines)
    return students, placed, students - placed


def _small(counts: Sequence[int], least: int) -> bool:
    return any(0 < count < least for count in counts)
