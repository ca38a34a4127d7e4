"""Whether tutors can have the students who are given at all, settled by CP-SAT as it stands.

A Boolean says which of a tutor's groups a unit joins, others in which frame each group is and when it
meets. It sees what a linear program over candidates does not: that halves of groups do not add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from matcher.search.arrays import AimArrays, Arrays, Floats, Ints
from matcher.search.candidates import Picked
from matcher.search.cp import single_solver
from matcher.search.pricing import WEEK

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
SCALE = 10_000  # amounts of rows are told in whole numbers; claims rounded down, room up


@dataclass
class _Group:
    """A group that a tutor might have, in Booleans."""

    tutor: int
    frames: dict[int, cp_model.IntVar]
    members: dict[int, cp_model.IntVar]
    times: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)  # frame, place


class HoldWeek:
    """The question. ``members`` are the units that each tutor shall have, all of them.

    ``left`` is what there is of each row; with all of it (``arrays.row_room``) whatever is
    impossible is so whatever other tutors do.
    """

    def __init__(self, arrays: Arrays, members: Mapping[int, Sequence[int]], left: Floats) -> None:
        self.arrays = arrays
        self.left = left
        self.model = cp_model.CpModel()
        self.groups: list[_Group] = []
        self.strangers: dict[int, list[list[int]]] = {}
        for tutor, units in members.items():
            if units:
                self._tutor(tutor, sorted(units))
        self._rows()

    def solve(self, work: float, seed: int) -> tuple[bool | None, Picked | None]:
        """Whether all can be had, None where that stays open, and such groups.

        ``work`` is CP-SAT's deterministic seconds.
        """
        solver = self._solver(work, seed)
        solver.parameters.add_lp_constraints_lazily = False
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return False, None
        if status not in FOUND:
            return None, None
        return True, self._picked(solver)

    def improve(self, aim: int, work: float, seed: int) -> tuple[Picked | None, float]:
        """Groups whose sessions bring much, if some are found, and the most there is.

        ``aim`` is one that counts single sessions.
        """
        mine = self.arrays.aims[aim]
        gains = list(self._sessions_kept(mine))
        self.model.maximize(
            cp_model.LinearExpr.weighted_sum([kept for kept, _ in gains], [n for _, n in gains])
        )
        solver = self._solver(work, seed)
        solver.parameters.cp_model_probing_level = 0  # first weeks come sooner so
        if solver.solve(self.model) not in FOUND:
            return None, np.inf
        return self._picked(solver), np.floor(solver.best_objective_bound + 1e-6) / mine.parts

    def _solver(self, work: float, seed: int) -> cp_model.CpSolver:
        solver = single_solver(work, seed)
        solver.parameters.linearization_level = 2  # what can't be is mostly seen by counting
        return solver

    def _sessions_kept(self, mine: AimArrays) -> Iterable[tuple[cp_model.IntVar, int]]:
        """For each session that could bring something: whether it does, and how much in parts."""
        for at, place, gain in mine.own:
            f, u = int(self.arrays.frame_of[at]), int(self.arrays.frame_units[at])
            for group in self.groups:
                if u in group.members and (f, place) in group.times:
                    kept = self.model.new_bool_var("")
                    self.model.add_implication(kept, group.members[u])
                    self.model.add_implication(kept, group.times[f, place])
                    yield kept, round(gain * mine.parts)

    # -- what a week is -------------------------------------------------------------------------

    def _tutor(self, tutor: int, units: list[int]) -> None:
        arrays, model = self.arrays, self.model
        entries = [arrays.places_of_unit[u] for u in units]
        frames = [
            int(f)
            for f in arrays.frames_of_tutor[tutor]
            if any(int(f) in entry for entry in entries)
        ]
        self.strangers[tutor] = self._strangers(units)
        count = min(int(arrays.group_limit[tutor]), len(units))
        mine: list[_Group] = []
        for number in range(count):
            # Groups are told apart by their first member: unit i is in one of the first i + 1.
            group = _Group(
                tutor,
                {f: model.new_bool_var("") for f in frames},
                {u: model.new_bool_var("") for u in units[number:]},
            )
            mine.append(group)
            self._group(group)
        for i, u in enumerate(units):
            model.add_exactly_one(group.members[u] for group in mine[: i + 1])
            for number in range(1, min(i + 1, count)):
                before = [mine[number - 1].members[v] for v in units[number - 1 : i]]
                model.add_bool_or([*before, ~mine[number].members[u]])
        held = sum(meets for group in mine for meets in group.times.values())
        model.add(held <= int(arrays.week_limit[tutor]))
        self.groups += mine

    def _strangers(self, units: Sequence[int]) -> list[list[int]]:
        """Sets of which no two can be in one group, so that every such pair is in one of them."""
        apart = {u: {v for v in units if v != u and not self.arrays.fit(u, v)} for u in units}
        open_pairs = {(u, v) for u, v in combinations(units, 2) if v in apart[u]}
        found: list[list[int]] = []
        while open_pairs:
            clique = list(min(open_pairs))
            common = apart[clique[0]] & apart[clique[1]]
            while common:
                most = max(sorted(common), key=lambda u: len(apart[u] & common))
                clique.append(most)
                common &= apart[most]
            open_pairs.difference_update(combinations(sorted(clique), 2))
            found.append(clique)
        return found

    def _group(self, group: _Group) -> None:
        arrays, model = self.arrays, self.model
        model.add_at_most_one(group.frames.values())
        on_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        at: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for f, chosen in group.frames.items():
            for place, (meeting, day) in enumerate(arrays.times_of_frame[f]):
                meets = model.new_bool_var("")
                group.times[f, place] = meets
                model.add_implication(meets, chosen)
                on_day[day].append(meets)
                at[meeting].append(meets)
        for meets_then in on_day.values():
            model.add_at_most_one(meets_then)
        cap = int(arrays.tutor_cap[group.tutor])
        there = sum(group.frames.values())
        size = sum(int(arrays.size[u]) * joins for u, joins in group.members.items())
        model.add(size <= cap * there)
        for clique in self.strangers[group.tutor]:
            joining = [group.members[u] for u in clique if u in group.members]
            model.add(sum(joining) <= there)
        for u, joins in group.members.items():
            if arrays.cap[u] < cap:
                model.add(size <= int(arrays.cap[u])).only_enforce_if(joins)
            self._member(group, u, joins, at)
            for day in range(WEEK):
                if int(arrays.must[u]) >> day & 1:
                    model.add_bool_or([~joins, *on_day[day]])

    def _member(
        self,
        group: _Group,
        u: int,
        joins: cp_model.IntVar,
        at: Mapping[int, Sequence[cp_model.IntVar]],
    ) -> None:
        """Whoever joins may join the frame, come to every meeting, and has as many as it takes."""
        arrays, model = self.arrays, self.model
        mine = arrays.places_of_unit[u]
        model.add_bool_or([~joins, *(chosen for f, chosen in group.frames.items() if f in mine)])
        can: list[cp_model.IntVar] = []
        for meeting, meets in at.items():
            if arrays.admits[u, meeting]:
                can += meets
            else:
                for one in meets:
                    model.add_implication(joins, ~one)
        # Told as sums and not as "if", these say more to a linear program.
        most = int(arrays.most[u])
        model.add(sum(can) >= int(arrays.least[u]) * joins)
        model.add(sum(group.times.values()) + (7 - most) * joins <= 7)

    # -- what it uses up ------------------------------------------------------------------------

    def _rows(self) -> None:
        arrays = self.arrays
        terms: dict[int, list[tuple[cp_model.IntVar, float]]] = defaultdict(list)
        for group in self.groups:
            for (f, place), meets in group.times.items():
                entry = int(arrays.meeting_start[f]) + place
                for c in range(arrays.claim_start[entry], arrays.claim_start[entry + 1]):
                    terms[int(arrays.claim_row[c])].append((meets, float(arrays.claim_amount[c])))
        for row, meets, amount in self._shares():
            terms[row].append((meets, amount))
        for row, used in terms.items():
            if sum(amount for _, amount in used) > self.left[row] + 1e-9:
                weights = [int(np.floor(amount * SCALE + 1e-6)) for _, amount in used]
                room = int(np.floor(max(0.0, self.left[row]) * SCALE + 1e-3))
                total = cp_model.LinearExpr.weighted_sum([meets for meets, _ in used], weights)
                self.model.add(total <= room)

    def _shares(self) -> Iterable[tuple[int, cp_model.IntVar, float]]:
        """What members use up themselves, where that can be too much."""
        arrays = self.arrays
        uses: dict[int, dict[int, list[tuple[int, float]]]] = {}
        could: dict[int, float] = defaultdict(float)
        for u in {u for group in self.groups for u in group.members}:
            uses[u] = defaultdict(list)
            most: dict[tuple[int, int], float] = defaultdict(float)
            for s in range(arrays.share_start[u], arrays.share_start[u + 1]):
                row, meeting = int(arrays.share_row[s]), int(arrays.share_meeting[s])
                amount = float(arrays.share_amount[s])
                uses[u][meeting].append((row, amount))
                day = int(arrays.day_of[meeting])
                most[row, day] = max(most[row, day], amount)  # a group meets once a day
            for (row, _), amount in most.items():
                could[row] += amount
        tight = {row for row, amount in could.items() if amount > self.left[row] + 1e-9}
        for group in self.groups:
            at: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for (f, place), meets in group.times.items():
                at[arrays.times_of_frame[f][place][0]].append(meets)
            for u, joins in group.members.items():
                for meeting, meets_then in at.items():
                    rows = [(row, amount) for row, amount in uses[u][meeting] if row in tight]
                    if rows:
                        comes = self._both(joins, meets_then)
                        yield from ((row, comes, amount) for row, amount in rows)

    def _both(self, joins: cp_model.IntVar, meets: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
        """True where the member joins and the group meets then."""
        comes = self.model.new_bool_var("")
        for one in meets:
            self.model.add_bool_or([comes, ~joins, ~one])
        return comes

    # -- the answer -----------------------------------------------------------------------------

    def _picked(self, solver: cp_model.CpSolver) -> Picked:
        arrays = self.arrays
        frames: list[int] = []
        members: list[Ints] = []
        weeks: list[Ints] = []
        for group in self.groups:
            units = [u for u, joins in group.members.items() if solver.boolean_value(joins)]
            if not units:
                continue
            f = next(f for f, chosen in group.frames.items() if solver.boolean_value(chosen))
            at = [k for (g, k), meets in group.times.items()
                  if g == f and solver.boolean_value(meets)]  # fmt: skip
            places = np.full(arrays.widest, -1, np.int32)
            places[: len(units)] = sorted(arrays.places_of_unit[u][f] for u in units)
            week = np.full(WEEK, -1, np.int32)
            week[: len(at)] = sorted(at)
            frames.append(f)
            members.append(places)
            weeks.append(week)
        return Picked(np.array(frames, np.int32), np.array(members), np.array(weeks))
