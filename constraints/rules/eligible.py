"""Who may tutor whom: rule 1."""

from __future__ import annotations

from constraints.checking import Cases, case, tally
from constraints.wording import called
from matcher.domain import Frame, Group, Request
from matcher.problem import Problem
from matcher.rule import Check, Rule
from matcher.schedule import Schedule


class Eligible(Rule):
    """The tutor can teach every member, in a language they share, and nobody ruled it out."""

    number = 1
    name = "eligible"
    sentence = (
        "A tutor teaches only subjects and grades they signed up for, in a language that the tutor"
        " and every student of the group share; reserves hold no groups of their own, and the"
        " only and avoid wishes of the Pairs sheet hold."
    )

    def frames(self, problem: Problem, frame: Frame) -> bool:
        """Whether the tutor holds groups of this subject in this language in this week."""
        tutor = frame.tutor
        return (
            tutor.id in problem.tutor
            and not tutor.reserve
            and frame.subject in tutor.subjects
            and frame.language in tutor.languages
        )

    def pairs(self, problem: Problem, request: Request, frame: Frame) -> bool:
        """Whether the request is the frame's subject, and grade, language and wishes allow it."""
        tutor, student = frame.tutor, request.student
        only = problem.partners["only"].get(student.id)
        return (
            request.subject == frame.subject
            and request.key in problem.request
            and (tutor.grades is None or student.grade in tutor.grades)
            and frame.language in request.languages
            and (only is None or tutor.id in only)
            and tutor.id not in problem.partners["avoid"].get(student.id, ())
        )

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Ask of every group who its tutor is, and of every member whether that tutor may be theirs."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        tutors = {tutor.id for tutor in problem.tutors}
        requests = {request.key for request in problem.requests}
        for group in schedule:
            yield from self._of_tutor(group, counts=group.tutor.id in tutors)
            for member in group.members:
                yield from self._of_member(group, member, counts=member.key in requests)
                yield from self._of_wishes(problem, group, member.student.id)

    def _of_tutor(self, group: Group, *, counts: bool) -> Cases:
        tutor, name = group.tutor, f"{called(group)} but"
        for holds, fault in (
            (counts, f"Tutor {tutor.id} holds {name} is not cleared or not employed in this week."),
            (not tutor.reserve, f"Tutor {tutor.id} holds {name} is a reserve."),
            (
                group.subject in tutor.subjects,
                f"Tutor {tutor.id} holds {name} does not teach {group.subject}.",
            ),
            (
                group.language in tutor.languages,
                f"Tutor {tutor.id} holds {name} does not tutor in {group.language}.",
            ),
        ):
            yield case(self, fault, holds=holds, tutors=(tutor.id,))

    def _of_member(self, group: Group, member: Request, *, counts: bool) -> Cases:
        student, tutor = member.student, group.tutor
        seat = f"Student {student.id} sits in {called(group)}"
        for holds, fault in (
            (
                counts,
                f"{seat} but has no {member.subject} request that concerns this week.",
            ),
            (
                member.subject == group.subject,
                f"{seat}, which is {group.subject}, with a request for {member.subject}.",
            ),
            (
                tutor.grades is None or student.grade in tutor.grades,
                f"{seat} but tutor {tutor.id} does not teach the student's grade.",
            ),
            (
                group.language in member.languages,
                f"{seat}, which is in {group.language}, not one of the student's languages.",
            ),
        ):
            yield case(self, fault, holds=holds, students=(student.id,), tutors=(tutor.id,))

    def _of_wishes(self, problem: Problem, group: Group, student: str) -> Cases:
        tutor = group.tutor.id
        wishes = [pair for pair in problem.program.pairs if pair.student == student]
        only = sorted(pair.other for pair in wishes if pair.rule == "only")
        avoid = [pair.other for pair in wishes if pair.rule == "avoid"]
        if only:
            fault = (
                f"Student {student} sits in {called(group)} but may have no tutor except"
                f" {' or '.join(only)}."
            )
            yield case(self, fault, holds=tutor in only, students=(student,), tutors=(tutor,))
        if avoid:
            fault = f"Student {student} sits in {called(group)} but is to avoid tutor {tutor}."
            yield case(self, fault, holds=tutor not in avoid, students=(student,), tutors=(tutor,))
