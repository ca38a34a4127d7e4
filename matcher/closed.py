"""What a manager means by ``Lincoln`` or ``Lincoln 10:15``: a site, or its slots of one time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.domain import CalendarDay, Program, Slot, clock
from matcher.report.words import day_words
from matcher.workbook import times
from matcher.workbook.cells import CellError
from matcher.workbook.names import alike, nearest


class ClosedError(Exception):
    """No such site or slot; the message says what there is."""


@dataclass(frozen=True)
class Closed:
    """A site that is closed on a date, or part of it. Times are minutes since midnight.

    None is the day's start or end. Whatever overlaps the time is closed with it, also a slot that
    began earlier: a room, a hall or a whole building is out of use, not a row of a sheet.
    """

    site: str
    start: int | None = None
    end: int | None = None
    words: str = ""

    def row(self, date: dt.date) -> CalendarDay:
        """As it would stand in the Calendar sheet."""
        part = self.start is not None or self.end is not None
        if part:
            return CalendarDay(date, date, "blocked", self.site, start=self.start, end=self.end)
        return CalendarDay(date, date, "closed", self.site)


def find_closed(
    program: Program, words: str, date: dt.date, start: int | None, end: int | None
) -> Closed:
    """The site of that name, closed from ``start`` to ``end``; or its slots that start at a time.

    The slots are those in force on the date. Of several with one start, the longest counts. Raises
    :class:`ClosedError`.
    """
    whole = _site(program, words)
    if whole is not None:
        return Closed(whole, start, end, whole)
    for name, begin in _name_and_time(words):
        site = _site(program, name)
        if site is not None:
            return _slot(program, site, begin, date)
        raise ClosedError(_unknown(program, name))
    raise ClosedError(_unknown(program, words))


def _site(program: Program, words: str) -> str | None:
    return next((site for site in program.sites if alike(site) == alike(words)), None)


def _name_and_time(words: str) -> Iterator[tuple[str, int]]:
    """The words as a name and a time behind it: ``Elm 10:15``, ``Elm 3:30 PM``."""
    parts = words.split()
    for count in (2, 1):
        try:
            begin = times.time(" ".join(parts[-count:]))
        except CellError:
            continue
        if len(parts) > count:
            yield " ".join(parts[:-count]).rstrip(","), begin


def _unknown(program: Program, name: str) -> str:
    close = nearest(name, program.sites, least=0.6)
    maybe = f" Maybe {close} is meant." if close else ""
    return (
        f"No site is called {name.strip()!r}.{maybe} Give a site, or a site and the start of one of"
        " its slots, such as 'Lincoln 10:15'."
    )


def _slot(program: Program, site: str, begin: int, date: dt.date) -> Closed:
    there = [slot for slot in program.slots if slot.site == site and _on(slot, date)]
    meant = [slot for slot in there if slot.start == begin]
    if meant:
        end = max(slot.end for slot in meant)
        return Closed(site, begin, end, f"{site} {clock(begin)}-{clock(end)}")
    starts = [clock(start) for start in sorted({slot.start for slot in there})]
    which = (
        f"Its slots that day start at {', '.join(starts)}." if starts else "It has none that day."
    )
    raise ClosedError(f"No slot of {site} starts at {clock(begin)} on {day_words(date)}. {which}")


def _on(slot: Slot, date: dt.date) -> bool:
    return date.weekday() in slot.days and slot.in_force(date)
