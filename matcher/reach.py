"""Which tutors and times could serve a request, said by the rules' first voices alone.

No search takes part: a few students are put into an empty plan, or into a finished one, and every
group that one tutor could form with them is looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

from matcher.domain import Frame, Group, Meeting, Modality, Request, Tutor
from matcher.problem import Problem
from matcher.rule import Amount, Claim, Rule
from matcher.schedule import Schedule

Unit = tuple[Request, ...]
"""Requests that can only be placed together; most units are a single request."""

Place = tuple[Modality, str | None]
Use = tuple[tuple[int, Claim], ...]
"""Claims, each with the position of the rule that makes it."""


class _Call(Protocol):
    __name__: str


def speaks(rule: Rule, voice: _Call) -> bool:
    """Whether the rule says anything of its own through this voice, such as ``Rule.admits``."""
    return getattr(type(rule), voice.__name__) is not voice


@dataclass(frozen=True)
class Common:
    """What a unit's members agree on, whatever their tutor."""

    least: int  # meetings a week
    most: int
    size: int | None  # the most members of a group with them; None: no limit
    fits: bool


class Reach:
    """Candidate groups of a problem under ``rules``, next to the groups of ``schedule``.

    ``loads`` name the rules, by position, for which the groups of the schedule count as taken;
    with none of them the plan is as good as empty.
    """

    def __init__(
        self, problem: Problem, rules: Sequence[Rule], schedule: Schedule | None = None
    ) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.schedule = schedule or Schedule()
        self.every_load = frozenset(range(len(self.rules)))
        # Looked up often and by many requests alike; each cache lives as long as this object.
        self.frames = cache(self._frames)
        self.admitted = cache(self._admitted)
        self.common = cache(self._common)
        self._free = cache(self._free_of)
        self._use = cache(self._use_of)
        self._shares = cache(self._shares_of)
        self._capacity = cache(self._capacity_of)

    def _voices(self, voice: _Call) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if speaks(rule, voice))

    @cached_property
    def _admitting(self) -> tuple[Rule, ...]:
        return self._voices(Rule.admits)

    @cached_property
    def _pairing(self) -> tuple[Rule, ...]:
        return self._voices(Rule.pairs)

    @cached_property
    def places(self) -> dict[Place, tuple[Meeting, ...]]:
        """The meetings of each site, and those online, the shortest first."""
        found: dict[Place, list[Meeting]] = defaultdict(list)
        for meeting in self.problem.meetings:
            slot = meeting.slot
            found[slot.modality, slot.site if slot.modality == "in_person" else None].append(
                meeting
            )
        return {place: tuple(sorted(of, key=lambda m: m.minutes)) for place, of in found.items()}

    def _frames(self, subject: str, language: str) -> tuple[Frame, ...]:
        voices = self._voices(Rule.frames)
        every = (
            Frame(tutor, subject, language, modality, site)
            for tutor in self.problem.tutors
            for modality, site in self.places
        )
        return tuple(
            frame for frame in every if all(rule.frames(self.problem, frame) for rule in voices)
        )

    def frames_for(self, unit: Unit) -> list[Frame]:
        """The frames whose groups every member of the unit may join, in the tutors' order."""
        first = unit[0]
        return [
            frame
            for language in first.languages
            for frame in self.frames(first.subject, language)
            if self._pairs(unit, frame)
        ]

    def _pairs(self, unit: Unit, frame: Frame) -> bool:
        return all(
            rule.pairs(self.problem, request, frame) for rule in self._pairing for request in unit
        )

    def _admitted(self, person: Request | Tutor, place: Place) -> int:
        """A bit for each meeting of the place that admits the person."""
        mask = 0
        for bit, meeting in enumerate(self.places[place]):
            if all(rule.admits(self.problem, person, meeting) for rule in self._admitting):
                mask |= 1 << bit
        return mask

    def _common(self, unit: Unit) -> Common:
        ranges = [rule.meetings(self.problem, r) for rule in self.rules for r in unit]
        sizes = [rule.size(self.problem, r) for rule in self.rules for r in unit]
        return Common(
            least=max((least for least, _ in ranges), default=1),
            most=min((most for _, most in ranges), default=7),
            size=min((size for size in sizes if size is not None), default=None),
            fits=self._fit(unit, unit),
        )

    def _fit(self, ones: Unit, others: Unit) -> bool:
        voices = self._voices(Rule.fits)
        pairs = [(one, other) for one in ones for other in others if one.key != other.key]
        return all(rule.fits(self.problem, *pair) for rule in voices for pair in pairs)

    # -- what the schedule takes ----------------------------------------------------------------

    @cached_property
    def _used(self) -> dict[tuple[int, Hashable], Amount]:
        used: Counter[tuple[int, Hashable]] = Counter()
        for group in self.schedule:
            for meeting in group.meetings:
                uses = [self._use(group.frame, meeting)]
                uses += [self._shares(member, meeting) for member in group.members]
                for number, claim in (pair for use in uses for pair in use):
                    used[number, claim.resource] += claim.amount  # type: ignore[assignment]
        return dict(used)

    def _use_of(self, frame: Frame, meeting: Meeting) -> Use:
        return tuple(
            (number, claim)
            for number, rule in enumerate(self.rules)
            for claim in rule.claims(self.problem, frame, meeting)
        )

    def _shares_of(self, request: Request, meeting: Meeting) -> Use:
        return tuple(
            (number, claim)
            for number, rule in enumerate(self.rules)
            for claim in rule.shares(self.problem, request, meeting)
        )

    def _capacity_of(self, number: int, resource: Hashable) -> Amount:
        return self.rules[number].capacity(self.problem, resource)

    def _left(self, number: int, resource: Hashable, loads: frozenset[int]) -> Amount:
        capacity = self._capacity(number, resource)
        return capacity - self._used.get((number, resource), 0) if number in loads else capacity

    def _within(self, uses: Iterable[tuple[int, Claim]], loads: frozenset[int]) -> bool:
        total: dict[tuple[int, Hashable], Amount] = {}
        for number, claim in uses:
            key = (number, claim.resource)
            total[key] = total.get(key, 0) + claim.amount
            if claim.amount and total[key] > self._left(*key, loads):
                return False
        return True

    def _free_of(self, frame: Frame, loads: frozenset[int]) -> int:
        """A bit for each meeting that the frame's tutor could hold as one more group's."""
        place = (frame.modality, frame.site)
        mask = self.admitted(frame.tutor, place)
        taken = [m for g in self.schedule.of_tutor.get(frame.tutor.id, ()) for m in g.meetings]
        voices = [self.rules[number] for number in sorted(loads)]
        voices = [rule for rule in voices if speaks(rule, Rule.conflict)]
        for bit, meeting in enumerate(self.places[place]):
            if mask >> bit & 1 and not (
                self._within(self._use(frame, meeting), loads)
                and not any(
                    rule.conflict(self.problem, frame.tutor, meeting, other)
                    for rule in voices
                    for other in taken
                )
            ):
                mask &= ~(1 << bit)
        return mask

    # -- candidates -----------------------------------------------------------------------------

    def suitable(self, unit: Unit, frame: Frame, loads: frozenset[int]) -> dict[int, list[Meeting]]:
        """By weekday, the meetings that the tutor and every member could be in."""
        place = (frame.modality, frame.site)
        mask = self._free(frame, loads)
        for request in unit:
            mask &= self.admitted(request, place)
        found: dict[int, list[Meeting]] = defaultdict(list)
        meetings = self.places[place]
        while mask:
            bit = mask & -mask
            meeting = meetings[bit.bit_length() - 1]
            if self._within(self._use_with(unit, frame, meeting), loads):
                found[meeting.day].append(meeting)
            mask ^= bit
        return found

    def _use_with(self, unit: Unit, frame: Frame, meeting: Meeting) -> list[tuple[int, Claim]]:
        shares = [pair for request in unit for pair in self._shares(request, meeting)]
        return [*self._use(frame, meeting), *shares]

    def group(self, unit: Unit, frame: Frame, loads: frozenset[int] = frozenset()) -> Group | None:
        """A new group of just this unit in this frame; ``None`` if no choice of meetings holds."""
        common = self.common(unit)
        sizes = (rule.size(self.problem, frame.tutor) for rule in self.rules)
        size = min((s for s in (common.size, *sizes) if s is not None), default=None)
        if not common.fits or (size is not None and len(unit) > size):
            return None
        days = self.suitable(unit, frame, loads)
        if common.least > common.most or len(days) < common.least:
            return None
        chosen = self._choose(unit, frame, list(days.values()), common.least, loads)
        return None if chosen is None else Group(frame, unit, tuple(chosen))

    def _choose(
        self,
        unit: Unit,
        frame: Frame,
        days: list[list[Meeting]],
        wanted: int,
        loads: frozenset[int],
    ) -> list[Meeting] | None:
        """``wanted`` meetings on different days whose claims hold together; tries the short first.

        The fewest meetings use up the least, so no larger number needs a look.
        """
        days = sorted(self._distinct(unit, frame, days), key=lambda of: of[0].minutes)

        def extend(at: int, chosen: list[Meeting]) -> list[Meeting] | None:
            if len(chosen) == wanted:
                return chosen
            if len(days) - at < wanted - len(chosen):
                return None
            for meeting in days[at]:
                longer = [*chosen, meeting]
                uses = [pair for m in longer for pair in self._use_with(unit, frame, m)]
                if self._within(uses, loads):
                    found = extend(at + 1, longer)
                    if found is not None:
                        return found
            return extend(at + 1, chosen)

        return extend(0, [])

    def _distinct(self, unit: Unit, frame: Frame, days: list[list[Meeting]]) -> list[list[Meeting]]:
        """One meeting a day for each different use of what several days draw on."""
        uses = [[frozenset(self._use_with(unit, frame, m)) for m in of] for of in days]
        seen = Counter(
            key
            for of in uses
            for key in {(number, claim.resource) for use in of for number, claim in use}
        )
        kept = []
        for of, of_uses in zip(days, uses, strict=True):
            first: dict[frozenset[tuple[int, Claim]], Meeting] = {}
            for meeting, use in zip(of, of_uses, strict=True):
                lasting = frozenset(pair for pair in use if seen[pair[0], pair[1].resource] > 1)
                first.setdefault(lasting, meeting)
            kept.append(list(first.values()))
        return kept

    def joinable(self, unit: Unit) -> Group | None:
        """A group of the schedule that could take the whole unit as it stands, if there is one."""
        common = self.common(unit)
        if not common.fits:
            return None
        return next((g for g in self._open_groups(unit[0].subject) if self._joins(unit, g)), None)

    def _open_groups(self, subject: str) -> list[Group]:
        return self._groups_with_a_seat.get(subject, [])

    @cached_property
    def _groups_with_a_seat(self) -> dict[str, list[Group]]:
        found: dict[str, list[Group]] = defaultdict(list)
        for group in self.schedule:
            size = self._size(group)
            if size is None or len(group.members) < size:
                found[group.subject].append(group)
        return found

    def _size(self, group: Group) -> int | None:
        people: tuple[Request | Tutor, ...] = (group.tutor, *group.members)
        sizes = (rule.size(self.problem, person) for rule in self.rules for person in people)
        return min((size for size in sizes if size is not None), default=None)

    def _joins(self, unit: Unit, group: Group) -> bool:
        common, size = self.common(unit), self._size(group)
        sizes = [most for most in (common.size, size) if most is not None]
        if any(len(group.members) + len(unit) > most for most in sizes):
            return False
        if not common.least <= len(group.meetings) <= common.most:
            return False
        if not self._pairs(unit, group.frame) or not self._fit(unit, group.members):
            return False
        admitted = all(
            rule.admits(self.problem, request, meeting)
            for rule in self._admitting
            for meeting in group.meetings
            for request in unit
        )
        shares = [p for m in group.meetings for request in unit for p in self._shares(request, m)]
        return admitted and self._within(shares, self.every_load)
