"""Which room each meeting gets: in the standing plan, on its date, and from week to week."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.bend import bend
from matcher.domain import DAY_MINUTES, Frame, MakeUp, Meeting, Room, Settings, Window
from matcher.give_rooms import Known, give_rooms
from matcher.going_on import asks_the_same, keeping
from matcher.notices import without_room
from matcher.past import history, past_of
from matcher.planning import PlanBrokenError, make_plan
from matcher.rooms import Rooms
from matcher.schedule import Schedule
from matcher.verify_rooms import verify_rooms
from tests.bend_weeks import trouble
from tests.constraints.world import earlier
from tests.quick_search import quick_search
from tests.strategies import problems
from tests.test_bend import (
    MON,
    MON9,
    S1,
    S2,
    S3,
    T1,
    T2,
    TUE,
    TUE9,
    WED9,
    Week,
    at,
    closed,
    group,
    off,
    person,
    tutor,
)
from tests.test_going_on import next_week

LAW = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
ONE, TWO = Room("Elm", "Room 1"), Room("Elm", "Room 2")
T3 = tutor("T3")


def hours(*spans):
    """Windows of a room: ``hours((MON, 8, 9.5))``."""
    return tuple(
        Window(int(day * DAY_MINUTES + 60 * start), int(day * DAY_MINUTES + 60 * end))
        for day, start, end in spans
    )


def named(groups):
    """The same groups with short names."""
    return [replace(one, id=f"G{number}") for number, one in enumerate(groups, start=1)]


def given_rooms(week, make_ups=(), **more):
    """The rooms of a week, which their checker takes."""
    rooms = give_rooms(week.problem, week.schedule, week.sessions, make_ups, **more)
    check = verify_rooms(week.problem, week.schedule, week.sessions, make_ups, rooms)
    assert check.violations == ()
    return rooms


def told(rooms):
    """``{(group, day, hour): room}`` of both weeks."""
    return tuple(
        {(group, place.day, place.start / 60): room for (group, place), room in some.items()}
        for some in (rooms.standing, rooms.dated)
    )


def last_week(groups, **rooms):
    """The plan before: the same groups, each meeting in a room by ``G1=("Room 2", ...)``."""
    before = earlier(*groups)
    with_rooms = {
        one.id: replace(
            before.groups[one.id],
            rooms={
                at.place: room
                for at, room in zip(one.meetings, rooms.get(one.id, ()), strict=False)
                if room
            },
        )
        for one in groups
    }
    return replace(before, groups=with_rooms)


# -- the standing plan -----------------------------------------------------------------------------


def test_without_named_rooms_nothing_is_given_and_nothing_is_looked_for():
    def never(*_args, **_more):
        raise AssertionError

    week = Week([group(T1, [S1], MON9)])
    assert give_rooms(week.problem, week.schedule, week.sessions, chooser=never) == Rooms()


def test_a_group_is_in_one_room_all_week_and_ties_go_to_the_first():
    groups = named([group(T1, [S1], MON9, TUE9), group(T2, [S2], TUE9, WED9)])
    standing, dated = told(given_rooms(Week(groups, rooms=(ONE, TWO, Room("Elm", "Room 3")))))
    assert standing == dated
    rooms = [{room for (who, *_), room in standing.items() if who == one.id} for one in groups]
    assert sorted(map(sorted, rooms)) == [["Room 1"], ["Room 2"]]


def test_the_same_room_all_week_counts_before_that_of_last_week():
    groups = named([group(T1, [S1], MON9, TUE9)])
    before = last_week(groups, G1=("Room 2", "Room 1"))
    standing, _ = told(given_rooms(Week(groups, rooms=(ONE, TWO), previous=before)))
    assert len(set(standing.values())) == 1


def test_the_room_of_last_week_counts_before_the_first_of_the_sheet():
    groups = named([group(T1, [S1], MON9), group(T2, [S2], MON9)])
    before = last_week(groups, G1=("Room 2",))
    standing, _ = told(given_rooms(Week(groups, rooms=(ONE, TWO), previous=before)))
    assert standing == {("G1", 0, 9): "Room 2", ("G2", 0, 9): "Room 1"}


def test_a_group_at_another_time_keeps_the_room_it_had():
    groups = named([group(T1, [S1], TUE9)])
    before = last_week(named([group(T1, [S1], MON9)]), G1=("Room 2",))
    standing, _ = told(given_rooms(Week(groups, rooms=(ONE, TWO), previous=before)))
    assert standing == {("G1", 1, 9): "Room 2"}


def test_a_room_that_is_gone_or_closed_by_now_is_no_hindrance():
    groups = named([group(T1, [S1], MON9), group(T2, [S2], TUE9)])
    before = last_week(groups, G1=("Cellar",), G2=("Room 2",))
    shut = replace(TWO, open=hours((MON, 8, 16)))
    standing, _ = told(given_rooms(Week(groups, rooms=(ONE, shut), previous=before)))
    assert set(standing.values()) == {"Room 1"}


def test_who_needs_a_room_for_a_kind_or_a_time_gets_it():
    late = at(9, MON, row=99, kind="after_school")
    library = Room("Elm", "Library", kinds=frozenset({"after_school"}))
    short = Room("Elm", "Den", open=hours((MON, 9, 9.5)))
    groups = named([group(T1, [S1], Meeting(late, MON)), group(T2, [S2], MON9)])
    standing, _ = told(given_rooms(Week(groups, rooms=(short, library))))
    assert standing == {("G1", 0, 9): "Library", ("G2", 0, 9): "Den"}


def test_two_groups_share_a_large_room_and_online_ones_need_none():
    web = at(9, MON, row=98, site=None, modality="online")
    hall = Room("Elm", "Hall", groups_at_once=2)
    groups = named(
        [
            group(T1, [S1], MON9),
            group(T2, [S2], MON9),
            group(T3, [person("S4", modality="online")], Meeting(web, MON)),
        ]
    )
    standing, _ = told(given_rooms(Week(groups, rooms=(hall,))))
    assert standing == {("G1", 0, 9): "Hall", ("G2", 0, 9): "Hall"}


def split_hours():
    """At each moment there is a room for all, but none for the whole of every meeting."""
    a, b = at(9, MON, row=11, length=60), at(9.5, MON, row=12, length=60)
    c = at(10, MON, row=13, length=60)
    one = Room("Elm", "Room 1", open=hours((MON, 9, 10.5)))
    two = Room("Elm", "Room 2", open=hours((MON, 9, 11)))
    return a, b, c, one, two


def test_whoever_finds_no_room_for_the_whole_time_is_told_loudly():
    a, b, c, one, two = split_hours()
    # Room 1 closes before the last one ends; both that fit nowhere else need Room 2.
    long = replace(c, row=14, start=9 * 60, end=10 * 60)
    groups = named(
        [
            group(T1, [S1], Meeting(replace(a, end=9 * 60 + 30), MON)),
            group(T2, [S2], Meeting(b, MON)),
            group(T3, [S3], Meeting(c, MON)),
            group(tutor("T4"), [person("S4")], Meeting(long, MON)),
        ]
    )
    week = Week(groups, rooms=(one, two))
    rooms = given_rooms(week)
    lacking = [one.id for one in groups if not rooms.of_group(one, one.meetings[0])]
    assert len(lacking) <= 1
    notices = without_room(week.problem, week.schedule, week.sessions, rooms)
    assert len(notices) == len(lacking)


def test_a_meeting_without_a_room_is_named_with_its_time_and_the_remedy():
    groups = named([group(T1, [S1], MON9)])
    week = Week(groups, rooms=(ONE,))
    (notice,) = without_room(week.problem, week.schedule, week.sessions, Rooms())
    assert notice == (
        "ATTENTION: 1 meeting of the standing plan at Elm has no room, since none was found that is"
        " free all the time: G1 on Mon 9:00-9:30. Let a room be open longer then, or add one, on the"
        " sheet Rooms."
    )
    standing = Rooms(standing=given_rooms(week).standing)
    (notice,) = without_room(week.problem, week.schedule, week.sessions, standing)
    assert "1 meeting of this week at Elm has no room" in notice
    assert without_room(week.problem, week.schedule, week.sessions, given_rooms(week)) == ()


# -- the dated week --------------------------------------------------------------------------------


TWO_DAYS = at(9, MON, TUE)
ON_MON, ON_TUE = Meeting(TWO_DAYS, MON), Meeting(TWO_DAYS, TUE)
SHUT = {"calendar": (closed(MON),)}


def test_covered_and_partly_attended_meetings_stay_in_their_rooms():
    groups = named([group(T1, [S1, S2], ON_MON), group(T2, [S3], ON_TUE)])
    out = (off("T1", MON), off("S1", MON, last=TUE))
    week = Week(groups, rooms=(ONE, TWO), absences=out)
    standing, dated = told(given_rooms(week))
    assert week.said("S2", MON) == ("covered", "T2")
    assert standing == dated


def test_a_moved_meeting_is_in_its_group_s_usual_room_where_that_is_free():
    groups = named([group(T1, [S1], MON9, WED9), group(T2, [S2], TUE9)])
    before = last_week(groups, G1=("Room 2", "Room 2"))
    week = Week(groups, rooms=(ONE, TWO), previous=before, **SHUT)
    assert week.said("S1", MON) == ("moved", 1, 9.0)
    standing, dated = told(given_rooms(week))
    assert standing["G1", 0, 9] == dated["G1", 1, 9] == "Room 2"
    assert ("G1", 0, 9) not in dated


def test_else_another_that_is_free():
    groups = named([group(T1, [S1], ON_MON), group(T2, [S2], ON_TUE)])
    standing, dated = told(given_rooms(Week(groups, rooms=(ONE, TWO), **SHUT)))
    assert standing == {("G1", 0, 9): "Room 1", ("G2", 1, 9): "Room 1"}
    assert dated == {("G1", 1, 9): "Room 2", ("G2", 1, 9): "Room 1"}


def test_else_the_day_is_dealt_anew_with_as_few_changes_as_can_be():
    """The one that moves is too long for Room 2, where another goes for it; a third stays."""
    short = Room("Elm", "Room 2", open=hours((TUE, 9, 9.5)))
    half, hour = at(9, TUE, row=77), at(9, MON, TUE, row=78, length=60)
    here = hours((MON, 9, 10), (TUE, 9, 10))
    groups = named(
        [
            group(tutor("T1", available=here), [S1], Meeting(hour, MON)),
            group(T2, [S2], Meeting(half, TUE)),
            group(T3, [S3], Meeting(half, TUE)),
        ]
    )
    third = Room("Elm", "Room 3", open=hours((TUE, 9, 9.5)))
    before = last_week(groups, G2=("Room 1",), G3=("Room 3",))
    settings = Settings(min_session_minutes=30)
    week = Week(groups, rooms=(ONE, short, third), previous=before, settings=settings, **SHUT)
    standing, dated = told(given_rooms(week))
    assert standing["G2", 1, 9] == "Room 1"
    assert week.said("S1", MON) == ("moved", 1, 9.0)
    moved = next(line for line in week.sessions if line.group.id == "G1")
    if moved.meeting.slot.row == 78:
        assert dated == {
            ("G1", 1, 9): "Room 1", ("G2", 1, 9): "Room 2", ("G3", 1, 9): "Room 3"
        }  # fmt: skip


def test_nothing_moves_to_where_no_room_is_left():
    groups = named([group(T1, [S1], ON_MON), group(T2, [S2], ON_TUE)])
    assert Week(groups, rooms=(ONE,), **SHUT).said("S1", MON) == "cancelled"
    assert Week(groups, rooms=(ONE, TWO), **SHUT).said("S1", MON) == ("moved", 1, 9.0)


def test_a_cancelled_meeting_gives_its_room_to_one_that_moves_there():
    groups = named([group(T1, [S1], ON_MON), group(T2, [S2], ON_TUE)])
    week = Week(groups, rooms=(ONE,), absences=(off("S2", TUE),), **SHUT)
    rooms = given_rooms(week)
    lines = {line.group.id: line for line in week.sessions}
    assert (rooms.of_session(lines["G1"]), rooms.of_session(lines["G2"])) == ("Room 1", "")
    assert told(rooms)[1] == {("G1", 1, 9): "Room 1"}


def make_up(member, frame, meeting, joins=None):
    return MakeUp(member, frame, meeting, joins)


def test_who_makes_up_joins_the_room_and_an_extra_meeting_gets_another():
    groups = named([group(T1, [S1], MON9)])
    week = Week(groups, tutors=[T2], rooms=(ONE, TWO))
    joined = make_up(S2, groups[0].frame, MON9, groups[0])
    frame = Frame(T2, "Math", "English", "in_person", "Elm")
    extra = [make_up(member, frame, MON9) for member in (S2, S3)]
    rooms = given_rooms(week, [joined, *extra])
    assert rooms.of_make_up(joined) == "Room 1"
    assert {rooms.of_make_up(one) for one in extra} == {"Room 2"}


# -- what people know --------------------------------------------------------------------------------


def test_rooms_that_were_told_stay_where_the_groups_do():
    """Although Room 1 stands first, and one room all week would be better."""
    groups = named([group(T1, [S1], MON9, TUE9), group(T2, [S2], MON9)])
    week = Week(groups, rooms=(ONE, TWO, Room("Elm", "Room 3")))
    places = {
        ("G1", MON9.place): "Room 3",
        ("G1", TUE9.place): "Room 2",
        ("G2", MON9.place): "Room 2",
    }
    known = Known(Rooms(places, places), same=True)
    rooms = given_rooms(week, known=known)
    assert (dict(rooms.standing), dict(rooms.dated)) == (places, places)


def test_what_was_told_falsely_is_given_anew_and_the_rest_stays():
    groups = named([group(T1, [S1], MON9), group(T2, [S2], MON9)])
    week = Week(groups, rooms=(ONE, TWO))
    places = {("G1", MON9.place): "Cellar", ("G2", MON9.place): "Room 1"}
    rooms = given_rooms(week, known=Known(Rooms(places, places), same=True))
    assert dict(rooms.dated) == {("G1", MON9.place): "Room 2", ("G2", MON9.place): "Room 1"}


def test_of_a_changed_plan_as_many_rooms_as_can_be_stay_before_groups_are_brought_together():
    groups = named([group(T1, [S1], MON9, TUE9)])
    week = Week(groups, rooms=(ONE, TWO))
    places = {("G1", MON9.place): "Room 1", ("G1", TUE9.place): "Room 2"}
    assert dict(given_rooms(week, known=Known(Rooms(places))).standing) == places
    assert len(set(given_rooms(week).standing.values())) == 1


def test_days_that_are_over_keep_their_rooms_whatever_became_of_them():
    groups = named([group(T1, [S1], MON9, TUE9)])
    week = Week(groups, rooms=(ONE,))
    past = past_of(week.problem.monday, week.problem.dates[1], week.sessions)
    now = replace(week.problem, past=past)
    ahead = bend(now, week.schedule, RULES, before=week.sessions)
    sessions = (*history(now, ahead), *ahead)
    places = {("G1", MON9.place): "Cellar", ("G1", TUE9.place): "Cellar"}
    rooms = give_rooms(now, week.schedule, sessions, known=Known(Rooms(places, places)))
    assert dict(rooms.dated) == {("G1", MON9.place): "Cellar", ("G1", TUE9.place): "Room 1"}
    assert verify_rooms(now, week.schedule, sessions, (), rooms).violations == ()


# -- the checker -------------------------------------------------------------------------------------


def complaints(week, **wrong):
    """What the checker says where each is in the room named, in that of last week, or in none."""
    rooms = given_rooms(week)
    standing = {
        key: room for key, was in rooms.standing.items() if (room := wrong.get(key[0], was))
    }
    wrongly = replace(rooms, standing=standing)
    found = verify_rooms(week.problem, week.schedule, week.sessions, (), wrongly)
    return [violation.message for violation in found.violations]


NOON = Room("Elm", "Noon", open=hours((MON, 12, 13)))
LATE = Room("Elm", "Late", kinds=frozenset({"evening"}))


@pytest.mark.parametrize(
    ("room", "message"),
    [
        ("Cellar", "Group G1 on Mon 9:00-9:30 is in Cellar, which is no room of Elm."),
        ("Noon", "Group G1 on Mon 9:00-9:30 is in Noon, which is not open all that time."),
        ("Late", "Group G1 on Mon 9:00-9:30 is in Late, which is not for that kind of slot."),
        ("", "Group G1 on Mon 9:00-9:30 has no room, although Room 1 is free."),
        (
            "Room 2",
            "Group G2 on Mon 9:00-9:30 is in Room 2 with group G1, but the room holds 1 group at once.",
        ),
    ],
)
def test_each_false_room_is_found(room, message):
    groups = named([group(T1, [S1], MON9), group(T2, [S2], MON9)])
    before = last_week(groups, G1=("Room 1",), G2=("Room 2",))
    week = Week(groups, rooms=(ONE, TWO, NOON, LATE), previous=before)
    assert complaints(week) == []
    assert complaints(week, G1=room) == [message]


def test_a_room_is_free_again_when_a_meeting_ends():
    at_once, then = at(9.25, MON, row=32), at(9.5, MON, row=31)
    groups = named([group(T1, [S1], MON9), group(T2, [S2], Meeting(then, MON))])
    assert set(given_rooms(Week(groups, rooms=(ONE,))).standing.values()) == {"Room 1"}
    groups = named([group(T1, [S1], MON9), group(T2, [S2], Meeting(at_once, MON))])
    before = last_week(groups, G1=("Room 1",), G2=("Room 2",))
    (message,) = complaints(Week(groups, rooms=(ONE, TWO), previous=before), G2="Room 1")
    assert message.startswith("Group G2 on Mon 9:15-9:45 is in Room 1 with group G1")


def test_the_dated_week_and_its_extra_meetings_are_looked_over_too():
    groups = named([group(T1, [S1], MON9)])
    week = Week(groups, tutors=[T2], rooms=(ONE, TWO))
    frame = Frame(T2, "Math", "English", "in_person", "Elm")
    extra = [make_up(S2, frame, MON9)]
    rooms = given_rooms(week, extra)
    key = next(iter(rooms.extra))
    full = replace(rooms, extra={key: "Room 1"})
    check = verify_rooms(week.problem, week.schedule, week.sessions, extra, full)
    assert check.cases == 3
    (message,) = (violation.message for violation in check.violations)
    assert "The extra Math meeting of tutor T2 on Mon 9:00-9:30 of this week" in message
    none = replace(rooms, dated={})
    (fault,) = verify_rooms(week.problem, week.schedule, week.sessions, extra, none).violations
    assert (
        fault.message
        == "Group G1 on Mon 9:00-9:30 of this week has no room, although Room 1 is free."
    )


# -- laws --------------------------------------------------------------------------------------------


@st.composite
def roomed_weeks(draw):
    """A standing plan with named rooms, and its dates."""
    problem, schedule = trouble(draw(st.randoms(use_true_random=False)), roomed=True)
    assume(schedule.groups)
    named = (replace(one, id=f"G{number}") for number, one in enumerate(schedule, start=1))
    return problem, Schedule(tuple(named))


@LAW
@given(roomed_weeks())
def test_given_rooms_are_allowed_and_the_same_again(week):
    problem, schedule = week
    sessions = bend(problem, schedule, RULES)
    rooms = give_rooms(problem, schedule, sessions)
    assert verify_rooms(problem, schedule, sessions, (), rooms).violations == ()
    assert give_rooms(problem, schedule, sessions) == rooms
    known = Known(rooms, same=True)
    assert give_rooms(problem, schedule, sessions, known=known) == rooms


@LAW
@given(of=problems(dated=True))
def test_a_plan_s_rooms_hold_and_stay_in_the_week_after(of):
    assume(of.program.rooms)
    plan = make_plan(of, RULES, GOALS, quick_search)
    needing = [at for one in plan.schedule for at in one.meetings if at in of.room_sets.of]
    assert plan.rooms_checked is not None
    assert plan.rooms_checked.cases >= len(needing)
    now = next_week(plan)
    if asks_the_same(of, now):
        assert make_plan(now, RULES, GOALS, keeping(plan)).rooms.standing == plan.rooms.standing


def test_rooms_that_are_not_what_they_should_be_are_no_plan():
    of = Week([group(T1, [S1], MON9)], rooms=(ONE,)).problem

    def nowhere(board, **_work):
        return tuple(None for _ in board.wishes)

    with pytest.raises(PlanBrokenError) as error:
        make_plan(of, RULES, GOALS, quick_search, room_chooser=nowhere)
    assert "rooms: " in error.value.report
