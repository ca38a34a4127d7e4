"""Goal 10: what it costs."""

from fractions import Fraction

import pytest

from constraints.goals.cost import Cost
from tests.constraints.world import ask, at, both_worths, group, tutor, weighs

THIRTY = tutor(hourly_rate=Fraction(30))
TWENTY = tutor("T2", hourly_rate=Fraction(20))
MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:20")

CASES = (
    weighs("nobody", 0, others=[ask()]),
    weighs("a volunteer", 0, group(ask(), MON)),
    weighs("half an hour", 15, group(ask(), MON, by=THIRTY)),
    weighs("a full group costs no more", 15, group([ask(), ask("S2")], MON, by=THIRTY)),
    weighs("a third of an hour, exactly", Fraction(20, 3), group(ask(), TUE, by=TWENTY)),
    weighs(
        "two tutors, three meetings",
        15 + 10 + Fraction(20, 3),
        group(ask(), MON, TUE, by=THIRTY),
        group(ask("S2"), TUE, by=TWENTY),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(Cost(), case)
