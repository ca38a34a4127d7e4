"""An answer on its way from the process that found it to the one that judges it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from benchmarks.peers.answer import Answer
from matcher.domain import Frame, Group, Meeting, Modality
from matcher.problem import Problem
from matcher.schedule import Schedule


class GroupTold(BaseModel):
    """A group by IDs: members as student and subject, meetings as Slots row and weekday."""

    tutor: str
    subject: str
    language: str
    modality: Modality
    site: str | None
    members: list[tuple[str, str]]
    meetings: list[tuple[int, int]]


class AnswerTold(BaseModel):
    """An answer with IDs for objects, and the seconds that reading and the method took."""

    groups: list[GroupTold]
    value: float
    bound: float | None
    sessions: float | None
    sessions_bound: float | None
    first: float | None
    trajectory: list[tuple[float, float]]
    note: str
    reading: float
    solving: float


def write(answer: Answer, reading: float, solving: float, path: Path) -> None:
    """Write the answer as JSON."""
    told = AnswerTold(
        groups=[_told(group) for group in answer.schedule],
        value=answer.value,
        bound=answer.bound,
        sessions=answer.sessions,
        sessions_bound=answer.sessions_bound,
        first=answer.first,
        trajectory=answer.trajectory,
        note=answer.note,
        reading=reading,
        solving=solving,
    )
    path.write_text(told.model_dump_json(), encoding="utf-8")


def _told(group: Group) -> GroupTold:
    return GroupTold(
        tutor=group.tutor.id,
        subject=group.subject,
        language=group.language,
        modality=group.modality,
        site=group.frame.site,
        members=[member.key for member in group.members],
        meetings=[(meeting.slot.row, meeting.day) for meeting in group.meetings],
    )


def read(path: Path) -> AnswerTold:
    """Read what :func:`write` wrote."""
    return AnswerTold.model_validate_json(path.read_bytes())


def schedule(told: AnswerTold, problem: Problem) -> Schedule:
    """The groups of an answer in the problem's own objects. KeyError: someone is not in it."""
    slots = {slot.row: slot for slot in problem.slots}
    return Schedule(
        tuple(
            Group(
                Frame(
                    problem.tutor[group.tutor],
                    group.subject,
                    group.language,
                    group.modality,
                    group.site,
                ),
                tuple(problem.request[member] for member in group.members),
                tuple(Meeting(slots[row], day) for row, day in group.meetings),
            )
            for group in told.groups
        )
    )
