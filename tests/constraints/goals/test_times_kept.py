"""Goal 5: students keep the times they know."""

import pytest

from constraints.goals.times_kept import TimesKept
from tests.constraints.world import (
    ask,
    at,
    both_worths,
    earlier,
    group,
    online,
    problem,
    tutor,
    weighs,
)

MON, TUE, WED = (at(f"{day} 8:00-8:30") for day in ("Mon", "Tue", "Wed"))
BOTH = [ask("S1"), ask("S2")]
LAST_WEEK = earlier(
    group(BOTH, MON, TUE, name="G1"), group(ask("S3"), WED, by=tutor("T2"), name="G2")
)

CASES = (
    weighs("two members at two old times", 4, group(BOTH, MON, TUE), previous=LAST_WEEK),
    weighs("one time of two", 2, group(BOTH, MON, WED), previous=LAST_WEEK),
    weighs("one member of two", 1, group([ask("S1"), ask("S4")], MON), previous=LAST_WEEK),
    weighs("another tutor", 0, group(BOTH, MON, by=tutor("T2")), previous=LAST_WEEK),
    weighs("another group's time", 0, group(ask("S3"), MON), previous=LAST_WEEK),
    weighs(
        "the old time, the old tutor, another company",
        1,
        group([ask("S3")], WED, by=tutor("T2")),
        previous=LAST_WEEK,
    ),
    weighs("a minute later", 0, group(BOTH, at("Mon 8:01-8:31")), previous=LAST_WEEK),
    weighs("a longer slot", 0, group(BOTH, at("Mon 8:00-8:31")), previous=LAST_WEEK),
    weighs("another site", 0, group(BOTH, at("Mon 8:00-8:30", "Oak")), previous=LAST_WEEK),
    weighs("online", 0, group(BOTH, online("Mon 8:00-8:30", "Elm")), previous=LAST_WEEK),
    weighs(
        "another row at the same place",
        2,
        group(BOTH, at("Mon 8:00-8:30", open_to_all=True)),
        previous=LAST_WEEK,
    ),
    weighs("another subject", 0, group(ask("S1", "Reading"), MON), previous=LAST_WEEK),
    weighs("no previous plan", 0, group(BOTH, MON)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(TimesKept(), case)


def test_applies_with_any_previous_plan():
    """The goal counts with a previous plan, protected or not."""
    unprotected = {"seat_protection": False, "tutor_protection": False}
    assert TimesKept().applies(problem([], previous=LAST_WEEK, **unprotected))
    assert not TimesKept().applies(problem([]))


def test_a_seat_in_a_group_that_the_plan_does_not_tell_keeps_nothing():
    """A Seats row whose group is missing from the Groups sheet has no old times."""
    torn = earlier(group(BOTH, MON, name="G1"))
    torn = type(torn)(groups={}, seats=torn.seats)
    both_worths(TimesKept(), weighs("", 0, group(BOTH, MON), previous=torn))
