"""Repairing a plan: one group after another is taken apart, and its time used better.

Those of its members who can sit in another group do so; the tutor's time then goes to whoever of
the others, and of all who wait, is worth most together; and who is left may find another tutor
with time. What is not better is put back. Then the same with two groups at a time. A step takes a
thousandth of what planning a few tutors anew takes (:mod:`matcher.search.improve`), and finds
what that leaves when it ends; each gets the other out of where it is stuck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from matcher.search.arrays import Floats
from matcher.search.candidates import Picked
from matcher.search.cuts import tables
from matcher.search.master import NODE_LIMIT, TINY, Out, empty_out
from matcher.search.pricing import WEEK, price
from matcher.search.state import State

GRACE = 1e-7  # by which a row may be overdrawn in floating point
CLEARLY = 1e-3  # of a point of what counts least
SWEEPS = 2  # over all groups; what a further one brings is little
FEW_EACH, PAIRS, MANY_EACH = 2, 1_500, 12  # two groups at a time, for each group: 2 to 12 times
JOINING = 0.7  # of those steps, in which members first look for a seat elsewhere


@dataclass(frozen=True, slots=True)
class Held:
    """A group of the plan. ``may`` has a bit for each of its meetings."""

    frame: int
    units: tuple[int, ...]
    places: tuple[int, ...]  # of its meetings, in the frame's
    may: int


class Desk:
    """A plan on the desk of someone who repairs it, and what it is worth.

    ``weights`` say how much each aim counts. Those aims look at one group at a time, apart from
    what counts once for a student; not at how members differ.
    """

    def __init__(self, state: State, weights: Floats) -> None:
        arrays = state.arrays
        self.arrays = arrays
        self.weights = weights
        self.left = arrays.row_room.copy()
        self.groups_left = arrays.group_limit.tolist()
        self.waiting = np.ones(len(arrays.units), np.uint8)
        self.worth = 0.0
        self.of_frame: list[list[Held]] = [[] for _ in arrays.frames]
        self.log: list[tuple[bool, Held]] = []  # what was put down (True) and taken away
        self._earned = [np.zeros(len(aim.best), np.int32) for aim in arrays.aims]
        tables_of = arrays.aim_tables
        self._clearly = CLEARLY * float(weights[weights > 0].min(initial=np.inf))
        self._member = weights @ tables_of.member
        self._gain = self._member.tolist()
        for u in arrays.several:
            for a, b in arrays.best_of_unit[u]:
                self._member[self._entries(u)] += weights[a] * arrays.best_gains[a][b]
        self._no_price = np.zeros(arrays.rows)
        self._meeting, self._session = weights @ tables_of.meeting, weights @ tables_of.session
        self._own = tables_of.own_gain * weights[tables_of.own_aim]
        self._start, self._days = float(weights @ tables_of.start), weights @ tables_of.days
        self._timeless = not (
            self._start
            or any(part.any() for part in (self._meeting, self._session, self._own, self._days))
        )
        self._no_cuts = tables({}, arrays.rows)
        self._outs: dict[int, Out] = {}
        self._lists()
        for c in state.chosen:
            places = tuple(int(k) for k in state.pool.meetings[c] if k >= 0)
            units = tuple(state.pool.units_of(c).tolist())
            self.put(self._group(int(state.pool.frame[c]), units, places))

    def _lists(self) -> None:
        """The arrays asked for most often, as lists; the meetings that a unit may be in as bits."""
        arrays = self.arrays
        self._tutor = arrays.frame_tutor.tolist()
        self._unit_start = arrays.unit_start.tolist()
        self._meeting_start = arrays.meeting_start.tolist()
        self._claim_start = arrays.claim_start.tolist()
        self._claims = list(
            zip(arrays.claim_row.tolist(), arrays.claim_amount.tolist(), strict=True)
        )
        self._may = [
            int.from_bytes(np.packbits(line, bitorder="little").tobytes(), "little")
            for line in arrays.admits
        ]
        self._size, self._cap = arrays.size.tolist(), arrays.cap.tolist()
        self._least, self._most = arrays.least.tolist(), arrays.most.tolist()
        self._must = arrays.must.tolist()
        self._tutor_cap = arrays.tutor_cap.tolist()

    def groups(self) -> list[Held]:
        """The groups of the plan."""
        return [group for groups in self.of_frame for group in groups]

    def picked(self) -> Picked:
        """The plan as candidates."""
        groups = self.groups()
        members = np.full((len(groups), self.arrays.widest), -1, np.int32)
        meetings = np.full((len(groups), WEEK), -1, np.int32)
        for n, group in enumerate(groups):
            places = sorted(self.arrays.places_of_unit[u][group.frame] for u in group.units)
            members[n, : len(places)] = places
            meetings[n, : len(group.places)] = group.places
        return Picked(np.array([g.frame for g in groups], np.int32), members, meetings)

    def _entries(self, u: int) -> list[int]:
        start = self.arrays.unit_start
        return [int(start[f]) + place for f, place in self.arrays.places_of_unit[u].items()]

    def _group(self, f: int, units: tuple[int, ...], places: tuple[int, ...]) -> Held:
        times = self.arrays.times_of_frame[f]
        return Held(f, units, places, sum(1 << times[k][0] for k in places))

    # -- putting down and taking away -----------------------------------------------------------

    def put(self, group: Held) -> None:
        """Put down a group that may be there."""
        self._turn(group, put=True)
        self.log.append((True, group))

    def take(self, group: Held) -> None:
        """Take a group away."""
        self._turn(group, put=False)
        self.log.append((False, group))

    def back_to(self, mark: int) -> None:
        """Undo what was done since the log was this long."""
        while len(self.log) > mark:
            was_put, group = self.log.pop()
            self._turn(group, put=not was_put)

    def _turn(self, group: Held, *, put: bool) -> None:
        sign = 1 if put else -1
        self.worth += sign * self._worth(group)
        for row, amount in self._uses(group):
            self.left[row] -= sign * amount
        self.groups_left[self._tutor[group.frame]] -= sign
        for u in group.units:
            self.waiting[u] = not put
            for a, b in self.arrays.best_of_unit.get(u, ()):
                self._earn(a, b, sign)
        if put:
            self.of_frame[group.frame].append(group)
        else:
            self.of_frame[group.frame].remove(group)

    def _worth(self, group: Held) -> float:
        """What a group brings, but for what counts once for a student."""
        f, worth, people = group.frame, 0.0, 0
        for u in group.units:
            worth += self._gain[self._unit_start[f] + self.arrays.places_of_unit[u][f]]
            people += self._size[u]
        return worth if self._timeless else worth + self._worth_of_times(group, people)

    def _worth_of_times(self, group: Held, people: int) -> float:
        """What the times of a group bring, which has seats for so many."""
        arrays, first, worth = self.arrays, self._meeting_start[group.frame], 0.0
        pattern, starts = 0, set()
        for k in group.places:
            meeting = int(arrays.frame_meetings[first + k])
            worth += self._meeting[first + k] + people * self._session[first + k]
            pattern |= 1 << int(arrays.day_of[meeting])
            starts.add(int(arrays.start_class[meeting]))
        for u in group.units if len(self._own) else ():
            entry = self._unit_start[group.frame] + arrays.places_of_unit[u][group.frame]
            for o in range(
                arrays.aim_tables.own_start[entry], arrays.aim_tables.own_start[entry + 1]
            ):
                if int(arrays.aim_tables.own_place[o]) in group.places:
                    worth += self._own[o]
        return float(worth + self._start * (len(starts) - 1) + self._days[pattern])

    def _earn(self, a: int, b: int, sign: int) -> None:
        """Count who has earned a gain that counts once; the first and the last change the worth."""
        before = int(self._earned[a][b])
        self._earned[a][b] = before + sign
        if min(before, before + sign) == 0:
            units, _ = self.arrays.aims[a].best[b]
            gain = sign * self.weights[a] * float(self.arrays.best_gains[a][b])
            self.worth += gain
            for u in units:
                self._member[self._entries(u)] -= gain

    def _uses(self, group: Held) -> Iterator[tuple[int, float]]:
        """What a group draws from the rows."""
        first = self._meeting_start[group.frame]
        for k in group.places:
            yield from self._claims[self._claim_start[first + k] : self._claim_start[first + k + 1]]
        for u in group.units:
            yield from self._own_uses(u, group)

    def _own_uses(self, u: int, group: Held) -> Iterator[tuple[int, float]]:
        arrays = self.arrays
        for at in range(arrays.share_start[u], arrays.share_start[u + 1]):
            if group.may >> int(arrays.share_meeting[at]) & 1:
                yield int(arrays.share_row[at]), float(arrays.share_amount[at])

    # -- repairing ------------------------------------------------------------------------------

    def rebuild(self, *groups: Held, join: bool = True, sideways: bool = False) -> None:
        """Take groups apart and use their tutors' time better; put them back if there is no way.

        ``join``: their members first look for a seat in other groups. ``sideways``: a use that is
        as good will do too.
        """
        mark, before = len(self.log), self.worth
        for group in groups:
            self.take(group)
        units = [u for group in groups for u in group.units]
        for u in units if join else ():
            self._join(u)
        for group in groups:
            while self._open(self._tutor[group.frame]):
                pass
        self._open_elsewhere(units)
        if self.worth < before + (-self._clearly if sideways else self._clearly):
            self.back_to(mark)

    def neighbour(self, group: Held, random: np.random.Generator) -> Held | None:
        """Another group that one of the members could be in, or could have been."""
        u = group.units[int(random.integers(len(group.units)))]
        near = [
            other
            for f in self.arrays.places_of_unit[u]
            for other in self.of_frame[f]
            if other != group
        ]
        return near[int(random.integers(len(near)))] if near else None

    def _join(self, u: int) -> bool:
        """Give the unit a seat in the fullest group that takes it."""
        groups = [group for f in self.arrays.places_of_unit[u] for group in self.of_frame[f]]
        groups.sort(key=lambda group: -len(group.units))
        for group in groups:
            if self._takes(group, u):
                self.take(group)
                self.put(Held(group.frame, (*group.units, u), group.places, group.may))
                return True
        return False

    def _takes(self, group: Held, u: int) -> bool:
        if self._may[u] & group.may != group.may:
            return False
        if not self._least[u] <= len(group.places) <= self._most[u]:
            return False
        if self._must[u] and not self._meets_on(group, self._must[u]):
            return False
        units = (*group.units, u)
        cap = min(self._tutor_cap[self._tutor[group.frame]], *(self._cap[v] for v in units))
        if sum(self._size[v] for v in units) > cap:
            return False
        if not all(self.arrays.fit(u, v) for v in group.units):
            return False
        return self._holds(self._own_uses(u, group))

    def _meets_on(self, group: Held, must: int) -> bool:
        times = self.arrays.times_of_frame[group.frame]
        return must & ~sum(1 << times[k][1] for k in group.places) == 0

    def _holds(self, uses: Iterable[tuple[int, float]]) -> bool:
        """Whether there is enough left for all of these together."""
        drawn: dict[int, float] = {}
        for row, amount in uses:
            drawn[row] = drawn.get(row, 0.0) + amount
            if drawn[row] > self.left[row] + GRACE:
                return False
        return True

    def _open_elsewhere(self, units: Iterable[int]) -> None:
        """Open a group with another tutor for those who wait, where there is time."""
        for u in units:
            for t in self.arrays.tutors_of_unit[u] if self.waiting[u] else ():
                if self._open(int(t)):
                    break

    def _open(self, t: int) -> bool:
        """Open the group of those who wait that is worth most, in what the tutor has left."""
        if self.groups_left[t] <= 0:
            return False
        for group in self._priced(t):
            if self._holds(self._uses(group)):
                self.put(group)
                return True
        return False

    def _priced(self, t: int) -> list[Held]:
        """The best group of each of the tutor's frames, the best first."""
        arrays, tables = self.arrays, self.arrays.aim_tables
        frames = arrays.frames_of_tutor[t]
        out = self._outs.get(len(frames))
        if out is None:
            out = self._outs[len(frames)] = empty_out(len(frames), 1, arrays.widest)
        out.noted[:] = 0
        price(
            frames,
            arrays.price_tables,
            (self._no_price, self.left),
            (
                self._member,
                self._meeting,
                self._session,
                tables.own_start,
                tables.own_place,
                self._own,
            ),
            (self._start, self._days, 0.0),
            self._no_cuts,
            self.waiting,
            np.full(len(frames), TINY),
            0,
            NODE_LIMIT,
            out,
            np.zeros(len(frames)),
        )
        found = np.flatnonzero(out.noted).tolist()
        found.sort(key=lambda at: -out.worth[at, 0])
        return [self._noted(int(frames[at]), out, at) for at in found]

    def _noted(self, f: int, out: Out, at: int) -> Held:
        members = sorted(out.members[at, 0, : out.depth[at, 0]].tolist())
        places = sorted(out.meetings[at, 0, : out.size[at, 0]].tolist())
        units = self.arrays.frame_units[[self._unit_start[f] + place for place in members]]
        return self._group(f, tuple(units.tolist()), tuple(places))


def repair(
    state: State,
    weights: Floats,
    stop: Callable[[], bool],
    random: np.random.Generator | None = None,
) -> None:
    """Take the groups of a plan apart, one after another, wherever that makes it better.

    With ``random``, then also two at a time that share a student who could be in both, in any
    order. ``weights`` say how much each aim counts. Between two steps it is asked whether to
    ``stop``.
    """
    desk = Desk(state, weights)
    for _ in range(SWEEPS):
        for group in desk.groups():
            if stop():
                break
            if group in desk.of_frame[group.frame]:
                desk.rebuild(group)
    if random is not None:
        _pairs(desk, stop, random)
    state.replace(range(len(state.arrays.tutors)), desk.picked().into(state.pool))


def _pairs(desk: Desk, stop: Callable[[], bool], random: np.random.Generator) -> None:
    """Take groups apart two at a time."""
    count = len(desk.groups())
    tried, pairs = 0, max(FEW_EACH * count, min(PAIRS, MANY_EACH * count))
    while tried < pairs and (groups := desk.groups()):
        for n in random.permutation(len(groups)).tolist():
            tried += 1
            if stop() or tried > pairs:
                return
            group = groups[n]
            if group not in desk.of_frame[group.frame]:
                continue
            other = desk.neighbour(group, random)
            join = bool(random.random() < JOINING)
            if other is not None:
                desk.rebuild(group, other, join=join, sideways=True)
