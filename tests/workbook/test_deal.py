"""Meetings are dealt to Slots rows so that as many as possible suit their members and have room."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import Frame, Place, Program, Request
from matcher.problem import Problem
from matcher.workbook.deal import PlacedGroup, deal
from tests.workbook.plans import MONDAY, Grades, slot, student, tutor

HERE = Place(0, 480, 510, "Lincoln", "in_person")
TEACHER = tutor(1)


def problem_of(*slots):
    return Problem(Program((), (TEACHER,), slots), MONDAY)


def placed(number, grade, places=(HERE,)):
    member = Request(student(number, grade=grade), "Reading")
    frame = Frame(TEACHER, "Reading", "English", "in_person", "Lincoln")
    return PlacedGroup(f"G{number}", frame, (member,), places)


def rows(dealing):
    return [[meeting.slot.row for meeting in one.meetings] for one in dealing.groups]


def test_a_group_makes_way_for_one_that_fits_nowhere_else():
    """Grade 3 fits both rows and comes first; grade 4 fits only row 2, so grade 3 goes to row 3."""
    problem = problem_of(slot(2, 480, groups_at_once=1), slot(3, 480, grades=frozenset({3})))
    dealing = deal(problem, [placed(1, 3), placed(2, 4)], [Grades()])
    assert rows(dealing) == [[3], [2]]


def test_a_chain_of_groups_makes_way():
    problem = problem_of(
        slot(2, 480, groups_at_once=1, grades=frozenset({1, 2})),
        slot(3, 480, groups_at_once=1, grades=frozenset({2, 3})),
        slot(4, 480, groups_at_once=1, grades=frozenset({3})),
    )
    dealing = deal(problem, [placed(1, 2), placed(2, 3), placed(3, 1)], [Grades()])
    assert rows(dealing) == [[3], [4], [2]]


def test_a_row_without_limit_takes_all():
    dealing = deal(problem_of(slot(2, 480)), [placed(n, 3) for n in range(5)], [])
    assert rows(dealing) == [[2]] * 5


def test_who_is_one_too_many_gets_a_row_all_the_same_for_the_checker_to_report():
    problem = problem_of(slot(2, 480, groups_at_once=1), slot(3, 480, groups_at_once=1))
    dealing = deal(problem, [placed(n, 3) for n in range(3)], [])
    assert sorted(rows(dealing)[:2]) == [[2], [3]]
    assert len(rows(dealing)[2]) == 1
    assert dealing.without_row == ()


def test_a_meeting_that_no_row_stands_for_is_left_out_and_told():
    nowhere = Place(0, 540, 570, "Lincoln", "in_person")
    group = placed(1, 3, (HERE, nowhere))
    dealing = deal(problem_of(slot(2, 480)), [group], [])
    assert rows(dealing) == [[2]]
    assert dealing.without_row == ((group, nowhere),)


def test_weekdays_do_not_compete_for_room():
    tuesday = Place(1, 480, 510, "Lincoln", "in_person")
    problem = problem_of(slot(2, 480, groups_at_once=1))
    dealing = deal(problem, [placed(1, 3), placed(2, 3, (tuesday,))], [])
    assert rows(dealing) == [[2], [2]]


@given(
    rooms=st.lists(
        st.tuples(st.sampled_from((None, 0, 1, 2)), st.frozensets(st.integers(1, 3), min_size=1)),
        min_size=1,
        max_size=3,
    ),
    grades=st.lists(st.integers(1, 3), min_size=1, max_size=5),
)
def test_no_other_dealing_lets_more_meetings_be_in_order(rooms, grades):
    """Compared with every dealing there is, tried one by one."""
    slots = [
        slot(number, 480, groups_at_once=room, grades=admitted)
        for number, (room, admitted) in enumerate(rooms, start=2)
    ]
    dealing = deal(
        problem_of(*slots), [placed(n, grade) for n, grade in enumerate(grades)], [Grades()]
    )
    found = [row for [row] in rows(dealing)]
    numbers = range(2, len(slots) + 2)
    best = max(in_order(each, rooms, grades) for each in product(numbers, repeat=len(grades)))
    assert in_order(found, rooms, grades) == best


def in_order(dealt, rooms, grades):
    """How many meetings are in a row that admits them, at most as many a row as it has room for."""
    total = 0
    for number, (room, admitted) in enumerate(rooms, start=2):
        suiting = sum(
            row == number and grade in admitted for row, grade in zip(dealt, grades, strict=True)
        )
        total += suiting if room is None else min(room, suiting)
    return total
