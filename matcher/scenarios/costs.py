"""What a scenario costs: wages, and everything else that the Costs sheet names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from matcher.domain import SELF, Group, Meeting, Request
from matcher.problem import Problem
from matcher.schedule import Schedule

Per = Literal["year", "week", "tutor", "student", "session_hour", "bus_run"]
"""What an amount is paid for: once a year, each week, for each tutor or student a year, each hour of a
group's session, each run of a bus."""

PER: tuple[str, ...] = get_args(Per)


Run = tuple[str, int, tuple[int | None, int | None]]
"""A bus run: its route, its weekday, and the times between which that day's bus serves."""


@dataclass(frozen=True, slots=True)
class Cost:
    """A row of the Costs sheet: an amount in dollars."""

    item: str
    per: Per
    amount: Fraction


@dataclass(frozen=True)
class Drivers:
    """What there is to pay for, in one week of a plan.

    ``tutors`` are those employed, whether they hold groups or not; ``students`` those served.
    ``session_hours`` are hours of groups, whoever is in them; ``bus_runs`` runs that somebody rides.
    """

    wages: Fraction
    tutors: int
    students: int
    session_hours: Fraction
    bus_runs: int


@dataclass(frozen=True)
class Spent:
    """A line of what a scenario costs: ``units`` a year at ``amount`` each."""

    item: str
    per: str
    units: Fraction
    amount: Fraction

    @property
    def year(self) -> Fraction:
        """Dollars a year."""
        return self.units * self.amount


@dataclass(frozen=True)
class Bill:
    """What a scenario costs in a year of so many weeks; wages come first."""

    lines: tuple[Spent, ...]
    weeks: int

    @property
    def wages(self) -> Fraction:
        """Wages a year."""
        return self.lines[0].year

    @property
    def wages_week(self) -> Fraction:
        """Wages a week."""
        return self.wages / self.weeks

    @property
    def year(self) -> Fraction:
        """All in, a year."""
        return sum((line.year for line in self.lines), Fraction(0))

    @property
    def week(self) -> Fraction:
        """All in, a week: the year's costs spread over its weeks."""
        return self.year / self.weeks


def bill(drivers: Drivers, costs: Sequence[Cost], weeks: int) -> Bill:
    """Wages and every item, for a year of ``weeks`` like the one planned."""
    units = {
        "year": Fraction(1),
        "week": Fraction(weeks),
        "tutor": Fraction(drivers.tutors),
        "student": Fraction(drivers.students),
        "session_hour": drivers.session_hours * weeks,
        "bus_run": Fraction(drivers.bus_runs * weeks),
    }
    wages = Spent("wages", "week", Fraction(weeks), drivers.wages)
    items = (Spent(cost.item, cost.per, units[cost.per], cost.amount) for cost in costs)
    return Bill((wages, *items), weeks)


def drivers(problem: Problem, schedule: Schedule) -> Drivers:
    """What a week of the schedule gives to pay for."""
    hours = [(group.tutor, Fraction(m.minutes, 60)) for group in schedule for m in group.meetings]
    return Drivers(
        wages=sum((tutor.hourly_rate * worked for tutor, worked in hours), Fraction(0)),
        tutors=len(problem.tutors),
        students=len({request.student.id for request in schedule.placed}),
        session_hours=sum((worked for _, worked in hours), Fraction(0)),
        bus_runs=len(runs_ridden(problem, schedule)),
    )


def runs_ridden(problem: Problem, schedule: Schedule) -> frozenset[Run]:
    """The bus runs that somebody rides: route, weekday, and which of the day's buses.

    Who comes to an in-person slot outside the school day by a route takes the first Transport row of
    the day that fits; whoever else can takes the same bus.
    """
    ridden: set[Run] = set()
    for group in schedule:
        for meeting in group.meetings:
            for member in group.members:
                ridden.update(_runs(problem, group, meeting, member))
    return frozenset(ridden)


def _runs(problem: Problem, group: Group, meeting: Meeting, member: Request) -> list[Run]:
    route = member.student.transport
    if group.modality == "online" or meeting.slot.kind == "school_day" or route in (None, SELF):
        return []
    assert route is not None
    fitting = (
        (route, meeting.day, (ride.earliest, ride.latest))
        for ride in problem.rides.get((route, meeting.day), ())
        if (ride.earliest is None or ride.earliest <= meeting.slot.start)
        and (ride.latest is None or meeting.slot.end <= ride.latest)
    )
    return list(fitting)[:1]
