"""What must hold of every plan that the search finds, whatever the problem."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.changes import changes
from matcher.plan import Reached
from matcher.problem import Problem
from matcher.search.standing import Found, Options, search
from matcher.verify import verify
from matcher.weeks import number_groups
from tests import oracle, oracle_goals, oracle_rules
from tests.retold import RETOLD, looser
from tests.strategies import problems
from tests.two_weeks import two_weeks

LAW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
TINY = problems(most_students=5, most_slots=3, most_days=4)


def find(of: Problem) -> Found:
    """What the search finds, with one thread."""
    return search(of, RULES, GOALS, Options(workers=1))


def proven(found: Found) -> dict[int, tuple[Fraction, ...]]:
    """The values of the leading goals that are proven in all their parts."""
    values = {}
    for reached in found.reached:
        if not all(reached.proven(part) for part in range(len(reached.values))):
            break
        values[reached.goal.number] = reached.values
    return values


def beats(part: oracle.Part, value: Fraction, other: Fraction) -> bool:
    """Whether a value of a part is strictly better than another."""
    number, which = part
    return (value - other) * oracle_goals.SENSES[number][which] > 0


@LAW
@given(TINY)
def test_a_found_plan_breaks_no_rule_and_says_its_true_values(of: Problem) -> None:
    found = find(of)
    verdict = verify(of, RULES, GOALS, found.schedule)
    assert verdict.violations == ()
    assert oracle_rules.broken(of, found.schedule.groups) == set()
    said = {reached.goal.number: reached.values for reached in found.reached}
    assert said == oracle_goals.values(of, found.schedule.groups)


@LAW
@given(TINY)
def test_what_is_proven_is_the_oracle_s_optimum(of: Problem) -> None:
    """Goal after goal, as far as every part is proven."""
    values = proven(find(of))
    best = oracle.best(of).values
    assert values == {number: best[number] for number in values}


@LAW
@given(TINY)
def test_no_plan_beats_a_bound(of: Problem) -> None:
    """For each part: the best of all plans whose earlier parts are as good as this plan's."""
    found = find(of)
    for reached in found.reached:
        for which, (value, bound) in enumerate(zip(reached.values, reached.bounds, strict=True)):
            if bound is not None:
                part = (reached.goal.number, which)
                most = oracle.reach(of, found.schedule, part)
                assert not beats(part, most, bound), part
                assert not beats(part, value, bound), part


@LAW
@given(TINY)
def test_strict_levels_count_students_and_bound_them(of: Problem) -> None:
    strict = replace(of.settings, need_order="strict")
    of = replace(of, program=replace(of.program, settings=strict))
    found = find(of)
    reached = _need(found)
    needs = sorted({request.need for request in of.program.requests}, reverse=True)
    counts = oracle_goals.strict_levels(of, found.schedule.groups)
    said = {need: count for need, count, _ in reached.levels}
    assert said == {n: c for n, c in zip(needs, counts, strict=True) if n in said}
    assert all(count == 0 for n, count in zip(needs, counts, strict=True) if n not in said)
    assert all(bound is None or bound >= count for _, count, bound in reached.levels)


def _need(found: Found) -> Reached:
    return next(reached for reached in found.reached if reached.goal.number == 3)


@settings(LAW, max_examples=20)
@given(TINY, st.data())
def test_a_looser_problem_has_no_lower_proven_need(of: Problem, data: st.DataObject) -> None:
    """Up to goal 3 in strict order, where proven before and after."""
    what, loose = data.draw(st.sampled_from(list(looser(of))))
    before, after = find(of), find(loose)
    assume({1, 2, 3} & set(oracle_goals.applying(of)) <= set(proven(before)) & set(proven(after)))
    assert _up_to_need(loose, after) >= _up_to_need(of, before), what


def _up_to_need(of: Problem, found: Found) -> tuple[object, ...]:
    values = oracle_goals.values(of, found.schedule.groups)
    first = tuple(values[number][0] for number in (1, 2) if number in values)
    if of.settings.need_order == "strict":
        return (*first, oracle_goals.strict_levels(of, found.schedule.groups))
    return (*first, values[3][0])


@settings(LAW, max_examples=20)
@given(TINY, st.sampled_from(RETOLD))
def test_a_problem_told_otherwise_has_the_same_proven_values(of: Problem, tell: object) -> None:
    """Other IDs, rows in another order, a week later: no proven value changes."""
    assert callable(tell)
    here, there = proven(find(of)), proven(find(tell(of)))
    both = here.keys() & there.keys()
    assert {number: here[number] for number in both} == {number: there[number] for number in both}


@settings(LAW, max_examples=20)
@given(TINY)
def test_the_same_problem_gives_the_same_plan(of: Problem) -> None:
    assert find(of).schedule == find(of).schedule


@settings(LAW, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_no_old_seat_would_be_better_by_a_goal_that_is_proven(chance: Random) -> None:
    """What Changes says the search did not find can only be where it proved nothing."""
    of = two_weeks(chance)[0]
    found = find(of)
    settled = [f" goal {number} (" for number in proven(found)]
    for line in changes(of, RULES, GOALS, number_groups(of, found.schedule)):
        if line.why.endswith("The search did not find that."):
            assert not any(goal in line.why for goal in settled)
