"""How the checkers' sentences name groups, times and numbers."""

from __future__ import annotations

from fractions import Fraction

from matcher.domain import DAYS, Group, Meeting, clock


def when(meeting: Meeting) -> str:
    """Weekday and times: ``Tue 15:10-15:40``."""
    return f"{DAYS[meeting.day]} {clock(meeting.slot.start)}-{clock(meeting.slot.end)}"


def called(group: Group) -> str:
    """The group by its ID; where it has none yet, by its subject, tutor and members."""
    if group.id:
        return f"group {group.id}"
    members = ", ".join(member.student.id for member in group.members) or "nobody"
    return f"the {group.subject} group of tutor {group.tutor.id} with {members}"


def opening(group: Group) -> str:
    """The same at the start of a sentence."""
    name = called(group)
    return name[0].upper() + name[1:]


def decimal(value: int | Fraction) -> str:
    """A number as people write it: ``10``, ``10.25``."""
    return f"{float(value):.10g}"


def count(number: int | Fraction, noun: str) -> str:
    """``1 session``, ``2 sessions``, ``1.5 hours``."""
    return f"{decimal(number)} {noun}" if number == 1 else f"{decimal(number)} {noun}s"
