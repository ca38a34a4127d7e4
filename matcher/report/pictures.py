"""What the pictures of a study show, as numbers; drawn in Excel and as files alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.report.scenarios import grouped, open_coverage
from matcher.scenarios.levers import Levers
from matcher.scenarios.outcome import Outcome, Resource, Study

AXES: dict[str, str] = {
    "tutors": "tutors",
    "groups_at_once": "groups at once at a site (rooms)",
    "weekly_budget": "dollars a week for wages",
    "tutor_hours": "hours of every tutor, times as many",
    "max_group_size": "students in a group at most",
    "bus_days": "days a week on which buses run",
    "students": "students, times as many",
    "min_need": "least need that is served",
}
"""The levers that make an axis, with its words."""
MOST_SERIES = 6
MOST_GROUPS = 40
DOLLARS = "dollars a year, all in"
COLORS = ("334E68", "C4501B", "2F7A4D", "8A5BA6", "B08900", "4A90A4")
"""RGB, told apart with any kind of colour sight, and in print by their markers."""
AT_MOST = "up to the most that any plan of the scenario could serve"


@dataclass(frozen=True)
class Point:
    """Served students at some amount of what is varied, and the most that any plan could serve."""

    x: float
    served: int
    most: int


@dataclass(frozen=True)
class Series:
    """Points in order of their x, with what is fixed in them."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Frontier:
    """How many are served with more and more of something."""

    name: str
    title: str
    axis: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Bars:
    """Values of some groups, for each of some scenarios; None where hidden or not there."""

    name: str
    title: str
    axis: str
    groups: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


def pictures(study: Study) -> list[Frontier | Bars]:
    """Everything that there is to draw."""
    bars = [one for one in (coverage_bars(study), binds_bars(study)) if one is not None]
    return [*frontiers(study), *bars]


def frontiers(study: Study) -> list[Frontier]:
    """One for each sweep of a lever that is a number, and one over the dollars of all scenarios."""
    found: list[Frontier] = []
    for lever, axis in AXES.items():
        by_title: dict[str, list[Series]] = {}
        for (title, rest), outcomes in grouped(study.outcomes, lever).items():
            name = ", ".join(f"{other} {words}" for other, words in rest)
            points = _points(outcomes, lever)
            if len(points) > 1:
                by_title.setdefault(title, []).append(Series(name, points))
        for number, (title, series) in enumerate(by_title.items(), start=1):
            found.append(
                Frontier(
                    f"served-by-{lever.replace('_', '-')}" + (f"-{number}" if number > 1 else ""),
                    f"Students served, by {axis}: {title}",
                    axis,
                    tuple(series[:MOST_SERIES]),
                )
            )
    same = _same_children(study.outcomes)
    if len({one.figures.bill.year for one in same}) > 1:
        found.append(_by_dollars(same))
    return found


def _same_children(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The scenarios that are for the same children as most are: only these can be compared in dollars."""
    groups: dict[frozenset[tuple[str, str]], list[Outcome]] = {}
    for one in outcomes:
        if one.problem.previous is None:
            groups.setdefault(frozenset(one.problem.request), []).append(one)
    return max(groups.values(), key=len, default=[])


def _points(outcomes: Sequence[Outcome], lever: str) -> tuple[Point, ...]:
    numbered = [(_x(one.scenario.levers, lever), one.figures.served) for one in outcomes]
    return tuple(
        Point(x, served.count, served.most)
        for x, served in sorted(
            ((x, served) for x, served in numbered if x is not None), key=lambda pair: pair[0]
        )
    )


def _x(levers: Levers, lever: str) -> float | None:
    value = getattr(levers, lever)
    if isinstance(value, frozenset):
        return float(len(value))
    return None if value is None else float(value)


def _by_dollars(outcomes: Sequence[Outcome]) -> Frontier:
    """The scenarios of which none is both cheaper and serves as many."""
    best: list[Point] = []
    for one in sorted(outcomes, key=lambda o: (o.figures.bill.year, -o.figures.served.count)):
        served = one.figures.served
        if not best or served.count > best[-1].served:
            best.append(Point(round(float(one.figures.bill.year), 2), served.count, served.most))
    title = f"Students served, by {DOLLARS}: the cheapest scenario for each number"
    return Frontier("served-by-dollars", title, DOLLARS, (Series("cheapest", tuple(best)),))


def coverage_bars(study: Study) -> Bars | None:
    """The share of students served in each group, of the first and the last scenarios."""
    chosen = _some(study.outcomes)
    lines = [open_coverage(outcome) for outcome in chosen]
    groups = list(
        dict.fromkeys(
            (line.by, line.value)
            for mine in lines
            for line in mine
            if not line.hidden and line.students
        )
    )[:MOST_GROUPS]
    if len(groups) < 2:
        return None
    series = []
    for outcome, mine in zip(chosen, lines, strict=True):
        share = {(line.by, line.value): line.share for line in mine}
        values = tuple(None if (s := share.get(group)) is None else float(s) for group in groups)
        series.append((outcome.scenario.name, values))
    return Bars(
        "coverage",
        "Share of students served, by group (small groups are hidden)",
        "share of students served",
        tuple("everyone" if by == "all" else f"{by}: {value}" for by, value in groups),
        tuple(series),
    )


def binds_bars(study: Study) -> Bars | None:
    """What one more of each kind of resource is worth at best, in need served.

    By kind alone: a language or a site with few who wait would give them away.
    """
    known = {id(o): b for o, b in zip(study.outcomes, study.binds, strict=True) if b is not None}
    chosen = [outcome for outcome in _some(study.outcomes) if id(outcome) in known]
    worth = [_by_kind(known[id(outcome)]) for outcome in chosen]
    kinds = list(dict.fromkeys(kind for mine in worth for kind in mine))
    if not any(value for mine in worth for value in mine.values()):
        return None
    return Bars(
        "what-binds",
        "What one more is worth at best, in need served",
        "need served more",
        tuple(kinds),
        tuple(
            (outcome.scenario.name, tuple(mine.get(kind) for kind in kinds))
            for outcome, mine in zip(chosen, worth, strict=True)
        ),
    )


def _by_kind(resources: Sequence[Resource]) -> dict[str, float]:
    best: dict[str, float] = {}
    for resource in resources:
        best[resource.kind] = max(best.get(resource.kind, 0.0), float(resource.need))
    return best


def _some(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The phases, if there are some, else the first scenario and the last."""
    phases = [one for one in outcomes if one.scenario.phase is not None]
    if phases:
        return phases[:4]
    return list(outcomes) if len(outcomes) < 3 else [outcomes[0], outcomes[-1]]
