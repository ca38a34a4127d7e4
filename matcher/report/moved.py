"""How many student meetings of a week are not where the plan before had them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from matcher.plan import Plan
from matcher.report.words import count_words

TIMES_KEPT = 5
"""The goal that counts the student meetings which stay."""


@dataclass(frozen=True)
class Moved:
    """Of ``before`` weekly student meetings of those who still take part, ``moved`` are elsewhere.

    No plan that is as good in the earlier goals moves fewer than ``least``; None where nothing is
    known of that.
    """

    before: int
    moved: int
    least: int | None


def moved(plan: Plan) -> Moved | None:
    """Count them; None where there is no plan before.

    The count is that of all meetings before less the value of the goal of kept times, so that the
    bound of the goal bounds it.
    """
    reached = next((one for one in plan.reached if one.goal.number == TIMES_KEPT), None)
    previous = plan.problem.previous
    if reached is None or previous is None:
        return None
    groups = [previous.groups.get(seat.group_id) for seat in plan.problem.kept.values()]
    before = sum(len(group.places) for group in groups if group is not None)
    bound = reached.bounds[0]
    least = None if bound is None else max(0, ceil(before - bound))
    return Moved(before, int(before - reached.values[0]), least)


def moved_lines(plan: Plan) -> list[str]:
    """The count in a sentence, beside the fewest that could move; nothing without a plan before."""
    told = moved(plan)
    if told is None:
        return []
    line = f"{told.moved:,} of {count_words(told.before, 'weekly student meeting')} moved"
    if told.least is None:
        return [f"{line}."]
    if told.least == told.moved:
        return [f"{line}: no plan that keeps and serves as many could move fewer."]
    return [f"{line}; no plan that keeps and serves as many could move fewer than {told.least:,}."]
