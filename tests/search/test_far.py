"""The independent parts of a search, done by other processes: the same plan, the same bounds."""

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from constraints import GOALS, RULES
from matcher.crew import Processes
from matcher.problem import Problem
from matcher.scenarios.change import changed_program
from matcher.scenarios.levers import Levers
from matcher.search import blocks
from matcher.search.standing import Options, search
from matcher.timing import Timing, Work
from matcher.workbook.read import read_program

MONDAY = dt.date(2026, 9, 14)
SAMPLES = Path(__file__).parent.parent.parent / "sample_inputs"
PLACING = [goal for goal in GOALS if goal.number in (3, 4, 7)]
FEW = Options(effort=0.1)


class Counting(Processes):
    """Two processes that note which work they were asked for."""

    def __init__(self, gives_up=False):
        super().__init__(2)
        self.asked = []
        self.gives_up = gives_up

    def results(self, work, pieces, stop=lambda: False, shared=None, **more):
        self.asked.append(work.__name__)
        if self.gives_up:
            return iter(())
        return super().results(work, pieces, stop, shared, **more)


@pytest.fixture(scope="module")
def problem():
    """Three schools of the district with a fifth of their students, each school a block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "ONE_BLOCK", 50)
        yield small()


def small():
    whole = Problem(read_program(SAMPLES / "district.xlsx").program, MONDAY)
    levers = Levers(sites=whole.program.sites[:3], students=Fraction(1, 5))
    return Problem(changed_program(whole, levers), MONDAY)


@pytest.fixture(scope="module")
def here(problem):
    return search(problem, RULES, PLACING, FEW)


def told(found):
    return [(one.goal.number, one.values, one.bounds) for one in found.reached]


def test_processes_find_the_very_plan_and_bounds_of_this_one(problem, here):
    """Group by group. Programs of blocks, dives and tasks of improving were all done elsewhere."""
    timing = Timing()
    with Counting() as crew:
        found = search(problem, RULES, PLACING, FEW, crew=crew, timing=timing)
    assert set(crew.asked) == {"_rooted", "_dived", "_replanned"}
    assert set(found.schedule.groups) == set(here.schedule.groups)
    assert told(found) == told(here)
    assert timing.of(Work.TASKS).times > 0
    assert timing.of(Work.PRICING).times > 0


def test_without_an_answer_the_search_goes_on_alone(problem):
    """Whoever gives up everything costs the improvements, not the plan: what it says still holds."""
    with Counting(gives_up=True) as crew:
        found = search(problem, RULES, PLACING, FEW, crew=crew)
    assert crew.asked
    assert found.schedule.groups
    for one in found.reached:
        assert one.values[0] <= one.bounds[0]
