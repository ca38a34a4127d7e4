"""Which make-ups of a plan are still possible after something in its week has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from matcher.domain import Group, MakeUp, Place, Session, Tutor
from matcher.problem import Problem
from matcher.report.words import count_words
from matcher.verify_make_ups import verify_make_ups


def still_possible(
    problem: Problem, sessions: Sequence[Session], make_ups: Iterable[MakeUp]
) -> tuple[MakeUp, ...]:
    """The make-ups that hold in the week as it is now, in their order.

    Who joins a meeting goes along with its cover. Of make-ups that no longer go together, those
    that come first stay.
    """
    now = _with_covers(make_ups, sessions)
    faults = verify_make_ups(problem, sessions, now).violations
    students = {student for fault in faults for student in fault.students}
    tutors = {tutor for fault in faults for tutor in fault.tutors}
    kept = [
        one
        for one in now
        if one.member.student.id not in students and one.frame.tutor.id not in tutors
    ]
    if verify_make_ups(problem, sessions, kept).violations:
        kept = []
    for one in now:
        if one not in kept and not verify_make_ups(problem, sessions, [*kept, one]).violations:
            kept.append(one)
    return tuple(one for one in now if one in kept)


def lost_make_ups(count: int) -> tuple[str, ...]:
    """A notice that so many are lost; none where none is."""
    if not count:
        return ()
    return (f"{count_words(count, 'make-up')} of owed sessions can't be any more.",)


def _with_covers(make_ups: Iterable[MakeUp], sessions: Iterable[Session]) -> list[MakeUp]:
    """The make-ups with whoever holds the meetings that are joined."""
    holder: dict[tuple[Group, Place], Tutor] = {
        (session.group, session.meeting.place): session.tutor
        for session in sessions
        if session.status in ("planned", "covered", "moved")
    }
    found = []
    for one in make_ups:
        tutor = holder.get((one.joins, one.meeting.place)) if one.joins else None
        frame = replace(one.frame, tutor=tutor) if tutor else one.frame
        found.append(replace(one, frame=frame))
    return found
