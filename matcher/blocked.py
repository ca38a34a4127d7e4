"""Why a request that could be served alone can't be added to a plan: what is used, and by whom.

For the program manager only: groups are named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.domain import Group, Tutor
from matcher.impossible import named, students, tutor_count
from matcher.load import speaks
from matcher.offers import Offer, Unit
from matcher.reach import Reach
from matcher.report.words import listed
from matcher.rule import Rule

MOST_TUTORS = 3
MOST_GROUPS = 4


@dataclass(frozen=True)
class Obstacle:
    """What rules out every new group of one tutor with the unit.

    A rule is named only where what the plan takes of it is by itself enough for that; ``users`` are
    the plan's groups that use up what such a group would need, or that it can't stand beside.
    """

    tutor: Tutor
    rule: Rule | None
    users: tuple[Group, ...]


class Blocked:
    """Looks for what is in the way, in the plan that ``reach`` tells of."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.rules = reach.rules

    def obstacle(self, unit: Unit, tutor: Tutor, offers: Sequence[Offer]) -> Obstacle | None:
        """What stands against every new group in one of these frames of the tutor; None if nothing."""
        loads = self.reach.load.all
        if any(self.reach.group(unit, offer, loads) is not None for offer in offers):
            return None
        for number, rule in enumerate(self.rules):
            if not any(speaks(rule, v) for v in (Rule.claims, Rule.shares, Rule.conflict)):
                continue
            alone = frozenset({number})
            if all(self.reach.group(unit, offer, alone) is None for offer in offers):
                users = dict.fromkeys(
                    group for offer in offers for group in self._users(unit, offer, number)
                )
                return Obstacle(tutor, rule, tuple(users))
        return Obstacle(tutor, None, ())

    def _users(self, unit: Unit, offer: Offer, number: int) -> Iterator[Group]:
        """The groups that use up, by this rule, what the unit's meetings with the tutor would need."""
        reach, load = self.reach, self.reach.load
        only = frozenset({number})
        for bit in reach.meetings(unit, offer):
            meeting = offer.place.meetings[bit]
            if load.parted(offer.frame.tutor, meeting, only):
                for group in reach.schedule.of_tutor.get(offer.frame.tutor.id, ()):
                    if any(
                        self.rules[number].conflict(reach.problem, meeting, other)
                        for other in group.meetings
                        if other.day == meeting.day
                    ):
                        yield group
            for use in reach.uses(unit, offer, bit):
                if use[0] == number and not load.within([use], only):
                    yield from self._by_resource[use[0], use[1].resource]

    @cached_property
    def _by_resource(self) -> dict[tuple[int, object], list[Group]]:
        found: dict[tuple[int, object], list[Group]] = defaultdict(list)
        for group in self.reach.schedule:
            for key in self.reach.load.keys_of(group):
                found[key].append(group)
        return found


def blocked_words(unit: Unit, obstacles: Sequence[Obstacle]) -> str:
    """Who could teach the unit, what stands against each of them, and by whom it is used."""
    tutors, them = len(obstacles), _them(unit)
    return (
        f"{tutor_count(tutors, start=True)} could teach {them} if nobody had a seat yet, but in this"
        f" plan {_in_the_way(unit, obstacles)}, and none of the plan's groups can take"
        f" {'this student' if len(unit) == 1 else 'them'} as well."
    )


def _in_the_way(unit: Unit, obstacles: Sequence[Obstacle]) -> str:
    """What a new group breaks with how many of the tutors, and who is there."""
    by_rule: dict[str, list[Obstacle]] = defaultdict(list)
    for obstacle in obstacles:
        by_rule[named(obstacle.rule) if obstacle.rule else "one rule or another"].append(obstacle)
    own = {request.student.id for request in unit}
    parts = sorted(by_rule.items(), key=lambda item: (-len(item[1]), item[0]))
    if len(parts) == 1:
        whom = {1: "that tutor", 2: "either of them"}.get(len(obstacles), "any of them")
        rule, those = parts[0]
        return f"a new group with {whom} would break {rule}{_users_words(those, own)}"
    told = [f"{rule} with {len(those)} of them{_users_words(those, own)}" for rule, those in parts]
    return f"a new group would break {'; '.join(told)}"


def _users_words(obstacles: Sequence[Obstacle], own: set[str]) -> str:
    """``, because of groups G012 and G014 with tutor T004``; nothing where no group stands out."""
    told = [
        f"{_groups(obstacle.users, own)} with tutor {obstacle.tutor.id}"
        for obstacle in obstacles
        if obstacle.users
    ]
    more = len(told) - MOST_TUTORS
    if more > 0:
        told = [*told[:MOST_TUTORS], f"others with {tutor_count(more)} more"]
    return f", because of {listed(told)}" if told else ""


def _groups(groups: Sequence[Group], own: set[str]) -> str:
    """The groups by name; those that the students in question sit in are said to be theirs."""
    names = [
        f"{group.id} (the student's own)"
        if any(member.student.id in own for member in group.members)
        else group.id
        for group in groups[:MOST_GROUPS]
    ]
    if len(groups) > MOST_GROUPS:
        names.append(f"{len(groups) - MOST_GROUPS} more")
    return f"{'group' if len(groups) == 1 else 'groups'} {listed(names)}"


def _them(unit: Unit) -> str:
    if len(unit) == 1:
        return "this student"
    return f"this student together with {students(unit[1:])}"
