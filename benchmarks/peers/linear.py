"""A model of Booleans and linear rows: written down once, given to CP-SAT or to a MIP solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.peers.answer import Trajectory

Term = tuple[float, int]
"""Factor and number of a Boolean."""


@dataclass(frozen=True)
class Row:
    """``low <= sum of factor x Boolean <= high``; None: no limit on that side."""

    terms: tuple[Term, ...]
    low: float | None
    high: float | None


@dataclass
class Linear:
    """The Booleans are numbered from 0; ``objective`` is to be as large as possible."""

    size: int = 0
    rows: list[Row] = field(default_factory=list)
    objective: dict[int, float] = field(default_factory=dict)
    start: frozenset[int] | None = None
    """The Booleans that are true in an answer to start from."""

    def boolean(self) -> int:
        """A new Boolean."""
        self.size += 1
        return self.size - 1

    def booleans(self, keys: Iterable[int]) -> dict[int, int]:
        """New Booleans, one for each key."""
        return {key: self.boolean() for key in keys}

    def at_most(self, high: float, terms: Iterable[Term]) -> None:
        """The sum is no more than ``high``."""
        self._add(None, high, terms)

    def at_least(self, low: float, terms: Iterable[Term]) -> None:
        """The sum is no less than ``low``."""
        self._add(low, None, terms)

    def exactly(self, value: float, terms: Iterable[Term]) -> None:
        """The sum is ``value``."""
        self._add(value, value, terms)

    def one_of(self, booleans: Iterable[int]) -> None:
        """No more than one of them is true."""
        some = tuple(booleans)
        if len(some) > 1:
            self.at_most(1, ((1, one) for one in some))

    def only_if(self, one: int, others: Iterable[int]) -> None:
        """``one`` is true only if some other is."""
        self.at_most(0, ((1, one), *((-1, other) for other in others)))

    def _add(self, low: float | None, high: float | None, terms: Iterable[Term]) -> None:
        self.rows.append(Row(tuple(terms), low, high))


@dataclass(frozen=True)
class Solved:
    """What a solver gives back: the Booleans that are true (None: no answer) and a bound."""

    true: frozenset[int] | None
    bound: float | None
    trajectory: Trajectory
    note: str
