"""Goal 6: a group meets at one time of day."""

import pytest

from constraints.goals.one_clock_time import OneClockTime
from tests.constraints.world import ask, at, both_worths, group, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:45")
LATER, LATEST = at("Wed 8:05-8:30"), at("Thu 15:00-15:30")

CASES = (
    weighs("nobody", 0, others=[ask()]),
    weighs("one meeting", 0, group(ask(), LATER)),
    weighs("one time on two days, whatever the end", 0, group(ask(), MON, TUE)),
    weighs("two times", 1, group(ask(), MON, LATER)),
    weighs("three times on four days", 2, group(ask(), MON, TUE, LATER, LATEST)),
    weighs("members don't count", 1, group([ask(), ask("S2")], MON, LATER)),
    weighs(
        "each group for itself",
        1,
        group(ask(), MON, LATER),
        group(ask("S2"), LATEST),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(OneClockTime(), case)
