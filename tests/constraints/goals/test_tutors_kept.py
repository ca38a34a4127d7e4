"""Goal 2: who had a tutor keeps that tutor."""

import pytest

from constraints.goals.tutors_kept import TutorsKept
from tests.constraints.world import ask, at, both_worths, earlier, group, problem, tutor, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
LAST_WEEK = earlier(
    group([ask("S1"), ask("S2")], MON, name="G1"),
    group(ask("S3"), MON, by=tutor("T2"), name="G2"),
)

CASES = (
    weighs(
        "all with their tutors, apart and at other times",
        3,
        group(ask("S1"), MON),
        group(ask("S2"), TUE),
        group(ask("S3"), TUE, by=tutor("T2")),
        previous=LAST_WEEK,
    ),
    weighs(
        "one with the other's tutor",
        2,
        group([ask("S1"), ask("S2"), ask("S3")], MON),
        previous=LAST_WEEK,
    ),
    weighs("one lost", 1, group(ask("S1"), MON), others=[ask("S2")], previous=LAST_WEEK),
    weighs("a newcomer counts nothing", 0, group(ask("S4"), MON), previous=LAST_WEEK),
    weighs(
        "another subject counts nothing", 0, group(ask("S1", "Reading"), MON), previous=LAST_WEEK
    ),
    weighs("no previous plan", 0, group(ask("S1"), MON)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(TutorsKept(), case)


@pytest.mark.parametrize(
    ("applies", "given"),
    [
        (True, {"previous": LAST_WEEK}),
        (False, {"previous": None}),
        (False, {"previous": LAST_WEEK, "tutor_protection": False}),
        (True, {"previous": LAST_WEEK, "seat_protection": False}),
    ],
)
def test_applies_to_protected_tutors(applies, given):
    """The goal counts with a previous plan whose tutors are protected."""
    assert TutorsKept().applies(problem([], **given)) is applies
