"""Solving a model of Booleans with CP-SAT."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from ortools.sat.python import cp_model

from benchmarks.peers.answer import Trajectory
from benchmarks.peers.clock import Clock
from benchmarks.peers.linear import Linear, Row, Solved

DECIMALS = 10_000  # money and needs are exact to this part of one


def solve(model: Linear, clock: Clock, *, seed: int, workers: int) -> Solved:
    """Look for the best answer in the time that is left."""
    cp = cp_model.CpModel()
    variables = [cp.new_bool_var("") for _ in range(model.size)]
    for row in model.rows:
        _add(cp, variables, row)
    scale = _scale(model.objective.values())
    worth = [round(points * scale) for points in model.objective.values()]
    cp.maximize(cp_model.LinearExpr.weighted_sum([variables[at] for at in model.objective], worth))
    if model.start is not None:
        for at, variable in enumerate(variables):
            cp.add_hint(variable, at in model.start)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.1, clock.left)
    watch = _Watch(clock, scale)
    status = solver.solve(cp, watch)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    true = frozenset(
        at for at, variable in enumerate(variables) if found and solver.boolean_value(variable)
    )
    bound = solver.best_objective_bound / scale
    if not found:  # without an answer its bound may be one that was never set
        return Solved(None, None, watch.trajectory, solver.status_name(status))
    return Solved(true, bound, watch.trajectory, solver.status_name(status))


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, clock: Clock, scale: int) -> None:
        super().__init__()
        self.trajectory: Trajectory = []
        self._clock, self._scale = clock, scale

    def on_solution_callback(self) -> None:
        """Note when the objective grew."""
        self.trajectory.append((self._clock.passed, self.objective_value / self._scale))


def _add(cp: cp_model.CpModel, variables: list[cp_model.IntVar], row: Row) -> None:
    """A row as CP-SAT likes it best: a clause or an at-most-one where it is one."""
    factors = [factor for factor, _ in row.terms]
    literals = [variables[at] for _, at in row.terms]
    if row.low is None and row.high is not None and {*factors} <= {1, -1}:
        positive = factors.count(1)
        if row.high == positive - 1:
            cp.add_bool_or(
                literal.negated() if factor > 0 else literal
                for factor, literal in zip(factors, literals, strict=True)
            )
            return
        if row.high == 1 and positive == len(factors):
            cp.add_at_most_one(literals)
            return
    limits = [limit for limit in (row.low, row.high) if limit is not None]
    scale = _scale([*factors, *limits])
    low = cp_model.INT_MIN if row.low is None else round(row.low * scale)
    high = cp_model.INT_MAX if row.high is None else round(row.high * scale)
    total = cp_model.LinearExpr.weighted_sum(literals, [round(f * scale) for f in factors])
    cp.add_linear_constraint(total, low, high)


def _scale(numbers: Iterable[float]) -> int:
    """What makes all of the numbers whole."""
    return lcm(*(Fraction(number).limit_denominator(DECIMALS).denominator for number in {*numbers}))
