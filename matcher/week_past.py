"""To the checker of a dated week: whether what is over stands as people were told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.domain import Session
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_changes import check_move
from matcher.week_dates import spoken
from matcher.week_held import Held, named, violation

Key = tuple[tuple[str, str], int]


def check_past(
    problem: Problem, past: Sequence[Session], sessions: Sequence[Session]
) -> Iterator[Violation]:
    """The sessions of days that are over: each as it was told, and none of them missing.

    What was to be made up for on a date to come may be cancelled. ``past`` are those of the
    ``sessions`` that belong to no meeting of the standing plan.
    """
    told = _told(problem)
    for line in past:
        before = told.get(_key(line))
        lost = line.status == "cancelled" and before is not None and _to_come(problem, before)
        if not lost and (before is None or _words(line) != _words(before)):
            when = spoken(problem, line.meeting)
            yield violation(
                f"The session of student {line.member.student.id} on {when}, which is over, is not"
                " as people were told.",
                [line.member],
            )
    there = {_key(line) for line in sessions}
    for key, line in told.items():
        if key not in there:
            when = spoken(problem, line.planned)
            yield violation(
                f"The session of student {line.member.student.id} on {when}, which is over, is"
                " missing.",
                [line.member],
            )


def check_moved_before(
    problem: Problem, held: Held, rows: Sequence[Session]
) -> Iterator[Violation]:
    """A meeting that was moved from a day that is over to one to come: only as people were told."""
    where = f"{named(held.group)} on {spoken(problem, held.planned)}"
    told = _told(problem)
    before = [told[_key(row)] for row in rows if _key(row) in told]
    if held.what == "cancelled" and any(_to_come(problem, line) for line in before):
        return
    moved = held.what == "moved" and any(
        line.status == "moved" and line.meeting.place == held.at.place for line in before
    )
    if not moved:
        yield violation(f"{where} is not as people were told.", held.group.members)
    else:
        members = held.group.members
        # Who came then is over; now those count who can come.
        yield from check_move(problem, held, members, away_before=len(members))


def told_early(problem: Problem) -> set[Key]:
    """The sessions of days to come that were told for days that are over."""
    return {
        key
        for key, line in _told(problem).items()
        if problem.is_over(line.meeting.day) and not problem.is_over(line.planned.day)
    }


def _to_come(problem: Problem, line: Session) -> bool:
    """Whether a session was moved from a day that is over to one to come."""
    return problem.is_over(line.planned.day) and not problem.is_over(line.meeting.day)


def _told(problem: Problem) -> dict[Key, Session]:
    lines = problem.past.sessions if problem.past else ()
    return {_key(line): line for line in lines}


def _key(line: Session) -> Key:
    return line.member.key, line.planned.day


def _words(line: Session) -> tuple[object, ...]:
    return line.status, line.meeting.place, line.tutor.id
