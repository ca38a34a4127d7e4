"""Who keeps missing one time, and times that would fit better: every one is true."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from constraints import RULES
from matcher import match_week
from matcher.better_times import _Ways, better_times
from matcher.domain import Attended, Meeting, Pair, Program
from matcher.ledger import Scheduled, make_ledger
from matcher.missed_times import MissedTime, Presence, missed_times
from matcher.schedule import Schedule
from matcher.verify import verify
from tests import oracle_rules, strategies
from tests.quick_search import quick_search
from tests.test_bend import (
    FRI,
    MON,
    MON9,
    S1,
    S2,
    T1,
    T2,
    TUE,
    TUE9,
    WED,
    Week,
    at,
    group,
    on,
    person,
)
from tests.test_cli import match, program, rows

NINE_AM, TEN_AM = 540, 600
LATE = dt.date(2027, 6, 1)
KEY = ("S1", "Math")


def past(*weeks, student="S1"):
    """Sessions before the week and what became of them: ``(day, start, outcomes)``.

    Outcomes are letters, one a week: p present, a absent, w away, t the tutor did not come.
    """
    sessions, told = [], []
    for day, start, outcomes in weeks:
        for number, letter in enumerate(outcomes):
            date = on(day - 7 * (number + 1))
            status = "away" if letter == "w" else "planned"
            sessions.append(Scheduled(date, start, start + 30, "G", "T1", "Math", student, status))
            if letter in "pat":
                status = {"p": "present", "a": "absent", "t": "tutor_absent"}[letter]
                told.append(Attended(date, student, status, "Math", "T1"))
    return sessions, tuple(told)


def ledger_of(known, *pasts):
    """The ledger of a program after what was."""
    rows_told = tuple(row for _, told in pasts for row in told)
    sessions = [session for those, _ in pasts for session in those]
    return make_ledger(replace(known, attendance=rows_told), sessions, LATE)


def found(*weeks):
    """The missed times of S1 as ``(day, start)``."""
    known = Program((S1,), (T1,), ())
    return [(one.day, one.start) for one in missed_times(ledger_of(known, past(*weeks)))]


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        # three missed, all there were; elsewhere none
        ([(MON, NINE_AM, "aaa"), (WED, NINE_AM, "ppp")], [(MON, NINE_AM)]),
        # two are too few
        ([(MON, NINE_AM, "aa"), (WED, NINE_AM, "ppp")], []),
        # half of them is enough, less is not
        ([(MON, NINE_AM, "aaappp"), (WED, NINE_AM, "pppp")], [(MON, NINE_AM)]),
        ([(MON, NINE_AM, "aaapppp"), (WED, NINE_AM, "pppp")], []),
        # elsewhere at most half as often: 1 of 2 is half of 1, 2 of 3 is more
        ([(MON, NINE_AM, "aaa"), (WED, NINE_AM, "ap")], [(MON, NINE_AM)]),
        ([(MON, NINE_AM, "aaa"), (WED, TEN_AM, "aap")], []),
        # away counts as missed; that the tutor did not come does not count at all
        ([(MON, NINE_AM, "waw"), (WED, NINE_AM, "ppp")], [(MON, NINE_AM)]),
        ([(MON, NINE_AM, "ttt"), (WED, NINE_AM, "ppp")], []),
        ([(MON, NINE_AM, "aaattt"), (WED, NINE_AM, "ppp")], [(MON, NINE_AM)]),
        # a time of day on several days, against another one
        ([(MON, NINE_AM, "aap"), (WED, NINE_AM, "aap"), (FRI, TEN_AM, "ppp")], [(None, NINE_AM)]),
        # the only time that there is
        ([(MON, NINE_AM, "aa"), (WED, NINE_AM, "aa")], [(None, NINE_AM)]),
        ([(MON, NINE_AM, "aap"), (WED, NINE_AM, "app")], [(None, NINE_AM)]),
        ([(MON, NINE_AM, "aap"), (WED, NINE_AM, "appp")], []),
    ],
)
def test_a_time_stands_out(weeks, expected):
    assert found(*weeks) == expected


def listed(week, *pasts):
    """What is listed for a plan; the plan holds with every change that is named."""
    told = better_times(ledger_of(week.problem.program, *pasts), week.problem, week.schedule, RULES)
    for one in told:
        request = week.problem.request[one.missed.key]
        for way in one.better:
            changed = way.applied(week.schedule, request)
            assert verify(week.problem, RULES, (), changed).holds
    return told


def ways(one):
    """Better times as ``(what, days and hours)``."""
    return [(way.what, [(m.day, m.slot.start / 60) for m in way.at]) for way in one.better]


MISSES = past((MON, NINE_AM, "aaa"), (TUE, NINE_AM, "ppp"))


def test_a_free_hour_of_group_and_tutor_is_named():
    ten, nine = at(10, MON), at(9, MON, TUE)
    mine = group(T1, [S1, S2], Meeting(nine, MON), Meeting(nine, TUE))
    (one,) = listed(Week([mine], slots=[ten]), MISSES)
    assert (one.missed.day, one.missed.start, one.group.id) == (MON, NINE_AM, "G-T1-540")
    assert ways(one) == [("moved", [(MON, 10)])]
    assert one.better[0].instead == Meeting(nine, MON)


def test_a_time_that_does_not_suit_the_other_member_is_only_for_the_student_alone():
    ten = at(10, MON)
    other = person("S2", busy=(type(T1.available[0])(610, 620),))
    nine = at(9, MON, TUE)
    meets = (Meeting(nine, MON), Meeting(nine, TUE))
    week = Week([group(T1, [S1, other], *meets)], slots=[ten])
    (one,) = listed(week, MISSES)
    assert ways(one) == [("alone", [(MON, 10)])]


def test_a_place_in_another_group_is_named():
    nine = at(9, MON, TUE)
    mine = group(T1, [S1, person("S2", grade=2)], Meeting(nine, MON), Meeting(nine, TUE))
    other = group(T2, [person("S3", grade=4)], Meeting(at(11, WED), WED))
    (one,) = listed(Week([mine, other]), MISSES)
    assert ("joins", [(WED, 11)]) in ways(one)


def test_who_must_stay_together_is_not_told_to_leave():
    nine = at(9, MON, TUE)
    mine = group(T1, [S1, S2], Meeting(nine, MON), Meeting(nine, TUE))
    pairs = (Pair("together", "S1", "S2"),)
    (one,) = listed(Week([mine], slots=[at(10, MON)], pairs=pairs), MISSES)
    assert {what for what, _ in ways(one)} == {"moved"}


def test_times_are_ranked_by_the_presence_seen_and_worse_ones_are_not_named():
    slots = [at(10, MON), at(11, MON), at(12, MON), at(13, MON), at(14, MON)]
    nine = at(9, MON, TUE)
    week = Week([group(T1, [S1, S2], Meeting(nine, MON), Meeting(nine, TUE))], slots=slots)
    others = past((MON, 600, "pppa"), (MON, 660, "pppp"), (MON, 720, "aaaa"), student="S2")
    (one,) = listed(week, MISSES, others)
    told = [(way.at[0].slot.start // 60, way.present, way.own) for way in one.better]
    assert told == [(11, 1, False), (10, Fraction(3, 4), False), (13, None, False)]


def test_what_the_student_came_to_counts_before_what_others_came_to():
    week = Week([group(T1, [S1, S2], MON9)], slots=[at(10, MON)])
    mine = past((MON, NINE_AM, "aaa"), (MON, TEN_AM, "p"))
    (one,) = listed(week, mine, past((MON, TEN_AM, "aaaa"), student="S2"))
    (way,) = [way for way in one.better if way.at[0].slot.start == TEN_AM]
    assert (way.present, way.own) == (1, True)


def test_who_no_longer_meets_then_is_not_listed():
    week = Week([group(T1, [S1], TUE9)])
    assert listed(week, MISSES) == ()


FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def plans(draw):
    """A problem with a standing plan that holds every rule, and one of its seats."""
    problem = draw(strategies.problems())
    drawn = draw(strategies.schedules(problem))
    assume(drawn.groups)
    groups = tuple(replace(one, id=f"G{number}") for number, one in enumerate(drawn))
    assume(not oracle_rules.broken(problem, groups))
    mine = draw(st.sampled_from(groups))
    return problem, Schedule(groups), mine, draw(st.sampled_from(mine.members))


@FEW
@given(plans())
def test_every_better_time_holds_every_rule_and_no_move_of_the_group_is_left_out(plan):
    problem, schedule, mine, request = plan
    instead = mine.meetings[0]
    missed = MissedTime(
        request.key, instead.day, instead.slot.start, Presence(3, 3), Presence(3, 0)
    )
    every = list(_Ways(problem, schedule, RULES, request, mine, missed).all([instead]))
    for way in every:
        changed = way.applied(schedule, request)
        assert not oracle_rules.broken(problem, changed.groups)
        assert verify(problem, RULES, (), changed).holds
        (now,) = changed.groups_of[request.key]
        assert instead not in now.meetings
    moved = {way.at[0] for way in every if way.what == "moved"}
    rest = [one for one in schedule if one != mine]
    for other in problem.meetings:
        here = other.slot.site if other.slot.modality == "in_person" else None
        if here != mine.frame.site or missed.covers(other.day, other.slot.start):
            continue
        meetings = (*(one for one in mine.meetings if one != instead), other)
        if not oracle_rules.broken(problem, [*rest, replace(mine, meetings=meetings)]):
            assert other in moved


# -- from file to file -----------------------------------------------------------------------------


@pytest.fixture
def chronic(tmp_path, monkeypatch):
    """S1 misses every session of three weeks but is planned on at the same time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    mondays = [dt.date(2026, 9, 14) + dt.timedelta(days=7 * n) for n in range(3)]
    told = [("date", "student_id", "status")]
    told += [(monday, "S1", "absent") for monday in mondays]
    told += [(monday, "S2", "present") for monday in mondays]
    book = program(Attendance=told)
    for monday in mondays:
        match("--week", str(monday), book)
    return book


def test_the_ledger_lists_who_keeps_missing_a_time_with_better_ones(chronic):
    said = match("ledger", chronic, "--until", "2026-10-04").stdout
    assert "1 request keeps missing one time: see Missed times." in said
    sheet = rows("program-ledger-2026-10-04.xlsx", "Missed times")
    assert {(row[0], row[2], row[4], row[5], row[6]) for row in sheet} == {
        ("S1", "Math", "8:00 on any day", 3, 3)
    }
    assert [row[9] for row in sheet] == list(range(1, len(sheet) + 1))
    assert all("9:00-9:30 at Elm" in row[10] for row in sheet)
    counts = dict(rows("program-ledger-2026-10-04.xlsx", "Ledger"))
    (count,) = [value for name, value in counts.items() if "keep missing one time" in name]
    assert count == 1


def test_a_request_without_a_better_time_is_listed_too(chronic):
    book = load_workbook(chronic)
    book["Slots"].delete_rows(3)
    book.save(chronic)
    match("--week", "2026-09-28", "--overwrite", "--fresh", chronic)
    match("ledger", chronic, "--until", "2026-10-04")
    sheet = rows("program-ledger-2026-10-04.xlsx", "Missed times")
    assert all("Mon" not in str(row[10]) for row in sheet)


def test_a_plan_that_no_longer_goes_with_the_program_gives_no_better_times(chronic):
    book = load_workbook(chronic)
    for row in book["Tutors"].iter_rows(min_row=2):
        row[4].value = "Mon 7:00-7:30"
    book.save(chronic)
    match("ledger", chronic, "--until", "2026-10-04")
    assert rows("program-ledger-2026-10-04.xlsx", "Missed times") == []
    assert "no longer goes with" in str(rows("program-ledger-2026-10-04.xlsx", "Problems"))
