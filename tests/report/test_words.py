"""Words for people: never too kind to a plan, the same whatever the computer's language."""

import datetime as dt
from fractions import Fraction

import pytest

from matcher.plan import Reached
from matcher.report.words import (
    count_words,
    date_words,
    day_words,
    hours_words,
    how_good,
    number_words,
    share_words,
)
from tests.workbook.plans import Seated


def test_dates_read_as_people_write_them():
    date = dt.date(2026, 9, 6)
    assert (day_words(date), date_words(date)) == ("Sun 6 Sep", "6 September 2026")


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 seats"), (1, "1 seat"), (2, "2 seats"), (1200, "1,200 seats")]
)
def test_one_is_one_and_all_else_are_many(count, words):
    assert count_words(count, "seat") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "3"),
        (Fraction(5, 2), "2.50"),
        (Fraction(4000), "4,000"),
        (Fraction(233345, 1000), "233.35"),
    ],
)
def test_whole_numbers_stay_whole(value, words):
    assert number_words(value) == words


@pytest.mark.parametrize(
    ("value", "bound", "words"),
    [
        (10, 10, "as good as can be"),
        (10, None, "no limit is known"),
        (90, 100, "within 10.0 % of the limit"),
        (99_999, 100_000, "within 0.1 % of the limit"),
        (2, 3, "within 33.4 % of the limit"),
        (1, 2, "within 50.0 % of the limit"),
        (92, 0, "how near to the best is not known"),  # "within 100 %" would tell nothing
    ],
)
def test_a_gap_is_rounded_away_from_the_limit(value, bound, words):
    limit = None if bound is None else Fraction(bound)
    assert how_good(Reached(Seated(), (Fraction(value),), (limit,))) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (40, "40 min"), (60, "1 h"), (175, "2 h 55 min"), (1500, "25 h")],
)
def test_hours_read_as_a_tutor_counts_them(minutes, words):
    assert hours_words(minutes) == words


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [
        (4, 5, "80 %"),
        (7, 7, "100 %"),
        (1999, 2000, "over 99 %"),
        (0, 9, "0 %"),
        (1, 2000, "under 1 %"),
    ],
)
def test_a_share_is_all_only_where_nobody_is_missing(count, total, words):
    assert share_words(count, total) == words
