"""Packed weeks in which not everybody can be held: as many as can be are, by their worth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from matcher.search.candidates import Pool
from matcher.search.days import Days, Week
from matcher.search.packing import Packing
from matcher.search.state import State
from tests.search.test_compact import alone, compiled, packed


@pytest.mark.parametrize("dear", range(5))
def test_of_all_who_cannot_be_held_those_worth_most_are_held(dear: int) -> None:
    """Five students for four places: the one worth less than the others waits."""
    arrays = compiled(packed(5))
    worth = [3] * 5
    worth[dear] = 1
    asking = Days(Week(arrays, alone(arrays), arrays.row_room, full=False, worth=worth))
    found = asking.most_of([None] * 5, 2.0, seed=0)
    assert found is not None
    state = State(Pool(arrays))
    for c in found.into(state.pool):
        assert state.fits(c)
        state.add(c)
    assert np.flatnonzero(state.active).tolist() == [dear]


def test_packing_fills_what_is_left() -> None:
    arrays = compiled(packed(5))
    state = State(Pool(arrays))
    with ThreadPoolExecutor(2) as crew:
        Packing(state, set(range(5)), [0], seed=0).improve(20, crew, lambda: False)
    assert len(state.chosen) == 4
    assert (state.left >= -1e-7).all()
