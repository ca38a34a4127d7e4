"""Laws of the dated week, on small weeks full of trouble."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import RULES
from matcher.bend import bend, owed
from matcher.verify_week import verify_week
from tests import bend_oracle, oracle_rules, strategies
from tests.bend_weeks import trouble

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
MOST_WEEKS = 3000


@st.composite
def weeks(draw):
    """A problem with a standing plan that holds every rule, and not too many ways to bend it."""
    problem, schedule = trouble(draw(st.randoms(use_true_random=False)))
    assume(schedule.groups)
    assume(bend_oracle.weeks(problem, schedule) <= MOST_WEEKS)
    return problem, schedule


@st.composite
def other_weeks(draw):
    """The same from the problems that all laws are tested on."""
    problem = draw(strategies.problems(dated=True))
    schedule = draw(strategies.schedules(problem))
    assume(schedule.groups)
    assume(not oracle_rules.broken(problem, schedule.groups))
    assume(bend_oracle.weeks(problem, schedule) <= MOST_WEEKS)
    return problem, schedule


def holds(problem, schedule):
    """The bent week is allowed, complete and as good as the best of all."""
    sessions = bend(problem, schedule, RULES)
    check = verify_week(problem, schedule, sessions)
    assert check.violations == ()
    assert check.cases == len(sessions) == sum(len(g.members) * len(g.meetings) for g in schedule)
    assert bend_oracle.told(problem, sessions) == bend_oracle.best_week(problem, schedule)


@MANY
@given(weeks())
def test_a_bent_week_is_allowed_and_none_is_better(week):
    holds(*week)


@FEW
@given(other_weeks())
def test_that_also_holds_for_the_problems_of_the_other_laws(week):
    holds(*week)


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_that_also_holds_for_weeks_by_number(first):
    """The same again without hypothesis, which likes simple weeks too much."""
    for number in range(first, first + 100):
        problem, schedule = trouble(Random(number))
        if bend_oracle.weeks(problem, schedule) <= MOST_WEEKS:
            holds(problem, schedule)


@pytest.mark.parametrize("first", range(0, 600, 200))
def test_that_also_holds_where_rooms_have_names(first):
    """Some rooms open late, close early, or are for one kind of slot."""
    for number in range(first, first + 200):
        problem, schedule = trouble(Random(number), roomed=True)
        if bend_oracle.weeks(problem, schedule) <= MOST_WEEKS:
            holds(problem, schedule)


@FEW
@given(weeks())
def test_a_second_bending_says_the_same(week):
    assert bend(*week, RULES) == bend(*week, RULES)


@FEW
@given(weeks())
def test_owed_are_the_sessions_that_did_not_take_place(week):
    problem, schedule = week
    sessions = bend(problem, schedule, RULES)
    debts = owed(sessions)
    assert debts.keys() == {member.key for group in schedule for member in group.members}
    took_place = sum(one.status in ("planned", "covered", "moved") for one in sessions)
    assert sum(debts.values()) == len(sessions) - took_place


@FEW
@given(weeks())
def test_a_week_that_was_told_stays_as_it_is(week):
    """Whatever else would be as good: nobody is told something new without a cause."""
    problem, schedule = week
    told = bend(problem, schedule, RULES, work=0.0)
    again = bend(problem, schedule, RULES, before=told)
    assert verify_week(problem, schedule, again).violations == ()
    changed = set(map(_said, told)) - set(map(_said, again))
    assert not {line for line in changed if line[2] in ("covered", "moved")}


def _said(line):
    """What people are told: when and where, but not in which of several Slots rows of one time."""
    return line.member.key, line.planned.place, line.status, line.meeting.place, line.tutor.id


@FEW
@given(weeks())
def test_without_work_the_week_is_still_allowed(week):
    problem, schedule = week
    sessions = bend(problem, schedule, RULES, work=0.0)
    assert verify_week(problem, schedule, sessions).violations == ()
