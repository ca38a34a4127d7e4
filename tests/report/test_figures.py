"""The first counts that a program manager asks for, counted by hand for the eventful plan."""

from dataclasses import replace

from matcher.domain import Program
from matcher.report.figures import figures
from tests.workbook.plans import eventful, plan_of, slot, tutor


def test_students_and_requests_are_counted_apart():
    """Ana has two seats, Ben, S003 and Dina one, Eli none; Ana, Ben and S003 ask in Spanish first.

    S003's group is in English; the others have the language they asked for first.
    """
    counted = figures(eventful())
    assert (counted.students, counted.students_seated, counted.students_full) == (5, 4, 4)
    assert (counted.requests, counted.placed) == (6, 5)
    assert (counted.students_first_language, counted.placed_first_language) == (3, 4)


def test_a_student_without_one_of_two_subjects_is_seated_but_not_in_full():
    plan = eventful()
    groups = tuple(one for one in plan.schedule if one.id != "G003")
    counted = figures(replace(plan, schedule=type(plan.schedule)(groups)))
    assert (counted.students_seated, counted.students_full) == (4, 3)


def test_reserves_are_no_tutors_without_groups():
    counted = figures(eventful())
    assert (counted.tutors, counted.tutors_used, counted.groups, counted.meetings) == (2, 2, 4, 8)


def test_seats_and_tutors_kept_look_at_requests_that_still_concern_the_week():
    counted = figures(eventful())
    assert (counted.seats_before, counted.seats_kept, counted.tutors_kept) == (1, 1, 1)


def test_away_and_cancelled_sessions_are_owed():
    counted = figures(eventful())
    assert dict(counted.sessions) == {
        "planned": 5,
        "covered": 1,
        "moved": 1,
        "away": 3,
        "cancelled": 2,
    }
    assert (counted.held, counted.owed) == (7, 5)


def test_an_empty_program_counts_nothing():
    counted = figures(plan_of(Program((), (tutor(1),), (slot(2, 480),)), []))
    assert (counted.students, counted.placed, counted.held, counted.owed) == (0, 0, 0, 0)
