"""Plain words for dates, counts, and how good a plan is."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from matcher.domain import DAYS, Meeting, clock
from matcher.plan import EndedBy, Reached

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Written out, so that a page reads the same whatever language the computer is set to."""

ENDINGS: dict[EndedBy, str] = {
    "proof": "The search ended because no better plan exists.",
    "work": "The search did all the work it is given, and then stopped.",
    "clock": "The search was stopped by the clock; with more time the plan might be better.",
    "user": "Someone stopped the search; with more time the plan might be better.",
}

_TELLING = 0.5
"""A limit further off tells nothing of a plan; most such are only where no number can be lower."""


def day_words(date: dt.date) -> str:
    """``Mon 14 Sep``."""
    return f"{DAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1][:3]}"


def date_words(date: dt.date) -> str:
    """``14 September 2026``."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def meeting_words(meetings: Iterable[Meeting]) -> str:
    """Weekdays and times, without the site: ``Mon Wed 10:15-10:45, Thu 9:00-9:45``."""
    days: dict[str, list[int]] = {}
    for meeting in sorted(meetings, key=lambda m: (m.start, m.end)):
        slot = meeting.slot
        when = f"{clock(slot.start)}-{clock(slot.end)}"
        if meeting.day not in days.setdefault(when, []):
            days[when].append(meeting.day)
    return ", ".join(f"{' '.join(DAYS[day] for day in of)} {when}" for when, of in days.items())


def place_words(modality: str, site: str | None) -> str:
    """``at Elm``, ``online``."""
    return "online" if modality == "online" else f"at {site}"


def count_words(count: int, one: str, many: str = "") -> str:
    """``1 student``, ``2 students``."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {many or one + 's'}"


def capital(words: str) -> str:
    """The words as the start of a sentence."""
    return words[:1].upper() + words[1:]


def listed(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def hours_words(minutes: int) -> str:
    """``2 h 55 min``, ``3 h``, ``40 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join(parts + ([f"{rest} min"] if rest or not hours else []))


def share_words(count: int, total: int) -> str:
    """``94 %``; never all or none while one is missing or there."""
    percent = f"{100 * count / total:.0f} %"
    if percent == "100 %" and count < total:
        return "over 99 %"
    return "under 1 %" if percent == "0 %" and count else percent


def number_words(value: Fraction | int) -> str:
    """A number as people write it: whole where it is whole, else with two decimals."""
    if value == int(value):
        return f"{int(value):,}"
    cents = math.floor(value * 100 + Fraction(1, 2))  # as Excel rounds it in the cell beside
    return f"{cents / 100:,.2f}"


def how_good(reached: Reached, part: int = 0) -> str:
    """How near a goal's value is to what any plan could reach, in words that are never too kind."""
    if reached.proven(part):
        return "as good as can be"
    gap = reached.gap(part)
    if gap is None:
        return "no limit is known"
    if gap > _TELLING:
        return "how near to the best is not known"
    percent = -(-gap * 1000 // 1) / 10  # rounded up: "within" must stay true
    return f"within {percent:.1f} % of the limit"
