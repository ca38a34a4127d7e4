"""The files of a run: ``results.csv`` and ``trajectories.csv``, written row by row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.answer import Trajectory
from benchmarks.row import Row, gap

TRAJECTORY_COLUMNS = ("program", "method", "seed", "limit", "seconds", "value")
CLOSE = 1e-6
MOST_STEPS = 200
"""How fine a trajectory is kept: a step for each of so many parts of the last value."""


class Results:
    """Rows that are there already, and those that are added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[Row] = []
        self._path = folder / "results.csv"
        self._trajectories = folder / "trajectories.csv"
        if self._path.exists():
            with self._path.open(encoding="utf-8", newline="") as file:
                self.rows = [Row.of(cells) for cells in csv.DictReader(file)]

    def has(self, key: tuple[str, str, int, int, float]) -> bool:
        """Whether this row is there already."""
        return any(row.key() == key for row in self.rows)

    def add(self, row: Row, trajectory: Trajectory) -> None:
        """Write a row, and how its value grew."""
        self.rows.append(row)
        _append(self._path, Row.columns(), [list(row.cells().values())])
        lines = [
            [row.program, row.method, row.seed, row.limit, f"{seconds:.3f}", f"{value:.6g}"]
            for seconds, value in thinned(trajectory)
        ]
        _append(self._trajectories, TRAJECTORY_COLUMNS, lines)

    def trajectory(self, row: Row) -> Trajectory:
        """How the value of a row grew."""
        if not self._trajectories.exists():
            return []
        with self._trajectories.open(encoding="utf-8", newline="") as file:
            return [
                (float(cells["seconds"]), float(cells["value"]))
                for cells in csv.DictReader(file)
                if (cells["program"], cells["method"]) == (row.program, row.method)
                and int(cells["seed"]) == row.seed
                and float(cells["limit"]) == row.limit
            ]


def thinned(trajectory: Trajectory) -> Trajectory:
    """The first and the last step, and between them those that a picture shows."""
    kept: Trajectory = []
    for seconds, value in trajectory:
        if not kept or value - kept[-1][1] >= trajectory[-1][1] / MOST_STEPS:
            kept.append((seconds, value))
    if trajectory and kept[-1] != trajectory[-1]:
        kept.append(trajectory[-1])
    return kept


def _append(path: Path, columns: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if fresh:
            writer.writerow(columns)
        writer.writerows(lines)


def best_bound(row: Row, rows: Sequence[Row]) -> float | None:
    """The least bound that any method proved for the row's program.

    With a previous plan the search's bound is given the seats and tutors kept, which its peers do
    not look at: then only the row's own bound counts.
    """
    if row.previous:
        return row.bound
    bounds = [other.bound for other in _same_program(row, rows) if other.bound is not None]
    return min(bounds, default=None)


def gap_to_best(row: Row, rows: Sequence[Row]) -> float | None:
    """How far the row's value is from the least bound of any method."""
    return gap(row.value, best_bound(row, rows))


def contradictions(rows: Sequence[Row]) -> list[str]:
    """Values above a bound that another method claims to have proved: one of the two is wrong."""
    return [
        f"{row.program}: {row.method} serves {row.value:g}, above {other.method}'s bound of"
        f" {other.bound:g}"
        for row in rows
        if not row.previous and row.value is not None
        for other in _same_program(row, rows)
        if other.bound is not None and row.value > other.bound + CLOSE
    ]


def _same_program(row: Row, rows: Sequence[Row]) -> list[Row]:
    return [r for r in rows if (r.program, r.seed) == (row.program, row.seed)]
