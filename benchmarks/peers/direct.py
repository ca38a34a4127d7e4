"""The direct model: a Boolean for each request, tutor and slot.

What makes groups stable is a Boolean for each two requests that could share a group: those who are
together have the same frame and the same meetings, those who are not never meet.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from benchmarks.peers.answer import TooLargeError
from benchmarks.peers.eligible import Eligible
from benchmarks.peers.linear import Linear
from benchmarks.peers.numbered import MOST_BOOLEANS, MOST_ROWS
from matcher.schedule import Schedule


class Direct:
    """The model, and how its answer is read."""

    def __init__(self, eligible: Eligible) -> None:
        self.eligible = eligible
        self.model = Linear()
        self.has: list[dict[int, int]] = [{} for _ in eligible.arrays.units]  # frame, by unit
        self.sits: dict[tuple[int, int], dict[int, int]] = {}  # by tutor and meeting: unit
        self.comes: list[dict[int, int]] = []  # meeting, by unit, whoever the tutor is
        self._frames()
        self._meetings()
        self._units()
        self._tutors()
        self._pairs()
        eligible.reward(self.model, [[*frames.values()] for frames in self.has])

    def _too_large(self) -> None:
        booleans, rows = self.model.size, len(self.model.rows)
        if booleans > MOST_BOOLEANS or rows > MOST_ROWS:
            raise TooLargeError(f"more than {booleans:,} Booleans and {rows:,} rows")

    def _frames(self) -> None:
        for f, units in enumerate(self.eligible.units_of_frame):
            for u in units:
                self.has[u][f] = self.model.boolean()
        self._too_large()

    def _meetings(self) -> None:
        """Who sits with which tutor when; only with a tutor whose frame allows the meeting."""
        eligible, model = self.eligible, self.model
        every: list[dict[int, list[int]]] = [defaultdict(list) for _ in self.has]
        for t, frames in enumerate(eligible.frames_of_tutor):
            allowed: dict[tuple[int, int], list[int]] = defaultdict(list)
            for f in frames:
                for u in eligible.units_of_frame[f]:
                    for m in eligible.admitted(u, eligible.meetings_of_frame[f]):
                        allowed[m, u].append(self.has[u][f])
            for (m, u), has in allowed.items():
                sits = model.boolean()
                self.sits.setdefault((t, m), {})[u] = sits
                every[u][m].append(sits)
                model.only_if(sits, has)
            self._too_large()
        for u, meetings in enumerate(every):
            self.comes.append(model.booleans(sorted(meetings)))
            for m, seats in meetings.items():
                model.exactly(0, ((-1, self.comes[u][m]), *((1, one) for one in seats)))

    def _units(self) -> None:
        """One seat a request; dosage, one meeting a day, and the student's other sessions."""
        model, arrays = self.model, self.eligible.arrays
        rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for u, has in enumerate(self.has):
            model.one_of(has.values())
            placed = [(-1, one) for one in has.values()]
            week = [(1, one) for one in self.comes[u].values()]
            model.at_most(0, (*week, *((int(arrays.most[u]) * f, one) for f, one in placed)))
            model.at_least(0, (*week, *((int(arrays.least[u]) * f, one) for f, one in placed)))
            for ms in self._by_day(self.comes[u]).values():
                model.at_most(0, (*((1, self.comes[u][m]) for m in ms), *placed))
            for m, uses in self.eligible.own_uses[u].items():
                if m in self.comes[u]:
                    for row, amount in uses:
                        rows[row].append((amount, self.comes[u][m]))
        for row, terms in rows.items():
            model.at_most(float(arrays.row_room[row]), terms)

    def _by_day(self, meetings: dict[int, int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for m in meetings:
            found[self.eligible.days[m]].append(m)
        return found

    def _tutors(self) -> None:
        """Group sizes, who may sit together, and what the tutor's meetings take."""
        model, arrays = self.model, self.eligible.arrays
        rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for (t, m), sits in self.sits.items():
            holds = model.boolean()
            cap = int(arrays.tutor_cap[t])
            sizes = {u: (int(arrays.size[u]), one) for u, one in sits.items()}
            model.at_most(0, (*sizes.values(), (-cap, holds)))
            for u, one in sits.items():
                model.only_if(one, (holds,))
                own = int(arrays.cap[u])
                if own < cap:
                    others = [sizes[v] for v in sits if v != u]
                    model.at_most(cap, (*others, (cap - own + int(arrays.size[u]), one)))
            for clique in self.eligible.strangers[t]:
                model.one_of(sits[u] for u in clique if u in sits)
            for row, amount in self.eligible.uses[t][m]:
                rows[row].append((amount, holds))
        for row, terms in rows.items():
            model.at_most(float(arrays.row_room[row]), terms)

    def _pairs(self) -> None:
        """Together in everything, or never."""
        model, arrays = self.model, self.eligible.arrays
        together: dict[tuple[int, int], int] = {}
        for units in self.eligible.units_of_frame:
            for u, v in combinations(units, 2):
                if (u, v) not in together and arrays.fit(u, v):
                    together[u, v] = model.boolean()
                    self._equal(together[u, v], u, v)
            self._too_large()
        for sits in self.sits.values():
            for u, v in combinations(sorted(sits), 2):
                if (u, v) in together:
                    model.at_most(1, ((1, sits[u]), (1, sits[v]), (-1, together[u, v])))
            self._too_large()

    def _equal(self, together: int, u: int, v: int) -> None:
        model = self.model
        for one, other in ((u, v), (v, u)):
            mine, theirs = self.has[one], self.has[other]
            model.one_of((together, *(b for f, b in mine.items() if f not in theirs)))
            for f in mine.keys() & theirs.keys():
                model.at_most(1, ((1, together), (1, mine[f]), (-1, theirs[f])))
            here, there = self.comes[one], self.comes[other]
            for ms in self._by_day(here).values():
                model.one_of((together, *(here[m] for m in ms if m not in there)))
            for m in here.keys() & there.keys():
                model.at_most(1, ((1, together), (1, here[m]), (-1, there[m])))

    def schedule(self, true: frozenset[int]) -> Schedule:
        """The groups of an answer: those who have the same frame and the same meetings."""
        units: dict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
        for u, has in enumerate(self.has):
            for f, one in has.items():
                if one in true:
                    meetings = tuple(m for m, comes in self.comes[u].items() if comes in true)
                    units[f, meetings].append(u)
        return self.eligible.schedule((f, us, ms) for (f, ms), us in units.items())
