"""Linear and small whole-number programs, told as sparse matrices, solved by OR-Tools."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver.python import model_builder_helper
from scipy import sparse

from matcher.search.arrays import Floats

SCIP = (
    "misc/catchctrlc = FALSE",  # Ctrl-C is heard by the command
    "parallel/maxnthreads = 1",
    # these programs are small and their linear bounds strong: branching is faster than more cuts,
    "separating/maxroundsroot = 5",
    "presolving/maxrestarts = 0",
    # and finds what there is to find sooner than the heuristics that solve programs of their own
    *(
        f"heuristics/{name}/freq = -1"
        for name in (
            "rens", "rins", "crossover", "alns", "feaspump", "clique", "locks", "undercover",
            "vbounds", "gins", "multistart", "completesol", "trustregion", "mpec", "lpface",
            "objpscostdiving", "fracdiving", "veclendiving", "guideddiving", "linesearchdiving",
            "coefdiving", "pscostdiving", "rootsoldiving", "distributiondiving", "conflictdiving",
            "farkasdiving", "adaptivediving", "actconsdiving", "intshifting",
        )
    ),
)  # fmt: skip

# its published types do not know NumPy's arrays of several dimensions
builder: Any = model_builder_helper


@dataclass(frozen=True)
class Linear:
    """``max objective * x`` with ``rows * x`` between ``low`` and ``high``, ``0 <= x <= top``."""

    objective: Floats
    rows: sparse.csr_matrix
    low: Floats
    high: Floats
    top: Floats

    def model(self) -> Any:
        """Tell it to OR-Tools."""
        model = builder.ModelBuilderHelper()
        model.fill_model_from_sparse_data(
            np.zeros(len(self.top)), self.top, self.objective, self.low, self.high, self.rows
        )
        model.set_maximize(True)
        return model


@dataclass(frozen=True)
class Solved:
    """What a linear program came to.

    ``prices`` are of its rows: the gain for one more of each. ``reduced`` are of its variables:
    what the value gains, or loses where negative, for one more of each.
    """

    value: float
    x: Floats
    prices: Floats
    reduced: Floats


def solve_linear(program: Linear) -> Solved | None:
    """Solve by GLOP, from scratch; None where it fails or nothing is feasible."""
    solver = builder.ModelSolverHelper("glop")
    solver.solve(program.model())
    if not solver.has_solution():
        return None
    return Solved(
        solver.objective_value(),
        solver.variable_values(),
        solver.dual_values(),
        solver.reduced_costs(),
    )


@dataclass(frozen=True)
class Whole:
    """What a whole-number program came to.

    ``x`` is None if nothing was found; ``settled`` says that what was found is the best there is,
    or, with nothing found, that there is nothing.
    """

    x: Floats | None
    settled: bool
    bound: float


def solve_whole(
    program: Linear,
    *,
    nodes: int,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    seconds: float | None = None,
) -> Whole:
    """Solve by SCIP with every variable whole; ends after ``nodes`` nodes, or when told to stop.

    SCIP hears of ``stop`` between nodes only; of ``seconds``, if there is a limit, within them too.
    """
    model = program.model()
    for i in range(len(program.top)):
        model.set_var_integrality(i, True)
    solver = builder.ModelSolverHelper("scip")
    solver.set_solver_specific_parameters(
        "\n".join([*SCIP, f"limits/nodes = {nodes}", f"randomization/randomseedshift = {seed}", ""])
    )
    if seconds is not None:
        solver.set_time_limit_in_seconds(max(0.0, seconds))
    with _watched(solver, stop):
        solver.solve(model)
    settled = solver.status() in (builder.SolveStatus.OPTIMAL, builder.SolveStatus.INFEASIBLE)
    if not solver.has_solution():
        return Whole(None, settled, np.inf)
    return Whole(solver.variable_values(), settled, solver.best_objective_bound())


@contextmanager
def _watched(solver: Any, stop: Callable[[], bool] | None) -> Iterator[None]:
    """Interrupt the solver soon after ``stop`` says so."""
    if stop is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            if stop():
                solver.interrupt_solve()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
