"""The methods that are compared: this project's search and its peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.peers import cp_sat, mip
from benchmarks.peers.answer import Answer, TooLargeError
from benchmarks.peers.by_hand import Work, by_hand
from benchmarks.peers.clock import Clock
from benchmarks.peers.direct import Direct
from benchmarks.peers.eligible import Eligible
from benchmarks.peers.linear import Linear, Solved
from benchmarks.peers.numbered import Numbered
from benchmarks.searching import searching
from constraints import RULES
from constraints.goals.need_served import NeedServed
from matcher.problem import Problem
from matcher.schedule import Schedule


@dataclass(frozen=True)
class Terms:
    """What every method is given, beside the problem and the rules."""

    clock: Clock
    seed: int = 0
    workers: int = 2


BY_HAND_SHARE = 0.25  # of the time, before CP-SAT goes on from there
Method = Callable[[Problem, Terms], Answer]
Solver = Callable[[Linear, Terms], Solved]


def _by_cp_sat(model: Linear, terms: Terms) -> Solved:
    return cp_sat.solve(model, terms.clock, seed=terms.seed, workers=terms.workers)


def _by_mip(solver: mip.Solver) -> Solver:
    return lambda model, terms: mip.solve(model, terms.clock, solver=solver, seed=terms.seed)


def _modelled(of: type[Direct | Numbered], solver: Solver) -> Method:
    """A model of Booleans and who solves it."""

    def method(problem: Problem, terms: Terms) -> Answer:
        eligible = Eligible.of(problem, RULES)
        try:
            made = of(eligible)
        except TooLargeError as wrong:
            return Answer(note=f"too large: {wrong}")
        solved = solver(made.model, terms)
        schedule = made.schedule(solved.true or frozenset())
        return _answer(problem, schedule, eligible, solved)

    return method


def _by_hand_then_cp_sat(problem: Problem, terms: Terms) -> Answer:
    """The plan made by hand, told to CP-SAT to start from, and kept if nothing better is found."""
    eligible = Eligible.of(problem, RULES)
    work = Work(eligible, terms.clock, terms.seed, share=BY_HAND_SHARE)
    work.do()
    try:
        made = Numbered(eligible)
    except TooLargeError as wrong:
        return Answer(note=f"too large: {wrong}")
    made.start_from(work.groups)
    solved = _by_cp_sat(made.model, terms)
    found = eligible.schedule(work.groups) if solved.true is None else made.schedule(solved.true)
    better = [(at, value) for at, value in solved.trajectory if value > work.board.worth]
    trajectory = [*work.trajectory, *better]
    return _answer(problem, found, eligible, replace(solved, trajectory=trajectory))


def _answer(problem: Problem, schedule: Schedule, eligible: Eligible, solved: Solved) -> Answer:
    first = next((seconds for seconds, value in solved.trajectory if value > 0), None)
    return Answer(
        schedule=schedule,
        value=float(NeedServed().values(problem, schedule)[0]),
        bound=eligible.bound(solved.bound),
        first=first,
        trajectory=solved.trajectory,
        note=solved.note,
    )


METHODS: dict[str, Method] = {
    "matcher": lambda problem, terms: searching(
        problem, terms.clock, seed=terms.seed, workers=terms.workers
    ),
    "CP-SAT direct": _modelled(Direct, _by_cp_sat),
    "CP-SAT groups": _modelled(Numbered, _by_cp_sat),
    "SCIP groups": _modelled(Numbered, _by_mip("SCIP")),
    "HiGHS groups": _modelled(Numbered, _by_mip("HiGHS")),
    "by hand + CP-SAT": _by_hand_then_cp_sat,
    "by hand": lambda problem, terms: by_hand(problem, RULES, terms.clock, terms.seed),
}
"""By the name that tables and plots show."""

OURS = "matcher"
