"""Reasons are tested against the checkers: what "could be" breaks no rule, what "could not" does."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints import RULES
from matcher.explain import IMPOSSIBLE, explain
from matcher.schedule import Schedule
from tests.account_laws import additions, bound, every_group, grown, holds
from tests.strategies import problems

SMALL = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SMALL
@given(problems(most_students=4, most_tutors=2, most_slots=3, most_days=3))
def test_alone_a_request_is_impossible_exactly_when_no_group_passes_the_checkers(problem):
    for reason in explain(problem, RULES, Schedule()):
        unit = bound(problem, reason.request)
        possible = any(holds(problem, Schedule((group,))) for group in every_group(problem, unit))
        assert (reason.code not in IMPOSSIBLE) == possible, reason.sentence


@SMALL
@given(problems(most_students=5, most_tutors=2, most_slots=3, most_days=3), st.randoms())
def test_what_is_blocked_can_not_be_added_and_room_left_can(problem, random):
    schedule = grown(problem, random)
    for reason in explain(problem, RULES, schedule):
        unit = bound(problem, reason.request)
        fits = any(holds(problem, wider) for wider in additions(problem, schedule, unit))
        assert fits == (reason.code == "room_left"), reason.sentence


@SMALL
@given(problems(most_students=4, most_tutors=2, most_slots=3, most_days=3))
def test_every_unplaced_request_has_one_reason_that_names_no_need(problem):
    reasons = explain(problem, RULES, Schedule())
    assert [reason.request for reason in reasons] == list(problem.requests)
    assert all(reason.sentence.endswith(".") and reason.code for reason in reasons)
