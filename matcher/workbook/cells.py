"""What one cell means: texts, names, numbers, choices, grades and ranges.

A parser takes the raw value of a cell that is not blank, as Excel or a CSV file gives it. It
returns the value (inside :class:`Noted` where something should be said about how it was read)
or raises :class:`CellError`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from openpyxl.cell.cell import ERROR_CODES

from matcher.workbook.languages import english_name, kinds
from matcher.workbook.names import DASHES, alike, nearest, plain

Raw = Any
Parser = Callable[[Raw], Any]

DASH = f"[{re.escape(DASHES)}]"
_BLANKS = " \t\n\v\f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
"""What the eye takes for nothing, at the ends of a cell."""
_LONGEST_QUOTED = 60
LARGEST = 10**9
"""Numbers beyond this are typing errors, whatever the column."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DECIMAL = re.compile(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})", re.ASCII)
_RANGE = re.compile(rf"(\d{{1,3}})\s*(?:{DASH}|to)\s*(\d{{1,3}})", re.ASCII | re.IGNORECASE)
_GRADE = r"tk|pk|k|-1|\d{1,2}"
_GRADES = re.compile(rf"({_GRADE})(?:\s*(?:{DASH}|to)\s*({_GRADE}))?", re.ASCII | re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TYPED_DATE = re.compile(
    rf"(?:\d{{4}}-(?P<m>\d\d)-(?P<d>\d\d)(?:[ T][\d:.]+)?|(?P<d1>\d\d?)-(?P<m1>{'|'.join(_MONTHS)})"
    rf"|(?P<m2>{'|'.join(_MONTHS)})-(?P<d2>\d\d?))",
    re.ASCII | re.IGNORECASE,
)


class CellError(ValueError):
    """A cell that can't be read. ``message`` says why, ``remedy`` what would be right."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Noted:
    """A value together with a notice on how it was read."""

    value: Any
    notice: str


def parsed(parse: Parser, raw: Raw) -> Any:
    """What a parser makes of a cell, unless Excel shows an error such as ``#REF!`` in it."""
    if isinstance(raw, str) and raw.strip() in ERROR_CODES:
        raise CellError("Excel shows an error here", "Mend the formula or write the value.")
    return parse(raw)


# -- texts --------------------------------------------------------------------------------------


def text(raw: Raw) -> str:
    """Any words, for people to read: dates and times become ISO text."""
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    if isinstance(raw, (dt.date, dt.time)):
        return raw.isoformat()
    if isinstance(raw, dt.timedelta):
        return str(raw)
    return name(raw)


def name(raw: Raw) -> str:
    """An ID, a site, a subject or a route: text. A number reads as its digits, 7.0 as ``7``."""
    if isinstance(raw, (dt.date, dt.time, dt.timedelta)):
        raise CellError(
            "Excel turned what was typed here into a date or a time",
            "Format the cell as Text and type it again.",
        )
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    words = stripped(str(raw))
    if _UNPRINTABLE.search(words):
        raise CellError("The cell holds a character that can't be printed", "Type the text again.")
    return words


def names(raw: Raw) -> tuple[str, ...]:
    """A list of names, each once."""
    found: dict[str, str] = {}
    for item in _items(name(raw)):
        found.setdefault(alike(item), item)
    return tuple(found.values())


def distinct_names(raw: Raw) -> tuple[str, ...]:
    """A list of names, none of them twice."""
    found = names(raw)
    if len(found) < len(_items(name(raw))):
        raise CellError("The list names something twice", "Write each once.")
    return found


def stripped(words: str) -> str:
    """``words`` without blanks around them and with one kind of line break."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANKS)


def one_line(raw: Raw) -> str:
    """The words of a cell with single plain spaces between them, whatever blanks were typed.

    Systems write ``3:30 PM`` with a narrow space that does not break.
    """
    return " ".join(stripped(str(raw)).split())


def this(item: str, raw: Raw) -> str:
    """How a message calls an item of a cell: by its words where there are others."""
    return "This" if item == stripped(str(raw)) else quoted(item)


def quoted(words: str) -> str:
    """Words of a cell inside a message, cut where they are long."""
    return repr(words if len(words) <= _LONGEST_QUOTED else f"{words[: _LONGEST_QUOTED - 1]}…")


def _items(words: str) -> list[str]:
    """The items of a list in a cell, split at ``;``, line breaks and ``,``."""
    items = [stripped(item) for item in re.split(r"[;,\n]", words)]
    found = [item for item in items if item]
    if not found:
        raise CellError("The list holds nothing", "Write the items with ; between them.")
    return found


# -- choices ------------------------------------------------------------------------------------


def yes_no(raw: Raw) -> bool:
    """``yes``, ``y``, ``true``, ``1``, ``x`` or ``no``, ``n``, ``false``, ``0``."""
    word = str(int(raw)) if isinstance(raw, float) and raw in (0, 1) else plain(str(raw))
    if word in ("yes", "y", "true", "1", "x"):
        return True
    if word in ("no", "n", "false", "0"):
        return False
    raise CellError("This is neither yes nor no", "Write yes or no.")


def one_of(*choices: str) -> Parser:
    """A parser for one of a few words, whatever their case, blanks, underscores and hyphens."""
    known = {plain(choice): choice for choice in choices}

    def choice(raw: Raw) -> str:
        found = known.get(plain(str(raw)))
        if found is None:
            close = nearest(str(raw), choices)
            raise CellError(
                f"This is none of {', '.join(choices)}", f"Write one of them, for example {close}."
            )
        return found

    return choice


def some_of(*choices: str) -> Parser:
    """A parser for a list of a few words, each written as :func:`one_of` takes it."""
    one = one_of(*choices)

    def several(raw: Raw) -> frozenset[str]:
        items = names(raw)
        if not items:
            raise CellError("The list holds nothing", f"Write some of {', '.join(choices)}.")
        return frozenset(map(one, items))

    return several


def language(raw: Raw) -> str:
    """One language, by its English name."""
    written = name(raw)
    found = english_name(written)
    if found is None:
        raise CellError(
            "This is no known language",
            _which(written)
            or "Write its English name, its own name or its ISO 639 code: Spanish, español, es.",
        )
    return found


def _which(written: str) -> str:
    """A remedy for what is the name of several languages."""
    found = kinds(written)
    if len(found) < 2:
        return ""
    return f"Several languages are called so. Write which one, such as {found[0]} or {found[1]}."


def languages(raw: Raw) -> tuple[str, ...]:
    """A list of languages by their English names, each once, in order."""
    items = _items(name(raw))
    unknown = [item for item in items if english_name(item) is None]
    if unknown and len(items) > 1:
        raise CellError(
            f"{quoted(unknown[0])} is no known language",
            _which(unknown[0])
            or "Write English names, own names or ISO 639 codes: Spanish, español, es.",
        )
    return tuple(dict.fromkeys(language(item) for item in items))


# -- numbers ------------------------------------------------------------------------------------


def decimal(raw: Raw, remedy: str = "Write a number such as 2 or 2.5.") -> Fraction:
    """A number, exactly the decimal that stands in the cell. ``remedy`` is for what is none."""
    written = stripped(raw) if isinstance(raw, str) else repr(raw)
    if isinstance(raw, float) and math.isfinite(raw) and abs(raw) <= LARGEST:
        return Fraction(written)
    if isinstance(raw, bool) or not _DECIMAL.fullmatch(written):
        raise CellError("This is not a number", remedy)
    found = Fraction(written)
    if abs(found) > LARGEST:
        raise CellError("The number is too large to be meant", f"Write at most {LARGEST}.")
    return found


def amount(raw: Raw) -> Fraction:
    """A number that is not negative."""
    found = decimal(raw)
    if found < 0:
        raise CellError("The number is negative", "Write 0 or more.")
    return found


def more_than_nothing(raw: Raw) -> Fraction:
    """A number above 0."""
    found = decimal(raw)
    if found <= 0:
        raise CellError(
            "The number must be more than 0", "Write a number above 0, such as 1 or 2.5."
        )
    return found


def whole(least: int = 0) -> Parser:
    """A parser for whole numbers from ``least`` up."""

    def count(raw: Raw) -> int:
        found = decimal(raw, f"Write a whole number from {least} up.")
        if found < least:
            wrong = "The number is negative" if found < 0 else f"The number is below {least}"
            raise CellError(wrong, f"Write {least} or more.")
        if found.denominator != 1:
            raise CellError("This is not a whole number", f"Write a whole number from {least} up.")
        return int(found)

    return count


# -- ranges and grades --------------------------------------------------------------------------


def sessions(raw: Raw) -> tuple[int, int] | Noted:
    """How many sessions a week, least and most: ``4`` or ``3-5``."""
    typed = typed_as_range(raw)
    if typed:
        return Noted(_week_range(*typed), _as_range(*typed))
    if isinstance(raw, (dt.time, dt.timedelta)):
        raise CellError("This is a time of day", "Format the cell as Text and write 4 or 3-5.")
    match = _RANGE.fullmatch(one_line(raw))
    if match:
        return _week_range(int(match[1]), int(match[2]))
    number = decimal(raw, "Write a number of sessions or a range of them: 4 or 3-5.")
    if number.denominator != 1:
        raise CellError("This is not a whole number", "Write 4 or 3-5.")
    return _week_range(int(number), int(number))


def _week_range(least: int, most: int) -> tuple[int, int]:
    if least > most:
        raise CellError("The range runs backwards", f"Write {most}-{least}.")
    if least < 1 or most > 7:
        raise CellError("A group meets at least once and at most 7 times a week", "Write 3-5 or 4.")
    return least, most


def typed_as_range(raw: Raw) -> tuple[int, int] | None:
    """The two numbers that Excel took for a day and a month, the smaller first."""
    if isinstance(raw, dt.date):
        day, month = raw.day, raw.month
    else:
        match = _TYPED_DATE.fullmatch(stripped(raw)) if isinstance(raw, str) else None
        if match is None:
            return None
        day = int(match["d"] or match["d1"] or match["d2"])
        word = match["m1"] or match["m2"]
        month = _MONTHS.index(word.lower()) + 1 if word else int(match["m"])
    return min(day, month), max(day, month)


def _as_range(least: int, most: int) -> str:
    return f"Excel turned this into a date; it is read as {least}-{most}"


def grade(raw: Raw) -> int:
    """One grade: ``TK`` or ``PK`` is -1, ``K`` is 0."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    match = _GRADES.fullmatch(one_line(raw))
    if match is None or match[2]:
        raise CellError("This is not a grade", "Write one of TK, PK, K, 1, 2, ... 12.")
    return _grade(match[1])


def grades(raw: Raw) -> frozenset[int] | Noted:
    """Grades as a list, a range or both: ``K-2``, ``3,4,5``."""
    typed = typed_as_range(raw)
    if typed:
        return Noted(_grade_range(*map(str, typed)), _as_range(*typed))
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    found: set[int] = set()
    for item in _items(stripped(str(raw))):
        match = _GRADES.fullmatch(one_line(item))
        if match is None:
            typed = typed_as_range(item)
            if typed is None:
                raise CellError(
                    f"{this(item, raw)} is not a grade", "Write grades such as K-2 or 3,4,5."
                )
            found |= _grade_range(*map(str, typed))
        else:
            found |= _grade_range(match[1], match[2] or match[1])
    return frozenset(found)


def _grade_range(first: str, last: str) -> frozenset[int]:
    low, high = _grade(first), _grade(last)
    if low > high:
        raise CellError("The range of grades runs backwards", f"Write {last}-{first}.")
    return frozenset(range(low, high + 1))


def _grade(word: str) -> int:
    named = {"TK": -1, "PK": -1, "K": 0}.get(word.upper())
    found = int(word) if named is None else named
    if found > 12:
        raise CellError(f"There is no grade {found}", "Write one of TK, PK, K, 1, 2, ... 12.")
    return found
