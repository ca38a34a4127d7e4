"""Goal 4: further subjects."""

from fractions import Fraction

import pytest

from constraints.goals.further_subjects import FurtherSubjects
from tests.constraints.world import ask, at, both_worths, group, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
MATH = ask("S1", need=Fraction("0.3"))
READING = ask("S1", "Reading", need=Fraction(4))

CASES = (
    weighs("nobody", 0, others=[MATH]),
    weighs("one subject", "0.3", group(MATH, MON), others=[READING]),
    weighs("both subjects", "4.3", group(MATH, MON), group(READING, TUE)),
    weighs(
        "everybody in a group, however often it meets",
        "1.3",
        group([MATH, ask("S2")], MON, TUE),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(FurtherSubjects(), case)
