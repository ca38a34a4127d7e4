"""Requests that can only have a seat together."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.domain import Request
from matcher.load import speaks
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.rule import Rule


def unit_of(problem: Problem, rules: Sequence[Rule], request: Request) -> Unit:
    """The request, and then whoever it can only be placed together with."""
    linking = [rule for rule in rules if speaks(rule, Rule.links)]
    unit = [request]
    for one in unit:
        tied = problem.partners["together"].get(one.student.id, ())  # no rule ties others
        keys = ((other, one.subject) for other in sorted(tied))
        others = [problem.request[key] for key in keys if key in problem.request]
        unit += [
            other
            for other in others
            if other not in unit and any(rule.links(problem, one, other) for rule in linking)
        ]
    return tuple(unit)
