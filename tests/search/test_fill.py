"""A plan is there early, for whoever stops the search."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints import GOALS, RULES
from matcher.domain import Program, Request, Settings
from matcher.problem import Problem
from matcher.progress import never
from matcher.search.candidates import Picked, Pool
from matcher.search.fill import LESS, fill
from matcher.search.pricing import WEEK
from matcher.search.repair import Desk, repair
from matcher.search.standing import Options, search
from matcher.search.state import State
from matcher.verify import verify
from tests.search.test_compact import MONDAY, compiled, mixed, slots, student, tutor
from tests.strategies import problems


@pytest.mark.parametrize("shared", [False, True])
def test_the_first_plan_leaves_no_group_that_fits(shared: bool) -> None:
    state = State(Pool(compiled(mixed(shared=shared))))
    fill(state, [0], never, never)
    first = state.chosen
    assert first
    assert (state.left >= -1e-7).all()
    fill(state, [0], never, never)
    assert sorted(state.chosen) == sorted(first)


def test_there_is_a_plan_even_where_there_is_no_time() -> None:
    state = State(Pool(compiled(mixed(shared=True))))
    asked: list[None] = []

    def stop() -> bool:
        asked.append(None)
        return True

    fill(state, [0], stop, stop)
    assert state.chosen
    assert asked


def scarce() -> Problem:
    """One tutor with one time; the four who may come then, but are worth less, and a greater need."""
    pupils = [Request(student(n, "Elm"), "Math", 1, 1, need=Fraction(2)) for n in range(4)]
    alone = Request(student(9, "Elm"), "Math", 1, 1, need=Fraction(3), max_group=1)
    return Problem(
        Program((*pupils, alone), (tutor(1, "Elm"),), tuple(slots("Elm", 1, 1)), Settings()), MONDAY
    )


def test_repair_puts_a_better_group_in_the_place_of_another() -> None:
    arrays = compiled(scarce())
    state = State(Pool(arrays))
    one = np.zeros(len(arrays.aims))
    one[0] = 1.0
    members, meetings = np.full((1, arrays.widest), -1), np.full((1, WEEK), -1)
    members[0, 0], meetings[0, 0] = 4, 0  # the one with the greater need, alone
    picked = Picked(np.zeros(1, np.int32), members.astype(np.int32), meetings.astype(np.int32))
    state.add(picked.into(state.pool)[0])
    assert state.values()[0] == 3
    repair(state, one, never)
    assert state.values()[0] == 8
    assert len(state.chosen) == 1


@settings(max_examples=60, deadline=None)
@given(problems())
def test_repair_makes_no_plan_worse_and_breaks_no_row(problem: Problem) -> None:
    arrays = compiled(problem)
    placing = [a for a, aim in enumerate(arrays.aims) if aim.best or (aim.member > 0).any()]
    if not placing:
        return
    state = State(Pool(arrays))
    fill(state, placing, never, lambda: True)
    weights = np.zeros(len(arrays.aims))
    weights[placing] = LESS ** np.arange(len(placing))
    before = float(weights @ state.values())
    repair(state, weights, never)
    assert float(weights @ state.values()) >= before - 1e-6
    assert verify(problem, RULES, GOALS, state.pool.schedule(state.chosen)).violations == ()


def test_a_repaired_plan_has_more_sessions_and_fewer_start_times() -> None:
    """A third session at another time of day is worth it, or not, as the weights say."""
    times = [*slots("Elm", 2, 1), replace(slots("Elm", 3, 2)[1], days=frozenset({2}))]
    problem = Problem(
        Program(
            (Request(student(1, "Elm"), "Math", 2, 3),),
            (tutor(1, "Elm"),),
            tuple(times),
            Settings(),
        ),
        MONDAY,
    )
    arrays = compiled(problem)
    starts = next(a for a, aim in enumerate(arrays.aims) if aim.start)
    sessions = next(a for a, aim in enumerate(arrays.aims) if aim.session.any())
    for start, held in ((0.5, 3), (2.0, 2)):
        weights = np.zeros(len(arrays.aims))
        weights[[0, starts, sessions]] = 10.0, start, 1.0
        state = State(Pool(arrays))
        fill(state, [0], never, lambda: True)
        repair(state, weights, never, np.random.default_rng(0))
        assert state.values()[sessions] == held
        assert Desk(state, weights).worth == pytest.approx(float(weights @ state.values()))


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 9))
def test_pairs_are_repaired_for_whatever_looks_at_one_group(problem: Problem, seed: int) -> None:
    """What the desk counts is what the plan is worth, with start times, own times and weekdays."""
    arrays = compiled(problem)
    random = np.random.default_rng(seed)
    weights = random.random(len(arrays.aims))
    weights[[bool(a.spread or a.tutor_day or a.waiting) for a in arrays.aims]] = 0.0
    state = State(Pool(arrays))
    fill(state, range(min(1, len(arrays.aims))), never, lambda: True)
    before = float(weights @ state.values())
    assert Desk(state, weights).worth == pytest.approx(before)
    repair(state, weights, never, random)
    after = float(weights @ state.values())
    assert after >= before - 1e-6
    assert Desk(state, weights).worth == pytest.approx(after)
    assert verify(problem, RULES, GOALS, state.pool.schedule(state.chosen)).violations == ()


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
