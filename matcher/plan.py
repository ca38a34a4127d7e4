"""From a problem to a Plan: search, then verify. Only a Plan is ever written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, Protocol

from matcher.domain import Group, MakeUp, Request, Session
from matcher.problem import Problem
from matcher.rooms import Rooms
from matcher.rule import Check, Goal
from matcher.schedule import Schedule
from matcher.verify import Verdict

EndedBy = Literal["proof", "work", "clock", "user"]
What = Literal["stays", "moves", "starts", "ends"]


@dataclass(frozen=True)
class Reached:
    """How far one goal got: its parts' values and what no plan could beat.

    ``bounds`` run parallel to ``values``; ``None`` where there is no bound. ``levels`` are, under a
    strict order of need, ``(need, students placed, bound)`` from the highest need down.
    """

    goal: Goal
    values: tuple[Fraction, ...]
    bounds: tuple[Fraction | None, ...]
    levels: tuple[tuple[Fraction, int, int | None], ...] = ()

    def gap(self, part: int = 0) -> float | None:
        """``|bound - value| / max(1, |bound|, |value|)`` of a part; None without a bound."""
        value, bound = self.values[part], self.bounds[part]
        if bound is None:
            return None
        return float(abs(bound - value) / max(Fraction(1), abs(bound), abs(value)))

    def proven(self, part: int = 0) -> bool:
        """Whether the value is known to be the best there is."""
        return self.values[part] == self.bounds[part]


class Found(Protocol):
    """What a search brings back: a schedule without group IDs and how far each goal got."""

    @property
    def schedule(self) -> Schedule:
        """The best schedule found; it may be empty."""

    @property
    def reached(self) -> tuple[Reached, ...]:
        """One entry for each goal that applies, in their order."""

    @property
    def ended_by(self) -> EndedBy:
        """What ended the search."""

    @property
    def seconds(self) -> float:
        """How long it took."""


@dataclass(frozen=True)
class Reason:
    """Why a request that concerns the week has no seat: a stable code and one true sentence."""

    request: Request
    code: str
    sentence: str
    smallest_change: str = ""


@dataclass(frozen=True)
class HelpLine:
    """A change that would seat several who wait: the need it brings, predicted and as planned."""

    change: str
    kind: str
    predicted_need: float
    verified_need: float
    predicted_requests: int
    verified_requests: int
    verified_students: int
    students: str  # their IDs


@dataclass(frozen=True)
class SeatLine:
    """Where one more student fits: a seat in a group, or free hours of a tutor for a new group."""

    where: str
    what: str
    group_id: str
    times: str
    sessions: int
    tutor_id: str
    tutor: str
    subjects: str
    languages: str
    grades: str
    lowest_level: float | None
    highest_level: float | None
    students_of: str
    free_seats: int


@dataclass(frozen=True)
class Change:
    """A line of what is different from the previous plan, for a student's request or a tutor.

    ``against`` is, for a student's old seat that is not kept, what stands against it in few words.
    """

    person: Literal["student", "tutor"]
    id: str
    name: str
    subject: str  # blank for tutors
    what: What
    before: str
    after: str
    why: str = ""
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """A placed request: its group and since which Mondays it has a seat and this tutor."""

    request: Request
    group: Group
    seated_since: dt.date
    tutor_since: dt.date


@dataclass(frozen=True)
class Plan:
    """A standing plan that holds every rule, its dated week, and how good it is.

    Group IDs are given. ``sessions`` are the dated week, one for each meeting and member.
    ``make_ups`` are owed sessions that it has room for besides; ``owed`` counts those that were
    asked for by request key, and is None where none were. ``helps`` are what would seat the most need,
    the best first; ``open_seats`` where there is room. ``rooms`` are those that have names, and
    ``rooms_checked`` what their checker says; None where the program names none.
    """

    problem: Problem
    schedule: Schedule
    verdict: Verdict
    reached: tuple[Reached, ...]
    sessions: tuple[Session, ...]
    seats: tuple[Seat, ...]
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]
    notices: tuple[str, ...]
    ended_by: EndedBy
    seconds: float
    seed: int
    make_ups: tuple[MakeUp, ...] = ()
    helps: tuple[HelpLine, ...] = ()
    open_seats: tuple[SeatLine, ...] = ()
    owed: Mapping[tuple[str, str], int] | None = None
    rooms: Rooms = field(default_factory=Rooms)
    rooms_checked: Check | None = None
