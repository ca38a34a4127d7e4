"""One hand-written week for each sentence on how dates bend a standing plan.

Every week is also shown to the checker and compared with the brute force.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from constraints import RULES
from matcher.bend import bend, owed
from matcher.domain import (
    DAY_MINUTES,
    SELF,
    Absence,
    Attended,
    CalendarDay,
    Frame,
    Group,
    Meeting,
    Pair,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Ride,
    Settings,
    Slot,
    Student,
    Tutor,
    Window,
)
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.verify_week import verify_week
from tests import bend_oracle, oracle_rules

MON, TUE, WED, THU, FRI = range(5)
MONDAY = dt.date(2026, 9, 14)
ALWAYS = tuple(Window(day * DAY_MINUTES, (day + 1) * DAY_MINUTES) for day in range(7))


def on(day):
    return MONDAY + dt.timedelta(days=day)


def at(start, *days, row=None, site="Elm", length=30, **more):
    """A Slots row named by its start, in hours."""
    begin = int(start * 60)
    row = begin if row is None else row
    return Slot(row, site, frozenset(days), begin, begin + length, **more)


def person(name, subject="Math", *, level=None, max_group=None, languages=("English",), **more):
    student = Student(**{"id": name, "site": "Elm", "grade": 3, "transport": SELF, **more})
    return Request(
        student, subject, least=1, most=5, languages=languages, level=level, max_group=max_group
    )


def tutor(name, **more):
    usual = {
        "sites": ("Elm",),
        "subjects": ("Math", "Reading"),
        "languages": ("English",),
        "available": ALWAYS,
        "modality": "either",
    }
    return Tutor(name, **{**usual, **more})


def group(who, members, *meetings, subject="Math", language="English"):
    slot = meetings[0].slot
    site = slot.site if slot.modality == "in_person" else None
    frame = Frame(who, subject, language, slot.modality, site)
    return Group(frame, tuple(members), meetings, id=f"G-{who.id}-{meetings[0].start}")


def off(person_id, day, start=None, end=None, last=None):
    """An absence; start and end in hours."""
    minutes = [None if hour is None else int(hour * 60) for hour in (start, end)]
    return Absence(person_id, on(day), on(day if last is None else last), *minutes)


def closed(day, what="closed", start=None, end=None, *, last=None, **more):
    """A Calendar row; start and end in hours."""
    minutes = [None if hour is None else int(hour * 60) for hour in (start, end)]
    last_date = on(day if last is None else last)
    return CalendarDay(on(day), last_date, what, start=minutes[0], end=minutes[1], **more)


class Week:
    """A bent week, already found allowed and as good as any."""

    def __init__(self, groups, *, slots=(), tutors=(), previous=None, **program):
        requests = {m.key: m for g in groups for m in g.members}
        staff = {t.id: t for t in [*(g.tutor for g in groups), *tutors]}
        rows = {m.slot.row: m.slot for g in groups for m in g.meetings}
        rows |= {slot.row: slot for slot in slots}
        whole = Program(
            tuple(requests.values()), tuple(staff.values()), tuple(rows.values()), **program
        )
        self.problem = Problem(whole, MONDAY, previous)
        self.schedule = Schedule(tuple(groups))
        assert not oracle_rules.broken(self.problem, groups), "the standing plan must be valid"
        self.sessions = bend(self.problem, self.schedule, RULES)
        assert verify_week(self.problem, self.schedule, self.sessions).violations == ()
        best = bend_oracle.best_week(self.problem, self.schedule)
        assert bend_oracle.told(self.problem, self.sessions) == best

    def said(self, student, day, subject="Math"):
        """``status`` of a session, with what is unusual about it: its cover, or where it moved."""
        [one] = [
            session
            for session in self.sessions
            if session.member.key == (student, subject) and session.planned.day == day
        ]
        if one.tutor != one.group.tutor:
            return one.status, one.tutor.id
        if one.meeting != one.planned:
            return one.status, one.meeting.day, one.meeting.slot.start / 60
        return one.status


S1, S2, S3 = person("S1"), person("S2"), person("S3")
T1, T2 = tutor("T1"), tutor("T2")
NINE = at(9, MON, TUE, WED, THU, FRI)
TEN = at(10, MON, TUE, WED, THU, FRI)
MON9, TUE9, WED9, THU9, FRI9 = (Meeting(NINE, day) for day in range(5))
MON10, TUE10 = Meeting(TEN, MON), Meeting(TEN, TUE)
ONLY_MON9 = Meeting(at(9, MON), MON)


# -- nothing impossible ----------------------------------------------------------------------------


def test_a_week_without_trouble_is_the_standing_plan_in_order():
    groups = [group(T1, [S2, S1], TUE9, MON9), group(T2, [S3], MON10)]
    week = Week(groups, tutors=[tutor("T3", reserve=True)])
    assert [(s.member.student.id, s.meeting, s.status) for s in week.sessions] == [
        ("S1", MON9, "planned"),
        ("S2", MON9, "planned"),
        ("S3", MON10, "planned"),
        ("S1", TUE9, "planned"),
        ("S2", TUE9, "planned"),
    ]
    assert owed(week.sessions) == {("S1", "Math"): 0, ("S2", "Math"): 0, ("S3", "Math"): 0}


def test_no_groups_no_sessions():
    problem = Problem(Program((S1,), (T1,), (NINE,)), MONDAY)
    assert bend(problem, Schedule(), RULES) == ()


# -- impossible for the site ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (closed(MON), "cancelled"),
        (closed(MON, site="Elm"), "cancelled"),
        (closed(MON, site="Oak"), "planned"),
        (closed(TUE), "planned"),
        (CalendarDay(on(-3), on(MON), "closed"), "cancelled"),
        (closed(MON, "early_release", 9), "cancelled"),
        (closed(MON, "early_release", 9.5), "planned"),  # ends exactly then
        (closed(MON, "early_release", 9.25), "cancelled"),
        (closed(MON, "blocked", 8, 9), "planned"),  # touching
        (closed(MON, "blocked", 9.5, 10), "planned"),
        (closed(MON, "blocked", 9.25, 9.3), "cancelled"),
        (closed(MON, "blocked"), "cancelled"),  # all day
        (closed(MON, "blocked", 9.5), "planned"),
        (closed(MON, "blocked", None, 9.1), "cancelled"),
    ],
)
def test_calendar_rows_without_grades_close_the_slots_site(row, status):
    week = Week([group(T1, [S1], ONLY_MON9)], calendar=(row,))
    assert week.said("S1", MON) == status
    assert owed(week.sessions)["S1", "Math"] == (status == "cancelled")


def test_a_closed_slot_site_stops_visitors_of_other_sites_too():
    visitor = person("S1", site="Oak")
    meeting = Meeting(at(9, MON, open_to_all=True), MON)
    week = Week([group(T1, [visitor], meeting)], calendar=(closed(MON, site="Elm"),))
    assert week.said("S1", MON) == "cancelled"


def test_a_date_on_which_no_row_is_in_force_is_impossible_for_the_site():
    slot = at(9, MON, WED, end_date=on(TUE))
    week = Week([group(T1, [S1], Meeting(slot, MON), Meeting(slot, WED))])
    assert week.said("S1", MON) == "planned"
    assert week.said("S1", WED) == "cancelled"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "planned"),
        ({"grades": frozenset({4})}, "cancelled"),
        ({"kind": "after_school"}, "cancelled"),
    ],
)
def test_another_row_of_the_same_place_in_force_holds_the_meeting_if_it_suits(other, said):
    """A row for other grades or of another kind, which this student can not come to, is no help."""
    rider = person("S1", transport=None)
    ended = at(9, WED, row=2, end_date=on(TUE))
    ended_too = at(9, MON, row=4, end_date=on(TUE))
    twin = at(9, WED, row=3, **other)
    week = Week([group(T1, [rider], Meeting(ended, WED))], slots=[ended_too, twin])
    # Moved to Monday where it must be: a move is what cancelled stands for here.
    assert week.said("S1", WED) == ("planned" if said == "planned" else ("moved", MON, 9))


# -- impossible for students ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (closed(MON, grades=frozenset({3})), "away"),
        (closed(MON, grades=frozenset({4})), "planned"),
        (closed(MON, site="Elm", grades=frozenset({2, 3})), "away"),
        (closed(MON, site="Oak", grades=frozenset({3})), "planned"),
        (closed(MON, "early_release", 9.25, grades=frozenset({3})), "away"),
        (closed(MON, "blocked", 8, 9, grades=frozenset({3})), "planned"),
    ],
)
def test_calendar_rows_with_grades_touch_only_students_of_their_site_and_grade(row, status):
    """The other member, of grade 4 or another site, is there unless the row is for that grade."""
    other = person("S2", site="Oak", grade=2 if row.grades == {4} else 4)
    meeting = Meeting(at(9, MON, open_to_all=True), MON)
    week = Week([group(T1, [S1, other], meeting)], calendar=(row,))
    assert week.said("S1", MON) == status
    assert week.said("S2", MON) == "planned"


def test_a_closed_home_site_keeps_a_visitor_away_from_an_open_site():
    visitor = person("S2", site="Oak")
    meeting = Meeting(at(9, MON, open_to_all=True), MON)
    week = Week([group(T1, [S1, visitor], meeting)], calendar=(closed(MON, site="Oak"),))
    assert week.said("S1", MON) == "planned"
    assert week.said("S2", MON) == "away"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (closed(MON, "early_release", 8), "planned"),
        (closed(MON, "early_release", 8, site="Elm"), "planned"),
        (closed(MON, "early_release", 8, grades=frozenset({3})), "planned"),
        (closed(MON, site="Elm"), "away"),
        (closed(MON, "blocked", 9, 10, site="Elm"), "away"),
        (closed(MON, "blocked", 9, 10, grades=frozenset({3})), "away"),
    ],
)
def test_an_online_slot_without_site_knows_no_early_release_but_closed_and_blocked(row, status):
    meeting = Meeting(at(9, MON, site=None, modality="online"), MON)
    members = [
        person("S1", modality="either"),
        person("S2", modality="either", site="Oak", grade=4),
    ]
    week = Week([group(T1, members, meeting)], calendar=(row,))
    assert week.said("S1", MON) == status
    assert week.said("S2", MON) == "planned"


def test_an_online_slot_of_a_site_does_know_early_release():
    meeting = Meeting(at(9, MON, modality="online"), MON)
    members = [person("S1", modality="either")]
    week = Week([group(T1, members, meeting)], calendar=(closed(MON, "early_release", 8),))
    assert week.said("S1", MON) == "cancelled"


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        (None, None, "away"),
        (8, 9, "planned"),  # touching
        (9.5, 11, "planned"),
        (8, 9.1, "away"),
        (9.4, None, "away"),
        (None, 9, "planned"),
        (None, 9.1, "away"),
        (9.1, 9.2, "away"),
    ],
)
def test_an_absence_keeps_a_member_away_if_it_overlaps_the_slot(start, end, status):
    week = Week([group(T1, [S1, S2], ONLY_MON9)], absences=(off("S1", MON, start, end),))
    assert week.said("S1", MON) == status
    assert week.said("S2", MON) == "planned"


def test_a_longer_absence_counts_on_each_of_its_dates():
    absence = off("S1", MON, 8, 10, last=TUE)
    week = Week([group(T1, [S1, S2], MON9, TUE9, WED9)], absences=(absence,))
    assert [week.said("S1", day) for day in (MON, TUE, WED)] == ["away", "away", "planned"]
    assert owed(week.sessions) == {("S1", "Math"): 2, ("S2", "Math"): 0}


def test_a_member_is_away_before_the_first_and_after_the_last_date():
    early, late = person("S1", end_date=on(TUE)), person("S2", start_date=on(TUE))
    week = Week([group(T1, [early, late, S3], MON9, TUE9, WED9)])
    assert [week.said("S1", day) for day in (MON, TUE, WED)] == ["planned", "planned", "away"]
    assert [week.said("S2", day) for day in (MON, TUE, WED)] == ["away", "planned", "planned"]


def test_a_meeting_that_all_members_miss_is_moved_or_cancelled():
    absences = (off("S1", MON), off("S2", MON))
    assert Week([group(T1, [S1, S2], MON9)], absences=absences).said("S1", MON) == ("moved", TUE, 9)
    stuck = Week([group(T1, [S1, S2], ONLY_MON9)], absences=absences)
    assert stuck.said("S1", MON) == "away"
    assert owed(stuck.sessions) == {("S1", "Math"): 1, ("S2", "Math"): 1}


# -- covers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ill", "absences"),
    [
        (T1, (off("T1", MON),)),
        (T1, (off("T1", MON, 9.4),)),
        (tutor("T1", start_date=on(TUE)), ()),
    ],
)
def test_a_missing_tutor_is_covered_by_a_reserve(ill, absences):
    reserve = tutor("T2", reserve=True)
    week = Week([group(ill, [S1], ONLY_MON9)], tutors=[reserve], absences=absences)
    assert week.said("S1", MON) == ("covered", "T2")
    assert week.sessions[0].tutor == reserve
    assert owed(week.sessions) == {("S1", "Math"): 0}


def test_a_missing_tutor_without_cover_or_move_means_cancelled():
    week = Week([group(T1, [S1, S2], ONLY_MON9)], absences=(off("T1", MON), off("S2", MON)))
    assert week.said("S1", MON) == "cancelled"
    assert week.said("S2", MON) == "away"


def test_a_cleared_tutor_is_covered_from_the_day_after_the_clearance_ends():
    cleared = tutor("T1", cleared_until=on(TUE))
    week = Week([group(cleared, [S1], MON9, TUE9, WED9, THU9, FRI9)], tutors=[T2])
    said = [week.said("S1", day) for day in range(5)]
    assert said == ["planned", "planned", *[("covered", "T2")] * 3]


def test_in_a_covered_meeting_who_is_away_stands_with_the_planned_tutor():
    week = Week(
        [group(T1, [S1, S2], ONLY_MON9)], tutors=[T2], absences=(off("T1", MON), off("S2", MON))
    )
    assert week.said("S1", MON) == ("covered", "T2")
    assert week.said("S2", MON) == "away"


@pytest.mark.parametrize(
    ("cover", "allowed"),
    [
        ({}, True),
        ({"reserve": True}, True),
        ({"subjects": ("Reading",)}, False),
        ({"languages": ("Spanish",)}, False),
        ({"languages": ("Spanish", "English")}, True),
        ({"grades": frozenset({4})}, False),
        ({"grades": frozenset({3})}, True),
        ({"sites": ("Oak",)}, False),
        ({"modality": "online"}, False),
        ({"available": (Window(540, 570),)}, True),  # exactly the slot
        ({"available": (Window(541, 600),)}, False),
        ({"busy": (Window(500, 540), Window(570, 600))}, True),  # touching
        ({"busy": (Window(569, 600),)}, False),
        ({"max_group": 2}, True),
        ({"max_group": 1}, False),
        ({"cleared": False}, False),
        ({"cleared_until": on(-1)}, False),
        ({"cleared_until": on(MON)}, True),
        ({"start_date": on(TUE)}, False),
        ({"end_date": on(MON)}, True),
        ({"max_sessions_day": 0}, False),
        ({"max_sessions_day": 1}, True),
        ({"max_sessions_week": 0}, False),
        ({"max_hours_week": Fraction(1, 2)}, True),
        ({"max_hours_week": Fraction("0.49")}, False),
    ],
)
def test_who_may_cover_alone(cover, allowed):
    week = Week(
        [group(T1, [S1, S2], ONLY_MON9)],
        tutors=[tutor("T2", **cover)],
        absences=(off("T1", MON),),
        settings=Settings(weekly_budget=Fraction(0)),
    )
    assert week.said("S1", MON) == (("covered", "T2") if allowed else "cancelled")


def test_covers_may_cost_more_than_the_budget():
    ill, dear = tutor("T1", hourly_rate=Fraction(1)), tutor("T2", hourly_rate=Fraction(99))
    week = Week(
        [group(ill, [S1], ONLY_MON9)],
        tutors=[dear],
        absences=(off("T1", MON),),
        settings=Settings(weekly_budget=Fraction(1, 2)),
    )
    assert week.said("S1", MON) == ("covered", "T2")


def test_a_cover_must_suit_only_those_who_come():
    """Size, grades and wishes of a member who is away do not count."""
    away = person("S2", grade=4, max_group=2)
    week = Week(
        [group(T1, [S1, away], ONLY_MON9)],
        tutors=[tutor("T2", grades=frozenset({3}), max_group=1)],
        absences=(off("T1", MON), off("S2", MON)),
        pairs=(Pair("avoid", "S2", "T2"), Pair("only", "S2", "T1")),
    )
    assert week.said("S1", MON) == ("covered", "T2")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (Pair("avoid", "S1", "T2"), "cancelled"),
        (Pair("only", "S1", "T1"), "cancelled"),
        (Pair("avoid", "S3", "T2"), ("covered", "T2")),
    ],
)
def test_only_and_avoid_bind_covers(pair, said):
    week = Week(
        [group(T1, [S1], ONLY_MON9)], tutors=[T2], absences=(off("T1", MON),), pairs=(pair,)
    )
    assert week.said("S1", MON) == said


def test_a_cover_is_not_absent_at_that_time():
    absences = (off("T1", MON), off("T2", MON, 9.25, 10), off("T3", MON, 9.5))
    week = Week([group(T1, [S1], ONLY_MON9)], tutors=[T2, tutor("T3")], absences=absences)
    assert week.said("S1", MON) == ("covered", "T3")


@pytest.mark.parametrize(
    ("busy_at", "settings", "said"),
    [
        (at(9.25, MON), Settings(), "cancelled"),  # overlaps
        (at(9.5, MON), Settings(), ("covered", "T2")),  # touches
        (at(9.5, MON), Settings(tutor_break_minutes=1), "cancelled"),
        (at(10, MON, site="Oak", open_to_all=True), Settings(), ("covered", "T2")),
        (at(10, MON, site="Oak", open_to_all=True), Settings(travel_minutes=31), "cancelled"),
    ],
)
def test_a_covers_own_meetings_leave_time_for_it(busy_at, settings, said):
    cover = tutor("T2", sites=("Elm", "Oak"))
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(cover, [S2], Meeting(busy_at, MON))],
        absences=(off("T1", MON),),
        settings=settings,
    )
    assert week.said("S1", MON) == said


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"max_sessions_day": 2}, ("covered", "T2")),
        ({"max_sessions_day": 1}, "cancelled"),
        ({"max_sessions_week": 2}, "cancelled"),
        ({"max_sessions_week": 3}, ("covered", "T2")),
        ({"max_hours_week": Fraction(3, 2)}, ("covered", "T2")),
        ({"max_hours_week": Fraction(7, 5)}, "cancelled"),
    ],
)
def test_a_covers_load_counts_with_his_own_meetings_of_the_week(limits, said):
    cover = tutor("T2", **limits)
    only_mon10 = Meeting(at(10, MON), MON)
    only_tue10 = Meeting(at(10, TUE, row=99), TUE)
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(cover, [S2], only_mon10, only_tue10)],
        absences=(off("T1", MON, last=FRI),),
    )
    assert week.said("S1", MON) == said


def test_only_meetings_that_take_place_take_a_covers_time_and_load():
    """The cover's own meeting at the same time is off, as its only student is absent."""
    cover = tutor("T2", max_sessions_day=1)
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(cover, [S2], ONLY_MON9)],
        absences=(off("T1", MON), off("S2", MON)),
    )
    assert week.said("S1", MON) == ("covered", "T2")
    assert week.said("S2", MON) == "away"


def test_one_reserve_covers_the_larger_of_two_groups_at_once():
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2, S3], ONLY_MON9)],
        tutors=[tutor("T3", reserve=True)],
        absences=(off("T1", MON), off("T2", MON)),
    )
    assert week.said("S1", MON) == "cancelled"
    assert week.said("S2", MON) == ("covered", "T3")


def test_two_covers_are_dealt_so_that_both_groups_meet():
    """T3 alone may take S1, so T4 takes S2 although T3 comes first in the sheet."""
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2], ONLY_MON9)],
        tutors=[tutor("T3"), tutor("T4")],
        absences=(off("T1", MON), off("T2", MON)),
        pairs=(Pair("avoid", "S1", "T4"),),
    )
    assert week.said("S1", MON) == ("covered", "T3")
    assert week.said("S2", MON) == ("covered", "T4")


def test_saving_sessions_comes_before_knowing_the_cover():
    """S2 knows T3, but only T3 may cover S1."""
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2], ONLY_MON9)],
        tutors=[tutor("T3"), tutor("T4")],
        absences=(off("T1", MON), off("T2", MON)),
        pairs=(Pair("avoid", "S1", "T4"),),
        attendance=(Attended(on(-7), "S2", "present", tutor_id="T3"),),
    )
    assert week.said("S1", MON) == ("covered", "T3")


@pytest.mark.parametrize(
    ("row", "cover"),
    [
        (Attended(on(-3), "S1", "present", tutor_id="T3"), "T3"),
        (Attended(on(-3), "S1", "absent", tutor_id="T3"), "T2"),
        (Attended(on(-3), "S1", "cancelled", tutor_id="T3"), "T2"),
        (Attended(on(-3), "S1", "tutor_absent", tutor_id="T3"), "T2"),
        (Attended(on(WED), "S1", "present", tutor_id="T3"), "T2"),  # not yet
        (Attended(on(-3), "S3", "present", tutor_id="T3"), "T2"),
    ],
)
def test_a_cover_whom_the_student_has_met_is_preferred(row, cover):
    week = Week(
        [group(T1, [S1], ONLY_MON9)],
        tutors=[T2, tutor("T3", reserve=True)],
        absences=(off("T1", MON),),
        attendance=(row,),
    )
    assert week.said("S1", MON) == ("covered", cover)


def test_a_previous_seat_with_a_tutor_counts_as_having_met():
    old = PreviousGroup("G1", "T3", "Reading", "English", "in_person", frozenset())
    seat = PreviousSeat("S1", "Reading", "G1", "T3")
    week = Week(
        [group(T1, [S1], ONLY_MON9)],
        tutors=[T2, tutor("T3")],
        absences=(off("T1", MON),),
        previous=Previous({"G1": old}, {("S1", "Reading"): seat}),
    )
    assert week.said("S1", MON) == ("covered", "T3")


def test_a_cover_for_most_of_the_students_is_preferred_to_one_for_few():
    rows = [("S1", "T2"), ("S2", "T3"), ("S3", "T3")]
    week = Week(
        [group(T1, [S1, S2, S3], ONLY_MON9)],
        tutors=[T2, tutor("T3")],
        absences=(off("T1", MON),),
        attendance=tuple(Attended(on(-7), s, "present", tutor_id=t) for s, t in rows),
    )
    assert week.said("S1", MON) == ("covered", "T3")


def test_a_cover_is_preferred_to_a_move_which_would_save_no_more():
    week = Week([group(T1, [S1], MON9)], tutors=[T2], absences=(off("T1", MON),))
    assert week.said("S1", MON) == ("covered", "T2")


def test_a_closed_site_is_not_covered():
    week = Week([group(T1, [S1], MON9)], tutors=[T2], calendar=(closed(MON),))
    assert week.said("S1", MON) == ("moved", TUE, 9)


# -- moves ---------------------------------------------------------------------------------------


def test_a_move_on_the_same_date_is_nearest():
    week = Week([group(T1, [S1], MON9)], slots=[TEN], absences=(off("T1", MON, 9, 9.5),))
    assert week.said("S1", MON) == ("moved", MON, 10)


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        (at(10, TUE), ("moved", TUE, 10)),
        (at(10, FRI), ("moved", FRI, 10)),
        (at(10, WED), "cancelled"),  # the group's other day
        (at(10, TUE, site="Oak", open_to_all=True), "cancelled"),
        (at(10, TUE, modality="online"), "cancelled"),
        (at(10, TUE, end_date=on(MON)), "cancelled"),
        (at(10, TUE, end_date=on(TUE)), ("moved", TUE, 10)),
        (at(10, TUE, start_date=on(WED)), "cancelled"),
        (at(10, TUE, grades=frozenset({4})), "cancelled"),
        (at(10, TUE, length=15), "cancelled"),
        (at(10, TUE, kind="after_school"), "cancelled"),
        (at(10, THU, kind="after_school"), ("moved", THU, 10)),
        (at(10, TUE, groups_at_once=0), "cancelled"),
        (at(11, TUE), "cancelled"),  # the student's protected class
        (at(12, TUE), "cancelled"),  # the tutor is not available
    ],
)
def test_where_a_meeting_may_move(slot, said):
    """In person at the same site, in force, open, in everyone's hours, and reachable."""
    rider = person("S1", transport="R1", modality="either", busy=(Window(2110, 2111),))
    host = tutor("T1", sites=("Elm", "Oak"), available=tuple(
        Window(day * DAY_MINUTES, day * DAY_MINUTES + 720) for day in range(7)
    ))  # fmt: skip
    week = Week(
        [group(host, [rider], ONLY_MON9, Meeting(at(9, WED, row=99), WED))],
        slots=[slot],
        calendar=(closed(MON),),
        rides=(Ride("R1", frozenset({THU}), 600, 630),),
    )
    assert week.said("S1", MON) == said


def test_an_online_group_moves_to_any_online_slot_open_to_it():
    meeting = Meeting(at(9, MON, site=None, modality="online"), MON)
    elsewhere = at(10, TUE, site="Oak", modality="online", open_to=frozenset({"Elm"}))
    members = [person("S1", modality="either")]
    week = Week([group(T1, members, meeting)], slots=[elsewhere], absences=(off("T1", MON),))
    assert week.said("S1", MON) == ("moved", TUE, 10)


@pytest.mark.parametrize(
    "why",
    [
        {"calendar": (closed(MON), closed(TUE))},
        {"calendar": (closed(MON), closed(TUE, "blocked", 9, 10))},
        {"calendar": (closed(MON),), "absences": (off("T1", TUE),)},
        {"calendar": (closed(MON),), "absences": (off("S1", TUE), off("S2", TUE))},
        {"absences": (off("T1", MON), off("S1", TUE))},  # more away than before
    ],
)
def test_a_date_that_is_impossible_takes_no_move(why):
    slot = at(9, MON, TUE)
    week = Week([group(T1, [S1, S2], Meeting(slot, MON))], **why)
    assert week.said("S2", MON) in ("cancelled", "away")


def test_as_many_may_be_away_from_a_move_as_before():
    slot = at(9, MON, TUE)
    absences = (off("T1", MON), off("S1", MON), off("S2", TUE))
    week = Week([group(T1, [S1, S2], Meeting(slot, MON))], absences=absences)
    assert week.said("S1", MON) == ("moved", TUE, 9)
    assert week.said("S2", MON) == ("away", TUE, 9)


def test_who_could_come_but_is_not_free_stops_a_move():
    """Being away is for those whom the date is impossible for; a protected class is no absence."""
    slot = at(9, MON, TUE)
    taken = person("S2", busy=(Window(DAY_MINUTES + 540, DAY_MINUTES + 570),))
    week = Week(
        [group(T1, [S1, taken], Meeting(slot, MON))], absences=(off("T1", MON), off("S2", MON))
    )
    assert week.said("S1", MON) == "cancelled"


def test_a_move_needs_only_those_present_to_be_free():
    slot = at(9, MON, TUE)
    taken = person("S2", busy=(Window(DAY_MINUTES + 540, DAY_MINUTES + 570),))
    absences = (off("T1", MON), off("S2", MON, last=TUE))
    week = Week([group(T1, [S1, taken], Meeting(slot, MON))], absences=absences)
    assert week.said("S1", MON) == ("moved", TUE, 9)
    assert week.said("S2", MON) == ("away", TUE, 9)


def test_two_meetings_of_a_group_do_not_move_to_one_date():
    slots = [at(9, MON, row=2), at(9, TUE, row=3), at(9, WED, row=4), at(10, WED, row=5)]
    standing = group(T1, [S1], Meeting(slots[0], MON), Meeting(slots[1], TUE))
    week = Week([standing], slots=slots, calendar=(closed(MON, last=TUE),))
    assert sorted(one.status for one in week.sessions) == ["cancelled", "moved"]


def test_a_date_whose_planned_meeting_is_cancelled_is_not_free():
    slots = [at(9, MON, row=2), at(9, TUE, row=3), at(10, TUE, row=4)]
    standing = group(T1, [S1], Meeting(slots[0], MON), Meeting(slots[1], TUE))
    calendar = (closed(MON), closed(TUE, "blocked", 9, 9.5))
    week = Week([standing], slots=slots, calendar=calendar)
    assert week.said("S1", TUE) == ("moved", TUE, 10)
    assert week.said("S1", MON) == "cancelled"


def test_two_moves_compete_for_one_room_and_the_larger_group_gets_it():
    one_room = at(10, TUE, groups_at_once=1)
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2, S3], ONLY_MON9)],
        slots=[one_room],
        calendar=(closed(MON),),
    )
    assert week.said("S1", MON) == "cancelled"
    assert week.said("S2", MON) == ("moved", TUE, 10)


@pytest.mark.parametrize(("starts", "moved"), [((13, 13.5), 1), ((13, 13.75), 2)])
def test_moves_that_overlap_share_the_rooms_of_the_site(starts, moved):
    slots = [at(start, MON, length=40) for start in starts]
    week = Week(
        [
            group(T1, [S1], ONLY_MON9),
            group(T2, [S2], Meeting(at(10, MON), MON)),
        ],
        slots=slots,
        calendar=(closed(MON, "blocked", 8, 12),),
        site_rooms={"Elm": 1},
    )
    assert sum(one.status == "moved" for one in week.sessions) == moved


def test_a_cancelled_meeting_frees_its_room():
    """Tuesday's only room is free, as the group that has it is away."""
    room = at(10, TUE, groups_at_once=1)
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2], Meeting(room, TUE))],
        calendar=(closed(MON),),
        absences=(off("S2", TUE),),
    )
    assert week.said("S1", MON) == ("moved", TUE, 10)


def test_a_planned_meeting_keeps_its_room():
    room = at(10, TUE, groups_at_once=1)
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2], Meeting(room, TUE))], calendar=(closed(MON),)
    )
    assert week.said("S1", MON) == "cancelled"
    assert week.said("S2", TUE) == "planned"


@pytest.mark.parametrize(("most", "said"), [(2, ("moved", TUE, 10)), (1, "cancelled")])
def test_a_student_has_no_more_sessions_on_a_day_for_a_move(most, said):
    reading = person("S1", "Reading")
    week = Week(
        [
            group(T1, [S1], ONLY_MON9),
            group(T2, [reading], Meeting(at(9, TUE, row=99), TUE), subject="Reading"),
        ],
        slots=[at(10, TUE)],
        calendar=(closed(MON),),
        settings=Settings(max_sessions_per_student_day=most),
    )
    assert week.said("S1", MON) == said


def test_a_member_who_is_in_another_group_then_stops_the_move():
    reading = person("S1", "Reading")
    week = Week(
        [
            group(T1, [S1], ONLY_MON9),
            group(T2, [reading], Meeting(at(9.75, TUE), TUE), subject="Reading"),
        ],
        slots=[at(10, TUE)],
        calendar=(closed(MON),),
    )
    assert week.said("S1", MON) == "cancelled"
    assert week.said("S1", TUE, "Reading") == "planned"


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"max_sessions_day": 2}, ("moved", TUE, 10)),
        ({"max_sessions_day": 1}, "cancelled"),
        ({"max_sessions_week": 2}, ("moved", TUE, 10)),  # the closed Monday's does not count
        ({"max_hours_week": Fraction(1)}, ("moved", TUE, 10)),
    ],
)
def test_a_move_keeps_the_tutors_load(limits, said):
    host = tutor("T1", **limits)
    week = Week(
        [group(host, [S1], ONLY_MON9), group(host, [S2], Meeting(at(9, TUE, row=99), TUE))],
        slots=[at(10, TUE)],
        calendar=(closed(MON),),
    )
    assert week.said("S1", MON) == said


def test_a_longer_slot_may_not_exceed_the_tutors_hours():
    host = tutor("T1", max_hours_week=Fraction(1, 2))
    week = Week(
        [group(host, [S1], ONLY_MON9)], slots=[at(10, TUE, length=31)], calendar=(closed(MON),)
    )
    assert week.said("S1", MON) == "cancelled"


def test_rows_that_share_a_place_are_dealt_so_that_a_move_finds_room():
    """Row 3 is for grade 4 only; the planned group, dealt to row 2, could stand in row 4."""
    rows = [
        at(10, TUE, row=2, groups_at_once=1, grades=frozenset({3})),
        at(10, TUE, row=4, groups_at_once=1, grades=frozenset({3, 4})),
    ]
    fourth = person("S2", grade=4)
    third = person("S3", grade=3)
    week = Week(
        [
            group(T1, [fourth], ONLY_MON9),
            group(T2, [third], Meeting(rows[1], TUE)),
        ],
        slots=rows,
        calendar=(closed(MON),),
    )
    assert week.said("S2", MON) == ("moved", TUE, 10)
    assert week.said("S3", TUE) == "planned"


def test_rows_out_of_force_take_no_move_and_leave_no_room():
    """Both planned meetings stay though only one room is left, and nothing is moved there."""
    rows = [
        at(10, TUE, row=2, groups_at_once=1, end_date=on(MON)),
        at(10, TUE, row=3, groups_at_once=1),
    ]
    third = tutor("T3")
    week = Week(
        [
            group(T1, [S1], Meeting(rows[0], TUE)),
            group(T2, [S2], Meeting(rows[1], TUE)),
            group(third, [S3], ONLY_MON9),
        ],
        calendar=(closed(MON),),
    )
    assert week.said("S1", TUE) == "planned"
    assert week.said("S2", TUE) == "planned"
    assert week.said("S3", MON) == "cancelled"


@pytest.mark.parametrize(("rooms", "free"), [(1, False), (2, True)])
def test_nothing_moves_beside_meetings_for_which_the_rows_in_force_have_no_room(rooms, free):
    """Row 4 is free, but the planned meetings stay where one of their two rows is out of force."""
    third, fourth = frozenset({3}), frozenset({4})
    rows = [
        at(10, TUE, row=2, groups_at_once=1, grades=third, end_date=on(MON)),
        at(10, TUE, row=3, groups_at_once=rooms, grades=third),
        at(10, TUE, row=4, groups_at_once=1, grades=fourth),
    ]
    groups = [
        group(T1, [S1], Meeting(rows[0], TUE)),
        group(T2, [S2], Meeting(rows[1], TUE)),
        group(tutor("T3"), [person("S4", grade=4)], ONLY_MON9),
    ]
    week = Week(groups, slots=rows, calendar=(closed(MON),))
    assert week.said("S1", TUE) == week.said("S2", TUE) == "planned"
    assert week.said("S4", MON) == (("moved", TUE, 10) if free else "cancelled")


def test_moves_that_share_rows_with_what_stays_are_dealt_as_well_as_can_be():
    """The quick choice gives M1 the only room left at 10, but M2 and M3 are more."""
    rows = [
        at(10, TUE, row=2, groups_at_once=1, grades=frozenset({3, 4})),
        at(10, TUE, row=3, groups_at_once=1, grades=frozenset({3, 4})),
        at(11, TUE, row=6, groups_at_once=1),
    ]
    not_at = {
        hour: (Window(DAY_MINUTES + 60 * hour, DAY_MINUTES + 60 * hour + 30),) for hour in (10, 11)
    }
    movers = [
        [person("M1", grade=4, busy=not_at[11])],
        [person("M2", grade=4), person("M3", grade=4)],
        [person("M4", grade=4, busy=not_at[10]), person("M5", grade=4, busy=not_at[10])],
    ]
    standing = group(T1, [S1], Meeting(rows[0], TUE))
    moving = [group(tutor(f"U{n}"), them, ONLY_MON9) for n, them in enumerate(movers)]
    week = Week([standing, *moving], slots=rows, calendar=(closed(MON),))
    assert week.said("S1", TUE) == "planned"
    assert week.said("M1", MON) == "cancelled"
    assert week.said("M2", MON) == ("moved", TUE, 10)
    assert week.said("M4", MON) == ("moved", TUE, 11)


def test_beside_a_crowded_place_other_moves_are_as_good_as_can_be():
    """Three meetings stay at 10 with two rows in force; the one room at 11 goes to two students."""
    rows = [
        at(10, TUE, row=2, groups_at_once=1, end_date=on(MON)),
        at(10, TUE, row=3, groups_at_once=1),
        at(10, TUE, row=4, groups_at_once=1),
        at(11, TUE, row=5, groups_at_once=1),
    ]
    not_at_10 = (Window(DAY_MINUTES + 600, DAY_MINUTES + 630),)
    standing = [group(tutor(f"T{n}"), [person(f"S{n}")], Meeting(rows[n], TUE)) for n in range(3)]
    moving = [
        group(tutor("U1"), [person("M1", busy=not_at_10)], ONLY_MON9),
        group(tutor("U2"), [person("M2"), person("M3")], ONLY_MON9),
    ]
    week = Week([*standing, *moving], slots=rows, calendar=(closed(MON),))
    assert [week.said(f"S{n}", TUE) for n in range(3)] == ["planned"] * 3
    assert week.said("M1", MON) == "cancelled"
    assert week.said("M2", MON) == ("moved", TUE, 11)


def test_a_cover_and_a_move_compete_for_one_tutor():
    """T2 could cover S1 and S3 or hold the own moved meeting, not both: two are more than one."""
    slot = Meeting(at(10, TUE), TUE)
    week = Week(
        [group(T1, [S1, S3], slot), group(T2, [S2], ONLY_MON9)],
        absences=(off("T1", TUE),),
        calendar=(closed(MON),),
    )
    assert week.said("S1", TUE) == ("covered", "T2")
    assert week.said("S2", MON) == "cancelled"


def test_of_weeks_that_save_as_much_the_one_with_fewest_moves_is_taken():
    """Both meetings could move to the afternoon, but the reserve saves one of the moves."""
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2, S3], ONLY_MON9)],
        tutors=[tutor("T3", reserve=True)],
        slots=[at(13, MON), at(14, MON)],
        absences=(off("T1", MON, 8, 12), off("T2", MON, 8, 12)),
    )
    assert len({one.planned for one in week.sessions if one.status == "moved"}) == 1
    assert len({one.tutor.id for one in week.sessions if one.status == "covered"}) == 1
    assert all(one.status in ("moved", "covered") for one in week.sessions)


def test_fewer_moves_come_before_knowing_the_cover():
    """The group at 10 stays at its time with a stranger rather than moving with its own tutor."""
    week = Week(
        [group(T1, [S1], ONLY_MON9), group(T2, [S2], MON10)],
        tutors=[tutor("T3")],
        absences=(off("T1", MON), off("T2", MON, 10, 11)),
        slots=[at(11, MON)],
        attendance=(Attended(on(-7), "S2", "present", tutor_id="T2"),),
    )
    assert week.said("S1", MON) == ("covered", "T2")
    assert week.said("S2", MON) == ("covered", "T3")


def test_a_group_cover_that_saves_fewer_than_a_move_is_not_taken():
    """The cover finds one student; on Tuesday, when both can come, the own tutor does too."""
    slot = at(9, MON, TUE)
    week = Week(
        [group(T1, [S1, S2], Meeting(slot, MON))],
        tutors=[T2],
        absences=(off("T1", MON), off("S2", MON)),
    )
    assert week.said("S1", MON) == ("moved", TUE, 9)
    assert week.said("S2", MON) == ("moved", TUE, 9)


# -- all sessions ---------------------------------------------------------------------------------


def test_sessions_stand_in_order_of_time_site_and_tutor():
    oak = Meeting(at(9, MON, row=88, site="Oak", open_to_all=True), MON)
    there = tutor("T0", sites=("Oak",))
    week = Week([group(there, [S1], oak), group(T2, [S2], MON9), group(T1, [S3], MON9)])
    assert [one.tutor.id for one in week.sessions] == ["T1", "T2", "T0"]


def test_the_same_week_bends_the_same_every_time():
    groups = [group(T1, [S1], MON9), group(T2, [S2], MON9), group(tutor("T3"), [S3], MON9)]
    weeks = [Week(groups, slots=[TEN], calendar=(closed(MON),)).sessions for _ in range(3)]
    assert weeks[0] == weeks[1] == weeks[2]


# -- what people have been told of -----------------------------------------------------------------


def again(week, *absences, before=None):
    """The same standing plan bent with these absences, after what ``before`` says."""
    program = replace(week.problem.program, absences=absences)
    week.problem = Problem(program, MONDAY)
    week.sessions = bend(week.problem, week.schedule, RULES, before=before or ())
    assert verify_week(week.problem, week.schedule, week.sessions).violations == ()
    return week


def test_a_cover_who_was_told_stays_though_another_would_come_first():
    two = [tutor("T2", reserve=True), tutor("T3", reserve=True)]
    absences = (off("T1", MON), off("T2", MON))
    week = Week([group(T1, [S1], ONLY_MON9)], tutors=two, absences=absences)
    before = week.sessions
    assert week.said("S1", MON) == ("covered", "T3")
    assert again(week, off("T1", MON), before=before).said("S1", MON) == ("covered", "T3")
    assert again(week, off("T1", MON)).said("S1", MON) == ("covered", "T2")
    gone = (off("T1", MON), off("T3", MON))
    assert again(week, *gone, before=before).said("S1", MON) == ("covered", "T2")
    assert again(week, before=before).said("S1", MON) == "planned"


def test_a_cover_who_was_told_is_not_taken_away_for_a_larger_group():
    reserve = tutor("T3", reserve=True)
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S2, S3], ONLY_MON9)]
    week = Week(groups, tutors=[reserve], absences=(off("T1", MON),))
    before, both = week.sessions, (off("T1", MON), off("T2", MON))
    assert week.said("S1", MON) == ("covered", "T3")
    week = again(week, *both, before=before)
    assert (week.said("S1", MON), week.said("S2", MON)) == (("covered", "T3"), "cancelled")
    assert again(week, *both).said("S2", MON) == ("covered", "T3")


def test_a_move_that_was_told_stays_where_it_still_may():
    week = Week([group(T1, [S1], MON9)], slots=[TEN], absences=(off("T1", MON, 8, 10),))
    before = week.sessions
    assert week.said("S1", MON) == ("moved", MON, 10)
    later = Meeting(at(11, MON), MON)
    week = Week([group(T1, [S1], MON9)], slots=[TEN, later.slot])
    assert again(week, off("T1", MON, 8, 10), before=before).said("S1", MON) == ("moved", MON, 10)
    sick = again(week, off("T1", MON, 8, 10.4), before=before)
    assert sick.said("S1", MON) == ("moved", MON, 11)
