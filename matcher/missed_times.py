"""Who keeps missing one time, by the ledger: which sessions, and how it is at other times.

A session is missed where Attendance says absent, or the plan says away. A time stands out if at
least ``LEAST`` sessions there were missed, at least half of them, and of the request's other
sessions at most half as large a share. Such a time is a weekday with a time of day; where none
stands out, it is a time of day on whichever day, even if the request has no other time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from matcher.ledger import Entry, Key, Ledger

LEAST = 3
"""Fewer missed sessions than this may be chance."""


@dataclass(frozen=True)
class Presence:
    """Of so many sessions, how many were missed."""

    sessions: int = 0
    missed: int = 0

    def __add__(self, other: Presence) -> Presence:
        return Presence(self.sessions + other.sessions, self.missed + other.missed)

    @property
    def share(self) -> Fraction:
        """The share that was missed; nothing of nothing."""
        return Fraction(self.missed, self.sessions) if self.sessions else Fraction(0)


@dataclass(frozen=True)
class MissedTime:
    """A time that a request keeps missing. ``day`` is None for a time of day on any day."""

    key: Key
    day: int | None
    start: int  # minutes since midnight
    there: Presence
    elsewhere: Presence

    def covers(self, day: int, start: int) -> bool:
        """Whether something that starts then is at this time."""
        return start == self.start and self.day in (None, day)


Time = tuple[int, int]
"""Weekday and minutes since midnight."""


def presences(entries: Iterable[Entry]) -> dict[Time, Presence]:
    """How it was at each time, of the sessions that the student came to or missed."""
    found: dict[Time, Presence] = defaultdict(Presence)
    for entry in entries:
        if entry.session is not None and entry.outcome in ("present", "made_up", "absent", "away"):
            time = (entry.date.weekday(), entry.session.start)
            found[time] += Presence(1, int(entry.outcome in ("absent", "away")))
    return dict(found)


def missed_times(ledger: Ledger) -> tuple[MissedTime, ...]:
    """Every time that stands out, by student, subject and time."""
    found = []
    for key, account in ledger.requests().items():
        by_time = presences(account.entries)
        found += list(_on_days(key, by_time)) or list(_on_any_day(key, by_time))
    return tuple(found)


def _on_days(key: Key, by_time: dict[Time, Presence]) -> Iterator[MissedTime]:
    for (day, start), there in sorted(by_time.items()):
        elsewhere = _together(by_time[time] for time in by_time if time != (day, start))
        if elsewhere.sessions and _stands_out(there, elsewhere):
            yield MissedTime(key, day, start, there, elsewhere)


def _on_any_day(key: Key, by_time: dict[Time, Presence]) -> Iterator[MissedTime]:
    for start in sorted({start for _, start in by_time}):
        there = _together(by_time[time] for time in by_time if time[1] == start)
        elsewhere = _together(by_time[time] for time in by_time if time[1] != start)
        if _stands_out(there, elsewhere):
            yield MissedTime(key, None, start, there, elsewhere)


def _together(some: Iterable[Presence]) -> Presence:
    return sum(some, start=Presence())


def _stands_out(there: Presence, elsewhere: Presence) -> bool:
    return (
        there.missed >= LEAST
        and 2 * there.missed >= there.sessions
        and (2 * elsewhere.share <= there.share)
    )
