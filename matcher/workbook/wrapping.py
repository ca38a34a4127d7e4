"""How many lines a text takes once it wraps, and how high its row must be.

Excel reckons heights only for rows that someone edits; other programs do not do it at all.
"""

from __future__ import annotations

import textwrap

HIGHEST_ROW = 409.0
"""The most points that Excel allows a row."""


def count_lines(text: str, room: float) -> int:
    """The lines that ``text`` takes where ``room`` letters fit beside each other.

    Words stay whole as long as a line holds them, so lines are rarely full.
    """
    most = max(int(room), 1)
    return sum(1 if len(line) <= most else _wrapped(line, most) for line in text.split("\n"))


def _wrapped(line: str, most: int) -> int:
    return len(textwrap.wrap(line, most, break_on_hyphens=False)) or 1


def row_points(lines: int, points: float, margin: float = 0.0) -> float:
    """The height of a row of so many lines, no higher than Excel can show."""
    return min(lines * points + margin, HIGHEST_ROW)
