"""What a study of scenarios brings: each scenario solved, told in figures, with what binds it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from matcher.problem import Problem
from matcher.scenarios.costs import Cost
from matcher.scenarios.figures import Figures
from matcher.scenarios.levers import Scenario
from matcher.scenarios.solved import Solved
from matcher.schedule import Schedule
from matcher.workbook.findings import Finding


@dataclass(frozen=True)
class Wanted:
    """A scenario to be solved, and what things cost in it."""

    scenario: Scenario
    problem: Problem
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A scenario that is solved: its schedule holds every rule."""

    scenario: Scenario
    problem: Problem
    solved: Solved
    figures: Figures
    costs: tuple[Cost, ...]

    @property
    def schedule(self) -> Schedule:
        """The plan of the scenario."""
        return self.solved.schedule

    @property
    def seats_lost(self) -> int:
        """Seats of the phase before that the scenario does not keep."""
        previous = self.problem.previous
        seats = {} if previous is None else previous.seats
        return sum(key not in self.schedule.groups_of for key in seats)

    @property
    def tutors_lost(self) -> int:
        """Seats of the phase before that are kept, but with another tutor."""
        previous = self.problem.previous
        seats = {} if previous is None else previous.seats
        return sum(
            group.tutor.id != seat.tutor_id
            for key, seat in seats.items()
            for group in self.schedule.groups_of.get(key, ())
        )


@dataclass(frozen=True)
class Resource:
    """Something that is limited: ``used`` of ``there`` in the plan, where that can be counted.

    ``worth`` is what one ``more`` of it would bring: need, students and requests.
    """

    kind: str
    what: str
    unit: str
    used: Fraction | None
    there: Fraction | None
    more: str
    need: Fraction = Fraction(0)
    students: int = 0
    requests: int = 0

    @property
    def binds(self) -> bool:
        """Whether one more would serve somebody."""
        return self.need > 0


@dataclass(frozen=True)
class Study:
    """Every scenario that was solved, in the order of the sheet, with what binds each.

    ``asked`` is how many there are; fewer outcomes than that are what was ready when it was stopped.
    ``sha256`` is that of the program's file. ``binds`` run parallel to ``outcomes``, None where it was stopped before.
    """

    program: str
    monday: dt.date
    outcomes: tuple[Outcome, ...]
    binds: tuple[tuple[Resource, ...] | None, ...]
    asked: int
    findings: tuple[Finding, ...]
    sha256: str

    @property
    def partial(self) -> bool:
        """Whether some of what was asked is missing."""
        return len(self.outcomes) < self.asked or None in self.binds


@dataclass(frozen=True)
class StudyWritten:
    """A study and where it stands now."""

    study: Study
    path: Path
    charts: tuple[Path, ...] = ()
    memo: Path | None = None
