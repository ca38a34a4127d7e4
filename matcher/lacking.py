"""Which plain fact about the week's tutors leaves none of them for a request, counted."""

from __future__ import annotations

from collections.abc import Callable

from matcher.domain import Request, Tutor
from matcher.problem import Problem


def lacking(problem: Problem, request: Request) -> tuple[str, str] | None:
    """A code and a sentence, if one plain fact leaves no tutor for the request; else None."""
    tutors = [tutor for tutor in problem.tutors if not tutor.reserve]
    if not tutors:
        return "no_tutor", "The week has no tutor besides reserves, who only cover for others."
    staff, able = f"{len(tutors)} tutor{'' if len(tutors) == 1 else 's'}", ""
    for code, holds, what, lacks in _stages(problem, request):
        left = [tutor for tutor in tutors if holds(tutor)]
        if not left and not able:
            return code, f"Of the week's {staff} besides reserves, none {lacks}."
        if not left:
            return code, (
                f"Of the week's {staff} besides reserves, {len(tutors)} can teach {able}, but none"
                f" of them {lacks}."
            )
        able, tutors = f"{able} {what}".strip(), left
    return None


Stage = tuple[str, Callable[[Tutor], bool], str, str]


def _stages(problem: Problem, request: Request) -> tuple[Stage, ...]:
    """Code, test, what those who pass can do, and what nobody does where none passes."""
    student = request.student
    only = problem.partners["only"].get(student.id)
    avoid = problem.partners["avoid"].get(student.id, frozenset())
    grade, tongues = f"grade {_grade(student.grade)}", ", ".join(request.languages)
    way = "online" if student.modality == "online" else "in person"
    return (
        (
            "no_tutor",
            lambda t: request.subject in t.subjects,
            request.subject,
            f"teaches {request.subject}",
        ),
        (
            "no_grade",
            lambda t: t.grades is None or student.grade in t.grades,
            f"in {grade}",
            f"teaches {grade}",
        ),
        (
            "no_language",
            lambda t: not set(t.languages).isdisjoint(request.languages),
            f"in a language of the student ({tongues})",
            f"does so in a language of the student ({tongues})",
        ),
        (
            "only_avoid",
            lambda t: (only is None or t.id in only) and t.id not in avoid,
            "" if only is None and not avoid else "as the Pairs sheet asks",
            "is left by the only and avoid rows of the Pairs sheet",
        ),
        (
            "no_modality",
            lambda t: "either" in (t.modality, student.modality) or t.modality == student.modality,
            way,
            f"meets {way}, as the student needs",
        ),
    )


def _grade(grade: int) -> str:
    return {-1: "TK", 0: "K"}.get(grade, str(grade))
