"""The results as pictures. Needs matplotlib: ``pip install -e ".[bench]"``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.methods import METHODS
from benchmarks.results import Results, best_bound, gap_to_best
from benchmarks.row import Row

COLOURS = dict(
    zip(
        METHODS,
        ("#c2410c", "#1d4ed8", "#0891b2", "#7c3aed", "#65a30d", "#db2777", "#525252"),
        strict=True,
    )
)
MARKS = dict(zip(METHODS, "osD^vPX", strict=True))
ACROSS = 3  # small pictures side by side
EARLIEST = 0.05  # seconds


def draw(results: Results, folder: Path) -> list[Path]:
    """Write the pictures as SVG; returns them. None are drawn without matplotlib."""
    if find_spec("matplotlib") is None:
        return []
    mpl, plt = import_module("matplotlib"), import_module("matplotlib.pyplot")
    mpl.use("Agg")
    mpl.rcParams.update(
        {
            "axes.grid": True,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "font.size": 10,
            "grid.alpha": 0.3,
            "svg.hashsalt": "benchmarks",
        }
    )
    made = []
    for name, figure in _figures(results, plt):
        path = folder / f"{name}.svg"
        figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
        plt.close(figure)
        made.append(path)
    return made


def _figures(results: Results, plt: Any) -> Iterator[tuple[str, Any]]:
    rows = results.rows
    if not rows:
        return
    yield "value-time", _trajectories(results, plt)
    for name, label, of, logarithmic in (
        ("gap-size", "gap to the best bound of any method, %", _gap_percent(rows), False),
        ("time-size", "whole process, seconds", lambda row: row.seconds, True),
        ("memory-size", "peak memory, MB", lambda row: row.megabytes, True),
    ):
        yield name, _by_size(rows, plt, label, of, logarithmic=logarithmic)


def _gap_percent(rows: list[Row]) -> Callable[[Row], float | None]:
    def percent(row: Row) -> float | None:
        gap = gap_to_best(row, rows)
        return None if gap is None else 100 * gap

    return percent


def _trajectories(results: Results, plt: Any) -> Any:
    """A small picture for each program: need served as a share of the best bound, over time."""
    programs: dict[str, list[Row]] = defaultdict(list)
    for row in results.rows:
        programs[row.program].append(row)
    across = min(ACROSS, len(programs))
    down = -(-len(programs) // across)
    size = (4.6 * across, 3.2 * down)
    figure, grid = plt.subplots(down, across, figsize=size, squeeze=False)
    for axes in grid.flat[len(programs) :]:
        axes.set_axis_off()
    for axes, (name, rows) in zip(grid.flat, programs.items(), strict=False):
        for row in rows:
            _trajectory(axes, row, results, best_bound(row, results.rows))
        axes.set_title(f"{name} ({rows[0].requests} requests)", fontsize=10)
        axes.set_xlabel("seconds, without reading")
        axes.set_ylabel("% of the best bound")
        _logarithmic(axes.xaxis, axes.set_xscale, plt, (1,))
        axes.set_xlim(EARLIEST, 2 * max(row.limit for row in rows))
        axes.set_ylim(-2, 103)
    figure.tight_layout()
    _legend(figure, results.rows, plt)
    return figure


def _logarithmic(axis: Any, scale: Callable[[str], None], plt: Any, steps: tuple[int, ...]) -> None:
    """A logarithmic axis with plain numbers."""
    scale("log")
    axis.set_major_locator(plt.matplotlib.ticker.LogLocator(subs=steps))
    axis.set_major_formatter("{x:,g}")
    axis.set_minor_formatter(plt.matplotlib.ticker.NullFormatter())


def _legend(figure: Any, rows: list[Row], plt: Any) -> None:
    """One legend for a whole figure, below it."""
    handles = [
        plt.Line2D([], [], color=COLOURS[method], marker=MARKS[method], label=method, linewidth=2)
        for method in METHODS
        if any(row.method == method for row in rows)
    ]
    figure.legend(handles=handles, loc="upper center", ncols=4, bbox_to_anchor=(0.5, 0.0))


def _trajectory(axes: Any, row: Row, results: Results, bound: float | None) -> None:
    steps = results.trajectory(row)
    if row.status != "ok" or not steps or not bound:
        return
    until = max(steps[-1][0], row.solving or 0.0)
    seconds = [max(at, EARLIEST) for at, _ in steps] + [max(until, EARLIEST)]
    values = [100 * value / bound for _, value in steps]
    axes.step(
        seconds, [*values, values[-1]], where="post", color=COLOURS[row.method], linewidth=1.8
    )
    axes.plot(seconds[-1], values[-1], marker=MARKS[row.method], color=COLOURS[row.method])


def _by_size(
    rows: list[Row],
    plt: Any,
    label: str,
    of: Callable[[Row], float | None],
    *,
    logarithmic: bool,
) -> Any:
    """A picture for each regime, one point a program; the plain sizes are joined by a line."""
    regimes = list(dict.fromkeys(row.regime for row in rows))
    figure, grid = plt.subplots(
        1, len(regimes), figsize=(5.2 * len(regimes), 4), squeeze=False, sharey=True
    )
    for axes, regime in zip(grid.flat, regimes, strict=True):
        for method in METHODS:
            mine = [row for row in rows if (row.regime, row.method) == (regime, method)]
            points = [(row, of(row)) for row in mine if row.status == "ok"]
            points = [(row, at) for row, at in points if at is not None]
            _points(axes, method, [(row, at) for row, at in points if at is not None])
        axes.set_title(regime)
        axes.set_xlabel("requests")
        _logarithmic(axes.xaxis, axes.set_xscale, plt, (1, 2, 5))
        if logarithmic:
            _logarithmic(axes.yaxis, axes.set_yscale, plt, (1, 2, 5))
        else:
            low, high = axes.get_ylim()
            axes.set_ylim(-0.03 * max(high, 1.0) if low < high else None, max(high, 1.0))
    grid[0][0].set_ylabel(label)
    figure.tight_layout()
    _legend(figure, rows, plt)
    return figure


def _points(axes: Any, method: str, points: list[tuple[Row, float]]) -> None:
    style = {"color": COLOURS[method], "marker": MARKS[method]}
    sized = sorted((row.requests, at) for row, at in points if row.program.startswith(row.regime))
    if sized:
        axes.plot(*zip(*sized, strict=True), **style, linewidth=1.6, markersize=6)
    others = [(row.requests, at) for row, at in points if not row.program.startswith(row.regime)]
    if others:
        axes.plot(*zip(*others, strict=True), **style, linestyle="", markersize=4, alpha=0.5)
