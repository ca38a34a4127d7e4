"""Where the time goes: seconds and counts of the parts of a run, which ``--profile`` shows.

What is noted here is looked at when all is done. No step may depend on it: a plan is the same
however long anything took.
"""

from __future__ import annotations

import math
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

if sys.platform != "win32":
    import resource


class Stage(StrEnum):
    """What a run does one after another, so that seconds add up. In order, in words for people."""

    LOADING = "loading the search"
    READING = "reading the workbook"
    NUMBERS = "telling the rules in numbers"
    FIRST = "first plan"
    EVERYBODY = "placing everybody at once"
    PACKING = "packing a tight week"
    BOUNDS = "bounds, and diving from them"
    NEWCOMERS = "taking newcomers in"
    IMPROVING = "improving"
    LISTING = "proof by listing"
    VERIFYING = "verifying"
    BENDING = "the dates of the week"
    REASONS = "reasons and changes"
    WRITING = "writing"


class Work(StrEnum):
    """What the search does over and over, in several threads at a time."""

    PRICING = "finding candidates by pricing"
    LINEAR = "linear programs"
    WHOLE = "whole-number programs"
    DIVING = "diving, the above included"
    MENDING = "repairing a plan"
    TASKS = "tasks of improving, the above included"


@dataclass
class Spent:
    """What a part of a run came to.

    ``seconds`` are of all threads together; ``times`` says how often it was done, ``found`` how
    much came of it; ``largest`` are the rows and columns of the largest program.
    """

    seconds: float = 0.0
    times: int = 0
    found: int = 0
    largest: tuple[int, int] = (0, 0)

    def add(self, other: Spent) -> None:
        """Take in what the same part came to at another time."""
        self.seconds += other.seconds
        self.times += other.times
        self.found += other.found
        self.largest = max(self.largest, other.largest, key=math.prod)


Told = dict[tuple[Stage | Work, int | None], Spent]
"""What each part came to, for each goal or for none."""


class Timing:
    """The clock of one run, which any of its threads may use; it starts when it is made."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._processor = time.process_time()
        self._lock = threading.Lock()
        self._spent: Told = defaultdict(Spent)

    @contextmanager
    def __call__(self, part: Stage | Work, goal: int | None = None) -> Iterator[Spent]:
        """Time a block, for the goal of this number if for one; the block may add its counts."""
        spent, began = Spent(times=1), time.perf_counter()
        try:
            yield spent
        finally:
            spent.seconds = time.perf_counter() - began
            with self._lock:
                self._spent[part, goal].add(spent)

    def of(self, part: Stage | Work, goal: int | None = None) -> Spent:
        """What a part came to, for one goal or for all of them and none."""
        total = Spent()
        with self._lock:
            for (done, for_goal), spent in self._spent.items():
                if done == part and goal in (None, for_goal):
                    total.add(spent)
        return total

    def told(self) -> Told:
        """Everything that was timed, to be taken in by another clock."""
        with self._lock:
            return dict(self._spent)

    def take(self, told: Told) -> None:
        """Take in what was timed elsewhere: in another process, say."""
        with self._lock:
            for part, spent in told.items():
                self._spent[part].add(spent)

    @property
    def seconds(self) -> float:
        """Seconds that have passed."""
        return time.perf_counter() - self._began

    @property
    def processor_seconds(self) -> float:
        """Seconds that processor cores have worked for this process, all of them together."""
        return time.process_time() - self._processor


def peak_megabytes() -> float | None:
    """The most memory that this process has had so far; None where the system can't be asked."""
    if sys.platform == "win32":
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
