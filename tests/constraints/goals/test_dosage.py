"""Goal 7: as much tutoring as there is room for."""

import pytest

from constraints.goals.dosage import Dosage
from tests.constraints.world import ask, at, both_worths, group, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:45")

CASES = (
    weighs("nobody", (0, 0), others=[ask()]),
    weighs("one student, once", (1, 30), group(ask(), MON)),
    weighs("one student, twice", (2, 75), group(ask(), MON, TUE)),
    weighs("two students, twice", (4, 150), group([ask(), ask("S2")], MON, TUE)),
    weighs("two groups", (3, 120), group(ask(), MON, TUE), group(ask("S2"), TUE)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(Dosage(), case)
