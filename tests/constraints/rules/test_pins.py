"""Rule 12: what a person has settled stays."""

import pytest

from constraints.rules.pins import Pins
from matcher.domain import Pin
from tests.constraints.world import allowed, ask, at, both_voices, broken, group, span, tutor

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
LATER = at("Mon 8:30-9:00")


def pins(*rows):
    """Pins such as ``"S1 Math T1 Mon 8:00-8:30"``, with ``-`` for a blank, one a row from 2 on."""
    made = []
    for number, row in enumerate(rows, start=2):
        student, subject, by, *times = (None if part == "-" else part for part in row.split())
        windows = tuple(
            span(f"{day} {hours}") for day, hours in zip(times[::2], times[1::2], strict=True)
        )
        made.append(Pin("Pins", f"C{number}", student, subject, by, windows))
    return {"pins": tuple(made)}


CASES = (
    allowed("nothing pinned and nobody at all"),
    allowed("with the pinned tutor", group(ask(), MON), rows=pins("S1 Math T1")),
    allowed("with the pinned tutor in every subject", group(ask(), MON), rows=pins("S1 - T1")),
    broken(
        "with another tutor",
        group(ask(), MON, by=tutor("T2"), name="G1"),
        rows=pins("S1 Math T1"),
        says="Student S1 sits in group G1 but is pinned to tutor T1 (Pins C2).",
    ),
    allowed("another subject is pinned", group(ask(), MON, by=tutor("T2")), rows=pins("S1 Art T1")),
    allowed("another student is pinned", group(ask(), MON), rows=pins("S2 Math T2")),
    broken(
        "no seat",
        others=[ask()],
        rows=pins("S1 - T1"),
        says="Student S1 is pinned (Pins C2) but has no seat in Math.",
    ),
    broken(
        "a seat in one subject of two",
        group(ask(), MON),
        others=[ask(subject="Reading")],
        rows=pins("S1 - T1"),
    ),
    allowed(
        "a seat in the pinned subject of two",
        group(ask(), MON),
        others=[ask(subject="Reading")],
        rows=pins("S1 Math T1"),
    ),
    allowed("no consent, so it binds nobody", others=[ask(consent=False)], rows=pins("S1 - T1")),
    allowed("at the pinned time", group(ask(), MON), rows=pins("S1 Math - Mon 8:00-8:30")),
    allowed(
        "at the pinned time and on another day",
        group(ask(), MON, TUE),
        rows=pins("S1 Math - Mon 8:00-8:30"),
    ),
    broken(
        "half an hour later",
        group(ask(), LATER, name="G1"),
        rows=pins("S1 Math - Mon 8:00-8:30"),
        says="Student S1 sits in group G1 but is pinned to Mon 8:00-8:30 (Pins C2).",
    ),
    broken(
        "at the pinned start, a minute longer",
        group(ask(), at("Mon 8:00-8:31")),
        rows=pins("S1 Math - Mon 8:00-8:30"),
    ),
    broken(
        "on one of two pinned days",
        group(ask(), MON),
        rows=pins("S1 Math - Mon 8:00-8:30 Tue 8:00-8:30"),
    ),
    allowed(
        "on both days, pinned in two rows",
        group(ask(), MON, TUE),
        rows=pins("S1 Math - Mon 8:00-8:30", "S1 Math T1 Tue 8:00-8:30"),
    ),
    broken(
        "as one row says and not as the other",
        group(ask(), MON),
        rows=pins("S1 Math - Mon 8:00-8:30", "S1 Math T2"),
    ),
    allowed(
        "others in the group are not pinned",
        group([ask(), ask("S2")], MON),
        group(ask("S3"), MON, by=tutor("T2")),
        rows=pins("S1 Math T1 Mon 8:00-8:30"),
    ),
    allowed("a tutor's free time is no case of its own", rows=pins("- - T1 Mon 8:00-8:30")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Pins(), case)
