"""Who is reached: placed and not, by category, site, grade and language. The manager's own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

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
    requests = plan.problem.requests
    lines = [_line(plan, "all", "everyone", list(requests))]
    for by in ("category", "site", "grade", "language"):
        found: dict[tuple[int, str], list[Request]] = defaultdict(list)
        for request in requests:
            for order, value in _values(by, request):
                found[order, value].append(request)
        lines += [_line(plan, by, value, found[order, value]) for order, value in sorted(found)]
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


def _line(plan: Plan, by: str, value: str, requests: list[Request]) -> CoverageLine:
    placed = [request for request in requests if request.key in plan.schedule.groups_of]
    return CoverageLine(
        by=by,
        value=value,
        students=len({request.student.id for request in requests}),
        students_placed=len({request.student.id for request in placed}),
        requests=len(requests),
        placed=len(placed),
    )
