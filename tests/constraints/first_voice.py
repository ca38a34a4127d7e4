"""What the search would make of a finished schedule: the first voices, without a search.

``accepts`` asks a rule's first voice, ``worth`` adds up a goal's aim. Both are for well-formed
schedules, the only ones that a search builds; ``well_formed`` says what that means.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import combinations

from constraints.goals.pins_held import PinsHeld
from matcher.domain import Group
from matcher.problem import Problem
from matcher.rule import Aim, Resource, Rule
from matcher.schedule import Schedule


def well_formed(schedule: Schedule) -> bool:
    """Whether a search could have built it, if no rule were asked."""
    seats = Counter(member.key for group in schedule for member in group.members)
    return all(count == 1 for count in seats.values()) and all(_sound(group) for group in schedule)


def _sound(group: Group) -> bool:
    days = [meeting.day for meeting in group.meetings]
    site = group.frame.site
    return (
        bool(group.members)
        and bool(days)
        and len(days) == len(set(days))
        and all(meeting.slot.modality == group.modality for meeting in group.meetings)
        and (
            site is None
            if group.modality == "online"
            else all(meeting.slot.site == site for meeting in group.meetings)
        )
    )


def accepts(rule: Rule, problem: Problem, schedule: Schedule) -> bool:
    """Whether the rule's first voice allows every group, and all of them side by side."""
    return (
        all(_allows(rule, problem, group) for group in schedule)
        and _within_capacity(rule, problem, schedule)
        and not _conflicts(rule, problem, schedule)
        and _linked_seats_agree(rule, problem, schedule)
        and _pinned_are_placed(rule, problem, schedule)
    )


def _allows(rule: Rule, problem: Problem, group: Group) -> bool:
    people = (group.tutor, *group.members)
    sizes = [rule.size(problem, person) for person in people]
    ranges = [rule.meetings(problem, member) for member in group.members]
    return (
        rule.frames(problem, group.frame)
        and all(rule.pairs(problem, member, group.frame) for member in group.members)
        and all(
            rule.admits(problem, person, meeting) for person in people for meeting in group.meetings
        )
        and all(rule.fits(problem, one, two) for one, two in combinations(group.members, 2))
        and all(size is None or len(group.members) <= size for size in sizes)
        and all(least <= len(group.meetings) <= most for least, most in ranges)
        and all(
            rule.days(problem, member) <= {meeting.day for meeting in group.meetings}
            for member in group.members
        )
    )


def _within_capacity(rule: Rule, problem: Problem, schedule: Schedule) -> bool:
    used: dict[Resource, Fraction] = defaultdict(Fraction)
    for group in schedule:
        for meeting in group.meetings:
            for claim in rule.claims(problem, group.frame, meeting):
                used[claim.resource] += claim.amount
            for member in group.members:
                for claim in rule.shares(problem, member, meeting):
                    used[claim.resource] += claim.amount
    return all(amount <= rule.capacity(problem, resource) for resource, amount in used.items())


def _conflicts(rule: Rule, problem: Problem, schedule: Schedule) -> bool:
    return any(
        rule.conflict(problem, first, second)
        for one, two in combinations(schedule, 2)
        if one.tutor.id == two.tutor.id
        for first in one.meetings
        for second in two.meetings
    )


def _linked_seats_agree(rule: Rule, problem: Problem, schedule: Schedule) -> bool:
    seat = {member.key: index for index, group in enumerate(schedule) for member in group.members}
    return all(
        seat.get(one.key) == seat.get(two.key)
        for one, two in combinations(problem.requests, 2)
        if rule.links(problem, one, two)
    )


def _pinned_are_placed(rule: Rule, problem: Problem, schedule: Schedule) -> bool:
    """That somebody must have a seat is told to the search as the first goal of all."""
    if rule.name != "pins":
        return True
    (aim,) = PinsHeld().aims(problem)
    return worth(aim, problem, schedule) == len(problem.pinned)


def worth(aim: Aim, problem: Problem, schedule: Schedule) -> Fraction:
    """The aim's parts, summed over the schedule."""
    total = _members(aim, problem, schedule) + _tutor_days(aim, schedule)
    for group in schedule:
        total += Fraction(_of_group(aim, problem, group))
    return total


def _members(aim: Aim, problem: Problem, schedule: Schedule) -> Fraction:
    points: dict[str, list[Fraction]] = defaultdict(list)
    for group in schedule:
        for member in group.members:
            worth = Fraction(aim.member(problem, member, group.frame))
            points[member.student.id].append(worth)
    pick = max if aim.best_of_student else sum
    return sum((Fraction(pick(of_student)) for of_student in points.values()), Fraction(0))


def _of_group(aim: Aim, problem: Problem, group: Group) -> Fraction:
    starts = {meeting.slot.start for meeting in group.meetings}
    days = frozenset(meeting.day for meeting in group.meetings)
    spreads = [aim.spread(problem, one, two) for one, two in combinations(group.members, 2)]
    return Fraction(
        aim.start_points * (len(starts) - 1)
        + aim.day_points.get(days, 0)
        + max(spreads, default=(0, 0))[1]
        + sum(aim.meeting(problem, group.frame, meeting) for meeting in group.meetings)
        + sum(
            aim.session(problem, member, group.frame, meeting)
            for meeting in group.meetings
            for member in group.members
        )
    )


def _tutor_days(aim: Aim, schedule: Schedule) -> Fraction:
    minutes: dict[tuple[str, int], set[int]] = defaultdict(set)
    for group in schedule:
        for meeting in group.meetings:
            minutes[group.tutor.id, meeting.day] |= set(range(meeting.start, meeting.end))
    waiting = sum(max(held) + 1 - min(held) - len(held) for held in minutes.values())
    return Fraction(aim.tutor_day_points * len(minutes) + aim.waiting_points * waiting)
