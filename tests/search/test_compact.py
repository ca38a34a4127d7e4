"""Everybody at once: when it is asked, of whom, and what must be full."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from ortools.sat.python import cp_model

from constraints import GOALS, RULES
from matcher.domain import Pair, Program, Request, Settings, Slot, Student, Tutor, Window
from matcher.problem import Problem
from matcher.search.arrays import Arrays, compile_arrays
from matcher.search.compact import Item, could_hold_all, items
from matcher.search.days import Days, Step, Week
from matcher.search.standing import Options, search
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


def packed(pupils: int = 4, days: int = 2) -> Problem:
    """One room for four sessions a day; each student wants one a day."""
    return Problem(
        Program(
            requests=tuple(Request(student(n, "Elm"), "Math", days, days) for n in range(pupils)),
            tutors=(tutor(1, "Elm", week=20),),
            slots=tuple(slots("Elm", days, 4, rooms=1)),
            settings=Settings(max_group_size=1),
        ),
        MONDAY,
    )


def compiled(problem: Problem) -> Arrays:
    aims = [aim for goal in GOALS if goal.applies(problem) for aim in goal.aims(problem)]
    return compile_arrays(problem, RULES, aims)


def alone(arrays: Arrays) -> list[Item]:
    return items(arrays, [(u,) for u in range(len(arrays.units))])


def week(arrays: Arrays, *, full: bool = True, asked: list[Item] | None = None) -> Week:
    return Week(arrays, asked or alone(arrays), arrays.row_room, full=full)


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("days", [2, 4])
def test_everybody_is_placed_where_every_place_is_needed(full: bool, days: int) -> None:
    arrays = compiled(packed(days=days))
    picked = Days(week(arrays, full=full)).solve(2.0, seed=0)
    assert picked is not None
    assert len(picked.frame) == 4
    assert [(held >= 0).sum() for held in picked.meetings] == [days] * 4


def test_rows_that_must_be_full_are_said_to_be() -> None:
    """With room to spare nothing is said; with none, every time of tutor and room is."""
    tight, loose = week(compiled(packed())), week(compiled(packed(3)))
    assert len(tight.saturated) >= 8  # four times on each of two days
    assert not loose.saturated
    whole = [count for count in tight.counts if count.exact]
    assert {(count.day, len(count.choices), count.room) for count in whole} == {
        (0, 4, 4),
        (1, 4, 4),
    }


def test_no_more_meet_on_a_day_to_come_than_have_times() -> None:
    """Two students free at the same one time of a day: at most one of them can meet then."""
    requests = (
        Request(student(0, "Elm", (530, 1440)), "Math", 2, 3, max_group=1),
        Request(student(1, "Elm", (530, 1440)), "Math", 2, 3, max_group=1),
    )
    problem = Problem(
        Program(requests, (tutor(1, "Elm", week=20),), tuple(slots("Elm", 3, 2)), Settings()),
        MONDAY,
    )
    arrays = compiled(problem)
    made = week(arrays, full=False)
    monday = [count for count in made.counts if count.day == 0]
    assert any(len(count.choices) == 2 and count.room == 1 for count in monday)
    step = Step(made, {1, 2})  # Monday is only counted
    assert step.later.keys() == {(0, 0), (1, 0)}
    step.model.add_bool_and(step.later.values())
    assert cp_model.CpSolver().solve(step.model) == cp_model.INFEASIBLE


def test_days_share_what_a_week_allows() -> None:
    """A tutor of three sessions a week and two students of two: what later days use is counted."""
    problem = Problem(
        Program(
            requests=tuple(Request(student(n, "Elm"), "Math", 2, 2, max_group=1) for n in range(2)),
            tutors=(tutor(1, "Elm", week=3), tutor(2, "Elm", week=2)),
            slots=tuple(slots("Elm", 4, 2)),
        ),
        MONDAY,
    )
    picked = Days(week(compiled(problem))).solve(2.0, seed=0)
    assert picked is not None
    assert len({int(frame) for frame in picked.frame}) == 2


def test_what_cannot_be_held_is_not_asked_and_not_found() -> None:
    arrays = compiled(packed(5))
    assert not could_hold_all(arrays, alone(arrays))
    asking = Days(week(arrays))
    assert asking.solve(1.0, seed=0) is None
    assert asking.impossible


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
    asked = items(arrays, [(0, 2), (1,)])
    picked = Days(week(arrays, full=False, asked=asked)).solve(1.0, seed=0)
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


@pytest.mark.parametrize(("shared", "best"), [(False, 8), (True, 11)])
def test_a_packed_site_beside_one_with_too_few_tutors(shared: bool, best: int) -> None:
    """Where the tutor may work at both, groups of four at the other site serve more."""
    problem = mixed(shared=shared)
    found = search(problem, RULES, GOALS, Options(workers=1))
    assert verify(problem, RULES, GOALS, found.schedule).violations == ()
    placed = [request.student.site for request in found.schedule.placed]
    assert len(placed) == best
    assert shared or placed.count("Elm") == 4


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
    picked = Days(week(arrays, asked=asked)).solve(1.0, seed=0)
    assert picked is not None
    assert np.unique(picked.frame).tolist() == [0]


def two_sites_of_one_tutor() -> Problem:
    """Each site's times are his times there: what is said of the sites differs from what is of him."""
    return Problem(
        Program(
            requests=tuple(
                Request(student(n, site), "Math", 1, 2, max_group=1)
                for n, site in enumerate(("Elm", "Elm", "Elm", "Oak", "Oak", "Oak"))
            ),
            tutors=(tutor(1, "Elm", "Oak"),),
            slots=(*slots("Elm", 2, 2, rooms=1), *slots("Oak", 2, 2, rooms=1)),
            settings=Settings(travel_minutes=0),
        ),
        MONDAY,
    )


def test_the_questions_do_not_depend_on_the_order_of_sets() -> None:
    """Strings hash differently in every process; the same question must be asked all the same."""
    script = (
        "from tests.search.test_compact import *\n"
        "made = week(compiled(two_sites_of_one_tutor()), full=False)\n"
        "print([(c.day, c.choices, c.room) for c in made.counts], Step(made, {0}).model.proto)"
    )
    root = Path(__file__).parent.parent.parent
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
    assert len(told.pop()) > 100
