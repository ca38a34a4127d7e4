"""What meetings take of tutors, rooms and students, as the rules tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.bend_items import Item
from matcher.bend_options import Option
from matcher.domain import Frame, Meeting, Tutor
from matcher.past import held_before
from matcher.problem import Problem
from matcher.rule import Amount, Claim, Resource, Rule

LOAD_RULES = frozenset({8, 9})
"""The rules that a cover must hold together with the tutor's other meetings."""

TAKING_PLACE_RULES = frozenset({8, 9, 10, 13})
"""The rules that a moved meeting must hold together with all that take place."""


@dataclass(frozen=True, slots=True)
class Use:
    """What an option uses up. Only where it is ``bound`` must the capacity hold because of it."""

    rule: Rule
    resource: Resource
    amount: Amount
    bound: bool


@dataclass(frozen=True, eq=False)
class Uses:
    """What the rules of one place, load and room say of single options."""

    problem: Problem
    rules: Sequence[Rule]

    def of(self, item: Item, option: Option) -> tuple[Use, ...]:
        """Everything that the meeting takes of its tutor, of rooms and of those present."""
        return () if option.what == "cancelled" else tuple(self._of(item, option))

    def _of(self, item: Item, option: Option) -> Iterator[Use]:
        frame = replace(item.dated.group.frame, tutor=option.tutor)
        moved, covered = option.what == "moved", option.what == "covered"
        for rule in self._rules:
            bound = moved or (covered and rule.number in LOAD_RULES)
            for claim in rule.claims(self.problem, frame, option.meeting):
                yield Use(rule, claim.resource, claim.amount, bound)
            for claim in self._shares(rule, option):
                yield Use(rule, claim.resource, claim.amount, moved)
        if moved:
            yield from self._beside(option, frame)

    def _beside(self, option: Option, frame: Frame) -> Iterator[Use]:
        """Nothing of each row that shares the place, but bound to it.

        Where rows are not in force, what stays may be more than the others hold; then no row of
        the place takes a move.
        """
        for row in self.problem.meetings_at[option.meeting.place]:
            for rule in self._rules:
                for claim in rule.claims(self.problem, frame, row):
                    yield Use(rule, claim.resource, 0, bound=True)

    @property
    def _rules(self) -> Iterator[Rule]:
        return (rule for rule in self.rules if rule.number in TAKING_PLACE_RULES)

    def _shares(self, rule: Rule, option: Option) -> Iterator[Claim]:
        for member in option.present:
            yield from rule.shares(self.problem, member, option.meeting)

    def capacity(self, use: Use) -> Amount:
        """How much there is of what is used."""
        return use.rule.capacity(self.problem, use.resource)

    def clash(self, tutor: Tutor, first: Meeting, second: Meeting) -> bool:
        """Whether the tutor can not hold both meetings."""
        return any(rule.conflict(self.problem, first, second) for rule in self._rules)


@dataclass(frozen=True, eq=False)
class Counter:
    """The open items with the options that what stays leaves room for, and what these use.

    ``used`` runs parallel to ``items`` and their options. ``left`` is what the meetings that stay
    leave of each resource of which some option may not take too much.
    """

    items: tuple[Item, ...]
    used: tuple[tuple[tuple[Use, ...], ...], ...]
    left: Mapping[Resource, Amount]


def weigh(uses: Uses, items: Sequence[Item]) -> Counter:
    """Compare the open items' options with all meetings that stay."""
    staying = [item for item in items if len(item.options) == 1]
    held = _held(items)
    changing = [_free(uses, item, held) for item in items if len(item.options) > 1]
    used = [[uses.of(item, option) for option in item.options] for item in changing]
    left = {
        use.resource: uses.capacity(use)
        for options in used for option in options for use in option if use.bound
    }  # fmt: skip
    for use in _used_before(uses):
        if use.resource in left:
            left[use.resource] -= use.amount
    for item in staying:
        for use in uses.of(item, item.options[0]):
            if use.resource in left:
                left[use.resource] -= use.amount
    return _counter(changing, used, left)


def _used_before(uses: Uses) -> Iterator[Use]:
    """What the meetings of the days that are over took of their tutors' week."""
    for line in held_before(uses.problem):
        frame = replace(line.group.frame, tutor=line.tutor)
        for rule in uses.rules:
            if rule.number in LOAD_RULES:
                for claim in rule.claims(uses.problem, frame, line.meeting):
                    yield Use(rule, claim.resource, claim.amount, bound=False)


def _held(items: Iterable[Item]) -> dict[tuple[str, int], list[Meeting]]:
    """The meetings that stay, by tutor and weekday; the row makes no difference to a tutor."""
    held: dict[tuple[str, int], list[Meeting]] = defaultdict(list)
    for item in items:
        if item.dated.stays:
            planned = item.dated.planned
            held[item.dated.group.tutor.id, planned.day].append(planned)
    return held


def _free(uses: Uses, item: Item, held: Mapping[tuple[str, int], list[Meeting]]) -> Item:
    """The item without options whose tutor then holds another meeting that stays."""

    def fits(option: Option) -> bool:
        if option.what not in ("covered", "moved"):
            return True
        others = held.get((option.tutor.id, option.meeting.day), ())
        return not any(uses.clash(option.tutor, option.meeting, other) for other in others)

    return replace(item, options=tuple(option for option in item.options if fits(option)))


def _counter(
    items: Sequence[Item],
    used: Sequence[Sequence[tuple[Use, ...]]],
    left: Mapping[Resource, Amount],
) -> Counter:
    kept_items, kept_uses = [], []
    for item, uses_of in zip(items, used, strict=True):
        fitting = [
            (option, uses)
            for option, uses in zip(item.options, uses_of, strict=True)
            if _room_for(uses, left)
        ]
        kept_items.append(replace(item, options=tuple(option for option, _ in fitting)))
        kept_uses.append(
            tuple(tuple(use for use in uses if use.resource in left) for _, uses in fitting)
        )
    return Counter(tuple(kept_items), tuple(kept_uses), left)


def _room_for(uses: Sequence[Use], left: Mapping[Resource, Amount]) -> bool:
    """Whether an option alone takes no more than there is of what it is bound by."""
    total: dict[Resource, Amount] = defaultdict(int)
    for use in uses:
        total[use.resource] += use.amount
    return all(total[use.resource] <= left[use.resource] for use in uses if use.bound)
