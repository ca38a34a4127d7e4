"""Which rows tell of one session: the same start, or the only session of that day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import Attended
from matcher.same_session import contradict, day_of, keys, merged

DAY = dt.date(2026, 9, 14)


def row(start=None, status="present", subject="Math", **more):
    return Attended(DAY, "S1", status, subject, start=start, **more)


def planned(*starts):
    return {day_of(row()): starts} if starts else {}


@pytest.mark.parametrize(
    ("before", "read", "starts", "known"),
    [
        ([], [600], (600,), [600]),
        ([600], [600], (600,), [600]),
        ([600], [600], (), [600]),
        ([None], [600], (600,), [600]),
        ([600], [None], (600,), [None]),
        ([600], [None], (), [None]),
        ([600], [660], (600,), [600, 660]),  # as planned, and one that nobody had planned
        ([600], [660], (660,), [660]),  # it was moved since
        ([600], [600], (660,), [600]),
        ([], [600, 660], (600, 660), [600, 660]),
        ([600, 660], [660], (600, 660), [600, 660]),
        ([600, 660], [660], (600,), [600, 660]),
        ([600], [600, 660], (660,), [600, 660]),
        ([600], [660], (), [600, 660]),
    ],
)
def test_a_row_takes_the_place_of_the_one_of_its_session(before, read, starts, known):
    old, new = [row(start, "absent") for start in before], [row(start) for start in read]
    now = merged(old, new, planned(*starts))
    assert [one.start for one in now.rows] == known
    assert {one.start for one in now.rows if one.status == "present"} == set(read)
    assert set(now.outcomes) <= {"new", "changed"}
    again = merged(now.rows, new, planned(*starts))
    assert (again.rows, set(again.outcomes)) == (now.rows, {"same"})


def test_another_subject_student_or_day_is_another_session():
    others = [row(), row(subject="Reading"), row(subject=None), Attended(DAY, "S2", "present")]
    others.append(Attended(dt.date(2026, 9, 15), "S1", "present", "Math"))
    assert len(set(keys(others, planned(600)))) == len(others)
    assert keys([row(), row(subject="math ")], {})[0] == keys([row(subject="MATH")], {})[0]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (row(), row(), False),
        (row(), row(status="absent"), True),
        (row(minutes=30), row(), False),
        (row(minutes=30), row(minutes=20), True),
        (row(tutor_id="T1"), row(tutor_id="T2"), True),
        (row(tutor_id="T1"), row(), False),
    ],
)
def test_two_rows_contradict_each_other_where_both_can_not_be(one, other, apart):
    assert contradict(one, other) is contradict(other, one) is apart


starts = st.sampled_from([None, 600, 630, 660])
some = st.lists(
    st.builds(row, starts, st.sampled_from(["present", "absent"])), max_size=3, unique_by=day_of
) | st.lists(
    st.builds(row, st.sampled_from([600, 630, 660]), st.sampled_from(["present", "absent"])),
    max_size=3,
    unique_by=lambda one: one.start,
)


@given(some, some, st.sets(st.sampled_from([600, 630]), max_size=2).map(sorted))
def test_what_is_read_last_counts_and_reading_it_again_changes_nothing(first, second, there):
    plan = planned(*there)
    before = merged((), first, plan).rows
    now = merged(before, second, plan)
    assert all(one in now.rows for one in second)
    assert len(now.rows) <= len(before) + len(second)
    again = merged(now.rows, second, plan)
    assert again.rows == now.rows
    assert set(again.outcomes) <= {"same"}
