"""What the search tells while it runs, and how it is asked to stop.

The search calls ``progress`` with a :class:`Progress` whenever there is something new, from one
thread, and now and then asks ``stop`` whether it should end with the best it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the search stands.

    ``phase`` is for people ("looking for groups"); ``goal`` is the number of the goal at work, or
    ``None`` while none is; ``value`` and ``bound`` are of that goal, ``None`` where not yet known;
    ``seconds`` have passed since the search began.
    """

    phase: str
    goal: int | None = None
    value: Fraction | int | None = None
    bound: Fraction | int | None = None
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """``|bound - value| / max(1, |bound|, |value|)``; ``None`` where one is not known."""
        if self.value is None or self.bound is None:
            return None
        value, bound = Fraction(self.value), Fraction(self.bound)
        return float(abs(bound - value) / max(Fraction(1), abs(bound), abs(value)))


Report = Callable[[Progress], None]
Stop = Callable[[], bool]


class Background(Protocol):
    """Does some work in another thread, so that Ctrl-C is heard meanwhile."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """What the work comes to."""


def silent(_progress: Progress) -> None:
    """Tell nobody."""


def never() -> bool:
    """Do not stop."""
    return False
