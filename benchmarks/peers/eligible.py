"""Who could be with whom and when, as every peer needs it: asked of the rules' own voices.

The asking is the search's own compile step, so that no peer carries a pair that can't be. Words
as there: a *unit* is one request, or several that must be together; a *frame* is a tutor with a
subject, a language, a modality and a site; a *row* is a limit that meetings draw on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from benchmarks.peers.cliques import cover
from benchmarks.peers.linear import Linear
from constraints.goals.need_served import NeedServed
from matcher.domain import Group
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.search.arrays import Arrays, compile_arrays

Uses = tuple[tuple[int, float], ...]
"""Rows and how much of them something takes."""


Told = tuple[int, Sequence[int], Sequence[int]]
"""A group: its frame, units and meetings."""


@dataclass(frozen=True)
class Eligible:
    """A problem told for models of Booleans."""

    arrays: Arrays

    @staticmethod
    def of(problem: Problem, rules: Sequence[Rule]) -> Eligible:
        """Ask the rules."""
        return Eligible(compile_arrays(problem, rules, NeedServed().aims(problem)[-1:]))

    @cached_property
    def units_of_frame(self) -> list[list[int]]:
        """The units that may join groups of each frame."""
        start, units = self.arrays.unit_start, self.arrays.frame_units
        return [units[start[f] : start[f + 1]].tolist() for f in range(len(self.arrays.frames))]

    @cached_property
    def members_of_frame(self) -> list[frozenset[int]]:
        """The same as sets."""
        return [frozenset(units) for units in self.units_of_frame]

    @cached_property
    def meetings_of_frame(self) -> list[frozenset[int]]:
        """The meetings that groups of each frame may have."""
        start, meetings = self.arrays.meeting_start, self.arrays.frame_meetings
        return [
            frozenset(meetings[start[f] : start[f + 1]].tolist())
            for f in range(len(self.arrays.frames))
        ]

    @cached_property
    def frames_of_tutor(self) -> list[list[int]]:
        """The frames of each tutor."""
        return [frames.tolist() for frames in self.arrays.frames_of_tutor]

    @cached_property
    def units_of_tutor(self) -> list[list[int]]:
        """The units that each tutor could have."""
        return [
            sorted({u for f in frames for u in self.units_of_frame[f]})
            for frames in self.frames_of_tutor
        ]

    @cached_property
    def meetings_of_tutor(self) -> list[list[int]]:
        """The meetings that each tutor could hold."""
        return [
            sorted({m for f in frames for m in self.meetings_of_frame[f]})
            for frames in self.frames_of_tutor
        ]

    @cached_property
    def days(self) -> list[int]:
        """The weekday of each meeting."""
        found: list[int] = self.arrays.day_of.tolist()
        return found

    def admitted(self, u: int, meetings: Iterable[int]) -> list[int]:
        """Those of the meetings that the unit may be in."""
        mine = self._admits[u]
        return [m for m in meetings if mine[m]]

    @cached_property
    def _admits(self) -> list[bytes]:
        return [line.tobytes() for line in self.arrays.admits]

    @cached_property
    def uses(self) -> list[dict[int, Uses]]:
        """By tutor and meeting, what the meeting takes of the rows, whoever comes."""
        arrays = self.arrays
        found: list[dict[int, Uses]] = [{} for _ in arrays.tutors]
        for f in range(len(arrays.frames)):
            mine = found[int(arrays.frame_tutor[f])]
            for at in range(arrays.meeting_start[f], arrays.meeting_start[f + 1]):
                span = slice(arrays.claim_start[at], arrays.claim_start[at + 1])
                rows, amounts = arrays.claim_row[span].tolist(), arrays.claim_amount[span].tolist()
                uses = tuple(sorted(zip(rows, amounts, strict=True)))
                if mine.setdefault(int(arrays.frame_meetings[at]), uses) != uses:
                    raise ValueError("A meeting takes more with one subject than with another.")
        return found

    @cached_property
    def own_uses(self) -> list[dict[int, Uses]]:
        """By unit and meeting, what a meeting takes because of the unit's own other sessions."""
        arrays = self.arrays
        found: list[dict[int, Uses]] = []
        for u in range(len(arrays.units)):
            mine: dict[int, Uses] = defaultdict(tuple)
            for at in range(arrays.share_start[u], arrays.share_start[u + 1]):
                use = int(arrays.share_row[at]), float(arrays.share_amount[at])
                mine[int(arrays.share_meeting[at])] += (use,)
            found.append(dict(mine))
        return found

    @cached_property
    def strangers(self) -> list[list[list[int]]]:
        """For each tutor, sets of units of which no two could share a group, covering all such pairs."""
        return [self._cover(t) for t in range(len(self.arrays.tutors))]

    def _cover(self, t: int) -> list[list[int]]:
        units = self.units_of_tutor[t]
        frames: dict[int, set[int]] = {u: set() for u in units}
        for f in self.frames_of_tutor[t]:
            for u in self.units_of_frame[f]:
                frames[u].add(f)
        fit = self.arrays.fit
        apart: dict[int, set[int]] = {u: set() for u in units}
        for u, v in combinations(units, 2):
            if not fit(u, v) or frames[u].isdisjoint(frames[v]):
                apart[u].add(v)
                apart[v].add(u)
        return cover(apart)

    def reward(self, model: Linear, seats: Sequence[Sequence[int]]) -> dict[int, tuple[int, ...]]:
        """Make need served the objective: ``seats`` are the Booleans of each unit being placed.

        Returns the new Booleans that count students of several requests once, and these.
        """
        arrays = self.arrays
        aim = arrays.aims[0]
        points: dict[int, float] = dict(
            zip(arrays.frame_units.tolist(), aim.member.tolist(), strict=True)
        )
        for u, booleans in enumerate(seats):
            if points.get(u):
                model.objective.update(dict.fromkeys(booleans, points[u]))
        counted: dict[int, tuple[int, ...]] = {}
        for units, gain in aim.best:
            booleans = [seat for u in units for seat in seats[u]]
            if gain and booleans:
                once = model.boolean()
                model.only_if(once, booleans)
                model.objective[once] = gain
                counted[once] = units
        return counted

    def bound(self, told: float | None) -> float | None:
        """A solver's bound, rounded down to what a plan can be worth."""
        return None if told is None else self.arrays.aims[0].capped(told)

    def schedule(self, groups: Iterable[Told]) -> Schedule:
        """The groups told as the project's own."""
        arrays = self.arrays
        return Schedule(
            tuple(
                Group(
                    frame=arrays.frames[f],
                    members=tuple(request for u in units for request in arrays.units[u]),
                    meetings=tuple(arrays.meetings[m] for m in meetings),
                )
                for f, units, meetings in groups
            )
        )
