"""What a method gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from matcher.schedule import Schedule

Trajectory = list[tuple[float, float]]
"""``(seconds since the method began, need served)`` each time that this grew."""


@dataclass(frozen=True)
class Answer:
    """A standing plan, what the method itself says of it, and how it came about.

    ``value`` and ``bound`` are of goal 3, need served; ``sessions`` are of goal 7, where the method
    pursues it. ``first`` is when the first plan with anybody in it was there. ``note`` says why
    there is no plan, or what ended the search.
    """

    schedule: Schedule = field(default_factory=Schedule)
    value: float = 0.0
    bound: float | None = None
    sessions: float | None = None
    sessions_bound: float | None = None
    first: float | None = None
    trajectory: Trajectory = field(default_factory=list)
    note: str = ""


class TooLargeError(Exception):
    """The method's model would not fit a common machine; the message says how large it would be."""
