"""How often groups meet: rule 5."""

from __future__ import annotations

from constraints.checking import Cases, case, tally
from constraints.wording import called, count, opening
from matcher.domain import DAYS, Group, Request
from matcher.problem import Problem
from matcher.rule import Check, Rule, Violation
from matcher.schedule import Schedule


class Dosage(Rule):
    """A group meets as often a week as each of its members should."""

    number = 5
    name = "dosage"
    sentence = (
        "A group meets at most once a weekday, and as many times a week as the sessions range of"
        " every student in it allows."
    )

    def meetings(self, problem: Problem, request: Request) -> tuple[int, int]:
        """The request's sessions range; no group meets less than once."""
        return (max(1, request.least), request.most)

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Count the meetings of every group, by weekday and against each member's range."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for group in schedule:
            days = [meeting.day for meeting in group.meetings]
            name, tutors = opening(group), (group.tutor.id,)
            yield case(self, f"{name} has no meetings.", holds=bool(days), tutors=tutors)
            if not days:
                continue
            for day in sorted(set(days)):
                times = days.count(day)
                fault = f"{name} meets {times} times on {DAYS[day]} but may only once."
                yield case(self, fault, holds=times == 1, tutors=tutors)
            for member in group.members:
                yield self._of_member(group, member, len(days))

    def _of_member(self, group: Group, member: Request, times: int) -> Violation | None:
        if times in range(member.least, member.most + 1):
            return None
        student = member.student.id
        asked = (
            str(member.least) if member.least == member.most else f"{member.least} to {member.most}"
        )
        fault = (
            f"Student {student} has {count(times, 'session')} a week in {called(group)}"
            f" but {asked} {'was' if asked == '1' else 'were'} asked for."
        )
        return Violation(self.name, fault, (student,), (group.tutor.id,))
