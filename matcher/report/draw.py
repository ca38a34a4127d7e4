"""The pictures of a study as PNG and SVG files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from matcher.report.pictures import AT_MOST, COLORS, DOLLARS, Bars, Frontier, pictures
from matcher.scenarios.outcome import Study

MARKERS = "osD^Xv"
CROWDED = 0.04
"""Of the width of a picture: points that are nearer to each other share a label."""
LONGEST = 60
"""Letters of a name in a legend."""
_STYLE: Any = {
    "font.size": 11,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "svg.hashsalt": "match",  # the same picture is the same file
    "svg.fonttype": "none",
}


def draw(study: Study, folder: Path) -> list[Path]:
    """Draw every picture as a PNG and an SVG file in the folder, which is made if it is not there.

    Raises :class:`OSError` if that can't be.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with rc_context(_STYLE):
        for one in pictures(study):
            figure = _frontier(one) if isinstance(one, Frontier) else _bars(one)
            written += _save(figure, folder, one.name)
    return written


def _save(figure: Figure, folder: Path, name: str) -> list[Path]:
    paths = [folder / f"{name}.png", folder / f"{name}.svg"]
    FigureCanvasAgg(figure)
    figure.savefig(paths[0], dpi=150)
    figure.savefig(paths[1], metadata={"Date": None})
    return paths


def _frontier(frontier: Frontier) -> Figure:
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.subplots()
    banded = len(frontier.series) == 1
    for number, series in enumerate(frontier.series):
        color = _color(number)
        xs = [point.x for point in series.points]
        served = [point.served for point in series.points]
        most = [point.most for point in series.points]
        axes.fill_between(
            xs, served, most, color=color, alpha=0.22 if banded else 0.12, linewidth=0,
            label=AT_MOST if number == 0 else None,
        )  # fmt: skip
        axes.plot(xs, most, color=color, linewidth=1, linestyle="--")
        axes.plot(
            xs, served, color=color, linewidth=2.2, marker=MARKERS[number % len(MARKERS)],
            label=f"served{f', {series.name}' if series.name and not banded else ''}",
        )  # fmt: skip
        if banded:
            _label(axes, xs, served)
    axes.set_title(frontier.title, wrap=True)
    axes.set_xlabel(frontier.axis)
    axes.set_ylabel("students")
    top = max(point.most for series in frontier.series for point in series.points)
    axes.set_ylim(0, max(1.0, 1.06 * top))
    if all(point.x == int(point.x) for series in frontier.series for point in series.points):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    if frontier.axis == DOLLARS:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"${value:,.0f}"))
    axes.legend(loc="lower right", frameon=False)
    return figure


def _label(axes: Any, xs: list[float], served: list[int]) -> None:
    near = (max(xs) - min(xs)) * CROWDED
    last = float("-inf")
    for x, count in zip(xs, served, strict=True):
        if x - last < near:
            continue
        last = x
        axes.annotate(
            str(count), (x, count), textcoords="offset points", xytext=(0, -16), ha="center",
            fontsize=9,
        )  # fmt: skip


def _bars(bars: Bars) -> Figure:
    many = len(bars.groups) * max(1, len(bars.series))
    figure = Figure(figsize=(9, max(3.0, 1.2 + 0.24 * many)), layout="constrained")
    axes = figure.subplots()
    thick = 0.8 / max(1, len(bars.series))
    for number, (name, values) in enumerate(bars.series):
        places = [at + number * thick for at in range(len(values))]
        shown = [0.0 if value is None else value for value in values]
        axes.barh(
            places,
            shown,
            height=thick * 0.92,
            color=_color(number),
            label=_short(name),
        )
        for place, value in zip(places, values, strict=True):
            share = bars.name == "coverage"
            nothing = "hidden" if share else ""
            said = nothing if value is None else f"{value:.0%}" if share else f"+{value:g}"
            axes.text(value or 0.0, place, f" {said}", va="center", fontsize=8)
    middle = thick * (len(bars.series) - 1) / 2
    axes.set_yticks([at + middle for at in range(len(bars.groups))], bars.groups)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(bars.axis)
    axes.set_title(bars.title, wrap=True)
    if bars.name == "coverage":
        axes.set_xlim(0, 1.1)
        axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    if len(bars.series) > 1:
        figure.legend(loc="outside lower center", frameon=False)
    return figure


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _color(number: int) -> str:
    return f"#{COLORS[number % len(COLORS)]}"
