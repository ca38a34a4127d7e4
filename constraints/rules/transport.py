"""How students get there and home: rule 4."""

from __future__ import annotations

from constraints.checking import Cases, tally
from constraints.wording import called, when
from matcher.domain import SELF, Group, Meeting, Request, Student, Tutor
from matcher.problem import Problem
from matcher.rule import Check, Rule, Violation
from matcher.schedule import Schedule


class Transport(Rule):
    """Outside the school day, nobody is left without a way to come and go."""

    number = 4
    name = "transport"
    sentence = (
        "Outside the school day, a student meets in person only if they come and go alone or"
        " their route runs on that day, no later than the session starts and no earlier than it"
        " ends."
    )

    def admits(self, problem: Problem, person: Request | Tutor, meeting: Meeting) -> bool:
        """Whether the student can be there; tutors see to themselves."""
        slot = meeting.slot
        if isinstance(person, Tutor) or slot.modality == "online" or slot.kind == "school_day":
            return True
        route = person.student.transport
        if route is None or route == SELF:
            return route == SELF
        return any(
            (ride.earliest is None or ride.earliest <= slot.start)
            and (ride.latest is None or slot.end <= ride.latest)
            for ride in problem.rides.get((route, meeting.day), ())
        )

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Ask of every member of every in-person meeting outside the school day how they come."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for group in schedule:
            for meeting in group.meetings:
                if meeting.slot.modality == "in_person" and meeting.slot.kind != "school_day":
                    for member in group.members:
                        yield self._of_student(problem, group, member.student, meeting)

    def _of_student(
        self, problem: Problem, group: Group, student: Student, meeting: Meeting
    ) -> Violation | None:
        slot, name = meeting.slot, f"{when(meeting)}, when {called(group)} meets"
        if student.transport == "self":
            return None
        if student.transport is None:
            fault = f"Student {student.id} has no transport on {name} outside the school day."
            return Violation(self.name, fault, (student.id,))
        for ride in problem.program.rides:
            if ride.route != student.transport or meeting.day not in ride.days:
                continue
            there = slot.start if ride.earliest is None else ride.earliest
            home = slot.end if ride.latest is None else ride.latest
            if there <= slot.start and slot.end <= home:
                return None
        fault = f"Student {student.id} rides {student.transport}, which does not fit {name}."
        return Violation(self.name, fault, (student.id,))
