"""Who is taking part, for the public: small numbers are hidden, and what would tell them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matcher.report.hiding import Table, hidden_cells
from matcher.taking_part import HIDDEN, Point, Row, TakingPart

_PARTS = ((1, 1, 1, 1), (0, 1, 1, 1), (0, 0, 1, 1), (0, 0, 0, 1), (1, 1, 1, 0))
"""Which steps each column is the sum of: not asked, not placed, not attending, attending."""


def open_rows(told: TakingPart, least: int) -> tuple[Row, ...]:
    """The rows for the public: numbers below ``least`` hidden, and those that would tell them.

    What is promised stands in :mod:`matcher.report.hiding`.
    """
    hidden = hidden_cells(_table(told), least)
    known = hidden.shape[1]
    return tuple(
        Row(
            point.name,
            point.date,
            *line,
            tuple(
                HIDDEN if number is not None and at < known and hidden[place, at] else number
                for at, number in enumerate(told.numbers(point, line))
            ),
        )
        for point in told.points
        for place, line in enumerate(told.lines)
    )


def _table(told: TakingPart) -> Table:
    """The same numbers by kinds of students: of a kind are those who are in the same lines."""
    of: dict[str, list[int]] = {}
    for place, who in enumerate(told.lines.values()):
        for one in sorted(who):
            of.setdefault(one, []).append(place)
    kinds = {places: at for at, places in enumerate(dict.fromkeys(map(tuple, of.values())))}
    kind = {one: kinds[tuple(places)] for one, places in of.items()}
    members = np.zeros((len(told.lines), len(kinds)), dtype=np.int64)
    for places, at in kinds.items():
        members[list(places), at] = 1
    steps = len(_PARTS[0]) if any(point.attending is not None for point in told.points) else 3
    counts = np.zeros((len(told.points), len(kinds), steps), dtype=np.int64)
    for date, point in enumerate(told.points):
        for step, who in enumerate(_steps(point)):
            for one in who:
                counts[date, kind[one], step] += 1
    parts = np.array(_PARTS)[: None if steps > 3 else 3, :steps]
    known = tuple(steps == 3 or point.attending is not None for point in told.points)
    return Table(tuple(by for by, _ in told.lines), members, parts, counts, known)


def _steps(point: Point) -> Iterator[frozenset[str]]:
    """Who is eligible and did not ask, and so on; all who are placed where nobody knows who comes."""
    yield point.eligible - point.asked
    yield point.asked - point.placed
    if point.attending is None:
        yield point.placed
    else:
        yield point.placed - point.attending
        yield point.attending
