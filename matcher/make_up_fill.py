"""A quick good choice of spare seats, one after another: nobody is left out who still fits in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

from matcher.make_up_board import Board, Spare
from matcher.rule import Amount


def fill(board: Board, taken: Iterable[int] = ()) -> tuple[int, ...]:
    """Spare seats that go together, by number, ``taken`` among them, to which none can be added.

    Everyone gets a first session before anyone gets a second one, those who are owed the most
    before others, and of equals who has the fewest spare seats to choose from. Each takes the seat
    whose tutor is known best, rather in a meeting that takes place anyway.
    """
    state = _State(board)
    for spare in taken:
        state.take(spare)
    for time in range(max(board.owed, default=0)):
        waiting = [
            request
            for request in board.of_request
            if state.given[request] == time < board.owed[request]
        ]
        waiting.sort(key=lambda r: (-board.owed[r], len(board.of_request[r]), r))
        for request in waiting:
            free = [spare for spare in board.of_request[request] if state.free(spare)]
            if free:
                state.take(min(free, key=state.preference))
    return tuple(sorted(state.taken))


class _State:
    """The seats taken so far and what they leave."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.taken: set[int] = set()
        self.given: Counter[int] = Counter()
        self._in: dict[int, list[int]] = defaultdict(list)
        self._of_student: dict[str, list[int]] = defaultdict(list)
        self._held: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._used: dict[Hashable, Amount] = defaultdict(int)

    def preference(self, spare: int) -> tuple[int, ...]:
        """What spare seats of a request are tried by, the smallest first."""
        one = self.board.spares[spare]
        opening = self.board.openings[one.opening]
        anew = opening.group is None and not self._in[one.opening]
        return (-one.knows, anew, one.language, spare)

    def free(self, spare: int) -> bool:
        """Whether the seat can be taken beside those that are."""
        one = self.board.spares[spare]
        return (
            spare not in self.taken
            and self.given[one.request] < self.board.owed[one.request]
            and self._student_free(spare)
            and self._seat_free(spare, one)
            and (bool(self._in[one.opening]) or self._holds(one.opening))
        )

    def _student_free(self, spare: int) -> bool:
        board, student, at = self.board, self.board.student(spare), self.board.meeting(spare)
        mine = [board.meeting(other) for other in self._of_student[student]]
        today = sum(other.day == at.day for other in mine)
        return today < board.sessions_left[student, at.day] and not any(
            other.overlaps(at) for other in mine
        )

    def _seat_free(self, spare: int, one: Spare) -> bool:
        others = self._in[one.opening]
        rooms = [self.board.room(other) for other in (spare, *others)]
        return all(room is None or len(others) < room for room in rooms) and all(
            self.board.fit(one.request, self.board.spares[other].request) for other in others
        )

    def _holds(self, number: int) -> bool:
        """Whether the meeting can take place: one with a group does anyway."""
        opening, board = self.board.openings[number], self.board
        if opening.group is not None:
            return True
        others = self._held[opening.frame.tutor.id, opening.meeting.day]
        if any(board.clash(number, other) for other in others):
            return False
        return all(
            self._used[thing] + board.uses[thing][number] <= board.left[thing]
            for thing in ((rule, claim.resource) for rule, claim in opening.uses)
        )

    def take(self, spare: int) -> None:
        """Take a seat that is free."""
        one = self.board.spares[spare]
        opening = self.board.openings[one.opening]
        if opening.group is None and not self._in[one.opening]:
            self._held[opening.frame.tutor.id, opening.meeting.day].append(one.opening)
            for rule, claim in opening.uses:
                self._used[rule, claim.resource] += claim.amount
        self.taken.add(spare)
        self.given[one.request] += 1
        self._in[one.opening].append(spare)
        self._of_student[self.board.student(spare)].append(spare)
