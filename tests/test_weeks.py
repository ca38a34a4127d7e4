"""Weeks follow each other: names of weeks and files, group IDs and seats."""

import datetime as dt
import os
from dataclasses import replace

import pytest

from matcher import weeks
from matcher.schedule import Schedule
from tests.constraints.world import MONDAY, ask, at, earlier, group, problem, tutor

MON, WED = at("Mon 8:00-8:30"), at("Wed 8:00-8:30")
T2 = tutor("T2")


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-09-14", MONDAY),
        ("2026-09-16", MONDAY),
        ("2026-09-20", MONDAY),
        ("2026-09-21", MONDAY + dt.timedelta(days=7)),
        ("2026-W38", MONDAY),
        (" 2026-w38 ", MONDAY),
        ("2026-W53", dt.date(2026, 12, 28)),
        ("2026-W01", dt.date(2025, 12, 29)),
    ],
)
def test_a_week_is_named_by_any_of_its_days_or_its_number(text, monday):
    assert weeks.monday_of(text) == monday


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "2026-W54", "2026-W0", "14/09/2026"])
def test_what_is_no_week_is_told_with_what_would_be_right(text):
    with pytest.raises(ValueError, match=r"2026-09-14.*2026-W38"):
        weeks.monday_of(text)


@pytest.mark.parametrize("text", ["9999-12-31", "9999-W52", "0026-09-14", "1026-W38"])
def test_a_week_that_no_calendar_or_workbook_holds_whole_is_refused(text):
    with pytest.raises(ValueError, match="Is the year right"):
        weeks.monday_of(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2026-09-14..2026-12-18", 14),
        ("2026-W38..2026-W51", 14),
        (" 2026-09-16 .. 2026-w38 ", 1),
        ("2026-09-14..2027-11-07", 60),
    ],
)
def test_a_term_is_named_by_its_first_and_last_week(text, count):
    mondays = weeks.mondays_of(text)
    assert mondays == tuple(MONDAY + dt.timedelta(weeks=week) for week in range(count))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2026-09-14", "first and the last"),
        ("2026-09-14..", "first and the last"),
        ("..", "first and the last"),
        ("2026-09-14...2026-09-21", "is no week"),
        ("2026-09-21..2026-09-20", "earlier week first"),
        ("2026-09-14..2027-11-08", "61 weeks. Give at most 60"),
    ],
)
def test_what_is_no_term_is_told_with_what_would_be_right(text, right):
    with pytest.raises(ValueError, match=right):
        weeks.mondays_of(text)


def test_next_monday_lies_after_today_also_on_a_monday():
    assert weeks.next_monday(MONDAY) == MONDAY + dt.timedelta(days=7)
    assert weeks.next_monday(MONDAY - dt.timedelta(days=1)) == MONDAY


def test_the_plan_stands_beside_a_workbook_or_a_folder_and_is_named_after_it(tmp_path):
    (tmp_path / "winter 2").mkdir()
    book = tmp_path / "pilot.v2.xlsx"
    assert weeks.output_path(book, MONDAY) == tmp_path / "pilot.v2-2026-09-14.xlsx"
    folder = weeks.output_path(tmp_path / "winter 2", MONDAY)
    assert folder == tmp_path / "winter 2-2026-09-14.xlsx"


def test_a_folder_that_is_here_gives_its_real_name(tmp_path, monkeypatch):
    (tmp_path / "term").mkdir()
    monkeypatch.chdir(tmp_path / "term")
    expected = tmp_path.resolve() / "term-2026-09-14.xlsx"
    assert weeks.output_path(weeks.Path(), MONDAY) == expected


def test_the_previous_plan_is_the_newest_of_an_earlier_week_of_the_same_program(tmp_path):
    for name in (
        "pilot-2026-08-31.xlsx",
        "pilot-2026-09-07.xlsx",
        "pilot-2026-09-14.xlsx",
        "pilot-2026-13-01.xlsx",
        "pilot-2026-09-08-problems.xlsx",
        "other-2026-09-08.xlsx",
        "pilot-2026-09-09.csv",
    ):
        (tmp_path / name).touch()
    found = weeks.newest_earlier(tmp_path / "pilot.xlsx", MONDAY)
    assert found == tmp_path / "pilot-2026-09-07.xlsx"
    first = dt.date(2026, 8, 31)
    assert weeks.newest_earlier(tmp_path / "pilot.xlsx", first) is None


def test_a_week_has_revisions_and_the_last_counts(tmp_path):
    program, first = tmp_path / "pilot.xlsx", dt.date(2026, 9, 7)
    assert weeks.next_revision(program, first) == tmp_path / "pilot-2026-09-07.xlsx"
    assert weeks.newest_of(program, first) is None
    for name in ("", "-r2", "-r9", "-r10", "-r1", "-r02", "-r11-problems", "-r12 copy"):
        (tmp_path / f"pilot-2026-09-07{name}.xlsx").touch()
    (tmp_path / "pilot-2026-08-31-r30.xlsx").touch()
    (tmp_path / "pilot-2026-09-14.xlsx").touch()
    newest = tmp_path / "pilot-2026-09-07-r10.xlsx"
    assert weeks.newest_of(program, first) == newest
    assert weeks.newest_earlier(program, MONDAY) == newest
    assert weeks.next_revision(program, first) == tmp_path / "pilot-2026-09-07-r11.xlsx"
    assert weeks.next_revision(program, MONDAY) == tmp_path / "pilot-2026-09-14-r2.xlsx"


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        ("pilot-2026-09-07.xlsx", 1),
        ("pilot-2026-09-07-r2.xlsx", 2),
        ("a-r3-2026-09-07-r12.xlsx", 12),
        ("pilot-2026-13-07-r2.xlsx", None),
        ("last week.xlsx", None),
        ("pilot-2026-09-07-r2-covers.xlsx", None),
        ("", None),
    ],
)
def test_a_plan_s_name_tells_its_revision(name, revision):
    assert weeks.revision_of(name) == revision


def test_the_program_offered_is_the_newest_workbook_that_this_program_did_not_write(tmp_path):
    assert weeks.newest_program(tmp_path) is None
    for age, name in enumerate(
        (
            "p-2026-09-07.xlsx",
            "p-2026-09-07-r2.xlsx",
            "p-problems.xlsx",
            "p-attendance.xlsx",
            "p-attendance-2026-09-07.xlsx",
            "p-attendance-2026-09-07-St.-Mary's-Annex.xlsx",
            "~$p.xlsx",
            "new.xlsx",
            "old.xlsx",
        )
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    assert weeks.newest_program(tmp_path) == tmp_path / "new.xlsx"


def numbered(now, before=()):
    """The IDs of groups after numbering, in the order given."""
    previous = earlier(*before) if before else None
    return [
        next(g.id for g in weeks.number_groups(problem(now, previous=previous), Schedule(tuple(now))) if g == one)
        for one in now
    ]  # fmt: skip


def test_without_a_previous_plan_groups_are_numbered_by_site_subject_and_tutor():
    oak = group(ask("S1", site="Oak"), at("Mon 8:00-8:30", "Oak"))
    reading = group(ask("S2", "Reading"), MON)
    assert numbered([oak, reading, group(ask("S3"), WED)]) == ["G003", "G002", "G001"]


def test_a_group_goes_on_where_tutor_and_subject_are_the_same_and_most_members_stay():
    before = [
        group([ask("S1"), ask("S2"), ask("S3")], MON, name="G007"),
        group([ask("S4")], WED, name="G002"),
    ]
    split = [group([ask("S1"), ask("S4")], MON), group([ask("S2"), ask("S3")], WED)]
    assert numbered(split, before) == ["G002", "G007"]


def test_an_id_is_never_given_twice_nor_passed_to_another_group():
    before = [group([ask("S1"), ask("S2")], MON, name="G009")]
    halves = [group(ask("S1"), MON), group(ask("S2"), WED)]
    assert numbered(halves, before) == ["G009", "G010"]
    another_tutor = [group([ask("S1"), ask("S2")], MON, by=T2)]
    assert numbered(another_tutor, before) == ["G010"]
    another_subject = [group([ask("S1", "Reading")], MON)]
    assert numbered(another_subject, before) == ["G010"]


def test_names_that_people_gave_to_groups_are_kept():
    assert numbered([group(ask(), MON)], [group(ask(), MON, name="Falcons")]) == ["Falcons"]


def test_a_first_seat_counts_from_this_monday():
    plan = problem([group(ask(), MON)])
    (seat,) = weeks.seats(plan, Schedule((group(ask(), MON),)))
    assert (seat.seated_since, seat.tutor_since) == (MONDAY, MONDAY)


def since(by, weeks_ago=3, **seat):
    """The seat of S1 with tutor ``by`` after a plan of last week with tutor T1."""
    first = MONDAY - dt.timedelta(weeks=weeks_ago)
    previous = earlier(group(ask(), MON, name="G001"))
    row = replace(
        previous.seats["S1", "Math"], **{"seated_since": first, "tutor_since": first, **seat}
    )
    last = MONDAY - dt.timedelta(weeks=1)
    previous = replace(previous, seats=dict.fromkeys(previous.seats, row), week=last)
    now = group(ask(), WED, by=by)
    (found,) = weeks.seats(problem([now], previous=previous), Schedule((now,)))
    return found.seated_since, found.tutor_since


def test_a_seat_goes_on_with_the_same_tutor_at_another_time():
    first = MONDAY - dt.timedelta(weeks=3)
    assert since(tutor("T1")) == (first, first)


def test_a_new_tutor_starts_this_monday_while_the_seat_goes_on():
    assert since(T2) == (MONDAY - dt.timedelta(weeks=3), MONDAY)


def test_a_previous_seat_without_dates_counts_from_its_plan():
    last = MONDAY - dt.timedelta(weeks=1)
    assert since(tutor("T1"), seated_since=None, tutor_since=None) == (last, last)


def test_no_seat_is_older_than_the_future():
    assert since(tutor("T1"), weeks_ago=-2) == (MONDAY, MONDAY)
