"""What a program manager should hear about a week besides its plan."""

from __future__ import annotations

from collections.abc import Iterable

from matcher.problem import Problem


def notices(problem: Problem, left_out: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """Sentences about the week, the loud ones first.

    ``left_out`` are the requests, by student ID and subject, whose rows were skipped as bad.
    """
    return (*_lost_seats(problem, left_out), *_gone(problem), *_unbound(problem))


def _lost_seats(problem: Problem, left_out: Iterable[tuple[str, str]]) -> list[str]:
    had = problem.previous.seats if problem.previous else {}
    return [
        f"ATTENTION: student {student} had a seat in {subject} and was left out of this plan,"
        " because a row of the student has errors. Correct it and plan the week again."
        for student, subject in left_out
        if (student, subject) in had
    ]


def _gone(problem: Problem) -> list[str]:
    """Who of the previous plan the program no longer knows: a count, never an error."""
    if problem.previous is None:
        return []
    tutors = {tutor.id for tutor in problem.program.tutors}
    students = {student for student, _ in problem.previous.seats} - set(problem.program.students)
    gone = {seat.tutor_id for seat in problem.previous.seats.values()} - tutors
    parts = [(len(students), "student"), (len(gone), "tutor")]
    said = [f"{number} {who}{'' if number == 1 else 's'}" for number, who in parts if number]
    if not said:
        return []
    verb = "is" if len(students) + len(gone) == 1 else "are"
    return [f"{' and '.join(said)} of the previous plan {verb} no longer in the program."]


def _unbound(problem: Problem) -> list[str]:
    """The together pairs that bind nobody in this week."""
    subjects: dict[str, set[str]] = {}
    for request in problem.requests:
        subjects.setdefault(request.student.id, set()).add(request.subject)
    pairs = dict.fromkeys(
        (min(pair.student, pair.other), max(pair.student, pair.other))
        for pair in problem.program.pairs
        if pair.rule == "together"
    )
    return [
        f"Students {first} and {second} should be together, but there is no subject that both"
        " have a request for in this week; the pair binds nobody."
        for first, second in pairs
        if not subjects.get(first, set()) & subjects.get(second, set())
    ]
