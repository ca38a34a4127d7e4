"""When: clock times, dates, days of the week and windows, read from a cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from matcher.domain import DAY_MINUTES, Window, Windows, clock
from matcher.workbook.cells import DASH, CellError, Noted, Raw, name, one_line, quoted, stripped

_CLOCK = re.compile(
    r"(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*([ap])?(?(4)\.?m\.?)", re.ASCII | re.IGNORECASE
)
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T][\d:.]+)?", re.ASCII)
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(rf"\s*(?:{DASH}|\bto\b)\s*", re.IGNORECASE)

_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = {
    **{full[:3]: day for day, full in enumerate(_FULL)},
    **{full: day for day, full in enumerate(_FULL)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
    "m": 0,
    "t": 1,
    "tu": 1,
    "w": 2,
    "th": 3,
    "f": 4,
    "sa": 5,
    "su": 6,
}
_LETTERS = re.compile(r"(?:m|tu|th|t|w|f|sa|su)+")
_LETTER = re.compile(r"m|tu|th|t|w|f|sa|su")


# -- clock times --------------------------------------------------------------------------------


def time(raw: Raw) -> int:
    """A time of day in minutes since midnight; 24:00 is the end of the day."""
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        if raw.year <= 1900:  # the day after Excel's first midnight
            return DAY_MINUTES
        raw = raw.date()  # midnight is how Excel keeps a date that has no time
    if isinstance(raw, (dt.time, dt.datetime)):
        return _minutes(raw.hour * 3600 + raw.minute * 60 + raw.second + raw.microsecond / 1e6)
    if isinstance(raw, dt.date):
        raise CellError("This is a date", "Write a time of day such as 8:00 or 3:30 PM.")
    if isinstance(raw, dt.timedelta):
        return _minutes(raw.total_seconds())
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if 0 <= raw < 1:  # Excel keeps a time as a fraction of a day
            return _minutes(raw * 86_400)
        raise _no_time()
    try:
        return _written_time(one_line(raw))[0]
    except CellError as wrong:
        raise _no_time() from wrong


def _minutes(seconds: float) -> int:
    minutes = round(seconds / 60)
    if not 0 <= minutes <= DAY_MINUTES:
        raise _no_time()
    return minutes


def _written_time(words: str) -> tuple[int, bool]:
    """Minutes since midnight, and whether AM or PM was said."""
    match = _CLOCK.fullmatch(words)
    if match is None or not (match[2] or match[4]):
        raise _no_time(words)
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise _no_time(words)
        hour = hour % 12 + (12 if half == "p" else 0)
    minutes = hour * 60 + minute + (1 if int(match[3] or 0) >= 30 else 0)
    if minute > 59 or int(match[3] or 0) > 59 or minutes > DAY_MINUTES:
        raise _no_time(words)
    return minutes, bool(half)


def _no_time(words: str = "") -> CellError:
    return CellError(
        f"{quoted(words) if words else 'This'} is not a time of day",
        "Write a time such as 8:00 or 3:30 PM.",
    )


def _time_range(words: str) -> tuple[int, int, bool]:
    """Start, end, and whether the start could also be meant as an afternoon time."""
    ends = _BETWEEN.split(words)
    if len(ends) != 2:
        raise CellError(
            f"{quoted(words)} is not one time range",
            "Write windows such as Mon-Fri 8:00-15:00; Sat 9:00-12:00, each with its days.",
        )
    (start, said), (end, end_said) = _written_time(ends[0]), _written_time(ends[1])
    if start >= end:
        raise CellError(
            f"The range {words} ends no later than it starts",
            "Write the earlier time first, with AM or PM if need be: 1:00 PM-3:30 PM.",
        )
    half = DAY_MINUTES // 2
    return start, end, end_said and not said and start < half and start + half < end


# -- dates --------------------------------------------------------------------------------------


def date(raw: Raw) -> dt.date:
    """A date, from Excel or written as ``2026-09-14``."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    match = _ISO_DATE.fullmatch(stripped(raw)) if isinstance(raw, str) else None
    try:
        if match:
            return dt.date.fromisoformat(match[1])
    except ValueError as wrong:
        raise CellError("There is no such date", "Write a date such as 2026-09-14.") from wrong
    raise CellError("This is not a date", "Write a date such as 2026-09-14.")


# -- days and windows ---------------------------------------------------------------------------


def days(raw: Raw) -> frozenset[int]:
    """Weekdays, Monday = 0: ``Mon``, ``Mon-Fri``, ``Mon,Wed,Fri``, ``MWF``, ``TTh``, ``M-F``."""
    return _days(name(raw))


def _days(words: str) -> frozenset[int]:
    found: set[int] = set()
    for item in re.split(r"[;,\n]", words):
        if item.split():
            found |= _some_days(" ".join(item.split()).casefold())
    if not found:
        raise _no_days(words)
    return frozenset(found)


def _some_days(word: str) -> set[int]:
    """One item of a list of days: a day, a range or school letters."""
    if word.rstrip(".") in _DAY:
        return {_DAY[word.rstrip(".")]}
    ends = [end.rstrip(".") for end in _BETWEEN.split(word)]
    if len(ends) == 2 and ends[0] in _DAY and ends[1] in _DAY:
        first, last = _DAY[ends[0]], _DAY[ends[1]]
        if first > last:
            raise CellError(
                f"The days {quoted(word)} run backwards",
                "A week runs from Monday to Sunday: Mon-Fri.",
            )
        return set(range(first, last + 1))
    letters = _LETTER.findall(word) if _LETTERS.fullmatch(word) else []
    if len(letters) != len(set(letters)) or not letters:
        raise _no_days(word)
    return {_DAY[letter] for letter in letters}


def _no_days(words: str) -> CellError:
    return CellError(
        f"{quoted(words)} names no days of the week", "Write days such as Mon, Mon-Fri, MWF or TTh."
    )


def windows(raw: Raw) -> Windows | Noted:
    """Spans of the week, ``DAYS RANGE`` split at ``;`` or a line break, joined where they touch."""
    spans: list[Window] = []
    doubtful: list[str] = []
    for item in re.split(r"[;\n]", name(raw)):
        if item.split():
            spans += _window(" ".join(item.split()), doubtful)
    if not spans:
        raise CellError("The cell holds no window", "Write windows such as Mon-Fri 8:00-15:00.")
    joined = join(spans)
    return Noted(joined, "; ".join(doubtful)) if doubtful else joined


def _window(item: str, doubtful: list[str]) -> list[Window]:
    digit = _DIGIT.search(item)
    if digit is None or not digit.start():
        raise CellError(
            f"{quoted(item)} is not a window",
            "Write the days, then the times: Mon-Fri 8:00-15:00.",
        )
    start, end, guessed = _time_range(item[digit.start() :])
    if guessed:
        doubtful.append(
            f"{quoted(item)} is read as {clock(start)} to {clock(end)}, from the morning on"
        )
    return [
        Window(day * DAY_MINUTES + start, day * DAY_MINUTES + end)
        for day in sorted(_days(item[: digit.start()].rstrip(": ")))
    ]


def join(spans: Iterable[Window]) -> Windows:
    """The same moments as spans that neither touch nor overlap, in order."""
    joined: list[Window] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
