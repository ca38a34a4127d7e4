import datetime as dt
import itertools
import time as clock_of_tests

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import DAY_MINUTES, Window
from matcher.workbook import times, written
from matcher.workbook.cells import CellError, Noted
from tests.workbook.books import refused


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("8:00", 480),
        ("08:00", 480),
        ("8am", 480),
        ("8 a.m.", 480),
        ("3:30 PM", 930),
        ("3:30pm", 930),
        ("3:30\u202fPM", 930),
        ("3:30\u00a0PM", 930),
        ("12 am", 0),
        ("12:15 PM", 735),
        ("15:45:00", 945),
        ("24:00", 1440),
        (dt.time(8, 5), 485),
        (dt.time(8, 4, 59, 999000), 485),
        (dt.datetime.fromisoformat("2026-09-14 08:05"), 485),
        (dt.datetime.fromisoformat("1900-01-01"), 1440),
        (dt.timedelta(hours=24), 1440),
        (dt.timedelta(hours=7, minutes=30), 450),
        (0, 0),
        (0.25, 360),
        (0.3333333333, 480),
    ],
)
def test_a_time_of_day_in_all_its_forms(raw, expected):
    assert expected == times.time(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "8",
        8,
        "25:00",
        "24:01",
        "8:60",
        "13pm",
        "0am",
        "noon",
        "8:00-9:00",
        True,
        -0.5,
        1.5,
        "8:0",
        "\u0668:\u0660\u0660",
        dt.timedelta(hours=30),
        "8:00:99",
        dt.date(2026, 9, 14),
        dt.datetime.fromisoformat("2026-09-14"),
    ],
)
def test_what_is_no_time_of_day_is_an_error(raw):
    with pytest.raises(CellError):
        times.time(raw)


@pytest.mark.parametrize(
    "raw",
    [
        dt.date(2026, 9, 14),
        dt.datetime.fromisoformat("2026-09-14 08:00"),
        "2026-09-14",
        " 2026-09-14 00:00:00 ",
    ],
)
def test_a_date_from_excel_or_in_iso_form(raw):
    assert dt.date(2026, 9, 14) == times.date(raw)


@pytest.mark.parametrize("raw", ["9/14/2026", "2026-02-30", 46279, dt.time(8), "soon", True])
def test_what_is_no_date_is_an_error(raw):
    with pytest.raises(CellError):
        times.date(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mon", {0}),
        ("sunday", {6}),
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("Mon \u2013 Wed", {0, 1, 2}),
        ("Mon\u058aWed", {0, 1, 2}),
        ("Monday to Wednesday", {0, 1, 2}),
        ("Mon,Wed,Fri", {0, 2, 4}),
        ("Mon; Thu-Sat", {0, 3, 4, 5}),
        ("MWF", {0, 2, 4}),
        ("TTh", {1, 3}),
        ("M-F", {0, 1, 2, 3, 4}),
        ("MTWThF", {0, 1, 2, 3, 4}),
        ("TuTh", {1, 3}),
        ("Tues.", {1}),
        ("SaSu", {5, 6}),
    ],
)
def test_days_in_all_their_forms(raw, expected):
    assert frozenset(expected) == times.days(raw)


@pytest.mark.parametrize("raw", ["Fri-Mon", "MTWTF", "S", "Funday", "8:00", ";", "Mon-Tue-Wed"])
def test_days_that_cannot_be_read_are_errors(raw):
    with pytest.raises(CellError):
        times.days(raw)


def test_windows_split_at_semicolons_and_line_breaks_only():
    found = times.windows("Mon,Wed 8:00-9:00; Fri 9:00-10:00\nSat 1 PM - 2:30 PM")
    at = [(0, 480, 540), (2, 480, 540), (4, 540, 600), (5, 780, 870)]
    expected = tuple(Window(d * DAY_MINUTES + a, d * DAY_MINUTES + b) for d, a, b in at)
    assert expected == found


def test_touching_and_overlapping_windows_join_even_over_midnight():
    assert times.windows("Mon 8:00-9:00; Mon 9:00-10:00; Mon 9:30-11:00") == (Window(480, 660),)
    assert times.windows("Mon 12:00-24:00; Tue 0:00-1:00") == (Window(720, 1500),)


def test_windows_with_a_gap_stay_two():
    assert times.windows("Mon 8:00-9:00; Mon 9:01-10:00") == (Window(480, 540), Window(541, 600))


@pytest.mark.parametrize(
    "raw",
    [
        "8:00-9:00",
        "Mon",
        "Mon 8:00",
        "Mon 9:00-8:00",
        "Mon 8:00-8:00",
        "Mon 8:00-9:00, 10:00-11:00",
        "Mon 8-9",
        "Xyz 8:00-9:00",
        "Mon 8:00-25:00",
        " ; ",
        dt.datetime.fromisoformat("2026-03-05"),
    ],
)
def test_windows_that_cannot_be_read_are_errors(raw):
    with pytest.raises(CellError):
        times.windows(raw)


def test_a_start_that_could_be_meant_for_the_afternoon_is_told():
    found = times.windows("Mon 1:00-3:30 PM")
    assert isinstance(found, Noted)
    assert found.value == (Window(60, 930),)
    assert times.windows("Mon 8:00-3:30 PM") == (Window(480, 930),)


@pytest.mark.parametrize("dash", ["-", "\u2013", "\u2014", "\u2212", " - ", " to "])
def test_any_dash_makes_a_range(dash):
    assert times.windows(f"Mon 8:00{dash}9:00") == (Window(480, 540),)


minutes = st.integers(0, DAY_MINUTES)


@settings(deadline=None)
@given(minutes)
def test_times_read_back_as_they_are_written(minute):
    assert minute == times.time(written.time(minute))


@settings(deadline=None)
@given(st.sets(st.integers(0, 6), min_size=1))
def test_days_read_back_as_they_are_written(days):
    assert frozenset(days) == times.days(written.days(days))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 7 * DAY_MINUTES - 1), st.integers(1, 2000)), min_size=1, max_size=8
    )
)
def test_windows_read_back_as_they_are_written(spans):
    end_of_week = 7 * DAY_MINUTES
    drawn = [Window(start, min(start + length, end_of_week)) for start, length in spans]
    joined = times.join(drawn)
    assert joined == times.windows(written.windows(joined))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60))))
def test_joined_windows_hold_the_same_moments_and_never_touch(spans):
    drawn = [Window(start, start + length) for start, length in spans]
    joined = times.join(drawn)
    assert {m for w in drawn for m in range(w.start, w.end)} == {
        m for w in joined for m in range(w.start, w.end)
    }
    assert all(a.end < b.start for a, b in itertools.pairwise(joined))


@settings(deadline=None)
@given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.timedeltas()))
def test_any_cell_is_read_or_refused_in_words(raw):
    for parse in (times.time, times.date, times.days, times.windows):
        assert refused(parse, raw) is None or all(refused(parse, raw))


def test_long_garbage_is_refused_quickly():
    began = clock_of_tests.process_time()
    for raw in ("a" + " " * 30_000 + "b", "Mon " * 8_000, "1" * 32_000, "mt" * 16_000):
        with pytest.raises(CellError):
            times.windows(raw)
    assert clock_of_tests.process_time() - began < 2
