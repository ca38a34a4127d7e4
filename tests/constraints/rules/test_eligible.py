"""Rule 1: who may tutor whom."""

import datetime as dt

import pytest

from constraints.rules.eligible import Eligible
from tests.constraints.world import (
    MONDAY,
    SUNDAY,
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    pairs,
    tutor,
)

MON = at("Mon 8:00-8:30")
DAY = dt.timedelta(days=1)


def seat(member=None, **wishes):
    return group(member or ask(), MON, by=tutor(**wishes))


CASES = (
    allowed("nobody at all"),
    allowed("one student", seat()),
    allowed("the tutor's only subject", seat(subjects=("Math",))),
    broken(
        "a subject that the tutor does not teach",
        seat(subjects=("Reading",)),
        says="Tutor T1 holds the Math group of tutor T1 with S1 but does not teach Math.",
    ),
    allowed("the last of the tutor's grades", seat(grades=frozenset({2, 3}))),
    broken(
        "a grade beyond the tutor's",
        seat(grades=frozenset({2, 4})),
        says="Student S1 sits in the Math group of tutor T1 with S1 but tutor T1 does not teach the student's grade.",
    ),
    broken("a reserve", seat(reserve=True)),
    allowed(
        "a second language of both",
        group(ask(languages=("Armenian", "Spanish")), MON, language="Spanish"),
    ),
    broken(
        "a language that the tutor lacks",
        group(ask(languages=("Armenian",)), MON, language="Armenian"),
    ),
    broken(
        "a language that one member lacks",
        group([ask(languages=("Spanish",)), ask("S2")], MON, language="Spanish"),
    ),
    allowed("the only tutor", seat(), rows=pairs("only S1 T1")),
    allowed("one of two only tutors", seat(), rows=pairs("only S1 T2", "only S1 T1")),
    allowed("another student's only tutor", seat(), others=[ask("S2")], rows=pairs("only S2 T2")),
    broken("not the only tutor", seat(), rows=pairs("only S1 T2")),
    allowed("another tutor avoided", seat(), rows=pairs("avoid S1 T2")),
    broken("the tutor to avoid", seat(), rows=pairs("avoid S1 T1")),
    allowed("enrolled on the Sunday alone", seat(ask(start_date=SUNDAY))),
    broken("enrolled from the next Monday", seat(ask(start_date=SUNDAY + DAY))),
    allowed("enrolled to the Monday", seat(ask(end_date=MONDAY))),
    broken("enrolled to the day before", seat(ask(end_date=MONDAY - DAY))),
    broken("no consent", seat(ask(consent=False))),
    allowed("employed on the Sunday alone", seat(start_date=SUNDAY)),
    broken("employed from the next Monday", seat(start_date=SUNDAY + DAY)),
    allowed("cleared until the Monday", seat(cleared_until=MONDAY)),
    broken("cleared until the day before", seat(cleared_until=MONDAY - DAY)),
    broken("not cleared", seat(cleared=False)),
    broken(
        "a member of another subject",
        group([ask(), ask("S2", "Reading")], MON, name="G1"),
        says="Student S2 sits in group G1, which is Math, with a request for Reading.",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(Eligible(), case)
