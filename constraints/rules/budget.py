"""What a week may cost: rule 11."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from constraints.checking import Cases, case, tally
from constraints.wording import decimal
from matcher.domain import Frame, Meeting
from matcher.problem import Problem
from matcher.rule import Amount, Check, Claim, Resource, Rule
from matcher.schedule import Schedule


class Budget(Rule):
    """The week's wages stay within the budget."""

    number = 11
    name = "budget"
    sentence = "The wages of a week's sessions are within weekly_budget."

    def claims(self, problem: Problem, frame: Frame, meeting: Meeting) -> Iterable[Claim]:
        """The meeting's hours at the tutor's rate, where there is a budget."""
        if problem.settings.weekly_budget is not None:
            yield Claim(("budget",), Fraction(meeting.minutes, 60) * frame.tutor.hourly_rate)

    def capacity(self, problem: Problem, resource: Resource) -> Amount:
        """The week's budget."""
        budget = problem.settings.weekly_budget
        if resource != ("budget",) or budget is None:
            raise KeyError(resource)
        return budget

    def check(self, problem: Problem, schedule: Schedule) -> Check:
        """Add up the wages of the whole week."""
        return tally(self._cases(problem, schedule))

    def _cases(self, problem: Problem, schedule: Schedule) -> Cases:
        budget = problem.settings.weekly_budget
        if budget is None:
            return
        cost = Fraction(0)
        for group in schedule:
            minutes = sum(meeting.slot.end - meeting.slot.start for meeting in group.meetings)
            cost += group.tutor.hourly_rate * minutes / 60
        fault = (
            f"The week's sessions cost {decimal(cost)} but the weekly budget is {decimal(budget)}."
        )
        yield case(self, fault, holds=cost <= budget)
