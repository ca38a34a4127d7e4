"""Frames in their places, with the meetings that admit their tutor.

Sets of meetings are integers, a bit for each meeting of a place.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from matcher.domain import Frame, Meeting, Modality, Request

Unit = tuple[Request, ...]
"""Requests that can only be placed together; most units are a single request."""

EMPTY: frozenset[int] = frozenset()
"""No loads: as if the schedule were empty."""


@dataclass(frozen=True, eq=False)
class Place:
    """The meetings in person at one site, or all those online; the shortest first."""

    modality: Modality
    site: str | None
    meetings: tuple[Meeting, ...]

    @cached_property
    def of_day(self) -> dict[int, int]:
        """For each weekday with meetings, their bits."""
        masks: dict[int, int] = defaultdict(int)
        for bit, meeting in enumerate(self.meetings):
            masks[meeting.day] |= 1 << bit
        return dict(masks)

    def count_days(self, mask: int) -> int:
        """On how many weekdays these meetings are."""
        return sum(1 for day in self.of_day.values() if mask & day)


@dataclass(frozen=True, eq=False)
class Offer:
    """A frame in its place, the meetings that admit its tutor, and the largest group there."""

    frame: Frame
    place: Place
    mask: int
    size: int | None


@dataclass(frozen=True)
class Common:
    """What a unit's members agree on, whatever their tutor."""

    least: int  # meetings a week
    most: int
    size: int | None  # the most members of a group with them; None: no limit
    fits: bool
    days: frozenset[int]  # on which every group with them must meet
