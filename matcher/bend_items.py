"""Which meetings of the week are open, with their options, and which stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcher.bend_options import Choices, Dated, Option
from matcher.domain import DAY_MINUTES, Meeting, Place


@dataclass(frozen=True)
class Item:
    """A meeting of the standing plan with everything that can become of it.

    The first option is always possible. A meeting that stays has one option for each Slots row
    that can take it, and mostly only one.
    """

    dated: Dated
    options: tuple[Option, ...]


def list_items(choices: Choices) -> tuple[Item, ...]:
    """One item for each meeting of the standing plan, in the order of ``choices.dated``.

    Where a move may end at a place that several Slots rows share, the meetings that stay there
    are open to each row that can take them; so are those that overlap it at a site with rooms for
    some kinds of slot only. Elsewhere the row makes no difference.
    """
    moves = {n: choices.moves(at) for n, at in enumerate(choices.dated) if not at.stays}
    ends = {option.meeting.place for options in moves.values() for option in options}
    near = {place for end in ends for place in _near(choices, end)}
    shared = {place for place in ends | near if _rows_differ(choices, place)}
    return tuple(
        Item(at, _rows_of(choices, at, _staying(at), shared))
        if at.stays
        else Item(at, tuple(_changes(choices, at, moves[n], shared)))
        for n, at in enumerate(choices.dated)
    )


def _rows_differ(choices: Choices, place: Place) -> bool:
    """Whether it matters to which row in force a meeting at the place is dealt."""
    rows = [at for at in choices.problem.meetings_at[place] if choices.dates.in_force(at)]
    of_kinds = _rooms_for_kinds(choices, place) and len({at.slot.kind for at in rows}) > 1
    return len(rows) > 1 and (of_kinds or any(at.slot.groups_at_once is not None for at in rows))


def _rooms_for_kinds(choices: Choices, place: Place) -> bool:
    """Whether some of the site's named rooms are for some kinds of slot only."""
    rooms = choices.problem.program.rooms
    return any(room.site == place.site and room.kinds is not None for room in rooms)


def _near(choices: Choices, place: Place) -> Iterator[Place]:
    """The places from which a meeting can take the room of another kind that a move would need."""
    if place.modality != "in_person" or not _rooms_for_kinds(choices, place):
        return
    for other in choices.problem.meetings_at:
        there = (other.site, other.modality, other.day) == (place.site, "in_person", place.day)
        if there and other.start < place.end and place.start < other.end:
            yield other


def _staying(dated: Dated) -> Option:
    return Option("planned", dated.planned, dated.group.tutor, dated.present)


def _rows_of(
    choices: Choices, dated: Dated, option: Option, shared: set[Place]
) -> tuple[Option, ...]:
    """The option once for each row that can take it, or once where that makes no difference."""
    planned = dated.planned
    if planned.place not in shared and choices.dates.in_force(planned):
        return (option,)
    rows = choices.rows(dated.group, planned)
    if planned.place not in shared:
        rows = rows[:1]
    return tuple(replace(option, meeting=row) for row in rows)


def _changes(
    choices: Choices, dated: Dated, moves: tuple[Option, ...], shared: set[Place]
) -> Iterator[Option]:
    yield Option("cancelled", dated.planned, dated.group.tutor)
    for cover in choices.covers(dated):
        yield from _rows_of(choices, dated, cover, shared)
    yield from sorted(moves, key=lambda option: _distance(dated.planned, option.meeting))


def _distance(planned: Meeting, at: Meeting) -> tuple[int, int, int]:
    """How far a move is from the plan: in days, then in minutes of the clock."""
    days = abs(at.day - planned.day)
    return (days, abs(at.slot.start - planned.slot.start) % DAY_MINUTES, at.start)
