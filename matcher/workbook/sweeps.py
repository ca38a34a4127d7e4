"""Cells of the Scenarios sheet: one value, several, or a range of them.

A parser for such a cell gives the values in order. ``;`` stands between values of a sweep, ``,``
between things that belong together in one scenario.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from matcher.scenarios.levers import BOTH, SLOT_KINDS, Override, Tutors
from matcher.workbook import cells, times
from matcher.workbook.cells import CellError, Noted, Parser, Raw, quoted, stripped
from matcher.workbook.names import nearest, plain

MOST_VALUES = 1000
"""So many values a sweep of one cell may have."""

_RANGE = re.compile(
    r"(?P<first>.*?)\s*\.\.+\s*(?P<last>.*?)(?:\s*\bstep\b\s*(?P<step>.*))?", re.DOTALL
)
_TIMES = re.compile(r"(\d{1,3})\s*[x\u00d7*]\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_OVERRIDE = re.compile(
    r"(?P<sheet>[^.\[\]=]+?)\s*(?:\[(?P<key>[^\]]*)\])?\s*\.\s*(?P<column>[^=]+?)\s*=(?P<value>.*)",
    re.DOTALL,
)


def sweep(one: Parser, step: Fraction | None = None, *, ranged: bool = True) -> Parser:
    """A parser for one value or a sweep of them; ``step`` is that of a range that names none."""

    def parse(raw: Raw) -> tuple[Any, ...] | Noted:
        if not isinstance(raw, str):
            value = one(raw)
            return Noted((value.value,), value.notice) if isinstance(value, Noted) else (value,)
        items = [item for part in re.split(r"[;\n]", raw) if (item := stripped(part))]
        if not items:
            raise CellError("The list holds nothing", "Write the values with ; between them.")
        found: list[Any] = []
        for item in items:
            match = _RANGE.fullmatch(item) if ranged else None
            if match:
                found += _values(match, one, step, item)
            else:
                value = one(item)
                found.append(value.value if isinstance(value, Noted) else value)
        if len(found) > MOST_VALUES:
            raise _too_many(raw)
        return tuple(dict.fromkeys(found))

    return parse


def _values(match: re.Match[str], one: Parser, step: Fraction | None, item: str) -> list[Any]:
    example = "4..16 step 2" if step is not None else "0.8..1.2 step 0.1"
    if not match["first"] or not match["last"]:
        what = "end" if match["first"] else "beginning"
        raise CellError(f"The range {quoted(item)} has no {what}", f"Write such as {example}.")
    first, last = one(match["first"]), one(match["last"])
    if not isinstance(first, (int, Fraction)) or not isinstance(last, (int, Fraction)):
        raise CellError(f"The range {quoted(item)} is none of numbers", f"Write such as {example}.")
    if match["step"] == "":
        raise CellError(f"The step of {quoted(item)} is missing", f"Write such as {example}.")
    if match["step"]:
        step = share(match["step"]) if "%" in match["step"] else cells.decimal(match["step"])
    if step is None:
        raise CellError(f"The range {quoted(item)} has no step", f"Write such as {example}.")
    if step <= 0:
        raise CellError("The step is not above 0", f"Write such as {example}.")
    if first > last:
        raise CellError(
            f"The range {quoted(item)} runs backwards", "Write the smaller number first."
        )
    if (last - first) / step >= MOST_VALUES:
        raise _too_many(item)
    count = int((last - first) / step) + 1
    return [one(_as_text(first + step * at)) for at in range(count)]


def _too_many(raw: Raw) -> CellError:
    return CellError(
        f"{quoted(str(raw))} has more than {MOST_VALUES} values", "Take a larger step."
    )


def _as_text(value: Fraction) -> str | int:
    """A number in a form that every parser of cells reads exactly."""
    return int(value) if value == int(value) else f"{float(value):.12f}".rstrip("0")


def share(raw: Raw) -> Fraction:
    """A factor or a rate: ``0.85`` or ``85%``."""
    if isinstance(raw, str) and stripped(raw).endswith("%"):
        return cells.amount(stripped(raw)[:-1].strip()) / 100
    return cells.amount(raw)


def factor(raw: Raw) -> Fraction:
    """By how much something is multiplied: more than nothing."""
    found = share(raw)
    if found <= 0:
        raise CellError("The factor must be more than 0", "Write a number such as 0.5 or 1.25.")
    return found


def rate(raw: Raw) -> Fraction:
    """A share of all: more than nothing, at most 100%."""
    found = share(raw)
    if not 0 < found <= 1:
        raise CellError("This is no share of all sessions", "Write such as 85% or 0.85.")
    return found


def tutors(raw: Raw) -> tuple[Tutors, ...]:
    """Tutors by their IDs, each so many times: ``T004, 3 x T005``."""
    counts: dict[str, int] = {}
    for part in re.split(r"[,;\n]", cells.name(raw)):
        item = stripped(part)
        match = _TIMES.fullmatch(item)
        count = int(match[1]) if match else 1
        who = stripped(match[2]) if match else item
        if count < 1:
            raise CellError(f"{quoted(item)} is no tutor at all", "Write such as 3 x T004.")
        if who:
            counts[who] = counts.get(who, 0) + count
    if not counts:
        raise CellError("The list holds nothing", "Write IDs with , between them.")
    return tuple(Tutors(who, count) for who, count in counts.items())


def kinds(raw: Raw) -> frozenset[str]:
    """Kinds of slot: ``school_day, online``; ``both`` is in and after school, ``all`` is every kind."""
    known = {plain(kind): kind for kind in SLOT_KINDS}
    found: set[str] = set()
    for item in cells.names(raw):
        word = plain(re.sub(r"\bonly$", "", item.strip(), flags=re.IGNORECASE))
        if word in ("both", "all"):
            found |= BOTH if word == "both" else set(SLOT_KINDS)
        elif word in known:
            found.add(known[word])
        else:
            raise CellError(
                f"{quoted(item)} is no kind of slot",
                f"Write some of {', '.join(SLOT_KINDS)} with , between them; maybe"
                f" {nearest(item, SLOT_KINDS)} is meant.",
            )
    return frozenset(found)


def bus_days(raw: Raw) -> frozenset[int] | int:
    """The weekdays on which the routes run, or how many days a week."""
    if isinstance(raw, (int, float)) or (isinstance(raw, str) and stripped(raw).isdecimal()):
        count = cells.whole(0)(raw)
        if count > 7:
            raise CellError("A week has 7 days", "Write a number of days, or such as Mon-Fri.")
        return int(count)
    return frozenset(times.days(raw))


def sites(raw: Raw) -> tuple[str, ...]:
    """Sites that are in the scenario together."""
    return cells.names(raw)


def overrides(raw: Raw) -> tuple[Override, ...]:
    """Other values of cells: ``Settings.max_grade_spread=2; Sites[Lincoln].groups_at_once=5``."""
    found: list[Override] = []
    for part in re.split(r"[;\n](?![^\[]*\])", cells.name(raw)):
        item = stripped(part)
        if not item:
            continue
        match = _OVERRIDE.fullmatch(item)
        if match is None:
            raise CellError(
                f"{quoted(item)} is no cell with a value",
                "Write such as Settings.max_grade_spread=2; Sites[Lincoln].groups_at_once=5.",
            )
        parts = {name: stripped(text or "") for name, text in match.groupdict().items()}
        found.append(Override(parts["sheet"], parts["key"], parts["column"], parts["value"]))
    if not found:
        raise CellError("The list holds nothing", "Write such as Settings.max_group_size=3.")
    return tuple(found)
