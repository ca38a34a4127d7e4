"""How many lines a text takes, and what a row may not exceed."""

import pytest

from matcher.workbook.wrapping import HIGHEST_ROW, count_lines, room_in, row_points


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 10, 1),
        ("1234567890", 10, 1),
        ("12345678901", 10, 2),
        ("1234567 1234567 1234567", 10, 3),  # less than three lines of digits, but words stay whole
        ("123 1234 1 123456789", 9.1, 2),
        ("one\ntwo\n\nfour", 10, 4),
        ("1 " + "x" * 25, 10, 4),
        (" " * 12, 10, 1),
        ("abc", 0.5, 3),
    ],
)
def test_words_stay_whole_where_a_line_holds_them(text, room, lines):
    assert count_lines(text, room) == lines


@pytest.mark.parametrize(
    ("text", "breadth"),
    [("illicit", 4.2), ("WWW", 5.25), ("阿明", 4), ("e\u0301e", 2), ("LOUD", 4.8)],
)
def test_letters_take_the_breadth_that_they_have(text, breadth):
    assert count_lines(text, breadth + 0.05) == 1
    assert count_lines(text, breadth - 0.05) == 2


def test_small_print_and_indents_change_the_room():
    assert room_in(22) == 22
    assert room_in(20, size=10, indent=1) == pytest.approx(20.35)


def test_rows_end_where_excel_ends():
    assert row_points(2, 12, 5) == 29
    assert row_points(100, 12) == HIGHEST_ROW
