"""Meetings of a site that are to be put into its rooms, and what is wanted of that, as plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Want = Literal["roomed", "kept", "together", "liked"]
"""What can be wanted, the most of it first: that meetings are in a room at all, that they are in
one of their ``kept`` rooms, that a group is in few rooms, that meetings are in one of their
``liked`` rooms."""


@dataclass(frozen=True)
class RoomWish:
    """A meeting of a group, from ``start`` to ``end``, and the rooms that it could be in, by number.

    No two meetings of a group overlap.
    """

    group: int
    start: int
    end: int
    rooms: tuple[int, ...]
    kept: tuple[int, ...] = ()
    liked: tuple[int, ...] = ()


@dataclass(frozen=True)
class RoomBoard:
    """Meetings that share rooms; ``holds`` tells how many each room takes at one moment.

    ``order`` is what is wanted, in strict order; of choices alike in all of it, those are better
    that take rooms of smaller numbers.
    """

    holds: tuple[int, ...]
    wishes: tuple[RoomWish, ...]
    order: tuple[Want, ...]

    @cached_property
    def groups(self) -> dict[int, list[int]]:
        """The meetings of each group, by number."""
        found: dict[int, list[int]] = {}
        for number, wish in enumerate(self.wishes):
            found.setdefault(wish.group, []).append(number)
        return found

    @cached_property
    def crowds(self) -> list[list[int]]:
        """The largest sets of meetings that run at one moment, by number."""
        return list(self._crowds())

    def _crowds(self) -> Iterator[list[int]]:
        by_start = sorted(range(len(self.wishes)), key=lambda n: self.wishes[n].start)
        running: list[int] = []
        grown = False
        for number in by_start:
            start = self.wishes[number].start
            left = [other for other in running if self.wishes[other].end > start]
            if grown and len(left) < len(running):
                yield running
            running, grown = [*left, number], True
        if grown:
            yield running


Picks = tuple[int | None, ...]
"""The room of each meeting; None where it has none."""


def worth(board: RoomBoard, picks: Picks, want: Want) -> int:
    """How much of a want a choice holds; of ``together``, the number of rooms as a negative one."""
    told = list(zip(board.wishes, picks, strict=True))
    if want == "roomed":
        return sum(room is not None for room in picks)
    if want == "kept":
        return sum(room in wish.kept for wish, room in told)
    if want == "liked":
        return sum(room in wish.liked for wish, room in told)
    return -len({(wish.group, room) for wish, room in told if room is not None})
