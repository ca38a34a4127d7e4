"""All scenarios of a planner: solved, compared with each other, and told in figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from matcher.crew import Crew
from matcher.domain import Previous, PreviousGroup, PreviousSeat
from matcher.planning import PlanBrokenError
from matcher.problem import Problem
from matcher.progress import Stop, never
from matcher.rule import Goal, Rule
from matcher.scenarios.figures import figures
from matcher.scenarios.inherit import Heirs, Stated, tightened
from matcher.scenarios.outcome import Outcome, Wanted
from matcher.scenarios.solve import Piece, solve
from matcher.scenarios.solved import Solved, told_in, without_pins
from matcher.schedule import Schedule
from matcher.verify import verify

Tell = Callable[[int, int], None]
"""Is told how many of how many scenarios are solved."""


class Studies:
    """Solves scenarios by a crew, under some rules and goals."""

    def __init__(
        self,
        rules: Sequence[Rule],
        goals: Sequence[Goal],
        crew: Crew,
        *,
        seed: int = 0,
        tell: Tell = lambda _done, _all: None,
        stop: Stop = never,
    ) -> None:
        self.rules = tuple(rules)
        self.goals = tuple(goals)
        self.crew = crew
        self.seed = seed
        self.tell = tell
        self.stop = stop
        self.done = 0
        self.heirs = Heirs(rules, goals)

    def solve(self, wanted: Sequence[Wanted]) -> list[Outcome | None]:
        """Each scenario's outcome, in order; None where it was stopped before.

        Those without a phase and the first phase are solved at once, each later phase after the one
        before, whose seats it keeps. Then each takes over the best plan of another that is legal in
        it, where that is better.
        """
        stated: dict[int, Stated] = {}
        phases = sorted({w.scenario.phase for w in wanted if w.scenario.phase is not None})
        waves = [[i for i, w in enumerate(wanted) if w.scenario.phase in (None, *phases[:1])]]
        waves += [[i for i, w in enumerate(wanted) if w.scenario.phase == p] for p in phases[1:]]
        before: int | None = None
        for wave in waves:
            problems = {i: self._after(wanted[i].problem, stated.get(before)) for i in wave}  # type: ignore[arg-type]
            found = self._solved(problems, len(wanted))
            stated.update(found)
            for i in found:
                if wanted[i].scenario.phase is not None:
                    stated[i] = self._inherit(stated, i)
                    before = i
            if self.stop():
                break
        for i in stated:
            if wanted[i].scenario.phase is None:
                stated[i] = self._inherit(stated, i)
        stated = tightened(stated)
        return [
            self._outcome(want, stated[i]) if i in stated else None for i, want in enumerate(wanted)
        ]

    def _solved(self, problems: dict[int, Problem], among: int) -> dict[int, Stated]:
        alike = _alike(problems)
        order = list(alike)
        pieces = [Piece(problems[i], self.rules, self.goals, self.seed) for i in order]
        found: dict[int, Stated] = {}
        for number, solved in self.crew.results(solve, pieces, self.stop):
            stated = self._checked(problems[order[number]], solved)
            for i in alike[order[number]]:
                found[i] = stated
            self.done += len(alike[order[number]])
            self.tell(self.done, among)
        return {i: found[i] for i in problems if i in found}

    def _checked(self, problem: Problem, solved: Solved) -> Stated:
        """What the crew says, told in this process's own words and looked over by every rule."""
        here = told_in(problem, solved.schedule)
        assert here is not None
        judged = without_pins(problem) if solved.pins_dropped else problem
        verdict = verify(judged, self.rules, self.goals, here)
        if not verdict.holds:
            broken = sum(len(check.violations) for _, check in verdict.checks)
            raise PlanBrokenError([f"a scenario's plan breaks rules in {broken} cases"])
        return Stated(judged, replace(solved, schedule=here))

    def _inherit(self, stated: dict[int, Stated], i: int) -> Stated:
        one = stated[i]
        others = [other for j, other in stated.items() if j != i]
        return Stated(one.problem, self.heirs.inherited(one, others))

    def _after(self, problem: Problem, before: Stated | None) -> Problem:
        if before is None:
            return problem
        return replace(problem, previous=as_previous(before.solved.schedule, problem.monday))

    def _outcome(self, want: Wanted, stated: Stated) -> Outcome:
        told = figures(stated.problem, stated.solved, want.costs, attendance(want))
        return Outcome(want.scenario, stated.problem, stated.solved, told, want.costs)


def attendance(want: Wanted) -> Fraction | None:
    """The share of sessions expected to be attended: as asked, else as the Attendance sheet shows."""
    asked = want.scenario.levers.attendance
    if asked is not None:
        return asked
    there = [row.status for row in want.problem.program.attendance]
    counted = [status for status in there if status in ("present", "absent")]
    if not counted:
        return None
    return Fraction(counted.count("present"), len(counted))


def as_previous(schedule: Schedule, monday: dt.date) -> Previous:
    """A schedule as the plan before."""
    groups, seats = {}, {}
    for number, group in enumerate(schedule, start=1):
        name = group.id or f"G{number:03}"
        groups[name] = PreviousGroup(
            name,
            group.tutor.id,
            group.subject,
            group.language,
            group.modality,
            frozenset(meeting.place for meeting in group.meetings),
        )
        for member in group.members:
            seats[member.key] = PreviousSeat(*member.key, name, group.tutor.id)
    return Previous(groups, seats, week=monday)


def _alike(problems: Mapping[int, Problem]) -> dict[int, list[int]]:
    """The problems that are told alike, by the first of them: only that one is solved."""
    alike: dict[int, list[int]] = {}
    for i, problem in problems.items():
        same = next((j for j in alike if _same(problems[j], problem)), i)
        alike.setdefault(same, []).append(i)
    return alike


def _same(one: Problem, other: Problem) -> bool:
    return one.previous is other.previous and one.program == other.program
