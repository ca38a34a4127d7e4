"""Whether a schedule breaks a rule, and what it is worth: said without the search.

Nothing here, nor anything that it imports, knows how a schedule was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcher.problem import Problem
from matcher.rule import Check, Goal, Rule, Violation
from matcher.schedule import Schedule


@dataclass(frozen=True)
class Verdict:
    """What the checkers say of a schedule: one :class:`Check` a rule, one value tuple a goal.

    ``values`` hold only the goals that apply.
    """

    checks: tuple[tuple[Rule, Check], ...]
    values: tuple[tuple[Goal, tuple[Fraction, ...]], ...]

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every broken case, rule by rule."""
        return tuple(violation for _, check in self.checks for violation in check.violations)

    @property
    def holds(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations

    def value(self, number: int) -> tuple[Fraction, ...]:
        """The parts of the goal of that number; empty where it does not apply."""
        return next((values for goal, values in self.values if goal.number == number), ())


def verify(
    problem: Problem, rules: Sequence[Rule], goals: Sequence[Goal], schedule: Schedule
) -> Verdict:
    """Look over ``schedule`` with every rule's checker and weigh it with every goal that applies."""
    return Verdict(
        checks=tuple((rule, rule.check(problem, schedule)) for rule in rules),
        values=tuple(
            (goal, goal.values(problem, schedule)) for goal in goals if goal.applies(problem)
        ),
    )
