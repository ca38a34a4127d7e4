"""One scenario solved: a real schedule, and the most that any could reach of what a board counts.

A piece of work knows nothing of the other scenarios and of the machine it is done on, so that any
process may do it and what comes out is always the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcher.domain import Group, Meeting
from matcher.hold import PinsContradictError, Placed, hold
from matcher.plan import Reached
from matcher.problem import Problem
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.scenarios.counting import COUNTS
from matcher.search.standing import Options, search

EFFORT = 0.1
"""Of the work that a week's plan gets. The goals that say who has a seat need little of it."""
COUNTED = 0.0
"""The effort for the bounds of counts: they come from linear programs alone."""
LEFT_OUT = frozenset({8, 9})
"""Goals that nothing on a board's page depends on: fit and tutor days."""


@dataclass(frozen=True)
class Piece:
    """A scenario to be solved. ``start`` is a schedule of it to begin with."""

    problem: Problem
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    seed: int = 0
    effort: float = EFFORT
    start: Schedule | None = None


@dataclass(frozen=True)
class Solved:
    """What came of it.

    ``most`` are, by the number of a goal of :data:`matcher.scenarios.counting.COUNTS`, how many
    there could be at most in any plan whatsoever. ``pins_dropped`` says that not all pins could hold
    here, and that none was held.
    """

    schedule: Schedule
    reached: tuple[Reached, ...]
    most: dict[int, int]
    seconds: float = 0.0
    pins_dropped: bool = False

    def most_of(self, goal: Goal) -> int:
        """How many there could be at most."""
        return self.most[goal.number]


def solve(piece: Piece) -> Solved:
    """The best schedule found for the scenario, and bounds."""
    problem, dropped = piece.problem, False
    options = Options(piece.seed, workers=1, effort=piece.effort)
    goals = [goal for goal in piece.goals if goal.number not in LEFT_OUT]
    start = piece.start
    if problem.pinned:
        try:
            start = hold(problem, piece.rules, lambda part, some: _place(part, some, goals, options))
        except PinsContradictError:
            problem, dropped = without_pins(problem), True
    found = search(problem, piece.rules, goals, options, start=start)
    most = {}
    counting = replace(options, effort=COUNTED)
    for count in COUNTS:
        bound = search(problem, piece.rules, [count], counting, start=found.schedule)
        reached = bound.reached[0]
        most[count.number] = _whole(reached)
    return Solved(found.schedule, found.reached, most, found.seconds, dropped)


def _place(
    part: Problem, rules: Sequence[Rule], goals: Sequence[Goal], options: Options
) -> Placed:
    found = search(part, rules, goals[:1], options)
    return Placed(found.schedule, found.ended_by == "proof")


def _whole(reached: Reached) -> int:
    bound = reached.bounds[0]
    assert bound is not None  # a count has a plain bound: each request at its best
    return int(bound)


def without_pins(problem: Problem) -> Problem:
    """The problem with nothing pinned."""
    previous = problem.previous
    if previous is not None:
        problem = replace(problem, previous=replace(previous, pins=()))
    return problem.after(replace(problem.program, pins=()))


def told_in(problem: Problem, schedule: Schedule) -> Schedule | None:
    """A schedule in the words of another problem: its tutors, requests and slots; None if some lack."""
    groups: list[Group] = []
    for group in schedule:
        tutor = problem.tutor.get(group.tutor.id)
        members = [problem.request.get(member.key) for member in group.members]
        slots = [problem.slot_of_row.get(meeting.slot.row) for meeting in group.meetings]
        if tutor is None or None in members or None in slots:
            return None
        meetings = tuple(
            Meeting(slot, meeting.day)
            for slot, meeting in zip(slots, group.meetings, strict=True)
            if slot is not None
        )
        known = tuple(member for member in members if member is not None)
        groups.append(Group(replace(group.frame, tutor=tutor), known, meetings, id=group.id))
    return Schedule(tuple(groups))


def values_of(problem: Problem, goals: Sequence[Goal], schedule: Schedule) -> tuple[Fraction, ...]:
    """What a schedule is worth by each goal that applies, the larger the better."""
    worth: list[Fraction] = []
    for goal in goals:
        if goal.applies(problem):
            parts = goal.values(problem, schedule)
            worth += [
                value if sense == "max" else -value
                for value, sense in zip(parts, goal.senses, strict=True)
            ]
    return tuple(worth)
