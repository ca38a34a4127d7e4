"""What it would cost the others to place a student, by planning it."""

import pytest

from constraints import GOALS, RULES
from matcher.corner import Corners
from matcher.domain import Pin, Program, Settings, Window
from matcher.explain import Explainer
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from tests.constraints.world import MONDAY, ask, at, called, group, tutor

DAYS = [at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed")]
ONE = {"least": 3, "max_group": 1}


def explained(*requests, plan, tutors=(), slots=DAYS, previous=None, rows=None, **settings):
    """The reasons of those who wait, as the search weighs them."""
    program = Program(
        requests=requests,
        tutors=tuple(tutors) or tuple({g.tutor.id: g.tutor for g in plan}.values()),
        slots=tuple(dict.fromkeys(meeting.slot for meeting in slots)),
        settings=Settings(**settings),
        **(rows or {}),
    )
    problem = Problem(program, MONDAY, previous)
    explainer = Explainer(problem, RULES, Schedule(tuple(plan)), GOALS, replanning(RULES))
    return [explainer.why(request) for request in explainer.waiting]


def test_whoever_would_lose_the_seat_is_named_with_need_and_by_which_goal():
    ben = called(ask("S2", need=5, **ONE), "Ben Vartan")
    (why,) = explained(ask("S1", need=3, **ONE), ben, plan=[group(ben, *DAYS, name="G1")])
    assert why.code == "outweighed"
    assert why.sentence.endswith(
        "Placing this student would unseat Ben Vartan (S2, need 5): the best plan with this student"
        " in it (with tutor T1, the other tutors' groups as they are) would be worse by goal 3 (need"
        " served): need served 3 instead of 5."
    )


def test_of_several_tutors_the_one_counts_with_whom_least_is_lost():
    ben, eva = ask("S2", need=5, **ONE), ask("S3", need=4, **ONE)
    plan = [group(ben, *DAYS, by=tutor("T1")), group(eva, *DAYS, by=tutor("T2"))]
    (why,) = explained(ask("S1", need=3, **ONE), ben, eva, plan=plan)
    assert [request.key for request in why.weighed.best.unseated] == [eva.key]
    assert why.weighed.settled


def test_a_seat_of_equal_need_is_told_to_be_just_as_good():
    ben = ask("S2", need=3, **ONE)
    (why,) = explained(ask("S1", need=3, **ONE), ben, plan=[group(ben, *DAYS)])
    assert why.code == "outweighed"
    assert why.sentence.endswith("would be just as good: not everyone of them can have a seat.")


def test_where_a_better_plan_comes_up_the_search_is_said_to_have_ended_early():
    ben = ask("S2", need=1, **ONE)
    (why,) = explained(ask("S1", need=3, **ONE), ben, plan=[group(ben, *DAYS)])
    assert why.code == "room_left"
    assert (
        "student S2 (need 1) would lose a seat, and the plan would still be better" in why.sentence
    )


def test_where_groups_only_have_to_move_nobody_loses_a_seat():
    """Ben could come at nine as well, the other student only at eight."""
    nine = [at(f"{day} 9:00-9:30") for day in ("Mon", "Tue", "Wed")]
    early = tuple(Window(m.start, m.end) for m in DAYS)
    ben = ask("S2", **ONE)
    (why,) = explained(
        ask("S1", available=early, **ONE), ben, plan=[group(ben, *DAYS)], slots=[*DAYS, *nine]
    )
    assert why.code == "room_left"
    assert "planned anew, could take this student, and nobody would lose a seat" in why.sentence


def test_whoever_is_pinned_is_not_weighed():
    ben = ask("S2", need=1, **ONE)
    pins = {"pins": (Pin("Pins", "A2", "S2", "Math", "T1"),)}
    (why,) = explained(ask("S1", need=5, **ONE), ben, plan=[group(ben, *DAYS)], rows=pins)
    assert (why.code, why.weighed.best) == ("blocked", None)
    assert "Placing" not in why.sentence


def test_what_a_student_has_with_another_tutor_counts():
    """One session a day at most, so the student's Reading stands in the way of Math."""
    maths, reading = ask("S1", **ONE), ask("S1", "Reading", **ONE)
    there = group(reading, *DAYS, by=tutor("T2"))
    whys = explained(maths, reading, plan=[there], tutors=[tutor("T1"), tutor("T2")],
                     slots=[*DAYS, *(at(f"{m} 9:00-9:30") for m in ("Mon", "Tue", "Wed"))],
                     max_sessions_per_student_day=1)  # fmt: skip
    assert [why.weighed.best.unseated for why in whys] == [(reading,)]
    assert "Reading, need 1" in whys[0].sentence


def test_a_student_served_in_another_subject_counts_once_by_need():
    """Ben keeps Reading, so losing Math costs nothing of goal 3, but of goal 4."""
    ben = ask("S2", need=5, **ONE), ask("S2", "Reading", need=5, **ONE)
    late = [at(f"{day} 9:00-9:30") for day in ("Mon", "Tue", "Wed")]
    plan = [
        group(ben[0], *DAYS, by=tutor("T1", subjects=("Math",))),
        group(ben[1], *late, by=tutor("T2", subjects=("Reading",))),
    ]
    (why,) = explained(ask("S1", need=1, **ONE), *ben, plan=plan)
    assert why.code == "room_left"  # goal 3 gains 1, whatever goal 4 loses


@pytest.mark.parametrize(("free", "seated"), [(DAYS[:2], False), (DAYS, True)])
def test_the_times_asked_for_are_those_of_the_group(free, seated):
    """A corner with given times holds them, or there is none."""
    ann, t1 = ask("S1", least=2), tutor("T1")
    program = Program((ann,), (t1,), tuple(meeting.slot for meeting in free))
    problem = Problem(program, MONDAY)
    corners = Corners(GOALS, Reach(problem, RULES), replanning(RULES))
    wanted = DAYS[2]
    found = corners.seat((ann,), (t1,), (Window(wanted.start, wanted.end),))
    assert (found is not None) == seated
    assert not seated or wanted in found.group.meetings
