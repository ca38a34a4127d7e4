"""Goal 0: who is pinned has a seat."""

import pytest

from constraints.goals.pins_held import PinsHeld
from matcher.domain import Pin
from tests.constraints.world import ask, at, both_worths, group, problem, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
PINS = {"pins": (Pin("Pins", "C2", "S1", None, "T1"), Pin("Pins", "C3", "S2", "Math", "T1"))}
READING = ask("S1", "Reading")

CASES = (
    weighs("nobody placed", 0, others=[ask("S1"), ask("S2")], rows=PINS),
    weighs("one of two", 1, group(ask("S1"), MON), others=[ask("S2")], rows=PINS),
    weighs("both", 2, group([ask("S1"), ask("S2")], MON), rows=PINS),
    weighs(
        "every subject where none is named",
        3,
        group([ask("S1"), ask("S2")], MON),
        group(READING, TUE),
        rows=PINS,
    ),
    weighs("another subject of S2", 0, group(ask("S2", "Reading"), MON), rows=PINS),
    weighs("who is not pinned counts nothing", 0, group(ask("S3"), MON), rows=PINS),
    weighs("nothing pinned", 0, group(ask("S1"), MON)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(PinsHeld(), case)


@pytest.mark.parametrize(
    ("applies", "pins"),
    [
        (True, PINS["pins"]),
        (True, PINS["pins"][1:]),
        (False, ()),
        (False, (Pin("Pins", "C2", "S9", None, "T1"),)),
        (False, (Pin("Pins", "D2", tutor="T1", times=PINS["pins"][0].times),)),
    ],
)
def test_applies_where_somebody_of_the_week_is_pinned(applies, pins):
    """Pins of those who are not there, and of tutors alone, place nobody."""
    week = problem([group(ask("S1"), MON), group(ask("S2"), MON)], rows={"pins": pins})
    assert PinsHeld().applies(week) is applies
