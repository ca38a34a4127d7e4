"""Laws of the dated week, on tiny problems that hypothesis makes."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import RULES
from matcher.bend import bend, owed
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.verify_week import verify_week
from tests import bend_oracle, oracle_rules, strategies

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def valid_weeks(draw):
    """A problem with dates, and a standing plan of it that holds every rule."""
    problem = draw(strategies.problems(dated=True))
    schedule = draw(strategies.schedules(problem))
    assume(schedule.groups)
    assume(not oracle_rules.broken(problem, schedule.groups))
    assume(bend_oracle.weeks(problem, schedule) <= 3000)
    return problem, schedule


def score_of(problem: Problem, schedule: Schedule) -> tuple[int, int, int]:
    sessions = bend(problem, schedule, RULES)
    met = [
        bend_oracle.met(problem, one.tutor, one.member)
        for one in sessions
        if one.status == "covered"
    ]
    moved = {(one.group, one.planned) for one in sessions if one.status == "moved"}
    saved = sum(one.status in ("planned", "covered", "moved") for one in sessions)
    return saved, -len(moved), sum(met)


@SLOW
@given(valid_weeks())
def test_no_other_week_is_better(week):
    problem, schedule = week
    assert score_of(problem, schedule) == bend_oracle.best_week(problem, schedule)


@SLOW
@given(valid_weeks())
def test_the_checker_finds_nothing_in_a_bent_week(week):
    problem, schedule = week
    check = verify_week(problem, schedule, bend(problem, schedule, RULES))
    assert check.violations == ()
    assert check.cases == sum(len(g.members) * len(g.meetings) for g in schedule)


@SLOW
@given(valid_weeks(), st.data())
def test_a_session_with_another_status_is_found(week, data):
    """No session of a bent week can change its status alone, but away where cancelled."""
    problem, schedule = week
    sessions = bend(problem, schedule, RULES)
