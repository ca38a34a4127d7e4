"""Which tutors and times could serve a request, said by the rules' first voices alone.

No search takes part: a few students are put into an empty plan, or into a finished one, and every
group that one tutor could form with them is looked at. Sets of meetings are integers, a bit for
each meeting of a place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from functools import cache, cached_property

from matcher.domain import Frame, Group, Meeting, Modality, Program, Request, Tutor
from matcher.load import Load, Use, Voice, speaks
from matcher.offers import EMPTY, Common, Offer, Place, Unit
from matcher.problem import Problem
from matcher.rule import Claim, Rule
from matcher.schedule import Schedule


class Reach:
    """Candidate groups of a problem under ``rules``, next to the groups of ``schedule``.

    ``loads`` name the rules, by position, for which the groups of the schedule count as taken.
    ``load`` is what the schedule uses up, where that is known; of ``tutors``, where they are given,
    all others are left aside. ``like`` is one of the same rules: of a program that differs in nothing
    but people, it knows already who may be in which meeting.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        schedule: Schedule | None = None,
        *,
        load: Load | None = None,
        tutors: Collection[str] | None = None,
        like: Reach | None = None,
    ) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.schedule = schedule or Schedule()
        self.load = load or Load(problem, self.rules, self.schedule)
        self.tutors = [t for t in problem.tutors if tutors is None or t.id in tutors]
        self._admitting = self._voices(Rule.admits)
        self._pairing = self._voices(Rule.pairs)
        self._fitting = self._voices(Rule.fits)
        self._sizing = self._voices(Rule.size)
        self._days = self._voices(Rule.days)
        # Without this rule, what may be elsewhere is asked as well: reasons tell what a rule costs.
        self._by_site = any(rule.name == "place" for rule in self.rules)
        # Asked often and by many requests alike; each cache lives as long as this object.
        self.common = cache(self._common)
        self.admitted = cache(self._admitted_of)
        if like is not None and same_but_for_people(like.problem, problem):
            self.places = like.places
            self.admitted = like.admitted
        self._open_to = cache(self._meetings_open_to)
        self.frames = cache(self._frames_of)
        self._free = cache(self._is_free)
        self._use = cache(lambda offer, bit: self.load.use(offer.frame, offer.place.meetings[bit]))
        self._shares = cache(self.load.shares)

    def _voices(self, voice: Voice) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if speaks(rule, voice))

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place with a meeting in this week."""
        found: dict[tuple[Modality, str | None], list[Meeting]] = defaultdict(list)
        for meeting in self.problem.meetings:
            modality = meeting.slot.modality
            found[modality, meeting.slot.site if modality == "in_person" else None].append(meeting)
        return tuple(
            Place(modality, site, tuple(sorted(meetings, key=lambda m: m.minutes)))
            for (modality, site), meetings in found.items()
        )

    # -- who with whom, and when ----------------------------------------------------------------

    def offers(self, unit: Unit, least: int = 0) -> Iterator[Offer]:
        """The frames whose groups every member of the unit may join, by place and language.

        Only those where tutor and members share meetings on at least ``least`` weekdays.
        """
        for place in self.places:
            theirs = self._theirs(unit, place)
            if place.count_days(theirs) < least:
                continue
            for language in unit[0].languages:
                for offer in self.frames(unit[0].subject, language, place):
                    shared = place.count_days(theirs & offer.mask)
                    if shared >= least and self.pairs(unit, offer.frame):
                        yield offer

    def _frames_of(self, subject: str, language: str, place: Place) -> tuple[Offer, ...]:
        voices = self._voices(Rule.frames)
        frames = (
            Frame(tutor, subject, language, place.modality, place.site) for tutor in self.tutors
        )
        return tuple(
            Offer(f, place, self.admitted(f.tutor, place), self.size((f.tutor,)))
            for f in frames
            if all(rule.frames(self.problem, f) for rule in voices)
        )

    def pairs(self, unit: Unit, frame: Frame) -> bool:
        """Whether every member of the unit may join groups of the frame."""
        return all(
            rule.pairs(self.problem, request, frame) for rule in self._pairing for request in unit
        )

    def meetings(self, unit: Unit, offer: Offer) -> Iterator[int]:
        """The bits of the meetings that admit the tutor and every member of the unit."""
        return _bits(self.shared(unit, offer))

    def shared(self, unit: Unit, offer: Offer) -> int:
        """The meetings that admit the tutor and every member of the unit."""
        return offer.mask & self._theirs(unit, offer.place)

    def _theirs(self, unit: Unit, place: Place) -> int:
        mask = -1
        for request in unit:
            mask &= self.admitted(request, place)
        return mask

    def _admitted_of(self, person: Request | Tutor, place: Place) -> int:
        mask = 0
        for bit, meeting in self._open(person, place):
            if all(rule.admits(self.problem, person, meeting) for rule in self._admitting):
                mask |= 1 << bit
        return mask

    def _open(self, person: Request | Tutor, place: Place) -> Sequence[tuple[int, Meeting]]:
        """The meetings worth asking the rules about: a look-up by the student's site, not a rule."""
        site = person.student.site if isinstance(person, Request) and self._by_site else None
        return self._open_to(place, site)

    def _meetings_open_to(self, place: Place, site: str | None) -> Sequence[tuple[int, Meeting]]:
        return [
            (bit, meeting)
            for bit, meeting in enumerate(place.meetings)
            if site is None or meeting.slot.is_open_to(site)
        ]

    def _common(self, unit: Unit) -> Common:
        ranges = [
            rule.meetings(self.problem, r) for rule in self._voices(Rule.meetings) for r in unit
        ]
        return Common(
            least=max((least for least, _ in ranges), default=1),
            most=min((most for _, most in ranges), default=7),
            size=self.size(unit),
            fits=self._fit(unit, unit),
            days=frozenset(
                day for rule in self._days for r in unit for day in rule.days(self.problem, r)
            ),
        )

    def size(self, people: Sequence[Request | Tutor]) -> int | None:
        """The largest group with all of these people; None: no limit."""
        sizes = (rule.size(self.problem, person) for rule in self._sizing for person in people)
        return min((size for size in sizes if size is not None), default=None)

    def _fit(self, ones: Unit, others: Unit) -> bool:
        pairs = [(one, other) for one in ones for other in others if one.key != other.key]
        return all(rule.fits(self.problem, *pair) for rule in self._fitting for pair in pairs)

    # -- a new group ----------------------------------------------------------------------------

    def groups(self, unit: Unit, loads: frozenset[int] = EMPTY) -> Iterator[tuple[Offer, Group]]:
        """One new group of just this unit for each frame that has any."""
        for offer in self.offers(unit, self.common(unit).least):
            group = self.group(unit, offer, loads)
            if group is not None:
                yield offer, group

    def group(self, unit: Unit, offer: Offer, loads: frozenset[int] = EMPTY) -> Group | None:
        """A new group of just this unit in this frame; ``None`` if no choice of meetings holds."""
        common, shared = self.common(unit), self.shared(unit, offer)
        if common.least > common.most or offer.place.count_days(shared) < common.least:
            return None
        sizes = [size for size in (common.size, offer.size) if size is not None]
        if not common.fits or any(len(unit) > size for size in sizes):
            return None
        days = self.free_days(unit, offer, loads)
        wanted = max(common.least, len(common.days))
        if not wanted <= min(len(days), common.most) or not common.days <= days.keys():
            return None
        needed = [days.pop(day) for day in sorted(common.days)]
        chosen = self._choose(unit, offer, needed, list(days.values()), wanted, loads)
        if chosen is None:
            return None
        return Group(offer.frame, unit, tuple(offer.place.meetings[bit] for bit in chosen))

    def free_days(self, unit: Unit, offer: Offer, loads: frozenset[int]) -> dict[int, list[int]]:
        """For each weekday that has some, the bits of the meetings that there is enough left for."""
        found, shared = {}, self.shared(unit, offer)
        for number, day in offer.place.of_day.items():
            bits = [bit for bit in _bits(shared & day) if self._free(offer, bit, loads)]
            bits = [bit for bit in bits if self._spare(unit, offer, bit, loads)]
            if bits:
                found[number] = bits
        return found

    def _is_free(self, offer: Offer, bit: int, loads: frozenset[int]) -> bool:
        meeting = offer.place.meetings[bit]
        return self.load.within(self._use(offer, bit), loads) and not self.load.parted(
            offer.frame.tutor, meeting, loads
        )

    def _spare(self, unit: Unit, offer: Offer, bit: int, loads: frozenset[int]) -> bool:
        """Whether the members' own sessions have room; mostly they use up nothing that is limited."""
        meeting = offer.place.meetings[bit]
        return not any(self._shares(request, meeting) for request in unit) or self._hold(
            unit, offer, [bit], loads
        )

    def uses(self, unit: Unit, offer: Offer, bit: int) -> Use:
        """What a group of the unit would use up by this meeting."""
        use, meeting = self._use(offer, bit), offer.place.meetings[bit]
        for request in unit:
            use += self._shares(request, meeting)
        return use

    def _choose(
        self,
        unit: Unit,
        offer: Offer,
        needed: list[list[int]],
        days: list[list[int]],
        wanted: int,
        loads: frozenset[int],
    ) -> list[int] | None:
        """``wanted`` meetings on different days, ``needed`` ones among them, whose uses hold together.

        The fewest meetings use up the least, so no larger number needs a look; the shortest of
        each day (the lowest bit) nearly always do, and only if not are all choices tried.
        """
        first = [of[0] for of in needed]
        first += sorted(of[0] for of in days)[: wanted - len(first)]
        if self._hold(unit, offer, first, loads):
            return first
        days = self._distinct(unit, offer, [*needed, *days])

        def extend(at: int, chosen: list[int]) -> list[int] | None:
            if len(chosen) == wanted:
                return chosen
            if len(days) - at < wanted - len(chosen):
                return None
            for bit in days[at]:
                longer = [*chosen, bit]
                if self._hold(unit, offer, longer, loads):
                    found = extend(at + 1, longer)
                    if found is not None:
                        return found
            return extend(at + 1, chosen) if at >= len(needed) else None

        return extend(0, [])

    def _hold(self, unit: Unit, offer: Offer, bits: list[int], loads: frozenset[int]) -> bool:
        uses = (pair for bit in bits for pair in self.uses(unit, offer, bit))
        return self.load.within(uses, loads)

    def _distinct(self, unit: Unit, offer: Offer, days: list[list[int]]) -> list[list[int]]:
        """One meeting a day for each different use of what several days draw on."""
        uses = [{bit: frozenset(self.uses(unit, offer, bit)) for bit in of} for of in days]
        drawn = Counter(
            key
            for of in uses
            for key in {(number, claim.resource) for use in of.values() for number, claim in use}
        )
        kept = []
        for of in uses:
            first: dict[frozenset[tuple[int, Claim]], int] = {}
            for bit, use in of.items():
                lasting = frozenset(pair for pair in use if drawn[pair[0], pair[1].resource] > 1)
                first.setdefault(lasting, bit)
            kept.append(list(first.values()))
        return kept

    # -- a seat in a group there is -------------------------------------------------------------

    def joinable(self, unit: Unit) -> Group | None:
        """A group of the schedule that could take the whole unit as it stands, if there is one."""
        return next(self.joining(unit), None)

    def joining(self, unit: Unit) -> Iterator[Group]:
        """The groups of the schedule that could take the whole unit as they stand."""
        groups = self._with_a_seat.get(unit[0].subject, ()) if self.common(unit).fits else ()
        return (group for group in groups if self._joins(unit, group))

    def seats(self, unit: Unit) -> Iterator[Group]:
        """The groups in which the unit could sit beside the schedule: those there are, and new ones."""
        for group in self.joining(unit):
            yield replace(group, members=(*group.members, *unit))
        for _, group in self.groups(unit, self.load.all):
            yield group

    def with_a_seat(self) -> Iterator[Group]:
        """The groups of the schedule that are smaller than they may be."""
        return (group for groups in self._with_a_seat.values() for group in groups)

    def with_seat(self, seat: Group) -> Reach:
        """The same beside a schedule with this group: a new one, or a wider one for one there is."""
        before = [g for m in seat.members for g in self.schedule.groups_of.get(m.key, ())]
        out = list(dict.fromkeys(before))
        schedule = self.schedule.exchanged(out, [seat])
        load = self.load.after(self.problem, schedule, out=out, into=[seat])
        names = {tutor.id for tutor in self.tutors}
        return Reach(self.problem, self.rules, schedule, load=load, tutors=names, like=self)

    def takes(self, group: Group, unit: Unit) -> bool:
        """Whether a group of the schedule could take the whole unit as it stands."""
        return self.common(unit).fits and self._joins(unit, group)

    @cached_property
    def _with_a_seat(self) -> dict[str, list[Group]]:
        found: dict[str, list[Group]] = defaultdict(list)
        names = {tutor.id for tutor in self.tutors}
        for group in self.schedule:
            if group.tutor.id not in names:
                continue
            size = self.size((group.tutor, *group.members))
            if size is None or len(group.members) < size:
                found[group.subject].append(group)
        return found

    def _joins(self, unit: Unit, group: Group) -> bool:
        common = self.common(unit)
        if not common.least <= len(group.meetings) <= common.most:
            return False
        if not common.days <= {meeting.day for meeting in group.meetings}:
            return False
        if not self.pairs(unit, group.frame):
            return False
        people = (*group.members, *unit)
        size = self.size((group.tutor, *people))
        if (size is not None and len(people) > size) or not self._fit(unit, group.members):
            return False
        admitted = all(
            rule.admits(self.problem, request, meeting)
            for meeting in group.meetings
            for rule in self._admitting
            for request in unit
        )
        shares = (p for m in group.meetings for request in unit for p in self._shares(request, m))
        return admitted and self.load.within(shares, self.load.all)


def same_but_for_people(one: Problem, other: Problem) -> bool:
    """Whether two problems of a week differ in nothing but students, tutors and their pairs."""
    return all(
        getattr(one.program, field.name) is getattr(other.program, field.name)
        for field in fields(Program)
        if field.name not in ("requests", "tutors", "pairs")
    )


def _bits(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit.bit_length() - 1
        mask ^= bit
