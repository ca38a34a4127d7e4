"""A plain search for tests of what stands around it: one request after another, first come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.plan import EndedBy, Reached
from matcher.problem import Problem
from matcher.progress import Progress, Report, Stop, never, silent
from matcher.reach import Reach
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule


@dataclass(frozen=True)
class Found:
    """What this search brings back."""

    schedule: Schedule
    reached: tuple[Reached, ...]
    ended_by: EndedBy = "work"
    seconds: float = 0.5


def quick_search(
    problem: Problem,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    _options: object = None,
    progress: Report = silent,
    stop: Stop = never,
) -> Found:
    """Each request gets a group of its own, if there is room; the values carry no bounds."""
    schedule = Schedule()
    for request in problem.requests:
        if stop():
            return Found(schedule, reached(problem, goals, schedule), "user")
        reach = Reach(problem, rules, schedule)
        group = next((group for _, group in reach.groups((request,), reach.load.all)), None)
        if group is not None:
            schedule = Schedule((*schedule.groups, group))
        progress(Progress("placing", 3, len(schedule)))
    return Found(schedule, reached(problem, goals, schedule))


def reached(problem: Problem, goals: Sequence[Goal], schedule: Schedule) -> tuple[Reached, ...]:
    """The true values of a schedule, without bounds."""
    return tuple(
        Reached(goal, goal.values(problem, schedule), tuple(None for _ in goal.labels))
        for goal in goals
        if goal.applies(problem)
    )
