"""Cuts: no plan breaks one, pricing sees them, and what they prove is true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from matcher.domain import Program, Request, Settings
from matcher.problem import Problem
from matcher.search.arrays import Arrays
from matcher.search.candidates import Pool
from matcher.search.cuts import Cut, broken, coefficients
from matcher.search.exact import list_all
from matcher.search.linear import solve_whole
from matcher.search.master import Closed, Master, Part, Prices
from tests.search.test_compact import DAY, MONDAY, compiled, slots, student, tutor

SEEDS = range(8)
ALL = 5_000


def scarce(days: int, free: list[set[tuple[int, int]]], *, times: int = 1, tutors: int = 1,
           least: int = 2, most: int = 2) -> Problem:  # fmt: skip
    """Students who are free at some (day, time) only, and want so many sessions a week."""
    sessions = slots("Elm", days, times)
    held = {
        (day, n): (day * DAY + slot.start, day * DAY + slot.end)
        for day in range(days)
        for n, slot in enumerate(sessions)
    }
    pupils = [
        student(i, "Elm", *(when for at, when in held.items() if at not in mine))
        for i, mine in enumerate(free)
    ]
    return Problem(
        Program(
            requests=tuple(Request(pupil, "Math", least, most) for pupil in pupils),
            tutors=tuple(tutor(n, "Elm", week=9) for n in range(tutors)),
            slots=tuple(sessions),
            settings=Settings(max_group_size=3),
        ),
        MONDAY,
    )


def by_chance(seed: int) -> Problem:
    """A few tutors and more students than they can have."""
    random = np.random.default_rng(seed)
    days, times, least = 5, 2, int(random.integers(2, 4))
    free = [
        {(d, n) for d in range(days) for n in range(times) if random.random() < 0.35}
        for _ in range(24)
    ]
    return scarce(days, free, times=times, tutors=2, least=least, most=3)


def whole(arrays: Arrays, weights: Mapping[int, float] | None = None) -> Master:
    return Master(Pool(arrays), Part.whole(arrays), weights or {0: 1.0}, {})


def plain(master: Master) -> Prices:
    arrays = master.arrays
    return Prices(
        np.zeros(arrays.rows),
        master.weigh,
        np.zeros(len(master.best_units)),
        np.zeros(len(arrays.tutors)),
    )


def everything(master: Master, prices: Prices) -> tuple[list[tuple[float, int]], float]:
    """Every candidate there is, with what it is worth, and the bound."""
    found, bound = master.price(prices, room=ALL, floor=-1e9, listing=-ALL)
    assert not master.cut
    return found, bound


def best(master: Master, columns: list[int]) -> tuple[float, list[int]]:
    """The best plan of these candidates."""
    program, _ = Master(master.pool, master.part, master.weights, {}, columns).program(whole=True)
    answer = solve_whole(program, nodes=100_000)
    assert answer.settled
    assert answer.x is not None
    chosen = [c for c, x in zip(columns, answer.x, strict=False) if x > 0.5]
    return float(program.objective @ np.round(answer.x)), chosen


def chance_cuts(master: Master, random: np.random.Generator) -> dict[Cut, float]:
    """Priced cuts of all kinds, broken or not."""
    return {
        Cut(tuple(sorted(random.choice(rows, size, replace=False).tolist())), by): float(price)
        for rows in master.arrays.single_rows
        for size, by in ((1, 2), (3, 2), (4, 3), (5, 2), (5, 3))
        for price in random.random(2)
        if len(rows) >= size
    }


def closed(master: Master) -> Closed:
    found = master.close(tolerance=1e-7)
    assert found is not None
    return found


def test_three_halves_of_a_group_are_cut_to_one() -> None:
    free = [{(0, 0), (1, 0)}, {(0, 0), (2, 0)}, {(1, 0), (2, 0)}, {(3, 0), (4, 0), (5, 0)}]
    master = whole(compiled(scarce(6, free)))
    first = closed(master)
    assert first.bound == pytest.approx(2.5, abs=1e-4)
    assert master.tighten(first).bound == pytest.approx(2, abs=1e-4)
    assert [(len(cut.rows), cut.by) for cut in master.cuts] == [(3, 2)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tightened_bound_is_lower_and_true(seed: int) -> None:
    master = whole(compiled(by_chance(seed)))
    first = closed(master)
    again = master.tighten(first)
    columns = [c for _, c in everything(master, plain(master))[0]]
    value, chosen = best(master, columns)
    assert value - 1e-6 <= again.bound <= first.bound + 1e-9
    listed = list_all(master, again, value)
    assert listed is not None
    assert set(chosen) <= set(listed)


def test_some_bounds_get_lower() -> None:
    masters = [whole(compiled(by_chance(seed))) for seed in SEEDS]
    firsts = [closed(master) for master in masters]
    lower = [m.tighten(f).bound < f.bound - 0.1 for m, f in zip(masters, firsts, strict=True)]
    assert any(lower)


@pytest.mark.parametrize("several_aims", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_pricing_takes_off_what_cuts_cost(seed: int, several_aims: bool) -> None:
    random = np.random.default_rng(seed)
    arrays = compiled(by_chance(seed))
    aims = range(len(arrays.aims)) if several_aims else (0,)
    master = whole(arrays, {a: float(random.random()) for a in aims})
    row = random.random(arrays.rows) * 0.5
    cuts = chance_cuts(master, random)
    prices = replace(plain(master), row=row, cut=cuts)
    found, _ = everything(master, prices)
    numbers = np.array([c for _, c in found])
    counts = coefficients(list(cuts), master.pool.claims(numbers))
    worths = master.pool.worths(numbers, row, prices.aim) - counts.T @ np.array([*cuts.values()])
    assert counts.nnz > 0
    assert [worth for worth, _ in found] == pytest.approx(worths)
    top, bound = master.price(prices, floor=-1e9)
    assert max(worth for worth, _ in top) == pytest.approx(worths.max())
    value, _ = best(master, numbers.tolist())
    assert bound >= value - 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_no_plan_breaks_a_cut(seed: int) -> None:
    random = np.random.default_rng(seed)
    master = whole(compiled(by_chance(seed)))
    closed(master)
    columns = np.array(master.columns)
    claims, left = master.pool.claims(columns), master.part.left
    shares = random.random(len(columns)) * 0.5
    cuts = broken(master.arrays.single_rows, left, claims, shares)
    rooms = np.array([cut.room(left) for cut in cuts])
    assert len({(len(cut.rows), cut.by) for cut in cuts}) > 1
    assert (coefficients(cuts, claims) @ shares > rooms).all()
    program, _ = master.program(whole=True)
    for _ in range(5):
        wanted = replace(program, objective=random.random(len(program.top)))
        answer = solve_whole(wanted, nodes=10_000)
        assert answer.x is not None
        plan = np.round(answer.x[: len(columns)])
        assert (coefficients(cuts, claims) @ plan <= rooms + 1e-9).all()
