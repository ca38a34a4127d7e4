"""What a scenario comes to, in the figures that a board reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcher.domain import Tutor
from matcher.problem import Problem
from matcher.scenarios.change import working
from matcher.scenarios.costs import Bill, Cost, bill, drivers
from matcher.scenarios.counting import COUNTS
from matcher.scenarios.solved import Solved
from matcher.schedule import Schedule

FTE_HOURS = 40
"""Hours a week of a full-time tutor."""


@dataclass(frozen=True)
class Most:
    """A count, and the most that any plan could reach."""

    count: int
    most: int

    @property
    def proven(self) -> bool:
        """Whether no plan could reach more."""
        return self.count >= self.most


@dataclass(frozen=True)
class Figures:
    """The figures of a scenario. Hours and dollars are of a week where nothing else is said.

    ``children`` are the students whom the scenario is for, ``requests`` what they ask for.
    ``student_hours`` are each student's own. ``offered_hours`` are those that the working tutors have
    agreed to, ``tutor_hours`` those in which they hold groups. ``seats`` are those that the groups
    would have if each were full. ``attendance`` is the share of sessions expected to be attended.
    """

    children: int
    served: Most
    requests: int
    placed: Most
    groups: int
    meetings: int
    sessions: Most
    student_hours: Fraction
    tutors: int
    tutors_used: int
    tutor_hours: Fraction
    offered_hours: Fraction
    seats: int
    need: Fraction
    need_most: Fraction | None
    need_wanted: Fraction
    bill: Bill
    attendance: Fraction | None

    @property
    def not_served(self) -> int:
        """Children without any seat."""
        return self.children - self.served.count

    @property
    def fte(self) -> Fraction:
        """Full-time tutors that the hours with groups come to."""
        return self.tutor_hours / FTE_HOURS

    @property
    def per_student(self) -> Fraction | None:
        """Dollars a year, all in, for each student served."""
        return _per(self.bill.year, self.served.count)

    @property
    def wages_per_student(self) -> Fraction | None:
        """Wages a year for each student served."""
        return _per(self.bill.wages, self.served.count)

    def per_hour(self, attendance: Fraction = Fraction(1)) -> Fraction | None:
        """Dollars, all in, for each hour that a student attends."""
        return _per(self.bill.year, self.student_hours * self.bill.weeks * attendance)

    def wages_per_hour(self, attendance: Fraction = Fraction(1)) -> Fraction | None:
        """Wages for each hour that a student attends."""
        return _per(self.bill.wages, self.student_hours * self.bill.weeks * attendance)


def figures(
    problem: Problem,
    solved: Solved,
    costs: Sequence[Cost],
    attendance: Fraction | None,
) -> Figures:
    """The figures of a solved scenario."""
    schedule = solved.schedule
    served = len({request.student.id for request in schedule.placed})
    placed = len(schedule.placed)
    sessions = sum(len(g.members) * len(g.meetings) for g in schedule)
    students, requests, held = (solved.most_of(goal) for goal in COUNTS)
    minutes = sum(len(g.members) * m.minutes for g in schedule for m in g.meetings)
    paid = drivers(problem, schedule)
    best: dict[str, Fraction] = {}
    for request in problem.requests:
        best[request.student.id] = max(request.need, best.get(request.student.id, request.need))
    need = next((r for r in solved.reached if r.goal.name == "need-served"), None)
    wanted = sum(best.values(), Fraction(0))
    return Figures(
        children=len(problem.students),
        served=Most(served, min(students, len(problem.students))),
        requests=len(problem.requests),
        placed=Most(placed, min(requests, len(problem.requests))),
        groups=len(schedule),
        meetings=sum(len(group.meetings) for group in schedule),
        sessions=Most(sessions, held),
        student_hours=Fraction(minutes, 60),
        tutors=len(working(problem)),
        tutors_used=len(schedule.of_tutor),
        tutor_hours=paid.session_hours,
        offered_hours=offered_hours(problem),
        seats=seats(problem, schedule),
        need=need.values[0] if need else Fraction(0),
        need_most=None if solved.need_most is None else min(solved.need_most, wanted),
        need_wanted=wanted,
        bill=bill(paid, costs, problem.settings.program_weeks),
        attendance=attendance,
    )


def offered_hours(problem: Problem) -> Fraction:
    """The hours a week that the working tutors have."""
    return sum((offered_by(problem, tutor) for tutor in working(problem)), Fraction(0))


def offered_by(problem: Problem, tutor: Tutor) -> Fraction:
    """The hours a week that a tutor can hold groups at most.

    They lie in slots of the tutor's sites at which the tutor is available, and are no more than the
    hours agreed, or than the sessions agreed, each as long as the longest of these slots.
    """
    online = tutor.modality != "in_person"
    spans = [
        (m.start, m.end)
        for m in problem.meetings
        if (m.slot.site in tutor.sites or (online and m.slot.modality == "online"))
        and any(window.contains(m.start, m.end) for window in tutor.available)
        and not any(window.overlaps(m.start, m.end) for window in tutor.busy)
    ]
    longest = max((end - start for start, end in spans), default=0)
    limits = [Fraction(_union(spans), 60)]
    if tutor.max_hours_week is not None:
        limits.append(tutor.max_hours_week)
    if tutor.max_sessions_week is not None:
        limits.append(Fraction(tutor.max_sessions_week * longest, 60))
    return min(limits)


def _union(spans: Sequence[tuple[int, int]]) -> int:
    """The minutes that some of the spans cover."""
    covered, last = 0, 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, last))
        last = max(last, end)
    return covered


def seats(problem: Problem, schedule: Schedule) -> int:
    """The seats of the groups, each as large as all in it allow."""
    count = 0
    for group in schedule:
        own = [group.tutor.max_group, *(member.max_group for member in group.members)]
        sizes = [size for size in own if size is not None]
        count += min([problem.settings.max_group_size, *sizes])
    return count


def _per(dollars: Fraction, units: Fraction | int) -> Fraction | None:
    return dollars / units if units else None
