"""To the checker of a dated week: what became of one meeting, and how it is spoken of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from matcher.domain import Group, Meeting, Request, Tutor
from matcher.rule import Violation


@dataclass(frozen=True)
class Held:
    """A meeting of the standing plan as its sessions tell it.

    ``at`` is where it stands now, ``tutor`` who holds it, ``present`` who is said to come.
    """

    what: Literal["planned", "covered", "moved", "cancelled"]
    group: Group
    planned: Meeting
    at: Meeting
    tutor: Tutor
    present: tuple[Request, ...]

    @property
    def changed(self) -> bool:
        """Whether it is a cover or a move."""
        return self.what in ("covered", "moved")


def named(group: Group) -> str:
    """A group as a reader of the workbook knows it."""
    if group.id:
        return f"Group {group.id}"
    return f"The {group.subject} group of tutor {group.tutor.id}"


def violation(message: str, members: Iterable[Request], *tutors: Tutor) -> Violation:
    """A broken case of the dated week, with its witnesses."""
    students = tuple(dict.fromkeys(member.student.id for member in members))
    return Violation("dated-week", message, students, tuple(tutor.id for tutor in tutors))
