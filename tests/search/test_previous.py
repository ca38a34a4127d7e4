"""What is taken over from a previous plan must be a group that could be formed today."""

from __future__ import annotations

import datetime as dt

import pytest

from constraints import GOALS, RULES
from matcher.domain import (
    Pin,
    Place,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Program,
    Request,
    Settings,
)
from matcher.problem import Problem
from matcher.search.arrays import compile_arrays
from matcher.search.candidates import Pool
from matcher.search.previous import begin
from matcher.search.standing import Options, search
from matcher.search.state import State
from matcher.verify import verify
from tests.constraints.world import ask, at, earlier, group, problem, span
from tests.search.test_compact import MONDAY, slots, student, tutor


def test_a_group_that_met_twice_on_a_day_goes_on_meeting_once() -> None:
    """Someone wrote a second meeting on Monday into last week's plan."""
    met = frozenset(Place(day, 480 + 60 * n, 520 + 60 * n, "Elm", "in_person")
                    for day, n in ((0, 0), (0, 1), (1, 0)))  # fmt: skip
    group = PreviousGroup("G1", "T1", "Math", "English", "in_person", met)
    since = dt.date(2026, 9, 7)
    seat = PreviousSeat("S0", "Math", "G1", "T1", since, since)
    previous = Previous({"G1": group}, {("S0", "Math"): seat}, "program-2026-09-07.xlsx", since)
    requests = (Request(student(0, "Elm"), "Math", 1, 3),)
    program = Program(requests, (tutor(1, "Elm"),), tuple(slots("Elm", 2, 2)), Settings())
    problem = Problem(program, MONDAY, previous)
    found = search(problem, RULES, GOALS, Options(workers=1))
    assert verify(problem, RULES, GOALS, found.schedule).violations == ()
    assert [(m.day, m.slot.start) for m in found.schedule.groups[0].meetings] == [
        (0, 480),
        (1, 480),
    ]


@pytest.mark.parametrize(("pinned", "stays"), [("Mon 8:00-8:30", True), ("Tue 8:00-8:30", False)])
def test_a_group_goes_on_only_if_it_meets_on_every_day_that_is_pinned(
    pinned: str, stays: bool
) -> None:
    """Nothing bars the student from Monday; but who is pinned to Tuesday must meet on Tuesday."""
    before = group(ask("S1"), at("Mon 8:00-8:30"), name="G1")
    slots_of = [at(text).slot for text in ("Mon 8:00-8:30", "Tue 8:00-8:30")]
    rows = {"pins": (Pin("Pins", "D2", "S1", times=(span(pinned),)),)}
    of = problem([before], previous=earlier(before), slots=slots_of, rows=rows)
    state = State(Pool(compile_arrays(of, RULES, [])))
    begin(state)
    assert len(state.chosen) == stays
