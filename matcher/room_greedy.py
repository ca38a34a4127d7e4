"""A quick good choice of rooms, group by group, without going back on any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from matcher.room_board import Picks, RoomBoard


def choose_greedily(board: RoomBoard, *, kept_first: bool) -> Picks:
    """Group by group: the room that most of its meetings like best, else a room for each.

    With ``kept_first``, whatever can be kept is, before that.
    """
    held = _Held(board)
    for number, wish in enumerate(board.wishes) if kept_first else ():
        held.take_any(number, wish.kept)
    rest = [[n for n in mine if n not in held.room_of] for mine in board.groups.values()]
    order = sorted(filter(None, rest), key=lambda mine: (-len(mine), mine[0]))
    for mine in sorted(order, key=lambda mine: not any(board.wishes[n].kept for n in mine)):
        for room in _preferred(board, mine):
            if all(held.free(number, room) for number in mine):
                for number in mine:
                    held.take(number, room)
                break
        else:
            for number in mine:
                held.take_any(number, _preferred(board, [number]))
    return tuple(held.room_of.get(number) for number in range(len(board.wishes)))


def _preferred(board: RoomBoard, mine: Sequence[int]) -> list[int]:
    """The rooms that all of these meetings could be in, those liked best first."""
    wishes = [board.wishes[number] for number in mine]
    common = set.intersection(*(set(wish.rooms) for wish in wishes))
    kept = Counter(room for wish in wishes for room in wish.kept)
    liked = Counter(room for wish in wishes for room in wish.liked)
    return sorted(common, key=lambda room: (-kept[room], -liked[room], room))


class _Held:
    """Which meetings are in which room so far."""

    def __init__(self, board: RoomBoard) -> None:
        self.board = board
        self.room_of: dict[int, int] = {}
        self._in: dict[int, list[int]] = defaultdict(list)

    def free(self, number: int, room: int) -> bool:
        wishes, mine = self.board.wishes, self.board.wishes[number]
        if room not in mine.rooms:
            return False
        there = [wishes[other] for other in self._in[room]]
        near = [wish for wish in there if wish.start < mine.end and mine.start < wish.end]
        starts = {mine.start, *(wish.start for wish in near if wish.start > mine.start)}
        most = max(sum(wish.start <= at < wish.end for wish in near) for at in starts)
        return most < self.board.holds[room]

    def take_any(self, number: int, rooms: Sequence[int]) -> None:
        for room in rooms:
            if self.free(number, room):
                self.take(number, room)
                return

    def take(self, number: int, room: int) -> None:
        self.room_of[number] = room
        self._in[room].append(number)
