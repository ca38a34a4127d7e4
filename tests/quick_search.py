"""A plain search for tests of what stands around it: one request after another, first come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.domain import Request
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
    _timing: object = None,
    start: Schedule | None = None,
) -> Found:
    """Each request gets a group of its own or with whom it must be together; no bounds."""
    schedule = start or Schedule()
    for request in problem.requests:
        if stop():
            return Found(schedule, reached(problem, goals, schedule), "user")
        if request in schedule.placed:
            continue
        reach, unit = Reach(problem, rules, schedule), _together(problem, request)
        group = next((group for _, group in reach.groups(unit, reach.load.all)), None)
        if group is not None:
            schedule = Schedule((*schedule.groups, group))
        progress(Progress("placing", 3, len(schedule)))
    return Found(schedule, reached(problem, goals, schedule))


def _together(problem: Problem, request: Request) -> tuple[Request, ...]:
    """The request and whoever must be placed together with it."""
    unit = [request]
    for one in unit:
        others = problem.partners["together"].get(one.student.id, ())
        keys = [(other, request.subject) for other in sorted(others)]
        unit += [problem.request[key] for key in keys if key in problem.request
                 and problem.request[key] not in unit]  # fmt: skip
    return tuple(unit)


def reached(problem: Problem, goals: Sequence[Goal], schedule: Schedule) -> tuple[Reached, ...]:
    """The true values of a schedule, without bounds."""
    return tuple(
        Reached(goal, goal.values(problem, schedule), tuple(None for _ in goal.labels))
        for goal in goals
        if goal.applies(problem)
    )
