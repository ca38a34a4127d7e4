"""Where all can stay with whom they know, only plans in which they do need be looked at.

An early aim that counts nothing but who is placed in which frame (tutors kept, say) may be reached
in full: no plan brings more to any unit than this one does. A plan that is as good then has every
unit in a frame that brings the unit its most, so that all other frames are closed to it; what is
proven of the plans that are left holds of all that could be as good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matcher.domain import Frame, Request
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.search.arrays import Arrays

Key = tuple[str, str]


@dataclass(frozen=True)
class Stays(Rule):
    """Requests that are held to some frames; all others may join any."""

    to: Mapping[Key, frozenset[Frame]]

    def pairs(self, problem: Problem, request: Request, frame: Frame) -> bool:
        """Whether the request is not held, or held to this frame among others."""
        held = self.to.get(request.key)
        return held is None or frame in held


def held_by(arrays: Arrays, aim: int) -> Stays | None:
    """What units are held to where the aim is reached in full; None where that closes no frame.

    None also where the aim counts more than who is placed in which frame.
    """
    mine = arrays.aims[aim]
    counts_more = (
        mine.session.any() or mine.meeting.any() or mine.days.any() or mine.own or mine.best
    )
    if counts_more or mine.start or mine.spread or mine.tutor_day or mine.waiting:
        return None
    most = np.full(len(arrays.units), -np.inf)
    np.maximum.at(most, arrays.frame_units, mine.member)
    closed = (most[arrays.frame_units] > 0) & (mine.member < most[arrays.frame_units])
    if not closed.any():
        return None
    frames: dict[Key, set[Frame]] = {}
    for f, frame in enumerate(arrays.frames):
        for at in range(arrays.unit_start[f], arrays.unit_start[f + 1]):
            u = int(arrays.frame_units[at])
            if most[u] > 0 and not closed[at]:
                for request in arrays.units[u]:
                    frames.setdefault(request.key, set()).add(frame)
    return Stays({key: frozenset(some) for key, some in frames.items()})
