"""The progress display: at a terminal only, with phase, best value, bound and gap."""

import io
from fractions import Fraction

import pytest
from rich.console import Console

from constraints import GOALS
from matcher.display import ENDING, HINT, Display
from matcher.progress import Progress


def picture(display):
    """What the display shows at this moment."""
    console = Console(file=io.StringIO(), width=100)
    console.print(display._picture())
    return console.file.getvalue()


def shown(*told, ending=False):
    display = Display(GOALS, Console(file=io.StringIO()), shown=True)
    for progress in told:
        display.tell(progress)
    if ending:
        display.ending()
    return picture(display)


def test_it_shows_phase_best_value_bound_and_gap_of_each_goal():
    said = shown(
        Progress("serving need", 3, Fraction(150), Fraction(155)),
        Progress("adding sessions", 7, 1200, None),
    )
    assert "adding sessions" in said
    rows = [line.split() for line in said.splitlines()]
    assert ["3", "need", "served", "150", "155", "3.2%"] in rows
    assert ["7", "dosage", "1,200"] in rows
    assert HINT in said


def test_before_the_first_value_it_shows_the_phase_alone():
    said = shown(Progress("reading program.xlsx"), Progress("looking for groups", 3))
    assert "looking for groups" in said
    assert "best so far" not in said


def test_it_says_that_ctrl_c_was_heard():
    assert ENDING.split("...")[0] in shown(ending=True)


@pytest.mark.parametrize(("terminal", "wanted"), [(False, True), (True, False)])
def test_nothing_is_printed_without_a_terminal_or_when_quiet(terminal, wanted):
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal)
    with Display(GOALS, console, shown=wanted) as display:
        display.tell(Progress("serving need", 3, 1, 2))
    assert out.getvalue() == ""


def test_at_a_terminal_it_appears_and_vanishes():
    out = io.StringIO()
    with Display(GOALS, Console(file=out, force_terminal=True), shown=True) as display:
        display.tell(Progress("serving need", 3, 1, 2))
        display._live.refresh()
    assert "serving need" in out.getvalue()


def test_the_gap_is_relative_to_the_larger_of_value_and_bound():
    assert Progress("", 3, 150, 200).gap == 0.25
    assert Progress("", 3, Fraction(1, 2), 0).gap == 0.5
    assert Progress("", 3, 150, None).gap is None
