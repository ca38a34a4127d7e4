"""To the checker of a dated week: whether one cover or one move is allowed by itself.

What it takes of people and rooms that other meetings need is :mod:`matcher.week_together`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.domain import Request, Tutor
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_dates import (
    rows_for,
    site_forbidden,
    spoken,
    student_forbidden,
    time_suits,
    tutor_forbidden,
    works_there,
)
from matcher.week_held import Held, named, violation


def check_cover(problem: Problem, held: Held) -> Iterator[Violation]:
    """Whether the cover may hold the meeting with those present, and is needed."""
    group, cover, at = held.group, held.tutor, held.planned
    where = f"{named(group)} on {spoken(problem, at)} is covered by tutor {cover.id}"

    def broken(why: str, *members: Request) -> Violation:
        return violation(f"{where}, {why}.", members, cover)

    if not tutor_forbidden(problem, group.tutor, at):
        yield broken("but its own tutor can come")
    if cover.id == group.tutor.id or cover.id not in problem.tutor:
        yield broken("who is not another tutor of this week")
    if tutor_forbidden(problem, cover, at):
        yield broken("who can not come on that date")
    if group.subject not in cover.subjects or group.language not in cover.languages:
        yield broken(f"who does not teach {group.subject} in {group.language}")
    if not works_there(cover, at) or not time_suits(problem, cover, at):
        yield broken("whom its place or time does not suit")
    for member in held.present:
        if not _may_teach(problem, cover, member):
            yield broken(f"who may not tutor student {member.student.id}", member)
    limits = [problem.settings.max_group_size, cover.max_group]
    limits += [member.max_group for member in held.present]
    most = min(limit for limit in limits if limit is not None)
    if len(held.present) > most:
        yield broken(f"with {len(held.present)} students, but at most {most} may be", *held.present)


def _may_teach(problem: Problem, tutor: Tutor, member: Request) -> bool:
    mine = [pair for pair in problem.program.pairs if pair.student == member.student.id]
    only = {pair.other for pair in mine if pair.rule == "only"}
    avoid = {pair.other for pair in mine if pair.rule == "avoid"}
    grades = tutor.grades
    return (
        (grades is None or member.student.grade in grades)
        and (not only or tutor.id in only)
        and tutor.id not in avoid
    )


def check_move(
    problem: Problem, held: Held, due: Sequence[Request], *, away_before: int
) -> Iterator[Violation]:
    """Whether those of the group who are ``due``, as far as they come, may meet at the new time."""
    group, at = held.group, held.at
    where = f"{named(group)} is moved from {spoken(problem, held.planned)} to {spoken(problem, at)}"
    where += f" at {at.slot.site}" if at.slot.site else ""

    def broken(why: str, *members: Request) -> Violation:
        return violation(f"{where}, {why}.", members, group.tutor)

    here = [m for m in due if not student_forbidden(problem, m.student, at)]
    if at.slot.modality != group.modality:
        yield broken(f"where it can not be {group.modality}")
    if group.modality == "in_person" and at.slot.site != group.frame.site:
        yield broken("which is at another site")
    if at.day != held.planned.day and at.day in {other.day for other in group.meetings}:
        yield broken("a day on which it has a meeting of its own")
    if site_forbidden(problem, at) or not rows_for(problem, here, at):
        yield broken("where no slot is in force on that date for those who come")
    if tutor_forbidden(problem, group.tutor, at):
        yield broken("when its tutor can not come")
    if not works_there(group.tutor, at) or not time_suits(problem, group.tutor, at):
        yield broken("which does not suit its tutor")
    for member in here:
        if not time_suits(problem, member.student, at):
            yield broken(f"which does not suit student {member.student.id}", member)
    away = len(due) - len(here)
    if not here or away > away_before:
        yield broken(f"when {away} of its students are away instead of {away_before}")
