"""Rule 7: who may learn together."""

from fractions import Fraction

import pytest

from constraints.rules.group_fit import GroupFit
from tests.constraints.world import (
    allowed,
    ask,
    at,
    both_voices,
    broken,
    group,
    pairs,
    tutor,
)

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")
T2 = tutor("T2")


def grades(*given):
    return group([ask(f"S{n}", grade=grade) for n, grade in enumerate(given)], MON, name="G1")


def levels(*given):
    exact = [None if level is None else Fraction(level) for level in given]
    return group([ask(f"S{n}", level=level) for n, level in enumerate(exact)], MON, name="G1")


ONE = group(ask("S1"), MON)
TWO = group(ask("S2"), MON, by=T2)
BOTH = group([ask("S1"), ask("S2")], MON, name="G1")
READING = group(ask("S1", "Reading"), TUE)
HALF = Fraction("0.5")

CASES = (
    allowed("grades one apart", grades(3, 4)),
    broken(
        "grades two apart",
        grades(3, 4, 5),
        says="Students S0 and S2 are 2 grades apart in group G1 but may be at most 1.",
    ),
    allowed("kindergarten and first grade", grades(0, 1)),
    broken("transitional kindergarten and first grade", grades(-1, 1)),
    allowed("as far as the program allows", grades(3, 6), max_grade_spread=3),
    broken("two grades where one is wanted", grades(3, 4), max_grade_spread=0),
    allowed("levels far apart without a limit", levels(1, 9)),
    allowed("levels just near enough", levels("2.5", "3", "2.7"), max_level_spread=HALF),
    broken(
        "levels a little too far apart",
        levels("2.5", "3.01", "2.7"),
        max_level_spread=HALF,
        says="Students S0 and S1 are 0.51 levels apart in group G1 but may be at most 0.5.",
    ),
    allowed("a level that is not given", levels(1, None), max_level_spread=HALF),
    broken("far apart beside one not given", levels(1, None, 2), max_level_spread=HALF),
    allowed("the same level where none else is wanted", levels(2, 2), max_level_spread=Fraction(0)),
    broken("another level where none is wanted", levels(2, "2.1"), max_level_spread=Fraction(0)),
    allowed("apart in two groups", ONE, TWO, rows=pairs("apart S1 S2")),
    broken(
        "apart in one group",
        BOTH,
        rows=pairs("apart S1 S2"),
        says="Students S1 and S2 are to be apart but share group G1.",
    ),
    broken("apart the other way round", BOTH, rows=pairs("apart S2 S1")),
    broken("apart, told twice", BOTH, rows=pairs("apart S2 S1", "apart S1 S2")),
    allowed("together in one group", BOTH, rows=pairs("together S1 S2")),
    allowed(
        "together and neither placed", others=[ask("S1"), ask("S2")], rows=pairs("together S1 S2")
    ),
    broken(
        "together and one placed",
        ONE,
        others=[ask("S2")],
        rows=pairs("together S1 S2"),
        says="Students S1 and S2 are to be together in Math but do not share a group.",
    ),
    broken("together the other way round", ONE, others=[ask("S2")], rows=pairs("together S2 S1")),
    broken("together in two groups", ONE, TWO, rows=pairs("together S1 S2")),
    allowed(
        "together and one does not ask for the subject",
        ONE,
        others=[ask("S2", "Reading")],
        rows=pairs("together S1 S2"),
    ),
    allowed(
        "together and one without consent",
        ONE,
        others=[ask("S2", consent=False)],
        rows=pairs("together S1 S2"),
    ),
    allowed("together and one unknown", ONE, rows=pairs("together S1 S2")),
    allowed(
        "together in the subject that both ask for, one alone in the other",
        BOTH,
        READING,
        rows=pairs("together S1 S2"),
    ),
    broken(
        "together in one subject of two",
        BOTH,
        READING,
        others=[ask("S2", "Reading")],
        rows=pairs("together S1 S2"),
        says="Students S1 and S2 are to be together in Reading but do not share a group.",
    ),
    broken(
        "three together and one left out",
        BOTH,
        others=[ask("S3")],
        rows=pairs("together S1 S2", "together S2 S3"),
    ),
    allowed("a level that is not given, first", levels(None, 1), max_level_spread=HALF),
    allowed("no levels at all", levels(None, None), max_level_spread=HALF),
    allowed(
        "together and one does not ask for the other's subject",
        group(ask("S2", "Reading"), TUE),
        others=[ask("S1")],
        rows=pairs("together S1 S2"),
    ),
    allowed(
        "a third student who asks for both subjects ties nobody",
        ONE,
        others=[ask("S2", "Reading"), ask("S3"), ask("S3", "Reading")],
        rows=pairs("together S1 S2"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """Both voices say what the table says, and no other rule minds."""
    both_voices(GroupFit(), case)


def test_a_pair_told_both_ways_is_one_case():
    """A pair written in both directions is looked at, and reported, once."""
    told_twice = broken("", BOTH, rows=pairs("apart S2 S1", "apart S1 S2"))
    assert len(GroupFit().check(told_twice.problem, told_twice.schedule).violations) == 1


def test_every_pair_that_is_looked_at_counts():
    """The Checks sheet tells of each pair, broken or not."""
    seats = allowed("", ONE, TWO, rows=pairs("apart S1 S2", "together S3 S4"))
    assert GroupFit().check(seats.problem, seats.schedule).cases == 1


def test_links_bind_only_what_concerns_the_week():
    """A request without consent is tied to nobody, whoever asks."""
    gone, here = ask("S2", consent=False), ask("S1")
    program = allowed("", ONE, others=[gone], rows=pairs("together S1 S2")).problem
    assert not GroupFit().links(program, here, gone)
    assert not GroupFit().links(program, gone, here)
