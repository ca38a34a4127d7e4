"""Rule 5: how often groups meet."""

import pytest

from constraints.rules.dosage import Dosage
from tests.constraints.world import allowed, ask, at, both_voices, broken, group, malformed

WEEK = [at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed", "Thu", "Fri")]


def times(count, least, most):
    return group(ask(least=least, most=most), *WEEK[:count], name="G1")


CASES = (
    allowed("the least", times(3, 3, 5)),
    broken(
        "one fewer",
        times(2, 3, 5),
        says="Student S1 has 2 sessions a week in group G1 but 3 to 5 were asked for.",
    ),
    allowed("the most", times(5, 3, 5)),
    broken(
        "one more",
        times(3, 2, 2),
        says="Student S1 has 3 sessions a week in group G1 but 2 were asked for.",
    ),
    allowed("once a week is enough", times(1, 1, 1)),
    broken(
        "more than once",
        times(2, 1, 1),
        says="Student S1 has 2 sessions a week in group G1 but 1 was asked for.",
    ),
    broken(
        "too few for one member",
        group([ask(least=1, most=2), ask("S2", least=3)], *WEEK[:2]),
    ),
    broken(
        "too many for one member",
        group([ask(least=1, most=2), ask("S2", least=3)], *WEEK[:3]),
    ),
    malformed("no meetings", group(ask(), name="G1"), says="Group G1 has no meetings."),
    malformed(
        "no meetings, and none asked for",
        group(ask(least=0), name="G1"),
        says="Group G1 has no meetings.",
    ),
    malformed(
        "two meetings on a weekday",
        group(ask(), WEEK[0], at("Mon 9:00-9:30"), name="G1"),
        says="Group G1 meets 2 times on Mon but may only once.",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Dosage(), case)
