"""The ladder of goals: one aim after another, each with a floor under all that came before.

For each aim: what could be reached at most (a bound proven by the master, or plainly by adding up
what each request could bring), then improving until that is reached or the work is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from matcher.search.arrays import AimArrays, Arrays, Floats
from matcher.search.candidates import Pool
from matcher.search.compact import Compact, choices, could_hold_all
from matcher.search.dive import dive, fitting
from matcher.search.exact import list_all, settle
from matcher.search.improve import Answer, Effort, Task, replan
from matcher.search.incumbent import Picked, remaining, take, worth
from matcher.search.master import Closed, Master, Part

BATCH = 4  # tasks planned at once, whatever the number of workers, so that the answer is the same
SMALL = 1e-6
FEW_FRAMES = 400
SETTLE_NODES = 5_000
EVERYBODY_WORK = 10.0  # CP-SAT's deterministic seconds


@dataclass
class Rung:
    """How far one aim got. ``bound`` is in the arrays' gains; infinite where there is none."""

    aim: int
    value: float = -np.inf
    bound: float = np.inf
    seconds: float = 0.0
    tasks: int = 0
    gained: int = 0
    listed: int = 0

    proven: bool = False


@dataclass
class Ladder:
    """The state of a search: the pool, the best plan, the rungs climbed."""

    arrays: Arrays
    goal_of: tuple[int, ...]  # the goal's number of each aim
    seed: int
    workers: int
    effort: float
    stop: Callable[[], bool]
    report: Callable[[str, int | None, float | None, float | None], None]
    pool: Pool = field(init=False)
    chosen: list[int] = field(default_factory=list)
    rungs: list[Rung] = field(default_factory=list)
    root: Closed | None = None
    master: Master | None = None
    listed: list[int] | None = None

    def __post_init__(self) -> None:
        self.pool = Pool(self.arrays)
        self.related = self._related()
        self.versions = np.zeros(len(self.arrays.tutors), np.int64)
        self.done: dict[tuple[int, ...], tuple[int, ...]] = {}

    # -- climbing -------------------------------------------------------------------------------

    def climb(self) -> None:
        """Pursue every aim in order."""
        with ThreadPoolExecutor(max_workers=max(1, self.workers)) as crew:
            self._everybody()
            for aim in range(len(self.arrays.aims)):
                began = time.perf_counter()
                rung = Rung(aim, bound=self.plain_bound(aim))
                self.rungs.append(rung)
                self._settle(rung)
                self._rung(rung, crew)
                rung.seconds = time.perf_counter() - began

    def _everybody(self) -> None:
        """Where it may be that everyone can be placed, ask that first."""
        options = choices(self.arrays)
        if not could_hold_all(self.arrays, options):
            return
        for full in (True, False):
            self.report("placing everybody", 0, -np.inf, np.inf)
            compact = Compact(self.arrays, options, full=full)
            picked = compact.solve(EVERYBODY_WORK * self.effort, self.seed)
            if picked is not None:
                self._accept(picked.into(self.pool))
                return

    def _settle(self, rung: Rung) -> None:
        self._note()
        twin = self._twin(rung.aim)
        if twin is not None:
            other, factor = twin
            rung.bound = min(rung.bound, self.rungs[other].bound * factor)
            self._note()

    def _rung(self, rung: Rung, crew: Executor) -> None:
        aim = rung.aim
        if rung.proven or self.stop():
            return
        if self.listed is not None:
            self._settle_listed(rung)
            return
        self.report("bound", aim, rung.value, rung.bound)
        self._bound(rung)
        if not self.chosen and self.root is not None:
            self._dive(rung)
        if self._list(rung):
            self._settle_listed(rung)
            return
        self.report("improving", aim, rung.value, rung.bound)
        if not rung.proven and self._twin(aim) is None:
            self._improve(rung, crew)
            if not rung.proven and self._list(rung):
                self._settle_listed(rung)

    def _list(self, rung: Rung) -> bool:
        """Whether the candidates that can still matter are few enough to be listed."""
        if self.master is None or self.root is None or self.root.prices is None:
            return False
        if self.listed is None and len(self.arrays.frames) <= FEW_FRAMES and not self.stop():
            self.listed = list_all(self.master, self.root, rung.value)
        return self.listed is not None

    def _settle_listed(self, rung: Rung) -> None:
        assert self.listed is not None
        self.report("settling", rung.aim, rung.value, rung.bound)
        result = settle(
            self.pool,
            self.listed,
            rung.aim,
            self.floors(rung.aim, for_bound=False),
            self.floors(rung.aim, for_bound=True),
            self.chosen,
            nodes=int(SETTLE_NODES * self.effort),
            seed=self.seed,
            stop=self.stop,
        )
        rung.listed = len(self.listed)
        self.listed = result.columns
        rung.bound = min(rung.bound, result.bound)
        self._accept(result.chosen)
        self._note()

    def _twin(self, aim: int) -> tuple[int, float] | None:
        """An earlier aim whose gains are the same but for a factor, and that factor."""
        mine = self.arrays.aims[aim]
        for other in range(aim):
            theirs = self.arrays.aims[other]
            factor = _factor(mine, theirs)
            if factor is not None:
                return other, factor
        return None

    # -- bounds ---------------------------------------------------------------------------------

    def plain_bound(self, aim: int) -> float:
        """What the aim would bring if nobody were in anybody's way."""
        arrays, mine = self.arrays, self.arrays.aims[aim]
        total = sum(gain for _, gain in mine.best)
        best = np.zeros(len(arrays.units))
        own = np.zeros(len(arrays.frame_units))
        for at, _, gain in mine.own:
            own[at] = max(own[at], gain)
        for f in range(len(arrays.frames)):
            units = slice(arrays.unit_start[f], arrays.unit_start[f + 1])
            meetings = slice(arrays.meeting_start[f], arrays.meeting_start[f + 1])
            session = max(0.0, mine.session[meetings].max(initial=0.0))
            each = mine.member[units] + arrays.most[arrays.frame_units[units]] * (
                session * arrays.size[arrays.frame_units[units]] + own[units]
            )
            np.maximum.at(best, arrays.frame_units[units], each)
        return float(total + best.sum())

    def floors(self, aim: int, *, for_bound: bool) -> dict[int, float]:
        """The gains of earlier aims that must not be lost.

        Within an earlier goal of several aims, a plan is as good if it is better in the first that
        differs; so a bound may lean on the later ones only as far as the earlier are proven.
        """
        floors: dict[int, float] = {}
        unproven: set[int] = set()
        for rung in self.rungs[:aim]:
            goal = self.goal_of[rung.aim]
            if for_bound and goal in unproven and goal != self.goal_of[aim]:
                continue
            if self._twin(rung.aim) is None:
                floors[rung.aim] = rung.value
            if not rung.proven:
                unproven.add(goal)
        return floors

    def _bound(self, rung: Rung) -> None:
        """Close the linear program of everything for this aim."""
        if self.arrays.aims[rung.aim].waiting:
            return
        part = Part.whole(self.arrays)
        floors = self.floors(rung.aim, for_bound=True)
        columns = list(dict.fromkeys([*self.chosen, *self._good_columns()]))
        master = Master(self.pool, part, rung.aim, floors, columns)
        closed = master.close(
            tolerance=2e-4,
            enough=lambda value, bound: self.arrays.aims[rung.aim].reaches(rung.value, bound),
            stop=self.stop,
        )
        if closed is None:
            return
        self.root, self.master = closed, master
        rung.bound = min(rung.bound, self.arrays.aims[rung.aim].capped(closed.bound))
        self._note()

    def _good_columns(self) -> list[int]:
        if self.root is None:
            return []
        shares = self.root.x[: len(self.root.columns)]
        return [int(c) for c in self.root.columns[shares > SMALL]]

    def _dive(self, rung: Rung) -> None:
        assert self.root is not None
        chosen = dive(self.pool, rung.aim, self.root, [], self.stop)
        self._accept(chosen)
        self._note()

    def _note(self) -> None:
        """Work out anew what the plan is worth and what is proven."""
        values = worth(self.pool, self.chosen)
        for rung in self.rungs:
            rung.value = float(values[rung.aim])
            rung.proven = self.arrays.aims[rung.aim].reaches(rung.value, rung.bound)

    def _accept(self, chosen: list[int]) -> None:
        before, after = set(self.chosen), set(chosen)
        for c in before ^ after:
            self.versions[self.pool.tutor_of(c)] += 1
        self.chosen = chosen

    # -- improving ------------------------------------------------------------------------------

    def _improve(self, rung: Rung, crew: Executor) -> None:
        random = np.random.default_rng([self.seed, rung.aim])
        tutors = len(self.arrays.tutors)
        budget = int(self.effort * (40 + 12 * tutors))
        patience = int(self.effort * (16 + 4 * tutors))
        idle = 0
        while rung.tasks < budget and idle < patience and not rung.proven and not self.stop():
            hard = idle > patience // 2
            tasks = self._tasks(rung, random, hard)
            if not tasks:
                break
            answers = list(crew.map(lambda task: replan(self.arrays, task), [t for _, t in tasks]))
            gained = False
            for (free, _), answer in zip(tasks, answers, strict=True):
                gained |= self._merge(rung, free, answer)
            rung.tasks += len(tasks)
            idle = 0 if gained else idle + len(tasks)
            self.report("improving", rung.aim, rung.value, rung.bound)

    def _merge(self, rung: Rung, free: tuple[int, ...], answer: Answer) -> bool:
        if answer.settled:
            self.done[rung.aim, *free] = tuple(self.versions[list(free)])
        if answer.picked is None:
            return False
        outside = [c for c in self.chosen if self.pool.tutor_of(c) not in free]
        part = remaining(self.pool, outside)
        chosen = list(outside)
        for c in answer.picked.into(self.pool):
            if not fitting(self.pool, part, np.array([c])):
                return False
            take(self.pool, part, c)
            chosen.append(c)
        values = worth(self.pool, chosen)
        floors = self.floors(rung.aim, for_bound=False)
        if any(values[a] < floor - SMALL for a, floor in floors.items()):
            return False
        if values[rung.aim] < rung.value - SMALL:
            return False
        better = values[rung.aim] > rung.value + SMALL
        rung.gained += better
        self._accept(chosen)
        self._note()
        return better

    def _tasks(
        self, rung: Rung, random: np.random.Generator, hard: bool
    ) -> list[tuple[tuple[int, ...], Task]]:
        """Up to a batch of neighbourhoods that share no tutor and no unit."""
        arrays = self.arrays
        effort = Effort(800, 80, 120, 30) if hard else Effort(300, 40, 40, 25)
        used: set[int] = set()
        busy_units = np.zeros(len(arrays.units), bool)
        tasks: list[tuple[tuple[int, ...], Task]] = []
        placed = {int(u) for c in self.chosen for u in self.pool.units_of(c)}
        for _ in range(4 * BATCH):
            if len(tasks) == BATCH:
                break
            free = self._neighbourhood(random, placed, used, hard)
            if free is None or self.done.get((rung.aim, *free)) == tuple(self.versions[list(free)]):
                continue
            task = self._task(rung, free, busy_units, random, effort)
            used.update(free)
            busy_units |= task.part.active.astype(bool)
            tasks.append((free, task))
        return tasks

    def _neighbourhood(
        self, random: np.random.Generator, placed: set[int], used: set[int], hard: bool
    ) -> tuple[int, ...] | None:
        arrays = self.arrays
        size = int(random.integers(2, 6 if hard else 5))
        waiting = [
            u for u in range(len(arrays.units)) if u not in placed and len(arrays.tutors_of_unit[u])
        ]
        free: list[int] = []
        if waiting and random.random() < 0.5:
            u = waiting[int(random.integers(len(waiting)))]
            options = [int(t) for t in arrays.tutors_of_unit[u] if t not in used]
            random.shuffle(options)
            free = options[:size]
        else:
            options = [t for t in range(len(arrays.tutors)) if t not in used and len(arrays.frames_of_tutor[t])]
            if options:
                free = [options[int(random.integers(len(options)))]]
        while free and len(free) < size:
            weight = self.related[free].sum(axis=0)
            weight[[*free, *used]] = 0.0
            if weight.sum() <= 0:
                break
            free.append(int(random.choice(len(weight), p=weight / weight.sum())))
        return tuple(sorted(free)) if free else None

    def _task(
        self,
        rung: Rung,
        free: tuple[int, ...],
        busy_units: np.ndarray,
        random: np.random.Generator,
        effort: Effort,
    ) -> Task:
        arrays, pool = self.arrays, self.pool
        inside = [c for c in self.chosen if pool.tutor_of(c) in free]
        outside = [c for c in self.chosen if pool.tutor_of(c) not in free]
        part = remaining(pool, outside, np.array(free, np.int32))
        near = np.zeros(len(arrays.units), np.uint8)
        for t in free:
            for f in arrays.frames_of_tutor[t]:
                near[arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]]] = 1
        part.active &= near
        part.active[busy_units] = 0
        for c in inside:
            part.active[pool.units_of(c)] = 1
        return Task(
            part=part,
            inside=Picked.of(pool, inside),
            aim=rung.aim,
            slack={a: 0.0 for a in self.floors(rung.aim, for_bound=False)},
            prices=self._row_prices(),
            aim_prices=self._aim_prices(rung.aim),
            effort=effort,
            sideways=bool(random.random() < 0.5),
            seed=int(random.integers(2**31 - 1)),
        )

    def _row_prices(self) -> Floats:
        if self.root is None or self.root.prices is None:
            return np.zeros(self.arrays.rows)
        return self.root.prices.row

    def _aim_prices(self, aim: int) -> Floats:
        if self.root is None or self.root.prices is None:
            one = np.zeros(len(self.arrays.aims))
            one[aim] = 1.0
            return one
        return self.root.prices.aim

    def _related(self) -> Floats:
        """How many units two tutors could both have."""
        tutors = len(self.arrays.tutors)
        related = np.zeros((tutors, tutors))
        for options in self.arrays.tutors_of_unit:
            for t in options:
                related[t, options] += 1.0
        np.fill_diagonal(related, 0.0)
        return related


def _factor(mine: AimArrays, theirs: AimArrays) -> float | None:
    """``x`` with ``mine = x * theirs`` for every group there could be, if there is one above 0."""
    if _places(mine) != _places(theirs):
        return None
    ours, others = _gains(mine), _gains(theirs)
    if not others.any():
        return None
    at = int(np.argmax(np.abs(others)))
    factor = float(ours[at] / others[at])
    return factor if factor > 0 and np.array_equal(ours, factor * others) else None


def _places(aim: AimArrays) -> tuple[object, ...]:
    """What single and once-only gains are for."""
    return [units for units, _ in aim.best], [(at, k) for at, k, _ in aim.own]


def _gains(aim: AimArrays) -> Floats:
    single = [gain for _, gain in aim.best] + [gain for _, _, gain in aim.own]
    shape = [aim.start, float(aim.sign * aim.spread), aim.tutor_day, aim.waiting]
    return np.concatenate([aim.member, aim.session, aim.meeting, aim.days, single, shape])
