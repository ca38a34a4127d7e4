"""The board on which a coordinator puts groups by hand: what is held, and what is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.peers.eligible import Eligible

ENOUGH = 1e-9  # rooms and money are compared with this much grace


@dataclass(frozen=True)
class Card:
    """A group on the board."""

    frame: int
    units: tuple[int, ...]
    meetings: tuple[int, ...]


class Board:
    """Cards on a board; every card may stay beside all others, and the worth is kept."""

    def __init__(self, eligible: Eligible) -> None:
        self.eligible = eligible
        self.arrays = eligible.arrays
        self.cards_of_frame: dict[int, set[Card]] = defaultdict(set)
        self.card_of: dict[int, Card] = {}  # by unit
        self.worth = 0.0
        self.log: list[tuple[bool, Card]] = []  # what was put up (True) and taken down
        self._left: list[float] = self.arrays.row_room.tolist()
        self._tutor: list[int] = self.arrays.frame_tutor.tolist()
        self._size: list[int] = self.arrays.size.tolist()
        self._cap: list[int] = self.arrays.cap.tolist()
        self._least: list[int] = self.arrays.least.tolist()
        self._most: list[int] = self.arrays.most.tolist()
        self._tutor_cap: list[int] = self.arrays.tutor_cap.tolist()
        self.frames_of: list[list[int]] = [[] for _ in self.arrays.units]
        for f, units in enumerate(eligible.units_of_frame):
            for u in units:
                self.frames_of[u].append(f)
        aim = self.arrays.aims[0]
        self._need: dict[int, float] = dict(
            zip(self.arrays.frame_units.tolist(), aim.member.tolist(), strict=True)
        )
        self._best: dict[int, list[int]] = defaultdict(list)
        self._placed_of_best = [0] * len(aim.best)
        for b, (several, _) in enumerate(aim.best):
            for u in several:
                self._best[u].append(b)

    # -- putting up and taking down -------------------------------------------------------------

    def put(self, card: Card) -> None:
        """Put a card up that may be there."""
        self._turn(card, up=True)
        self.log.append((True, card))

    def take(self, card: Card) -> None:
        """Take a card down."""
        self._turn(card, up=False)
        self.log.append((False, card))

    def back_to(self, mark: int) -> None:
        """Undo what was done since the log was this long."""
        while len(self.log) > mark:
            was_up, card = self.log.pop()
            self._turn(card, up=not was_up)

    def _turn(self, card: Card, *, up: bool) -> None:
        for row, amount in self._uses(card.frame, card.units, card.meetings):
            self._left[row] -= amount if up else -amount
        if up:
            self.cards_of_frame[card.frame].add(card)
        else:
            self.cards_of_frame[card.frame].discard(card)
        for u in card.units:
            self.worth += self._seat(u, up=up)
            if up:
                self.card_of[u] = card
            else:
                del self.card_of[u]

    def _seat(self, u: int, *, up: bool) -> float:
        """By how much the worth changes when the unit gets or loses its seat."""
        change = self._need.get(u, 0.0)
        for b in self._best[u]:
            before = self._placed_of_best[b]
            self._placed_of_best[b] = before + (1 if up else -1)
            if (before == 0) if up else (before == 1):
                change += self.arrays.aims[0].best[b][1]
        return change if up else -change

    def need(self, u: int) -> float:
        """What a seat for the unit would add now."""
        gains = self.arrays.aims[0].best
        return self._need.get(u, 0.0) + sum(
            gains[b][1] for b in self._best[u] if not self._placed_of_best[b]
        )

    def _uses(
        self, f: int, units: Iterable[int], meetings: Iterable[int]
    ) -> Iterator[tuple[int, float]]:
        own = [self.eligible.own_uses[u] for u in units]
        for m in meetings:
            yield from self.eligible.uses[self._tutor[f]][m]
            for uses in own:
                yield from uses.get(m, ())

    # -- what could be --------------------------------------------------------------------------

    def joined(self, u: int, card: Card) -> Card | None:
        """The card with the unit as a further member; None if that can't be."""
        if not self._least[u] <= len(card.meetings) <= self._most[u]:
            return None
        units = (*card.units, u)
        cap = min(self._tutor_cap[self._tutor[card.frame]], *(self._cap[v] for v in units))
        if sum(self._size[v] for v in units) > cap:
            return None
        if len(self.eligible.admitted(u, card.meetings)) < len(card.meetings):
            return None
        if not all(self.arrays.fit(u, v) for v in card.units):
            return None
        mine = self.eligible.own_uses[u]
        if mine and not self._holds(use for m in card.meetings for use in mine.get(m, ())):
            return None
        return Card(card.frame, units, card.meetings)

    def opened(self, u: int, f: int, wanted: dict[int, int]) -> Card | None:
        """A new group of the unit alone, at the free times that are ``wanted`` most."""
        free: dict[int, list[int]] = defaultdict(list)
        for m in self.eligible.admitted(u, self.eligible.meetings_of_frame[f]):
            if self._holds(self._uses(f, (u,), (m,))):
                free[self.eligible.days[m]].append(m)
        if len(free) < self._least[u]:
            return None
        best = [max(ms, key=lambda m: (wanted.get(m, 0), -m)) for ms in free.values()]
        best.sort(key=lambda m: (-wanted.get(m, 0), m))
        chosen: list[int] = []
        for m in best:
            if self._holds(self._uses(f, (u,), (*chosen, m))):
                chosen.append(m)
            if len(chosen) == self._least[u]:
                return Card(f, (u,), tuple(sorted(chosen)))
        return None

    def _holds(self, uses: Iterable[tuple[int, float]]) -> bool:
        """Whether there is enough left for all of these together."""
        drawn: dict[int, float] = {}
        for row, amount in uses:
            drawn[row] = drawn.get(row, 0.0) + amount
            if drawn[row] > self._left[row] + ENOUGH:
                return False
        return True
