"""Who is taking part: of the students of a program, who asked, who has a seat, and who comes.

A funnel of students, at the checkpoints after the first session and at a last date. On each date:

- *eligible* are the students of the program who are enrolled (its start and end dates),
- *asked* are those of them with consent,
- *placed* are those of them with a seat in the plan in force: the week's, else the newest before,
- *attending* are those of them whom Attendance calls present at least once in the 30 days up to then,
- *missing* are all eligible ones who are not attending.

Site, grade, language, categories and consent are those that the program tells today; whoever is no
longer in it is not counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from matcher.domain import Program, Request, within
from matcher.ledger import CHECKPOINTS
from matcher.report.coverage import values_of
from matcher.workbook.findings import Finding

DAYS_BACK = 30
"""Who was present once in so many days, the last one included, is attending."""

EVERYONE = ("all", "everyone")
BY = ("category", "site", "grade", "language")


HIDDEN: Literal["hidden"] = "hidden"
Number = int | Literal["hidden"] | None
"""A number of students; None where nobody knows it."""


@dataclass(frozen=True)
class Seated:
    """Who has a seat in the plan of a week."""

    monday: dt.date
    students: frozenset[str]


@dataclass(frozen=True)
class Point:
    """How things stood on a date. ``attending`` is None where nobody has written down who came."""

    name: str
    date: dt.date
    eligible: frozenset[str]
    asked: frozenset[str]
    placed: frozenset[str]
    attending: frozenset[str] | None

    @property
    def missing(self) -> frozenset[str] | None:
        """Who could take part and does not."""
        return None if self.attending is None else self.eligible - self.attending

    @property
    def columns(self) -> tuple[frozenset[str] | None, ...]:
        """The funnel, and who is missing."""
        return self.eligible, self.asked, self.placed, self.attending, self.missing


@dataclass(frozen=True)
class TakingPart:
    """The funnel at each date, the last one last."""

    program: Program
    points: tuple[Point, ...]

    @cached_property
    def lines(self) -> dict[tuple[str, str], frozenset[str]]:
        """What is counted apart, and which students are in it: everyone first.

        Only students who are eligible at some date; who has several categories is in several lines.
        """
        first: dict[str, Request] = {}
        for request in self.program.requests:
            first.setdefault(request.student.id, request)
        anybody = frozenset[str]().union(*(point.eligible for point in self.points))
        found: dict[tuple[int, int, str], set[str]] = {}
        for who in anybody:
            for place, by in enumerate(BY):
                for order, value in values_of(by, first[who]):
                    found.setdefault((place, order, value), set()).add(who)
        parts = {(BY[p], value): frozenset(found[p, o, value]) for p, o, value in sorted(found)}
        return {EVERYONE: anybody, **parts}

    def numbers(self, point: Point, line: tuple[str, str]) -> tuple[int | None, ...]:
        """The columns of a line at a date; None where nobody knows."""
        who = self.lines[line]
        return tuple(None if one is None else len(one & who) for one in point.columns)


@dataclass(frozen=True)
class Row:
    """A line at a date."""

    point: str
    date: dt.date
    by: str
    value: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class CoverageWritten:
    """Who takes part and where that stands; the rows for the public, if there are any, stand in ``public``."""

    told: TakingPart
    path: Path
    public: Path | None
    open_rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def taking_part(
    program: Program, first: dt.date | None, plans: Sequence[Seated], until: dt.date
) -> TakingPart:
    """The funnel until a date; ``first`` is the date of the first session, if there was any by then."""
    points = [_point(program, name, date, plans) for name, date in dates(first, until)]
    return TakingPart(program, tuple(points))


def dates(first: dt.date | None, until: dt.date) -> Iterator[tuple[str, dt.date]]:
    """The checkpoints that are not after ``until``, and that date itself."""
    past = (until - first).days if first else -1
    for days in CHECKPOINTS:
        if first and days <= past:
            yield f"day {days}", first + dt.timedelta(days=days)
    if past not in CHECKPOINTS:
        yield "latest", until


def in_force(mondays: Sequence[dt.date], date: dt.date) -> dt.date | None:
    """The Monday of the plan that counts on a date; None before the first plan."""
    return max((monday for monday in mondays if monday <= date), default=None)


def _point(program: Program, name: str, date: dt.date, plans: Sequence[Seated]) -> Point:
    monday = in_force([plan.monday for plan in plans], date)
    seated = frozenset[str]().union(*(plan.students for plan in plans if plan.monday == monday))
    eligible = frozenset(
        one.id for one in program.students.values() if within(date, one.start_date, one.end_date)
    )
    asked = frozenset(who for who in eligible if program.students[who].consent)
    since = date - dt.timedelta(days=DAYS_BACK - 1)
    rows = [row for row in program.attendance if since <= row.date <= date]
    came = frozenset(row.student_id for row in rows if row.status == "present")
    placed = asked & seated
    return Point(name, date, eligible, asked, placed, placed & came if rows else None)
