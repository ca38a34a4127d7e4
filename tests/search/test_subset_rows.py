"""Shortening a list of candidates: nothing that a good plan holds is left out."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from matcher.search.linear import Linear
from matcher.search.subset_rows import shrink


@st.composite
def packings(draw):
    """Up to ten candidates, each with a worth, that claim some of seven rows with room for one."""
    count = draw(st.integers(1, 10))
    claims = draw(
        st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=4), min_size=count, max_size=count)
    )
    worths = draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    rows = np.zeros((8, count))
    for column, mine in enumerate(claims):
        rows[sorted(mine), column] = 1.0
    rows[7] = draw(st.lists(st.sampled_from([0.3, 0.5, 0.6]), min_size=count, max_size=count))
    return Linear(
        objective=np.array(worths, np.float64),
        rows=sparse.csr_matrix(rows),
        low=np.full(8, -np.inf),
        high=np.ones(8),
        top=np.ones(count),
    )


def plans(program):
    """Every plan: its worth, and the candidates that it holds."""
    rows = program.rows.toarray()
    for picked in product((0, 1), repeat=len(program.top)):
        x = np.array(picked)
        if (rows @ x <= program.high + 1e-9).all():
            yield float(program.objective @ x), set(np.flatnonzero(x))


@given(packings(), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_whatever_a_good_plan_holds_is_kept(program, below):
    every = list(plans(program))
    least = max(worth for worth, _ in every) - below
    kept = set(shrink(program, least).tolist())
    for worth, held in every:
        assert worth < least or held <= kept


def test_halves_of_three_that_exclude_each_other_are_no_plan():
    """Each two of three share a row: the linear program takes half of each, a plan one."""
    rows = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    program = Linear(
        np.ones(3), sparse.csr_matrix(rows), np.full(3, -np.inf), np.ones(3), np.ones(3)
    )
    assert not len(shrink(program, 1.5))
    assert len(shrink(program, 1.0)) == 3
