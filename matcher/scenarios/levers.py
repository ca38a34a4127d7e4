"""What a scenario changes: its levers, in the planner's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Literal, get_args

from matcher.domain import DAYS, Kind

SlotKind = Literal[Kind, "online"]
"""The kinds of slot that can be switched on and off; an online slot is ``online`` whatever its kind."""

SLOT_KINDS: tuple[str, ...] = (*get_args(Kind), "online")

BOTH = frozenset({"school_day", "after_school"})
"""What the word ``both`` means."""

Lever = str
"""The name of a lever, which is its column on the Scenarios sheet."""


@dataclass(frozen=True, slots=True)
class Tutors:
    """So many times a tutor, by ID."""

    tutor: str
    count: int = 1

    def __str__(self) -> str:
        return self.tutor if self.count == 1 else f"{self.count} x {self.tutor}"


@dataclass(frozen=True, slots=True)
class Override:
    """Another value in a cell of the program: ``Sites[Lincoln].groups_at_once=5``.

    ``key`` is what the row is about, blank on Settings, where ``column`` is the setting.
    """

    sheet: str
    key: str
    column: str
    value: str

    def __str__(self) -> str:
        row = f"[{self.key}]" if self.key else ""
        return f"{self.sheet}{row}.{self.column}={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """What is different from the program as it is. ``None`` and nothing mean "as it is".

    Parameters
    ----------
    tutors : int or None
        How many tutors work, in the present mix.
    add_tutors, drop_tutors : tuple of Tutors
        Who comes, or goes, besides.
    tutor_hours : Fraction or None
        By how much the hours of every tutor's week are multiplied.
    max_group_size, sessions_per_week, weekly_budget
        The settings of these names.
    groups_at_once : int or None
        Rooms: groups at one moment at each site, whatever rooms have names.
    kinds : frozenset of str or None
        The kinds of slot that are used.
    bus_days : frozenset of int, int or None
        The weekdays on which every route runs, or how many of them.
    min_need : Fraction or None
        Only requests of at least this need are in the scenario.
    students : Fraction or None
        By how much the number of students is multiplied.
    attendance : Fraction or None
        The share of scheduled sessions that are expected to be attended.
    sites : tuple of str
        Only these sites are in the scenario.
    overrides : tuple of Override
        Any other cell.

    """

    tutors: int | None = None
    add_tutors: tuple[Tutors, ...] = ()
    drop_tutors: tuple[Tutors, ...] = ()
    tutor_hours: Fraction | None = None
    max_group_size: int | None = None
    sessions_per_week: tuple[int, int] | None = None
    groups_at_once: int | None = None
    kinds: frozenset[str] | None = None
    bus_days: frozenset[int] | int | None = None
    weekly_budget: Fraction | None = None
    min_need: Fraction | None = None
    students: Fraction | None = None
    attendance: Fraction | None = None
    sites: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()


LEVERS: tuple[Lever, ...] = tuple(field.name for field in fields(Levers))


@dataclass(frozen=True)
class Scenario:
    """One scenario: a row of the Scenarios sheet, or one of those that a sweep makes of a row.

    ``row`` is what all scenarios of the row are called together. ``varied`` are the levers that the sweep turns, with the values in words. ``cells`` tell where
    each lever stands, as sheet and address. ``phase`` is its place in the funding ladder.
    """

    name: str
    row: str = ""
    levers: Levers = Levers()
    phase: int | None = None
    varied: tuple[tuple[Lever, str], ...] = ()
    cells: Mapping[Lever, tuple[str, str]] = field(default_factory=dict)
    note: str = ""

    @property
    def changes(self) -> str:
        """What it turns, as it could be typed; blank for the program as it is."""
        turned = {name: getattr(self.levers, name) for name in LEVERS}
        return ", ".join(
            str(value) if name == "overrides" else f"{name} {lever_words(name, value)}"
            for name, values in turned.items()
            for value in (values if name == "overrides" else [values])
            if value not in (None, ())
        )


def lever_words(lever: str, value: Any) -> str:
    """A lever's value as it could be typed into its cell."""
    if lever == "attendance":
        return f"{_number(value * 100)}%"
    if lever == "sessions_per_week":
        least, most = value
        return str(least) if least == most else f"{least}-{most}"
    if lever == "kinds":
        if value in (BOTH, frozenset(SLOT_KINDS)):
            return "both" if value == BOTH else "all"
        return ", ".join(kind for kind in SLOT_KINDS if kind in value)
    if lever == "bus_days":
        return str(value) if isinstance(value, int) else ", ".join(DAYS[d] for d in sorted(value))
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _number(value)


def _number(value: Fraction | int) -> str:
    return str(int(value)) if value == int(value) else f"{float(value):.6g}"
