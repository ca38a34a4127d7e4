"""Who is taking part, in rows and in words."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.taking_part import DAYS_BACK, HIDDEN, Point, Row, TakingPart

COLUMNS = {
    "eligible": "Eligible: students of the program who are enrolled on that date",
    "asked": "Asked: of these, those whose family agreed (consent)",
    "placed": "Placed: of these, those with a seat in the plan of that week, or of the last week before",
    "attending": f"Attending: of these, those present at least once in the {DAYS_BACK} days up to that date",
    "missing": "Missing: all eligible students who are not attending",
}
"""Each column and what it counts."""


def rows(told: TakingPart) -> tuple[Row, ...]:
    """Whole numbers: the manager's own. Date by date, everyone first."""
    return tuple(
        Row(point.name, point.date, *line, told.numbers(point, line))
        for point in told.points
        for line in told.lines
    )


def public_notes(least: int) -> list[str]:
    """What a reader who sees the table for the first time should know."""
    lines = [
        (
            "All numbers count students, each once, however many subjects or sessions. A student with"
            " several categories counts in each of them, so these lines can add up to more than everyone."
        ),
        "Language is the language spoken at home, or else the one in which the student is best tutored.",
    ]
    if least > 1:
        lines.append(
            f"'{HIDDEN}' stands where a number could point to single students: for every number"
            f" from 1 to {least - 1}, and for further numbers from which one could be worked out. A"
            " number that is hidden may be small or large. What is hidden is hidden on all dates."
        )
    return lines


def not_known(points: Sequence[Point]) -> list[str]:
    """On which dates nobody knows who is attending."""
    return [
        f"Who is attending is not known on {point.date}: no attendance was written down in the"
        f" {DAYS_BACK} days up to then."
        for point in points
        if point.attending is None
    ]


def count_hidden(table: Sequence[Row]) -> tuple[int, int]:
    """How many numbers are hidden, and how many there are."""
    numbers = [number for row in table for number in row.numbers if number is not None]
    return sum(number == HIDDEN for number in numbers), len(numbers)
