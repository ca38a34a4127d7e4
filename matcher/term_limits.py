"""What a request could get in a term at most, whatever the plan: to warn before anything is planned.

No group meets more often than ``sessions`` allows, nor twice on a date, nor in a slot that the rules
keep from the student. Whether there is a tutor for it all is not looked at.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matcher.bend_dates import Dates
from matcher.domain import Meeting, Program, Request
from matcher.going_on import asks_the_same
from matcher.load import speaks
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.target import Dose, Target, target_of


@dataclass(frozen=True)
class Limit:
    """The most that one request can get in a term.

    ``weekly`` is the most in a week without closures, ``undisturbed`` over the ``weeks`` that
    concern the request; ``left`` is what the Calendar sheet and the student's own dates leave of it.
    """

    request: Request
    target: Target
    weeks: int
    weekly: Dose
    undisturbed: Dose
    left: Dose


def out_of_reach(
    program: Program, mondays: Iterable[dt.date], rules: Sequence[Rule]
) -> tuple[Limit, ...]:
    """The requests whose target no plan of these weeks could reach, in the order of the sheet."""
    targets = {
        request.key: target
        for request in program.requests
        for target in [target_of(program.settings, request)]
        if target is not None
    }
    if not targets:
        return ()
    found: dict[tuple[str, str], list[tuple[Dose, Dose]]] = defaultdict(list)
    for problem, weekly in _weeks(program, mondays, rules, targets.keys()):
        dates = Dates(problem)
        for key, (most, meetings) in weekly.items():
            request = problem.request[key]
            open_ = [meeting for meeting in meetings if _possible(dates, request, meeting)]
            found[key].append((_most(meetings, most), _most(open_, most)))
    limits = (
        Limit(
            request=request,
            target=targets[request.key],
            weeks=len(weeks),
            weekly=max((week for week, _ in weeks), key=targets[request.key].of),
            undisturbed=sum((week for week, _ in weeks), start=Dose()),
            left=sum((left for _, left in weeks), start=Dose()),
        )
        for request in program.requests
        if (weeks := found.get(request.key))
    )
    return tuple(limit for limit in limits if limit.target.short_by(limit.left))


Weekly = dict[tuple[str, str], tuple[int, tuple[Meeting, ...]]]
"""By request: the most meetings a week, and those that it could be in."""


def _weeks(
    program: Program,
    mondays: Iterable[dt.date],
    rules: Sequence[Rule],
    keys: Iterable[tuple[str, str]],
) -> Iterator[tuple[Problem, Weekly]]:
    """Each week with what its requests could have; looked up anew only where it differs."""
    before: Problem | None = None
    weekly: Weekly = {}
    wanted = set(keys)
    for monday in mondays:
        problem = Problem(program, monday)
        if before is None or not asks_the_same(before, problem):
            weekly = {
                request.key: (_often(problem, request, rules), _times(problem, request, rules))
                for request in problem.requests
                if request.key in wanted
            }
        before = problem
        yield problem, weekly


def _often(problem: Problem, request: Request, rules: Sequence[Rule]) -> int:
    return min((rule.meetings(problem, request)[1] for rule in rules), default=7)


def _times(problem: Problem, request: Request, rules: Sequence[Rule]) -> tuple[Meeting, ...]:
    asked = [rule for rule in rules if speaks(rule, Rule.admits)]
    return tuple(
        meeting
        for meeting in problem.meetings
        if all(rule.admits(problem, request, meeting) for rule in asked)
    )


def _possible(dates: Dates, request: Request, meeting: Meeting) -> bool:
    return (
        dates.in_force(meeting)
        and not dates.bar_site(meeting)
        and not dates.bar_student(request.student, meeting)
    )


def _most(meetings: Iterable[Meeting], often: int) -> Dose:
    """One meeting a day, the longest, on the days with the longest."""
    longest: dict[int, int] = {}
    for meeting in meetings:
        longest[meeting.day] = max(longest.get(meeting.day, 0), meeting.minutes)
    lengths = sorted(longest.values(), reverse=True)[:often]
    return Dose(len(lengths), sum(lengths))
