"""An order of people in which every beginning has about the same mix as the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")

Traits = tuple[Hashable, ...]
"""What counts in a mix: a site, a subject, a language."""


def in_mix(items: Sequence[T], traits: Callable[[T], Traits], name: Callable[[T], str]) -> list[T]:
    """The items, one after another whoever is missing most.

    Each trait has a share of the whole; whoever's traits are furthest behind their shares comes next. So
    fewer people are always some of those that more would be, and any number of them has about the mix of
    the whole. The order in which the items come does not matter: among equals it goes by turns
    through their names.
    """
    kinds: dict[Traits, list[T]] = {}
    for item in sorted(items, key=name):
        kinds.setdefault(traits(item), []).append(item)
    left = {kind: mine[::-1] for kind, mine in kinds.items()}
    turns = dict(zip(kinds, _turns(len(kinds)), strict=True))
    whole = Counter(trait for kind, mine in kinds.items() for trait in _all(kind) for _ in mine)
    share = {trait: Fraction(count, len(items)) for trait, count in whole.items()}
    have: Counter[Hashable] = Counter()
    order: list[T] = []
    while left:
        number = len(order) + 1

        def behind(kind: Traits, number: int = number) -> tuple[Fraction, int]:
            missing = [number * share[trait] - have[trait] for trait in _all(kind)]
            return sum(missing, Fraction(0)) / len(missing), -turns[kind]

        chosen = max(left, key=behind)
        order.append(left[chosen].pop())
        have.update(_all(chosen))
        if not left[chosen]:
            del left[chosen]
    return order


def _all(kind: Traits) -> tuple[Hashable, ...]:
    """The traits, and all of them together as one more."""
    return (*kind, ("all", kind))


def _turns(count: int) -> list[int]:
    """For each place of a row its turn, when the row is gone through in ever smaller steps."""
    bits = max(1, (count - 1).bit_length())
    mirrored = sorted(range(count), key=lambda place: int(f"{place:0{bits}b}"[::-1], 2))
    turns = [0] * count
    for turn, place in enumerate(mirrored):
        turns[place] = turn
    return turns
