"""The dosage ledger: every session counted once, and no more owed than was scheduled."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import Attended, Program, Request, Settings, Student, Tutor
from matcher.ledger import Scheduled, make_ledger

MONDAY = dt.date(2026, 9, 14)
LATE = dt.date(2027, 6, 1)
STATUSES = ("planned", "covered", "moved", "away", "cancelled")
PRESENCES = ("present", "absent", "tutor_absent", "cancelled")


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def program(*attendance: Attended, students: int = 3) -> Program:
    pupils = [Student(id=f"S{n}", site="Elm", grade=3) for n in range(1, students + 1)]
    wishes = [Request(one, subject, 1, 5) for one in pupils for subject in ("Math", "Reading")]
    tutors = tuple(
        Tutor(f"T{n}", ("Elm",), ("Math",), ("English",), (), provider=provider)
        for n, provider in ((1, "Acme"), (2, "Acme"), (3, ""))
    )
    return Program(tuple(wishes), tutors, (), Settings(), attendance=attendance)


def session(number: int, student: str = "S1", subject: str = "Math", **more: object) -> Scheduled:
    one = Scheduled(day(number), 600, 630, "G001", "T1", subject, student, "planned")
    return replace(one, **more)


def came(number: int, status: str = "present", student: str = "S1", **more: object) -> Attended:
    return Attended(day(number), student, status, **more)


def test_what_attendance_says_counts_and_else_what_the_plan_says() -> None:
    sessions = [session(n) for n in range(5)]
    sessions[3] = replace(sessions[3], status="away")
    known = program(came(0), came(1, "absent"), came(2, "tutor_absent"))
    account = make_ledger(known, sessions, LATE).requests()["S1", "Math"]
    assert account.counts == Counter(present=1, absent=1, tutor_absent=1, away=1, not_recorded=1)
    assert (account.scheduled, account.delivered, account.owed, account.minutes) == (5, 1, 3, 30)
    assert account.present_rate == pytest.approx(0.5)


def test_a_row_goes_to_the_session_that_it_names() -> None:
    sessions = [session(0), session(0, subject="Reading", tutor_id="T2", start=700, end=730)]
    for row, expected in (
        (came(0, subject="Reading"), ("not_recorded", "present")),
        (came(0, tutor_id="T2"), ("not_recorded", "present")),
        (came(0), ("present", "not_recorded")),
    ):
        entries = make_ledger(program(row), sessions, LATE).entries
        assert tuple(entry.outcome for entry in entries) == expected


def test_a_start_tells_two_sessions_of_a_subject_and_day_apart() -> None:
    """One as planned, and one that makes up for another."""
    sessions = [session(0), make_up(0)]
    for row, expected in (
        (came(0, subject="Math", start=700), ("not_recorded", "made_up")),
        (came(0, subject="Math", start=600), ("present", "to_make_up")),
        (came(0, subject="Math", start=999), ("present", "to_make_up")),
        (came(0, "absent", start=700), ("not_recorded", "absent")),
    ):
        entries = make_ledger(program(row), sessions, LATE).entries
        told = sorted((entry.session.start, entry.outcome) for entry in entries if entry.session)
        assert tuple(outcome for _, outcome in told) == expected


def test_who_comes_without_a_session_makes_up_for_one_that_is_owed() -> None:
    known = program(came(0, "absent"), came(5, subject="Math", tutor_id="T3", minutes=45))
    ledger = make_ledger(known, [session(0)], LATE)
    account = ledger.requests()["S1", "Math"]
    assert (account.scheduled, account.delivered, account.owed, account.minutes) == (1, 1, 0, 45)
    assert ledger.stray == 0
    assert make_ledger(program(came(5, "absent")), [session(0)], LATE).stray == 1


def test_tutors_who_do_not_come_are_visible_by_provider() -> None:
    sessions = [session(0), session(1, tutor_id="T2"), session(2, tutor_id="T3")]
    known = program(came(0), came(1, "tutor_absent"), came(2))
    ledger = make_ledger(known, sessions, LATE)
    assert ledger.providers()["Acme"].no_show_rate == pytest.approx(0.5)
    assert ledger.providers()[""].no_show_rate == 0
    assert ledger.tutors()["T2"].no_show_rate == 1


def test_only_what_lies_before_the_day_counts() -> None:
    ledger = make_ledger(program(came(0), came(9)), [session(0), session(9)], day(3))
    assert ledger.whole.scheduled == 1
    assert make_ledger(program(), [session(5)], day(3)).first is None


def test_who_has_no_session_in_a_later_week_has_left_and_it_says_why() -> None:
    sessions = [session(0), session(0, "S2"), session(7, "S2"), session(0, "S9")]
    ledger = make_ledger(program(), sessions, LATE)
    assert [(one.key, one.last) for one in ledger.left] == [
        (("S1", "Math"), day(0)),
        (("S9", "Math"), day(0)),
    ]
    assert [one.why for one in ledger.left] == [
        "The student has no seat any more.",
        "The student is no longer in the program.",
    ]


def test_checkpoints_tell_who_was_still_there_then() -> None:
    sessions = [
        *(session(week * 7) for week in range(6)),
        *(session(week * 7, "S2") for week in range(2)),
        *(session(week * 7, "S3") for week in range(5)),
    ]
    known = program(*(came(week * 7) for week in range(6)))
    (one,) = make_ledger(known, sessions, day(40)).checkpoints
    assert (one.days, one.date) == (30, day(30))
    assert (one.started, one.enrolled, one.left) == (3, 1, 2)
    assert one.account.delivered == 5
    assert one.sessions_a_week == pytest.approx(5 / 3 / 5)


def test_a_checkpoint_tells_attendance_and_dosage_and_who_was_gone_by_then() -> None:
    sessions = [
        *(session(week * 7) for week in range(15)),
        session(0, "S2"),
        *(session(week * 7, "S3") for week in range(6)),
    ]
    known = program(*(came(week * 7, "absent" if week < 2 else "present") for week in range(15)))
    ledger = make_ledger(known, sessions, day(98))
    first, second, third = ledger.checkpoints
    assert [one.days for one in ledger.checkpoints] == [30, 60, 90]
    assert (first.account.scheduled, first.account.delivered, first.owed) == (11, 3, 2)
    assert first.account.present_rate == pytest.approx(3 / 5)
    assert (second.enrolled, second.left, third.owed) == (1, 2, 2)
    assert {one.key[0]: ledger.missed_by(one) for one in ledger.left} == {"S2": 30, "S3": 60}
    early = make_ledger(known, sessions, day(20))
    assert [early.missed_by(one) for one in early.left] == [None]


def make_up(number: int, **more: object) -> Scheduled:
    return session(number, start=700, end=730, group_id="", make_up=True, **more)


@pytest.mark.parametrize(
    ("rows", "owed", "open_", "delivered"),
    [
        ((), 1, 0, 0),
        ((came(7),), 0, 0, 1),
        ((came(7, "absent"),), 1, 1, 0),
        ((came(7, "tutor_absent"),), 1, 1, 0),
        ((came(7, "cancelled"),), 1, 1, 0),
    ],
)
def test_a_make_up_counts_once_somebody_says_what_came_of_it(
    rows: tuple[Attended, ...], owed: int, open_: int, delivered: int
) -> None:
    """It is never owed itself; until then nobody needs another one."""
    known = program(came(0, "absent"), *rows)
    account = make_ledger(known, [session(0), make_up(7)], LATE).requests()["S1", "Math"]
    assert (account.scheduled, account.owed, account.to_make_up) == (1, owed, open_)
    assert account.delivered == delivered


def test_a_row_is_rather_of_a_session_than_of_a_make_up_that_day() -> None:
    sessions = [make_up(0, tutor_id="T1"), session(0), session(1)]
    entries = make_ledger(program(came(0)), sessions, LATE).entries
    told = {(entry.session.make_up, entry.outcome) for entry in entries if entry.session}
    assert (False, "present") in told
    assert (True, "to_make_up") in told


def test_a_tutor_who_does_not_come_to_a_make_up_is_visible() -> None:
    known = program(came(0, "absent"), came(7, "tutor_absent"))
    ledger = make_ledger(known, [session(0), make_up(7, tutor_id="T2")], LATE)
    assert ledger.tutors()["T2"].no_show_rate == 1
    assert make_ledger(program(came(0), came(7)), [session(0), make_up(7)], LATE).left == ()


some_sessions = st.lists(
    st.builds(
        session,
        st.integers(0, 20),
        st.sampled_from(["S1", "S2"]),
        st.sampled_from(["Math", "Reading"]),
        tutor_id=st.sampled_from(["T1", "T2", "T9"]),
        status=st.sampled_from(STATUSES),
        make_up=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: (one.date, one.student_id, one.subject),
)
some_rows = st.lists(
    st.builds(
        came,
        st.integers(0, 20),
        st.sampled_from(PRESENCES),
        st.sampled_from(["S1", "S2", "S9"]),
        subject=st.sampled_from([None, "Math", "Reading"]),
        tutor_id=st.sampled_from([None, "T1", "T2"]),
        start=st.sampled_from([None, 600, 700]),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(some_sessions, some_rows, st.integers(0, 21))
def test_every_session_and_every_row_counts_once(
    sessions: list[Scheduled], rows: list[Attended], until: int
) -> None:
    ledger = make_ledger(program(*rows), sessions, day(until))
    past = [one for one in sessions if one.date <= day(until)]
    assert sorted(map(repr, past)) == sorted(
        repr(entry.session) for entry in ledger.entries if entry.session
    )
    counted = [row for row in rows if past and min(s.date for s in past) <= row.date <= day(until)]
    told = Counter(entry.outcome for entry in ledger.entries)
    silent = told["not_recorded"] + told["away"] + told["to_make_up"]
    unsaid = [e for e in ledger.entries if e.outcome == "cancelled" and e.session]
    assert len(ledger.entries) - silent + ledger.stray >= len(counted)
    assert len(ledger.entries) - silent + ledger.stray <= len(counted) + len(unsaid)
    present = sum(row.status == "present" and row.student_id != "S9" for row in counted)
    named = sum(
        row.status == "present" and row.student_id == "S9" and row.subject is not None
        for row in counted
    )
    assert told["present"] + told["made_up"] == present + named
    for accounts in (ledger.requests(), ledger.tutors(), ledger.providers()):
        assert sum(one.scheduled for one in accounts.values()) == sum(
            not one.make_up for one in past
        )
        for one in accounts.values():
            assert 0 <= one.owed <= one.scheduled
