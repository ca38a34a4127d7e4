"""The master: which candidates together are worth most, as a linear program with a proven bound.

A :class:`Part` says what is free: some frames, some units, what is left of each row. The whole
problem is the part where everything is free; diving and improving work on smaller ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy import sparse

from matcher.search.arrays import Arrays, Flags, Floats, Ints
from matcher.search.candidates import Pool
from matcher.search.cuts import Cut, broken, coefficients, tables
from matcher.search.linear import Linear, Solved, solve_linear
from matcher.search.pricing import WEEK, price
from matcher.timing import Work

NODE_LIMIT = 400_000
TINY = 1e-6
FORBIDDING = 1e3
CUT_ROUNDS = 4  # of cuts on cuts, before the program is closed again
TIGHTENINGS = 2
PROMISING = 3e-3  # how much lower a value must get, of itself, for the program to be closed again
TIGHTER = 2e-4  # how much lower a bound must get, of itself, for more cuts


@dataclass
class Part:
    """What is free to be planned: some frames, the ``active`` units, what is left of each row.

    ``earned`` counts, for each aim's once-only gains, the units outside the part that have earned
    it already.
    """

    frames: Ints
    active: Flags
    left: Floats
    groups_left: Ints
    earned: list[Ints]

    @staticmethod
    def whole(arrays: Arrays) -> Part:
        """Everything free."""
        return Part(
            frames=np.arange(len(arrays.frames), dtype=np.int32),
            active=np.ones(len(arrays.units), np.uint8),
            left=arrays.row_room.copy(),
            groups_left=arrays.group_limit.copy(),
            earned=[np.zeros(len(aim.best), np.int32) for aim in arrays.aims],
        )


@dataclass(frozen=True)
class Extra:
    """A variable beside the candidates: a student served, a day of a tutor.

    ``gain`` by aim; ``claims`` are ``(row, amount)`` with a negative amount where it makes room.
    """

    gain: Mapping[int, float]
    claims: tuple[tuple[int, float], ...]


@dataclass
class Prices:
    """What one unit of each row costs, the worth of each aim, each tutor's groups', each cut's."""

    row: Floats
    aim: Floats
    best: Floats
    tutor: Floats
    cut: Mapping[Cut, float] = field(default_factory=dict)


@dataclass
class Closed:
    """A linear program over candidates: its value, a proven bound, and the last shares."""

    value: float
    bound: float
    x: Floats
    columns: Ints
    prices: Prices | None
    rounds: int = 0


@dataclass
class Master:
    """The linear program over candidates of a part: gains weighed, with floors under others.

    ``weights`` say what to pursue: usually one aim, weighing 1. ``floors`` map aims to the least
    gain that this part must still bring.
    """

    pool: Pool
    part: Part
    weights: Mapping[int, float]
    floors: Mapping[int, float]
    columns: list[int] = field(default_factory=list)
    bought: Mapping[int, float] = field(default_factory=dict)
    """Rows whose room is bought at a price in the gain pursued, as much as is wanted up to all of it."""
    waiting: bool = False
    """Whether to tell the minutes between meetings too. Prices do not know of them, so this is
    only for whole-number programs over given columns."""
    cuts: list[Cut] = field(default_factory=list, init=False)
    """What :meth:`solve` keeps besides the rows; see :meth:`tighten`."""
    cut: bool = field(default=False, init=False)
    """Whether the last :meth:`price` had to leave out candidates worth more than its floor."""

    def __post_init__(self) -> None:
        arrays = self.pool.arrays
        self.arrays = arrays
        self.frames = self.part.frames[
            self.part.groups_left[arrays.frame_tutor[self.part.frames]] > 0
        ]
        self.tutors = np.unique(arrays.frame_tutor[self.frames])
        self.floored = sorted(self.floors)
        self.weigh = np.zeros(len(arrays.aims))
        for a, weight in self.weights.items():
            self.weigh[a] = weight
        self._in = set(self.columns)
        self._extras()

    # -- variables beside the candidates --------------------------------------------------------

    def _extras(self) -> None:
        arrays = self.arrays
        self.first_best = arrays.rows + len(arrays.tutors)
        self.best_units: list[tuple[int, ...]] = []
        self.best_names: list[tuple[int, int]] = []
        self.extras: list[Extra] = []
        involved = sorted({*self.weights, *self.floored})
        self._best_extras(involved)
        self.bought_rows = {r for r in self.bought if self.part.left[r] > 0}
        """Rows without room of their own: an extra buys it."""
        for r in sorted(self.bought_rows):
            room = float(self.part.left[r])
            a, weight = next(iter(self.weights.items()))
            self.extras.append(Extra({a: -self.bought[r] * room / weight}, ((r, -room),)))
        days = {a: g for a in involved if (g := arrays.aims[a].tutor_day)}
        for t in self.tutors if days else ():
            for rows in arrays.tutor_day_rows[t]:
                claims = tuple((r, -self.part.left[r]) for r in rows)
                self.extras.append(Extra(days, claims))
                self.bought_rows.update(rows)
        self.first_wait = self.first_best + len(self.best_units)
        self.wait_room: list[float] = []
        self.wait_rows: dict[tuple[int, int], list[tuple[int, float]]] = {}
        waits = {a: arrays.aims[a].waiting for a in involved if arrays.aims[a].waiting}
        if self.waiting and waits:
            self._waits(waits)

    def _best_extras(self, involved: list[int]) -> None:
        arrays, part = self.arrays, self.part
        self.unit_best: dict[int, list[int]] = {}
        if not any(arrays.aims[a].best for a in involved):
            return
        entries: dict[tuple[int, int], list[int]] = {}
        for u in arrays.several:
            if part.active[u]:
                for a, b in arrays.best_of_unit[u]:
                    if a in involved and part.earned[a][b] == 0:
                        entries.setdefault((a, b), []).append(u)
        for (a, b), units in entries.items():
            n = len(self.best_units)
            self.best_units.append(tuple(units))
            self.best_names.append((a, b))
            gain = float(arrays.best_gains[a][b])
            self.extras.append(Extra({a: gain}, ((self.first_best + n, 1.0),)))
            for u in units:
                self.unit_best.setdefault(u, []).append(n)

    def _waits(self, gains: dict[int, float]) -> None:
        """Variables for each stretch of a tutor's day that lies between meetings.

        A stretch is waited through if some meeting ends before it, some starts after it, and none
        is held during it.
        """
        arrays = self.arrays
        for t in self.tutors:
            by_day: dict[int, set[int]] = {}
            for f in arrays.frames_of_tutor[t]:
                for m in arrays.frame_meetings[
                    arrays.meeting_start[f] : arrays.meeting_start[f + 1]
                ]:
                    by_day.setdefault(int(arrays.day_of[m]), set()).add(int(m))
            for meetings in by_day.values():
                self._wait_day(int(t), sorted(meetings), gains)

    def _wait_day(self, t: int, meetings: list[int], gains: dict[int, float]) -> None:
        at = self.arrays.meetings
        times = sorted({time for m in meetings for time in (at[m].start, at[m].end)})
        first_end = min(at[m].end for m in meetings)
        last_start = max(at[m].start for m in meetings)
        inner = [e for e in range(len(times) - 1) if first_end <= times[e] < last_start]
        before_last: list[tuple[int, float]] | None = None
        befores: list[list[tuple[int, float]]] = []
        afters: list[list[tuple[int, float]]] = []
        stretches: list[list[tuple[int, float]]] = []
        for e in inner:
            before: list[tuple[int, float]] = []
            if before_last is not None:
                row = self._wait_row(0.0)
                before_last.append((row, 1.0))
                before.append((row, -1.0))
            row = self._wait_row(0.0)
            before.append((row, -1.0))
            for m in meetings:
                if at[m].end == times[e] or (e == inner[0] and at[m].end < times[e]):
                    self.wait_rows.setdefault((t, m), []).append((row, 1.0))
            befores.append(before)
            before_last = before
        after_next: list[tuple[int, float]] | None = None
        for e in reversed(inner):
            after: list[tuple[int, float]] = []
            if after_next is not None:
                row = self._wait_row(0.0)
                after_next.append((row, 1.0))
                after.append((row, -1.0))
            row = self._wait_row(0.0)
            after.append((row, -1.0))
            for m in meetings:
                if at[m].start == times[e + 1]:
                    self.wait_rows.setdefault((t, m), []).append((row, 1.0))
            afters.insert(0, after)
            after_next = after
        for n, e in enumerate(inner):
            row = self._wait_row(1.0)
            befores[n].append((row, 1.0))
            afters[n].append((row, 1.0))
            stretches.append([(row, -1.0)])
            for m in meetings:
                if at[m].start <= times[e] and times[e + 1] <= at[m].end:
                    self.wait_rows.setdefault((t, m), []).append((row, -1.0))
        self.extras += [Extra({}, tuple(claims)) for claims in (*befores, *afters)]
        self.extras += [
            Extra({a: g * (times[e + 1] - times[e]) for a, g in gains.items()}, tuple(claims))
            for e, claims in zip(inner, stretches, strict=True)
        ]

    def _wait_row(self, room: float) -> int:
        self.wait_room.append(room)
        return self.first_wait + len(self.wait_room) - 1

    def _wait_entries(self) -> tuple[list[int], list[int], list[float]]:
        rows, cols, amounts = [], [], []
        for i, c in enumerate(self.columns if self.wait_rows else ()):
            t = self.pool.tutor_of(c)
            for m in self.pool.meetings_of(c):
                for row, amount in self.wait_rows.get((t, int(m)), ()):
                    rows.append(row)
                    cols.append(i)
                    amounts.append(amount)
        return rows, cols, amounts

    # -- the linear program ---------------------------------------------------------------------

    def program(self, *, whole: bool = False) -> tuple[Linear, Ints]:
        """The program over ``columns`` and the extras, and the rows that it keeps.

        A candidate's share is at most 1 because its units' rows say so. Where shares need not be
        whole it is not said again: a price on that would be seen by nobody.
        """
        arrays, pool = self.arrays, self.pool
        columns = np.array(self.columns, dtype=np.int64)
        count, extras = len(columns), len(self.extras)
        spans = pool.row_start[columns + 1] - pool.row_start[columns] if count else np.empty(0, int)
        take = np.repeat(pool.row_start[columns] if count else spans, spans) + _ramp(spans)
        row, amount = pool.row[take], pool.amount[take]
        col = np.repeat(np.arange(count), spans)
        best_row, best_col = self._best_entries(row, col)
        wait_row, wait_col, wait_amount = self._wait_entries()
        extra_row = [r for e in self.extras for r, _ in e.claims]
        extra_col = [count + i for i, e in enumerate(self.extras) for _ in e.claims]
        extra_amount = [a for e in self.extras for _, a in e.claims]
        rows = np.concatenate([row, best_row, wait_row, extra_row]).astype(np.int64)
        cols = np.concatenate([col, best_col, wait_col, extra_col]).astype(np.int64)
        amounts = np.concatenate([amount, np.full(len(best_row), -1.0), wait_amount, extra_amount])
        kept = np.unique(rows)
        local = np.searchsorted(kept, rows)
        matrix = sparse.csr_matrix((amounts, (local, cols)), shape=(len(kept), count + extras))
        gains = pool.gains[columns] if count else np.zeros((0, len(arrays.aims)))
        extra_gain = np.zeros((extras, len(arrays.aims)))
        for i, extra in enumerate(self.extras):
            for a, gain in extra.gain.items():
                extra_gain[i, a] = gain
        gains = np.vstack([gains, extra_gain])
        floors = sparse.csr_matrix(gains[:, self.floored].T)
        high = np.concatenate([self._room(kept), np.full(len(self.floored), np.inf)])
        low = np.concatenate(
            [np.full(len(kept), -np.inf), [self.floors[a] - TINY for a in self.floored]]
        )
        return (
            Linear(
                objective=gains @ self.weigh,
                rows=sparse.vstack([matrix, floors], format="csr"),
                low=low,
                high=high,
                top=np.concatenate([np.full(count, 1.0 if whole else np.inf), np.ones(extras)]),
            ),
            kept,
        )

    def _best_entries(self, row: Ints, col: Ints) -> tuple[list[int], list[int]]:
        if not self.best_units:
            return [], []
        several = np.zeros(len(self.arrays.units), bool)
        several[list(self.unit_best)] = True
        is_unit = row < len(self.arrays.units)
        hit = np.flatnonzero(is_unit & several[np.where(is_unit, row, 0)])
        rows, cols = [], []
        for i in hit:
            for b in self.unit_best[int(row[i])]:
                rows.append(self.first_best + b)
                cols.append(int(col[i]))
        return rows, cols

    def _room(self, kept: Ints) -> Floats:
        arrays, part = self.arrays, self.part
        room = np.zeros(len(kept))
        shared = kept < arrays.rows
        room[shared] = part.left[kept[shared]]
        tutors = (kept >= arrays.rows) & (kept < self.first_best)
        room[tutors] = part.groups_left[kept[tutors] - arrays.rows]
        if self.bought_rows:
            room[np.isin(kept, list(self.bought_rows))] = 0.0
        waits = kept >= self.first_wait
        room[waits] = np.array(self.wait_room)[kept[waits] - self.first_wait]
        return room

    def solve(self) -> tuple[float, Floats, Prices] | None:
        """Solve the linear program over the present columns."""
        with self.pool.timing(Work.LINEAR) as spent:
            program, kept = self.program()
            program = self._with_cuts(program)
            spent.largest = program.rows.shape
            solved = solve_linear(program)
        if solved is None:
            return None
        arrays = self.arrays
        count = len(kept)
        price_of = np.maximum(0.0, solved.prices[:count])
        row = np.zeros(arrays.rows)
        shared = kept < arrays.rows
        row[kept[shared]] = price_of[shared]
        tutor = np.zeros(len(arrays.tutors))
        tutors = (kept >= arrays.rows) & (kept < self.first_best)
        tutor[kept[tutors] - arrays.rows] = price_of[tutors]
        best = np.zeros(len(self.best_units))
        bests = (kept >= self.first_best) & (kept < self.first_wait)
        best[kept[bests] - self.first_best] = price_of[bests]
        aim = self.weigh.copy()
        for i, a in enumerate(self.floored):
            aim[a] += max(0.0, -solved.prices[count + i])
            if arrays.aims[a].penalty and self.floors[a] > -TINY:
                aim[a] = max(aim[a], FORBIDDING)  # every group must do without it
        return solved.value, solved.x, Prices(row, aim, best, tutor, self._cut_prices(solved))

    def _with_cuts(self, program: Linear) -> Linear:
        """The program with the cuts as its last rows."""
        if not self.cuts:
            return program
        counts = coefficients(self.cuts, self.pool.claims(np.array(self.columns, np.int64)))
        beside = sparse.csr_matrix((len(self.cuts), len(self.extras)))
        return Linear(
            objective=program.objective,
            rows=sparse.vstack([program.rows, sparse.hstack([counts, beside])], format="csr"),
            low=np.concatenate([program.low, np.full(len(self.cuts), -np.inf)]),
            high=np.concatenate([program.high, [cut.room(self.part.left) for cut in self.cuts]]),
            top=program.top,
        )

    def _cut_prices(self, solved: Solved) -> dict[Cut, float]:
        count = len(self.cuts)
        prices = solved.prices[len(solved.prices) - count :]
        return {c: float(p) for c, p in zip(self.cuts, prices, strict=True) if p > TINY}

    # -- pricing --------------------------------------------------------------------------------

    def price(
        self, prices: Prices, *, room: int = 12, floor: float = TINY, listing: int = 0
    ) -> tuple[list[tuple[float, int]], float]:
        """Candidates worth more than ``floor`` under ``prices``, and a bound on the whole part.

        Returns ``(worth, number)`` of candidates with the best first, and the bound that the
        prices prove: what the rows' and cuts' room costs, plus what each tutor's groups could earn
        beyond their prices (Lagrangian relaxation of all rows but the tutors' group limits).
        """
        with self.pool.timing(Work.PRICING) as spent:
            found, bound = self._price(prices, room, floor, listing)
            spent.found = len(found)
        return found, bound

    def _price(
        self, prices: Prices, room: int, floor: float, listing: int
    ) -> tuple[list[tuple[float, int]], float]:
        arrays, pool, part = self.arrays, self.pool, self.part
        frames = self.frames
        gains = self._gains(prices)
        out = empty_out(len(frames), room, pool.widest)
        bounds = np.zeros(len(frames))
        tutor_of = arrays.frame_tutor[frames]
        floors = prices.tutor[tutor_of] + floor
        spread = float((prices.aim * arrays.aim_tables[5]).sum())
        start = float((prices.aim * arrays.aim_tables[3]).sum())
        days = prices.aim @ arrays.aim_tables[4]
        price(
            frames,
            arrays.price_tables,
            (prices.row, part.left),
            gains,
            (start, days, spread),
            tables(prices.cut, arrays.rows),
            part.active,
            floors,
            listing,
            NODE_LIMIT,
            out,
            bounds,
        )
        self.cut = bool(out.cut.any())
        found = self._take(frames, out, prices.tutor[tutor_of])
        return found, self._bound(prices, bounds, tutor_of, floor)

    def _gains(self, prices: Prices) -> tuple[object, ...]:
        """What pricing sums up, worked out for the part's frames only."""
        arrays = self.arrays
        member_of, session_of, meeting_of, _, _, _, own_start, own_place, own_aim, own_gain = (
            arrays.aim_tables
        )
        if not hasattr(self, "_entries"):
            self._entries = _spans(arrays.unit_start, self.frames)
            self._places = _spans(arrays.meeting_start, self.frames)
            self._member = np.zeros(len(arrays.frame_units))
            self._meeting = np.zeros(len(arrays.frame_meetings))
            self._session = np.zeros(len(arrays.frame_meetings))
        unit_price = prices.row[: len(arrays.units)].copy()
        for b, several in enumerate(self.best_units):
            unit_price[list(several)] -= prices.best[b]
        live = np.flatnonzero(prices.aim)
        weight = prices.aim[live]
        entries, places = self._entries, self._places
        units = arrays.frame_units[entries]
        self._member[entries] = weight @ member_of[np.ix_(live, entries)] - unit_price[units]
        self._meeting[places] = weight @ meeting_of[np.ix_(live, places)]
        self._session[places] = weight @ session_of[np.ix_(live, places)]
        own = own_gain * prices.aim[own_aim]
        return self._member, self._meeting, self._session, own_start, own_place, own

    def _take(self, frames: Ints, out: Out, tutor_price: Floats) -> list[tuple[float, int]]:
        worth, members, depth, meetings, size, count, _ = out
        lines, at_place = np.repeat(np.arange(len(frames)), count), _ramp(count)
        if not len(lines):
            return []
        m = members[lines, at_place]
        m[np.arange(m.shape[1])[None, :] >= depth[lines, at_place][:, None]] = -1
        k = meetings[lines, at_place]
        k[np.arange(WEEK)[None, :] >= size[lines, at_place][:, None]] = -1
        numbers = self.pool.add(frames[lines], _sorted(m), _sorted(k))
        values = worth[lines, at_place] - tutor_price[lines]
        order = np.argsort(-values, kind="stable")
        return list(zip(values[order].tolist(), numbers[order].tolist(), strict=True))

    def _bound(self, prices: Prices, bounds: Floats, tutor_of: Ints, floor: float) -> float:
        part, arrays = self.part, self.arrays
        kept_rows = part.left.copy()
        if self.bought_rows:
            kept_rows[list(self.bought_rows)] = 0.0
        kept_rows[: len(arrays.units)] *= part.active
        total = float((prices.row * kept_rows)[prices.row > 0].sum())
        total += sum(price * cut.room(part.left) for cut, price in prices.cut.items())
        for extra in self.extras:
            worth = sum(prices.aim[a] * g for a, g in extra.gain.items())
            for r, amount in extra.claims:
                cost = prices.best[r - self.first_best] if r >= self.first_best else prices.row[r]
                worth -= amount * cost
            total += max(0.0, worth)
        best = np.zeros(len(arrays.tutors))
        np.maximum.at(best, tutor_of, bounds)
        best = np.maximum(best, prices.tutor + max(floor, 0.0))
        total += float((best * np.maximum(part.groups_left, 0))[self.tutors].sum())
        total -= sum(float(prices.aim[a] - self.weigh[a]) * self.floors[a] for a in self.floored)
        return total

    def add(self, numbers: Sequence[int]) -> int:
        """Take candidates into the program; returns how many are new."""
        new = [c for c in dict.fromkeys(numbers) if c not in self._in]
        self.columns.extend(new)
        self._in.update(new)
        return len(new)

    # -- column generation ----------------------------------------------------------------------

    def close(
        self,
        *,
        enough: Callable[[float], bool] = lambda _: False,
        rounds: int = 60,
        tolerance: float = 1e-4,
        stop: Callable[[], bool] = lambda: False,
    ) -> Closed | None:
        """Price and solve until the bound meets the value, or ``enough(bound)``.

        Prices are smoothed: a step of 0.7 from the prices of the best bound to the present ones.
        """
        bound, center = np.inf, None
        closed: Closed | None = None
        for n in range(rounds):
            solved = self.solve()
            if solved is None:
                return None
            value, x, prices = solved
            closed = Closed(value, bound, x, np.array(self.columns, np.int64), prices, n + 1)
            if bound - value <= tolerance * max(1.0, abs(value)) or enough(bound) or stop():
                break
            asked = prices if center is None else _between(center, prices, 0.7)
            found, new_bound = self.price(asked)
            if new_bound < bound:
                bound, center = new_bound, asked
            if not self.add(self._various(found)):
                found, new_bound = self.price(prices)
                if new_bound < bound:
                    bound, center = new_bound, prices
                if not self.add(self._various(found)):
                    closed.bound = bound
                    break
            closed.bound = bound
        return closed

    def tighten(
        self,
        closed: Closed,
        *,
        enough: Callable[[float], bool] = lambda _: False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Closed:
        """Add cuts that the shares break and close anew, as long as that lowers the bound."""
        rows = [self.arrays.single_rows[t] for t in self.tutors]
        for _ in range(TIGHTENINGS):
            if stop() or enough(closed.bound):
                break
            before = len(self.cuts)
            value = self._add_cuts(closed, rows)
            if closed.value - value < PROMISING * abs(closed.value):
                del self.cuts[before:]
                break
            again = self.close(rounds=40, tolerance=TIGHTER, enough=enough, stop=stop)
            if again is None or again.prices is None or again.bound >= closed.bound:
                break
            gained = closed.bound - again.bound
            closed = again
            self.cuts = [cut for cut in self.cuts if cut in again.prices.cut]
            if gained < TIGHTER * abs(closed.bound):
                break
        return closed

    def _add_cuts(self, closed: Closed, rows: list[Ints]) -> float:
        """Add the cuts that shares break, and those that the shares after them break.

        Returns the value of the program with them, over the candidates priced on the way.
        """
        columns, x, value = closed.columns, closed.x, closed.value
        for _ in range(CUT_ROUNDS):
            shares = x[: len(columns)]
            found = broken(rows, self.part.left, self.pool.claims(columns), shares)
            known = set(self.cuts)
            new = [cut for cut in found if cut not in known]
            self.cuts += new
            columns = np.array(self.columns, np.int64)
            solved = self.solve() if new else None
            if solved is None:
                break
            value, x, prices = solved
            if closed.value - value < PROMISING / CUT_ROUNDS * abs(closed.value):
                break
            self.add(self._various(self.price(prices)[0]))
        return value

    def _various(self, found: list[tuple[float, int]], most: int = 14, uses: int = 3) -> list[int]:
        """The best candidates, but not too many of one tutor or one unit."""
        taken: list[int] = []
        of_tutor: dict[int, int] = {}
        of_unit: dict[tuple[int, int], int] = {}
        for _, c in found:
            t = self.pool.tutor_of(c)
            units = [(t, int(u)) for u in self.pool.units_of(c)]
            if of_tutor.get(t, 0) >= most or any(of_unit.get(u, 0) >= uses for u in units):
                continue
            of_tutor[t] = of_tutor.get(t, 0) + 1
            for u in units:
                of_unit[u] = of_unit.get(u, 0) + 1
            taken.append(c)
        return taken


def _between(center: Prices, new: Prices, step: float) -> Prices:
    def mix(a: Floats, b: Floats) -> Floats:
        return a + step * (b - a)

    return Prices(
        mix(center.row, new.row),
        mix(center.aim, new.aim),
        mix(center.best, new.best),
        mix(center.tutor, new.tutor),
        {
            cut: center.cut.get(cut, 0.0) * (1 - step) + new.cut.get(cut, 0.0) * step
            for cut in dict.fromkeys([*center.cut, *new.cut])
        },
    )


def _spans(starts: Ints, frames: Ints) -> Ints:
    """The positions of all entries of these frames."""
    sizes = starts[frames + 1] - starts[frames]
    return np.repeat(starts[frames], sizes) + _ramp(sizes)


def _ramp(spans: Ints) -> Ints:
    """``0, 1, .. s-1`` for each span after another."""
    ends = np.cumsum(spans)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - spans, spans)


def _sorted(places: Ints) -> Ints:
    """Each line in rising order with its -1 at the end."""
    high = np.where(places < 0, np.iinfo(np.int32).max, places)
    high.sort(axis=1)
    return np.where(high == np.iinfo(np.int32).max, -1, high).astype(np.int32)


class Out(NamedTuple):
    """Where pricing notes what it finds, frame by frame; ``cut`` where something had to go."""

    worth: Floats
    members: Ints
    depth: Ints
    meetings: Ints
    size: Ints
    noted: Ints
    cut: Flags


def empty_out(frames: int, room: int, widest: int) -> Out:
    """Room for ``room`` candidates a frame, of at most ``widest`` units."""
    return Out(
        worth=np.zeros((frames, room)),
        members=np.zeros((frames, room, widest), np.int32),
        depth=np.zeros((frames, room), np.int32),
        meetings=np.zeros((frames, room, WEEK), np.int32),
        size=np.zeros((frames, room), np.int32),
        noted=np.zeros(frames, np.int32),
        cut=np.zeros(frames, np.uint8),
    )
