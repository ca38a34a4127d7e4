"""A board of spare seats in parts that have nothing to do with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from matcher.make_up_board import Board


def parts(board: Board) -> Iterator[tuple[tuple[int, ...], Board]]:
    """Each part as a board of its own, with the numbers that its spares have in the whole.

    Whatever seats of two parts are taken, they go together: parts share no student, no meeting, no
    tutor of extra meetings and nothing else of which there might not be enough.
    """
    found: dict[Hashable, list[int]] = defaultdict(list)
    roots = _Roots()
    short = {thing for thing, used in board.uses.items() if sum(used.values()) > board.left[thing]}
    for number, spare in enumerate(board.spares):
        opening = board.openings[spare.opening]
        shared: list[Hashable] = [("student", board.student(number)), ("opening", spare.opening)]
        if opening.group is None:
            shared.append(("tutor", opening.frame.tutor.id))
            things = ((rule, claim.resource) for rule, claim in opening.uses)
            shared += [("thing", thing) for thing in things if thing in short]
        for one in shared[1:]:
            roots.join(shared[0], one)
    for number in range(len(board.spares)):
        found[roots.root(("student", board.student(number)))].append(number)
    for numbers in found.values():
        yield tuple(numbers), _part(board, numbers)


def _part(board: Board, numbers: Sequence[int]) -> Board:
    spares = [board.spares[number] for number in numbers]
    requests = {spare.request: None for spare in spares}
    openings = {spare.opening: None for spare in sorted(spares, key=lambda one: one.opening)}
    request_at = {number: at for at, number in enumerate(requests)}
    opening_at = {number: at for at, number in enumerate(openings)}
    return replace(
        board,
        requests=tuple(board.requests[number] for number in requests),
        owed=tuple(board.owed[number] for number in requests),
        openings=tuple(board.openings[number] for number in openings),
        spares=tuple(
            replace(spare, request=request_at[spare.request], opening=opening_at[spare.opening])
            for spare in spares
        ),
    )


class _Roots:
    """Things that belong together, each known by one of them."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def root(self, one: Hashable) -> Hashable:
        while (parent := self._parent.get(one, one)) != one:
            self._parent[one] = self._parent.get(parent, parent)
            one = parent
        return one

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parent[self.root(other)] = self.root(one)
