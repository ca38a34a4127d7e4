"""The best rooms for the meetings of a site, by CP-SAT: one want after another, as far as the work goes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from matcher.room_board import Picks, RoomBoard, Want, worth
from matcher.search.cp import single_solver

Terms = list[tuple[cp_model.IntVar, int]]


def choose(board: RoomBoard, *, work: float) -> Picks:
    """A room for each meeting, the best as ``board.order`` says; None where none is left.

    ``work`` is CP-SAT's deterministic time; where it runs out, the best choice found is taken. The
    same board and work give the same choice everywhere.
    """
    picks = _greedily(board)
    if all(wish.kept == (at,) for wish, at in zip(board.wishes, picks, strict=True)):
        return picks
    if board.order[:2] == ("roomed", "together"):
        # Mostly every group can be in one room: then only these choices are looked at.
        whole = _Model(board, whole=True)
        if all(worth(board, picks, want) == _most(board, want) for want in board.order[:2]):
            return whole.best(picks, work)
        if whole.first(work / 2):
            return whole.best(whole.picks, work / 2)
        work /= 2
    return _Model(board).best(picks, work)


def _most(board: RoomBoard, want: Want) -> int:
    """More than this of a want can't be, where all are in rooms that can."""
    wishes = board.wishes
    if want == "roomed":
        return sum(bool(wish.rooms) for wish in wishes)
    if want == "together":
        return -len({wish.group for wish in wishes if wish.rooms})
    liked = [wish.kept if want == "kept" else wish.liked for wish in wishes]
    return sum(bool(set(wish.rooms) & set(ones)) for wish, ones in zip(wishes, liked, strict=True))


# -- a first choice -----------------------------------------------------------------------------


def _greedily(board: RoomBoard) -> Picks:
    """Group by group: the room that most of its meetings like best, else a room for each."""
    held = _Held(board)
    order = sorted(board.groups.values(), key=lambda mine: (-len(mine), mine[0]))
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


# -- the best choice ----------------------------------------------------------------------------


class _Model:
    """Which meeting is in which room; in a ``whole`` one all meetings of a group are in the same.

    Meetings that could be in no room are left aside.
    """

    def __init__(self, board: RoomBoard, *, whole: bool = False) -> None:
        self.board = board
        self.model = cp_model.CpModel()
        self.inside: dict[tuple[int, int], cp_model.IntVar] = {}
        self.used: dict[tuple[int, int], cp_model.IntVar] = {}
        self.picks: Picks = ()
        for group, numbers in board.groups.items():
            mine = [number for number in numbers if board.wishes[number].rooms]
            if mine and whole:
                self._in_one_room(group, mine)
            elif mine:
                self._in_some_rooms(group, mine)
        for crowd in board.crowds:
            self._fits(crowd)

    def _in_one_room(self, group: int, mine: Sequence[int]) -> None:
        common = set.intersection(*(set(self.board.wishes[number].rooms) for number in mine))
        for room in sorted(common):
            self.used[group, room] = var = self.model.new_bool_var("")
            self.inside |= {(number, room): var for number in mine}
        self.model.add_exactly_one(self.used[group, room] for room in sorted(common))

    def _in_some_rooms(self, group: int, mine: Sequence[int]) -> None:
        for number in mine:
            here = [self.model.new_bool_var("") for _ in self.board.wishes[number].rooms]
            self.model.add_at_most_one(here)
            for room, var in zip(self.board.wishes[number].rooms, here, strict=True):
                self.inside[number, room] = var
                if (group, room) not in self.used:
                    self.used[group, room] = self.model.new_bool_var("")
                self.model.add_implication(var, self.used[group, room])

    def _fits(self, crowd: Sequence[int]) -> None:
        for room, holds in enumerate(self.board.holds):
            mine = [self.inside[n, room] for n in crowd if (n, room) in self.inside]
            if len(mine) > holds == 1:
                self.model.add_at_most_one(mine)
            elif len(mine) > holds:
                self.model.add(sum(mine) <= holds)

    def first(self, work: float) -> bool:
        """Look for any choice; whether there is one."""
        for (number, room), var in self.inside.items():
            if room in self.board.wishes[number].kept[:1]:
                self.model.add_hint(var, value=True)
        return self._solve(work) is not None

    def best(self, picks: Picks, work: float) -> Picks:
        """Each want in turn, never giving up what an earlier one reached."""
        self.picks = picks
        for want in self.board.order:
            spent = self._pursue(self._terms(want), _most(self.board, want), work / 2)
            work = max(0.0, work - spent)
        self._pursue([(var, -room) for (_, room), var in self.inside.items()], 0, work)
        return self.picks

    def _terms(self, want: Want) -> Terms:
        if want == "roomed":
            return [(var, 1) for var in self.inside.values()]
        if want == "together":
            return [(var, -1) for var in self.used.values()]
        wishes = self.board.wishes
        return [
            (var, 1)
            for (number, room), var in self.inside.items()
            if room in (wishes[number].kept if want == "kept" else wishes[number].liked)
        ]

    def _pursue(self, terms: Terms, most: int, work: float) -> float:
        """Make a sum as large as can be, and never less from then on. Gives the work spent."""
        if not terms:
            return 0.0
        told = self._told()
        reached = sum(points * told[var.index] for var, points in terms)
        total = cp_model.LinearExpr.weighted_sum(*zip(*terms, strict=True))
        self.model.add(total >= reached)
        if reached >= most:
            return 0.0
        self.model.maximize(total)
        self.model.proto.clear_solution_hint()
        every = {var.index: var for var in (*self.inside.values(), *self.used.values())}
        for index, var in every.items():
            self.model.add_hint(var, told[index])
        solver = self._solve(work)
        if solver is None:
            return work
        self.model.add(total >= solver.value(total))
        return float(solver.response_proto.deterministic_time)

    def _told(self) -> dict[int, bool]:
        """The value of each variable in the choice so far, by its index."""
        wishes = self.board.wishes
        taken = {(wish.group, at) for wish, at in zip(wishes, self.picks, strict=True)}
        told = {var.index: self.picks[number] == at for (number, at), var in self.inside.items()}
        return told | {var.index: key in taken for key, var in self.used.items()}

    def _solve(self, work: float) -> cp_model.CpSolver | None:
        """A choice that is better than the one so far, or as good; None where none was found."""
        solver = single_solver(work)
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found = {
            number: at for (number, at), var in self.inside.items() if solver.boolean_value(var)
        }
        self.picks = tuple(found.get(number) for number in range(len(self.board.wishes)))
        return solver
