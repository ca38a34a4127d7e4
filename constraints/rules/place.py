"""Where groups meet: rule 2."""

from __future__ import annotations

from constraints.checking import Cases, case, tally
from constraints.wording import called, opening, when
from matcher.domain import Frame, Group, Meeting, Request, Student, Tutor
from matcher.problem import Problem
from matcher.rule import Check, Rule, Violation
from matcher.schedule import Schedule

WAYS = {"in_person": "in person", "online": "online"}


class Place(Rule):
    """The slot is open to every member, the tutor works there, and the modality suits all."""

    number = 2
    name = "place"
    sentence = (
        "A group meets only in slots open to every student in it; in person, it meets at one site"
        " where its tutor works, and in person or online suits everyone."
    )

    def frames(self, problem: Problem, frame: Frame) -> bool:
        """Whether the modality suits the tutor and an in-person site is one of the tutor's."""
        suits = frame.tutor.modality in (frame.modality, "either")
        if frame.modality == "online":
            return suits and frame.site is None
        return suits and frame.site in frame.tutor.sites

    def pairs(self, problem: Problem, request: Request, frame: Frame) -> bool:
        """Whether the frame's modality suits the student."""
        return request.student.modality in (frame.modality, "either")

    def admits(self, problem: Problem, person: Request | Tutor, meeting: Meeting) -> bool:
        """Whether the slot is open to the student, or at a site of the tutor, and suits them."""
        slot = meeting.slot
        if isinstance(person, Tutor):
            there = slot.modality == "online" or slot.site in person.sites
            return there and person.modality in (slot.modality, "either")
        student = person.student
        invited = slot.site is None or slot.open_to_all or student.site == slot.site
        if not invited and student.site not in slot.open_to:
            return False
        return student.modality in (slot.modality, "either")

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Ask of every meeting where it is, and of every member whether they may come."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        for group in schedule:
            yield from self._of_group(group)
            for meeting in group.meetings:
                yield from self._of_meeting(group, meeting)
                for member in group.members:
                    yield self._of_member(group, member.student, meeting)

    def _of_group(self, group: Group) -> Cases:
        tutor = group.tutor
        suits = tutor.modality in (group.modality, "either")
        fault = f"Tutor {tutor.id} does not work {WAYS[group.modality]}, as {called(group)} does."
        yield case(self, fault, holds=suits, tutors=(tutor.id,))
        for student in (member.student for member in group.members):
            suits = student.modality in (group.modality, "either")
            fault = (
                f"Student {student.id} can't meet {WAYS[group.modality]}, as {called(group)} does."
            )
            yield case(self, fault, holds=suits, students=(student.id,))
        sites = {
            place or "no site"
            for place in (group.frame.site, *(meeting.slot.site for meeting in group.meetings))
        }
        one = group.modality == "online" or len(sites) <= 1
        fault = (
            f"In-person {called(group)} meets at {' and '.join(sorted(sites))}, not at one site."
        )
        yield case(self, fault, holds=one, tutors=(tutor.id,))

    def _of_meeting(self, group: Group, meeting: Meeting) -> Cases:
        tutor, slot = group.tutor, meeting.slot
        same = slot.modality == group.modality
        fault = (
            f"{opening(group)} is {group.modality} but its slot on {when(meeting)}"
            f" is {slot.modality}."
        )
        yield case(self, fault, holds=same, tutors=(tutor.id,))
        if slot.modality == "in_person":
            fault = f"Tutor {tutor.id} meets {called(group)} on {when(meeting)} at {slot.site}, where the tutor does not work."
            yield case(self, fault, holds=slot.site in tutor.sites, tutors=(tutor.id,))

    def _of_member(self, group: Group, student: Student, meeting: Meeting) -> Violation | None:
        slot = meeting.slot
        may_come = (
            {student.site} if slot.site is None or slot.open_to_all else {slot.site, *slot.open_to}
        )
        if student.site in may_come:
            return None
        fault = (
            f"The slot of {called(group)} on {when(meeting)} at {slot.site} is not open to"
            f" student {student.id} of {student.site}."
        )
        return Violation(self.name, fault, (student.id,), (group.tutor.id,))
