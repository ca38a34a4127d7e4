"""Shapes of programs: the axes along which the suite compares, and the lists that it runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

Regime = Literal["grouping", "packing", "mixed"]
Windows = Literal["tight", "loose"]

FIRST_WEEK = dt.date(2026, 9, 14)
SECOND_WEEK = dt.date(2026, 9, 21)


@dataclass(frozen=True)
class Shape:
    """What one program of the suite is like; with a seed it is one program.

    ``requests`` is about how many requests it has; of some of them the student has no consent or
    comes later. Shares go from 0 to 1. ``limit`` is how many seconds every method gets.
    """

    name: str
    requests: int
    regime: Regime = "grouping"
    per_tutor: int = 12  # students of a school for each tutor
    one_to_one: float = 0.05  # share of the requests that no one may join
    languages: int = 3  # spoken at the schools: 1 to 5
    windows: Windows = "tight"  # loose: no protected classes, every period open to all grades;
    # packing: three tenths of a student's other hours are taken instead of more than half
    shared: float = 0.0  # share of the tutors who work at a second site
    parts: Literal[1, 3] = 3  # packing: students among whom a tutor's days at a centre are dealt
    budget: bool = False  # wages for about six tenths of the hours on offer
    previous: bool = False  # the second week, going on from a plan of the first
    limit: float = 60.0

    @property
    def week(self) -> dt.date:
        """The Monday that is planned."""
        return SECOND_WEEK if self.previous else FIRST_WEEK


def _base(requests: int, limit: float = 60.0) -> Shape:
    return Shape(f"grouping-{requests}", requests, limit=limit)


QUICK: tuple[Shape, ...] = (
    _base(50, 8),
    _base(200, 16),
    Shape("packing-120", 120, "packing", limit=12),
)
"""Less than five minutes in all on two cores."""

SIZES = (
    _base(50, 8),
    _base(100, 8),
    _base(200, 12),
    _base(500, 20),
    _base(1000, 30),
    _base(2000, 60),
    _base(5000, 120),
    _base(20000, 400),
)
"""One axis: how large the program is."""

SCHOOL = _base(200, 12)
TWO_SCHOOLS = _base(400, 16)

TARGETS: tuple[Shape, ...] = (
    _base(200, 56),
    replace(_base(400, 115), name="scarce-400", per_tutor=20),
    replace(_base(2000, 120), name="shared-2000", shared=0.1),
    replace(_base(10000, 400), name="budget-10000", shared=0.1, budget=True),
    _base(20000, 400),
    Shape("packing-400", 400, "packing", windows="loose", parts=1, limit=14),
)
"""What the search has to reach, alone; starting, reading and judging are not in the limit."""

FULL: tuple[Shape, ...] = (
    *SIZES,
    Shape("packing-60", 60, "packing", limit=8),
    Shape("packing-200", 200, "packing", limit=12),
    Shape("packing-600", 600, "packing", limit=30),
    Shape("mixed-200", 200, "mixed", limit=12),
    Shape("mixed-600", 600, "mixed", limit=30),
    replace(SCHOOL, name="per-tutor-8", per_tutor=8),
    replace(SCHOOL, name="per-tutor-20", per_tutor=20, limit=30),
    *(replace(SCHOOL, name=f"one-to-one-{n}", one_to_one=n / 100) for n in (0, 60)),
    replace(SCHOOL, name="one-to-one-25", one_to_one=0.25, limit=30),
    *(replace(SCHOOL, name=f"languages-{n}", languages=n) for n in (1, 5)),
    replace(SCHOOL, name="loose", windows="loose"),
    replace(SCHOOL, name="budget", budget=True),
    *(replace(TWO_SCHOOLS, name=f"shared-{n}", shared=n / 100) for n in (0, 10, 30)),
    replace(_base(50, 8), name="previous-50", previous=True),
    replace(SCHOOL, name="previous-200", previous=True),
)
"""Every axis, one at a time from a school of 200 requests."""
