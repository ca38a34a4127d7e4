"""What a request should reach over a term, and how long that takes at a pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from matcher.domain import Request, Settings


@dataclass(frozen=True, slots=True)
class Dose:
    """So many sessions, and so many minutes in them."""

    sessions: int = 0
    minutes: int = 0

    def __add__(self, other: Dose) -> Dose:
        return Dose(self.sessions + other.sessions, self.minutes + other.minutes)

    @property
    def hours(self) -> Fraction:
        """The minutes, in hours."""
        return Fraction(self.minutes, 60)


@dataclass(frozen=True, slots=True)
class Target:
    """So many sessions, or so many hours, over a term."""

    amount: Fraction
    unit: Literal["sessions", "hours"]

    def of(self, dose: Dose) -> Fraction:
        """What a dose counts, in the target's unit."""
        return Fraction(dose.sessions) if self.unit == "sessions" else dose.hours

    def short_by(self, dose: Dose) -> Fraction:
        """How much of the target is missing; nothing where it is reached."""
        return max(Fraction(0), self.amount - self.of(dose))

    def weeks_at(self, weekly: Dose) -> int | None:
        """How many weeks it takes at so much a week; None where it takes forever."""
        pace = self.of(weekly)
        return math.ceil(self.amount / pace) if pace else None


def target_of(settings: Settings, request: Request) -> Target | None:
    """What the request should reach: what its row says, else what Settings say, else nothing."""
    for source in (request, settings):
        if source.sessions_total is not None:
            return Target(Fraction(source.sessions_total), "sessions")
        if source.hours_total is not None:
            return Target(source.hours_total, "hours")
    return None
