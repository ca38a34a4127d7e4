"""An order of people in which every beginning has about the same mix as the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


def in_mix(items: Sequence[T], kind: Callable[[T], Hashable]) -> list[T]:
    """The items, those of each kind spread evenly over the whole.

    The first ``n`` hold of each kind as many as is its share, give or take one; so fewer people are
    always some of those that more would be. Of one kind, the items keep their order.
    """
    kinds: dict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        kinds[kind(item)].append(item)
    places = [
        (Fraction(2 * at + 1, 2 * len(mine)), -len(mine), number, item)
        for number, mine in enumerate(kinds.values())
        for at, item in enumerate(mine)
    ]
    return [item for *_, item in sorted(places, key=lambda place: place[:3])]
