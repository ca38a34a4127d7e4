"""Goal 3: the greatest needs first."""

from fractions import Fraction
from itertools import product

import pytest

from constraints.goals.need_served import NeedServed
from matcher.schedule import Schedule
from tests.constraints.first_voice import worth
from tests.constraints.world import ask, at, both_worths, group, problem, weighs

MON, TUE = at("Mon 8:00-8:30"), at("Tue 8:00-8:30")


def needy(name, need, subject="Math"):
    return ask(name, subject, need=Fraction(need))


CASES = (
    weighs("nobody", 0, others=[needy("S1", 4)]),
    weighs("two students", "3.5", group([needy("S1", 2), needy("S2", "1.5")], MON)),
    weighs(
        "a student's two subjects count once, by the greater need",
        4,
        group(needy("S1", 3), MON),
        group(needy("S1", 4, "Reading"), TUE),
    ),
    weighs(
        "what is not placed counts nothing",
        3,
        group(needy("S1", 3), MON),
        others=[needy("S1", 4, "Reading"), needy("S2", 9)],
    ),
    weighs("decimals are exact", "0.3", group([needy("S1", "0.1"), needy("S2", "0.2")], MON)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_table(case):
    """The aims and the values both say what the table says."""
    both_worths(NeedServed(), case)


STRICT = [
    needy("S1", 4),
    needy("S1", 1, "Reading"),
    needy("S2", 2),
    needy("S3", 2),
    needy("S3", 4, "Reading"),
    needy("S4", 1),
]


def placed(*members):
    """A schedule in which just these requests have a seat, each alone."""
    return Schedule(tuple(group(member, MON) for member in members))


def test_levels_count_each_student_at_their_best():
    """A student counts at the need of their most needed placed request alone."""
    goal, program = NeedServed(), problem([], others=STRICT, need_order="strict")
    some = placed(STRICT[0], STRICT[1], STRICT[3], STRICT[5])
    assert goal.levels(program, some) == ((4, 1), (2, 1), (1, 1))
    assert goal.levels(program, Schedule()) == ((4, 0), (2, 0), (1, 0))
    assert goal.values(program, some) == (Fraction(7),)


def test_strict_aims_order_schedules_as_the_levels_do():
    """The aims one after another rank any two schedules just as the levels' counts do."""
    goal, program = NeedServed(), problem([], others=STRICT, need_order="strict")
    aims = goal.aims(program)
    ranked = []
    for chosen in product([False, True], repeat=len(STRICT)):
        picked = placed(*(request for request, seat in zip(STRICT, chosen, strict=True) if seat))
        counts = tuple(count for _, count in goal.levels(program, picked))
        ranked.append((counts, tuple(worth(aim, program, picked) for aim in aims)))
    assert len(aims) == 4  # three levels, and the plain sum that they settle
    for (counts, told), (others, others_told) in product(ranked, repeat=2):
        assert (counts < others) == (told < others_told)


def test_the_plain_sum_is_one_aim():
    """By weight, no level comes before another."""
    assert len(NeedServed().aims(problem([], others=STRICT))) == 1


def test_always_applies():
    """The goal counts with and without a previous plan."""
    assert NeedServed().applies(problem([]))
