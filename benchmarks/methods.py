"""The methods that are compared: this project's search and its peers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.peers import cp_sat, mip
from benchmarks.peers.answer import Answer, TooLargeError
from benchmarks.peers.by_hand import by_hand
from benchmarks.peers.clock import Clock
from benchmarks.peers.direct import Direct
from benchmarks.peers.eligible import Eligible
from benchmarks.peers.linear import Linear, Solved
from benchmarks.peers.numbered import Numbered
from benchmarks.searching import searching
from constraints import RULES
from constraints.goals.need_served import NeedServed
from matcher.problem import Problem


@dataclass(frozen=True)
class Terms:
    """What every method is given, beside the problem and the rules."""

    clock: Clock
    seed: int = 0
    workers: int = 2


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
        true = solved.true or frozenset()
        schedule = made.schedule(true)
        first = next((seconds for seconds, value in solved.trajectory if value > 0), None)
        return Answer(
            schedule=schedule,
            value=float(NeedServed().values(problem, schedule)[0]),
            bound=eligible.bound(solved.bound),
            first=first,
            trajectory=solved.trajectory,
            note=solved.note if solved.true is not None else f"no plan: {solved.note}",
        )

    return method


METHODS: dict[str, Method] = {
    "matcher": lambda problem, terms: searching(
        problem, terms.clock, seed=terms.seed, workers=terms.workers
    ),
    "CP-SAT direct": _modelled(Direct, _by_cp_sat),
    "CP-SAT groups": _modelled(Numbered, _by_cp_sat),
    "SCIP groups": _modelled(Numbered, _by_mip("SCIP")),
    "HiGHS groups": _modelled(Numbered, _by_mip("HiGHS")),
    "by hand": lambda problem, terms: by_hand(problem, RULES, terms.clock, terms.seed),
}
"""By the name that tables and plots show."""

OURS = "matcher"
