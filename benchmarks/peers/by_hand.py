"""The careful coordinator: the greatest need first, then repair, one change at a time.

Each student joins a group that is there or opens one at the times that suit most of those who
still wait. Who is left then gets another look: a seat whose holder can sit elsewhere or needs it
less, or a group that can be taken apart for something better.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.peers.answer import Answer, Trajectory
from benchmarks.peers.board import Board, Card
from benchmarks.peers.clock import Clock
from benchmarks.peers.eligible import Eligible, Told
from matcher.problem import Problem
from matcher.rule import Rule

FEW = 12  # who still wait for the same, asked about a new group's times


def by_hand(problem: Problem, rules: Sequence[Rule], clock: Clock, seed: int) -> Answer:
    """Plan by hand until nothing can be repaired or the time is over. There is no bound."""
    eligible = Eligible.of(problem, rules)
    work = Work(eligible, clock, seed)
    passes = work.do()
    return Answer(
        schedule=eligible.schedule(work.groups),
        value=work.board.worth,
        first=work.trajectory[0][0] if work.trajectory else None,
        trajectory=work.trajectory,
        note=f"{passes} rounds of repair",
    )


class Work:
    """A coordinator at work."""

    def __init__(self, eligible: Eligible, clock: Clock, seed: int, share: float = 1.0) -> None:
        """``share`` is how much of the clock's time there is."""
        self.board = Board(eligible)
        self.clock = clock
        self.trajectory: Trajectory = []
        self._until = share * clock.limit
        self._random = random.Random(seed)
        self._chances = [
            len(frames) * int(eligible.arrays.admits[u].sum())
            for u, frames in enumerate(self.board.frames_of)
        ]

    def do(self) -> int:
        """Place and repair; returns the rounds of repair that were of use."""
        self._place_all()
        passes = 0
        while self._repair_all() and not self._over:
            passes += 1
        return passes

    @property
    def _over(self) -> bool:
        return self.clock.passed >= self._until

    @property
    def groups(self) -> list[Told]:
        """The groups on the board, in an order of their own."""
        cards = {card for cards in self.board.cards_of_frame.values() for card in cards}
        ordered = sorted(cards, key=lambda card: (card.frame, card.meetings, card.units))
        return [(card.frame, card.units, card.meetings) for card in ordered]

    def _place_all(self) -> None:
        """Everybody once, the greatest need first, of these those who have the fewest chances."""
        for u in self._waiting():
            if self._over:
                return
            self._place(u)
            self._note()

    def _repair_all(self) -> bool:
        """One round of repair; whether it was of any use."""
        before = self.board.worth
        for u in self._waiting():
            if self._over:
                break
            for attempt in self._attempts(u):
                mark, worth = len(self.board.log), self.board.worth
                if attempt() and self.board.worth > worth:
                    self._note()
                    break
                self.board.back_to(mark)
        return self.board.worth > before

    def _waiting(self) -> list[int]:
        board = self.board
        waiting = [u for u, frames in enumerate(board.frames_of) if frames]
        waiting = [u for u in waiting if u not in board.card_of and board.need(u) > 0]
        return sorted(waiting, key=lambda u: (-board.need(u), self._chances[u], u))

    def _note(self) -> None:
        if self.board.worth > (self.trajectory[-1][1] if self.trajectory else 0.0):
            self.trajectory.append((self.clock.passed, self.board.worth))

    # -- one seat -------------------------------------------------------------------------------

    def _place(self, u: int, frames: Sequence[int] | None = None) -> bool:
        """A seat in the fullest group that takes the unit, else in a new group."""
        board = self.board
        mine = board.frames_of[u] if frames is None else frames
        cards = [card for f in mine for card in board.cards_of_frame[f]]
        cards.sort(key=lambda card: (-len(card.units), card.frame, card.meetings))
        for card in cards:
            joined = board.joined(u, card)
            if joined:
                board.take(card)
                board.put(joined)
                return True
        best: tuple[int, Card] | None = None
        for f in mine:
            wanted = self._wanted(u, f)
            opened = board.opened(u, f, wanted)
            score = sum(wanted.get(m, 0) for m in opened.meetings) if opened else -1
            if opened and (best is None or score > best[0]):
                best = score, opened
        if best:
            board.put(best[1])
        return best is not None

    def _wanted(self, u: int, f: int) -> Counter[int]:
        """For each meeting, how many of those who wait and fit could come."""
        board, eligible = self.board, self.board.eligible
        wanted: Counter[int] = Counter()
        found = 0
        for v in eligible.units_of_frame[f]:
            if v != u and v not in board.card_of and board.arrays.fit(u, v):
                wanted.update(eligible.admitted(v, eligible.meetings_of_frame[f]))
                found += 1
                if found == FEW:
                    break
        return wanted

    # -- repair ---------------------------------------------------------------------------------

    def _attempts(self, u: int) -> Iterator[Callable[[], bool]]:
        """Ways to make room for a unit, the least disturbing first."""
        yield partial(self._place, u)
        board = self.board
        cards = [card for f in board.frames_of[u] for card in board.cards_of_frame[f]]
        cards.sort(key=lambda card: (card.frame, card.meetings))
        self._random.shuffle(cards)
        for card in cards:
            for v in card.units:
                yield partial(self._swap, u, v, card)
        tutors = {int(board.arrays.frame_tutor[f]) for f in board.frames_of[u]}
        for t in sorted(tutors):
            for f in board.eligible.frames_of_tutor[t]:
                cards = sorted(board.cards_of_frame[f], key=lambda card: card.meetings)
                for card in cards:
                    yield partial(self._replace, u, t, card)

    def _swap(self, u: int, v: int, card: Card) -> bool:
        """Give the unit another's seat, and the other a seat elsewhere if there is one."""
        board = self.board
        rest = tuple(w for w in card.units if w != v)
        if not rest:
            return False
        board.take(card)
        smaller = Card(card.frame, rest, card.meetings)
        board.put(smaller)
        joined = board.joined(u, smaller)
        if not joined:
            return False
        board.take(smaller)
        board.put(joined)
        self._place(v)
        return True

    def _replace(self, u: int, t: int, card: Card) -> bool:
        """Take a group apart, open one for the unit with its tutor, and seat the others anew."""
        board = self.board
        board.take(card)
        frames = set(board.eligible.frames_of_tutor[t])
        if not self._place(u, [f for f in board.frames_of[u] if f in frames]):
            return False
        for v in sorted(card.units, key=lambda v: (-board.need(v), v)):
            self._place(v)
        return True
