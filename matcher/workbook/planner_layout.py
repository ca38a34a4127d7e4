"""The sheets that a planner fills in beside the program: Scenarios and Costs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from matcher.scenarios.costs import PER, Per
from matcher.scenarios.levers import Override, Tutors
from matcher.workbook import cells, sweeps
from matcher.workbook.column import Column, Layout

_ONE = Fraction(1)


def _lever(parse: Any, note: str, example: Any = None, such_as: Any = None, **more: Any) -> Column:
    return Column(
        parse=parse, note=f"{note} Blank: as it is.", example=example, such_as=such_as, **more
    )


def _whole(least: int) -> Any:
    return sweeps.sweep(cells.whole(least), _ONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRow:
    """A row of the Scenarios sheet: each lever with its values, of which several are a sweep."""

    scenario: Annotated[
        str | None,
        Column(
            parse=cells.text,
            note="The name to print. A row with nothing else is the program as it is. In every other "
            "column several values with ; between them, or a range such as 4..16 step 2, make a "
            "scenario of each.",
            example="Fewer or more tutors",
            also=("name", "title"),
        ),
    ] = None
    phase: Annotated[
        int | None,
        Column(
            parse=cells.whole(1),
            note="1, 2, 3: the steps of a ladder. A later phase keeps the seats of the one before.",
            such_as=1,
            form="number",
        ),
    ] = None
    tutors: Annotated[
        tuple[int, ...],
        _lever(_whole(0), "How many tutors work, in the present mix.", "4..16 step 2"),
    ] = ()
    add_tutors: Annotated[
        tuple[tuple[Tutors, ...], ...],
        _lever(
            sweeps.sweep(sweeps.tutors, ranged=False),
            "Tutors who come: a copy of a tutor by ID, or 3 x T004; a reserve, or a tutor who is not "
            "cleared yet, works from then on. Several together: with , between them.",
            such_as="T004, 2 x T005",
        ),
    ] = ()
    drop_tutors: Annotated[
        tuple[tuple[Tutors, ...], ...],
        _lever(
            sweeps.sweep(sweeps.tutors, ranged=False),
            "Tutors who go, by ID. Several together: with , between them.",
            such_as="T001, T002",
        ),
    ] = ()
    tutor_hours: Annotated[
        tuple[Fraction, ...],
        _lever(
            sweeps.sweep(sweeps.factor),
            "By how much the hours and sessions a week of every tutor are multiplied.",
            such_as="0.8..1.2 step 0.1",
        ),
    ] = ()
    max_group_size: Annotated[
        tuple[int, ...], _lever(_whole(1), "As in Settings.", such_as="2; 3; 4")
    ] = ()
    sessions_per_week: Annotated[
        tuple[tuple[int, int], ...],
        _lever(
            sweeps.sweep(cells.sessions, ranged=False),
            "As in Settings: requests with a range of their own keep it.",
            such_as="3; 3-5",
        ),
    ] = ()
    groups_at_once: Annotated[
        tuple[int, ...],
        _lever(
            _whole(0),
            "Groups at one moment at each site, whatever rooms have names.",
            such_as="2..5",
        ),
    ] = ()
    kinds: Annotated[
        tuple[frozenset[str], ...],
        _lever(
            sweeps.sweep(sweeps.kinds, ranged=False),
            "Which kinds of slot are used: school_day, before_school, after_school, evening, weekend, "
            "online; both is in and after school. Several together: with , between them.",
            such_as="school_day; both",
        ),
    ] = ()
    bus_days: Annotated[
        tuple[frozenset[int] | int, ...],
        _lever(
            sweeps.sweep(sweeps.bus_days, _ONE),
            "On which weekdays the routes run, or on how many.",
            such_as="Mon-Thu",
        ),
    ] = ()
    weekly_budget: Annotated[
        tuple[Fraction, ...],
        _lever(sweeps.sweep(cells.amount), "Wages for a week.", such_as="1000..3000 step 500"),
    ] = ()
    min_need: Annotated[
        tuple[Fraction, ...],
        _lever(sweeps.sweep(cells.amount), "Only requests of at least this need.", such_as=3),
    ] = ()
    students: Annotated[
        tuple[Fraction, ...],
        _lever(
            sweeps.sweep(sweeps.factor),
            "By how much the number of students is multiplied: a sample, or growth.",
            such_as=1.25,
        ),
    ] = ()
    attendance: Annotated[
        tuple[Fraction, ...],
        _lever(
            sweeps.sweep(sweeps.rate),
            "The share of sessions that are expected to be attended. Without it, what the Attendance "
            "sheet shows.",
            such_as="85%",
        ),
    ] = ()
    sites: Annotated[
        tuple[tuple[str, ...], ...],
        _lever(
            sweeps.sweep(sweeps.sites, ranged=False),
            "Only these sites. Several together: with , between them.",
            such_as="Lincoln, Roosevelt",
        ),
    ] = ()
    overrides: Annotated[
        tuple[Override, ...],
        _lever(
            sweeps.overrides,
            "Any other cell, all of them together: Sheet[row].column=value.",
            such_as="Settings.max_grade_spread=2; Sites[Lincoln].groups_at_once=5",
            also=("override",),
        ),
    ] = ()
    note: Annotated[
        str,
        Column(parse=cells.text, note="For people to read.", example="What the board asked for"),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """A row of the Costs sheet."""

    item: Annotated[
        str, Column(parse=cells.text, note="What is paid for.", example="Coordinator", star=True)
    ]
    per: Annotated[
        Per,
        Column(
            parse=cells.one_of(*PER),
            note="year: once. week: each week of sessions. tutor, student: for each tutor employed, "
            "reserves too, or student served, a year. session_hour: each hour of a group, such as paid preparation. "
            "bus_run: each run that somebody rides.",
            example="year",
            choices=PER,
            star=True,
        ),
    ]
    amount: Annotated[
        Fraction,
        Column(parse=cells.amount, note="Dollars.", example=60000, form="number", star=True),
    ]
    note: Annotated[
        str, Column(parse=cells.text, note="For people to read.", example="With benefits")
    ] = ""


SCENARIOS = Layout(
    "Scenarios", ScenarioRow, "What if: a row for each scenario, or for a sweep.", strict=True
)
COSTS = Layout("Costs", CostRow, "What is paid for besides wages.")

PLANNER_LAYOUTS: tuple[Layout[Any], ...] = (COSTS, SCENARIOS)
"""Sheets that planning a week does not look at."""
