"""Linear and small whole-number programs, told as sparse matrices, solved by OR-Tools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver.python import model_builder_helper as builder
from scipy import sparse

from matcher.search.arrays import Floats


@dataclass(frozen=True)
class Linear:
    """``max objective * x`` with ``rows * x`` between ``low`` and ``high``, ``0 <= x <= top``."""

    objective: Floats
    rows: sparse.csr_matrix
    low: Floats
    high: Floats
    top: Floats

    def _model(self) -> builder.ModelBuilderHelper:
        model = builder.ModelBuilderHelper()
        model.fill_model_from_sparse_data(
            np.zeros(len(self.top)), self.top, self.objective, self.low, self.high, self.rows
        )
        model.set_maximize(True)
        return model


@dataclass(frozen=True)
class Solved:
    """What a linear program came to. ``prices`` are of its rows: gain for one more of each."""

    value: float
    x: Floats
    prices: Floats


def solve_linear(program: Linear) -> Solved | None:
    """Solve by GLOP, from scratch; None where it fails or nothing is feasible."""
    solver = builder.ModelSolverHelper("glop")
    solver.solve(program._model())
    if not solver.has_solution():
        return None
    return Solved(solver.objective_value(), solver.variable_values(), solver.dual_values())


@dataclass(frozen=True)
class Whole:
    """What a whole-number program came to; ``bound`` is proven, ``x`` None if nothing was found."""

    value: float
    bound: float
    x: Floats | None


def solve_whole(
    program: Linear, whole: int, nodes: int, hint: Floats | None = None, seed: int = 0
) -> Whole:
    """Solve by SCIP with the first ``whole`` variables whole; ends after ``nodes`` nodes."""
    model = program._model()
    for i in range(whole):
        model.set_var_integrality(i, True)
    if hint is not None:
        for i, value in enumerate(hint):
            model.add_hint(i, float(value))
    solver = builder.ModelSolverHelper("scip")
    solver.set_solver_specific_parameters(
        f"limits/nodes = {nodes}\nrandomization/randomseedshift = {seed}\n"
        "numerics/feastol = 1e-9\nparallel/maxnthreads = 1\n"
    )
    solver.solve(model)
    if not solver.has_solution():
        return Whole(-np.inf, np.inf, None)
    return Whole(solver.objective_value(), solver.best_objective_bound(), solver.variable_values())
