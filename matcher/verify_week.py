"""Whether a dated week is true and allowed: said without the bending and without the search.

The best week is not looked for here; only that every status is true, that every cover and move
is allowed, and that nothing else changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from matcher.domain import Group, Meeting, Request, Session
from matcher.problem import Problem
from matcher.rule import Check, Violation
from matcher.schedule import Schedule
from matcher.week_changes import check_cover, check_move
from matcher.week_dates import (
    rows_for,
    site_forbidden,
    spoken,
    student_forbidden,
    tutor_forbidden,
)
from matcher.week_held import Held, named, violation
from matcher.week_past import check_moved_before, check_past, told_early
from matcher.week_together import check_together


def verify_week(problem: Problem, schedule: Schedule, sessions: Sequence[Session]) -> Check:
    """Look over the dated week of a valid standing plan.

    ``cases`` is the number of sessions that the week must have: one for each meeting of the
    standing plan and each member. Of the days that are over, where there are such, the sessions must
    be those that people were told of. Meetings are compared by their place, so that a week read back
    from a workbook, which names no Slots rows, is judged alike.
    """
    told = _Told(problem, schedule, sessions)
    found = [*told.strangers, *check_past(problem, told.past, sessions)]
    held: list[Held] = []
    for group in schedule:
        for planned in group.meetings:
            if not told.wanted(group, planned):
                continue
            rows, faults = told.rows(group, planned)
            found += faults
            if not faults:
                outcome = _outcome(group, planned, rows)
                found += _check_meeting(problem, outcome, rows, told.due(group, planned))
                held.append(outcome)
    happens = [one for one in held if one.what != "cancelled" and not problem.is_over(one.at.day)]
    found += check_together(problem, happens)
    cases = sum(
        len(told.due(group, planned))
        for group in schedule
        for planned in group.meetings
        if not problem.is_over(planned.day)
    )
    return Check(cases + len(told.past), tuple(found))


class _Told:
    """The sessions by group and planned meeting, and what is wrong with their list itself."""

    def __init__(self, problem: Problem, schedule: Schedule, sessions: Sequence[Session]) -> None:
        self.problem = problem
        self._rows: dict[tuple[Group, int], list[Session]] = defaultdict(list)
        self.strangers: list[Violation] = []
        self.past: list[Session] = []
        self._early = told_early(problem)
        known = {(group, at.place) for group in schedule for at in group.meetings}
        for session in sessions:
            if problem.is_over(session.meeting.day):
                self.past.append(session)
            elif (session.group, session.planned.place) in known:
                self._rows[session.group, session.planned.day].append(session)
            else:
                when = spoken(problem, session.planned)
                message = f"{named(session.group)} has no meeting on {when} in the standing plan."
                self.strangers.append(violation(message, [session.member]))

    def wanted(self, group: Group, planned: Meeting) -> bool:
        """Whether the week has the meeting: one to come, or one from before that is still to come."""
        over = self.problem.is_over(planned.day)
        due = not over and bool(self.due(group, planned))
        return due or (group, planned.day) in self._rows

    def due(self, group: Group, planned: Meeting) -> list[Request]:
        """The members but for those whose session was told for an earlier day that is over."""
        return [m for m in group.members if (m.key, planned.day) not in self._early]

    def rows(self, group: Group, planned: Meeting) -> tuple[list[Session], list[Violation]]:
        """The sessions of one meeting, and members that it lacks, has twice, or should not have."""
        rows = self._rows.get((group, planned.day), [])
        return rows, list(self._miscounted(group, planned, [row.member for row in rows]))

    def _miscounted(
        self, group: Group, planned: Meeting, members: Sequence[Request]
    ) -> Iterator[Violation]:
        keys = [member.key for member in members]
        expected = [member.key for member in self.due(group, planned)]
        for member in dict.fromkeys((*group.members, *members)):
            wanted = expected.count(member.key)
            if keys.count(member.key) != wanted:
                yield violation(
                    f"{named(group)} on {spoken(self.problem, planned)} has"
                    f" {keys.count(member.key)} sessions for student {member.student.id} instead"
                    f" of {wanted}.",
                    [member],
                )


def _outcome(group: Group, planned: Meeting, rows: Sequence[Session]) -> Held:
    """What the statuses say became of the meeting, whether or not it is true."""
    statuses = {row.status for row in rows}
    changed = next((row for row in rows if row.status in ("covered", "moved")), None)
    present = tuple(row.member for row in rows if row.status not in ("away", "cancelled"))
    if changed is not None and changed.status == "covered":
        return Held("covered", group, planned, planned, changed.tutor, present)
    if changed is not None:
        return Held("moved", group, planned, changed.meeting, group.tutor, present)
    if "planned" in statuses:
        return Held("planned", group, planned, planned, group.tutor, present)
    return Held("cancelled", group, planned, planned, group.tutor, present)


def _check_meeting(
    problem: Problem, held: Held, rows: Sequence[Session], due: Sequence[Request]
) -> Iterator[Violation]:
    """Whether what became of a meeting is true and allowed; ``due`` are who is to have it."""
    group, planned = held.group, held.planned
    if problem.is_over(planned.day):
        yield from check_moved_before(problem, held, rows)
        return
    kept = [m for m in due if not student_forbidden(problem, m.student, planned)]
    tutor_out = tutor_forbidden(problem, group.tutor, planned)
    shut = site_forbidden(problem, planned) or not rows_for(problem, group.members, planned)
    impossible = shut or not kept or tutor_out
    where = f"{named(group)} on {spoken(problem, planned)}"
    if held.what == "planned" and impossible:
        yield violation(f"{where} is as planned, but can not take place so.", group.members)
    if held.what != "planned" and not impossible:
        yield violation(f"{where} is {held.what}, but nothing stands in its way.", group.members)
    if held.what == "covered" and (shut or not kept):
        yield violation(f"{where} is covered, but not only its tutor is missing.", group.members)
    if held.what == "covered":
        yield from check_cover(problem, held)
    if held.what == "moved":
        yield from check_move(problem, held, due, away_before=len(due) - len(kept))
    for row in rows:
        yield from _check_session(problem, held, row)


def _check_session(problem: Problem, held: Held, row: Session) -> Iterator[Violation]:
    """Whether one member's status, time and tutor are what became of the meeting."""
    at = held.at if held.what == "moved" else held.planned
    forbidden = student_forbidden(problem, row.member.student, at)
    truth = {"away"} if forbidden else {held.what}
    if held.what == "cancelled":
        truth.add("cancelled")
    tutor = held.tutor if row.status == "covered" else held.group.tutor
    who = f"student {row.member.student.id} with {named(held.group)}"
    when = spoken(problem, held.planned)
    if row.status not in truth:
        right = " or ".join(sorted(truth))
        yield violation(f"On {when}, {who} is {row.status}, but should be {right}.", [row.member])
    if row.meeting.place != at.place:
        stands, right = spoken(problem, row.meeting), spoken(problem, at)
        yield violation(f"On {when}, {who} stands at {stands} instead of {right}.", [row.member])
    if row.tutor.id != tutor.id:
        yield violation(
            f"On {when}, {who} stands with tutor {row.tutor.id} instead of {tutor.id}.",
            [row.member],
        )
