"""Deals the meetings of a plan to Slots rows.

A plan names where and when a group meets, but not which of several Slots rows at the same site and
time is meant. It holds if the meetings can be dealt to rows so that every rule holds; this finds
such a dealing wherever there is one. Rows of different places never compete, so each place is a
matching of its own: groups to rows that suit them, each row taking as many as it has room for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcher.domain import Frame, Group, Meeting, Place, Request, Tutor
from matcher.problem import Problem
from matcher.rule import Rule


@dataclass(frozen=True)
class PlacedGroup:
    """A group as a workbook tells it: with places in the stead of meetings.

    ``rooms`` are the named rooms that it is said to be in, which may be for some kinds of slot only.
    """

    id: str
    frame: Frame
    members: tuple[Request, ...]
    places: tuple[Place, ...]
    rooms: Mapping[Place, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dealing:
    """The groups in their rows, parallel to what was dealt, and what no row stands for.

    ``without_row`` are the meetings at whose place the program has no Slots row at all; they are
    left out of their group.
    """

    groups: tuple[Group, ...]
    without_row: tuple[tuple[PlacedGroup, Place], ...]


def deal(problem: Problem, groups: Sequence[PlacedGroup], rules: Sequence[Rule]) -> Dealing:
    """Give each meeting a Slots row that its tutor and members may use and that has room.

    ``rules`` say with :meth:`Rule.admits` who may use which row. As many meetings as possible get
    such a row; any other gets a row that does not suit it, for a checker to report.
    """
    at_place: dict[Place, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for place in dict.fromkeys(group.places):
            at_place[place].append(number)
    dealt: dict[int, list[Meeting]] = defaultdict(list)
    without_row: list[tuple[PlacedGroup, Place]] = []
    for place, numbers in at_place.items():
        rows = problem.meetings_at.get(place, ())
        if not rows:
            without_row += [(groups[number], place) for number in numbers]
            continue
        here = [groups[number] for number in numbers]
        for number, row in zip(numbers, match_rows(problem, here, rows, rules, {}), strict=True):
            dealt[number].append(row)
    return Dealing(
        groups=tuple(
            Group(group.frame, group.members, tuple(dealt[number]), id=group.id)
            for number, group in enumerate(groups)
        ),
        without_row=tuple(without_row),
    )


def match_rows(
    problem: Problem,
    groups: Sequence[PlacedGroup],
    rows: Sequence[Meeting],
    rules: Sequence[Rule],
    taken: Mapping[Meeting, int],
) -> list[Meeting]:
    """One of ``rows``, which share a place, for each group: a largest matching.

    ``taken`` counts who is in a row already. Who finds no suitable row with room gets any row.
    """
    suits = [_suiting(problem, group, rows, rules) for group in groups]
    limits = [_room(row, taken) for row in rows]
    named = [_roomed(problem, *one, rows) for one in zip(groups, suits, strict=True)]
    matching = _matching(named, limits)
    if len(matching.row_of) < len(groups):
        matching = _matching(suits, limits)
    any_row = [suiting[0] if suiting else 0 for suiting in suits]
    return [rows[matching.row_of.get(group, any_row[group])] for group in range(len(groups))]


def _matching(suits: Sequence[Sequence[int]], limits: Sequence[int | None]) -> _Matching:
    matching = _Matching(suits, limits)
    for group in range(len(suits)):
        matching.seat(group)
    return matching


def _roomed(
    problem: Problem, group: PlacedGroup, suits: tuple[int, ...], rows: Sequence[Meeting]
) -> tuple[int, ...]:
    """Of the rows that suit, those of a kind that the group's room is for; all if it has none."""
    place = rows[0].place
    kinds = next(
        (
            room.kinds
            for room in problem.program.rooms
            if (room.site, room.name) == (place.site, group.rooms.get(place))
        ),
        None,
    )
    return tuple(at for at in suits if kinds is None or rows[at].slot.kind in kinds)


def _room(row: Meeting, taken: Mapping[Meeting, int]) -> int | None:
    limit = row.slot.groups_at_once
    return None if limit is None else limit - taken.get(row, 0)


def _suiting(
    problem: Problem, group: PlacedGroup, rows: Sequence[Meeting], rules: Sequence[Rule]
) -> tuple[int, ...]:
    """The rows, by their number in ``rows``, that the tutor and every member may use."""
    people: tuple[Request | Tutor, ...] = (group.frame.tutor, *group.members)
    return tuple(
        number
        for number, row in enumerate(rows)
        if all(rule.admits(problem, person, row) for rule in rules for person in people)
    )


class _Matching:
    """Seats groups in rows; who sits makes way for who comes wherever another row is free.

    Such chains of making way find a largest matching (Berge 1957).
    """

    def __init__(self, suits: Sequence[Sequence[int]], rooms: Sequence[int | None]) -> None:
        self.suits, self.rooms = suits, rooms
        self.row_of: dict[int, int] = {}
        self.groups_in: dict[int, list[int]] = defaultdict(list)

    def seat(self, newcomer: int) -> None:
        """Find the newcomer a row, along the shortest chain of groups that make way."""
        came_from: dict[int, tuple[int, int | None]] = {}  # row: (who goes there, from which row)
        waiting: list[tuple[int, int | None]] = [(newcomer, None)]
        for group, old_row in waiting:  # grows as it goes: breadth first
            for row in self.suits[group]:
                if row in came_from:
                    continue
                came_from[row] = (group, old_row)
                room = self.rooms[row]
                if room is None or len(self.groups_in[row]) < room:
                    self._make_way(row, came_from)
                    return
                waiting += [(sitting, row) for sitting in self.groups_in[row]]

    def _make_way(self, row: int, came_from: dict[int, tuple[int, int | None]]) -> None:
        free: int | None = row
        while free is not None:
            group, old_row = came_from[free]
            if old_row is not None:
                self.groups_in[old_row].remove(group)
            self.groups_in[free].append(group)
            self.row_of[group] = free
            free = old_row
