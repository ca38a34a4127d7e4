"""A week that has begun, planned anew: what is over stays, and as little as possible changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from constraints import RULES
from matcher import adjust, match_week
from matcher.bend import bend
from matcher.domain import Absence, Group, Meeting, Past
from matcher.past import history, past_of
from matcher.schedule import Schedule
from matcher.verify_week import verify_week
from tests.bend_weeks import trouble
from tests.quick_search import quick_search
from tests.test_bend import NINE, S1, S2, T1, Week, group, off, tutor
from tests.test_cli import HEADERS, match, program, rows

MONDAY = dt.date(2026, 9, 14)
WEDNESDAY = dt.date(2026, 9, 16)
FOUR_DAYS = [Meeting(NINE, day) for day in range(4)]

# -- the dated week --------------------------------------------------------------------------------


@st.composite
def begun_weeks(draw):
    """A week as it was told, the same week with more absences and fewer groups, and from when on."""
    problem, schedule = trouble(draw(st.randoms(use_true_random=False)))
    assume(schedule.groups)
    told = bend(problem, schedule, RULES)
    day = draw(st.integers(1, 3))
    people = [tutor.id for tutor in problem.tutors] + list(problem.students)
    away = draw(st.lists(st.tuples(st.sampled_from(people), st.integers(day, 4)), max_size=3))
    absences = tuple(Absence(who, problem.dates[on], problem.dates[on]) for who, on in away)
    now = replace(problem.program, absences=(*problem.program.absences, *absences))
    past = past_of(problem.monday, problem.dates[day], told)
    begun = replace(problem, program=now, past=past)
    groups = draw(st.lists(st.sampled_from(schedule.groups), unique=True))
    left = [group for group in groups if _concerns(begun, group)]
    return told, begun, Schedule(tuple(left)), day


def _concerns(problem, group: Group) -> bool:
    return (
        all(member.key in problem.request for member in group.members)
        and group.tutor.id in problem.tutor
        and all(meeting in problem.meetings for meeting in group.meetings)
    )


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(begun_weeks())
def test_what_is_over_stays_as_it_was_told_and_the_rest_is_allowed(week):
    told, problem, schedule, day = week
    ahead = bend(problem, schedule, RULES, before=told)
    sessions = (*history(problem, ahead), *ahead)
    assert verify_week(problem, schedule, sessions).violations == ()
    over = {_line(line) for line in told if line.meeting.day < day}
    assert {_line(line) for line in sessions if line.meeting.day < day} - _lost(told, day) == over
    for line in sessions:
        if line.planned.day >= day and line.meeting.day < day:
            assert _line(line) in over


def _line(line):
    return line.member.key, line.planned.place, line.meeting.place, line.tutor.id, line.status


def _lost(told, day):
    """What was to be made up for on a day to come, as it reads when that is given up."""
    waiting = [line for line in told if line.planned.day < day <= line.meeting.day]
    return {
        (line.member.key, line.planned.place, line.planned.place, line.group.tutor.id, "cancelled")
        for line in waiting
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(begun_weeks(), st.data())
def test_a_past_that_is_not_as_it_was_told_is_found(week, data):
    told, problem, schedule, day = week
    ahead = bend(problem, schedule, RULES, before=told)
    over = history(problem, ahead)
    assume(over)
    number = data.draw(st.integers(0, len(over) - 1))
    wrong = "cancelled" if over[number].status != "cancelled" else "planned"
    changed = [*over[:number], replace(over[number], status=wrong), *over[number + 1 :]]
    fewer = [*over[:number], *over[number + 1 :]]
    waited = over[number].planned.day < day and _was(told, over[number]).meeting.day >= day
    assume(not waited)
    for past in (changed, fewer):
        assert verify_week(problem, schedule, (*past, *ahead)).violations


def _was(told, line):
    return next(
        one
        for one in told
        if (one.member.key, one.planned.day) == (line.member.key, line.planned.day)
    )


def test_what_is_over_counts_for_a_cover_s_week():
    # Held before: one session of T2 on Monday. T2 may hold one a week, so can't cover on Thursday.
    other = tutor("T2", max_sessions_week=1)
    week = Week([group(T1, [S1], *FOUR_DAYS)], tutors=[other], absences=[off("T1", 0)])
    told = week.sessions
    assert [line.status for line in told if line.planned.day == 0] == ["covered"]
    now = replace(week.problem.program, absences=(off("T1", 0), off("T1", 3)))
    begun = replace(week.problem, program=now, past=past_of(MONDAY, WEDNESDAY, told))
    ahead = bend(begun, week.schedule, RULES, before=told)
    assert {line.planned.day: line.status for line in ahead}[3] != "covered"
    free = replace(begun, past=Past(WEDNESDAY))
    ahead = bend(free, week.schedule, RULES)
    assert {line.planned.day: line.status for line in ahead}[3] == "covered"


def moved_forward():
    """A week told with its Wednesday moved to Tuesday, and the same week from Wednesday on."""
    days = [Meeting(NINE, 0), Meeting(NINE, 2)]
    week = Week([group(T1, [S1], *days)], absences=[off("T1", 2)], slots=[NINE])
    told = week.sessions
    early = [line for line in told if line.planned.day == 2]
    assert [(line.status, line.meeting.day) for line in early] == [("moved", 1)]
    return replace(week.problem, past=past_of(MONDAY, WEDNESDAY, told)), week.schedule, told


def check_early(problem, schedule, told):
    """Whether the session that was held on Tuesday is the week's, as told, and nothing else is."""
    ahead = bend(problem, schedule, RULES, before=told)
    sessions = (*history(problem, ahead), *ahead)
    assert verify_week(problem, schedule, sessions).violations == ()
    mine = [line for line in sessions if line.member.key == S1.key and line.planned.day == 2]
    assert [(line.status, line.meeting.day) for line in mine] == [("moved", 1)]
    return ahead


@pytest.mark.parametrize("who", ["S1", "T1"])
def test_a_meeting_held_early_is_over_whatever_its_planned_date_brings(who):
    problem, schedule, told = moved_forward()
    now = replace(problem.program, absences=(*problem.program.absences, off(who, 2)))
    assert check_early(replace(problem, program=now), schedule, told) == ()


def test_who_joins_a_group_that_met_early_meets_on_the_planned_date_and_the_others_do_not():
    problem, schedule, told = moved_forward()
    both = group(T1, [S1, S2], *schedule.groups[0].meetings)
    requests = (*problem.program.requests, S2)
    now = replace(problem.program, requests=requests, absences=())
    ahead = check_early(replace(problem, program=now), Schedule((both,)), told)
    assert [(line.member, line.status) for line in ahead] == [(S2, "planned")]


def test_a_meeting_held_early_that_is_told_otherwise_is_found():
    problem, schedule, told = moved_forward()
    now = replace(problem.program, absences=(*problem.program.absences, off("S1", 2)))
    problem = replace(problem, program=now)
    line = next(line for line in told if line.planned.day == 2)
    away = replace(line, status="away", meeting=line.planned)
    rest = [one for one in told if one is not line]
    assert verify_week(problem, schedule, (*rest, away)).violations
    assert verify_week(problem, schedule, (*told, away)).violations
    assert verify_week(problem, schedule, rest).violations
    assert verify_week(problem, schedule, told).violations == ()


# -- the command -----------------------------------------------------------------------------------

STUDENTS = [
    HEADERS,
    ("S1", "Math", "Elm", 3, "Ana Ávila", "3", "self", 1),
    ("S2", "Math", "Elm", 3, "Ben Bly", "3", "self", 1),
]
SLOTS = [
    ("site", "days", "start", "end"),
    ("Elm", "Mon-Thu", "8:00", "8:30"),
    ("Elm", "Mon-Thu", "9:00", "9:30"),
]
FIRST, SECOND = "program-2026-09-14.xlsx", "program-2026-09-14-r2.xlsx"


@pytest.fixture(name="planned")
def fixture_planned(tmp_path, monkeypatch):
    """A program with the plan of its first week."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    book = program(Students=STUDENTS, Slots=SLOTS)
    match("--week", "2026-09-14", book)
    return book


def students(*told):
    """The program with other students."""
    return program(Students=[HEADERS, *told], Slots=SLOTS)


NEW = ("S3", "Math", "Elm", 3, "Cleo Cruz", "3", "self", 1)


def test_a_week_whose_group_met_early_goes_from_file_to_file(tmp_path, monkeypatch):
    """Tuesday was held instead of Wednesday; who joins the group then comes on Wednesday alone."""
    monkeypatch.chdir(tmp_path)
    columns = ("student_id", "subject", "site", "grade", "name", "sessions", "transport")
    ana = ("S1", "Math", "Elm", 3, "Ana", 2, "self")
    ben = ("S2", "Math", "Elm", 3, "Ben", 2, "self")
    slots = [SLOTS[0], ("Elm", "Mon-Wed", "8:00", "8:30")]
    away = [("person_id", "date"), ("T1", "2026-09-16")]
    pin = [("student", "times"), ("S1", "Mon,Wed 8:00-8:30")]
    sheets = {"Slots": slots, "Absences": away, "Pins": pin}
    match("--week", "2026-09-14", program(Students=[columns, ana], **sheets))
    assert [(row[1], row[13], row[12]) for row in rows(FIRST, "Sessions")] == [
        ("Mon", "planned", "Ana"), ("Tue", "moved", "Ana")
    ]  # fmt: skip
    book = program(Students=[columns, ana, ben], Slots=slots, Pins=pin)
    match("adjust", "--from", "2026-09-16", book)
    assert [(row[1], row[13], row[12]) for row in rows(SECOND, "Sessions")] == [
        ("Mon", "planned", "Ana"), ("Tue", "moved", "Ana"), ("Wed", "planned", "Ben")
    ]  # fmt: skip
    assert {row[0] for row in rows(SECOND, "Seats")} == {"S1", "S2"}
    assert len({row[3] for row in rows(SECOND, "Seats")}) == 1
    match("verify", book, SECOND)
    absent = ["--absent", "S1", "--date", "2026-09-16"]
    match("substitute", book, "--plan", SECOND, *absent, "--apply")
    assert rows("program-2026-09-14-r3.xlsx", "Sessions") == rows(SECOND, "Sessions")
    match("adjust", book, "--from", "2026-09-17")
    last = "program-2026-09-14-r4.xlsx"
    assert rows(last, "Sessions") == rows(SECOND, "Sessions")
    match("verify", book, last)
    match("--week", "2026-09-21", book)
    days = [row[1] for row in rows("program-2026-09-21.xlsx", "Sessions")]
    assert days == ["Mon", "Mon", "Wed", "Wed"]
    said = match("ledger", book, last, "--until", "2026-09-17").stdout
    assert "3 sessions scheduled, 0 delivered, 0 owed" in said


@pytest.mark.usefixtures("planned")
def test_a_child_who_left_keeps_the_days_that_are_over_and_one_who_joins_gets_the_seat():
    book = students(STUDENTS[1], NEW)
    said = match("adjust", book, "--from", "2026-09-16").stdout
    assert f"Wrote {SECOND}" in said
    assert "It goes on from program-2026-09-14.xlsx and keeps 1 of 1 seat" in said
    before, after = rows(FIRST, "Sessions"), rows(SECOND, "Sessions")
    over = [row for row in before if row[0].date() < WEDNESDAY]
    assert over
    assert [row for row in after if row[0].date() < WEDNESDAY] == over
    ahead = [row for row in after if row[0].date() >= WEDNESDAY]
    assert {row[11] for row in ahead} == {"S1", "S3"}
    assert [r for r in ahead if r[11] == "S1"] == [
        r for r in before if r[11] == "S1" and r[0].date() >= WEDNESDAY
    ]
    assert {row[0] for row in rows(SECOND, "Seats")} == {"S1", "S3"}
    assert dict(rows(SECOND, "Run"))["since"].date() == WEDNESDAY
    assert "every rule holds" in match("verify", book, SECOND).stdout


@pytest.mark.usefixtures("planned")
def test_how_many_meetings_moved_is_said_with_the_least_that_could():
    said = match("adjust", students(*STUDENTS[1:], NEW), "--from", "2026-09-14").stdout
    assert "0 of " in said
    assert (
        "weekly student meetings moved: no plan that keeps and serves as many could move fewer."
        in said
    )
    assert "since" not in dict(rows(SECOND, "Run"))


@pytest.mark.usefixtures("planned")
def test_a_newcomer_never_unseats_anyone():
    needed = ("S3", "Math", "Elm", 3, "Cleo Cruz", "3", "self", 1, 99)
    table = [(*HEADERS, "need"), *((*row, 1) for row in STUDENTS[1:]), needed]
    slots = [SLOTS[0], ("Elm", "Mon-Thu", "8:00", "8:30")]
    one_time = program(Students=table[:2], Slots=slots, path="one.xlsx")
    match("--week", "2026-09-14", one_time)
    book = program(Students=[table[0], table[1], table[3]], Slots=slots, path="one.xlsx")
    match("adjust", book, "--from", "2026-09-15")
    assert {row[0] for row in rows("one-2026-09-14-r2.xlsx", "Seats")} >= {"S1"}


@pytest.mark.usefixtures("planned")
def test_a_week_is_adjusted_twice_and_covered_in_between():
    book = students(STUDENTS[1], NEW)
    match("adjust", book, "--from", "2026-09-15")
    said = match("substitute", book, "--absent", "T1", "--date", "2026-09-16", "--apply").stdout
    assert "Wrote program-2026-09-14-r3.xlsx" in said
    assert "every rule holds" in match("verify", book, "program-2026-09-14-r3.xlsx").stdout
    match("adjust", students(STUDENTS[1]), "--from", "2026-09-17")
    third, fourth = "program-2026-09-14-r3.xlsx", "program-2026-09-14-r4.xlsx"
    over = [row for row in rows(third, "Sessions") if row[0].day < 17]
    assert [row for row in rows(fourth, "Sessions") if row[0].day < 17] == over
    assert "every rule holds" in match("verify", students(STUDENTS[1]), fourth).stdout


@pytest.mark.usefixtures("planned")
def test_an_edited_past_is_found():
    book = students(STUDENTS[1], NEW)
    match("adjust", book, "--from", "2026-09-16")
    plan = load_workbook(SECOND)
    sheet = plan["Sessions"]
    sheet.delete_rows(sheet.max_row)
    plan.save(SECOND)
    assert "instead of 1" in match("verify", book, SECOND, code=4).stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--from", "2026-09-21"), 2, "No plan of the week of 2026-09-21"),
        (("--from", "2026-09-22", "--plan", FIRST), 2, "which is over on 2026-09-22"),
        (("--from", "soon"), 2, "is no date"),
        (("--from", "2026-09-16", "-o", FIRST), 2, "is there already"),
        (("--from", "2026-09-16", "-o", "plan.csv"), 2, "does not end in .xlsx"),
        (("--from", "2026-09-16", "--plan", "program.xlsx"), 1, "Run sheet"),
    ],
)
def test_what_can_not_be_done_is_said_and_nothing_is_written(planned, words, code, says):
    before = sorted(Path().iterdir())
    assert says in match("adjust", planned, *words, code=code).stderr
    assert sorted(Path().iterdir()) == before


def test_a_plan_edited_to_nonsense_is_told_with_its_cells(planned):
    plan = load_workbook(FIRST)
    plan["Sessions"]["A2"] = "soon"
    plan["Seats"]["D2"] = "G9"
    plan.save(FIRST)
    said = match("adjust", planned, "--from", "2026-09-16", code=1).stderr
    assert "Sessions A2" in said
    assert "Seats D2" in said


def test_what_the_search_is_asked_for(planned, monkeypatch):
    seen = []

    def spy(problem, rules, goals, options, progress, stop, timing):
        seen.append(options)
        return quick_search(problem, rules, goals, options, progress, stop, timing)

    monkeypatch.setattr(adjust, "search", spy)
    match("adjust", planned, "--from", "2026-09-16", "--seed", "3", "--workers", "1")
    (options,) = seen
    assert (options.seed, options.workers, options.only_changed) == (3, 1, True)


def test_make_ups_that_still_can_be_stay_and_the_others_are_counted(planned):
    book = program(
        Students=STUDENTS,
        Slots=SLOTS,
        Attendance=[
            ("date", "student_id", "subject", "tutor_id", "status"),
            *((row[0], row[11], "Math", "T1", "absent") for row in rows(FIRST, "Sessions")),
        ],
    )
    match("--week", "2026-09-21", "--make-up", book)
    plan = "program-2026-09-21.xlsx"
    before = rows(plan, "Make-up")
    assert {row[10] for row in before} == {"S1", "S2"}
    last = max(row[0].date() for row in before)
    match("adjust", planned, "--from", last.isoformat())
    after = rows("program-2026-09-21-r2.xlsx", "Make-up")
    assert after == before
    gone = program(Students=STUDENTS[:2], Slots=SLOTS)
    said = match("adjust", gone, "--from", "2026-09-21")
    kept = rows("program-2026-09-21-r3.xlsx", "Make-up")
    assert {row[10] for row in kept} == {"S1"}
    notices = [row[4] for row in rows("program-2026-09-21-r3.xlsx", "Problems")]
    assert any("of owed sessions can't be any more" in text for text in notices), said
