"""The search, asked for a corner of a plan: a few tutors, beside groups that stay."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matcher.corner import Replan
from matcher.load import Load
from matcher.problem import Problem
from matcher.progress import Stop, never
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.search.standing import Found, Options, search

EFFORT = 0.1


def replanning(rules: Sequence[Rule], stop: Stop = never) -> Replan:
    """How corners are planned under these rules."""

    def replan(
        problem: Problem,
        goals: Sequence[Goal],
        start: Schedule,
        beside: Load,
        among: Collection[tuple[str, str]],
    ) -> Found:
        options = Options(effort=EFFORT, workers=1)
        return search(
            problem, rules, goals, options, stop=stop, start=start, beside=beside, among=among
        )

    return replan
