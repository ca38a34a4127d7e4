"""Everybody at once, each alone: the compact model for programs that are packed to the brim.

Where everyone can be placed but tutors and rooms are full to the last slot, groups as candidates
are the wrong tool: what counts is fitting meetings together, not choosing members. There the
question "can each request have a group of its own?" goes to CP-SAT as it stands: a Boolean for
each request, tutor and meeting. Asked as a question (everybody, or no) it is far easier than
"as many as possible".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from matcher.search.arrays import Arrays
from matcher.search.candidates import Picked
from matcher.search.pricing import WEEK

MOST_BOOLEANS = 250_000
STARTS = 5


@dataclass(frozen=True)
class Choice:
    """A frame that a unit could have alone: the frame, its entry, and the meetings admitted."""

    frame: int
    place: int  # in the frame's units
    meetings: tuple[int, ...]  # places in the frame's meetings


def choices(arrays: Arrays) -> list[list[Choice]]:
    """For each unit, what it could have alone: one language for each tutor, modality and site."""
    found: list[dict[tuple[object, ...], tuple[tuple[float, ...], Choice]]] = [
        {} for _ in arrays.units
    ]
    members = np.vstack([aim.member for aim in arrays.aims]) if arrays.aims else np.zeros((0, 0))
    for f, frame in enumerate(arrays.frames):
        first = arrays.unit_start[f]
        meetings = arrays.frame_meetings[arrays.meeting_start[f] : arrays.meeting_start[f + 1]]
        for place, u in enumerate(arrays.frame_units[first : arrays.unit_start[f + 1]]):
            if arrays.size[u] > min(arrays.cap[u], arrays.tutor_cap[arrays.frame_tutor[f]]):
                continue
            key = (frame.tutor.id, frame.modality, frame.site)
            liking = tuple(members[:, first + place])
            if key not in found[u] or liking > found[u][key][0]:
                admitted = tuple(int(k) for k in np.flatnonzero(arrays.admits[u, meetings]))
                found[u][key] = (liking, Choice(f, place, admitted))
    return [[choice for _, choice in options.values()] for options in found]


def could_hold_all(arrays: Arrays, options: list[list[Choice]]) -> bool:
    """Whether the question is worth asking: each unit has a choice, and the tutors have the hours.

    Only a count: every unit needs its least meetings, and no tutor has more than rows allow.
    """
    if any(not mine for mine in options) or not options:
        return False
    needed = int(arrays.least.sum())
    held = sum(arrays.week_limit.tolist())
    return needed <= held and sum(len(c.meetings) for o in options for c in o) <= MOST_BOOLEANS


class Compact:
    """The CP-SAT model of everybody placed, each alone."""

    def __init__(self, arrays: Arrays, options: list[list[Choice]], *, full: bool) -> None:
        self.arrays = arrays
        self.options = options
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.called_off = False
        self.held: list[tuple[int, Choice, dict[int, cp_model.IntVar]]] = []
        self.users: dict[int, list[tuple[float, cp_model.IntVar]]] = defaultdict(list)
        for u, mine in enumerate(options):
            self._unit(u, mine, full=full)
        self._rows()

    def _unit(self, u: int, mine: list[Choice], *, full: bool) -> None:
        arrays, model = self.arrays, self.model
        least = int(arrays.most[u] if full else arrays.least[u])
        chosen = [model.new_bool_var("") for _ in mine]
        model.add_exactly_one(chosen)
        for choice, taken in zip(mine, chosen, strict=True):
            start = arrays.meeting_start[choice.frame]
            meets = {k: model.new_bool_var("") for k in choice.meetings}
            by_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for k, meet in meets.items():
                by_day[int(arrays.day_of[arrays.frame_meetings[start + k]])].append(meet)
                self._claims(u, int(start + k), meet)
            for several in by_day.values():
                model.add_at_most_one([*several, taken.negated()])
            total = sum(meets.values())
            if least == arrays.most[u]:
                model.add(total == least * taken)
            else:
                model.add(total >= least * taken)
                model.add(total <= int(arrays.most[u]) * taken)
            self.held.append((u, choice, meets))

    def _claims(self, u: int, at: int, meet: cp_model.IntVar) -> None:
        arrays = self.arrays
        for c in range(arrays.claim_start[at], arrays.claim_start[at + 1]):
            self.users[int(arrays.claim_row[c])].append((float(arrays.claim_amount[c]), meet))
        m = arrays.frame_meetings[at]
        for s in range(arrays.share_start[u], arrays.share_start[u + 1]):
            if arrays.share_meeting[s] == m:
                self.users[int(arrays.share_row[s])].append((float(arrays.share_amount[s]), meet))

    def _rows(self) -> None:
        for row, users in self.users.items():
            room = float(self.arrays.row_room[row])
            if sum(amount for amount, _ in users) <= room:
                continue
            if room == 1 and all(amount == 1 for amount, _ in users):
                self.model.add_at_most_one([meet for _, meet in users])
                continue
            scale = _whole([room, *(amount for amount, _ in users)])
            amounts = [int(np.ceil(amount * scale - 1e-6)) for amount, _ in users]
            total = cp_model.LinearExpr.weighted_sum([meet for _, meet in users], amounts)
            self.model.add(total <= int(np.floor(room * scale + 1e-6)))

    def solve(self, work: float, seed: int) -> Picked | None:
        """A plan with everybody in it, or None if none is found within the work allowed.

        ``work`` is CP-SAT's deterministic time, so that the answer is the same on any machine. It
        is spent in a few fresh starts: luck in the first decisions counts for more than patience.
        """
        for start in range(STARTS):
            if self.called_off:
                return None
            parameters = self.solver.parameters
            parameters.num_workers = 1
            parameters.catch_sigint_signal = False  # Ctrl-C is heard elsewhere
            parameters.linearization_level = 0
            parameters.symmetry_level = 0
            parameters.cp_model_probing_level = 0 if start % 2 else 2
            parameters.random_seed = STARTS * seed + start
            parameters.max_deterministic_time = work / STARTS
            status = self.solver.solve(self.model)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return self._picked(self.solver)
            if status == cp_model.INFEASIBLE:
                return None
        return None

    def interrupt(self) -> None:
        """End :meth:`solve`, from another thread, whether it is running or yet to come."""
        self.called_off = True
        self.solver.stop_search()

    def _picked(self, solver: cp_model.CpSolver) -> Picked:
        frames, members, meetings = [], [], []
        for _, choice, meets in self.held:
            held = [k for k, meet in meets.items() if solver.boolean_value(meet)]
            if held:
                frames.append(choice.frame)
                line = np.full(self.arrays.widest, -1, np.int32)
                line[0] = choice.place
                members.append(line)
                week = np.full(WEEK, -1, np.int32)
                week[: len(held)] = sorted(held)
                meetings.append(week)
        return Picked(np.array(frames, np.int32), np.array(members), np.array(meetings))


def _whole(numbers: list[float]) -> int:
    """A factor that makes the numbers whole, or nearly (they are then rounded the safe way)."""
    for factor in (1, 2, 3, 4, 5, 6, 10, 12, 20, 30, 60, 100, 300, 600):
        if all(abs(number * factor - round(number * factor)) < 1e-6 for number in numbers):
            return factor
    return 1000
