"""The best choice of spare seats, by CP-SAT: one wish after another, as far as the work goes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from matcher.make_up_board import MET, OWN, Board, cliques
from matcher.make_up_parts import parts
from matcher.search.cp import single_solver

Wish = list[tuple[cp_model.IntVar, int]]
"""What a choice is worth: the sum of the points of what it takes."""


def choose(board: Board, start: Sequence[int], *, work: float) -> tuple[int, ...]:
    """Spare seats that go together, the best as :func:`matcher.make_up.make_up` says.

    ``start`` is a choice that is possible. Seats that have nothing to do with each other are chosen
    apart, which is as good and faster. ``work`` is CP-SAT's deterministic time for all of them
    together; where it runs out, the best choice found is taken. The same board and work give the
    same choice everywhere.
    """
    taken, picks = set(start), set[int]()
    for numbers, part in parts(board):
        model = _Model(part, [at for at, number in enumerate(numbers) if number in taken])
        left = work * len(numbers) / len(board.spares)
        for wish in model.wishes():
            # Half of what is left, so that a hard wish leaves something for those behind it.
            left = max(0.0, left - model.pursue(wish, left / 2))
        picks |= {numbers[at] for at in model.picks}
    return tuple(sorted(picks))


class _Model:
    """Which seats are taken, which extra meetings are held, and who gets how many sessions."""

    def __init__(self, board: Board, start: Sequence[int]) -> None:
        self.board = board
        self.picks = set(start)
        self.model = cp_model.CpModel()
        self.seat = [self.model.new_bool_var("") for _ in board.spares]
        self.held = {
            number: self.model.new_bool_var("")
            for number, opening in enumerate(board.openings)
            if opening.group is None
        }
        # Whether a request gets at least so many sessions.
        self.gets = {
            (request, count): self.model.new_bool_var("")
            for request, spares in board.of_request.items()
            for count in range(1, min(board.owed[request], len(spares)) + 1)
        }
        self._requests()
        self._students()
        self._openings()
        self._tutors()

    # -- what goes together ---------------------------------------------------------------------

    def _requests(self) -> None:
        for request, spares in self.board.of_request.items():
            counts = [var for (one, _), var in self.gets.items() if one == request]
            self.model.add(sum(self.seat[n] for n in spares) == sum(counts))
            for less, more in pairwise(counts):
                self.model.add_implication(more, less)

    def _students(self) -> None:
        for student, spares in self.board.of_student.items():
            by_day: dict[int, list[int]] = defaultdict(list)
            for number in spares:
                by_day[self.board.meeting(number).day].append(number)
            for day, numbers in by_day.items():
                self.model.add(
                    sum(self.seat[n] for n in numbers) <= self.board.sessions_left[student, day]
                )
            at = {number: self.board.meeting(number) for number in spares}
            for moment in {meeting.start for meeting in at.values()}:
                self.model.add_at_most_one(
                    self.seat[n]
                    for n, meeting in at.items()
                    if meeting.start <= moment < meeting.end
                )

    def _openings(self) -> None:
        for opening, spares in self.board.of_opening.items():
            total = sum(self.seat[n] for n in spares)
            rooms = {n: self.board.room(n) for n in spares}
            most = max(len(spares) if room is None else room for room in rooms.values())
            if most < len(spares):
                self.model.add(total <= most * self.held.get(opening, 1))
            for number, room in rooms.items():
                if room is not None and room < min(most, len(spares)):
                    self.model.add(total <= room).only_enforce_if(self.seat[number])
            for first, second in combinations(spares, 2):
                pair = (self.board.spares[first].request, self.board.spares[second].request)
                if not self.board.fit(*pair):
                    self.model.add_at_most_one(self.seat[first], self.seat[second])
            if opening in self.held:
                for number in spares:
                    self.model.add_implication(self.seat[number], self.held[opening])
                self.model.add(total >= self.held[opening])

    def _tutors(self) -> None:
        for clique in cliques(self.board):
            self.model.add_at_most_one(self.held[n] for n in clique)
        for thing, amounts in self.board.uses.items():
            left = self.board.left[thing]
            if sum(amounts.values()) <= left:
                continue
            scale = math.lcm(*(Fraction(amount).denominator for amount in amounts.values()))
            used = sum(self.held[n] * int(amount * scale) for n, amount in amounts.items())
            self.model.add(used <= math.floor(left * scale))

    # -- what is wished for ---------------------------------------------------------------------

    def wishes(self) -> Iterator[Wish]:
        """What to make as large as can be, in strict order."""
        seats = list(zip(self.seat, self.board.spares, strict=True))
        yield [(var, 1) for var, _ in seats]
        yield [(var, 1) for (_, count), var in self.gets.items() if count == 1]
        yield [
            (var, self.board.owed[request])
            for (request, count), var in self.gets.items()
            if count == 1
        ]
        yield [(var, -count) for (_, count), var in self.gets.items()]
        yield [(var, 1) for var, spare in seats if spare.knows == OWN]
        yield [(var, 1) for var, spare in seats if spare.knows >= MET]
        yield [(var, -1) for var in self.held.values()]
        yield [(var, -spare.language) for var, spare in seats if spare.language]

    def pursue(self, wish: Wish, work: float) -> float:
        """Make one wish as large as can be, and never less from then on. Gives the work spent."""
        told = self._told()
        reached = sum(points for var, points in wish if told[var.index])
        total = cp_model.LinearExpr.weighted_sum(*zip(*wish, strict=True)) if wish else 0
        if reached == sum(max(points, 0) for _, points in wish):
            self.model.add(total >= reached)
            return 0.0
        self.model.add(total >= reached)
        self.model.maximize(total)
        self._hint(told)
        solver = single_solver(max(0.0, work))
        solver.parameters.linearization_level = 2  # rooms and hours make a strong relaxation
        status = solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.picks = {n for n, var in enumerate(self.seat) if solver.boolean_value(var)}
            self.model.add(total >= solver.value(total))
        return float(solver.response_proto.deterministic_time)

    def _told(self) -> dict[int, bool]:
        """The value of each variable in the choice so far, by its index."""
        given = Counter(self.board.spares[number].request for number in self.picks)
        openings = {self.board.spares[number].opening for number in self.picks}
        values = {var.index: number in self.picks for number, var in enumerate(self.seat)}
        values |= {var.index: number in openings for number, var in self.held.items()}
        return values | {
            var.index: count <= given[request] for (request, count), var in self.gets.items()
        }

    def _hint(self, told: dict[int, bool]) -> None:
        self.model.proto.clear_solution_hint()
        for var in (*self.seat, *self.held.values(), *self.gets.values()):
            self.model.add_hint(var, told[var.index])
