"""No reason, no change and no open seat is false: of many small problems with plans made by chance.

Some are a part of the suite. Many more, others with each seed:
``python -m pytest -m slow tests/test_account_laws.py --hypothesis-seed=1``.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.problem import Problem
from tests.account_laws import Accounted, grown
from tests.strategies import problems

LAW = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW, MANY = 25, 500
SMALL = {"most_students": 5, "most_tutors": 2, "most_slots": 3, "most_days": 3}


def look_over(problem: Problem, random) -> Accounted:
    """Every claim of the account of a plan that is grown by chance."""
    said = Accounted(problem, grown(problem, random))
    said.reasons_are_true()
    said.no_plan_of_a_tutor_costs_less()
    said.changes_are_true()
    said.no_single_change_is_missed()
    said.helps_are_true()
    said.open_seats_can_be_taken()
    said.families_hear_of_nobody_else()
    return said


@settings(LAW, max_examples=FEW)
@given(problems(**SMALL), st.randoms())
def test_whatever_an_account_says_is_true(problem, random):
    look_over(problem, random)


@pytest.mark.slow
@settings(LAW, max_examples=MANY)
@given(problems(**SMALL), st.randoms())
def test_whatever_many_accounts_say_is_true(problem, random):
    look_over(problem, random)
