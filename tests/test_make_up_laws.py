"""Laws of make-ups, on small weeks full of trouble."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints import RULES
from matcher.bend import bend
from matcher.make_up import make_up
from matcher.make_up_board import lay_out
from matcher.make_up_fill import fill
from matcher.search.spare_seats import choose
from matcher.verify_make_ups import verify_make_ups
from tests import make_up_oracle
from tests.make_up_weeks import owing

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
MOST_CANDIDATES = 40


@st.composite
def weeks(draw, most=3):
    """A dated week and what is owed."""
    found = owing(draw(st.randoms(use_true_random=False)), most)
    assume(found is not None)
    problem, schedule, owed = found
    return problem, schedule, bend(problem, schedule, RULES), owed


def alone(problem, sessions, owed):
    """The make-ups that are possible by themselves, each place once."""
    found = {}
    for one in make_up_oracle.candidates(problem, sessions, owed):
        if make_up_oracle.allowed(problem, sessions, [one], owed):
            found.setdefault((one.member, one.frame, one.meeting.place, one.joins), one)
    return list(found.values())


def twin(problem, one):
    """Whether several Slots rows share the place: the making does not deal them anew."""
    return len(problem.meetings_at[one.meeting.place]) > 1


def holds(problem, schedule, sessions, owed):
    """Nothing is broken, and no further session could be made up beside those that are."""
    made = make_up(problem, schedule, sessions, RULES, owed)
    check = verify_make_ups(problem, sessions, made, owed)
    assert check.violations == ()
    assert check.cases == len(made)
    assert make_up_oracle.allowed(problem, sessions, made, owed)
    each = alone(problem, sessions, owed)
    for one in each:
        more = [*made, one]
        assert twin(problem, one) or not make_up_oracle.allowed(problem, sessions, more, owed)
    if len(each) <= MOST_CANDIDATES and not any(twin(problem, one) for one in each):
        assert len(made) == make_up_oracle.most(problem, sessions, owed, each)


@FEW
@given(weeks())
def test_make_ups_are_allowed_and_as_many_as_can_be(week):
    holds(*week)


@pytest.mark.parametrize("roomed", [False, True])
@pytest.mark.parametrize("first", range(0, 120, 40))
def test_that_also_holds_for_weeks_by_number(first, roomed):
    """The same again without hypothesis, which likes simple weeks too much."""
    for number in range(first, first + 40):
        found = owing(Random(number), roomed=roomed)
        if found is not None:
            problem, schedule, owed = found
            holds(problem, schedule, bend(problem, schedule, RULES), owed)


@pytest.mark.parametrize("roomed", [False, True])
@pytest.mark.parametrize("first", range(0, 100, 50))
def test_the_checker_says_what_the_brute_force_says(first, roomed):
    """Of single make-ups and of several at once, allowed or not."""
    right = wrong = 0
    for number in range(first, first + 50):
        chance = Random(number)
        found = owing(chance, most=6, roomed=roomed)
        if found is None:
            continue
        problem, schedule, owed = found
        sessions = bend(problem, schedule, RULES)
        every = list(make_up_oracle.candidates(problem, sessions, owed))
        likely = alone(problem, sessions, owed)
        tries = [[chance.choice(every)] for _ in range(20) if every]
        tries += [chance.sample(likely, min(len(likely), chance.randint(1, 4))) for _ in range(20)]
        for some in tries:
            truth = make_up_oracle.allowed(problem, sessions, some, owed)
            assert (not verify_make_ups(problem, sessions, some, owed).violations) == truth
            right, wrong = right + truth, wrong + (not truth)
    assert right > 50
    assert wrong > 50


@FEW
@given(weeks(most=6))
def test_choosing_never_makes_up_less_than_filling_and_says_the_same_again(week):
    board = lay_out(*week[:3], RULES, week[3])
    filled = fill(board)
    chosen = choose(board, filled, work=5.0)
    assert len(chosen) >= len(filled)
    firsts = [{board.spares[n].request for n in some} for some in (chosen, filled)]
    assert len(chosen) > len(filled) or len(firsts[0]) >= len(firsts[1])
    assert choose(board, filled, work=5.0) == chosen
    assert choose(board, filled, work=0.0) in (filled, chosen)
