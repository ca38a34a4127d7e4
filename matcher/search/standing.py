"""The search for a standing plan: goal after goal, each with a bound."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matcher.crew import Crew
from matcher.load import Load
from matcher.plan import EndedBy, Reached
from matcher.problem import Problem
from matcher.progress import Progress, Report, Stop, never, silent
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.search.arrays import Arrays, compile_arrays
from matcher.search.far import Far
from matcher.search.ladder import Ladder, Rung
from matcher.timing import Stage, Timing

__all__ = ["Found", "Options", "search"]


@dataclass(frozen=True)
class Options:
    """How to search.

    Parameters
    ----------
    seed : int
        Where chance comes in, this decides it.
    workers : int
        Threads; the plan does not depend on it.
    time_limit : float or None
        Seconds after which the best plan so far is returned; a last resort, since a search that
        the clock ends is not repeatable.
    effort : float
        How much work to do, as a multiple of the usual.
    later : float
        How much of that goes into goals that do not say who has a seat.
    only_changed : bool
        Whether, once the times to be kept are settled, only the groups of those tutors are looked
        at of whom something had to change. The later goals have weaker bounds then.

    """

    seed: int = 0
    workers: int = 2
    time_limit: float | None = None
    effort: float = 1.0
    later: float = 1.0
    only_changed: bool = False


@dataclass(frozen=True)
class Found:
    """A schedule without group IDs, how far each goal got, and why the search ended."""

    schedule: Schedule
    reached: tuple[Reached, ...]
    ended_by: EndedBy
    seconds: float
    rungs: tuple[Rung, ...] = ()


def search(
    problem: Problem,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    options: Options = Options(),
    progress: Report = silent,
    stop: Stop = never,
    timing: Timing | None = None,
    start: Schedule | None = None,
    beside: Load | None = None,
    among: Collection[tuple[str, str]] | None = None,
    crew: Crew | None = None,
) -> Found:
    """Look for the best standing plan: goal after goal, each with what no plan could beat.

    The empty schedule is always legal, so there is always an answer. Nothing here vouches for it:
    :func:`matcher.verify.verify` does. ``timing`` is told what takes how long. The groups of
    ``start`` are what the search begins with: its plan is as good under the goals, or better. What
    the groups of a schedule ``beside`` use up is not there to be planned; they are of other tutors. Only
    requests ``among`` these, by key, may be placed. Where there are several sites, what is
    independent of each other is done by the ``crew``, if there is one.
    """
    began = time.perf_counter()
    timing = timing or Timing()
    applying = [goal for goal in goals if goal.applies(problem)]
    aims = [(goal, aim) for goal in applying for aim in goal.aims(problem)]
    progress(Progress("reading the rules"))
    with timing(Stage.NUMBERS):
        arrays = compile_arrays(problem, rules, [aim for _, aim in aims], beside, among)

    def report(phase: str, aim: int, value: float, bound: float) -> None:
        mine = arrays.aims[aim]
        progress(
            Progress(
                phase=phase,
                goal=aims[aim][0].number,
                value=mine.exact(value) if np.isfinite(value) else None,
                bound=mine.exact(bound) if np.isfinite(bound) else None,
                seconds=time.perf_counter() - began,
            )
        )

    ladder = Ladder(
        arrays=arrays,
        goal_of=tuple(goal.number for goal, _ in aims),
        seed=options.seed,
        workers=options.workers,
        effort=options.effort,
        later=options.later,
        stop=stop,
        report=report,
        timing=timing,
        start=start,
        only_changed=options.only_changed,
        deadline=None if options.time_limit is None else began + options.time_limit,
        hold=lambda stays: compile_arrays(
            problem, [*rules, *stays], [aim for _, aim in aims], beside, among
        ),
        far=None if crew is None else Far(crew, timing),
    )
    ladder.climb()
    return Found(
        schedule=ladder.pool.schedule(ladder.chosen),
        reached=_reached(arrays, applying, aims, ladder.rungs),
        ended_by=_ended_by(ladder, stop),
        seconds=time.perf_counter() - began,
        rungs=tuple(ladder.rungs),
    )


def _ended_by(ladder: Ladder, stop: Stop) -> EndedBy:
    if all(rung.proven for rung in ladder.rungs):
        return "proof"
    if stop():
        return "user"
    return "clock" if ladder.cut_short else "work"


def _reached(
    arrays: Arrays,
    goals: Sequence[Goal],
    aims: Sequence[tuple[Goal, object]],
    rungs: Sequence[Rung],
) -> tuple[Reached, ...]:
    """The rungs told in the goals' own numbers. A goal with more aims than parts has levels."""
    found: list[Reached] = []
    for goal in goals:
        mine = [rung for rung, (of, _) in zip(rungs, aims, strict=True) if of is goal]
        values = [arrays.aims[rung.aim].exact(rung.value) for rung in mine]
        bounds = [
            arrays.aims[rung.aim].exact(rung.bound) if np.isfinite(rung.bound) else None
            for rung in mine
        ]
        parts = len(goal.labels)
        levels = _levels(arrays, mine[:-parts], values, bounds)
        found.append(Reached(goal, tuple(values[-parts:]), tuple(bounds[-parts:]), levels))
    return tuple(found)


def _levels(
    arrays: Arrays,
    rungs: Sequence[Rung],
    values: Sequence[Fraction],
    bounds: Sequence[Fraction | None],
) -> tuple[tuple[Fraction, int, int | None], ...]:
    """``(need, students, bound)`` of each level, from aims that count a level and all above."""
    levels: list[tuple[Fraction, int, int | None]] = []
    above = Fraction(0)
    for rung, value, bound in zip(rungs, values, bounds, strict=False):
        need = Fraction(arrays.aims[rung.aim].aim.level)
        most = None if bound is None else int(bound - above)
        levels.append((need, int(value - above), most))
        above = value
    return tuple(levels)
