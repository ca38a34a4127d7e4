"""Goal 1: who had a seat keeps one."""

import pytest

from constraints.goals.seats_kept import SeatsKept
from tests.constraints.world import ask, at, both_worths, earlier, group, problem, tutor, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
LAST_WEEK = earlier(group([ask("S1"), ask("S2")], MON, name="G1"))

CASES = (
    weighs("both seats kept", 2, group([ask("S1"), ask("S2")], MON), previous=LAST_WEEK),
    weighs(
        "with another tutor, time and company",
        2,
        group(ask("S1"), MON, by=tutor("T2")),
        group([ask("S2"), ask("S3")], TUE),
        previous=LAST_WEEK,
    ),
    weighs("one lost", 1, group(ask("S1"), MON), others=[ask("S2")], previous=LAST_WEEK),
    weighs("one gone from the program", 1, group(ask("S1"), MON), previous=LAST_WEEK),
    weighs("a newcomer counts nothing", 0, group(ask("S3"), MON), previous=LAST_WEEK),
    weighs(
        "another subject counts nothing", 0, group(ask("S1", "Reading"), MON), previous=LAST_WEEK
    ),
    weighs("no previous plan", 0, group(ask("S1"), MON)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(SeatsKept(), case)


@pytest.mark.parametrize(
    ("applies", "given"),
    [
        (True, {"previous": LAST_WEEK}),
        (False, {"previous": None}),
        (False, {"previous": LAST_WEEK, "seat_protection": False}),
        (True, {"previous": LAST_WEEK, "tutor_protection": False}),
    ],
)
def test_applies_to_protected_seats(applies, given):
    """The goal counts with a previous plan whose seats are protected."""
    assert SeatsKept().applies(problem([], **given)) is applies
