"""Rule 11: what a week may cost."""

from fractions import Fraction

import pytest

from constraints.rules.budget import Budget
from tests.constraints.world import allowed, ask, at, both_voices, broken, group, tutor

# Half an hour at 30 and twenty minutes at 20, twice: 15 + 2 x 6 2/3 = 28 1/3.
HALF_HOUR = group(ask("S1"), at("Mon 8:00-8:30"), by=tutor(hourly_rate=Fraction(30)))
TWICE = group(
    [ask("S2"), ask("S3")],
    at("Mon 9:00-9:20"),
    at("Tue 9:00-9:20"),
    by=tutor("T2", hourly_rate=Fraction(20)),
)
EXACT = Fraction(85, 3)

CASES = (
    allowed("no budget", HALF_HOUR, TWICE),
    allowed("just the budget", HALF_HOUR, TWICE, weekly_budget=EXACT),
    broken("a thousandth more", HALF_HOUR, TWICE, weekly_budget=EXACT - Fraction(1, 1000)),
    broken(
        "one group is too dear",
        HALF_HOUR,
        weekly_budget=Fraction("14.99"),
        says="The week's sessions cost 15 but the weekly budget is 14.99.",
    ),
    allowed(
        "volunteers on no budget", group(ask(), at("Mon 8:00-8:30")), weekly_budget=Fraction(0)
    ),
    broken("wages on no budget", HALF_HOUR, weekly_budget=Fraction(0)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Budget(), case)


def test_without_a_budget_there_is_no_such_resource():
    """Nothing is claimed, so nothing may be asked for."""
    with pytest.raises(KeyError):
        Budget().capacity(allowed("", HALF_HOUR).problem, ("budget",))
