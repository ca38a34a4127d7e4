"""What is left of everything that the rules limit, while groups come and go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from matcher.by_itself import ByItself
from matcher.load import Use
from matcher.rule import Amount, Claim

Key = tuple[int, Hashable]
"""The position of a rule, and a resource that it limits."""


class Stock:
    """Counts what is used up; ``below`` is another such count, which stays as it is."""

    def __init__(self, alone: ByItself, below: Stock | None = None) -> None:
        self._alone = alone
        self._below = below
        self._taken: dict[Key, Amount] = {}

    def take(self, uses: Use, times: int = 1) -> None:
        """Use up; with ``times`` of -1, give back."""
        for use in uses:
            key = key_of(use)
            self._taken[key] = self._taken.get(key, 0) + times * use[1].amount

    def lacks(self, uses: Use) -> set[Key]:
        """The resources of which too little is left for all these uses together."""
        wanted: dict[Key, Amount] = defaultdict(int)
        for use in uses:
            wanted[key_of(use)] += use[1].amount
        return {key for key, amount in wanted.items() if amount and amount > self._left(key)}

    def overdrawn(self, keys: Iterable[Key]) -> list[Key]:
        """Those of which more is used up than there is."""
        return [key for key in dict.fromkeys(keys) if self._left(key) < 0]

    def _left(self, key: Key) -> Amount:
        capacity = self._alone.rules[key[0]].capacity(self._alone.problem, key[1])
        return capacity - self._used(key)

    def _used(self, key: Key) -> Amount:
        below = self._below._used(key) if self._below else 0  # noqa: SLF001 - one of its kind
        return below + self._taken.get(key, 0)


def key_of(use: tuple[int, Claim]) -> Key:
    """What a claim of a rule draws on."""
    return (use[0], use[1].resource)
