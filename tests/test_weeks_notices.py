"""What a program manager should hear about a week besides its plan."""

from dataclasses import replace

from matcher.domain import Pin
from matcher.notices import notices
from tests.constraints.world import ask, at, earlier, group, pairs, problem, tutor

MON, WED = at("Mon 8:00-8:30"), at("Wed 8:00-8:30")


def test_a_week_without_anything_to_say_says_nothing():
    assert notices(problem([group(ask(), MON)])) == ()


def test_who_left_the_program_is_only_counted():
    before = earlier(
        group([ask("S1"), ask("S8")], MON, name="G001"),
        group([ask("S9")], WED, by=tutor("T9"), name="G002"),
    )
    assert notices(problem([group(ask("S1"), MON)], previous=before)) == (
        "2 students and 1 tutor of the previous plan are no longer in the program.",
    )


def test_a_left_out_request_that_had_a_seat_comes_first_and_loud():
    before = earlier(group([ask("S1"), ask("S2")], MON, name="G001"))
    plan = problem([group(ask("S2"), MON)], previous=before)
    (loud,) = notices(plan, [("S1", "Math"), ("S3", "Math")])
    assert loud.startswith("ATTENTION: student S1 had a seat in Math and is left out")


def test_a_left_out_tutor_has_not_left_the_program():
    before = earlier(group([ask("S1")], MON, by=tutor("T9"), name="G001"))
    plan = problem([group(ask("S1"), MON)], previous=before)
    assert notices(plan, tutors_left_out=["T9"]) == ()


def test_a_left_out_request_is_loud_however_its_subject_is_spelled_now():
    before = earlier(group([ask("S1"), ask("S2")], MON, name="G001"))
    plan = problem([group(ask("S2"), MON)], previous=before)
    assert len(notices(plan, [("S1", "MATH")])) == 1


def test_a_left_out_row_without_a_readable_subject_speaks_for_every_seat_of_the_student():
    before = earlier(group(ask("S1"), MON, name="G1"), group(ask("S1", "Reading"), WED, name="G2"))
    plan = problem([group(ask("S2"), MON)], previous=before)
    assert len(notices(plan, [("S1", None)])) == 2


def test_a_together_pair_of_which_one_does_not_concern_the_week_binds_nobody():
    rows = pairs("together S1 S2", "together S1 S3", "together S3 S1")
    now = [group([ask("S1"), ask("S2")], MON)]
    (notice,) = notices(problem(now, others=[ask("S3", consent=False)], rows=rows))
    assert notice.startswith("Students S1 and S3 should be together, but")
    plan = problem(now, others=[ask("S3", "Reading")], rows=rows)
    assert notices(plan) == (notice,)
    unbound = replace(plan.program, pairs=rows["pairs"][:1])
    assert notices(replace(plan, program=unbound)) == ()


def test_a_pin_that_binds_nobody_is_told_and_one_that_does_is_not():
    pins = (
        Pin("Pins", "C2", "S1", None, "T1"),
        Pin("Pins", "C3", "S2", None, "T1"),
        Pin("Pins", "C4", "S1", "Art", "T1"),
        Pin("Pins", "D5", tutor="T1"),
    )
    others = [ask("S1", "Art", consent=False), ask("S2", consent=False)]
    week = problem([group(ask("S1"), MON)], others=others, rows={"pins": pins})
    assert notices(week) == (
        "Pins C3 pins student S2, of whom no request concerns this week; the pin binds nobody.",
        "Pins C4 pins student S1, of whom no Art request concerns this week; the pin binds nobody.",
    )
