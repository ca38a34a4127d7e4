"""What becomes of each meeting on its date: the dated week, meeting by meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from matcher.domain import Group, Meeting, Request, Session, Status, Tutor

Fate = Literal["planned", "covered", "moved", "cancelled"]
OWED: tuple[Status, ...] = ("away", "cancelled")
"""The statuses of sessions that a student is still owed."""


@dataclass(frozen=True)
class DatedMeeting:
    """One meeting of a group in the week, with who comes and who does not.

    ``planned`` is where the standing plan has it; ``meeting`` is where it takes place (or, if it is
    cancelled, would have). ``tutor`` holds it. ``present`` is empty where it is cancelled.
    """

    group: Group
    planned: Meeting
    meeting: Meeting
    tutor: Tutor
    fate: Fate
    present: tuple[Request, ...]
    away: tuple[Request, ...]


def is_elsewhere(session: Session) -> bool:
    """Whether the session stands at another time or place than the standing plan has it.

    True for every line of a moved meeting, also for a member who is away from it.
    """
    return session.status != "cancelled" and session.meeting != session.planned


def holder(session: Session) -> Tutor:
    """Who stands on the session's line: the cover where it is covered, else the group's tutor."""
    return session.tutor if session.status == "covered" else session.group.tutor


def dated_meetings(sessions: Iterable[Session]) -> tuple[DatedMeeting, ...]:
    """Gather the lines of the dated week into meetings, by time, then tutor, then group."""
    lines: dict[tuple[str, Meeting], list[Session]] = defaultdict(list)
    for session in sessions:
        lines[session.group.id, session.planned].append(session)
    gathered = [_gather(of_meeting) for of_meeting in lines.values()]
    gathered.sort(key=lambda d: (d.meeting.start, d.meeting.end, d.tutor.id, d.group.id))
    return tuple(gathered)


def _gather(lines: list[Session]) -> DatedMeeting:
    held = next((line for line in lines if line.status not in OWED), None)
    first = held or lines[0]
    return DatedMeeting(
        group=first.group,
        planned=first.planned,
        meeting=first.planned if held is None else held.meeting,
        tutor=holder(first),
        fate=_fate(held),
        present=tuple(line.member for line in lines if line.status not in OWED),
        away=tuple(line.member for line in lines if line.status == "away"),
    )


def _fate(held: Session | None) -> Fate:
    if held is None:
        return "cancelled"
    if held.status == "covered":
        return "covered"
    return "moved" if held.status == "moved" else "planned"
