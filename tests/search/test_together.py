"""Two students who must be together are one unit of two seats."""

from __future__ import annotations

import datetime as dt

from constraints import GOALS, RULES
from matcher.domain import Pair, Program, Request, Slot, Student, Tutor, Window
from matcher.problem import Problem
from matcher.search.standing import Options, search

DAY = 24 * 60


def test_a_pair_alone_in_the_program_is_priced_like_any_other() -> None:
    """Monday and Wednesday spread better than Monday and Tuesday, and nothing says otherwise."""
    students = [Student(id=f"S{n}", site="Elm", grade=3) for n in (1, 2)]
    tutor = Tutor("T1", ("Elm",), ("Math",), ("English",), (Window(0, 7 * DAY),))
    program = Program(
        requests=tuple(Request(student, "Math", 1, 2) for student in students),
        tutors=(tutor,),
        slots=(Slot(2, "Elm", frozenset({0, 1, 2}), 480, 510),),
        pairs=(Pair("together", "S1", "S2"),),
    )
    found = search(Problem(program, dt.date(2026, 9, 14)), RULES, GOALS, Options(workers=1))
    (group,) = found.schedule
    assert [meeting.day for meeting in group.meetings] == [0, 2]
    fit = next(reached for reached in found.reached if reached.goal.name == "fit")
    assert fit.values == fit.bounds == (0,)
