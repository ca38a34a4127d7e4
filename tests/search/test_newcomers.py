"""Who is taken in where all others stay: no plan is lost by it, and what is proven is true."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from constraints import GOALS, RULES
from matcher.domain import Previous, PreviousGroup, PreviousSeat
from matcher.problem import Problem
from matcher.search import ladder as ladder_of
from matcher.search import tutor_week
from matcher.search.arrays import Arrays, compile_arrays
from matcher.search.candidates import Pool
from matcher.search.exact import list_all
from matcher.search.hold_week import HoldWeek
from matcher.search.linear import solve_whole
from matcher.search.master import Master, Part
from matcher.search.newcomers import newcomers
from matcher.search.previous import begun
from matcher.search.standing import Found, Options, search
from matcher.search.state import State
from matcher.search.staying import held_by
from matcher.search.tutor_week import Asking, Wish
from matcher.timing import Timing
from matcher.verify import verify
from matcher.weeks import number_groups
from tests.search.test_cuts import by_chance

SEEDS = range(6)
LITTLE = Options(workers=1, effort=0.3)
TIMES = 5
"""The last goal that is looked at here."""


def first_goals():
    return tuple(goal for goal in GOALS if goal.number <= TIMES)


def aims_of(problem: Problem):
    return [aim for goal in first_goals() if goal.applies(problem) for aim in goal.aims(problem)]


@cache
def second_week(seed: int) -> Problem:
    """Twenty of 24 students had a plan; then two left, four joined, and one had less time."""
    problem = by_chance(seed)
    random = np.random.default_rng(100 + seed)
    everybody = problem.program.requests
    before = replace(problem, program=replace(problem.program, requests=everybody[:20]))
    plan = number_groups(before, search(before, RULES, first_goals(), LITTLE).schedule)
    seats = {
        member.key: PreviousSeat(*member.key, group.id, group.tutor.id)
        for group in plan
        for member in group.members
    }
    groups = {
        group.id: PreviousGroup(
            group.id,
            group.tutor.id,
            group.subject,
            group.language,
            group.modality,
            frozenset(meeting.place for meeting in group.meetings),
        )
        for group in plan
    }
    gone = set(random.choice(20, 2, replace=False).tolist())
    now = tuple(request for n, request in enumerate(everybody) if n not in gone)
    program = replace(problem.program, requests=now)
    return Problem(program, problem.monday, Previous(groups, seats))


@cache
def both(seed: int) -> tuple[Found, Found]:
    """The search as it is, and one that never holds anybody to a tutor."""
    problem = second_week(seed)
    narrow = search(problem, RULES, first_goals(), LITTLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ladder_of, "held_by", lambda *_: None)
        wide = search(problem, RULES, first_goals(), LITTLE)
    return narrow, wide


@pytest.mark.parametrize("seed", SEEDS)
def test_holding_to_tutors_loses_nothing_and_proves_nothing_false(seed):
    """As long as earlier goals are equal, neither plan beats what the other says none can."""
    found, other = both(seed)
    for mine, theirs in zip(found.reached, other.reached, strict=True):
        assert mine.bounds[0] is not None
        assert theirs.values[0] <= mine.bounds[0]
        if mine.proven():
            assert mine.values[0] >= theirs.values[0]
        if mine.values != theirs.values:
            break
    assert verify(second_week(seed), RULES, GOALS, found.schedule).holds


def test_these_weeks_do_hold_students_to_their_tutors():
    """Otherwise the laws here would be about nothing."""
    held = [held_arrays(seed) for seed in SEEDS]
    assert sum(arrays is not None for arrays in held) >= 4


def held_arrays(seed: int) -> Arrays | None:
    """The arrays with everyone held who had a tutor; None where not all can stay."""
    problem = second_week(seed)
    aims = aims_of(problem)
    wide = compile_arrays(problem, RULES, aims)
    stays = held_by(wide, 1)
    return None if stays is None else compile_arrays(problem, [*RULES, stays], aims)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_of_a_tutor_s_week_is_what_listing_all_groups_says(seed):
    arrays = held_arrays(seed)
    if arrays is None:
        pytest.skip("nobody is held")
    asking = Asking(arrays, place=3, times=4, seed=0, timing=Timing())
    random = np.random.default_rng(seed)
    for tutor in range(len(arrays.tutors)):
        mine = sorted(u for u, of in enumerate(arrays.tutors_of_unit) if tutor in of)
        for _ in range(6):
            size = int(random.integers(1, min(9, len(mine)) + 1))
            units = sorted(random.choice(mine, size, replace=False).tolist())
            week = asking.week({tutor: units}, arrays.row_room)
            best = by_listing(arrays, tutor, units)
            assert HoldWeek(arrays, {tutor: units}, arrays.row_room).solve(9.0, 0)[0] is (
                best is not None
            )
            if best is None:
                assert week.possible is not True
            else:
                assert week.possible is True
                assert week.gain <= best + 1e-6 <= week.most + 2e-6


@pytest.mark.parametrize("few", [-1, tutor_week.FEW_LISTED])
def test_the_best_of_a_tutor_s_weeks_is_proven(few, monkeypatch):
    """Also where a first look finds a poor one, and where CP-SAT has to look for a good one."""
    monkeypatch.setattr(tutor_week, "FEW_LISTED", few)
    monkeypatch.setattr(tutor_week, "NEAR", 0.5)
    monkeypatch.setattr(Asking, "_as_it_is", lambda *_: None)
    poor = 0
    for seed in SEEDS:
        arrays = held_arrays(seed)
        for tutor, units in [] if arrays is None else some_units(arrays, seed):
            best = by_listing(arrays, tutor, units)
            _, held = HoldWeek(arrays, {tutor: units}, arrays.row_room).solve(9.0, 0)
            if best is None or held is None:
                continue
            monkeypatch.setattr(tutor_week, "choose", lambda m, *_, h=held: h.into(m.pool))
            asking = Asking(arrays, place=3, times=4, seed=0, timing=Timing())
            some = asking.week({tutor: units}, arrays.row_room, wish=Wish.ANY)
            assert some.gain <= best + 1e-6 <= some.most + 2e-6
            poor += some.gain < best
            for known in (None, some):
                week = asking.week({tutor: units}, arrays.row_room, known=some.met, found=known)
                assert (week.possible, week.gain, week.most) == (True, best, best)
    assert poor > 5


def some_units(arrays: Arrays, seed: int) -> list[tuple[int, list[int]]]:
    """Tutors, each with a few who could be theirs."""
    random = np.random.default_rng(seed)
    found: list[tuple[int, list[int]]] = []
    for tutor in range(len(arrays.tutors)):
        mine = [u for u, of in enumerate(arrays.tutors_of_unit) if tutor in of]
        sizes = random.integers(2, 6, 6)
        found += [(tutor, sorted(random.choice(mine, n, replace=False).tolist())) for n in sizes]
    return found


def by_listing(arrays: Arrays, tutor: int, units: list[int]) -> float | None:
    """The most sessions that stay in a week with all of these units; None if there is none."""
    part = Part.whole(arrays)
    part.frames = arrays.frames_of_tutor[tutor]
    part.active[:] = 0
    part.active[units] = 1
    master = Master(Pool(arrays), part, {3: 1000.0, 4: 1.0}, {}, [])
    closed = master.close(rounds=60)
    assert closed is not None
    columns = list_all(master, closed, 0.0)
    assert columns is not None
    whole = solve_whole(Master(master.pool, part, {3: 1000.0, 4: 1.0}, {}, columns).program(
        whole=True)[0], nodes=5_000)  # fmt: skip
    assert whole.settled
    assert whole.x is not None
    chosen = [c for c, x in zip(columns, whole.x, strict=False) if x > 0.5]
    if sum(len(master.pool.units_of(c)) for c in chosen) < len(units):
        return None
    return float(sum(master.pool.gains[c][4] for c in chosen))


@pytest.mark.parametrize("seed", SEEDS)
def test_places_that_are_barred_can_not_be_given_and_losses_are_lost(seed):
    arrays = held_arrays(seed)
    if arrays is None:
        pytest.skip("nobody is held")
    problem = second_week(seed)
    kept = set(problem.kept)
    held = [u for u, unit in enumerate(arrays.units) if any(r.key in kept for r in unit)]
    ladder_state = _state(arrays, both(seed)[0])
    with ThreadPoolExecutor(2) as crew:
        known = newcomers(arrays, held, crew, 1.0, 0, Timing())
        assert known is not None
        for aim in (2, 3, 4):
            known.improve(ladder_state, aim, {}, lambda: True, lambda: False)
    for places in known.barred:
        for tutor in {t for _, t in places}:
            mine = [*known.kept.get(tutor, ()), *(u for u, t in places if t == tutor)]
            if len({t for _, t in places}) == 1:
                assert by_listing(arrays, tutor, mine) is None
    for loss in known.losses:
        if len(loss.tutors) == 1:
            (tutor,) = loss.tutors
            mine = [*known.kept.get(tutor, ()), *(u for u, _ in loss.places)]
            could = sum(known._own(4, u, tutor) for u in mine)
            best = by_listing(arrays, tutor, mine)
            assert best is None or best <= could - loss.loss + 1e-6


def _state(arrays: Arrays, found: Found):
    state = State(Pool(arrays))
    for c in begun(state.pool, found.schedule):
        state.add(c)
    state.measure()
    return state


def test_groups_that_the_arrays_do_not_know_are_not_begun_with():
    problem = second_week(0)
    found = both(0)[0].schedule
    aims = aims_of(problem)
    pool = Pool(compile_arrays(problem, RULES, aims))
    assert len(begun(pool, found)) == len(found)
    assert pool.schedule(begun(pool, found)).groups == found.groups
    fewer = replace(
        problem, program=replace(problem.program, requests=problem.program.requests[:5])
    )
    pool = Pool(compile_arrays(fewer, RULES, aims))
    kept = {request.key for request in fewer.requests}
    inside = [g for g in found if all(member.key in kept for member in g.members)]
    assert len(begun(pool, found)) == len(inside)


def test_strangers_stand_in_sets_of_which_no_two_fit():
    arrays = held_arrays(next(seed for seed in SEEDS if held_arrays(seed) is not None))
    assert arrays is not None
    units = [u for u, of in enumerate(arrays.tutors_of_unit) if len(of)]
    week = HoldWeek(arrays, {0: units}, arrays.row_room)
    apart = {pair for pair in combinations(units, 2) if not arrays.fit(*pair)}
    told = {pair for clique in week.strangers[0] for pair in combinations(sorted(clique), 2)}
    assert told == apart
