"""One hand-written week for each sentence on how owed sessions are made up for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from constraints import RULES
from matcher.domain import Attended, Meeting, Pair, Settings, Window
from matcher.keep_make_ups import still_possible
from matcher.make_up import make_up
from matcher.make_up_board import lay_out
from matcher.make_up_parts import parts
from matcher.verify_make_ups import verify_make_ups
from tests import make_up_oracle
from tests.test_bend import (
    MON,
    MON9,
    NINE,
    ONLY_MON9,
    S1,
    S2,
    S3,
    T1,
    T2,
    TEN,
    TUE,
    TUE9,
    Week,
    at,
    closed,
    group,
    off,
    on,
    person,
    tutor,
)

ONLY_TUE9 = Meeting(at(9, TUE, row=541), TUE)
S4 = person("S4")


def made(week, owed, **more):
    """What is made up for, as ``student, day, hour, tutor, how``; allowed in any case."""
    owed = {(student, "Math"): count for student, count in owed.items()}
    found = make_up(week.problem, week.schedule, week.sessions, RULES, owed, **more)
    assert verify_make_ups(week.problem, week.sessions, found, owed).violations == ()
    assert make_up_oracle.allowed(week.problem, week.sessions, found, owed)
    return [
        (
            one.member.student.id,
            one.meeting.day,
            one.meeting.slot.start / 60,
            one.frame.tutor.id,
            one.how.split()[0],
        )
        for one in found
    ]


def seats(limit, first, second, **more):
    """A group of T1 on Monday and one of T2 on Tuesday, each the only one there that day."""
    groups = [group(T1, first, ONLY_MON9), group(T2, second, ONLY_TUE9)]
    out = (off("T2", MON), off("T1", TUE))
    return Week(groups, settings=Settings(max_group_size=limit, **more), absences=out)


# -- spare seats -----------------------------------------------------------------------------------


def test_nothing_is_made_up_where_nothing_is_owed():
    assert made(seats(4, [S1], [S2]), {}) == []


def test_a_student_joins_a_meeting_with_a_spare_seat_but_no_full_one():
    assert made(seats(2, [S1], [S3]), {"S3": 1}) == [("S3", MON, 9, "T1", "joins")]
    assert made(seats(1, [S1], [S3]), {"S3": 1}) == []


def test_one_who_wants_small_groups_joins_only_where_it_is_small_enough():
    for most in (2, 1):
        small = person("S3", max_group=most)
        assert len(made(seats(4, [S1], [small]), {"S3": 1})) == most - 1


def test_who_is_away_keeps_the_seat():
    groups = [group(T1, [S1, S2], ONLY_MON9), group(T2, [S3], ONLY_TUE9)]
    limits = {"settings": Settings(max_group_size=2)}
    week = Week(groups, absences=(off("S2", MON),), **limits)
    assert week.said("S2", MON) == "away"
    assert made(week, {"S3": 1}) == [("S3", MON, 9, "T2", "extra")]


def test_nobody_joins_who_does_not_fit_those_who_sit_there():
    far = person("S3", grade=5)
    assert made(seats(4, [S1], [far]), {"S3": 1}) == []
    apart = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S3], ONLY_TUE9)],
        pairs=(Pair("apart", "S1", "S3"),),
    )
    assert ("S3", MON, 9, "T1", "joins") not in made(apart, {"S3": 1})


def test_two_who_are_to_be_apart_do_not_join_one_meeting_nor_share_an_extra_one():
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S2, S3], ONLY_TUE9)]
    near = Week(groups)
    said = made(near, {"S2": 1, "S3": 1})
    assert len({where[1:] for where in said}) == 1
    others = [
        group(T1, [S1], ONLY_MON9),
        group(T2, [S2], ONLY_TUE9),
        group(tutor("T3"), [S3], TUE9),
    ]
    apart = Week(others, pairs=(Pair("apart", "S2", "S3"),))
    said = made(apart, {"S2": 1, "S3": 1})
    assert len({where[1:4] for where in said}) == 2


def test_a_meeting_that_is_covered_by_a_reserve_may_be_joined_but_reserves_hold_no_extra_one():
    reserve = tutor("T9", reserve=True)
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S3], ONLY_TUE9)]
    out = (off("T1", MON), off("T2", MON), off("T1", TUE))
    week = Week(groups, tutors=[reserve], absences=out)
    assert week.said("S1", MON) == ("covered", "T9")
    assert made(week, {"S3": 2}) == [("S3", MON, 9, "T9", "joins")]


def test_nobody_joins_a_meeting_that_is_cancelled():
    out = (off("T1", MON), off("T2", MON))
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S3], ONLY_TUE9)]
    week = Week(groups, absences=(*out, off("T1", TUE)))
    assert week.said("S1", MON) == "cancelled"
    assert made(week, {"S3": 1}) == []


# -- spare hours -----------------------------------------------------------------------------------


def lone(settings=None, staff=T1, **more):
    """One group on Monday at 9, whose tutor is free at 10 on Monday."""
    slots = [at(10, MON)]
    return Week(
        [group(staff, [S1], ONLY_MON9)], slots=slots, settings=settings or Settings(), **more
    )


def test_a_tutor_holds_an_extra_meeting_in_a_spare_hour():
    assert made(lone(), {"S1": 2}) == [("S1", MON, 10, "T1", "extra")]


@pytest.mark.parametrize(("most", "found"), [(2, 1), (1, 0)])
def test_a_student_has_no_more_sessions_a_day_than_the_program_allows(most, found):
    settings = Settings(max_sessions_per_student_day=most)
    assert len(made(lone(settings=settings), {"S1": 1})) == found


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"max_sessions_week": 2}, 1),
        ({"max_sessions_week": 1}, 0),
        ({"max_sessions_day": 2}, 1),
        ({"max_sessions_day": 1}, 0),
        ({"max_hours_week": Fraction(1)}, 1),
        ({"max_hours_week": Fraction(59, 60)}, 0),
    ],
)
def test_an_extra_meeting_counts_in_the_tutors_load(limits, found):
    assert len(made(lone(staff=tutor("T1", **limits)), {"S1": 1})) == found


@pytest.mark.parametrize(("most", "found"), [(2, 1), (3, 2)])
def test_a_cancelled_meeting_takes_nothing_of_the_load(most, found):
    staff = tutor("T1", max_sessions_week=most)
    slots = [at(10, TUE), at(11, TUE)]
    settings = Settings(max_sessions_per_student_day=3)
    nine = at(9, MON, TUE)
    groups = [group(staff, [S1], Meeting(nine, MON), Meeting(nine, TUE))]
    week = Week(groups, slots=slots, absences=(off("S1", MON),), settings=settings)
    assert week.said("S1", MON) == "away"
    assert len(made(week, {"S1": 5})) == found


@pytest.mark.parametrize(("budget", "found"), [("40", 1), ("39.99", 0), ("20", 0), (None, 1)])
def test_an_extra_meeting_counts_in_the_budget(budget, found):
    money = None if budget is None else Fraction(budget)
    week = lone(staff=tutor("T1", hourly_rate=Fraction(40)), settings=Settings(weekly_budget=money))
    assert len(made(week, {"S1": 1})) == found


@pytest.mark.parametrize(("minutes", "found"), [(30, 1), (31, 0)])
def test_the_tutor_needs_the_break(minutes, found):
    assert len(made(lone(settings=Settings(tutor_break_minutes=minutes)), {"S1": 1})) == found


@pytest.mark.parametrize(("rooms", "found"), [(2, 1), (1, 0)])
def test_an_extra_meeting_needs_room_at_the_site(rooms, found):
    other = group(T2, [person("S2", grade=6)], Meeting(at(10, MON), MON))
    week = Week([group(T1, [S1], ONLY_MON9), other], site_rooms={"Elm": rooms})
    assert len(made(week, {"S1": 1})) == found


@pytest.mark.parametrize(("rooms", "found"), [(2, 1), (1, 0)])
def test_an_extra_meeting_needs_room_in_its_slot(rooms, found):
    ten = Meeting(at(10, MON, groups_at_once=rooms), MON)
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [person("S2", grade=6)], ten)]
    assert len(made(Week(groups), {"S1": 1})) == found


@pytest.mark.parametrize(
    "dated",
    [
        {"absences": (off("S1", MON, 10, 11),)},
        {"absences": (off("T1", MON, 10, 11),)},
        {"calendar": (closed(MON, "blocked", 10, 11),)},
        {"calendar": (closed(MON, "early_release", 10),)},
        {"calendar": (closed(MON, "blocked", 10, 11, grades=frozenset({3})),)},
    ],
)
def test_nothing_is_made_up_for_at_a_time_that_the_date_forbids(dated):
    assert made(lone(**dated), {"S1": 1}) == []
    assert len(made(lone(), {"S1": 1})) == 1


def test_touching_is_no_overlap_and_a_lone_request_is_not_in_two_places():
    """Rule 8 tells the search nothing of a student with one request; a make-up is a second one."""
    touching = Week([group(T1, [S1], ONLY_MON9)], slots=[at(9.5, MON)], tutors=[T2])
    assert [one[2] for one in made(touching, {"S1": 1})] == [9.5]
    crossing = Week([group(T1, [S1], ONLY_MON9)], slots=[at(9.25, MON)], tutors=[T2])
    assert made(crossing, {"S1": 1}) == []


def test_busy_hours_and_windows_hold():
    busy = tutor("T1", busy=(Window(610, 620),))
    assert made(lone(staff=busy), {"S1": 1}) == []
    late = tutor("T1", available=(Window(0, 629),))
    assert made(lone(staff=late), {"S1": 1}) == []
    enough = tutor("T1", available=(Window(0, 630),))
    assert len(made(lone(staff=enough), {"S1": 1})) == 1


def test_two_owed_students_share_an_extra_meeting():
    groups = [group(T1, [S1, S2], ONLY_MON9)]
    said = made(Week(groups, slots=[at(10, MON)]), {"S1": 1, "S2": 1})
    assert said == [("S1", MON, 10, "T1", "extra"), ("S2", MON, 10, "T1", "extra")]


# -- who comes first -------------------------------------------------------------------------------


def scarce(*members, **more):
    """One group of these, and one more meeting a week, that takes one of them."""
    staff = tutor("T1", max_group=None)
    ten = at(10, TUE)
    each = [replace(member, max_group=1) for member in members]
    nine = [at(9 + n / 2, MON) for n in range(len(each))]
    groups = [group(staff, [one], Meeting(slot, MON)) for one, slot in zip(each, nine, strict=True)]
    return Week(groups, slots=[ten], **more)


def test_who_is_owed_the_most_comes_first_where_they_compete():
    assert [one[0] for one in made(scarce(S1, S2), {"S1": 1, "S2": 2})] == ["S2"]
    assert [one[0] for one in made(scarce(S1, S2), {"S1": 2, "S2": 1})] == ["S1"]


def test_everyone_gets_a_first_session_before_anyone_gets_a_second():
    staff = tutor("T1")
    each = [replace(one, max_group=1) for one in (S1, S2)]
    groups = [group(staff, [each[0]], ONLY_MON9), group(staff, [each[1]], Meeting(at(8, MON), MON))]
    week = Week(groups, slots=[at(10, TUE), at(11, TUE)])
    assert sorted(one[0] for one in made(week, {"S1": 5, "S2": 1})) == ["S1", "S2"]


def test_the_most_sessions_are_made_up_whoever_is_owed_the_most():
    """S2 can come at nine only, so S1, who is owed more, leaves that time free."""
    one = replace(S1, max_group=1)
    out = replace(S2, max_group=1, student=replace(S2.student, busy=(Window(2040, 2100),)))
    groups = [group(T1, [one], ONLY_MON9), group(T1, [out], Meeting(at(8, MON), MON))]
    week = Week(groups, slots=[at(9, TUE, row=541), at(10, TUE)])
    said = made(week, {"S1": 5, "S2": 1})
    assert sorted(one[:3] for one in said) == [("S1", TUE, 10), ("S2", TUE, 9)]


def test_the_own_tutor_comes_before_one_met_before_and_that_one_before_a_new_one():
    """Even if it takes an extra meeting where another could be joined."""
    met = (Attended(on(-7), "S1", "present", "Math", "T3"),)
    ten = Meeting(at(10, TUE), TUE)
    third = group(tutor("T3"), [S3], ten)
    second = group(T2, [S2], ten)
    week = Week([group(T1, [S1], ONLY_MON9), second, third], attendance=met)
    assert made(week, {"S1": 1}) == [("S1", TUE, 10, "T1", "extra")]
    out = {"absences": (off("T1", TUE),), "attendance": met}
    week = Week([group(T1, [S1], ONLY_MON9), second, third], **out)
    assert made(week, {"S1": 1}) == [("S1", TUE, 10, "T3", "joins")]


def test_of_tutors_alike_a_meeting_that_takes_place_anyway_comes_first():
    ten = Meeting(at(10, TUE), TUE)
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(tutor("T5"), [S2], ten)],
        tutors=[T2],
        absences=(off("T1", TUE),),
    )
    assert made(week, {"S1": 1}) == [("S1", TUE, 10, "T5", "joins")]


def test_without_work_the_make_ups_are_allowed_and_as_many_as_fit_one_by_one():
    week = Week([group(T1, [S1], MON9, TUE9)], slots=[NINE, TEN])
    assert len(made(week, {"S1": 9}, work=0.0)) == len(made(week, {"S1": 9})) == 8


def board_of(week, owed):
    owed = {(student, "Math"): count for student, count in owed.items()}
    return lay_out(week.problem, week.schedule, week.sessions, RULES, owed)


def test_what_has_nothing_to_do_with_each_other_is_chosen_apart():
    oak = at(9, MON, row=7, site="Oak")
    there = person("S3", site="Oak")
    far = group(tutor("T3", sites=("Oak",), hourly_rate=Fraction(1)), [there], Meeting(oak, MON))
    slots = [at(10, TUE), at(10, TUE, row=8, site="Oak")]
    groups = [group(tutor("T1", hourly_rate=Fraction(1)), [S1, S2], ONLY_MON9), far]
    owed = {"S1": 1, "S2": 1, "S3": 1}
    for budget, count in ((None, 2), (Fraction(2), 2), (Fraction(3, 2), 1)):
        board = board_of(Week(groups, slots=slots, settings=Settings(weekly_budget=budget)), owed)
        found = list(parts(board))
        assert len(found) == count
        assert sorted(n for numbers, _ in found for n in numbers) == list(range(len(board.spares)))
        for numbers, part in found:
            assert [part.student(n) for n in range(len(part.spares))] == [
                board.student(n) for n in numbers
            ]
            assert [part.meeting(n) for n in range(len(part.spares))] == [
                board.meeting(n) for n in numbers
            ]


# -- after a change --------------------------------------------------------------------------------


def kept(before, after, owed):
    """The make-ups of a week that hold in another one."""
    owed = {(student, "Math"): count for student, count in owed.items()}
    first = make_up(before.problem, before.schedule, before.sessions, RULES, owed)
    found = still_possible(after.problem, after.sessions, first)
    assert verify_make_ups(after.problem, after.sessions, found).violations == ()
    return len(first), [(one.member.student.id, one.frame.tutor.id) for one in found]


def test_a_make_up_goes_along_with_a_cover_and_falls_away_where_nothing_is_left_of_it():
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S3], ONLY_TUE9)]
    away = (off("T2", MON), off("T1", TUE))
    cover = [tutor("T9", reserve=True)]
    before = Week(groups, tutors=cover, absences=away)
    owed = {"S3": 1}
    assert kept(before, before, owed) == (1, [("S3", "T1")])
    covered = Week(groups, tutors=cover, absences=(*away, off("T1", MON)))
    assert kept(before, covered, owed) == (1, [("S3", "T9")])
    gone = Week(groups, tutors=cover, absences=(*away, off("T1", MON), off("T9", MON)))
    assert kept(before, gone, owed) == (1, [])


def test_the_other_make_ups_stay_when_one_falls_away():
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S2, S4], ONLY_TUE9)]
    before = Week(groups, absences=(off("T2", MON), off("T1", TUE)))
    after = Week(groups, absences=(off("T2", MON), off("T1", TUE), off("S2", MON)))
    assert kept(before, after, {"S2": 1, "S4": 1}) == (2, [("S4", "T1")])
