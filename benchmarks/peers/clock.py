"""The time that a method has."""

from __future__ import annotations

import time


class Clock:
    """Runs from its making for ``limit`` seconds."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._began = time.perf_counter()

    @property
    def passed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began

    @property
    def left(self) -> float:
        """Seconds until the limit; never negative."""
        return max(0.0, self.limit - self.passed)
