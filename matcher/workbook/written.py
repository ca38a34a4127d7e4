"""How values are written into a cell, so that they read back as the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from matcher.domain import DAY_MINUTES, DAYS, Windows, clock, grade_name

_PLACES = 15  # no cell that could be read has more


def yes_no(value: bool) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def number(value: Fraction | int | None) -> int | float | str | None:
    """A number as Excel's own; as text where a cell can't hold it exactly.

    Raises :class:`ValueError` if it has more than 15 decimal places.
    """
    if value is None or value == int(value):
        return None if value is None else int(value)
    if Fraction(str(float(value))) == value:
        return float(value)
    for places in range(1, _PLACES + 1):
        shifted = value * 10**places
        if shifted.denominator == 1:
            digits = f"{abs(int(shifted)):0{places + 1}d}"
            return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    raise ValueError(f"{value} has no short decimal")


def time(minutes: int | None) -> dt.time | str | None:
    """A time of day as Excel's own; the end of the day, which has none, as ``24:00``."""
    if minutes is None:
        return None
    return "24:00" if minutes == DAY_MINUTES else dt.time(minutes // 60, minutes % 60)


def days(of_week: Iterable[int]) -> str:
    """``Mon-Fri``, ``Mon,Wed``: three neighbours or more as a range."""
    return ",".join(_runs(sorted(of_week), list(DAYS)))


def grades(some: Iterable[int] | None) -> str | None:
    """``K-2``, ``TK,1``: three neighbours or more as a range."""
    names = [grade_name(grade) for grade in range(-1, 13)]
    return None if some is None else ",".join(_runs(sorted(grade + 1 for grade in some), names))


def _runs(numbers: list[int], names: list[str]) -> list[str]:
    runs: list[list[int]] = []
    for value in numbers:
        if runs and value == runs[-1][-1] + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return [
        item
        for run in runs
        for item in (
            [f"{names[run[0]]}-{names[run[-1]]}"] if len(run) > 2 else [names[one] for one in run]
        )
    ]


def sessions(least: int, most: int) -> str:
    """``4`` or ``3-5``."""
    return str(least) if least == most else f"{least}-{most}"


def windows(spans: Windows | None) -> str | None:
    """``Mon-Fri 8:00-15:00; Sat 9:00-12:00``, with the days of equal times together."""
    by_times: dict[tuple[int, int], list[int]] = defaultdict(list)
    for span in spans or ():
        start = span.start
        while start < span.end:
            day = start // DAY_MINUTES
            midnight = (day + 1) * DAY_MINUTES
            end = min(span.end, midnight)
            by_times[start - day * DAY_MINUTES, end - day * DAY_MINUTES].append(day)
            start = end
    items = [f"{days(on)} {clock(start)}-{clock(end)}" for (start, end), on in by_times.items()]
    return "; ".join(items) or None


def names(some: Iterable[str] | None) -> str | None:
    """A list in one cell."""
    return "; ".join(some or ()) or None
