"""The counts that a program manager asks for first: students as well as requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.domain import Request, Status
from matcher.plan import Plan
from matcher.report.week import OWED


@dataclass(frozen=True)
class Figures:
    """Whole numbers of one plan. A student counts as seated with at least one seat.

    ``*_first_language`` count seats in the request's best language; for students, all seats must be.
    ``seats_before`` are the previous seats whose request still concerns the week.
    """

    students: int
    students_seated: int
    students_full: int  # a seat for every subject asked for
    students_first_language: int
    requests: int
    placed: int
    placed_first_language: int
    groups: int
    meetings: int
    tutors: int  # without reserves
    tutors_used: int
    seats_before: int
    seats_kept: int
    tutors_kept: int
    sessions: Mapping[Status, int]

    @property
    def owed(self) -> int:
        """Sessions of the week that a student is still owed."""
        return sum(self.sessions[status] for status in OWED)

    @property
    def held(self) -> int:
        """Sessions of the week that take place."""
        return sum(self.sessions.values()) - self.owed


def figures(plan: Plan) -> Figures:
    """Count what the plan gives to whom."""
    problem, seat_of = plan.problem, plan.schedule.groups_of
    placed = [request for request in problem.requests if request.key in seat_of]
    in_first = [request for request in placed if _in_first_language(plan, request)]
    seated = {request.student.id for request in placed}
    missed = {r.student.id for r in problem.requests if r.key not in seat_of}
    elsewise = {r.student.id for r in placed if not _in_first_language(plan, r)}
    kept = [key for key in problem.kept if key in seat_of]
    statuses = Counter(session.status for session in plan.sessions)
    return Figures(
        students=len(problem.students),
        students_seated=len(seated),
        students_full=len(problem.students.keys() - missed),
        students_first_language=len(seated - elsewise),
        requests=len(problem.requests),
        placed=len(placed),
        placed_first_language=len(in_first),
        groups=len(plan.schedule),
        meetings=sum(len(group.meetings) for group in plan.schedule),
        tutors=sum(not tutor.reserve for tutor in problem.tutors),
        tutors_used=len(plan.schedule.of_tutor),
        seats_before=len(problem.kept),
        seats_kept=len(kept),
        tutors_kept=sum(_same_tutor(plan, key) for key in kept),
        sessions=statuses,
    )


def _in_first_language(plan: Plan, request: Request) -> bool:
    groups = plan.schedule.groups_of[request.key]
    return all(group.language == request.languages[0] for group in groups)


def _same_tutor(plan: Plan, key: tuple[str, str]) -> bool:
    before = plan.problem.kept[key].tutor_id
    return any(group.tutor.id == before for group in plan.schedule.groups_of[key])
