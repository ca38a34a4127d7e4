"""The checker of make-ups: it finds what is not allowed, and says it in plain words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from matcher.domain import Frame, MakeUp, Meeting, Pair, Settings
from matcher.verify_make_ups import verify_make_ups
from tests.test_bend import (
    MON,
    MON9,
    MON10,
    S1,
    S2,
    S3,
    T1,
    T2,
    TEN,
    TUE,
    TUE9,
    TUE10,
    Week,
    at,
    closed,
    group,
    off,
    person,
    tutor,
)


def world(first=(S1,), second=(S3,), *, one=T1, two=T2, tutors=(), slots=(TEN,), **more):
    """A group of each of two tutors, on Monday at nine and on Tuesday at nine."""
    groups = [group(one, first, MON9), group(two, second, TUE9)]
    return Week(groups, tutors=tutors, slots=slots, **more)


def join(week, member, number=0, **frame):
    """A make-up in the meeting of a group."""
    there = week.schedule.groups[number]
    return MakeUp(member, replace(there.frame, **frame), there.meetings[0], there)


def extra(who, member, at_=TUE10, *, language="English"):
    """A make-up in an extra meeting."""
    slot = at_.slot
    site = slot.site if slot.modality == "in_person" else None
    return MakeUp(member, Frame(who, member.subject, language, slot.modality, site), at_)


def complaints(week, *make_ups, owed=None):
    """What the checker says."""
    check = verify_make_ups(week.problem, week.sessions, make_ups, owed)
    assert check.cases == len(make_ups)
    assert all(violation.rule == "make-up" for violation in check.violations)
    return [violation.message for violation in check.violations]


def test_what_is_allowed_is_not_complained_of():
    week = world()
    assert complaints(week) == []
    assert complaints(week, join(week, S3), extra(T1, S1), owed={S3.key: 1, S1.key: 1}) == []


def test_no_more_is_made_up_than_is_owed():
    week = world()
    two = (join(week, S3), extra(T1, S3, MON10))
    assert complaints(week, *two, owed={S3.key: 2}) == []
    (said,) = complaints(week, *two, owed={S3.key: 1})
    assert said == "Student S3 makes up for 2 sessions of Math, but 1 are owed."


def test_a_stranger_is_found():
    (said, *_) = complaints(world(), extra(T1, person("S9")))
    assert said == "Student S9 has no Math request that concerns the week."


def test_a_meeting_that_does_not_take_place_can_not_be_joined():
    week = world(absences=(off("T1", MON, last=4), off("T2", MON)))
    assert week.said("S1", MON) == "cancelled"
    (said,) = complaints(week, join(week, S3))
    assert "No Math meeting of group G-T1-540 with tutor T1 takes place on Mon 14 Sep 9:00" in said


@pytest.mark.parametrize("frame", [{"tutor": T2}, {"subject": "Reading"}, {"language": "Spanish"}])
def test_who_joins_a_meeting_joins_it_as_it_is(frame):
    week = world()
    assert "takes place" in complaints(week, join(week, S3, **frame))[0]


@pytest.mark.parametrize(
    ("staff", "why"),
    [
        ({"reserve": True}, "a reserve"),
        ({"subjects": ("Reading",)}, "does not teach Math"),
        ({"languages": ("Spanish",)}, "does not tutor in English"),
        ({"sites": ("Oak",)}, "does not work there"),
        ({"available": ()}, "does not suit the tutor"),
        ({"cleared": False}, "not cleared or not employed"),
    ],
)
def test_who_may_not_hold_an_extra_meeting_is_found(staff, why):
    third = tutor("T3", **staff)
    said = complaints(world(tutors=[third]), extra(third, S1))
    assert any(why in one and "can't be" in one for one in said)


@pytest.mark.parametrize(
    ("dated", "why"),
    [
        ({"absences": (off("T1", TUE),)}, "the tutor can't come on that date"),
        ({"calendar": (closed(TUE, "blocked", 10, 11),)}, "the Calendar forbids it"),
        ({"absences": (off("S1", TUE),)}, "the student can't come on that date"),
    ],
)
def test_what_the_date_forbids_is_found(dated, why):
    assert any(why in one for one in complaints(world(**dated), extra(T1, S1)))


@pytest.mark.parametrize(
    ("student", "why"),
    [
        ({"busy": ((2040, 2070),)}, "the time does not suit the student"),
        ({"site": "Oak"}, "no slot in force then takes the student"),
        ({"grade": 9}, "does not teach the student's grade"),
    ],
)
def test_whom_an_extra_meeting_does_not_suit_is_found(student, why):
    if "busy" in student:
        student = {"busy": tuple(type(T1.available[0])(*window) for window in student["busy"])}
    other = person("S4", **student)
    third = tutor("T3", grades=frozenset({3}))
    slots = [replace(TEN, open_to=frozenset())]
    sites = [at(9, TUE, row=7, site=other.student.site)]
    free = group(tutor("T4", sites=("Elm", "Oak")), [other], Meeting(sites[0], TUE))
    week = Week([group(T1, [S1], MON9), free], tutors=[third], slots=slots)
    assert any(why in one for one in complaints(week, extra(third, other)))


def test_pairs_hold():
    only = world(pairs=(Pair("only", "S3", "T2"),))
    assert "no tutor but another" in complaints(only, join(only, S3))[0]
    avoid = world(pairs=(Pair("avoid", "S3", "T1"),))
    assert "avoid the tutor" in complaints(avoid, join(avoid, S3))[0]
    apart = world(pairs=(Pair("apart", "S1", "S3"),))
    assert "S1 and S3 are to be apart" in complaints(apart, join(apart, S3))[0]


def test_nobody_joins_the_own_group_or_sits_twice():
    week = world()
    assert "sits there already" in complaints(week, join(week, S1))[0]
    both = complaints(week, extra(T1, S1), extra(T1, S1))
    assert any("sits there already" in one for one in both)


def test_another_subject_or_language_is_found():
    reading = person("S1", "Reading")
    week = Week([group(T1, [S1], MON9), group(T2, [reading], TUE9, subject="Reading")])
    assert "what is owed is Reading" in complaints(week, join(week, reading))[0]
    spanish = tutor("T3", languages=("Spanish",))
    said = complaints(world(tutors=[spanish]), extra(spanish, S1, language="Spanish"))
    assert any("Spanish is not the student's language" in one for one in said)


@pytest.mark.parametrize(("most", "count"), [(3, 0), (2, 1)])
def test_sizes_hold_with_those_who_are_away(most, count):
    settings = Settings(max_group_size=most)
    week = world(first=(S1, S2), settings=settings, absences=(off("S2", MON),))
    assert week.said("S2", MON) == "away"
    assert len(complaints(week, join(week, S3))) == count


def test_grades_and_levels_hold():
    week = world(second=[person("S3", grade=5)])
    assert "too many grades apart" in complaints(week, join(week, week.problem.requests[1]))[0]
    low, high = person("S1", level=Fraction(1)), person("S3", level=Fraction(3))
    for most, found in ((2, 0), (1, 1)):
        settings = Settings(max_level_spread=Fraction(most))
        near = world([low], [high], settings=settings)
        assert len(complaints(near, join(near, high))) == found


def test_a_student_is_in_one_place_and_not_too_often_a_day():
    week = world()
    crossing = Meeting(at(9.25, MON), MON)
    cross = world(slots=[crossing.slot])
    assert "two meetings at once" in complaints(cross, extra(T2, S1, crossing))[0]
    once = world(settings=Settings(max_sessions_per_student_day=1))
    (said,) = complaints(once, extra(T2, S1, MON10))
    assert said == "Student S1 has 2 sessions on Mon, but at most 1 may be."
    assert complaints(week, extra(T2, S1, MON10)) == []


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"max_sessions_week": 1}, "T1 has 2 sessions in the week, but at most 1"),
        ({"max_sessions_day": 1}, "T1 has 2 sessions on Mon, but at most 1"),
        (
            {"max_hours_week": Fraction(1, 2)},
            "T1 has 60 minutes in the week, but at most 0.5 hours",
        ),
    ],
)
def test_the_tutors_load_holds(limits, why):
    week = world(one=tutor("T1", **limits))
    (said,) = complaints(week, extra(week.schedule.groups[0].tutor, S1, MON10))
    assert why in said


def test_the_tutor_is_in_one_place_with_time_between():
    crossing = Meeting(at(9.25, MON), MON)
    said = complaints(world(slots=[crossing.slot]), extra(T1, S3, crossing))
    assert any(one.startswith("Tutor T1 has two meetings at once") for one in said)
    short = world(settings=Settings(tutor_break_minutes=31))
    (said,) = complaints(short, extra(T1, S3, MON10))
    assert said.startswith("Tutor T1 has 30 minutes between two meetings, but needs 31")
    oak = Meeting(at(10, MON, row=8, site="Oak", open_to_all=True), MON)
    far = world(one=tutor("T1", sites=("Elm", "Oak")), slots=[oak.slot])
    assert complaints(far, extra(far.schedule.groups[0].tutor, S3, oak)) == []
    slow = world(
        one=tutor("T1", sites=("Elm", "Oak")), slots=[oak.slot], travel={("Elm", "Oak"): 31}
    )
    assert "needs 31" in complaints(slow, extra(slow.schedule.groups[0].tutor, S3, oak))[0]


@pytest.mark.parametrize(("rooms", "count"), [(2, 0), (1, 1)])
def test_rooms_hold(rooms, count):
    nine = replace(MON9.slot, groups_at_once=rooms)
    slot = Week([group(T1, [S1], Meeting(nine, MON)), group(T2, [S3], Meeting(nine, TUE))])
    assert len(complaints(slot, extra(T2, S3, Meeting(nine, MON)))) == count
    site = world(site_rooms={"Elm": rooms})
    said = complaints(site, extra(T2, S3, MON9))
    assert len(said) == count
    assert all("makes 2 groups at Elm at once" in one for one in said)


@pytest.mark.parametrize(("budget", "count"), [(60, 0), (59, 1)])
def test_money_holds(budget, count):
    paid = [tutor(name, hourly_rate=Fraction(40)) for name in ("T1", "T2")]
    settings = Settings(weekly_budget=Fraction(budget))
    week = world(one=paid[0], two=paid[1], settings=settings)
    assert len(complaints(week, extra(paid[0], S1))) == count
    assert complaints(week, join(week, S3)) == []
