"""Everybody at once: when it is asked, of whom, and what must be full."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from constraints import GOALS, RULES
from matcher.domain import Pair, Program, Request, Settings, Slot, Student, Tutor, Window
from matcher.problem import Problem
from matcher.search import Options, search
from matcher.search.arrays import Arrays, compile_arrays
from matcher.search.compact import Compact, Item, could_hold_all, items
from matcher.verify import verify

DAY = 24 * 60
MONDAY = dt.date(2026, 9, 14)
ALWAYS = (Window(0, 7 * DAY),)


def tutor(number: int, *sites: str, subjects: tuple[str, ...] = ("Math",), week: int = 9) -> Tutor:
    return Tutor(
        f"T{number}", sites, subjects, ("English",), ALWAYS, max_sessions_week=week, max_group=4
    )


def student(number: int, site: str, *busy: tuple[int, int]) -> Student:
    hours = tuple(Window(start, end) for start, end in busy)
    return Student(id=f"S{number}", site=site, grade=3, busy=hours)


def slots(site: str, days: int, count: int, rooms: int | None = None) -> list[Slot]:
    return [
        Slot(10 * ord(site[0]) + n, site, frozenset(range(days)), 480 + 60 * n, 520 + 60 * n,
             groups_at_once=rooms)
        for n in range(count)
    ]  # fmt: skip


def packed(pupils: int = 4) -> Problem:
    """One room for four sessions a day, two days; each student wants one a day."""
    return Problem(
        Program(
            requests=tuple(Request(student(n, "Elm"), "Math", 2, 2) for n in range(pupils)),
            tutors=(tutor(1, "Elm", week=20),),
            slots=tuple(slots("Elm", 2, 4, rooms=1)),
            settings=Settings(max_group_size=1),
        ),
        MONDAY,
    )


def compiled(problem: Problem) -> Arrays:
    aims = [aim for goal in GOALS if goal.applies(problem) for aim in goal.aims(problem)]
    return compile_arrays(problem, RULES, aims)


def alone(arrays: Arrays) -> list[Item]:
    return items(arrays, [(u,) for u in range(len(arrays.units))])


@pytest.mark.parametrize("full", [True, False])
def test_everybody_is_placed_where_every_place_is_needed(full: bool) -> None:
    arrays = compiled(packed())
    compact = Compact(arrays, alone(arrays), arrays.row_room, full=full)
    picked = compact.solve(1.0, seed=0)
    assert picked is not None
    assert len(picked.frame) == 4
    assert [(week >= 0).sum() for week in picked.meetings] == [2, 2, 2, 2]


def test_rows_that_must_be_full_are_said_to_be() -> None:
    """With room to spare nothing is said; with none, every time of tutor and room is."""
    tight, loose = compiled(packed()), compiled(packed(3))

    def said(arrays: Arrays) -> int:
        return len(
            Compact(arrays, alone(arrays), arrays.row_room, full=True).model.proto.constraints
        )

    assert said(tight) - said(loose) >= 8  # four times on each of two days


def test_what_cannot_be_held_is_not_asked_and_not_found() -> None:
    arrays = compiled(packed(5))
    assert not could_hold_all(arrays, alone(arrays))
    assert Compact(arrays, alone(arrays), arrays.row_room, full=True).solve(1.0, seed=0) is None


def test_members_who_have_a_group_stay_together() -> None:
    problem = Problem(
        Program(
            requests=tuple(Request(student(n, "Elm"), "Math", 1, 2) for n in range(3)),
            tutors=(tutor(1, "Elm"),),
            slots=tuple(slots("Elm", 2, 1)),
        ),
        MONDAY,
    )
    arrays = compiled(problem)
    compact = Compact(arrays, items(arrays, [(0, 2), (1,)]), arrays.row_room, full=False)
    picked = compact.solve(1.0, seed=0)
    assert picked is not None
    members = {tuple(line[line >= 0]) for line in picked.members}
    assert members == {(0, 2), (1,)}


def mixed(*, shared: bool) -> Problem:
    """A packed one-room site, and a school with far too few tutors; one tutor may work at both."""
    sites = ("Elm", "Oak") if shared else ("Elm",)
    at_elm = [Request(student(n, "Elm"), "Math", 2, 2, max_group=1) for n in range(4)]
    at_oak = [Request(student(10 + n, "Oak"), "Math", 2, 2) for n in range(9)]
    return Problem(
        Program(
            requests=(*at_elm, *at_oak),
            tutors=(tutor(1, *sites, week=8), tutor(2, "Oak", week=2)),
            slots=(*slots("Elm", 2, 4, rooms=1), *slots("Oak", 2, 2)),
            settings=Settings(travel_minutes=0),
        ),
        MONDAY,
    )


def test_sites_that_share_nothing_are_parts() -> None:
    assert [len(part) for part in compiled(mixed(shared=False)).parts] == [4, 9]
    assert [len(part) for part in compiled(mixed(shared=True)).parts] == [13]


@pytest.mark.parametrize(("shared", "best"), [(False, (4, 4)), (True, (2, 9))])
def test_a_packed_site_beside_one_with_too_few_tutors(shared: bool, best: tuple[int, int]) -> None:
    """Where the tutor may work at both, groups of four at the other site serve more."""
    problem = mixed(shared=shared)
    found = search(problem, RULES, GOALS, Options(workers=1))
    assert verify(problem, RULES, GOALS, found.schedule).violations == ()
    placed = [request.student.site for request in found.schedule.placed]
    assert (placed.count("Elm"), placed.count("Oak")) == best


def test_a_pair_that_must_be_together_is_one_item() -> None:
    base = packed(3)
    program = base.program
    pairs = (Pair("together", "S0", "S1"),)
    problem = Problem(
        Program(program.requests, program.tutors, program.slots, Settings(), pairs=pairs), MONDAY
    )
    arrays = compiled(problem)
    asked = alone(arrays)
    assert sorted(int(arrays.size[list(item.units)].sum()) for item in asked) == [1, 2]
    picked = Compact(arrays, asked, arrays.row_room, full=True).solve(1.0, seed=0)
    assert picked is not None
    assert np.unique(picked.frame).tolist() == [0]
