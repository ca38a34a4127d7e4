"""Who steps in when someone is missing: covers for each meeting, without moving anybody else.

The week that people have been told of stays as it is; only what the day's trouble makes impossible
is open again. Of all covers, those are liked best who are reserves, who can take most of the open
meetings (so that neighbouring ones get one cover), who know the students, and who have covered
least so far; then those who stand first in the Tutors sheet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.bend import Bent, Liking, bent
from matcher.bend_options import Choices, Option
from matcher.covers import covers_of
from matcher.domain import Group, Meeting, Session
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.trouble import Trouble

TAKING_PLACE = ("planned", "covered", "moved")


@dataclass(frozen=True)
class Orphan:
    """A meeting that can't be as it was told.

    ``options`` are all that can become of it with everything else as chosen, the best first; the
    first is what was ``chosen``. Without any cover or move it is cancelled.
    """

    group: Group
    planned: Meeting
    before: str
    chosen: Option
    options: tuple[Option, ...]

    @property
    def saved(self) -> int:
        """Student sessions that take place after all."""
        return 0 if self.chosen.what == "cancelled" else len(self.chosen.present)


@dataclass(frozen=True)
class Relief:
    """The week after the trouble: the open meetings by time, and all sessions."""

    problem: Problem
    orphans: tuple[Orphan, ...]
    sessions: tuple[Session, ...]


def find_relief(
    problem: Problem,
    schedule: Schedule,
    before: Sequence[Session],
    rules: Sequence[Rule],
    trouble: Trouble,
    earlier: Mapping[str, int] | None = None,
) -> Relief:
    """Bend the week to the trouble. ``before`` is the dated week that people were told of.

    ``earlier`` counts, by tutor, the meetings that were covered in earlier weeks.
    """
    troubled = replace(problem, program=trouble.added_to(problem.program))
    liking = _liking(troubled, schedule, rules, covers_so_far(troubled, before, earlier or {}))
    week = bent(troubled, schedule, rules, before=before, liking=liking)
    sessions = week.sessions()
    changed = _changed(before, sessions)
    return Relief(troubled, tuple(_orphans(week, before, changed)), sessions)


Key = tuple[tuple[str, str], int]
"""A session: request and weekday planned. That of its first member stands for a meeting."""


def _meeting(group: Group, planned: Meeting) -> Key:
    return group.members[0].key, planned.day


def _lines(sessions: Sequence[Session]) -> dict[Key, Session]:
    return {(line.member.key, line.planned.day): line for line in sessions}


def _changed(before: Sequence[Session], after: Sequence[Session]) -> set[Key]:
    """The meetings that lost their time, tutor or place."""
    now = _lines(after)
    return {
        _meeting(line.group, line.planned)
        for key, line in _lines(before).items()
        if line.status in TAKING_PLACE and _told(line) != _told(now[key])
    }


def _told(line: Session) -> tuple[object, ...]:
    if line.status == "away":  # the meeting goes on without this student
        return ("away",)
    return line.status, line.meeting.place, line.tutor.id


def _orphans(week: Bent, before: Sequence[Session], changed: set[Key]) -> list[Orphan]:
    was = {_meeting(line.group, line.planned): line for line in before if line.status != "away"}
    numbers = {
        _meeting(item.dated.group, item.dated.planned): n for n, item in enumerate(week.open)
    }
    found = []
    for item in week.items:
        group, planned = item.dated.group, item.dated.planned
        key = _meeting(group, planned)
        if key not in changed or item.dated.stays:
            continue
        number = numbers.get(key)
        if number is None:
            options: tuple[Option, ...] = item.options
            chosen = options[0]
        else:
            options, chosen = week.instead(number), week.chosen(number)
        rest = [option for option in options if option not in (chosen, item.options[0])]
        found.append(Orphan(group, planned, was[key].status, chosen, (chosen, *rest)))
    return sorted(found, key=lambda orphan: (orphan.planned.start, orphan.group.id))


def _liking(
    problem: Problem, schedule: Schedule, rules: Sequence[Rule], covered: Mapping[str, int]
) -> Liking:
    choices = Choices(problem, schedule, rules)
    open_to = Counter(
        option.tutor.id
        for dated in choices.dated
        if not dated.stays
        for option in choices.covers(dated)
    )
    reserves = {tutor.id for tutor in problem.tutors if tutor.reserve}
    order = {tutor.id: number for number, tutor in enumerate(problem.tutors)}

    def liking(option: Option) -> tuple[int, ...]:
        name = option.tutor.id
        return (
            name not in reserves,
            -open_to[name],
            -option.met,
            covered.get(name, 0),
            order[name],
        )

    return liking


def covers_so_far(
    problem: Problem, before: Sequence[Session], earlier: Mapping[str, int]
) -> Counter[str]:
    """How many meetings each tutor has covered: in this week, and before it.

    ``earlier`` is what the plans of earlier weeks tell. By Attendance, a tutor covered if a student
    was present with another tutor than the one they had a seat with at the time, as far as the
    previous Seats tell. What both tell may be the same covers, so the larger count is taken.
    """
    past = problem.past.sessions if problem.past else ()
    return covers_of((*before, *past)) + (_by_attendance(problem) | Counter(earlier))


def _by_attendance(problem: Problem) -> Counter[str]:
    seats = {} if problem.previous is None else problem.previous.seats
    found: set[tuple[str, dt.date, str]] = set()
    for row in problem.program.attendance:
        seat = seats.get((row.student_id, row.subject or ""))
        if (
            seat is not None
            and row.status == "present"
            and row.tutor_id not in (None, seat.tutor_id)
            and seat.tutor_since is not None
            and seat.tutor_since <= row.date < problem.monday
        ):
            found.add((str(row.tutor_id), row.date, seat.group_id))
    return Counter(tutor for tutor, _, _ in found)
