"""Everybody at once: the compact model for programs that are packed to the brim.

Where everyone can be placed but tutors and rooms are full to the last slot, groups as candidates
are the wrong tool: what counts is fitting meetings together, not choosing members. There the
members of each group are taken as given, each request alone or those that a plan already has
together, and "can all of these groups be held?" goes to CP-SAT as it stands: a Boolean for each
group, tutor and meeting. Asked as a question (everybody, or no) it is far easier than "as many
as possible".

What makes it easy where nothing is spare is *saturation*: if some groups need as many meetings as
the rows that they alone can use have room for, then each of those rows is used to its last place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from matcher.search.arrays import Arrays, Floats
from matcher.search.candidates import Picked
from matcher.search.pricing import WEEK

MOST_BOOLEANS = 250_000
STARTS = (1, 1, 2, 4)  # how the work is shared out among fresh starts


@dataclass(frozen=True)
class Choice:
    """A frame that a set of members could have: their entries in it, and the meetings admitted."""

    frame: int
    places: tuple[int, ...]  # in the frame's units
    meetings: tuple[int, ...]  # places in the frame's meetings


@dataclass(frozen=True)
class Item:
    """Units that shall be the members of one group, and where they could be."""

    units: tuple[int, ...]
    choices: tuple[Choice, ...]
    least: int  # meetings
    most: int


def items(
    arrays: Arrays, member_sets: Sequence[tuple[int, ...]], fixed: Sequence[int | None] = ()
) -> list[Item]:
    """What each set of members could have: one language for each tutor, modality and site.

    ``fixed`` names, along the sets, the only frame that a set may have, or None.
    """
    entry: list[dict[int, int]] = [{} for _ in arrays.units]  # place in each frame, by unit
    for f in range(len(arrays.frames)):
        mine = arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]]
        for place, u in enumerate(mine.tolist()):
            entry[u][f] = place
    only = fixed or [None] * len(member_sets)
    return [
        _item(arrays, units, [entry[u] for u in units], frame)
        for units, frame in zip(member_sets, only, strict=True)
    ]


def _item(
    arrays: Arrays, units: tuple[int, ...], entry: Sequence[dict[int, int]], only: int | None
) -> Item:
    at = list(units)
    least, most = int(arrays.least[at].max()), int(arrays.most[at].min())
    seats, cap = int(arrays.size[at].sum()), int(arrays.cap[at].min())
    found: dict[Hashable, tuple[tuple[float, ...], Choice]] = {}
    for f in entry[0]:
        if only not in (None, f) or not all(f in other for other in entry[1:]):
            continue
        if seats > min(cap, arrays.tutor_cap[arrays.frame_tutor[f]]):
            continue
        meetings = arrays.frame_meetings[arrays.meeting_start[f] : arrays.meeting_start[f + 1]]
        admitted = np.flatnonzero(arrays.admits[np.ix_(np.array(at), meetings)].all(axis=0))
        if len(set(arrays.day_of[meetings[admitted]].tolist())) < least:
            continue
        frame, places = arrays.frames[f], tuple(other[f] for other in entry)
        entries = arrays.unit_start[f] + np.array(places)
        liking = tuple(float(aim.member[entries].sum()) for aim in arrays.aims)
        key = (frame.tutor.id, frame.modality, frame.site)
        if key not in found or liking > found[key][0]:
            found[key] = (liking, Choice(f, places, tuple(admitted.tolist())))
    return Item(units, tuple(choice for _, choice in found.values()), least, most)


def could_hold_all(arrays: Arrays, asked: Sequence[Item]) -> bool:
    """Whether the question is worth asking: each item has a choice, and the tutors have the hours.

    Only a count: every item needs its least meetings, and no tutor has more than rows allow.
    """
    if not asked or any(not item.choices or item.least > item.most for item in asked):
        return False
    tutors = {int(arrays.frame_tutor[c.frame]) for item in asked for c in item.choices}
    needed = sum(item.least for item in asked)
    held = int(arrays.week_limit[sorted(tutors)].sum())
    return needed <= held and sum(len(c.meetings) for i in asked for c in i.choices) <= (
        MOST_BOOLEANS
    )


@dataclass(frozen=True)
class Meet:
    """A Boolean: this item, by this choice, in this meeting."""

    item: int
    literal: cp_model.IntVar
    rows: dict[int, float]  # what it uses


class Compact:
    """The CP-SAT model of every item held.

    ``full``: each as often as its members may meet at most; else at least as often as they must.
    ``left`` is what there is of each row.
    """

    def __init__(self, arrays: Arrays, asked: Sequence[Item], left: Floats, *, full: bool) -> None:
        self.arrays = arrays
        self.items = asked
        self.left = left
        self.full = full
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.called_off = False
        self.held: list[tuple[Choice, dict[int, cp_model.IntVar]]] = []
        self.meets: list[Meet] = []
        for number in range(len(asked)):
            self._item(number)
        self._rows()
        self._saturated()

    def _needed(self, item: Item) -> int:
        return item.most if self.full else item.least

    def _item(self, number: int) -> None:
        arrays, model, item = self.arrays, self.model, self.items[number]
        least = self._needed(item)
        shared = self._shares(item)
        chosen = [model.new_bool_var("") for _ in item.choices]
        model.add_exactly_one(chosen)
        for choice, taken in zip(item.choices, chosen, strict=True):
            start = int(arrays.meeting_start[choice.frame])
            meets = {k: model.new_bool_var("") for k in choice.meetings}
            by_day: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for k, meet in meets.items():
                by_day[int(arrays.day_of[arrays.frame_meetings[start + k]])].append(meet)
                self.meets.append(Meet(number, meet, self._uses(start + k, shared)))
            for several in by_day.values():
                model.add_at_most_one([*several, taken.negated()])
            total = sum(meets.values())
            if least == item.most:
                model.add(total == least * taken)
            else:
                model.add(total >= least * taken)
                model.add(total <= item.most * taken)
            self.held.append((choice, meets))

    def _shares(self, item: Item) -> dict[int, list[tuple[int, float]]]:
        """By meeting, what its members use up beside the group."""
        arrays = self.arrays
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for u in item.units:
            for s in range(arrays.share_start[u], arrays.share_start[u + 1]):
                use = (int(arrays.share_row[s]), float(arrays.share_amount[s]))
                found[int(arrays.share_meeting[s])].append(use)
        return found

    def _uses(self, at: int, shared: dict[int, list[tuple[int, float]]]) -> dict[int, float]:
        arrays = self.arrays
        rows: dict[int, float] = defaultdict(float)
        for c in range(arrays.claim_start[at], arrays.claim_start[at + 1]):
            rows[int(arrays.claim_row[c])] += float(arrays.claim_amount[c])
        for row, amount in shared.get(int(arrays.frame_meetings[at]), ()):
            rows[row] += amount
        return dict(rows)

    def _rows(self) -> None:
        users: dict[int, list[tuple[float, cp_model.IntVar]]] = defaultdict(list)
        for meet in self.meets:
            for row, amount in meet.rows.items():
                users[row].append((amount, meet.literal))
        for row, using in users.items():
            room = float(self.left[row])
            if sum(amount for amount, _ in using) <= room:
                continue
            if room == 1 and all(amount == 1 for amount, _ in using):
                self.model.add_at_most_one([meet for _, meet in using])
                continue
            scale = _whole([room, *(amount for amount, _ in using)])
            amounts = [int(np.ceil(amount * scale - 1e-6)) for amount, _ in using]
            total = cp_model.LinearExpr.weighted_sum([meet for _, meet in using], amounts)
            self.model.add(total <= int(np.floor(room * scale + 1e-6)))

    def _saturated(self) -> None:
        """Say of rows that must be used to the last place that they are.

        Of one kind of row (a tutor's times, a room's times) of which each meeting uses exactly
        one place, the rows that a set of items can reach are full if the items need them all.
        """
        kinds: dict[int, Hashable] = {r: self._kind(r) for m in self.meets for r in m.rows}
        for kind in dict.fromkeys(kinds.values()):
            row_of = [[r for r in meet.rows if kinds[r] == kind] for meet in self.meets]
            if any(
                len(r) != 1 or m.rows[r[0]] != 1 for m, r in zip(self.meets, row_of, strict=True)
            ):
                continue
            users: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            reach: list[set[int]] = [set() for _ in self.items]
            for meet, (row,) in zip(self.meets, row_of, strict=True):
                users[row].append(meet.literal)
                reach[meet.item].add(row)
            for rows, members in _apart(reach):
                room = [round(float(self.left[row])) for row in rows]
                needed = sum(self._needed(self.items[i]) for i in members)
                if sum(room) == needed and all(
                    self.left[r] == n for r, n in zip(rows, room, strict=True)
                ):
                    for row, there in zip(rows, room, strict=True):
                        self.model.add(sum(users[row]) == there)

    def _kind(self, row: int) -> Hashable:
        """What sort of thing a row is: its rule and the first word of the resource."""
        name = self.arrays.row_names[row]
        assert isinstance(name, tuple)
        return name[0], name[1][0] if isinstance(name[1], tuple) else None

    def solve(self, work: float, seed: int) -> Picked | None:
        """A plan with every item in it, or None if none is found within the work allowed.

        ``work`` is CP-SAT's deterministic time, so that the answer is the same on any machine. It
        is spent in a few fresh starts, short ones first: luck in the first decisions often counts
        for more than patience.
        """
        for start, share in enumerate(STARTS):
            if self.called_off:
                return None
            parameters = self.solver.parameters
            parameters.num_workers = 1
            parameters.catch_sigint_signal = False  # Ctrl-C is heard elsewhere
            parameters.linearization_level = 0
            parameters.symmetry_level = 0
            parameters.cp_model_probing_level = 0 if start % 2 else 2
            parameters.random_seed = len(STARTS) * seed + start
            parameters.max_deterministic_time = work * share / sum(STARTS)
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
        for choice, meets in self.held:
            held = [k for k, meet in meets.items() if solver.boolean_value(meet)]
            if held:
                frames.append(choice.frame)
                line = np.full(self.arrays.widest, -1, np.int32)
                line[: len(choice.places)] = sorted(choice.places)
                members.append(line)
                week = np.full(WEEK, -1, np.int32)
                week[: len(held)] = sorted(held)
                meetings.append(week)
        return Picked(np.array(frames, np.int32), np.array(members), np.array(meetings))


def _apart(reach: Sequence[set[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Rows and items in sets that have nothing to do with each other."""
    parent: dict[int, int] = {}

    def root(row: int) -> int:
        parent.setdefault(row, row)
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for rows in reach:
        first, *others = sorted(rows)
        for row in (first, *others):
            parent[root(row)] = root(first)
    members: dict[int, list[int]] = defaultdict(list)
    for item, rows in enumerate(reach):
        members[root(min(rows))].append(item)
    found: dict[int, list[int]] = defaultdict(list)
    for row in sorted(parent):
        found[root(row)].append(row)
    for top, mine in members.items():
        yield found[top], mine


def _whole(numbers: list[float]) -> int:
    """A factor that makes the numbers whole, or nearly (they are then rounded the safe way)."""
    for factor in (1, 2, 3, 4, 5, 6, 10, 12, 20, 30, 60, 100, 300, 600):
        if all(abs(number * factor - round(number * factor)) < 1e-6 for number in numbers):
            return factor
    return 1000
