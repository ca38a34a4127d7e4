"""Which rows of attendance tell of one session, whoever wrote them and however often.

A session is a student, a date and a subject. A student can have two of a subject on a day: one as
planned and one that makes up for another. Then their starts tell them apart.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.domain import Attended
from matcher.workbook.names import alike

Day = tuple[dt.date, str, str]
"""A date, a student's ID, and a subject whatever its spelling; blank where a row names none."""

Key = tuple[Day, int | None]
"""What is the same for all rows of one session: the day and the start that stands for it."""

Starts = Mapping[Day, Collection[int]]
"""When the sessions of a student, subject and date start, as the plans say."""


def day_of(row: Attended) -> Day:
    """The day, student and subject of a row."""
    return (row.date, row.student_id, alike(row.subject or ""))


def keys(rows: Sequence[Attended], planned: Starts, before: Iterable[Attended] = ()) -> list[Key]:
    """The session that each row tells of; ``before`` are rows that were known already.

    A row at no planned start tells of the only planned session of its day, as that may have been
    moved since; but not where another row is at that session's start, nor where there are several
    such rows. Then it is a session of its own.
    """
    starts: dict[Day, set[int]] = defaultdict(set)
    for row in (*before, *rows):
        if row.start is not None:
            starts[day_of(row)].add(row.start)
    return [(day_of(row), _start(row, planned, starts[day_of(row)])) for row in rows]


def _start(row: Attended, planned: Starts, known: Collection[int]) -> int | None:
    there = planned.get(day_of(row), ())
    if row.start is None:
        one = there or known
        return next(iter(one)) if len(one) == 1 else None
    if row.start in there or len(there) != 1 or len(known) != 1:
        return row.start
    (only,) = there
    return only


Outcome = Literal["new", "changed", "same"]
"""What a row that was read does to what was known."""


@dataclass(frozen=True)
class Merged:
    """All rows, and what each of those that were put in has done."""

    rows: tuple[Attended, ...]
    outcomes: tuple[Outcome, ...]


def merged(before: Sequence[Attended], rows: Sequence[Attended], planned: Starts) -> Merged:
    """The rows of before with ``rows`` in the places of those that tell of the same sessions."""
    found = list(before)
    at: dict[Key, int] = {}
    for number, (key, row) in enumerate(zip(keys(before, planned), before, strict=True)):
        at[key] = number
        at.setdefault((day_of(row), row.start), number)
    taken: set[int] = set()
    outcomes: list[Outcome] = []
    for key, row in zip(keys(rows, planned, before), rows, strict=True):
        place = at.get((day_of(row), row.start), at.get(key))
        if place is None or place in taken:
            found.append(row)
            outcomes.append("new")
            continue
        taken.add(place)
        outcomes.append("same" if found[place] == row else "changed")
        found[place] = row
    return Merged(tuple(sorted(found, key=_order)), tuple(outcomes))


def _order(row: Attended) -> tuple[object, ...]:
    start = -1 if row.start is None else row.start
    return (row.date, start, row.tutor_id or "", row.student_id, row.subject or "")


def contradict(one: Attended, other: Attended) -> bool:
    """Whether two rows of one session can't both be right. A blank says nothing."""
    pairs = ((one.minutes, other.minutes), (one.tutor_id, other.tutor_id))
    return one.status != other.status or any(
        None not in pair and pair[0] != pair[1] for pair in pairs
    )
