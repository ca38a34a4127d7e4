"""How many lines a text takes, and what a row may not exceed."""

import pytest

from matcher.workbook.wrapping import HIGHEST_ROW, count_lines, row_points


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("", 10, 1),
        ("ten letter", 10, 1),
        ("eleven here", 10, 2),
        ("seven77 seven77 seven77", 10, 3),  # two and a half lines of letters, but words stay whole
        ("one\ntwo\n\nfour", 10, 4),
        ("x" * 25, 10, 3),
        (" " * 12, 10, 1),
        ("abc", 0.5, 3),
    ],
)
def test_words_stay_whole_where_a_line_holds_them(text, room, lines):
    assert count_lines(text, room) == lines


def test_rows_end_where_excel_ends():
    assert row_points(2, 12, 5) == 29
    assert row_points(100, 12) == HIGHEST_ROW
