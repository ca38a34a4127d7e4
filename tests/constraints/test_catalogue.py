"""The catalogue is whole: every file is in it, named after itself, with a table of its own."""

import importlib
import inspect
from pathlib import Path

import pytest

import constraints
from constraints import GOALS, RULES
from matcher.rule import Goal, Rule
from tests.constraints.world import problem

ROOMS = {"rules": (RULES, Rule), "goals": (GOALS, Goal)}
EVERY = [
    pytest.param(room, entry, id=f"{room}/{entry.name}")
    for room, (catalogue, _) in ROOMS.items()
    for entry in catalogue
]


def files(room):
    """The modules of a room."""
    folder = Path(constraints.__file__).parent / room
    return sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_stands_in_the_catalogue_once(room):
    """A rule or goal that is not in the catalogue would never be asked."""
    catalogue, _ = ROOMS[room]
    assert files(room) == sorted(entry.name.replace("-", "_") for entry in catalogue)


@pytest.mark.parametrize("room", ROOMS)
def test_numbers_run_from_one_and_from_nought_for_goals(room):
    """The order of the catalogue is the order of the contract; pins come before all goals."""
    catalogue, _ = ROOMS[room]
    first = 0 if room == "goals" else 1
    assert [entry.number for entry in catalogue] == list(range(first, len(catalogue) + first))


def test_eleven_rules_and_ten_goals_beside_pins_and_rooms():
    """As many as the contract tells, one of each for what is pinned, and a rule of named rooms."""
    assert (len(RULES), len(GOALS)) == (11 + 2, 10 + 1)
    without_pins = problem([])
    assert [goal.number for goal in GOALS if goal.applies(without_pins)][:1] == [3]


@pytest.mark.parametrize(("room", "entry"), EVERY)
def test_the_file_holds_one_class_named_after_it(room, entry):
    """``group_size.py`` holds ``GroupSize``, whose name is ``group-size``."""
    module = importlib.import_module(f"constraints.{room}.{entry.name.replace('-', '_')}")
    _, base = ROOMS[room]
    own = [
        name
        for name, held in inspect.getmembers(module, inspect.isclass)
        if issubclass(held, base) and held.__module__ == module.__name__
    ]
    assert own == [entry.name.title().replace("-", "")]
    assert type(entry).__name__ == own[0]


def test_sentences_are_whole_and_unlike_each_other():
    """A sentence is printed wherever the rule is named."""
    sentences = [entry.sentence for entry in (*RULES, *GOALS)]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "  " not in sentence


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_a_goal_has_a_sense_for_each_label(goal):
    """Values, labels and senses run side by side."""
    assert len(goal.labels) == len(goal.senses)
    assert len(set(goal.labels)) == len(goal.labels)


@pytest.mark.parametrize(("room", "entry"), EVERY)
def test_it_has_a_table(room, entry):
    """A rule's table allows some cases and breaks some; a goal's has several values."""
    name = f"tests.constraints.{room}.test_{entry.name.replace('-', '_')}"
    table = importlib.import_module(name).CASES
    assert len({case.what for case in table}) == len(table)
    if room == "rules":
        assert {case.holds for case in table} == {True, False}
        assert any(case.says for case in table)
    else:
        assert len({case.values for case in table}) > 2


@pytest.mark.parametrize("budget", [None, 1])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_capacity_knows_only_the_rule_s_own_resources(rule, budget):
    """Asking a rule for a resource that it never named is a mistake of the asker."""
    with pytest.raises(KeyError):
        rule.capacity(problem([], weekly_budget=budget), ("nothing of the kind",))
