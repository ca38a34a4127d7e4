"""The job of ``match explain``: one question about a plan, answered in lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from matcher import weeks
from matcher.advice import Advice, Adviser, change_words, list_words
from matcher.corner import Replan
from matcher.domain import Group, Previous, PreviousGroup, PreviousSeat, Program, Student, Tutor
from matcher.explain import Explainer
from matcher.family import family_words, placed_words
from matcher.lacking import unsuitable
from matcher.people import WhoError, find
from matcher.problem import Problem
from matcher.report.words import capital, date_words, listed, meeting_words, place_words
from matcher.revise import PlanOutdatedError, Standing, read_standing
from matcher.rule import Goal, Rule
from matcher.steps import student_words, tutor_words
from matcher.tutor_hours import TutorHours
from matcher.verify import verify
from matcher.why_not import NoSlotError, Pairing, why_not

Audience = Literal["manager", "family"]

__all__ = ["ExplainError", "Question", "explain_plan"]


class ExplainError(Exception):
    """The question can't be answered as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Question:
    """What was asked: about a student, a tutor, or a student with a tutor, perhaps at a time.

    People are given by ID or name; ``at`` is a weekday (0 is Monday) and minutes of the day. ``plan``
    None means the newest one beside the program.
    """

    program: Path
    plan: Path | None = None
    student: str | None = None
    tutor: str | None = None
    why_not: tuple[str, str] | None = None
    at: tuple[int, int] | None = None
    audience: Audience = "manager"


def explain_plan(
    question: Question, rules: Sequence[Rule], goals: Sequence[Goal], replan: Replan
) -> list[str]:
    """The answer in lines.

    Raises :class:`ExplainError`, :class:`matcher.people.WhoError`,
    :class:`matcher.revise.PlanOutdatedError` and
    :class:`matcher.input_problems.InputProblemsError`.
    """
    plan = question.plan or weeks.newest_earlier(question.program, dt.date.max)
    if plan is None:
        raise ExplainError(
            f"No plan stands beside {question.program}. Name it with --plan, or plan a week first."
        )
    standing = read_standing(question.program, plan, rules, dated=False)
    problem = replace(standing.problem, previous=before(standing))
    verdict = verify(problem, rules, (), standing.schedule)
    if not verdict.holds:
        raise PlanOutdatedError(plan, verdict.violations)
    explainer = Explainer(problem, rules, standing.schedule, goals, replan)
    return list(_Answer(question, explainer, goals, replan).lines())


def before(standing: Standing) -> Previous | None:
    """The plan before this one, as far as this one's Seats tell: who had a seat, and with whom."""
    known, monday = standing.problem.previous, standing.problem.monday
    if known is None:
        return None
    seats: dict[tuple[str, str], PreviousSeat] = {}
    for key, seat in known.seats.items():
        if seat.seated_since is not None and seat.seated_since < monday:
            same = seat.tutor_since is not None and seat.tutor_since < monday
            seats[key] = replace(seat, tutor_id=seat.tutor_id if same else "")
    groups: dict[str, PreviousGroup] = {}
    return Previous(groups, seats, known.source, known.week, known.pins) if seats else None


class _Answer:
    def __init__(
        self, question: Question, explainer: Explainer, goals: Sequence[Goal], replan: Replan
    ) -> None:
        self.question = question
        self.explainer = explainer
        self.problem: Problem = explainer.problem
        self.program: Program = explainer.problem.program
        self.goals = goals
        self.replan = replan

    def lines(self) -> Iterator[str]:
        if self.question.why_not is not None:
            yield from self._why_not(*self.question.why_not)
        elif self.question.tutor is not None:
            yield from self._of_tutor(self.question.tutor)
        elif self.question.student is not None:
            yield from self._of_student(self._student(self.question.student))

    def _student(self, words: str) -> Student:
        try:
            return find(list(self.program.students.values()), words, "student")
        except WhoError as error:
            raise _other_kind(error, self.program.tutors, words, "tutor") from error

    def _tutor(self, words: str) -> Tutor:
        try:
            return find(list(self.program.tutors), words, "tutor")
        except WhoError as error:
            students = tuple(self.program.students.values())
            raise _other_kind(error, students, words, "student") from error

    # -- a student ------------------------------------------------------------------------------

    def _of_student(self, student: Student) -> Iterator[str]:
        requests = self.problem.requests_of.get(student.id, ())
        if not requests:
            yield self._does_not_concern(student)
        adviser: Adviser | None = None
        for request in requests:
            groups = self.explainer.schedule.groups_of.get(request.key, ())
            if groups:
                yield self._placed(student, groups[0])
                continue
            adviser = adviser or Adviser(self.explainer, self.goals, self.replan, of=[student.id])
            why, advice = self.explainer.why(request), adviser.advice(request)
            if self.question.audience == "family":
                yield from family_words(why, advice)
                continue
            yield f"{capital(student_words(self.program, student.id))} has no seat in {request.subject} ({why.code})."
            yield why.sentence
            if why.code != "room_left":
                yield from self._changes(advice)

    def _changes(self, advice: Advice) -> Iterator[str]:
        yield f"Smallest change: {change_words(self.program, advice)}"
        yield from list_words(self.program, advice)

    def _placed(self, student: Student, group: Group) -> str:
        if self.question.audience == "family":
            return placed_words(student, group)
        where = place_words(group.modality, group.frame.site)
        return (
            f"{capital(student_words(self.program, student.id))} is placed in {group.subject}: group"
            f" {group.id}, {meeting_words(group.meetings)} {where}, with"
            f" {tutor_words(self.program, group.tutor.id)}."
        )

    def _does_not_concern(self, student: Student) -> str:
        who = capital(student_words(self.program, student.id))
        if self.question.audience == "family":
            who = student.name or f"Student {student.id}"
        week = f"the week of {date_words(self.problem.monday)}"
        if not student.consent:
            return f"{who} is not scheduled: the Students sheet says that there is no consent."
        return f"{who} is not enrolled on any day of {week}, so no seat was looked for."

    # -- a tutor --------------------------------------------------------------------------------

    def _of_tutor(self, words: str) -> Iterator[str]:
        tutor = self._tutor(words)
        if tutor.id not in self.problem.tutor:
            who = capital(tutor_words(self.program, tutor.id))
            yield f"{who} is not cleared or not employed in this week, and holds no groups."
            return
        hours = TutorHours(self.explainer, tutor)
        if self.question.audience == "family":
            yield from (*hours.held(), *hours.free())
        else:
            yield from hours.lines()

    # -- a student with a tutor -----------------------------------------------------------------

    def _why_not(self, whom: str, by: str) -> Iterator[str]:
        student, tutor = self._student(whom), self._tutor(by)
        requests = self.problem.requests_of.get(student.id, ())
        if not requests:
            yield self._does_not_concern(student)
            return
        taught = [request for request in requests if request.subject in tutor.subjects]
        if not taught:
            subjects = listed([request.subject for request in requests])
            who = capital(tutor_words(self.program, tutor.id))
            yield f"{who} does not teach {subjects}."
            return
        for request in taught:
            pairing = Pairing(request, tutor, self.question.at)
            if self.question.audience == "family":
                yield from self._for_family(pairing)
                continue
            try:
                yield from why_not(self.explainer, pairing)
            except NoSlotError as error:
                raise ExplainError(str(error)) from error

    def _for_family(self, pairing: Pairing) -> Iterator[str]:
        """Only what is true of the child and the tutor by themselves."""
        student, tutor = pairing.request.student, pairing.tutor
        child, who = student.name or f"Student {student.id}", tutor.name or f"Tutor {tutor.id}"
        groups = self.explainer.schedule.groups_of.get(pairing.request.key, ())
        if groups and groups[0].tutor.id == tutor.id:
            yield placed_words(student, groups[0])
        elif unsuitable(self.problem, pairing.request, tutor):
            yield f"{who} does not teach what {child} needs, in a way that suits."
        elif any(self.explainer.offers(self.explainer.unit(pairing.request)).get(tutor.id, ())):
            yield f"{who} could teach {child}, but is full at the times that suit."
        else:
            yield f"{child} and {who} have too few times in common."


def _other_kind(
    error: WhoError, others: Sequence[Student] | Sequence[Tutor], words: str, kind: str
) -> WhoError:
    """The error, with a hint where a person of the other kind has this ID."""
    if any(person.id == words.strip() for person in others):
        return WhoError(f"{error} It is the ID of a {kind}.")
    return error
