"""What the groups of a schedule use up, rule by rule, and what is left of it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Protocol

from matcher.domain import Frame, Group, Meeting, Request, Tutor
from matcher.problem import Problem
from matcher.rule import Amount, Claim, Rule
from matcher.schedule import Schedule

Use = tuple[tuple[int, Claim], ...]
"""Claims, each with the position of the rule that makes it."""


class Voice(Protocol):
    """One of the methods of :class:`Rule`."""

    __name__: str


def speaks(rule: Rule, voice: Voice) -> bool:
    """Whether the rule says anything of its own through this voice, such as ``Rule.admits``."""
    return getattr(type(rule), voice.__name__) is not voice


class Load:
    """What a schedule takes of everything that the rules limit.

    ``loads`` are positions of rules in ``rules``: those for which the schedule's groups count as
    taken. With none of them the plan is as good as empty.
    """

    def __init__(self, problem: Problem, rules: Sequence[Rule], schedule: Schedule) -> None:
        self.problem = problem
        self.schedule = schedule
        self.all = frozenset(range(len(rules)))
        self._claiming = [(n, rule) for n, rule in enumerate(rules) if speaks(rule, Rule.claims)]
        self._sharing = [(n, rule) for n, rule in enumerate(rules) if speaks(rule, Rule.shares)]
        self._parting = [(n, rule) for n, rule in enumerate(rules) if speaks(rule, Rule.conflict)]
        self._rules = rules
        self._capacity: dict[tuple[int, Hashable], Amount] = {}

    def use(self, frame: Frame, meeting: Meeting) -> Use:
        """What one more meeting of a group of this frame uses up."""
        return tuple(
            (number, claim)
            for number, rule in self._claiming
            for claim in rule.claims(self.problem, frame, meeting)
        )

    def shares(self, request: Request, meeting: Meeting) -> Use:
        """What one more meeting uses up because of this member."""
        return tuple(
            (number, claim)
            for number, rule in self._sharing
            for claim in rule.shares(self.problem, request, meeting)
        )

    def parted(self, tutor: Tutor, meeting: Meeting, loads: frozenset[int]) -> bool:
        """Whether the tutor's meetings in the schedule rule this one out."""
        taken = [m for group in self.schedule.of_tutor.get(tutor.id, ()) for m in group.meetings]
        return any(
            rule.conflict(self.problem, meeting, other)
            for number, rule in self._parting
            if number in loads
            for other in taken
            if other.day == meeting.day
        )

    def within(self, uses: Iterable[tuple[int, Claim]], loads: frozenset[int]) -> bool:
        """Whether there is enough left for all these uses together."""
        total: dict[tuple[int, Hashable], Amount] = {}
        for number, claim in uses:
            key = (number, claim.resource)
            amount = total.get(key, 0) + claim.amount
            if claim.amount and amount > self._left(key, loads):
                return False
            total[key] = amount
        return True

    def left(self, number: int, claim: Claim) -> Amount:
        """How much the schedule leaves of what a claim of the rule at this position names."""
        return self._left((number, claim.resource), self.all)

    def _left(self, key: tuple[int, Hashable], loads: frozenset[int]) -> Amount:
        capacity = self._capacity.get(key)
        if capacity is None:
            number, resource = key
            capacity = self._rules[number].capacity(self.problem, resource)
            self._capacity[key] = capacity
        return capacity - self._used.get(key, 0) if key[0] in loads else capacity

    def after(
        self,
        problem: Problem,
        schedule: Schedule,
        *,
        out: Collection[Group] = (),
        into: Collection[Group] = (),
    ) -> Load:
        """The load of a schedule that differs by groups that went ``out`` and came ``into`` it.

        In ``problem`` all other groups use up what they did in this one.
        """
        load = Load(problem, self._rules, schedule)
        used = self._used
        if out or into:
            used = dict(used)
        for groups, times in ((out, -1), (into, 1)):
            for group in groups:
                load._count(used, group, times)
        load.__dict__["_used"] = used
        return load

    @cached_property
    def _used(self) -> dict[tuple[int, Hashable], Amount]:
        used: dict[tuple[int, Hashable], Amount] = {}
        for group in self.schedule:
            self._count(used, group, 1)
        return used

    def keys_of(self, group: Group) -> set[tuple[int, Hashable]]:
        """The rules' positions and resources of which the group uses up something."""
        uses = [use for at in group.meetings for use in self.use(group.frame, at)]
        uses += [use for at in group.meetings for m in group.members for use in self.shares(m, at)]
        return {(number, claim.resource) for number, claim in uses if claim.amount}

    def _count(self, used: dict[tuple[int, Hashable], Amount], group: Group, times: int) -> None:
        for meeting in group.meetings:
            uses = list(self.use(group.frame, meeting))
            for member in group.members:
                uses += self.shares(member, meeting)
            for number, claim in uses:
                key = (number, claim.resource)
                used[key] = used.get(key, 0) + times * claim.amount
