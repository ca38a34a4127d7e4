"""The ladder of goals: one aim after another, each with a floor under all that came before.

For each aim: what could be reached at most (a bound proven by the master, or plainly by adding up
what each request could bring), then improving until that is reached or the work is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from matcher.domain import Group
from matcher.schedule import Schedule
from matcher.search.arrays import AimArrays, Arrays, Floats, Ints
from matcher.search.candidates import Picked, Pool
from matcher.search.everybody import ask, questions
from matcher.search.exact import list_all, settle
from matcher.search.far import Far
from matcher.search.fill import fill
from matcher.search.improve import Answer, Effort, Task, replan
from matcher.search.master import Part
from matcher.search.newcomers import Newcomers, newcomers, tells_placing, tells_sessions
from matcher.search.packing import Packing
from matcher.search.previous import begin, begun
from matcher.search.repair import repair
from matcher.search.roots import Roots, Terms
from matcher.search.state import State
from matcher.search.staying import Stays, held_by
from matcher.timing import Stage, Timing, Work

SMALL = 1e-6
KNOWN_EACH = 60  # candidates to begin a task with, a tutor
FEW_FRAMES = 400
SETTLE_NODES = 5_000
EASY = Effort(columns=300, listed=40, nodes=40, rounds=25)
HARD = Effort(columns=800, listed=80, nodes=120, rounds=30)
MIDDLING = Effort(columns=200, listed=30, nodes=20, rounds=12)
LIGHT = Effort(columns=150, listed=20, nodes=20, rounds=15)
MORE = 20.0  # times what the next aim counts, where a plan is repaired
WIDE = 0.01  # of the bound: a gap that is worth twice the tasks
PLACING_SHARE = 0.75  # of the rest of a time limit, for the aims that place requests
MOST_ROUNDS = 60  # of a linear program: for seats and times kept,
ROUNDS = 25  # for sessions,
FEW_ROUNDS = 12  # and for the rest, whose bounds stay wide
MANY_ROWS = 1_500  # beyond these the later aims of a packed week have no linear program
EVERYBODY_SHARE = 0.33  # of a time limit, to place everybody at once,
EVERYBODY_SECONDS = 3.0  # and at least so long, but
EVERYBODY_MOST = 0.5  # no more of a short limit,
PACKING_SHARE = 0.6  # and for as many as can be, where that fails for all; less where for some
PACKED_BY = 0.93  # of a time limit, at the latest
PACKING_STEPS = 20  # and one for each unit
LITTLE = 0.05  # of a row that all draw on: it is scarce
FEW_TASKS, MOST_TASKS = 4, 32  # side by side, the fewer the fewer tutors there are
FEWER = 6  # times fewer tasks, where only what has to shall change
FIRST_SHARE = 0.8  # of those aims' time, before any of them is done


@dataclass
class Rung:
    """How far one aim got. ``bound`` is in the arrays' gains; infinite where there is none."""

    aim: int
    value: float = -np.inf
    bound: float = np.inf
    proven: bool = False
    seconds: float = 0.0
    tasks: int = 0
    gained: int = 0
    listed: int = 0


@dataclass
class Ladder:
    """The state of a search: the pool, the best plan, the rungs climbed.

    ``deadline`` is the clock reading at which to end, or None. ``arrays`` become smaller on the way
    where an aim that is reached in full closes frames (see ``staying.py``).
    """

    arrays: Arrays
    goal_of: tuple[int, ...]  # the goal's number of each aim
    seed: int
    workers: int
    effort: float
    stop: Callable[[], bool]
    report: Callable[[str, int, float, float], None]
    timing: Timing
    deadline: float | None = None
    start: Schedule | None = None  # groups to begin with
    only_changed: bool = False
    hold: Callable[[Sequence[Stays]], Arrays] | None = None  # the arrays with requests held
    later: float = 1.0  # of the effort, for aims that do not place people
    far: Far | None = None  # other processes that do what is independent
    pool: Pool = field(init=False)
    state: State = field(init=False)
    rungs: list[Rung] = field(default_factory=list)
    listed: list[int] | None = None

    def __post_init__(self) -> None:
        self.began = time.perf_counter()
        self.until: float | None = None
        self.cut_short = False
        self.early: Picked | None = None  # a plan for whoever stops before there is a better one
        self.early_values = np.zeros(0)
        self.unheld: set[int] = set()  # units of packed parts that could not all be held
        self.packed = False  # everybody is placed before the first linear program
        self.held: list[Stays] = []
        self.carried: frozenset[Group] = frozenset()  # what went on from the previous plan
        self.batch = min(MOST_TASKS, max(FEW_TASKS, len(self.arrays.tutors) // 8))
        self.random = np.random.default_rng(self.seed)  # for mending
        self._set_up()

    def _set_up(self) -> None:
        """What belongs to the arrays, with an empty plan."""
        self.pool = Pool(self.arrays, self.timing)
        self.state = State(self.pool)
        self.roots = Roots(self.pool, self.far)
        self.related = self._related()
        self.versions = np.zeros(len(self.arrays.tutors), np.int64)
        self.done: dict[tuple[int, ...], tuple[int, ...]] = {}
        self.rooted_for = 0
        self.listed = None
        self.newcomers: Newcomers | None = None

    @property
    def chosen(self) -> list[int]:
        """The candidates of the best plan."""
        return self.state.chosen

    # -- climbing -------------------------------------------------------------------------------

    def climb(self) -> None:
        """Pursue every aim in order."""
        with ThreadPoolExecutor(max_workers=max(1, self.workers)) as crew:
            self._carry_over()
            aims = range(len(self.arrays.aims))
            placing = [a for a in aims if self._places_people(a)]
            self.until = self.deadline
            with self.timing(Stage.FIRST):
                self._fill(placing)
            self._meet_newcomers(crew)
            share = self._everybody_share()
            self.until = self._after(share)
            if self.newcomers is None and not self.only_changed:
                with self.timing(Stage.EVERYBODY):
                    self._everybody(placing, crew)
            self.packed = not (self.state.active & self.arrays.placeable).any()
            if self.unheld:
                packing = PACKING_SHARE * len(self.unheld) / len(self.arrays.units)
                self.until = self._after(min(PACKED_BY, share + packing))
                with self.timing(Stage.PACKING):
                    self._pack(placing, crew)
            self.began = time.perf_counter()
            for aim in aims:
                began = time.perf_counter()
                self.until = self._until(aim, placing)
                rung = Rung(aim, bound=self.plain_bound(aim))
                self.rungs.append(rung)
                self._twin_bound(rung)
                self._rung(rung, crew)
                if rung.proven and rung.value >= self.plain_bound(aim) - SMALL:
                    self._narrow(aim)
                    if self.held and self.newcomers is None:
                        self._meet_newcomers(crew)
                rung.seconds = time.perf_counter() - began

    def _narrow(self, aim: int) -> None:
        """The aim being reached in full, leave out the frames that this closes."""
        stays = held_by(self.arrays, aim)
        if stays is None or self.hold is None:
            return
        plan = self.pool.schedule(self.chosen)
        early = None if self.early is None else self._apart(self.early)
        with self.timing(Stage.NUMBERS):
            self.held.append(stays)
            self.arrays = self.hold(self.held)
        self._set_up()
        self.state.replace(range(len(self.arrays.tutors)), begun(self.pool, plan))
        self.early = None
        if early is not None:
            was = early.pool.schedule(early.chosen)
            held = begun(self.pool, was)
            self.early = Picked.of(self.pool, held) if len(held) == len(was) else None

    def _places_people(self, aim: int) -> bool:
        mine = self.arrays.aims[aim]
        return bool(mine.best) or bool((mine.member > 0).any())

    def _after(self, share: float) -> float | None:
        """When this share of the time limit is over, if there is one."""
        if self.deadline is None:
            return None
        return self.began + share * (self.deadline - self.began)

    def _everybody_share(self) -> float:
        """Of a time limit, what goes into the question whether everybody can be placed."""
        if self.deadline is None:
            return EVERYBODY_SHARE
        least = EVERYBODY_SECONDS / max(1.0, self.deadline - self.began)
        return max(EVERYBODY_SHARE, min(EVERYBODY_MOST, least))

    def _until(self, aim: int, placing: list[int]) -> float | None:
        """When to go on to the next aim, if there is a deadline at all."""
        if self.deadline is None:
            return None
        whole = self.deadline - self.began
        last = max(placing, default=-1)
        if aim <= last:
            done = sum(other <= aim for other in placing) / len(placing)
            return self.began + PLACING_SHARE * whole * (FIRST_SHARE + (1 - FIRST_SHARE) * done)
        rest = len(self.arrays.aims) - 1 - last
        share = PLACING_SHARE + (1 - PLACING_SHARE) * (aim - last) / max(1, rest)
        return self.began + share * whole

    def ended(self) -> bool:
        """Whether to leave this rung with what there is."""
        if self.until is not None and time.perf_counter() > self.until:
            self.cut_short = True
            return True
        return self.stop()

    def _carry_over(self) -> None:
        """Begin with what was given and what still holds of the previous plan."""
        begin(self.state, self.start)
        self.carried = frozenset(self.pool.schedule(self.chosen))
        for aim in range(len(self.arrays.aims)):
            if self.state.values()[aim] < self.plain_bound(aim) - SMALL:
                break
            self._narrow(aim)

    def _everybody(self, placing: list[int], crew: Executor) -> None:
        """Where it may be that everyone can be placed, ask that first, at full dosage and at all."""
        asked = questions(self.state) if placing else []
        if asked:
            self.report("placing everybody", 0, -np.inf, np.inf)
        ask(self.arrays, asked, self.effort, self.seed, crew, self.ended)
        for question in asked:
            if question.answer is None:
                self.unheld |= question.units
            else:
                groups = set(question.groups)
                kept = [c for c in self.chosen if c not in groups]
                held = question.answer.into(self.pool)
                self.state.replace(range(len(self.arrays.tutors)), [*kept, *held])

    def _fill(self, placing: list[int]) -> None:
        """Have a plan early: fill what there is, in a pool of its own."""
        if placing:
            self.report("first plan", placing[0], -np.inf, np.inf)
            state = self._apart(Picked.of(self.pool, self.chosen))
            fill(state, placing, self.stop, self.ended)
            self._keep_early(state, placing)

    def _pack(self, placing: list[int], crew: Executor) -> None:
        """Pack those parts that could not all be held."""
        self.report("packing", placing[0], -np.inf, np.inf)
        parts = [Picked.of(self.pool, self.chosen)]
        if self.early is not None:
            parts.append(self.early)
        state = self._apart(*parts)
        steps = int(self.effort * (PACKING_STEPS + len(self.unheld)))
        Packing(state, self.unheld, placing, self.seed).improve(steps, crew, self.ended)
        self._keep_early(state, placing)

    def _apart(self, *parts: Picked) -> State:
        """A plan in a pool of its own, made of what of these parts goes together."""
        state = State(Pool(self.arrays, self.timing))
        for picked in parts:
            for c in picked.into(state.pool):
                if state.fits(c):
                    state.add(c)
        state.measure()
        return state

    def _keep_early(self, state: State, placing: list[int]) -> None:
        if self.early is None or not self._worse(state.values(), self.early_values):
            self.early, self.early_values = Picked.of(state.pool, state.chosen), state.values()
        self.report("first plan", placing[0], float(self.early_values[placing[0]]), np.inf)

    def _take_early(self) -> None:
        """Go back to the early plan where it is still the better one."""
        if self.early is not None and self._worse(self.state.values(), self.early_values):
            self.state.replace(range(len(self.arrays.tutors)), self.early.into(self.pool))
            self.versions += 1
            self._note()

    def _rung(self, rung: Rung, crew: Executor) -> None:
        goal = self.goal_of[rung.aim]
        self._note()
        if rung.proven:
            return
        if self.ended():
            self._take_early()
            return
        if self.listed is not None:
            with self.timing(Stage.LISTING, goal):
                self._settle_listed(rung)
            return
        self.report("bound", rung.aim, rung.value, rung.bound)
        if self._take_in(rung):
            return
        if not self._settled(rung.aim) and not self._second_need(rung.aim):
            with self.timing(Stage.BOUNDS, goal):
                self._root(rung, crew)
            if rung.proven or self._list(rung):
                return
        done = self._settled(rung.aim) and tells_sessions(self.arrays.aims[rung.aim])
        if self._twin(rung.aim) is None and not done:
            self.report("improving", rung.aim, rung.value, rung.bound)
            with self.timing(Stage.IMPROVING, goal) as spent:
                self._improve(rung, crew)
                spent.times, spent.found = rung.tasks, rung.gained
            if not rung.proven and not self._settled(rung.aim):
                self._list(rung)

    def _keeps(self, aim: int) -> bool:
        """Whether this aim, or one still to come, is about who stays with whom."""
        return any(held_by(self.arrays, a) for a in range(aim, len(self.arrays.aims)))

    def _settled(self, aim: int) -> bool:
        """Whether only those tutors are looked at of whom something had to change anyway.

        So it is, if that is wished, from the times to be kept on.
        """
        mine = self.arrays.aims[: aim + 1]
        return self.only_changed and any(tells_sessions(one) for one in mine)

    def _second_need(self, aim: int) -> bool:
        """Whether the aim counts need once more, and only what has to shall change."""
        mine = self.arrays.aims[:aim]
        return self.only_changed and any(one.best for one in mine) and self._places_people(aim)

    def _looked_at(self, aim: int) -> tuple[int, ...]:
        """The tutors whose groups may be planned anew."""
        if not self._settled(aim):
            return self.arrays.working
        groups = {t: set(self.pool.schedule(self.state.of_tutor[t])) for t in self.arrays.working}
        return tuple(t for t, mine in groups.items() if not mine <= self.carried)

    def _list(self, rung: Rung) -> bool:
        """List the candidates that can still matter, if they are few enough, and settle the aim."""
        if (
            not self.roots.rooted
            or not self.roots.single
            or len(self.arrays.frames) > FEW_FRAMES
            or self.ended()
        ):
            return False
        closed, at = self.roots.rooted[0].closed, self.rooted_for
        if closed is None or closed.prices is None:
            return False
        if at != rung.aim and at not in self.floors(rung.aim, for_bound=True):
            return False
        with self.timing(Stage.LISTING, self.goal_of[rung.aim]):
            self.listed = list_all(self.roots.rooted[0].master, closed, self.rungs[at].value)
            if self.listed is not None:
                self._settle_listed(rung)
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
            nodes=int(SETTLE_NODES * self._effort(rung.aim)),
            seed=self.seed,
            stop=self.ended,
            seconds=None if self.until is None else self.until - time.perf_counter(),
        )
        rung.listed = len(self.listed)
        self.listed = result.columns
        rung.bound = min(rung.bound, result.bound)
        self.state.replace(range(len(self.arrays.tutors)), result.chosen)
        self._note()

    def _note(self) -> None:
        """Work out anew what the plan is worth and what is proven."""
        values = self.state.values()
        for rung in self.rungs:
            rung.value = float(values[rung.aim])
            rung.proven = self.arrays.aims[rung.aim].reaches(rung.value, rung.bound)

    def _meet_newcomers(self, crew: Executor) -> None:
        """Where units are held to their tutor, look for the others' places one tutor at a time."""
        keys = {key for stays in self.held for key in stays.to}
        units = self.arrays.units
        held = [u for u, unit in enumerate(units) if any(r.key in keys for r in unit)]
        self.newcomers = newcomers(self.arrays, held, crew, self.effort, self.seed, self.timing)

    def _take_in(self, rung: Rung) -> bool:
        """Settle who is taken in where all others stay; whether that proves the aim."""
        mine = self.arrays.aims[rung.aim]
        if self.newcomers is None or not (tells_placing(mine) or tells_sessions(mine)):
            return False
        before = self.state.values()

        def no_worse() -> bool:
            nonlocal before
            after = self.state.values()
            if self._worse(after, before):
                return False
            before = after
            return True

        with self.timing(Stage.NEWCOMERS, self.goal_of[rung.aim]):
            bound = self.newcomers.improve(
                self.state, rung.aim, self.floors(rung.aim, for_bound=True), no_worse, self.ended
            )
        self.state.measure()
        self.versions += 1
        rung.bound = min(rung.bound, bound)
        self._note()
        return rung.proven

    # -- bounds ---------------------------------------------------------------------------------

    def _twin(self, aim: int) -> tuple[int, float] | None:
        """An earlier aim whose gains are the same but for a factor, and that factor."""
        mine = self.arrays.aims[aim]
        for other in range(aim):
            factor = _factor(mine, self.arrays.aims[other])
            if factor is not None:
                return other, factor
        return None

    def _twin_bound(self, rung: Rung) -> None:
        twin = self._twin(rung.aim)
        if twin is not None:
            other, factor = twin
            rung.bound = min(rung.bound, self.rungs[other].bound * factor)

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
            if for_bound and goal in unproven:
                continue
            if self._twin(rung.aim) is None:
                floors[rung.aim] = rung.value
            if not rung.proven and not self._same_part(rung.aim, aim):
                unproven.add(goal)
        return floors

    def _same_part(self, earlier: int, aim: int) -> bool:
        """Whether the two are parts of one goal told one after the other, not levels of need."""
        return (
            self.goal_of[earlier] == self.goal_of[aim] and not self.arrays.aims[earlier].aim.level
        )

    def _root(self, rung: Rung, crew: Executor) -> None:
        """Close the linear programs of the blocks for this aim, and dive if it places people."""
        aim, mine = rung.aim, self.arrays.aims[rung.aim]
        if mine.waiting or not (self._places_people(aim) or self._worth_closing()):
            return
        dives, single = self._places_people(aim), self.roots.single
        floors = self.floors(aim, for_bound=True) if single else {}
        rounds = MOST_ROUNDS if dives or mine.own else ROUNDS
        if not dives and not mine.own and mine.session.max(initial=0.0) <= 0:
            rounds = FEW_ROUNDS
        fixed = Picked.of(self.pool, self.chosen)
        terms = Terms(
            aim=aim,
            floors=floors,
            rounds=rounds,
            tighten=dives,
            tolerance=2e-3 if not dives else 2e-4 if single else 5e-4,
            enough=lambda bound: single and mine.reaches(rung.value, bound),
            stop=self._halfway(),
        )
        rung.bound = mine.capped(self.roots.close(terms, fixed, crew, rung.bound))
        self.rooted_for = aim
        if dives:
            left = self.state.left[self.roots.common]
            self._take_dives(self.roots.dives(aim, fixed, left, crew, self.ended))
        self._note()

    def _halfway(self) -> Callable[[], bool]:
        """Whether half of what is left of the aim's time is over: the rest is for improving."""
        if self.until is None:
            return self.ended
        half = (time.perf_counter() + self.until) / 2

        def over() -> bool:
            if time.perf_counter() > half:
                self.cut_short = True
                return True
            return self.stop()

        return over

    def _worth_closing(self) -> bool:
        """Whether later aims' linear programs repay their time.

        Not where there are several blocks, and not for a large packed week: each round of its
        degenerate program takes a second, and what is proven is what adding up proves.
        """
        return self.roots.single and not (self.packed and self.arrays.rows > MANY_ROWS)

    def _take_dives(self, dives: Iterable[Picked]) -> None:
        before = self.state.values()
        added: list[int] = []
        for dived in dives:
            for c in dived.into(self.pool):
                if self.state.fits(c):
                    self.state.add(c)
                    added.append(c)
        self.state.measure()
        after = self.state.values()
        if self._worse(after, before):
            for c in added:
                self.state.remove(c)
            self.state.measure()
        self._note()
        if not self.rungs[-1].proven:
            self._mend()
        self._take_early()
        self.versions += 1

    def _mend(self) -> None:
        """Repair the plan, as the first plan was and better, in a pool of its own."""
        aims = [a for a in range(len(self.arrays.aims)) if self._places_people(a)]
        last = self.rungs[-1].aim
        state = State(Pool(self.arrays, self.timing))
        for c in Picked.of(self.pool, self.chosen).into(state.pool):
            state.add(c)
        with self.timing(Work.MENDING):
            if self._places_people(last):
                fill(state, aims, self.stop, self.ended, self.random)
            else:
                weights = np.zeros(len(self.arrays.aims))
                weights[: last + 1] = MORE ** np.arange(last, -1, -1)
                repair(state, weights, self.ended, self.random)
                state.measure()
        if self._worse(self.state.values(), state.values()):
            mended = Picked.of(state.pool, state.chosen).into(self.pool)
            self.state.replace(range(len(self.arrays.tutors)), mended)
            self.versions += 1
            self._note()

    def _mendable(self, aim: int) -> bool:
        """Whether repairing looks at what this aim and those before it gain."""
        plain = not any(
            mine.spread or mine.tutor_day or mine.waiting for mine in self.arrays.aims[: aim + 1]
        )
        return self._places_people(aim) or (plain and self._longer_weeks(aim))

    def _worse(self, after: Floats, before: Floats) -> bool:
        """Whether the first aim so far, or before the first rung of all, that differs is worse."""
        aims = len(self.rungs) or len(after)
        apart = np.flatnonzero(np.abs(after[:aims] - before[:aims]) > SMALL)
        return bool(len(apart)) and bool(after[apart[0]] < before[apart[0]])

    # -- improving ------------------------------------------------------------------------------

    def _improve(self, rung: Rung, crew: Executor) -> None:
        random = np.random.default_rng([self.seed, rung.aim])
        usual = self._budget(rung.aim)
        if self.only_changed and not self._keeps(rung.aim):
            usual //= FEWER
        budget, patience, idle = usual, usual // 3, 0
        mendable, mended = self._mendable(rung.aim) and not self._settled(rung.aim), 0
        if mendable and not self._places_people(rung.aim):
            self._mend()
        while rung.tasks < budget and idle < patience and not rung.proven and not self.ended():
            tasks = self._tasks(rung, random, hard=idle > patience // 2)
            if not tasks:
                break
            answers = self._replanned([task for _, task in tasks], crew)
            gained = False
            for (free, _), answer in zip(tasks, answers, strict=True):
                gained |= self._merge(rung, free, answer)
            rung.tasks += len(tasks)
            if mendable and rung.tasks - mended >= len(self.arrays.working):
                before, mended = rung.value, rung.tasks
                self._mend()
                gained |= rung.value > before + SMALL
            idle = 0 if gained else idle + len(tasks)
            wide = self._places_people(rung.aim) and rung.bound - rung.value > WIDE * rung.bound
            budget = 2 * usual if wide else usual
            self.report("improving", rung.aim, rung.value, rung.bound)

    def _replanned(self, tasks: list[Task], crew: Executor) -> list[Answer]:
        if self.far is not None and not self.roots.single:
            return self.far.replanned(self.arrays, tasks, self.ended)
        return list(crew.map(lambda task: replan(self.arrays, task, self.timing), tasks))

    def _budget(self, aim: int) -> int:
        """How many tasks an aim may take: most for the need served, and for what comes before it."""
        tutors = len(self._looked_at(aim))
        few, many = min(tutors, 16), max(0, tutors - 16)
        if not self._places_people(aim) and not self.arrays.aims[aim].own:
            tasks = 16 + 3.5 * few if self._longer_weeks(aim) else 12 + 1.5 * few
        elif any(rung.tasks or self.arrays.aims[rung.aim].best for rung in self.rungs[:aim]):
            tasks = 20 + 5 * few + many / 2
        else:
            tasks = 40 + 12 * few + 1.5 * many
        return int(self._effort(aim) * tasks)

    def _effort(self, aim: int) -> float:
        """How much work an aim is worth, as a multiple of the usual."""
        return self.effort if self._places_people(aim) else self.effort * self.later

    def _longer_weeks(self, aim: int) -> bool:
        """Whether this is the first aim that gains by longer weeks, and there is room for them."""
        longer = [mine.session.max(initial=0.0) > 0 for mine in self.arrays.aims[: aim + 1]]
        return longer[aim] and not any(longer[:aim]) and not self.packed

    def _merge(self, rung: Rung, free: tuple[int, ...], answer: Answer) -> bool:
        """Take an answer in, if it still fits beside what else has changed; whether that gained."""
        if answer.learned is not None:
            answer.learned.into(self.pool)
        if answer.settled:
            self.done[rung.aim, *free] = tuple(self.versions[list(free)])
        if answer.picked is None:
            return False
        before = [c for t in free for c in self.state.of_tutor[t]]
        value = rung.value
        if not self.state.replace(free, answer.picked.into(self.pool)):
            return False
        if self._worse(self.state.values(), np.array([r.value for r in self.rungs])):
            self.state.replace(free, before)
            return False
        self.versions[list(free)] += 1
        self._note()
        rung.gained += rung.value > value + SMALL
        return rung.value > value + SMALL

    def _tasks(
        self, rung: Rung, random: np.random.Generator, *, hard: bool
    ) -> list[tuple[tuple[int, ...], Task]]:
        """Up to a batch of neighbourhoods that share no tutor and no unit."""
        effort = HARD if hard else EASY
        if not self._places_people(rung.aim):
            effort = MIDDLING
        if self.arrays.aims[rung.aim].tutor_day or self.arrays.aims[rung.aim].waiting:
            effort = LIGHT  # whole-number programs that count days are slow ones
        used: set[int] = set()
        taken = np.zeros(len(self.arrays.units), bool)
        tasks: list[tuple[tuple[int, ...], Task]] = []
        among = self._looked_at(rung.aim)
        for _ in range(4 * self.batch):
            if len(tasks) == self.batch:
                break
            free = self._neighbourhood(random, used, hard=hard, among=among)
            if free is None or self.done.get((rung.aim, *free)) == tuple(self.versions[list(free)]):
                continue
            task = self._task(rung, free, taken, random, effort)
            used.update(free)
            taken |= task.part.active.astype(bool)
            tasks.append((free, task))
        return tasks

    def _neighbourhood(
        self, random: np.random.Generator, used: set[int], *, hard: bool, among: tuple[int, ...]
    ) -> tuple[int, ...] | None:
        """A few tutors who could have the same units, often around one that has no seat."""
        may = set(among) - used
        arrays = self.arrays
        size = int(random.integers(2, 6 if hard else 5))
        seatless = np.flatnonzero(self.state.active & arrays.placeable)
        free: list[int] = []
        if len(seatless) and random.random() < 0.5:
            u = int(seatless[random.integers(len(seatless))])
            options = [int(t) for t in arrays.tutors_of_unit[u] if t in may]
            random.shuffle(options)
            free = options[:size]
        else:
            options = [t for t in among if t in may]
            if options:
                free = [options[int(random.integers(len(options)))]]
        while free and len(free) < size:
            weight = self.related[free].sum(axis=0)
            weight[free] = 0.0
            weight[[t for t in range(len(weight)) if t not in may]] = 0.0
            if weight.sum() <= 0:
                break
            free.append(int(random.choice(len(weight), p=weight / weight.sum())))
        return tuple(sorted(free)) if free else None

    def _task(
        self,
        rung: Rung,
        free: tuple[int, ...],
        taken: np.ndarray,
        random: np.random.Generator,
        effort: Effort,
    ) -> Task:
        arrays = self.arrays
        inside = [c for t in free for c in self.state.of_tutor[t]]
        frames = np.concatenate([arrays.frames_of_tutor[t] for t in free])
        part = self.state.part(frames, inside)
        near = np.zeros(len(arrays.units), np.uint8)
        for f in frames:
            near[arrays.frame_units[arrays.unit_start[f] : arrays.unit_start[f + 1]]] = 1
        part.active &= near
        part.active[taken] = 0
        for c in inside:
            part.active[self.pool.units_of(c)] = 1
        prices = self.roots.prices
        one = np.zeros(len(arrays.aims))
        one[rung.aim] = 1.0
        return Task(
            part=part,
            inside=Picked.of(self.pool, inside),
            known=self._known(free, part, rung.aim),
            aim=rung.aim,
            slack=dict.fromkeys(self.floors(rung.aim, for_bound=False), 0.0),
            prices=np.zeros(arrays.rows) if prices is None else prices.row,
            aim_prices=one if prices is None else np.maximum(prices.aim, one),
            effort=effort,
            scarce=self._scarce(),
            sideways=bool(random.random() < 0.5),
            seed=int(random.integers(2**31 - 1)),
        )

    def _scarce(self) -> Ints:
        """The rows all draw on of which little is left: what one task saves, another can use."""
        rows = self.roots.common
        return rows[self.state.left[rows] < LITTLE * self.arrays.row_room[rows]]

    def _known(self, free: tuple[int, ...], part: Part, aim: int) -> Picked:
        """The candidates met so far that are worth most to these tutors."""
        some = self.pool.within(np.array(free), part.active)
        if self.roots.prices is None or not len(some):
            return Picked.of(self.pool, [])
        one = np.zeros(len(self.arrays.aims))
        one[aim] = 1.0
        worths = self.pool.worths(
            some, self.roots.prices.row, np.maximum(self.roots.prices.aim, one)
        )
        best = np.argsort(-worths, kind="stable")[: KNOWN_EACH * len(free)]
        return Picked.of(self.pool, some[best].tolist())

    def _related(self) -> Floats:
        """How many units two tutors could both have."""
        tutors = len(self.arrays.tutors)
        related = np.zeros((tutors, tutors))
        for options in self.arrays.tutors_of_unit:
            related[np.ix_(options, options)] += 1.0
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
