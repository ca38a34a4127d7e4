"""A target, and what came of looking for the cheapest way to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

from matcher.scenarios.outcome import Outcome
from matcher.schedule import Schedule
from matcher.steps import Step

HELD = "wages held to"
"""So the name of a plan ends that has less for wages than it could use, with the dollars a week."""
FURTHER = 1000
"""A further subject of a student counts so many times less than a first one."""

Unit = Literal["need", "students", "requests", "dollars"]


@dataclass(frozen=True)
class Target:
    """What is to be reached: so much need served, students, or requests; or dollars not to pass.

    ``share`` is of all there is, ``count`` the number itself; one of them is given.
    """

    unit: Unit
    share: Fraction | None = None
    count: Fraction | None = None

    def wanted(self, outcome: Outcome) -> Fraction:
        """The number that is to be reached in the program of an outcome."""
        if self.count is not None:
            return self.count
        f = outcome.figures
        whole = {
            "need": f.need_wanted,
            "students": Fraction(f.children),
            "requests": Fraction(f.requests),
        }
        assert self.share is not None
        wanted = self.share * whole[self.unit]
        return wanted if self.unit == "need" else Fraction(math.ceil(wanted))

    def reached(self, outcome: Outcome) -> Fraction:
        """How much of it a plan reaches."""
        return self.measure(outcome.schedule)

    def most(self, outcome: Outcome) -> Fraction | None:
        """How much of it any plan of the outcome's program could reach."""
        f = outcome.figures
        if self.unit == "need":
            return f.need_most
        return Fraction({"students": f.served.most, "requests": f.placed.most}[self.unit])

    def limit(self, need: Fraction | None, students: int, requests: int) -> Fraction | None:
        """Which of these bounds is of the target's unit."""
        if self.unit in ("need", "dollars"):
            return need
        return Fraction(students if self.unit == "students" else requests)

    def measure(self, schedule: Schedule) -> Fraction:
        """How much of it a plan reaches; for dollars the need, and a little for further subjects."""
        placed = schedule.placed
        if self.unit == "requests":
            return Fraction(len(placed))
        best: dict[str, Fraction] = {}
        for request in placed:
            best[request.student.id] = max(request.need, best.get(request.student.id, request.need))
        if self.unit == "students":
            return Fraction(len(best))
        need = sum(best.values(), Fraction(0))
        further = sum((request.need for request in placed), Fraction(0)) - need
        return need + (further / FURTHER if self.unit == "dollars" else 0)


@dataclass(frozen=True)
class Purchase:
    """One thing to buy."""

    kind: str
    words: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Capacity:
    """What came of looking for the cheapest mix.

    ``base`` is the program as it is, ``ladder`` the program with one purchase more each time; ``final``
    is with what is really needed, ``purchases``. ``reached`` says whether the target is; ``ended`` why
    no more is bought; ``stopped`` that the user wanted no more.
    ``without_people`` is the most of the target that any plan could reach with the tutors who work now, however
    many rooms, buses and dollars there were.
    """

    target: Target
    base: Outcome
    ladder: tuple[Outcome, ...]
    final: Outcome
    purchases: tuple[Purchase, ...]
    reached: bool
    ended: str
    stopped: bool = False
    without_people: Fraction | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The program as it is, each rung, and the final one."""
        rungs = (self.base, *self.ladder)
        return rungs if any(self.final is rung for rung in rungs) else (*rungs, self.final)


@dataclass(frozen=True)
class CapacityWritten:
    """What to buy, and where that stands now."""

    found: Capacity
    path: Path
