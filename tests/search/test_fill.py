"""A plan is there early, for whoever stops the search."""

from __future__ import annotations

import pytest

from constraints import GOALS, RULES
from matcher.search import Options, search
from matcher.search.candidates import Pool
from matcher.search.fill import fill
from matcher.search.state import State
from matcher.verify import verify
from tests.search.test_compact import compiled, mixed


@pytest.mark.parametrize("shared", [False, True])
def test_the_first_plan_leaves_no_group_that_fits(shared: bool) -> None:
    state = State(Pool(compiled(mixed(shared=shared))))
    added = fill(state, 0, lambda: False)
    assert added
    assert sorted(added) == sorted(state.chosen)
    assert (state.left >= -1e-7).all()
    assert fill(state, 0, lambda: False) == []


def test_who_stops_right_after_the_first_plan_has_it() -> None:
    problem = mixed(shared=True)
    phases: list[str] = []

    def stop() -> bool:
        return "bound" in phases

    found = search(
        problem, RULES, GOALS, Options(workers=1), lambda p: phases.append(p.phase), stop
    )
    assert phases.index("first plan") < phases.index("bound")
    assert found.ended_by == "user"
    assert found.schedule.placed
    assert verify(problem, RULES, GOALS, found.schedule).violations == ()
