"""How many lines a text takes once it wraps, and how high its row must be.

Excel reckons heights only for rows that someone edits; other programs do not do it at all.
Breadths are in widths of a digit, as columns are measured, and rather too large than too small.
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache

HIGHEST_ROW = 409.0
"""The most points that Excel allows a row."""

_PLAIN_SIZE = 11  # of the font whose digits measure the columns
_INDENT = 1.5
_SPACE = 0.5
_NARROW, _SLIM, _WIDE = frozenset(" ijlI.,:;'·|!"), frozenset("frt-()[]/"), frozenset("mwMW@%&")


def room_in(width: float, size: int = _PLAIN_SIZE, indent: int = 0) -> float:
    """The room for print of ``size`` points in columns that are ``width`` wide together."""
    return (width - _INDENT * indent) * _PLAIN_SIZE / size


def count_lines(text: str, room: float) -> int:
    """The lines that ``text`` takes where there is ``room``.

    Words stay whole as long as a line holds them, so lines are rarely full.
    """
    return sum(_wrapped(line, max(room, 1.0)) for line in text.split("\n"))


def row_points(lines: int, points: float, margin: float = 0.0) -> float:
    """The height of a row of so many lines, no higher than Excel can show."""
    return min(lines * points + margin, HIGHEST_ROW)


@lru_cache(maxsize=10_000)
def _wrapped(line: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in line.split():
        needed = _breadth(word)
        if used and used + _SPACE + needed > room:
            lines, used = lines + 1, 0.0
        broken = max(math.ceil(needed / room) - 1, 0)
        lines += broken
        used += needed - broken * room + (_SPACE if used else 0)
    return lines


def _breadth(word: str) -> float:
    return sum(map(_letter, word))


@lru_cache(maxsize=10_000)
def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.5
    if letter in _SLIM:
        return 0.7
    if letter in _WIDE:
        return 1.75
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 2.0
    if unicodedata.combining(letter):
        return 0.0
    return 1.2 if letter.isupper() else 1.0
