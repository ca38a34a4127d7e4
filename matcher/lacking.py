"""Which plain fact about the week's tutors leaves none of them for a request, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matcher.domain import Request, Tutor, grade_name
from matcher.problem import Problem


def lacking(problem: Problem, request: Request) -> tuple[str, str] | None:
    """A code and a sentence, if one plain fact leaves no tutor for the request; else None."""
    tutors = _standing(problem)
    reserves = len(tutors) < len(problem.tutors)
    if not tutors:
        cover = " besides reserves, who only cover for others" if reserves else ""
        return "no_tutor", f"The week has no tutor{cover}."
    able, staff = "", len(tutors)
    for stage in _stages(problem, request):
        left = [tutor for tutor in tutors if stage.holds(tutor)]
        if not left:
            said = _said(stage, able, len(tutors), staff)
            aside = " (not counting reserves, who only cover for others)" if reserves else ""
            return stage.code, f"{said}{aside}."
        able, tutors = f"{able} {stage.what}".strip(), left
    return None


def suitable(problem: Problem, request: Request) -> list[Tutor]:
    """The tutors whom no plain fact rules out; times, places and limits are another matter."""
    tutors = _standing(problem)
    for stage in _stages(problem, request):
        tutors = [tutor for tutor in tutors if stage.holds(tutor)]
    return tutors


def unsuitable(problem: Problem, request: Request, tutor: Tutor) -> list[str]:
    """Each plain fact that rules the tutor out for the request; goes on from the tutor's name."""
    failed = [stage for stage in _stages(problem, request) if not stage.holds(tutor)]
    found = [stage.alone or stage.fails for stage in failed]
    if tutor.reserve:
        found.insert(0, "is a reserve, who only covers for others")
    if tutor.id not in problem.tutor:
        found.insert(0, "is not cleared or not employed in this week")
    return found


def teachers(problem: Problem, request: Request) -> int:
    """How many of the week's tutors teach the subject at all, reserves aside."""
    return sum(request.subject in tutor.subjects for tutor in _standing(problem))


def _standing(problem: Problem) -> list[Tutor]:
    """Those who may have groups of their own."""
    return [tutor for tutor in problem.tutors if not tutor.reserve]


@dataclass(frozen=True)
class _Stage:
    """A test that tutors pass or not.

    ``what`` goes on from "teaches" and says what those who pass do; ``lacks`` goes on from "none of
    them" and ``fails`` from the one tutor who does not pass; ``alone`` says the same where nothing
    was said before.
    """

    code: str
    holds: Callable[[Tutor], bool]
    what: str
    lacks: str
    fails: str
    alone: str = ""


def _said(stage: _Stage, able: str, number: int, staff: int) -> str:
    """That of ``number`` able tutors, among the week's ``staff``, nobody passes the stage."""
    if staff == 1:
        who = "The week's only tutor"
    elif not able:
        none = "Neither of the week's" if staff == 2 else f"None of the week's {staff}"
        return f"{none} tutors {stage.lacks}"
    elif number == staff:
        who = "Both of the week's tutors" if staff == 2 else f"All of the week's {staff} tutors"
    else:
        who = f"{'One' if number == 1 else number} of the week's {staff} tutors"
    if not able:
        return f"{who} {stage.fails}"
    if number == 1:
        return f"{who} teaches {able}, but {stage.fails}"
    return f"{who} teach {able}, but {'neither' if number == 2 else 'none'} of them {stage.lacks}"


def _stages(problem: Problem, request: Request) -> tuple[_Stage, ...]:
    student = request.student
    only = problem.partners["only"].get(student.id)
    avoid = problem.partners["avoid"].get(student.id, frozenset())
    grade, tongues = f"grade {grade_name(student.grade)}", ", ".join(request.languages)
    tongue = f"in a language of the student ({tongues})"
    rows = "the only and avoid rows of the Pairs sheet"
    way = "online" if student.modality == "online" else "in person"
    return (
        _Stage(
            "no_tutor",
            lambda t: request.subject in t.subjects,
            request.subject,
            f"teaches {request.subject}",
            f"does not teach {request.subject}",
        ),
        _Stage(
            "no_grade",
            lambda t: t.grades is None or student.grade in t.grades,
            f"in {grade}",
            f"teaches {grade}",
            f"does not teach {grade}",
        ),
        _Stage(
            "no_language",
            lambda t: not set(t.languages).isdisjoint(request.languages),
            tongue,
            f"does so {tongue}",
            f"does not do so {tongue}",
            f"does not tutor {tongue}",
        ),
        _Stage(
            "only_avoid",
            lambda t: (only is None or t.id in only) and t.id not in avoid,
            "" if only is None and not avoid else f"within {rows}",
            f"may tutor the student by {rows}",
            f"may not tutor the student by {rows}",
        ),
        _Stage(
            "no_modality",
            lambda t: "either" in (t.modality, student.modality) or t.modality == student.modality,
            way,
            f"meets {way}, as the student needs",
            f"does not meet {way}, as the student needs",
        ),
    )
