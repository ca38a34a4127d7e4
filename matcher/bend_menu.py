"""The options of all open meetings as one menu: which of them rule each other out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from matcher.bend_claims import Counter, Uses
from matcher.bend_items import Item
from matcher.bend_options import Option
from matcher.domain import Meeting
from matcher.rule import Amount, Resource


@dataclass(frozen=True)
class Limit:
    """Chosen options use up at most ``most`` of something shared.

    ``terms`` are ``(option, amount)`` with whole amounts. With ``only_with``, the limit holds only
    where at least one of these options is chosen.
    """

    terms: tuple[tuple[int, int], ...]
    most: int
    only_with: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Menu:
    """Options, numbered from 0, of which exactly one is to be chosen of each item.

    The first options of all items together are always possible. Of each set of ``clashes`` at
    most one option can be chosen. ``worths`` are what choices are compared by, in strict order:
    for each one the worth of every option, the larger sum being better.
    """

    items: tuple[tuple[int, ...], ...]
    clashes: tuple[tuple[int, ...], ...]
    limits: tuple[Limit, ...]
    worths: tuple[tuple[int, ...], ...]

    @property
    def first(self) -> tuple[int, ...]:
        """The choice that is always possible."""
        return tuple(options[0] for options in self.items)


def write_menu(uses: Uses, counter: Counter, *, acquainted: bool = True) -> Menu:
    """Number the options of ``counter`` item by item and say how they limit each other.

    ``acquainted``: covers who know the students are worth more, before the order of options counts.
    """
    options = [option for item in counter.items for option in item.options]
    numbers = iter(range(len(options)))
    items = tuple(tuple(next(numbers) for _ in item.options) for item in counter.items)
    return Menu(
        items=items,
        clashes=(*_tutor_clashes(uses, options), *_day_clashes(counter.items, items)),
        limits=tuple(_limits(counter, items)),
        worths=(
            tuple(int(option.told) for option in options),
            tuple(len(option.present) for option in options),
            tuple(-(option.what == "moved") for option in options),
            tuple(option.met if acquainted else 0 for option in options),
            # Last, whatever stands earlier in its item: the nearest move, the first tutor.
            tuple(-rank for item in counter.items for rank in range(len(item.options))),
        ),
    )


def _tutor_clashes(uses: Uses, options: Sequence[Option]) -> Iterator[tuple[int, ...]]:
    """Sets of options that would have a tutor in two meetings too close to each other."""
    held: dict[tuple[str, int], dict[Meeting, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, option in enumerate(options):
        if option.what in ("covered", "moved"):
            held[option.tutor.id, option.meeting.day][option.meeting].append(number)
    for by_meeting in held.values():
        tutor = options[next(iter(by_meeting.values()))[0]].tutor
        pairs = {
            pair
            for pair in combinations(sorted(by_meeting, key=_time), 2)
            if uses.clash(tutor, *pair)
        }
        for clique in (
            *([at] for at in by_meeting),
            *_cliques(sorted(by_meeting, key=_time), pairs),
        ):
            yield tuple(number for at in clique for number in by_meeting[at])


def _time(at: Meeting) -> tuple[int, int, int]:
    return (at.start, at.end, at.slot.row)


def _cliques(
    meetings: Sequence[Meeting], pairs: set[tuple[Meeting, Meeting]]
) -> Iterator[list[Meeting]]:
    """Sets of meetings of which every two are a pair, such that each pair lies in some set."""
    done: set[tuple[Meeting, Meeting]] = set()
    for pair in sorted(pairs, key=lambda pair: (_time(pair[0]), _time(pair[1]))):
        if pair in done:
            continue
        clique = list(pair)
        for at in meetings:
            if at not in clique and all(
                ((other, at) if _time(other) < _time(at) else (at, other)) in pairs
                for other in clique
            ):
                clique.append(at)
        clique.sort(key=_time)
        done.update(combinations(clique, 2))
        yield clique


def _day_clashes(
    items: Sequence[Item], numbers: Sequence[Sequence[int]]
) -> Iterator[tuple[int, ...]]:
    """Moves of one group to the same free day; on its own day a meeting is alone."""
    moves: dict[tuple[tuple[str, str], int], list[int]] = defaultdict(list)
    for item, of_item in zip(items, numbers, strict=True):
        for option, number in zip(item.options, of_item, strict=True):
            if option.what == "moved" and option.meeting.day != item.dated.planned.day:
                moves[item.dated.group.members[0].key, option.meeting.day].append(number)
    return (tuple(found) for found in moves.values())


@dataclass(frozen=True, slots=True)
class _Term:
    item: int
    option: int
    amount: Amount
    bound: bool


def _limits(counter: Counter, numbers: Sequence[Sequence[int]]) -> Iterator[Limit]:
    terms: dict[Resource, list[_Term]] = defaultdict(list)
    for item, of_item in enumerate(numbers):
        for option, uses in zip(of_item, counter.used[item], strict=True):
            for use in uses:
                terms[use.resource].append(_Term(item, option, use.amount, use.bound))
    for resource, users in terms.items():
        left = counter.left[resource]
        if any(term.bound for term in users) and _most(users) > left:
            yield _limit(users, left)


def _most(terms: Sequence[_Term]) -> Amount:
    """The most that the items can use up together."""
    largest: dict[int, dict[int, Amount]] = defaultdict(lambda: defaultdict(int))
    for term in terms:
        largest[term.item][term.option] += term.amount
    return sum((max(amounts.values()) for amounts in largest.values()), start=0)


def _limit(terms: Sequence[_Term], left: Amount) -> Limit:
    """The limit in whole amounts.

    What is as planned may by itself be more than there is, where a Slots row is not in force
    on some date: it stays, but nothing is moved there.
    """
    amounts: Mapping[int, Amount] = _sums(terms)
    scale = math.lcm(*(Fraction(amount).denominator for amount in amounts.values()))
    bound = tuple(sorted({term.option for term in terms if term.bound}))
    crowded = _most([term for term in terms if not term.bound]) > left
    return Limit(
        terms=tuple((option, int(amount * scale)) for option, amount in amounts.items()),
        most=math.floor(left * scale),
        only_with=bound if crowded else None,
    )


def _sums(terms: Sequence[_Term]) -> dict[int, Amount]:
    amounts: dict[int, Amount] = defaultdict(int)
    for term in terms:
        amounts[term.option] += term.amount
    return amounts
