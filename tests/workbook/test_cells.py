import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.workbook import cells, written
from matcher.workbook.cells import CellError, Noted
from tests.workbook.books import refused

MARCH_5 = dt.datetime.fromisoformat("2026-03-05")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        ("  S1 \u00a0", "S1"),
        ("\u2003S1\u202f", "S1"),
        (True, "TRUE"),
    ],
)
def test_an_id_is_text_and_a_stored_number_reads_as_its_digits(raw, expected):
    assert expected == cells.name(raw)


@pytest.mark.parametrize("raw", [MARCH_5, dt.time(8), dt.timedelta(hours=8), "a\x01b", "\ufffe"])
def test_an_id_is_no_date_and_holds_no_unprintable_character(raw):
    with pytest.raises(CellError):
        cells.name(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (MARCH_5, "2026-03-05"),
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=8), "8:00:00"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_free_text_takes_whatever_excel_made_of_it(raw, expected):
    assert expected == cells.text(raw)


@pytest.mark.parametrize("raw", ["a;b", "a , b", "a\nb", "a;;b;", "a; b; A"])
def test_lists_split_at_semicolons_commas_and_line_breaks(raw):
    assert cells.names(raw) == ("a", "b")


def test_a_list_of_nothing_is_an_error():
    with pytest.raises(CellError, match="holds nothing"):
        cells.names(" ; ,")


@pytest.mark.parametrize("raw", ["yes", "Y", "TRUE", True, "1", 1, 1.0, "x", "X"])
def test_yes(raw):
    assert cells.yes_no(raw) is True


@pytest.mark.parametrize("raw", ["no", "N", "false", False, "0", 0, 0.0])
def test_no(raw):
    assert cells.yes_no(raw) is False


@pytest.mark.parametrize("raw", ["maybe", 2, 0.5, MARCH_5])
def test_what_is_neither_yes_nor_no_is_an_error(raw):
    with pytest.raises(CellError):
        cells.yes_no(raw)


@pytest.mark.parametrize("raw", ["in_person", "in person", "In-Person", "IN PERSON"])
def test_choices_match_whatever_their_case_and_blanks(raw):
    assert cells.one_of("in_person", "online")(raw) == "in_person"


def test_another_choice_is_an_error_that_names_the_nearest():
    with pytest.raises(CellError, match="for example online"):
        cells.one_of("in_person", "online")("onlin")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (0.1, "1/10"),
        ("0.1", "1/10"),
        (2, "2"),
        ("+2.50", "5/2"),
        (".5", "1/2"),
        (-1.5, "-3/2"),
        (1e-07, "1/10000000"),
    ],
)
def test_a_decimal_is_exactly_what_is_written(raw, expected):
    assert Fraction(expected) == cells.decimal(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "1/3",
        "two",
        "1e9",
        "1_000",
        "1,5",
        "nan",
        float("nan"),
        float("inf"),
        True,
        MARCH_5,
        10**12,
        "9" * 20,
        "٣",
    ],
)
def test_what_is_no_plain_number_is_an_error(raw):
    with pytest.raises(CellError):
        cells.decimal(raw)


@pytest.mark.parametrize(
    ("parse", "raw"),
    [
        (cells.amount, -1),
        (cells.more_than_nothing, 0),
        (cells.more_than_nothing, -2),
        (cells.whole(), -1),
        (cells.whole(), 2.5),
        (cells.whole(1), 0),
    ],
)
def test_numbers_outside_their_range_are_errors(parse, raw):
    with pytest.raises(CellError):
        parse(raw)


def test_limits_may_be_zero_where_zero_means_something():
    assert cells.whole()(0) == 0
    assert cells.amount("0") == 0


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("4", (4, 4)),
        (4.0, (4, 4)),
        ("3-5", (3, 5)),
        ("3 \u2013 5", (3, 5)),
        ("3\u00a0\uff0d\u202f5", (3, 5)),
        ("1 to 7", (1, 7)),
    ],
)
def test_sessions_are_a_number_or_a_range(raw, expected):
    assert expected == cells.sessions(raw)


@pytest.mark.parametrize(
    "raw",
    [
        MARCH_5,
        dt.datetime.fromisoformat("2026-05-03"),
        dt.date(2026, 3, 5),
        "5-Mar",
        "Mar-05",
        "2026-03-05",
    ],
)
def test_a_range_that_excel_took_for_a_date_reads_as_the_range_with_a_notice(raw):
    found = cells.sessions(raw)
    assert isinstance(found, Noted)
    assert found.value == (3, 5)
    assert "3-5" in found.notice


@pytest.mark.parametrize("raw", ["5-3", "0-3", "0", "3-9", "some", -3, dt.time(3), "3-5-7", True])
def test_impossible_session_ranges_are_errors(raw):
    with pytest.raises(CellError):
        cells.sessions(raw)


@pytest.mark.parametrize(
    ("parse", "raw"),
    [
        (cells.sessions, "3-"),
        (cells.sessions, "3,5"),
        (cells.sessions, -3),
        (cells.sessions, 2.5),
        (cells.whole(), "three"),
        (cells.whole(1), "2,5"),
    ],
)
def test_a_remedy_does_not_offer_what_the_cell_would_refuse(parse, raw):
    _, remedy = refused(parse, raw)
    assert "2.5" not in remedy
    assert "0 or more" not in remedy


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("TK", -1), ("pk", -1), ("K", 0), (1, 1), ("12", 12), (3.0, 3), ("03", 3)],
)
def test_one_grade(raw, expected):
    assert expected == cells.grade(raw)


@pytest.mark.parametrize("raw", ["13", 13, "K-2", "third", MARCH_5, 2.5, True, ""])
def test_what_is_not_one_grade_is_an_error(raw):
    with pytest.raises(CellError):
        cells.grade(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("K-2", {0, 1, 2}),
        ("3,4,5", {3, 4, 5}),
        ("TK; 1-2", {-1, 1, 2}),
        (3, {3}),
        (3.0, {3}),
        ("pk \u2013 k", {-1, 0}),
        ("K\u00a0-\u00a02", {0, 1, 2}),
    ],
)
def test_grades_are_lists_and_ranges(raw, expected):
    assert frozenset(expected) == cells.grades(raw)


def test_grades_that_excel_took_for_a_date_read_as_the_range_with_a_notice():
    found = cells.grades(MARCH_5)
    assert found.value == frozenset({3, 4, 5})
    assert cells.grades("K; 5-Mar") == frozenset({0, 3, 4, 5})


@pytest.mark.parametrize("raw", ["5-3", "2-K", "3,x", "1-13", "all"])
def test_grades_that_cannot_be_read_are_errors(raw):
    with pytest.raises(CellError):
        cells.grades(raw)


@settings(deadline=None)
@given(st.sets(st.integers(-1, 12), min_size=1))
def test_grades_read_back_as_they_are_written(grades):
    assert frozenset(grades) == cells.grades(written.grades(grades))


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 7))
def test_session_ranges_read_back_as_they_are_written(one, other):
    least, most = sorted((one, other))
    assert (least, most) == cells.sessions(written.sessions(least, most))


@settings(deadline=None)
@given(st.decimals(-(10**6), 10**6, places=6))
def test_numbers_read_back_as_they_are_written(number):
    exact = Fraction(number)
    assert exact == cells.decimal(written.number(exact))


def test_a_number_that_no_float_holds_is_written_as_text():
    exact = Fraction("123456789.012345678")
    assert written.number(exact) == "123456789.012345678"
    assert exact == cells.decimal(written.number(exact))
    with pytest.raises(ValueError, match="no short decimal"):
        written.number(Fraction(1, 3))


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
    )
)
def test_any_cell_is_read_or_refused_in_words(raw):
    parsers = [cells.name, cells.text, cells.names, cells.distinct_names, cells.yes_no]
    parsers += [cells.decimal, cells.whole(), cells.sessions, cells.grade, cells.grades]
    parsers += [cells.language, cells.languages, cells.one_of("a", "b")]
    for parse in parsers:
        assert refused(parse, raw) is None or all(refused(parse, raw))
