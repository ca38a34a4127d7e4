"""A standing plan goes on into the next week: told in memory as its file tells it, bounds and all."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.explain import explain
from matcher.going_on import asks_the_same, keeping, previous_of
from matcher.planning import make_plan
from matcher.problem import Problem
from matcher.search.standing import Options, search
from matcher.workbook.read_plan import read_previous
from matcher.workbook.write import write_plan
from tests import oracle
from tests.constraints.world import ask, at, group, problem
from tests.quick_search import quick_search
from tests.strategies import problems
from tests.test_plan_laws import LAW, TINY, beats
from tests.workbook.plans import FACTS

WEEK = dt.timedelta(days=7)


def find(problem, rules, goals):
    """The real search, with one thread."""
    return search(problem, rules, goals, Options(workers=1))


def next_week(plan):
    """The problem of the week after a plan."""
    return Problem(
        plan.problem.program, plan.problem.monday + WEEK, previous_of(plan, "before.xlsx")
    )


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(of=problems(dated=True), again=st.booleans())
def test_a_plan_in_memory_is_the_previous_that_its_file_would_be(tmp_path, of, again):
    plan = make_plan(of, RULES, GOALS, quick_search)
    if again:  # with seats that go on from an earlier week
        plan = make_plan(next_week(plan), RULES, GOALS, quick_search)
    path = tmp_path / "plan.xlsx"
    write_plan(plan, path, FACTS)
    read, findings = read_previous(path, of.program)
    told = previous_of(plan, path.name)
    assert findings == ()
    assert told == read
    assert list(told.groups) == list(read.groups)
    assert list(told.seats) == list(read.seats)


@settings(LAW, max_examples=20)
@given(of=TINY, strict=st.booleans())
def test_the_plan_taken_over_stays_itself_and_no_plan_beats_its_bounds(of, strict):
    """Each bound is held against the best of all plans whose earlier parts are as good."""
    if strict:
        setting = replace(of.settings, need_order="strict")
        of = replace(of, program=replace(of.program, settings=setting))
    plan = make_plan(of, RULES, GOALS, find)
    now = next_week(plan)
    assume(asks_the_same(of, now))
    kept = make_plan(now, RULES, GOALS, keeping(plan))
    assert kept.schedule == plan.schedule
    assert [seat.seated_since for seat in kept.seats] == [seat.seated_since for seat in plan.seats]
    assert {change.what for change in kept.changes} <= {"stays"}
    for reached in kept.reached:
        for which, (value, bound) in enumerate(zip(reached.values, reached.bounds, strict=True)):
            if bound is not None:
                most = oracle.reach(now, kept.schedule, (reached.goal.number, which))
                assert not beats((reached.goal.number, which), most, bound)
                assert not beats((reached.goal.number, which), value, bound)
    told = {reached.goal.number: reached for reached in kept.reached}
    assert all(told[number].proven() for number in (1, 2, 5) if number in told)
    assert told[3].levels == next(r for r in plan.reached if r.goal.number == 3).levels


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(of=problems(dated=True))
def test_reasons_are_the_same_where_the_same_is_asked(of):
    plan = make_plan(of, RULES, GOALS, quick_search)
    now = next_week(plan)
    assume(asks_the_same(of, now))
    assert plan.reasons == explain(now, RULES, plan.schedule)


MON = at("Mon 8:00-8:30")
SAME = problem([group(ask("S1"), MON)], others=[ask("S2")], slots=[MON.slot])
LATER = SAME.monday + WEEK
LAST = SAME.monday + dt.timedelta(days=6)


def with_dates(**changed):
    """The program with other dates for one student, the tutor or the slot."""
    program = SAME.program
    student = {k: v for k, v in changed.items() if k in ("student_from", "student_to")}
    requests = list(program.requests)
    if student:
        who = replace(
            requests[1].student,
            start_date=student.get("student_from"),
            end_date=student.get("student_to"),
        )
        requests[1] = replace(requests[1], student=who)
    tutors = [replace(t, end_date=changed.get("tutor_to")) for t in program.tutors]
    slots = [replace(s, start_date=changed.get("slot_from")) for s in program.slots]
    return replace(program, requests=tuple(requests), tutors=tuple(tutors), slots=tuple(slots))


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"student_from": LATER}, False),
        ({"student_from": LAST}, True),
        ({"student_to": LAST}, False),
        ({"student_to": LATER}, True),
        ({"tutor_to": LAST}, False),
        ({"tutor_to": LATER}, True),
        ({"slot_from": LATER}, False),
        ({"slot_from": LAST}, True),
    ],
)
def test_who_joins_leaves_begins_or_ends_makes_another_question(changed, same):
    program = with_dates(**changed)
    assert asks_the_same(Problem(program, SAME.monday), Problem(program, LATER)) is same


def test_another_program_is_another_question():
    other = replace(SAME.program, settings=replace(SAME.settings, max_group_size=2))
    assert not asks_the_same(Problem(SAME.program, SAME.monday), Problem(other, LATER))
