"""An old group put back into the new plan: what can't stand beside it, and what plan that makes.

This is one way to give a student the old seat back, with as little else moved as can be: whoever
loses a seat by it is taken along where that is possible, and so are the group's former members.
Nobody is looked for another seat. Amounts are told by the rules' first voices.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from matcher.by_itself import ByItself
from matcher.domain import Group, Request
from matcher.load import Use, speaks
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.stock import Key, Stock, key_of


@dataclass(frozen=True)
class Back:
    """A plan that holds every rule and has an old group back.

    ``group`` is the old group with those who sit in it then. ``gone`` are the groups that can't
    stay as they are beside it, each with the members who would have to leave it, and ``rules`` what
    they break there. ``was`` and ``becomes`` are the groups that differ, ``plan`` the plan before.
    """

    plan: Schedule
    group: Group
    gone: tuple[Group, ...]
    rules: tuple[Rule, ...]
    was: tuple[Group, ...]
    becomes: tuple[Group, ...]

    @cached_property
    def schedule(self) -> Schedule:
        """The whole plan that this makes."""
        was = set(self.was)
        return Schedule((*(g for g in self.plan if g not in was), *self.becomes))

    @cached_property
    def unseated(self) -> frozenset[str]:
        """The students who lose a seat that they have in the plan before."""
        seated = {member.key for group in self.becomes for member in group.members}
        return frozenset(
            member.student.id
            for group in self.was
            for member in group.members
            if member.key not in seated
        )


class Backs:
    """Puts old groups back into one plan, each for itself."""

    def __init__(self, alone: ByItself, plan: Schedule) -> None:
        self.alone = alone
        self.problem: Problem = alone.problem
        self.plan = plan
        self.parting = [rule for rule in alone.rules if speaks(rule, Rule.conflict)]

    def put(self, seat: Group, fellows: Iterable[Request]) -> Back:
        """The plan with ``seat`` in it, a group that breaks nothing by itself.

        ``fellows`` are former members of the group: whoever of them can, comes along.
        """
        return _Putting(self, seat).done(tuple(fellows))

    def has_room(self, group: Group) -> bool:
        """Whether nothing is used up that the group needs, the plan as it is."""
        return not self.stock.lacks(self.alone.uses(group))

    @cached_property
    def stock(self) -> Stock:
        """What the plan leaves of everything that is limited."""
        stock = Stock(self.alone)
        for group in self.plan:
            stock.take(self.alone.uses(group))
        return stock

    @cached_property
    def users(self) -> dict[Key, list[Group]]:
        """The plan's groups that use up something of a resource; whom it matters least first."""
        found: dict[Key, list[Group]] = defaultdict(list)
        for group in sorted(self.plan, key=self.worth):
            for key in {key_of(use) for use in self.alone.uses(group)}:
                found[key].append(group)
        return found

    def worth(self, group: Group) -> tuple[object, ...]:
        """What counts for a group's staying as it is: seats had before, then its students' need."""
        kept = [self.problem.kept[m.key] for m in group.members if m.key in self.problem.kept]
        same = sum(seat.tutor_id == group.tutor.id for seat in kept)
        return (len(kept), same, sum(member.need for member in group.members), group.id)

    def parts(self, one: Group, other: Group) -> list[Rule]:
        """The rules that keep a tutor from having both groups; none where the tutors differ."""
        if one.tutor.id != other.tutor.id:
            return []
        days = [(a, b) for a in one.meetings for b in other.meetings if a.day == b.day]
        return [r for r in self.parting if any(r.conflict(self.problem, a, b) for a, b in days)]


class _Putting:
    """One group on its way back. ``now`` says what has become of each group that it touches."""

    def __init__(self, backs: Backs, seat: Group) -> None:
        self.backs, self.alone, self.group = backs, backs.alone, seat
        self.stock = Stock(backs.alone, backs.stock)
        self.now: dict[Group, Group | None] = {}

    def done(self, fellows: tuple[Request, ...]) -> Back:
        for member in self.group.members:
            self._leaves(member)
        out = self._make_way()
        self._take_along(fellows)
        for group in out:  # whoever came along may have left room
            self._back_beside(group)
        stay = [group for group in self.now.values() if group is not None]
        gone = {group: self._unseated(group.members) for group in self.now}
        gone = {group: members for group, members in gone.items() if members}
        return Back(
            self.backs.plan,
            self.group,
            tuple(replace(group, members=members) for group, members in gone.items()),
            self._broken_by(gone),
            tuple(self.now),
            (*stay, self.group),
        )

    # -- who makes way --------------------------------------------------------------------------

    def _make_way(self) -> list[Group]:
        """Take out what can't stand beside the group, as little as can be; all that was touched."""
        uses = self.alone.uses(self.group)
        self.stock.take(uses)
        out = [g for g in self.backs.plan.of_tutor.get(self.group.tutor.id, ()) if self._clash(g)]
        for group in out:
            self._becomes(group, ())
        for key in [key_of(use) for use in uses]:
            out += self._relieved(key)
        out.sort(key=self.backs.worth, reverse=True)
        for group in out:
            self._back_beside(group)
        return out

    def _relieved(self, key: Key) -> list[Group]:
        """The groups taken out until no more of the resource is used than there is."""
        out = []
        for group in self.backs.users[key]:
            if not self.stock.overdrawn([key]):
                break
            now = self.now.get(group, group)
            if now is not None and any(key_of(use) == key for use in self.alone.uses(now)):
                self._becomes(group, ())
                out.append(group)
        return out

    def _back_beside(self, group: Group) -> None:
        """Let a group stay, with as many of its members as there is enough left for."""
        self._becomes(group, ())
        stay: tuple[Request, ...] = ()
        for member in () if self._clash(group) else self._unseated(group.members):
            wider = (*stay, *self.alone.unit(member))
            if member not in stay and not self._lacks(group, wider):
                stay = wider
        self._becomes(group, stay)

    def _clash(self, group: Group) -> bool:
        return bool(self.backs.parts(self.group, group))

    def _lacks(self, group: Group, members: tuple[Request, ...]) -> set[Key]:
        return self.stock.lacks(self.alone.uses(replace(group, members=members)))

    # -- who comes along ------------------------------------------------------------------------

    def _take_along(self, fellows: tuple[Request, ...]) -> None:
        """Let join whoever would have no seat, then the other former members."""
        touched = [member for group in self.now for member in group.members]
        kept = self.backs.problem.kept
        waiting = self._unseated(dict.fromkeys([*touched, *fellows]))
        waiting = tuple(sorted(waiting, key=lambda r: (r.key not in kept, -r.need, r.key)))
        for request in (*waiting, *fellows):
            if request.subject == self.group.subject and request not in self.group.members:
                self._join(self.alone.unit(request))

    def _join(self, unit: tuple[Request, ...]) -> None:
        wider = replace(self.group, members=(*self.group.members, *unit))
        if self.alone.broken(wider):
            return
        held, more = self._shares(self._seats(unit)), self._shares([(self.group, unit)])
        self.stock.take(held, -1)
        lacking = self.stock.lacks(more)
        self.stock.take(held)
        if not lacking:
            for one in unit:
                self._leaves(one)
            self.stock.take(more)
            self.group = wider

    def _shares(self, seats: Iterable[tuple[Group, tuple[Request, ...]]]) -> Use:
        """What members use up of what is their own by sitting in a group."""
        return tuple(
            use
            for group, members in seats
            for member in members
            for meeting in group.meetings
            for use in self.alone.load.shares(member, meeting)
        )

    # -- who sits where -------------------------------------------------------------------------

    def _seats(self, requests: Iterable[Request]) -> list[tuple[Group, tuple[Request, ...]]]:
        """The groups of the plan in which they still sit, each with one of them."""
        return [
            (group, (request,))
            for request in requests
            for group in self.backs.plan.groups_of.get(request.key, ())
            for now in [self.now.get(group, group)]
            if now is not None and request in now.members
        ]

    def _unseated(self, requests: Iterable[Request]) -> tuple[Request, ...]:
        there = self.group.members
        return tuple(r for r in requests if r not in there and not self._seats([r]))

    def _leaves(self, request: Request) -> None:
        """Take a request out of the group where it sits; an empty group ends."""
        for group, _ in self._seats([request]):
            members = (self.now.get(group) or group).members
            self._becomes(group, tuple(member for member in members if member != request))

    def _becomes(self, group: Group, members: tuple[Request, ...]) -> None:
        now = self.now.get(group, group)
        if now is not None:
            self.stock.take(self.alone.uses(now), -1)
        self.now[group] = replace(group, members=members) if members else None
        if members:
            self.stock.take(self.alone.uses(replace(group, members=members)))

    def _broken_by(self, gone: dict[Group, tuple[Request, ...]]) -> tuple[Rule, ...]:
        """The rules that each of these breaks if it is added to what is there now."""
        rules, found = self.alone.rules, set()
        for group, members in gone.items():
            found |= {rules.index(rule) for rule in self.backs.parts(self.group, group)}
            now = self.now[group]
            more = self.alone.uses(replace(group, members=members))
            if now is not None:
                more = self._shares([(group, members)])
            found |= {key[0] for key in self.stock.lacks(more)}
        return tuple(rule for number, rule in enumerate(rules) if number in found)
