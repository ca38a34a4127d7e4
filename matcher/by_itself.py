"""What a group would break if it were the whole plan, said by the rules' first voices.

The first voices answer for one group in microseconds, where a checker looks over the whole
program. The tests hold the two to the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations

from matcher.domain import Group, Meeting, Request, Tutor
from matcher.load import Load, Use, speaks
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule


class ByItself:
    """Groups of a problem, each looked at as if there were no other."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.load = Load(problem, self.rules, Schedule())
        self._linking = [rule for rule in self.rules if speaks(rule, Rule.links)]
        self._admits = cache(self._admits_of)

    def broken(self, group: Group) -> tuple[Rule, ...]:
        """The rules that the group breaks by itself, in their order.

        A group of a shape that only an edited workbook can have is left to the checkers.
        """
        if not _regular(group):
            plan = Schedule((group,))
            return tuple(r for r in self.rules if r.check(self.problem, plan).violations)
        uses = self.uses(group)
        return tuple(
            rule
            for number, rule in enumerate(self.rules)
            if not self._allows(rule, group)
            or not self.load.within([use for use in uses if use[0] == number], frozenset())
            or any(other not in group.members for other in self._linked(rule, group))
        )

    def uses(self, group: Group) -> Use:
        """What the group uses up of everything that is limited."""
        found = [use for at in group.meetings for use in self.load.use(group.frame, at)]
        for member in group.members:
            found += [use for at in group.meetings for use in self.load.shares(member, at)]
        return tuple(found)

    def unit(self, request: Request) -> tuple[Request, ...]:
        """The request, and then whoever it can only be placed together with."""
        unit = [request]
        for one in unit:
            unit += [r for r in self._tied(self._linking, one) if r not in unit]
        return tuple(unit)

    def _linked(self, rule: Rule, group: Group) -> list[Request]:
        if rule not in self._linking:
            return []
        return [other for member in group.members for other in self._tied([rule], member)]

    def _tied(self, linking: Sequence[Rule], request: Request) -> list[Request]:
        tied = self.problem.partners["together"].get(request.student.id, ())  # no rule ties others
        keys = [(other, request.subject) for other in sorted(tied)]
        others = [self.problem.request[key] for key in keys if key in self.problem.request]
        return [o for o in others if any(rule.links(self.problem, request, o) for rule in linking)]

    def _allows(self, rule: Rule, group: Group) -> bool:
        people: tuple[Request | Tutor, ...] = (group.tutor, *group.members)
        sizes = [rule.size(self.problem, person) for person in people]
        ranges = [rule.meetings(self.problem, member) for member in group.members]
        return (
            rule.frames(self.problem, group.frame)
            and all(rule.pairs(self.problem, member, group.frame) for member in group.members)
            and all(self._admits(rule, who, at) for who in people for at in group.meetings)
            and all(rule.fits(self.problem, *pair) for pair in combinations(group.members, 2))
            and all(size is None or len(group.members) <= size for size in sizes)
            and all(least <= len(group.meetings) <= most for least, most in ranges)
        )

    def _admits_of(self, rule: Rule, person: Request | Tutor, meeting: Meeting) -> bool:
        return rule.admits(self.problem, person, meeting)


def _regular(group: Group) -> bool:
    """Whether the group is of the shape that the first voices speak of."""
    days = [meeting.day for meeting in group.meetings]
    online = group.modality == "online"
    return (
        bool(group.members)
        and 0 < len(days) == len(set(days))
        and all(meeting.slot.modality == group.modality for meeting in group.meetings)
        and (online or all(m.slot.site == group.frame.site for m in group.meetings))
        and all(member.subject == group.subject for member in group.members)
    )
