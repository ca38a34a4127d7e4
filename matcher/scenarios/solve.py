"""One scenario solved: a real schedule, and the most that any could reach of what a board counts.

A piece of work knows nothing of the other scenarios and of the machine it is done on, so that any
process may do it and what comes out is always the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcher.hold import PinsContradictError, Placed, hold
from matcher.plan import Reached
from matcher.problem import Problem
from matcher.rule import Goal, Rule
from matcher.scenarios.counting import COUNTS
from matcher.scenarios.solved import LEFT_OUT, Solved, without_pins
from matcher.schedule import Schedule
from matcher.search.standing import Found, Options, search

EFFORT = 0.1
"""Of the work that a week's plan gets. The goals that say who has a seat need little of it."""
NEED = "need-served"
LATER = 0.2
"""Of that, for goals that do not say who has a seat."""
COUNTED = 0.0
"""The effort for the bounds of counts: they come from linear programs alone."""


@dataclass(frozen=True)
class Piece:
    """A scenario to be solved. ``start`` is a schedule of it to begin with."""

    problem: Problem
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    seed: int = 0
    effort: float = EFFORT
    start: Schedule | None = None


def solve(piece: Piece) -> Solved:
    """The best schedule found for the scenario, and bounds."""
    problem, dropped = piece.problem, False
    options = Options(piece.seed, workers=1, effort=piece.effort, later=LATER)
    goals = [goal for goal in piece.goals if goal.number not in LEFT_OUT]
    start = piece.start
    if problem.pinned:
        try:
            start = hold(
                problem, piece.rules, lambda part, some: _place(part, some, goals, options)
            )
        except PinsContradictError:
            problem, dropped = without_pins(problem), True
    found = search(problem, piece.rules, goals, options, start=start)
    most = {}
    counting = replace(options, effort=COUNTED)
    for count in COUNTS:
        bound = search(problem, piece.rules, [count], counting, start=found.schedule)
        reached = bound.reached[0]
        most[count.number] = _whole(reached)
    need = _need_most(problem, piece.rules, goals, found, counting)
    return Solved(found.schedule, found.reached, most, need, found.seconds, dropped)


@dataclass(frozen=True)
class Limits:
    """The most that any plan of a problem could reach: need, and each count by its goal's number."""

    need: Fraction | None
    most: dict[int, int]


def limits(piece: Piece) -> Limits:
    """Bounds alone, from linear programs; ``previous`` plans and pins are left aside."""
    problem = without_pins(replace(piece.problem, previous=None))
    options = Options(piece.seed, workers=1, effort=COUNTED)
    most = {
        count.number: _whole(search(problem, piece.rules, [count], options).reached[0])
        for count in COUNTS
    }
    need = next((goal for goal in piece.goals if goal.name == NEED), None)
    if need is None:
        return Limits(None, most)
    settings = replace(problem.settings, need_order="weight")
    weighed = problem.after(replace(problem.program, settings=settings))
    found = search(weighed, piece.rules, [need], options)
    return Limits(found.reached[-1].bounds[0], most)


def _need_most(
    problem: Problem, rules: Sequence[Rule], goals: Sequence[Goal], found: Found, options: Options
) -> Fraction | None:
    """The most need that any plan could serve: proven with the plan, if no goal came before."""
    goal = next((goal for goal in goals if goal.name == NEED), None)
    if goal is None:
        return None
    weighed = problem.settings.need_order == "weight"
    if problem.previous is not None or not weighed:
        settings = replace(problem.settings, need_order="weight")
        program = replace(problem.program, settings=settings)
        free = replace(problem, program=program, previous=None)
        return search(free, rules, [goal], options, start=found.schedule).reached[-1].bounds[0]
    return next(one.bounds[0] for one in found.reached if one.goal.name == NEED)


def _place(part: Problem, rules: Sequence[Rule], goals: Sequence[Goal], options: Options) -> Placed:
    found = search(part, rules, goals[:1], options)
    return Placed(found.schedule, found.ended_by == "proof")


def _whole(reached: Reached) -> int:
    bound = reached.bounds[0]
    assert bound is not None  # a count has a plain bound: each request at its best
    return int(bound)
