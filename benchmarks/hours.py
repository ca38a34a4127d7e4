"""Other hours for a person, by chance: a class that moved, a tutor who comes at other times."""

from __future__ import annotations

import random
from collections.abc import Sequence

from matcher.domain import DAY_MINUTES, Program, Student, Window, Windows

CLASS_DAYS = ((0, 2, 4), (1, 3), (0, 1, 2, 3, 4))
SCHOOL_DAYS = range(5)
STEP = 60  # minutes by which a tutor comes later or leaves earlier


def moved_class(rng: random.Random, program: Program, who: Student) -> Windows:
    """The student's ``busy`` with one class gone, if there was one, and another in its place.

    The new one falls into a slot that is open to the student's site.
    """
    slots = [slot for slot in program.slots if slot.is_open_to(who.site)]
    kept = list(who.busy)
    if kept:
        gone = rng.choice(kept)
        times = _times(gone)
        kept = [window for window in kept if _times(window) != times]
    if slots:
        slot = rng.choice(slots)
        days = rng.choice(CLASS_DAYS)
        kept += [Window(d * DAY_MINUTES + slot.start, d * DAY_MINUTES + slot.end) for d in days]
    return tuple(sorted(set(kept)))


def other_hours(rng: random.Random, available: Windows) -> Windows:
    """A day more or fewer, a day exchanged for another, or an hour less on each day."""
    days = sorted({_day(window) for window in available})
    free = [day for day in SCHOOL_DAYS if day not in days]
    ways: list[Windows] = []
    if len(days) > 1:
        gone = rng.choice(days)
        ways.append(tuple(window for window in available if _day(window) != gone))
    if free:
        like, new = rng.choice(days), rng.choice(free)
        more = _shifted([w for w in available if _day(w) == like], new - like)
        ways.append(tuple(sorted((*available, *more))))
        ways.append(tuple(sorted((*(w for w in available if _day(w) != like), *more))))
    if all(window.end - window.start > STEP for window in available):
        ways.append(tuple(Window(window.start + STEP, window.end) for window in available))
        ways.append(tuple(Window(window.start, window.end - STEP) for window in available))
    return rng.choice(ways) if ways else available


def _day(window: Window) -> int:
    return window.start // DAY_MINUTES


def _times(window: Window) -> tuple[int, int]:
    return window.start % DAY_MINUTES, window.end - window.start


def _shifted(windows: Sequence[Window], days: int) -> list[Window]:
    minutes = days * DAY_MINUTES
    return [Window(window.start + minutes, window.end + minutes) for window in windows]
