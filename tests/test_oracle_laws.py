"""The brute force, the checkers and the goals' values agree; telling a problem otherwise is nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.problem import Problem
from matcher.verify import verify
from tests import oracle, oracle_goals, oracle_rules
from tests.retold import RETOLD, looser
from tests.strategies import problems, schedules

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TINY = problems(most_students=4, most_tutors=2, most_slots=3, most_days=3)


@LAW
@given(st.data())
def test_the_oracle_and_the_checkers_find_the_same_rules_broken(data: st.DataObject) -> None:
    of = data.draw(problems())
    schedule = data.draw(schedules(of))
    verdict = verify(of, RULES, GOALS, schedule)
    theirs = {rule.number for rule, check in verdict.checks if check.violations}
    assert theirs == oracle_rules.broken(of, schedule.groups)


@LAW
@given(st.data())
def test_the_oracle_and_the_goals_give_a_schedule_the_same_values(data: st.DataObject) -> None:
    of = data.draw(problems())
    schedule = data.draw(schedules(of))
    if not oracle_rules.broken(of, schedule.groups):
        verdict = verify(of, RULES, GOALS, schedule)
        theirs = {goal.number: values for goal, values in verdict.values}
        assert theirs == oracle_goals.values(of, schedule.groups)


@settings(LAW, max_examples=40)
@given(TINY)
def test_a_problem_told_otherwise_has_the_same_optimum(of: Problem) -> None:
    values = oracle.best(of).values
    for tell in RETOLD:
        assert oracle.best(tell(of)).values == values


@settings(LAW, max_examples=40)
@given(TINY)
def test_a_looser_problem_has_no_lower_need_served(of: Problem) -> None:
    """Up to goal 3, in strict order: seats kept may cost need."""
    before = _up_to_need(of)
    for what, loose in looser(of):
        assert _up_to_need(loose) >= before, what


def _up_to_need(of: Problem) -> tuple[object, ...]:
    found = oracle.best(of)
    first = tuple(found.values[number][0] for number in (1, 2) if number in found.values)
    strict = of.settings.need_order == "strict"
    return (*first, found.levels if strict else found.values[3][0])
