"""The progress display: at a terminal only, with phase, best value, bound and gap."""

import datetime as dt
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from rich.console import Console

from constraints import GOALS, RULES
from matcher import match_week
from matcher.display import ENDING, HINT, TERM_HINT, Display
from matcher.plan import Reached
from matcher.progress import Progress, never
from matcher.workbook.template import write_template
from tests.quick_search import quick_search


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


def test_of_a_term_it_says_that_ctrl_c_ends_it():
    display = Display(GOALS, Console(file=io.StringIO()), shown=True, hint=TERM_HINT)
    assert " ".join(picture(display).split()).endswith(TERM_HINT)


@pytest.mark.parametrize(("is_shown", "wanted"), [(True, "S1 [bold]\n"), (False, "")])
def test_what_is_to_stay_is_printed_as_it_is_unless_quiet(is_shown, wanted):
    out = io.StringIO()
    Display(GOALS, Console(file=out), shown=is_shown).say(["S1 [bold]"])
    assert out.getvalue() == wanted


def test_it_says_that_ctrl_c_was_heard():
    assert ENDING.split("...")[0] in shown(ending=True)


@pytest.mark.parametrize(("terminal", "wanted"), [(False, True), (True, False)])
def test_nothing_is_printed_without_a_terminal_or_when_quiet(terminal, wanted):
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal)
    with Display(GOALS, console, shown=wanted) as display:
        display.tell(Progress("serving need", 3, 1, 2))
    assert out.getvalue() == ""


def rows(said):
    """The table by its goals' numbers."""
    lines = [line.split() for line in said.splitlines()]
    return {line[0]: line for line in lines if line and line[0].isdigit()}


def test_the_last_frame_agrees_with_the_result(tmp_path, monkeypatch):
    """Whatever the search told last: it may have proven a goal without telling so."""

    def ended(problem, rules, goals, _options, progress, _stop, _timing):
        progress(Progress("improving", 3, 0, 9))
        progress(Progress("improving", 7, 1, 99))
        found = quick_search(problem, rules, goals)
        proven = [Reached(one.goal, one.values, one.values) for one in found.reached]
        return replace(found, reached=tuple(proven), ended_by="proof")

    write_template(tmp_path / "program.xlsx")
    book = load_workbook(tmp_path / "program.xlsx")
    book["Pins"].delete_rows(2)  # pins are held before the search, by a search of their own
    book.save(tmp_path / "program.xlsx")
    monkeypatch.setattr(match_week, "search", ended)
    display = Display(GOALS, Console(file=io.StringIO()), shown=True)
    plan = match_week.match_week(
        match_week.Order(tmp_path / "program.xlsx", dt.date(2026, 9, 14)),
        RULES,
        GOALS,
        tell=display.tell,
        background=lambda work: work(),
        stop=never,
    ).plan
    last = rows(picture(display))
    assert list(last) == [str(one.goal.number) for one in plan.reached]
    assert {line[-1] for line in last.values()} == {"0.0%"}
    need = next(one.values[0] for one in plan.reached if one.goal.number == 3)
    assert last["3"] == ["3", "need", "served", str(need), str(need), "0.0%"]


@pytest.mark.parametrize(
    ("bounds", "row"),
    [
        ((4, 120), ["120", "120", "0.0%"]),
        ((5, 120), ["4", "5", "20.0%"]),
        ((4, 160), ["120", "160", "25.0%"]),
        ((4, None), ["120"]),
        ((None, None), ["4"]),
    ],
)
def test_of_a_goal_of_two_parts_the_first_that_is_not_proven_is_shown(bounds, row):
    dosage = next(goal for goal in GOALS if goal.number == 7)
    said = shown(match_week.standing(Reached(dosage, (4, 120), bounds)))
    assert rows(said)["7"] == ["7", "dosage", *row]


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
