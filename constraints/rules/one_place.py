"""Nobody is in two places: rule 8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from constraints.checking import Cases, case, tally
from constraints.wording import called, count, when
from matcher.domain import DAYS, Group, Meeting, Request
from matcher.problem import Problem
from matcher.rule import Amount, Check, Claim, Resource, Rule
from matcher.schedule import Schedule


class OnePlace(Rule):
    """Nobody has two meetings at once, and no student too many in a day."""

    number = 8
    name = "one-place"
    sentence = (
        "No student and no tutor is in two meetings at once; a student has one group a subject and"
        " at most max_sessions_per_student_day sessions a day."
    )

    def shares(self, problem: Problem, request: Request, meeting: Meeting) -> Iterable[Claim]:
        """The moments of the student's week and the session of the day that the meeting takes.

        A student with a single request is never in two groups, so nothing is shared.
        """
        student = request.student.id
        requests = len(problem.requests_of.get(student, ()))
        claims: list[Claim] = []
        if requests > 1:
            # Of two meetings that overlap, both are under way when the later one starts.
            claims += [
                Claim(("student-time", student, moment))
                for moment in problem.starts_on.get(meeting.day, ())
                if meeting.start <= moment < meeting.end
            ]
        if requests > problem.settings.max_sessions_per_student_day:
            claims.append(Claim(("student-day", student, meeting.day)))
        return claims

    def capacity(self, problem: Problem, resource: Resource) -> Amount:
        """One meeting at a moment; the program's limit a day."""
        match resource:
            case ("student-time", _, _):
                return 1
            case ("student-day", _, _):
                return problem.settings.max_sessions_per_student_day
        raise KeyError(resource)

    def conflict(self, problem: Problem, first: Meeting, second: Meeting) -> bool:
        """Whether the two meetings overlap; a slot overlaps itself."""
        return first.overlaps(second)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Look for seats taken twice, for meetings at once and for full days."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for (student, subject), groups in schedule.groups_of.items():
            fault = f"Student {student} has {len(groups)} seats in {subject}, not one."
            yield case(self, fault, holds=len(groups) == 1, students=(student,))
        most = problem.settings.max_sessions_per_student_day
        for student, groups in schedule.of_student.items():
            days = [meeting.day for group in groups for meeting in group.meetings]
            for day in sorted(set(days)):
                has = count(days.count(day), "session")
                fault = f"Student {student} has {has} on {DAYS[day]} but may have at most {most}."
                yield case(self, fault, holds=days.count(day) <= most, students=(student,))
            for clash in _clashes(groups):
                fault = f"Student {student} is in two meetings at once: {clash}."
                yield case(self, fault, holds=not clash, students=(student,))
        for tutor, groups in schedule.of_tutor.items():
            for clash in _clashes(groups):
                fault = f"Tutor {tutor} is in two meetings at once: {clash}."
                yield case(self, fault, holds=not clash, tutors=(tutor,))


def _clashes(groups: tuple[Group, ...]) -> Iterator[str]:
    """For each two meetings of one weekday: the two, if they overlap, else nothing."""
    held = [(meeting, group) for group in groups for meeting in group.meetings]
    for (first, mine), (second, other) in combinations(held, 2):
        if first.day != second.day:
            continue
        apart = first.slot.end <= second.slot.start or second.slot.end <= first.slot.start
        yield (
            ""
            if apart
            else f"{called(mine)} on {when(first)} and {called(other)} on {when(second)}"
        )
