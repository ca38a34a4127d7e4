"""The ten goals once more, for the brute force: written from the contract alone."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from matcher.domain import Group, Meeting, PreviousSeat, Request
from matcher.problem import Problem
from tests.oracle_rules import concerns, cost

Values = dict[int, tuple[Fraction, ...]]

SENSES = {1: (1,), 2: (1,), 3: (1,), 4: (1,), 5: (1,), 6: (-1,), 7: (1, 1), 8: (-1,), 9: (-1, -1)}
SENSES[10] = (-1,)
"""For each goal and part: 1 where more is better, -1 where less is."""


def applying(problem: Problem) -> tuple[int, ...]:
    """The numbers of the goals that apply."""
    before = problem.previous is not None
    dropped = {
        1: not (before and problem.settings.seat_protection),
        2: not (before and problem.settings.tutor_protection),
        5: not before,
    }
    return tuple(number for number in range(1, 11) if not dropped.get(number, False))


def previous_seat(problem: Problem, request: Request) -> PreviousSeat | None:
    """The seat that a request of this week had before."""
    if problem.previous is None or not concerns(problem, request):
        return None
    return problem.previous.seats.get((request.student.id, request.subject))


def best_needs(groups: Iterable[Group]) -> list[Fraction]:
    """For each placed student, the need of the most needed placed request."""
    most: dict[str, Fraction] = {}
    for group in groups:
        for member in group.members:
            who = member.student.id
            most[who] = max(most.get(who, member.need), member.need)
    return list(most.values())


def strict_levels(problem: Problem, groups: Iterable[Group]) -> tuple[int, ...]:
    """How many students have their best seat at each need, the highest need first."""
    needs = sorted({request.need for request in problem.program.requests}, reverse=True)
    served = best_needs(groups)
    return tuple(served.count(need) for need in needs)


def _times_kept(problem: Problem, group: Group) -> int:
    count = 0
    for member in group.members:
        seat = previous_seat(problem, member)
        if seat is None or seat.tutor_id != group.tutor.id:
            continue
        assert problem.previous is not None
        before = problem.previous.groups.get(seat.group_id)
        if before is not None:
            then = {(p.day, p.start, p.end, p.site, p.modality) for p in before.places}
            count += sum(_where(at) in then for at in group.meetings)
    return count


def _where(at: Meeting) -> tuple[int, int, int, str | None, str]:
    return (at.day, at.slot.start, at.slot.end, at.slot.site, at.slot.modality)


def fit_points(group: Group) -> int:
    """Goal 8 for one group."""
    foreign = sum(member.languages[0] != group.language for member in group.members)
    levels = [member.level for member in group.members if member.level is not None]
    grades = [Fraction(member.student.grade) for member in group.members]
    spread = levels if len(levels) >= 2 else grades
    days = {at.day for at in group.meetings}
    pairs = sum(day + 1 in days for day in days)
    excess = max(0, pairs - max(0, 2 * len(days) - 6))
    return 3 * foreign + math.floor(max(spread) - min(spread)) + excess


def tutor_days(groups: Iterable[Group]) -> tuple[int, int]:
    """How many days the tutors come, and the minutes that they wait between meetings."""
    days: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    for group in groups:
        for at in group.meetings:
            days[group.tutor.id, at.day].append(at)
    waiting = 0
    for theirs in days.values():
        in_order = sorted(theirs, key=lambda at: at.slot.start)
        waiting += sum(then.slot.start - now.slot.end for now, then in pairwise(in_order))
    return len(days), waiting


def values(problem: Problem, groups: Sequence[Group]) -> Values:
    """Every goal that applies, by number, with its parts; for a plan that holds the rules."""
    seats = [(group, member) for group in groups for member in group.members]
    before = [(g, seat) for g, m in seats if (seat := previous_seat(problem, m)) is not None]
    found: dict[int, tuple[int | Fraction, ...]] = {
        1: (len(before),),
        2: (sum(group.tutor.id == seat.tutor_id for group, seat in before),),
        3: (sum(best_needs(groups)),),
        4: (sum(member.need for _, member in seats),),
        5: (sum(_times_kept(problem, group) for group in groups),),
        6: (sum(len({at.slot.start for at in g.meetings}) - 1 for g in groups),),
        7: (
            sum(len(group.members) * len(group.meetings) for group in groups),
            sum(
                len(g.members) * sum(at.slot.end - at.slot.start for at in g.meetings)
                for g in groups
            ),
        ),
        8: (sum(fit_points(group) for group in groups),),
        9: tutor_days(groups),
        10: (cost(groups),),
    }
    return {n: tuple(Fraction(part) for part in found[n]) for n in applying(problem)}
