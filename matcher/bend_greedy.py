"""A quick good choice of a menu, item by item: where the search starts, and what it falls back to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from matcher.bend_menu import Menu


def choose_greedily(menu: Menu) -> tuple[int, ...]:
    """One option of each item, all of them possible together; often the best, never proven so.

    Items with few options go first. Each takes its best option that is still possible; of equals,
    the one that fewest others would have liked.
    """
    state = _State(menu, menu.first)
    order = sorted(range(len(menu.items)), key=lambda item: (len(menu.items[item]), item))
    for item in order:
        for option in sorted(menu.items[item], key=state.preference):
            if option == state.picks[item] or state.change(item, option):
                break
    return tuple(state.picks)


def possible(menu: Menu, picks: Sequence[int], item: int) -> tuple[int, ...]:
    """The options of an item that go with the picks of all others; ``picks`` go together."""
    found = []
    for option in menu.items[item]:
        state = _State(menu, picks)
        if option == picks[item] or state.change(item, option):
            found.append(option)
    return tuple(found)


class _State:
    """A choice that is possible, and what it takes up."""

    def __init__(self, menu: Menu, picks: Sequence[int]) -> None:
        self.menu = menu
        self.picks = list(picks)
        self._clashes: dict[int, list[int]] = defaultdict(list)
        for number, clash in enumerate(menu.clashes):
            for option in clash:
                self._clashes[option].append(number)
        self._amounts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, limit in enumerate(menu.limits):
            for option, amount in limit.terms:
                self._amounts[option].append((number, amount))
        self._guards = [set(limit.only_with or ()) for limit in menu.limits]
        self._held: set[int] = set()
        self._used = [0] * len(menu.limits)
        self._guarded = [0] * len(menu.limits)
        for option in self.picks:
            self._take(option, 1)

    def preference(self, option: int) -> tuple[tuple[int, ...], int, int]:
        """What options of an item are tried by, the smallest first."""
        *worths, last = (worth[option] for worth in self.menu.worths)
        liked = sum(len(self.menu.clashes[clash]) for clash in self._clashes[option])
        return (tuple(-worth for worth in worths), liked, -last)

    def change(self, item: int, option: int) -> bool:
        """Take the option instead of the item's pick, if that is possible."""
        before = self.picks[item]
        self._take(before, -1)
        if not self._held.isdisjoint(self._clashes[option]):
            self._take(before, 1)
            return False
        self._take(option, 1)
        touched = (number for each in (before, option) for number, _ in self._amounts[each])
        if not self._within(touched):
            self._take(option, -1)
            self._take(before, 1)
            return False
        self.picks[item] = option
        return True

    def _take(self, option: int, sign: int) -> None:
        change = self._held.update if sign > 0 else self._held.difference_update
        change(self._clashes[option])
        for number, amount in self._amounts[option]:
            self._used[number] += sign * amount
            self._guarded[number] += sign * (option in self._guards[number])

    def _within(self, limits: Iterable[int]) -> bool:
        return all(
            self._used[number] <= self.menu.limits[number].most
            or (self.menu.limits[number].only_with is not None and not self._guarded[number])
            for number in limits
        )
