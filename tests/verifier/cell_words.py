"""How cells are written: times, days, windows, ranges, grades, languages, yes and no.

Part of the outside checker: nothing of the project is imported, only the contract is followed.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS = {
    word: n
    for n, words in enumerate(
        (
            "m mo mon monday",
            "t tu tue tues tuesday",
            "w we wed weds wednesday",
            "th thu thur thurs thursday",
            "f fr fri friday",
            "sa sat saturday",
            "su sun sunday",
        )
    )
    for word in words.split()
}
LANGUAGES = {
    word: name
    for name, words in {
        "English": "english en eng inglés",
        "Spanish": "spanish es spa español espanol castellano",
        "French": "french fr fra fre français",
        "Chinese": "chinese zh zho chi 中文",
        "Vietnamese": "vietnamese vi vie",
        "Korean": "korean ko kor 한국어",
        "Arabic": "arabic ar ara العربية",
        "Armenian": "armenian hy hye arm",
        "Filipino": "filipino fil tagalog tl tgl",
        "Russian": "russian ru rus русский",
        "Portuguese": "portuguese pt por português",
        "Haitian Creole": "haitian_creole ht hat kreyòl",
    }.items()
    for word in words.split()
}
DASH = "[-\u2013\u2014]"
YES = {"yes", "y", "true", "1", "x"}


def plain(value: object) -> str:
    """A name without case, spaces, underscores and hyphens."""
    return re.sub(r"[\s_\-]+", "", str(value)).casefold()


def text(value: object) -> str:
    """A cell as text: a whole number that Excel stored as 7.0 is 7."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def items(value: object, *, windows: bool = False) -> list[str]:
    """A list in a cell."""
    parts = re.split(r"[;\n]" if windows else r"[;,\n]", text(value))
    return [part.strip() for part in parts if part.strip()]


def yes(value: object, default: bool) -> bool:
    return default if text(value) == "" else text(value).casefold() in YES


def number(value: object) -> Fraction | None:
    return None if text(value) == "" else Fraction(text(value))


def whole(value: object) -> int | None:
    return None if text(value) == "" else int(float(text(value)))


def date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return dt.date.fromisoformat(text(value)) if text(value) else None


def time(value: object) -> int | None:
    """Minutes since midnight."""
    if isinstance(value, (dt.datetime, dt.time)):
        return value.hour * 60 + value.minute
    if isinstance(value, dt.timedelta):
        return round(value.total_seconds() / 60)
    if isinstance(value, (int, float)) and 0 <= value <= 1:
        return round(value * 1440)
    match = re.fullmatch(r"(\d{1,2})(?::(\d\d))?(?::\d\d)?\s*([ap])?\.?m?\.?", text(value).lower())
    if match is None:
        return None
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return hour * 60 + int(match[2] or 0)


def days(value: object) -> set[int]:
    """``Mon-Fri``, ``Mon,Wed``, ``MWF``, ``TTh``."""
    found: set[int] = set()
    for part in re.split(r"[;,\n\s]+", re.sub(rf"\s*{DASH}\s*", "-", text(value))):
        ends = [WEEKDAYS.get(end.casefold()) for end in re.split(DASH, part)]
        if len(ends) == 2 and None not in ends:
            first, last = ends
            found |= {(first + n) % 7 for n in range((last - first) % 7 + 1)}
        elif len(ends) == 1 and ends[0] is not None:
            found.add(ends[0])
        elif part:
            found |= {WEEKDAYS[day.lower()] for day in re.findall(r"Th|Sa|Su|Tu|M|T|W|F", part)}
    return found


def windows(value: object) -> list[tuple[int, int]]:
    """Spans in minutes of the week; touching ones are joined."""
    spans = []
    for item in items(value, windows=True):
        match = re.fullmatch(rf"(.*?)\s*(\d[\d:]*\s*(?:[apAP]\.?[mM]\.?)?)\s*{DASH}\s*(\d.*)", item)
        assert match is not None, f"{item!r} is no window"
        start, end = time(match[2]), time(match[3])
        spans += [(day * 1440 + start, day * 1440 + end) for day in days(match[1])]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def sessions(value: object, default: tuple[int, int]) -> tuple[int, int]:
    """A number or a range; a range that Excel made a date is the smaller number first."""
    if isinstance(value, (dt.datetime, dt.date)):
        return (min(value.day, value.month), max(value.day, value.month))
    if text(value) == "":
        return default
    ends = [int(float(end)) for end in re.split(DASH, text(value))]
    return (ends[0], ends[-1])


def grades(value: object) -> set[int] | None:
    """Grades as numbers, TK and PK -1, K 0; None where the cell is blank."""
    if isinstance(value, (dt.datetime, dt.date)):
        low, high = sessions(value, (0, 0))
        return set(range(low, high + 1))
    found: set[int] = set()
    for part in items(value):
        ends = [
            {"tk": -1, "pk": -1, "k": 0}.get(end.strip().casefold(), end.strip())
            for end in re.split(DASH, part)
        ]
        found |= set(range(int(ends[0]), int(ends[-1]) + 1))
    return found or None


def language(word: str) -> str:
    """The English name, as far as this list knows it."""
    return LANGUAGES.get(word.strip().casefold().replace(" ", "_"), word.strip())
