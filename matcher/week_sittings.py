"""To the checker of make-ups: who sits together when, with those who make up for something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from matcher.domain import Frame, Group, MakeUp, Meeting, Request, Session, Tutor
from matcher.problem import Problem
from matcher.rule import Violation
from matcher.week_dates import spoken


@dataclass(frozen=True, eq=False)
class Sitting:
    """A meeting that takes place on its date.

    ``group`` meets there, of which ``present`` come; without it the meeting is an extra one.
    ``guests`` make up for something.
    """

    tutor: Tutor
    frame: Frame
    at: Meeting
    group: Group | None = None
    present: tuple[Request, ...] = ()
    moved: bool = False
    guests: list[Request] = field(default_factory=list)

    @property
    def seated(self) -> tuple[Request, ...]:
        """Everyone with a seat in it, also those who are away."""
        return (*(self.group.members if self.group else ()), *self.guests)

    @property
    def coming(self) -> tuple[Request, ...]:
        """Everyone who comes."""
        return (*self.present, *self.guests)

    @property
    def suited(self) -> tuple[Request, ...]:
        """Everyone whom its Slots row has to suit: a planned meeting keeps a place for the away."""
        return self.coming if self.moved else self.seated


def held_sittings(sessions: Iterable[Session]) -> list[Sitting]:
    """The meetings of groups that take place."""
    lines: dict[tuple[Group, int], list[Session]] = defaultdict(list)
    for session in sessions:
        if session.status not in ("away", "cancelled"):
            lines[session.group, session.planned.day].append(session)
    return [
        Sitting(
            there[0].tutor,
            group.frame,
            there[0].meeting,
            group,
            tuple(line.member for line in there),
            any(line.status == "moved" for line in there),
        )
        for (group, _), there in lines.items()
    ]


def seat_guests(held: Sequence[Sitting], make_ups: Iterable[MakeUp]) -> list[MakeUp]:
    """Put those who join a meeting into it; gives the make-ups that no meeting is there for."""
    lost = []
    for one in make_ups:
        there = [
            sitting
            for sitting in held
            if one.joins is not None
            and sitting.group == one.joins
            and sitting.at.place == one.meeting.place
            and sitting.tutor.id == one.frame.tutor.id
            and sitting.frame.subject == one.frame.subject
            and sitting.frame.language == one.frame.language
        ]
        if there:
            there[0].guests.append(one.member)
        else:
            lost.append(one)
    return lost


def extra_sittings(make_ups: Iterable[MakeUp]) -> list[Sitting]:
    """The extra meetings: who has the same tutor, time, subject and language shares one."""
    found: dict[tuple[object, ...], Sitting] = {}
    for one in make_ups:
        frame = one.frame
        key = (frame.tutor.id, one.meeting.place, frame.subject, frame.language)
        sitting = found.setdefault(key, Sitting(frame.tutor, frame, one.meeting))
        sitting.guests.append(one.member)
    return list(found.values())


def told(problem: Problem, sitting: Sitting) -> str:
    """A meeting as a reader of the workbook knows it: ``Group G001 on Tue 15 Sep 8:05``."""
    when = spoken(problem, sitting.at)
    if sitting.group is None:
        return f"The extra {sitting.frame.subject} meeting of tutor {sitting.tutor.id} on {when}"
    return f"Group {sitting.group.id} on {when}"


def violation(message: str, members: Iterable[Request], *tutors: Tutor) -> Violation:
    """A make-up that is not allowed, with its witnesses."""
    students = tuple(dict.fromkeys(member.student.id for member in members))
    return Violation("make-up", message, students, tuple(tutor.id for tutor in tutors))
