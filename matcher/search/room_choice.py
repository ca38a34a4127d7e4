"""The best rooms for the meetings of a site, by CP-SAT: one want after another, as far as the work goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from matcher.room_board import Picks, RoomBoard, Want, worth
from matcher.room_greedy import choose_greedily
from matcher.search.cp import single_solver

Terms = list[tuple[cp_model.IntVar, int]]

NEIGHBOURS = 8
"""So many groups are dealt anew together with one."""

A_PART = 0.05
"""The work that this is worth."""


def choose(board: RoomBoard, *, work: float) -> Picks:
    """A room for each meeting, the best as ``board.order`` says; None where none is left.

    ``work`` is CP-SAT's deterministic time; where it runs out, the best choice found is taken. The
    same board and work give the same choice everywhere.
    """
    picks = max(
        (choose_greedily(board, kept_first=first) for first in (True, False)),
        key=lambda one: _scores(board, one),
    )
    if _settled(board, picks):
        return picks
    if board.order[:2] == ("roomed", "together"):
        # Mostly every group can be in one room: then only these choices are looked at.
        whole = _Model(board, whole=True)
        if all(worth(board, picks, want) == _most(board, picks, want) for want in board.order[:2]):
            return whole.best(picks, work)
        if whole.first(work / 2):
            return whole.best(whole.picks, work / 2)
    model = _Model(board)
    picks = model.best(picks, work / 4)
    return picks if model.settled else _mended(board, picks, work / 2)


def _settled(board: RoomBoard, picks: Picks) -> bool:
    """Whether all is as wanted, and everything stays where it is to be kept."""
    stays = all(wish.kept == (at,) for wish, at in zip(board.wishes, picks, strict=True))
    return stays and all(
        worth(board, picks, want) == _most(board, picks, want) for want in board.order
    )


def _mended(board: RoomBoard, picks: Picks, work: float) -> Picks:
    """The choice made better around one group after another, beside all others as they are."""
    while work > 0:
        before = picks
        for group in _short(board, picks):
            free = _near(board, group)
            numbers, part = _part(board, picks, free)
            model = _Model(part)
            found = model.best(tuple(picks[number] for number in numbers), min(work, A_PART))
            told = dict(zip(numbers, found, strict=True))
            picks = tuple(told.get(number, at) for number, at in enumerate(picks))
            work -= max(model.spent, A_PART / 10)
            if work <= 0:
                break
        if _scores(board, picks) == _scores(board, before):
            break
    return picks


def _scores(board: RoomBoard, picks: Picks) -> list[int]:
    return [worth(board, picks, want) for want in board.order]


def _short(board: RoomBoard, picks: Picks) -> list[int]:
    """The groups that something is wanting for."""
    found = []
    for group, mine in board.groups.items():
        rooms = {picks[number] for number in mine}
        kept = all(not board.wishes[n].kept or picks[n] in board.wishes[n].kept for n in mine)
        if len(rooms) > 1 or None in rooms or not kept:
            found.append(group)
    return found


def _near(board: RoomBoard, group: int) -> set[int]:
    """The group and those that meet most often when it does."""
    mine = board.groups[group]
    often = Counter(
        board.wishes[other].group
        for crowd in board.crowds
        for number in mine
        if number in crowd
        for other in crowd
    )
    return {group, *sorted(often, key=lambda other: (-often[other], other))[:NEIGHBOURS]}


def _part(board: RoomBoard, picks: Picks, free: set[int]) -> tuple[list[int], RoomBoard]:
    """The meetings of some groups, and those beside them, which stay in their rooms."""
    spans = [(wish.start, wish.end) for wish in board.wishes if wish.group in free]
    numbers = [
        number
        for number, wish in enumerate(board.wishes)
        if wish.group in free
        or (
            picks[number] is not None
            and any(wish.start < end and start < wish.end for start, end in spans)
        )
    ]
    stay = {n: tuple(at for at in (picks[n],) if at is not None) for n in numbers}
    wishes = tuple(
        wish if wish.group in free else replace(wish, rooms=stay[number])
        for number in numbers
        for wish in (board.wishes[number],)
    )
    return numbers, replace(board, wishes=wishes)


def _most(board: RoomBoard, picks: Picks, want: Want) -> int:
    """More than this of a want can't be, with no fewer in rooms than in a choice."""
    wishes = board.wishes
    if want == "roomed":
        return sum(bool(wish.rooms) for wish in wishes)
    if want == "together":
        without = sum(at is None and bool(w.rooms) for w, at in zip(wishes, picks, strict=True))
        return min(0, without - len({wish.group for wish in wishes if wish.rooms}))
    liked = [wish.kept if want == "kept" else wish.liked for wish in wishes]
    return sum(bool(set(wish.rooms) & set(ones)) for wish, ones in zip(wishes, liked, strict=True))


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
        self.settled = True
        self.spent = 0.0
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
            self._pursue(
                self._terms(want), _most(self.board, self.picks, want), (work - self.spent) / 2
            )
        settled = self.settled
        early = [(var, -room) for (_, room), var in self.inside.items()]
        self._pursue(early, 0, work - self.spent)
        self.settled = settled
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

    def _pursue(self, terms: Terms, most: int, work: float) -> None:
        """Make a sum as large as can be, and never less from then on."""
        if not terms:
            return
        told = self._told()
        reached = sum(points * told[var.index] for var, points in terms)
        total = cp_model.LinearExpr.weighted_sum(*zip(*terms, strict=True))
        self.model.add(total >= reached)
        if reached >= most:
            return
        self.model.maximize(total)
        self.model.proto.clear_solution_hint()
        every = {var.index: var for var in (*self.inside.values(), *self.used.values())}
        for index, var in every.items():
            self.model.add_hint(var, told[index])
        solver = self._solve(work)
        if solver is None:
            self.settled = False
            return
        self.settled = self.settled and solver.value(total) >= solver.best_objective_bound
        self.model.add(total >= solver.value(total))

    def _told(self) -> dict[int, bool]:
        """The value of each variable in the choice so far, by its index."""
        wishes = self.board.wishes
        taken = {(wish.group, at) for wish, at in zip(wishes, self.picks, strict=True)}
        told = {var.index: self.picks[number] == at for (number, at), var in self.inside.items()}
        return told | {var.index: key in taken for key, var in self.used.items()}

    def _solve(self, work: float) -> cp_model.CpSolver | None:
        """A choice that is better than the one so far, or as good; None where none was found."""
        solver = single_solver(max(0.0, work))
        solver.parameters.symmetry_level = 0  # it would lose the choice to begin with
        solver.parameters.linearization_level = 2  # meetings at one moment make a strong relaxation
        status = solver.solve(self.model)
        self.spent += solver.response_proto.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found = {
            number: at for (number, at), var in self.inside.items() if solver.boolean_value(var)
        }
        self.picks = tuple(found.get(number) for number in range(len(self.board.wishes)))
        return solver
