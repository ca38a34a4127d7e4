"""The project's own search as one of the methods: all goals in their order, as users run it."""

from __future__ import annotations

from benchmarks.peers.answer import Answer, Trajectory
from benchmarks.peers.clock import Clock
from constraints import GOALS, RULES
from matcher.plan import Reached
from matcher.problem import Problem
from matcher.progress import Progress
from matcher.search.standing import Options, search

NEED_SERVED, DOSAGE = 3, 7


def searching(problem: Problem, clock: Clock, *, seed: int, workers: int) -> Answer:
    """Search until proof, the usual work or the limit, whichever comes first.

    The limit is for all ten goals together. The trajectory holds goal 3 while it is at work.
    """
    trajectory: Trajectory = []
    first: list[float] = []

    def hear(progress: Progress) -> None:
        if progress.value and not first:
            first.append(clock.passed)
        if progress.goal == NEED_SERVED and progress.value is not None:
            value = float(progress.value)
            if value > (trajectory[-1][1] if trajectory else 0.0):
                trajectory.append((clock.passed, value))

    options = Options(seed=seed, workers=workers, time_limit=clock.left)
    found = search(problem, RULES, GOALS, options, hear)
    ended = clock.passed
    reached = {entry.goal.number: entry for entry in found.reached}
    need, dosage = reached[NEED_SERVED], reached[DOSAGE]
    value = float(need.values[-1])
    if value > (trajectory[-1][1] if trajectory else 0.0):
        trajectory.append((ended, value))
    return Answer(
        schedule=found.schedule,
        value=value,
        bound=_bound(need, -1),
        sessions=float(dosage.values[0]),
        sessions_bound=_bound(dosage, 0),
        first=first[0] if first else ended if found.schedule else None,
        trajectory=trajectory,
        note=found.ended_by,
    )


def _bound(reached: Reached, part: int) -> float | None:
    bound = reached.bounds[part]
    return None if bound is None else float(bound)
