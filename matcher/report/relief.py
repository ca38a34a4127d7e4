"""Words for what becomes of a meeting whose tutor, students or room are missing."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.bend_options import Option
from matcher.domain import DAYS, Meeting, Tutor, clock
from matcher.report.words import count_words, day_words
from matcher.substitute import Orphan, Relief

OTHERS = 4
"""So many other covers, and other times, are named."""


def what_words(option: Option) -> str:
    """What becomes of the meeting, without names of students."""
    if option.what == "covered":
        return f"{_called(option.tutor)} covers."
    if option.what == "moved":
        return f"Moved to {_when(option.meeting)}."
    return "Cancelled."


def relief_lines(relief: Relief) -> Iterator[str]:
    """Each open meeting, what was chosen for it, and what else could be."""
    dates = relief.problem.dates
    for orphan in relief.orphans:
        planned, group = orphan.planned, orphan.group
        where = planned.slot.site or "online"
        times = f"{clock(planned.slot.start)}-{clock(planned.slot.end)}"
        yield (
            f"{day_words(dates[planned.day])} {times}, {where}, {group.subject}, group {group.id} of"
            f" {_called(group.tutor)}:"
        )
        yield f"    {what_words(orphan.chosen)}{_about(orphan.chosen)}"
        yield from _instead(orphan)


def _instead(orphan: Orphan) -> Iterator[str]:
    rest = orphan.options[1:]
    covers = [_called(option.tutor) for option in rest if option.what == "covered"]
    moves = [_when(option.meeting) for option in rest if option.what == "moved"]
    if covers:
        yield f"    Or {_list(covers)} could cover."
    if moves:
        yield f"    Or it could move to {_list(moves)}."
    if orphan.chosen.what == "cancelled":
        owed = count_words(len(orphan.group.members), "session")
        yield f"    Nobody else may and can hold it, and no other time is left this week: {owed} owed."


def _about(option: Option) -> str:
    if option.what != "covered":
        return ""
    known = f"knows {option.met} of {len(option.present)} students"
    return f" ({known})" if option.met else ""


def _list(names: list[str]) -> str:
    named = list(dict.fromkeys(names))
    more = f" or {len(named) - OTHERS} more" if len(named) > OTHERS else ""
    return ", ".join(named[:OTHERS]) + more


def _called(tutor: Tutor) -> str:
    return f"{tutor.name} ({tutor.id})" if tutor.name else tutor.id


def _when(meeting: Meeting) -> str:
    return f"{DAYS[meeting.day]} {clock(meeting.slot.start)}"
