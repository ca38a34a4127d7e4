"""To the checker of a dated week: whether covers and moves go with all else that takes place.

Only cases with a cover or a move are looked at; without them, the meetings that take place are
part of a standing plan that holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from matcher.domain import DAYS, Request, Tutor
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_dates import spoken
from matcher.week_held import Held, named, violation
from matcher.week_rooms import check_rooms


def check_together(problem: Problem, held: Sequence[Held]) -> Iterator[Violation]:
    """Rules 8 to 10 and 13 over the meetings that take place, and the days that a group moves to."""
    by_tutor: dict[str, list[Held]] = defaultdict(list)
    by_student: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        by_tutor[one.tutor.id].append(one)
        for member in one.present:
            by_student[member.student.id].append(one)
    for mine in by_tutor.values():
        if any(one.changed for one in mine):
            yield from _check_gaps(problem, mine)
            yield from _check_load(problem, mine)
    for student, mine in by_student.items():
        if any(one.what == "moved" for one in mine):
            yield from _check_student(problem, student, mine)
    yield from _check_days(held)
    yield from check_rooms(problem, held)


def _check_gaps(problem: Problem, mine: Sequence[Held]) -> Iterator[Violation]:
    """A tutor's meetings of a day, two by two: overlap, break and travel."""
    for first, then in combinations(sorted(mine, key=lambda one: one.at.start), 2):
        if first.at.day != then.at.day or not (first.changed or then.changed):
            continue
        between = then.at.start - first.at.end
        needed = max(_needed(problem, first, then), 0)
        if first.at.overlaps(then.at):
            yield violation(
                f"Tutor {first.tutor.id} has two meetings at once: {spoken(problem, first.at)} with"
                f" {named(first.group)} and {spoken(problem, then.at)} with {named(then.group)}.",
                (),
                first.tutor,
            )
        elif between < needed:
            pair = f"{spoken(problem, first.at)} and {spoken(problem, then.at)}"
            yield violation(
                f"Tutor {first.tutor.id} has {between} minutes between the meetings of {pair},"
                f" but needs {needed}.",
                (),
                first.tutor,
            )


def _needed(problem: Problem, first: Held, then: Held) -> int:
    needed = problem.settings.tutor_break_minutes
    here, there = first.at.slot, then.at.slot
    if here.modality == there.modality == "in_person" and here.site != there.site:
        pair = (here.site or "", there.site or "")
        needed = max(needed, problem.program.travel.get(pair, problem.settings.travel_minutes))
    return needed


def _check_load(problem: Problem, mine: Sequence[Held]) -> Iterator[Violation]:
    tutor = mine[0].tutor
    before = _held_before(problem, tutor)
    days = {one.at.day for one in mine if one.changed}
    for day in sorted(days):
        count = sum(one.at.day == day for one in mine)
        if tutor.max_sessions_day is not None and count > tutor.max_sessions_day:
            yield _overload(tutor, f"{count} sessions on {DAYS[day]}", str(tutor.max_sessions_day))
    count = len(mine) + len(before)
    if tutor.max_sessions_week is not None and count > tutor.max_sessions_week:
        yield _overload(tutor, f"{count} sessions in the week", str(tutor.max_sessions_week))
    minutes = sum(one.at.slot.end - one.at.slot.start for one in mine)
    minutes += sum(end - start for _, start, end in before)
    if tutor.max_hours_week is not None and minutes > tutor.max_hours_week * 60:
        limit = f"{float(tutor.max_hours_week):g} hours"
        yield _overload(tutor, f"{minutes} minutes in the week", limit)


def _held_before(problem: Problem, tutor: Tutor) -> set[tuple[int, int, int]]:
    """Day, start and end of the meetings that the tutor held on days that are over."""
    return {
        (line.meeting.day, line.meeting.slot.start, line.meeting.slot.end)
        for line in (problem.past.sessions if problem.past else ())
        if line.tutor.id == tutor.id
        and line.status in ("planned", "covered", "moved")
        and problem.is_over(line.meeting.day)
    }


def _overload(tutor: Tutor, found: str, limit: str) -> Violation:
    return violation(f"Tutor {tutor.id} has {found}, but at most {limit} were agreed.", (), tutor)


def _check_student(problem: Problem, student: str, mine: Sequence[Held]) -> Iterator[Violation]:
    """A student's meetings with a moved one among them: overlap, and the number a day."""
    witness = _member(student, mine[0])
    for first, then in combinations(sorted(mine, key=lambda one: one.at.start), 2):
        if "moved" in (first.what, then.what) and first.at.overlaps(then.at):
            yield violation(
                f"Student {student} has two meetings at once: {spoken(problem, first.at)} with"
                f" {named(first.group)} and {spoken(problem, then.at)} with {named(then.group)}.",
                [witness],
            )
    most = problem.settings.max_sessions_per_student_day
    for day in sorted({one.at.day for one in mine if one.what == "moved"}):
        count = sum(one.at.day == day for one in mine)
        if count > most:
            yield violation(
                f"Student {student} has {count} sessions on {DAYS[day]}, but at most {most} may be.",
                [witness],
            )


def _member(student: str, held: Held) -> Request:
    return next(member for member in held.present if member.student.id == student)


def _check_days(held: Sequence[Held]) -> Iterator[Violation]:
    """No two meetings of a group move to one date."""
    moved = [one for one in held if one.what == "moved"]
    seen: set[tuple[tuple[tuple[str, str], ...], int]] = set()
    for one in moved:
        key = (tuple(member.key for member in one.group.members), one.at.day)
        if key in seen:
            yield violation(
                f"Two meetings of {named(one.group)} are moved to {DAYS[one.at.day]}.",
                one.group.members,
            )
        seen.add(key)
