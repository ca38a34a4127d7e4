"""The checker of a dated week: it finds what is false, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest

from constraints import RULES
from matcher.bend import bend
from matcher.domain import Meeting, Session
from matcher.verify_week import verify_week
from tests import bend_oracle
from tests.bend_oracle import Held
from tests.bend_weeks import trouble
from tests.test_bend import (
    MON,
    MON9,
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
    person,
    tutor,
)


def complaints(week, sessions):
    check = verify_week(week.problem, week.schedule, sessions)
    assert all(violation.rule == "dated-week" for violation in check.violations)
    return [violation.message for violation in check.violations]


def changed(week, number, **fields):
    sessions = list(week.sessions)
    sessions[number] = replace(sessions[number], **fields)
    return complaints(week, sessions)


def quiet():
    return Week([group(T1, [S1, S2], MON9, TUE9)], tutors=[T2], slots=[TEN])


def covered():
    return Week(
        [group(T1, [S1, S2], ONLY_MON9)], tutors=[T2], absences=(off("T1", MON), off("S2", MON))
    )


def moved():
    return Week([group(T1, [S1, S2], ONLY_MON9)], slots=[TEN], calendar=(closed(MON),))


# -- the list of sessions ---------------------------------------------------------------------------


def test_a_bent_week_is_found_right_and_its_sessions_are_counted():
    week = quiet()
    check = verify_week(week.problem, week.schedule, week.sessions)
    assert (check.cases, check.violations) == (4, ())


def test_a_missing_session_is_found():
    week = quiet()
    [message] = complaints(week, week.sessions[1:])
    assert "on Mon 14 Sep 9:00 has 0 sessions for student S1 instead of 1" in message


def test_a_double_session_is_found():
    week = quiet()
    [message] = complaints(week, [*week.sessions, week.sessions[0]])
    assert "has 2 sessions for student S1 instead of 1" in message


def test_a_stranger_in_a_group_is_found():
    week = quiet()
    [message] = complaints(week, [*week.sessions, replace(week.sessions[0], member=S3)])
    assert "has 1 sessions for student S3 instead of 0" in message


def test_a_session_of_no_group_or_no_meeting_of_the_plan_is_found():
    week = quiet()
    stranger = replace(week.sessions[0], planned=Meeting(TEN, MON), meeting=Meeting(TEN, MON))
    [message] = complaints(week, [*week.sessions, stranger])
    assert "has no meeting on Mon 14 Sep 10:00 in the standing plan" in message
    other = replace(week.sessions[0], group=group(T2, [S3], MON9))
    assert len(complaints(week, [*week.sessions, other])) == 1


def test_another_row_of_the_same_place_is_the_same_meeting():
    """A week that is read back from a workbook knows places, not rows."""
    week = quiet()
    twin = Meeting(replace(MON9.slot, row=77), MON)
    sessions = [
        replace(one, planned=twin, meeting=twin) if one.planned == MON9 else one
        for one in week.sessions
    ]
    assert complaints(week, sessions) == []


# -- statuses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["covered", "moved", "away", "cancelled"])
def test_what_can_take_place_must_be_as_planned(status):
    assert changed(quiet(), 0, status=status)


def test_a_planned_session_stands_at_its_time_and_with_its_tutor():
    [time] = changed(quiet(), 0, meeting=Meeting(TEN, MON))
    assert "stands at Mon 14 Sep 10:00 instead of Mon 14 Sep 9:00" in time
    [who] = changed(quiet(), 0, tutor=T2)
    assert "stands with tutor T2 instead of T1" in who


@pytest.mark.parametrize("status", ["planned", "cancelled", "moved"])
def test_who_is_absent_is_away(status):
    week = Week([group(T1, [S1, S2], ONLY_MON9)], absences=(off("S2", MON),))
    assert changed(week, 1, status=status)


def test_a_cover_needs_a_reason():
    week = quiet()
    sessions = [
        replace(one, status="covered", tutor=T2) if one.planned == MON9 else one
        for one in week.sessions
    ]
    found = complaints(week, sessions)
    assert any("is covered, but nothing stands in its way" in message for message in found)
    assert any("but its own tutor can come" in message for message in found)


def test_a_move_needs_a_reason():
    week = quiet()
    there = Meeting(TEN, MON)
    sessions = [
        replace(one, status="moved", meeting=there) if one.planned == MON9 else one
        for one in week.sessions
    ]
    [message] = complaints(week, sessions)
    assert "is moved, but nothing stands in its way" in message


def test_a_meeting_of_an_absent_tutor_is_not_as_planned():
    week = Week([group(T1, [S1], ONLY_MON9)], absences=(off("T1", MON),))
    found = changed(week, 0, status="planned")
    assert any("is as planned, but can not take place so" in message for message in found)


def test_all_who_can_come_have_the_same_cover():
    week = Week([group(T1, [S1, S2], ONLY_MON9)], tutors=[T2], absences=(off("T1", MON),))
    assert changed(week, 1, tutor=tutor("T3"))
    assert changed(week, 1, tutor=T1)


def test_away_from_a_covered_meeting_stands_with_the_planned_tutor():
    week = covered()
    number = [one.member for one in week.sessions].index(S2)
    [message] = changed(week, number, tutor=T2)
    assert "student S2" in message
    assert "stands with tutor T2 instead of T1" in message


def test_all_of_a_moved_meeting_stand_at_the_same_time():
    week = moved()
    assert [one.status for one in week.sessions] == ["moved", "moved"]
    assert changed(week, 1, meeting=ONLY_MON9)
    assert changed(week, 1, status="cancelled", meeting=ONLY_MON9)


def test_a_cancelled_meeting_is_one_for_all_though_absent_members_may_be_away():
    week = Week([group(T1, [S1, S2], ONLY_MON9)], absences=(off("T1", MON), off("S2", MON)))
    assert [one.status for one in week.sessions] == ["cancelled", "away"]
    assert changed(week, 1, status="cancelled") == []
    assert changed(week, 0, status="away")


def test_on_a_holiday_sessions_may_read_away_or_cancelled():
    week = Week([group(T1, [S1], ONLY_MON9)], calendar=(closed(MON),))
    assert changed(week, 0, status="away") == []
    assert changed(week, 0, status="planned")


# -- covers and moves, against the brute force --------------------------------------------------------


def sessions_of(one, planned):
    """The sessions of a meeting that takes place, is cancelled (None), or is made up."""
    grp, held = one
    for member in grp.members:
        if held is None:
            yield Session(grp, member, planned, planned, grp.tutor, "cancelled")
            continue
        here = member in held.present
        what = "moved" if held.moved else "covered"
        if not held.moved and held.tutor.id == grp.tutor.id:
            what = "planned"
        where = held.at if held.moved else planned
        who = held.tutor if here else grp.tutor
        yield Session(grp, member, planned, where, who, what if here else "away")


def anything(chance, problem, grp, planned):
    """A cover or a move that may well be forbidden."""
    if chance.random() < 0.5:
        there = chance.choice(problem.meetings)
        here = bend_oracle.present(problem, grp, there)
        return Held(grp, grp.tutor, there, here, moved=True)
    here = bend_oracle.present(problem, grp, planned)
    return Held(grp, chance.choice(problem.tutors), planned, here)


def outcome(chance, problem, grp, planned, options):
    """What becomes of one meeting, by chance; and whether that is allowed by itself."""
    dice = chance.random()
    if dice < 0.15:
        return None, True
    if dice < 0.75 and options:
        return chance.choice(options), True
    wild = anything(chance, problem, grp, planned)
    if not wild.present and wild.at.place == planned.place:
        return None, True  # held for nobody at its time, it is cancelled
    same = [
        option
        for option in options
        if (option.tutor.id, option.at.place, option.moved)
        == (wild.tutor.id, wild.at.place, wild.moved)
    ]
    return (same[0], True) if same else (wild, False)


@pytest.mark.parametrize("roomed", [False, True])
@pytest.mark.parametrize("first", range(0, 1000, 200))
def test_the_checker_and_the_brute_force_agree_on_weeks_made_by_chance(first, roomed):
    judged = {True: 0, False: 0}
    for number in range(first, first + 200):
        problem, schedule = trouble(Random(number), roomed=roomed)
        chance = Random(-number)
        stay, bending = bend_oracle.split(problem, schedule)
        week, sessions, allowed = list(stay), [], True
        for one in stay:
            sessions += sessions_of((one.group, one), one.at)
        for grp, planned, options in bending:
            held, fine = outcome(chance, problem, grp, planned, options)
            allowed = allowed and fine
            sessions += sessions_of((grp, held), planned)
            week += [held] if held else []
        if allowed:
            allowed = bend_oracle.go_together(problem, week)
        found = verify_week(problem, schedule, sessions).violations
        assert allowed == (not found), (number, found)
        judged[allowed] += bool(bending)
    assert min(judged.values()) > 10, judged


@pytest.mark.parametrize("number", range(0, 400, 4))
def test_no_status_can_be_changed_alone(number):
    """But away and cancelled where the meeting is cancelled and the member could not have come."""
    problem, schedule = trouble(Random(number))
    sessions = bend(problem, schedule, RULES)
    for index, one in enumerate(sessions):
        for status in ("planned", "covered", "moved", "away", "cancelled"):
            if status == one.status or {status, one.status} == {"away", "cancelled"}:
                continue
            others = [*sessions[:index], replace(one, status=status), *sessions[index + 1 :]]
            assert verify_week(problem, schedule, others).violations, (one, status)


# -- messages -----------------------------------------------------------------------------------------


def test_a_forbidden_cover_is_told_with_tutor_and_student():
    other = person("S3", subject="Reading")
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [other], ONLY_MON9, subject="Reading")]
    week = Week(groups, absences=(off("T1", MON),))
    sessions = [
        replace(one, status="covered", tutor=T2) if one.group == groups[0] else one
        for one in week.sessions
    ]
    [message] = complaints(week, sessions)
    assert message == (
        "Tutor T2 has two meetings at once: Mon 14 Sep 9:00 with Group G-T1-540 and Mon 14 Sep 9:00"
        " with Group G-T2-540."
    )


def test_a_move_into_a_full_slot_is_told():
    room = at(10, TUE, groups_at_once=1)
    groups = [group(T1, [S1], ONLY_MON9), group(T2, [S2], Meeting(room, TUE))]
    week = Week(groups, calendar=(closed(MON),))
    sessions = [
        replace(one, status="moved", meeting=Meeting(room, TUE)) if one.group == groups[0] else one
        for one in week.sessions
    ]
    [message] = complaints(week, sessions)
    assert "moved to Tue 15 Sep 10:00" in message
    assert "no room" in message


def test_checking_and_bending_load_without_the_search():
    """Whoever reads and checks a week needs no ortools."""
    code = (
        "import sys; sys.modules['ortools'] = None; import matcher.bend, matcher.verify_week;"
        " sys.exit('matcher.search.choose' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
