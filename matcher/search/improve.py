"""Improving: free a few tutors, and plan them and the students still waiting anew.

:func:`replan` is a pure function of its task, so that the same task gives the same answer in any
process and in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.candidates import Picked, Pool
from matcher.search.linear import solve_whole
from matcher.search.master import Closed, Master, Part, Prices
from matcher.search.state import worth
from matcher.timing import Timing, Work

FEW_KNOWN = 60
TOWARDS_LESS = 0.5  # of the tasks, where something is scarce
TOWARDS_NEXT = 0.6  # of the others
NEXT_WEIGHTS = (0.7, 0.2, 0.1)  # of the aims that come next


@dataclass(frozen=True)
class Effort:
    """How much work one re-planning may be: all of it counted, none of it clocked."""

    columns: int = 500
    listed: int = 60
    nodes: int = 200
    rounds: int = 25


@dataclass(frozen=True)
class Task:
    """Which tutors to plan anew, what is free for them, and what must be reached.

    ``slack`` says, for each earlier aim, how much of its gain may be lost: usually nothing.
    ``known`` are candidates to begin with; of ``scarce`` rows less is better. ``sideways``: an equally good answer is welcome too.
    """

    part: Part
    inside: Picked
    known: Picked
    aim: int
    slack: Mapping[int, float]
    prices: Floats
    aim_prices: Floats
    effort: Effort
    scarce: Ints
    sideways: bool
    seed: int


@dataclass(frozen=True)
class Answer:
    """What came of a task: new groups for its tutors, if any; and whether it is settled.

    ``settled``: no re-planning of these tutors gains anything under this aim, proven.
    ``learned`` are candidates that mattered.
    """

    picked: Picked | None
    settled: bool
    rounds: int = 0
    learned: Picked | None = None


def replan(arrays: Arrays, task: Task, timing: Timing) -> Answer:
    """Plan the task's tutors anew; the answer is never worse than what they do now."""
    with timing(Work.TASKS) as spent:
        answer = _replan(Pool(arrays, timing), task)
        spent.found = answer.settled
    return answer


def _replan(pool: Pool, task: Task) -> Answer:
    arrays = pool.arrays
    inside = task.inside.into(pool)
    local = worth(pool, inside, task.part.earned)
    floors = {a: local[a] - loss for a, loss in task.slack.items()}
    target = float(local[task.aim])
    mine = arrays.aims[task.aim]
    known = task.known.into(pool)
    master = Master(
        pool, task.part, {task.aim: 1.0}, floors, list(dict.fromkeys([*inside, *known]))
    )
    if len(known) < FEW_KNOWN:
        prices = Prices(
            task.prices,
            task.aim_prices,
            np.zeros(len(master.best_units)),
            np.zeros(len(arrays.tutors)),
        )
        found, _ = master.price(prices, room=12, floor=-1e9)
        master.add([c for _, c in found])
    closed = master.close(
        rounds=task.effort.rounds,
        tolerance=1e-4,
        enough=lambda bound: mine.reaches(target, bound),
    )
    if closed is None or closed.prices is None:
        return Answer(None, settled=False)
    settled = mine.reaches(target, closed.bound)
    learned = Picked.of(pool, _used(closed))
    if settled and not task.sideways:
        return Answer(None, settled=True, rounds=closed.rounds, learned=learned)
    columns = choose(master, closed, inside, closed.bound - target + mine.step, task.effort)
    chosen = _pick(pool, task, columns, inside, floors, target)
    if chosen is None or set(chosen) == set(inside):
        return Answer(None, settled, closed.rounds, learned)
    return Answer(Picked.of(pool, chosen), settled, closed.rounds, learned)


def choose(
    master: Master, closed: Closed, inside: list[int], gap: float, effort: Effort
) -> list[int]:
    """The candidates worth trying: the best of those within ``gap`` of the prices."""
    assert closed.prices is not None
    room = max(24, 2 * effort.columns // max(1, len(master.frames)))
    found, _ = master.price(closed.prices, room=room, floor=-gap, listing=effort.listed)
    worths = {c: value for value, c in found}
    order = sorted(worths, key=lambda c: (-worths[c], c))
    columns = list(dict.fromkeys([*inside, *_used(closed), *order]))
    return columns[: max(effort.columns, len(inside))]


def _leaning(pool: Pool, task: Task, columns: list[int], inside: list[int], width: int) -> Floats:
    """What tips the scales among equally good answers: less of what is scarce, the next aims, chance.

    All of it together is less than the least by which two plans can differ in the task's aim.
    """
    random = np.random.default_rng(task.seed)
    least = 0.4 * pool.arrays.aims[task.aim].step
    leaning = np.zeros(width)
    after = range(task.aim + 1, len(pool.arrays.aims))
    if len(task.scarce) and random.random() < TOWARDS_LESS:
        leaning[: len(columns)] = -_taken(pool, columns, task.scarce)
    elif after and random.random() < TOWARDS_NEXT:
        for a, weight in zip(after, NEXT_WEIGHTS, strict=False):
            gains = pool.gains[columns, a]
            spread = float(np.abs(gains).max(initial=0.0))
            if spread > 0:
                leaning[: len(columns)] += weight * gains / spread
    else:
        leaning[: len(columns)] = random.random(len(columns))
    return leaning * least / max(1, 2 * len(inside))


def _taken(pool: Pool, columns: list[int], rows: Ints) -> Floats:
    """How much each candidate takes of these rows, between 0 and 1."""
    taken = np.zeros(len(columns))
    for i, c in enumerate(columns):
        row, amount = pool.rows_of(c)
        taken[i] = amount[np.isin(row, rows)].sum()
    return taken / max(1.0, float(taken.max(initial=0.0)))


def _used(closed: Closed) -> list[int]:
    shares = closed.x[: len(closed.columns)]
    return [int(c) for c in closed.columns[shares > 1e-6]]


def _pick(
    pool: Pool,
    task: Task,
    columns: list[int],
    inside: list[int],
    floors: Mapping[int, float],
    target: float,
) -> list[int] | None:
    """The best of these candidates together, or None if nothing at least as good is found."""
    master = Master(
        pool, task.part, {task.aim: 1.0}, {**floors, task.aim: target}, columns, waiting=True
    )
    program, _ = master.program(whole=True)
    program = replace(
        program,
        objective=program.objective + _leaning(pool, task, columns, inside, len(program.top)),
    )
    with pool.timing(Work.WHOLE) as spent:
        spent.largest = program.rows.shape
        whole = solve_whole(program, nodes=task.effort.nodes, seed=task.seed)
    if whole.x is None:
        return None
    chosen = [c for c, x in zip(columns, whole.x[: len(columns)], strict=True) if x > 0.5]
    value = worth(pool, chosen, task.part.earned)
    enough = all(value[a] >= floor - 1e-6 for a, floor in floors.items())
    return chosen if enough and value[task.aim] >= target - 1e-6 else None
