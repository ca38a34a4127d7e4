"""Times that would fit a student better than one that is missed again and again.

Each of them is checked against a standing plan: with this one change it still holds every rule, as
their first voices say. Either the whole group meets then instead, or the student alone leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from matcher.domain import Group, Meeting, Request, Tutor
from matcher.ledger import Ledger
from matcher.load import Load
from matcher.missed_times import MissedTime, Presence, Time, missed_times, presences
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule

What = Literal["joins", "moved", "alone"]

_KINDS: tuple[What, ...] = ("joins", "moved", "alone")  # the least trouble for others first

SHOWN = 3
"""The most times that are named for one that is missed."""


@dataclass(frozen=True)
class BetterTime:
    """A change of the standing plan after which the missed time is no more.

    ``group`` is the group as it would be, with the student in it: ``moved`` as a whole from
    ``instead``, or one that the student ``joins``, or ``alone`` with the student's tutor.
    ``at`` are its new times for the student. ``present`` is the share of sessions at these times of
    day that were not missed: the student's ``own``, else everyone's; None where there were none.
    """

    what: What
    group: Group
    at: tuple[Meeting, ...]
    instead: Meeting | None = None
    present: Fraction | None = None
    own: bool = False

    def applied(self, schedule: Schedule, request: Request) -> Schedule:
        """The schedule with this change."""
        rest = []
        for group in schedule:
            if request in group.members:
                others = tuple(member for member in group.members if member != request)
                if self.what != "moved" and others:
                    rest.append(replace(group, members=others))
            elif self.what != "joins" or group.id != self.group.id:
                rest.append(group)
        return Schedule((*rest, self.group))


@dataclass(frozen=True)
class Listed:
    """A missed time, the group that meets then, and what would fit better, the best first."""

    missed: MissedTime
    group: Group
    better: tuple[BetterTime, ...]


def better_times(
    ledger: Ledger, problem: Problem, schedule: Schedule, rules: Sequence[Rule]
) -> tuple[Listed, ...]:
    """Every missed time at which the plan still has the request, with times that would fit better.

    Named are those at which fewer sessions were missed, at most three for each, ranked by the
    presence seen at their time of day; last those at which nobody has met yet.
    """
    everyone = presences(ledger.entries)
    own = {key: presences(account.entries) for key, account in ledger.requests().items()}
    found = []
    for missed in missed_times(ledger):
        request = problem.request.get(missed.key)
        groups = schedule.groups_of.get(missed.key, ())
        if request is None or len(groups) != 1:
            continue
        hit = [at for at in groups[0].meetings if missed.covers(at.day, at.slot.start)]
        if hit:
            ways = _Ways(problem, schedule, rules, request, groups[0], missed)
            seen = _Seen(missed, own[missed.key], everyone)
            found.append(Listed(missed, groups[0], seen.best(ways.all(hit))))
    return tuple(found)


@dataclass(frozen=True)
class _Seen:
    """What was seen of the student, and of everyone, at each time."""

    missed: MissedTime
    own: Mapping[Time, Presence]
    everyone: Mapping[Time, Presence]

    def best(self, ways: Iterable[BetterTime]) -> tuple[BetterTime, ...]:
        """The ways that are better than what is missed, the best first."""
        told = [self._told(way) for way in ways]
        now = 1 - self.missed.there.share
        better = [way for way in told if way.present is None or way.present > now]
        ranked = sorted(
            better,
            key=lambda way: (
                way.present is None,
                -(way.present or 0),
                not way.own,
                _KINDS.index(way.what),
                [at.start for at in way.at],
                way.group.id,
            ),
        )
        shown: dict[tuple[Meeting, ...], BetterTime] = {}
        for way in ranked:
            shown.setdefault(way.at, way)
        return tuple(list(shown.values())[:SHOWN])

    def _told(self, way: BetterTime) -> BetterTime:
        for seen, own in ((self.own, True), (self.everyone, False)):
            there = sum((self._at(seen, at) for at in way.at), start=Presence())
            if there.sessions:
                return replace(way, present=1 - there.share, own=own)
        return way

    def _at(self, seen: Mapping[Time, Presence], at: Meeting) -> Presence:
        """At that time of day, on whichever day; but not what is missed already."""
        return sum(
            (
                presence
                for (day, start), presence in seen.items()
                if start == at.slot.start and not self.missed.covers(day, start)
            ),
            start=Presence(),
        )


class _Ways:
    """Everything that the plan's rules would allow instead."""

    def __init__(
        self,
        problem: Problem,
        schedule: Schedule,
        rules: Sequence[Rule],
        request: Request,
        group: Group,
        missed: MissedTime,
    ) -> None:
        self.problem, self.schedule, self.rules = problem, schedule, tuple(rules)
        self.request, self.group, self.missed = request, group, missed

    def all(self, hit: Sequence[Meeting]) -> Iterator[BetterTime]:
        """Ways to be rid of the meetings ``hit``, or of one of them."""
        for instead in hit:
            yield from self._moved(instead)
        if not self._tied():
            yield from self._leaving()

    def _tied(self) -> bool:
        """Whether the student has to stay together with another of the group."""
        return any(
            rule.links(self.problem, self.request, other)
            for rule in self.rules
            for other in self.group.members
            if other != self.request
        )

    def _moved(self, instead: Meeting) -> Iterator[BetterTime]:
        kept = tuple(at for at in self.group.meetings if at != instead)
        rest = (self.schedule - Schedule((self.group,))).groups
        others = (replace(self.group, meetings=kept),) if kept else ()
        load = Load(self.problem, self.rules, Schedule((*rest, *others)))
        days = {at.day for at in kept}
        for at in self.problem.meetings:
            if at.day not in days and self._suits(at) and self._free(load, at):
                group = replace(self.group, meetings=(*kept, at))
                yield BetterTime("moved", group, (at,), instead)

    def _suits(self, at: Meeting) -> bool:
        """Whether another time is of the group's kind and everyone may be there."""
        frame = self.group.frame
        site = at.slot.site if at.slot.modality == "in_person" else None
        people: tuple[Request | Tutor, ...] = (frame.tutor, *self.group.members)
        return (
            (at.slot.modality, site) == (frame.modality, frame.site)
            and not self.missed.covers(at.day, at.slot.start)
            and all(rule.admits(self.problem, who, at) for who in people for rule in self.rules)
        )

    def _free(self, load: Load, at: Meeting) -> bool:
        uses = [*load.use(self.group.frame, at)]
        for member in self.group.members:
            uses += load.shares(member, at)
        return load.within(uses, load.all) and not load.parted(self.group.tutor, at, load.all)

    def _leaving(self) -> Iterator[BetterTime]:
        """The student in another group, or alone with the tutor there is."""
        others = tuple(member for member in self.group.members if member != self.request)
        left = (replace(self.group, members=others),) if others else ()
        rest = (self.schedule - Schedule((self.group,))).groups
        reach = Reach(self.problem, self.rules, Schedule((*rest, *left)))
        unit = (self.request,)
        alike = (group for group in rest if group.subject == self.request.subject)
        for group in alike:
            if self._avoids(group) and reach.takes(group, unit):
                joined = replace(group, members=(*group.members, self.request))
                yield BetterTime("joins", joined, group.meetings)
        for offer, group in reach.groups(unit, reach.load.all):
            if offer.frame.tutor.id == self.group.tutor.id and self._avoids(group):
                yield BetterTime("alone", group, group.meetings)

    def _avoids(self, group: Group) -> bool:
        return not any(self.missed.covers(at.day, at.slot.start) for at in group.meetings)
