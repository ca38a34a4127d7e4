"""CP-SAT as the search uses it: one thread each, so that the same work finds the same."""

from __future__ import annotations

from ortools.sat.python import cp_model


def single_solver(work: float, seed: int = 0) -> cp_model.CpSolver:
    """A solver of one thread, which leaves Ctrl-C to the command.

    ``work`` is CP-SAT's deterministic seconds.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = work
    return solver
