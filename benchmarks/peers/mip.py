"""Solving a model of Booleans with a MIP solver of OR-Tools' MathOpt: SCIP or HiGHS."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Literal

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from benchmarks.peers.answer import Trajectory
from benchmarks.peers.clock import Clock
from benchmarks.peers.linear import Linear, Solved

Solver = Literal["SCIP", "HiGHS"]
TYPES = {"SCIP": mathopt.SolverType.GSCIP, "HiGHS": mathopt.SolverType.HIGHS}
NUMBER = r"[-+]?[\d.]+(?:e[-+]?\d+)?"
SCIP_LINE = re.compile(rf"\|[^|]*\|\s*({NUMBER})\s*\|[^|]*\|[^|]*$", re.IGNORECASE)
HIGHS_LINE = re.compile(rf"%\s+(?:inf|{NUMBER})\s+({NUMBER})\s+(?:[\d.]+%|Large)", re.IGNORECASE)


def solve(model: Linear, clock: Clock, *, solver: Solver, seed: int) -> Solved:
    """Look for the best answer in the time that is left. What improves is read off the log.

    SCIP knows one thread; HiGHS takes as many as it likes, since MathOpt fails if it is told.
    """
    made = mathopt.Model.from_model_proto(_written(model))
    watch = _Watch(clock, SCIP_LINE if solver == "SCIP" else HIGHS_LINE)
    parameters = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=max(0.1, clock.left)),
        random_seed=seed,
    )
    try:
        result = mathopt.solve(made, TYPES[solver], params=parameters, msg_cb=watch.hear)
    except (RuntimeError, AttributeError) as wrong:  # the second: a status that has no code
        return Solved(None, None, watch.trajectory, f"{solver} failed: {wrong}")
    note = result.termination.reason.name
    bound: float | None = result.termination.objective_bounds.dual_bound
    if bound is None or abs(bound) > sum(map(abs, model.objective.values())) + 1:
        bound = None
    if not result.has_primal_feasible_solution():
        return Solved(None, bound, watch.trajectory, note)
    values = result.variable_values()
    true = frozenset(variable.id for variable, value in values.items() if value > 0.5)
    worth = sum(model.objective.get(at, 0.0) for at in true)
    if not watch.trajectory or watch.trajectory[-1][1] < worth:
        watch.trajectory.append((clock.passed, worth))
    return Solved(true, bound, watch.trajectory, note)


def _written(model: Linear) -> model_pb2.ModelProto:
    """The model as MathOpt's own message."""
    made = model_pb2.ModelProto()
    every = range(model.size)
    made.variables.ids.extend(every)
    made.variables.lower_bounds.extend([0.0] * model.size)
    made.variables.upper_bounds.extend([1.0] * model.size)
    made.variables.integers.extend([True] * model.size)
    made.objective.maximize = True
    objective = sorted(model.objective.items())
    made.objective.linear_coefficients.ids.extend(at for at, _ in objective)
    made.objective.linear_coefficients.values.extend(points for _, points in objective)
    infinity = float("inf")
    rows, matrix = made.linear_constraints, made.linear_constraint_matrix
    for number, row in enumerate(model.rows):
        rows.ids.append(number)
        rows.lower_bounds.append(-infinity if row.low is None else row.low)
        rows.upper_bounds.append(infinity if row.high is None else row.high)
        terms = sorted((at, factor) for factor, at in row.terms)
        matrix.row_ids.extend([number] * len(terms))
        matrix.column_ids.extend(at for at, _ in terms)
        matrix.coefficients.extend(factor for _, factor in terms)
    return made


class _Watch:
    """Reads the best value so far off a solver's log."""

    def __init__(self, clock: Clock, line: re.Pattern[str]) -> None:
        self.trajectory: Trajectory = []
        self._clock, self._line = clock, line

    def hear(self, messages: Sequence[str]) -> None:
        """Take note of a better value."""
        for message in messages:
            found = self._line.search(message)
            value = float(found[1]) if found else 0.0
            if value > (self.trajectory[-1][1] if self.trajectory else 0.0):
                self.trajectory.append((self._clock.passed, value))
