"""All scenarios of a planner: solved, compared with each other, and told in figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from matcher.corner import as_previous
from matcher.crew import Crew
from matcher.planning import PlanBrokenError
from matcher.problem import Problem
from matcher.progress import Stop, never
from matcher.rule import Goal, Rule
from matcher.scenarios.figures import figures
from matcher.scenarios.inherit import Heirs, Stated, tightened
from matcher.scenarios.outcome import Outcome, Wanted
from matcher.scenarios.solve import Piece, solve
from matcher.scenarios.solved import Solved, told_in, without_pins
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

        A later phase goes on from the one before, whose seats it keeps; all others are solved by
        themselves. Then each takes over the best plan of another that is legal in it, where that is
        better; phases do so in order, and those that go on from another plan then are solved again.
        """
        phased = [i for i, want in enumerate(wanted) if want.scenario.phase is not None]
        ladder = sorted(phased, key=lambda i: wanted[i].scenario.phase or 0)
        plain = [i for i, want in enumerate(wanted) if want.scenario.phase is None]
        stated = self._solved(wanted, plain, ladder)
        changed = False
        for step, i in enumerate(ladder):
            if i not in stated or self.stop():
                break
            if changed:
                problem = self._after(wanted[i].problem, stated[ladder[step - 1]])
                again = self._solved_alone(problem)
                if again is None:
                    break
                stated[i] = again
            better = self._inherit(stated, i, [*plain, *ladder[:step]])
            changed = changed or better.solved is not stated[i].solved
            stated[i] = better
        for i in plain:
            if i in stated:
                stated[i] = self._inherit(stated, i, list(stated))
        stated = tightened(stated)
        return [
            self._outcome(want, stated[i]) if i in stated else None for i, want in enumerate(wanted)
        ]

    def _solved(
        self, wanted: Sequence[Wanted], plain: Sequence[int], ladder: Sequence[int]
    ) -> dict[int, Stated]:
        """The scenarios solved; each step of the ladder as soon as the one before is."""
        problems = {i: wanted[i].problem for i in [*ladder[:1], *plain]}
        alike = _alike({i: problems[i] for i in plain})
        alike.update({i: [i] for i in ladder})
        order = [*ladder[:1], *(i for i in alike if i not in ladder)]
        found: dict[int, Stated] = {}

        def follow(number: int, solved: Solved) -> list[Piece]:
            """Take the result in; of a step of the ladder, give the next."""
            i = order[number]
            stated = self._checked(problems[i], solved)
            found.update(dict.fromkeys(alike[i], stated))
            if i not in ladder[:-1]:
                return []
            after = ladder[ladder.index(i) + 1]
            problems[after] = self._after(wanted[after].problem, stated)
            order.append(after)
            return [self._piece(problems[after])]

        pieces = [self._piece(problems[i]) for i in order]
        for number, _ in self.crew.results(solve, pieces, self.stop, follow=follow):
            self.done += len(alike[order[number]])
            self.tell(self.done, len(wanted))
        return {i: found[i] for i in [*plain, *ladder] if i in found}

    def _solved_alone(self, problem: Problem) -> Stated | None:
        found = [r for _, r in self.crew.results(solve, [self._piece(problem)], self.stop)]
        return self._checked(problem, found[0]) if found else None

    def _piece(self, problem: Problem) -> Piece:
        return Piece(problem, self.rules, self.goals, self.seed)

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

    def _inherit(self, stated: dict[int, Stated], i: int, among: Sequence[int]) -> Stated:
        one = stated[i]
        others = [stated[j] for j in among if j != i and j in stated]
        return Stated(one.problem, self.heirs.inherited(one, others))

    def _after(self, problem: Problem, before: Stated) -> Problem:
        return replace(problem, previous=as_previous(before.solved.schedule))

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


def _alike(problems: Mapping[int, Problem]) -> dict[int, list[int]]:
    """The problems that are told alike, by the first of them: only that one is solved."""
    alike: dict[int, list[int]] = {}
    for i, problem in problems.items():
        same = next((j for j in alike if _same(problems[j], problem)), i)
        alike.setdefault(same, []).append(i)
    return alike


def _same(one: Problem, other: Problem) -> bool:
    return one.previous is other.previous and one.program == other.program
