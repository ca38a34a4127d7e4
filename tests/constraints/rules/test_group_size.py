"""Rule 6: how large groups may be."""

import pytest

from constraints.rules.group_size import GroupSize
from tests.constraints.world import allowed, ask, at, both_voices, broken, group, malformed, tutor

MON = at("Mon 8:00-8:30")


def of(members, by=None, **last):
    asked = [ask(f"S{number}") for number in range(1, members)] + [ask("S9", **last)]
    return group(asked, MON, by=by, name="G1")


CASES = (
    allowed("four, by default", of(4)),
    broken("five", of(5), says="Group G1 has 5 students but groups have at most 4."),
    allowed("as many as the program allows", of(6), max_group_size=6),
    broken("one more than the program allows", of(2), max_group_size=1),
    allowed("as many as the tutor takes", of(2, by=tutor(max_group=2))),
    broken(
        "one more than the tutor takes",
        of(3, by=tutor(max_group=2)),
        says="Group G1 has 3 students but tutor T1 takes at most 2.",
    ),
    broken("the tutor takes more than the program allows", of(5, by=tutor(max_group=6))),
    allowed("as many as a member allows", of(2, max_group=2)),
    broken(
        "one more than a member allows",
        of(3, max_group=2),
        says="Group G1 has 3 students but student S9 is to be in groups of at most 2.",
    ),
    broken("one-to-one with company", of(2, max_group=1)),
    broken("a member allows more than the program", of(5, max_group=6)),
    malformed(
        "nobody", group([], MON, subject="Math", name="G1"), says="Group G1 has no students."
    ),
    allowed("one alone", of(1)),
    allowed("one-to-one", of(1, max_group=1)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(GroupSize(), case)
