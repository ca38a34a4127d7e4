"""Only a verified schedule becomes a Plan."""

from dataclasses import replace
from fractions import Fraction

import pytest

from constraints import GOALS, RULES
from matcher import planning
from matcher.plan import Reached
from matcher.planning import NoPlanError, PlanBrokenError, make_plan
from matcher.rule import Check, Violation
from matcher.schedule import Schedule
from tests.constraints.world import MONDAY, ask, at, earlier, group, problem, tutor
from tests.quick_search import Found, quick_search, reached

MON, WED = at("Mon 8:00-8:30"), at("Wed 8:00-8:30")


@pytest.fixture
def week():
    plan = problem([group(ask("S1"), MON)], others=[ask("S2")], slots=[MON.slot, WED.slot])
    return replace(plan, previous=earlier(group(ask("S2"), WED, name="G004")))


def test_a_plan_is_numbered_verified_bent_seated_and_explained(week):
    plan = make_plan(week, RULES, GOALS, quick_search, seed=7)
    assert plan.verdict.holds
    assert [group.id for group in plan.schedule] == ["G004", "G005"]
    assert len(plan.sessions) == sum(
        len(group.members) * len(group.meetings) for group in plan.schedule
    )
    assert {seat.request.key for seat in plan.seats} == {("S1", "Math"), ("S2", "Math")}
    assert plan.reasons == ()
    assert {line.id for line in plan.changes} == {"S1", "S2", "T1"}
    assert (plan.seed, plan.ended_by) == (7, "work")
    assert plan.problem.monday == MONDAY


def test_who_has_no_seat_has_a_reason(week):
    full = replace(week.program, tutors=(tutor(max_sessions_week=1),))
    plan = make_plan(replace(week, program=full), RULES, GOALS, quick_search)
    assert [reason.request.key for reason in plan.reasons] == [("S2", "Math")]


def broken(week, find):
    with pytest.raises(PlanBrokenError) as caught:
        make_plan(week, RULES, GOALS, find)
    return caught.value.report


def test_a_schedule_that_breaks_a_rule_is_no_plan_and_the_report_names_nobody(week):
    def twice(problem, _rules, goals):
        both = Schedule((group(ask("S1"), MON), group(ask("S2"), MON)))
        return Found(both, reached(problem, goals, both))

    report = broken(week, twice)
    assert "rule 8 (one-place): 1 of" in report
    assert not any(name in report for name in ("S1", "S2", "T1", "Elm"))


def test_a_value_that_the_checker_does_not_find_is_a_defect(week):
    def boast(problem, rules, goals):
        found = quick_search(problem, rules, goals)
        told = tuple(
            replace(one, values=(Fraction(99),)) if one.goal.number == 3 else one
            for one in found.reached
        )
        return replace(found, reached=told)

    assert "goal 3 (need-served): the search says 99, it is 2" in broken(week, boast)


def test_a_goal_that_the_search_passes_over_is_a_defect(week):
    def forget(problem, rules, goals):
        found = quick_search(problem, rules, goals)
        return replace(found, reached=found.reached[1:])

    assert "goal 1 (seats-kept): the search says nothing of it" in broken(week, forget)


def test_a_goal_that_does_not_apply_must_not_be_told(week):
    seats = next(goal for goal in GOALS if goal.number == 1)

    def invent(problem, rules, goals):
        found = quick_search(problem, rules, goals)
        told = (*found.reached, Reached(seats, (Fraction(0),), (None,)))
        return replace(found, reached=told)

    assert "goal 1 does not apply" in broken(replace(week, previous=None), invent)


@pytest.mark.parametrize(("number", "bound"), [(3, 1), (10, 5)])
def test_a_bound_that_the_plan_itself_beats_is_a_defect(week, number, bound):
    """Two students served beat a bound of 1; no wages beat a least cost of 5."""

    def bounded(problem, rules, goals):
        found = quick_search(problem, rules, goals)
        told = tuple(
            replace(one, bounds=(Fraction(bound),)) if one.goal.number == number else one
            for one in found.reached
        )
        return replace(found, reached=told)

    assert "is better than its bound" in broken(week, bounded)


def test_a_dated_week_that_does_not_hold_is_a_defect(week, monkeypatch):
    fault = Check(3, (Violation("week", "Student S1 is in two places."),))
    monkeypatch.setattr(planning, "verify_week", lambda *_: fault)
    report = broken(week, quick_search)
    assert "the dated week: 1 faults in 3 sessions" in report
    assert "S1" not in report


def test_an_empty_schedule_is_a_plan_unless_the_user_stopped_the_search(week):
    def nothing(problem, _rules, goals):
        return Found(Schedule(), reached(problem, goals, Schedule()), "proof")

    def stopped(problem, rules, goals):
        return replace(nothing(problem, rules, goals), ended_by="user")

    assert len(make_plan(week, RULES, GOALS, nothing).reasons) == 2
    with pytest.raises(NoPlanError):
        make_plan(week, RULES, GOALS, stopped)
