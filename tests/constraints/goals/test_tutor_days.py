"""Goal 9: tutors come on few days and wait little."""

import pytest

from constraints.goals.tutor_days import TutorDays
from tests.constraints.world import ask, at, both_worths, group, tutor, weighs

EIGHT, HALF_PAST, TEN = at("Mon 8:00-8:30"), at("Mon 8:30-9:00"), at("Mon 10:00-10:30")
TUE = at("Tue 8:00-8:30")


def day(*meetings, by=None):
    """A group of one for each meeting, all by one tutor."""
    return [group(ask(f"S{n}"), meeting, by=by) for n, meeting in enumerate(meetings)]


CASES = (
    weighs("nobody", (0, 0), others=[ask()]),
    weighs("one meeting", (1, 0), *day(EIGHT)),
    weighs("two that touch", (1, 0), *day(HALF_PAST, EIGHT)),
    weighs("an hour and a half between", (1, 90), *day(TEN, EIGHT)),
    weighs("only the gaps count", (1, 60), *day(EIGHT, HALF_PAST, TEN)),
    weighs("no waiting over night", (2, 0), *day(EIGHT, TUE)),
    weighs("one group on two days", (2, 0), group(ask(), EIGHT, TUE)),
    weighs(
        "two tutors on one day",
        (2, 0),
        *day(EIGHT),
        group(ask("S9"), TEN, by=tutor("T2")),
    ),
    weighs("a full group counts once", (1, 0), group([ask(), ask("S2")], EIGHT)),
    weighs(
        "a short meeting in a long one's shadow",
        (1, 10),
        *day(at("Mon 8:00-9:00"), at("Mon 8:10-8:30"), at("Mon 9:10-9:40")),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(TutorDays(), case)
