"""Hidden numbers stay hidden from readers who reckon with all that a public table shows."""

import os
import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cli
from matcher.report import hiding, other_tables
from matcher.report.hiding import Table
from matcher.report.open_taking_part import open_rows
from matcher.report.other_tables import OtherTables
from matcher.report.taking_part import count_hidden, rows
from tests.report.attackers import STEPS, kind_reader, line_reader, told
from tests.report.crowds import crowd, crowd_by_chance, crowds

ELM = ("Elm", 1, "English", ())
OAK = ("Oak", 1, "English", ())
ASH = ("Ash", 1, "English", ())
DIFFERENCES = tuple(combinations(("eligible", "asked", "placed", "attending"), 2))


def by_date(told_part, table):
    size = len(told_part.lines)
    return [told(table[at : at + size]) for at in range(0, len(table), size)]


def secrets_of(true, shown, least):
    """What a table of a date may not tell: (line, steps, truth)."""
    found = []
    for line, columns in shown.items():
        found += [
            (line, STEPS[column], true[line][column])
            for column, number in columns.items()
            if number == "hidden"
        ]
        for wide, narrow in DIFFERENCES:
            if true[line][narrow] is None:
                continue
            step = true[line][wide] - true[line][narrow]
            if 0 < step < least:
                found.append((line, np.subtract(STEPS[wide], STEPS[narrow]), step))
    return found


def assert_not_small_together(true, shown, least):
    """Where everyone is shown, what is hidden of the sites (grades, languages) can be told together."""
    for column, everyone in shown["all", "everyone"].items():
        for by in ("site", "grade", "language"):
            hidden = [
                true[line][column]
                for line, columns in shown.items()
                if line[0] == by and columns[column] == "hidden"
            ]
            assert everyone in ("hidden", None) or not 0 < sum(hidden) < least


def truth_by_kind(told_part):
    """The kinds of students, and for each date how many of each stand at each step."""
    lines = told_part.lines
    of = {
        who: frozenset(line for line, those in lines.items() if who in those)
        for who in lines["all", "everyone"]
    }
    kinds = list(dict.fromkeys(of.values()))
    counts = np.zeros((len(told_part.points), len(kinds), 4), dtype=int)
    for at, point in enumerate(told_part.points):
        attending = point.attending or frozenset()
        steps = (
            point.eligible - point.asked,
            point.asked - point.placed,
            point.placed - attending,
            attending,
        )
        for step, who in enumerate(steps):
            for one in who:
                counts[at, kinds.index(of[one]), step] += 1
    return kinds, counts


def check(told_part, least):
    """Whatever a reader knows who reckons, no secret can be one whole number only."""
    table = open_rows(told_part, least)
    true, shown = by_date(told_part, rows(told_part)), by_date(told_part, table)
    kinds, counts = truth_by_kind(told_part)
    one = len(shown) == 1
    for at, date in enumerate(shown):
        for line, columns in date.items():
            for column, number in columns.items():
                assert number in ("hidden", true[at][line][column])
                assert number in ("hidden", None, 0) or number >= least
        assert_not_small_together(true[at], date, least)
        secrets = secrets_of(true[at], date, least)
        reader, row = line_reader(date, there=one)
        assert not reader.pins([(row(line, steps), value) for line, steps, value in secrets])
        reader, row = kind_reader([date], kinds, counts[at : at + 1], changes=False, there=one)
        assert not reader.pins([(row(line, steps), value) for line, steps, value in secrets])
    known = [at for at, point in enumerate(told_part.points) if point.attending is not None]
    if len(known) > 1:
        some = [shown[at] for at in known]
        reader, row = kind_reader(some, kinds, counts[known], changes=True, there=False)
        secrets = secrets_of(true[known[0]], some[0], least)
        assert not reader.pins([(row(line, steps), value) for line, steps, value in secrets])


@given(told_part=crowds(), least=st.integers(2, 12))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_reader_can_reckon_what_is_hidden(told_part, least):
    check(told_part, least)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_no_reader_can_reckon_what_is_hidden_in_a_thousand_tables(start):
    for seed in range(start, start + 100):
        chance = random.Random(seed)
        check(crowd_by_chance(chance), chance.choice((2, 3, 5, 10, 12)))


def test_readers_find_what_is_not_hidden_well_enough(monkeypatch):
    """With small numbers alone hidden, and no more, they find many."""
    monkeypatch.setattr(hiding._Hiding, "_enough", lambda _self, hidden, _secrets: hidden)
    found = 0
    for seed in range(20):
        try:
            check(crowd_by_chance(random.Random(seed)), 5)
        except AssertionError:
            found += 1
    assert found > 10


def without_steps(monkeypatch):
    monkeypatch.setattr(Table, "differences", ())


def with_less_than_nobody(monkeypatch):
    monkeypatch.setattr(Table, "room", property(lambda table: np.full(table.counts[0].shape, 99)))


def with_each_date_by_itself(monkeypatch):
    monkeypatch.setattr(Table, "room", property(lambda table: table.counts[0]))


def with_empty_lines(monkeypatch):
    def others(members, parts, room, spare):
        return OtherTables(members, parts, room, spare + 99)

    monkeypatch.setattr(hiding, "OtherTables", others)


@pytest.mark.parametrize(
    ("gap", "seeds"),
    [
        (without_steps, (0, 1)),
        (with_less_than_nobody, (11, 12)),
        (with_each_date_by_itself, (11, 12, 50)),
        (with_empty_lines, (132,)),
    ],
)
def test_readers_find_each_kind_of_gap(gap, seeds, monkeypatch):
    gap(monkeypatch)
    for seed in seeds:
        with pytest.raises(AssertionError):
            check(crowd_by_chance(random.Random(seed)), 5)


def shown(told_part, least, column="eligible"):
    """What the public sees of a column, by value, date after date."""
    at = list(STEPS).index(column)
    found = {}
    for row in open_rows(told_part, least):
        found.setdefault(row.value, []).append(row.numbers[at])
    return found


def all_come(**sites):
    """Students of sites who all attend."""
    kinds = {(site, 1, "English", ()): [(0, 0, 0, n)] for site, n in sites.items()}
    return crowd(kinds)


def test_a_number_is_small_below_the_least_one_and_not_when_it_is_that():
    assert shown(all_come(Elm=30, Oak=10), 10)["Oak"] == [10]
    hidden = shown(all_come(Elm=30, Oak=9), 10)
    assert hidden["Oak"] == ["hidden"]
    assert hidden["Elm"] == ["hidden"]
    assert hidden["everyone"] == [39]
    assert shown(all_come(Elm=30, Oak=9), 9)["Oak"] == [9]
    assert shown(all_come(Elm=30, Oak=1), 1)["Oak"] == [1]
    assert shown(all_come(Elm=30, Oak=1), 0)["Oak"] == [1]


def test_of_the_cells_that_would_tell_it_the_one_with_the_fewest_students_is_hidden():
    numbers = shown(all_come(Elm=30, Oak=20, Ash=5), 10)
    assert numbers == {
        "everyone": [55],
        "(none)": [55],
        "1": [55],
        "English": [55],
        "Elm": [30],
        "Oak": ["hidden"],
        "Ash": ["hidden"],
    }


def test_two_small_numbers_that_are_small_together_need_a_third():
    numbers = shown(all_come(Elm=30, Oak=3, Ash=2), 10)
    assert [numbers[site] for site in ("Elm", "Oak", "Ash")] == [["hidden"]] * 3
    enough = shown(all_come(Elm=30, Oak=5, Ash=5), 10)
    assert [enough[site] for site in ("Elm", "Oak", "Ash")] == [[30], ["hidden"], ["hidden"]]


def test_one_student_in_each_of_two_lines_could_be_told_since_no_line_is_empty():
    numbers = shown(all_come(Elm=30, Oak=1, Ash=1), 2)
    assert numbers["Elm"] == ["hidden"]


def test_small_everyone_is_hidden_too():
    told_part = all_come(Elm=4)
    assert count_hidden(open_rows(told_part, 10)) == (20, 25)
    assert shown(told_part, 10, "missing")["everyone"] == [0]


def test_a_small_step_of_the_funnel_is_hidden_by_one_of_the_two_numbers():
    told_part = crowd({ELM: [(0, 0, 4, 30)]})
    assert shown(told_part, 5, "placed")["everyone"] == [34]
    assert shown(told_part, 5, "attending")["everyone"] == ["hidden"]
    assert shown(told_part, 4, "attending")["everyone"] == [30]


def test_a_small_difference_of_numbers_further_apart_is_hidden_too():
    """Who has no seat is few, whether they asked or not: hiding who asked is not enough."""
    told_part = crowd({ELM: [(2, 2, 20, 30)]})
    for column in ("asked", "placed"):
        assert shown(told_part, 5, column)["everyone"] == ["hidden"]
    assert shown(told_part, 5, "eligible")["everyone"] == [54]
    assert shown(told_part, 5, "attending")["everyone"] == [30]
    assert shown(told_part, 4, "placed")["everyone"] == [50]


def test_everybody_but_a_category_is_hidden_where_they_are_few():
    kinds = {("Elm", 1, "English", ("EL",)): [(0, 0, 0, 30)], ELM: [(0, 0, 0, 2)]}
    numbers = shown(crowd(kinds), 5)
    assert numbers["(none)"] == numbers["EL"] == ["hidden"]
    assert numbers["everyone"] == [32]


def test_a_number_that_is_hidden_on_one_date_is_hidden_on_all():
    dates = {ELM: [(0, 0, 0, 30)] * 2, OAK: [(0, 0, 0, 9), (0, 0, 0, 10)]}
    numbers = shown(crowd({**dates, ASH: [(0, 0, 0, 20)] * 2}), 10)
    assert numbers["Oak"] == numbers["Ash"] == ["hidden", "hidden"]
    assert numbers["Elm"] == [30, 30]
    assert numbers["everyone"] == [59, 60]


def test_where_nobody_knows_who_comes_nothing_of_it_is_hidden_and_nothing_told():
    told_part = crowd({ELM: [(0, 2, 5, 30)], OAK: [(0, 0, 20, 0)]}, [False])
    for column in ("attending", "missing"):
        assert set(map(tuple, shown(told_part, 10, column).values())) == {(None,)}
    assert shown(told_part, 10, "eligible")["everyone"] == [57]
    assert shown(told_part, 10, "asked")["everyone"] == [57]
    assert shown(told_part, 10, "placed")["everyone"] == ["hidden"]


def test_nobody_at_all_is_no_secret():
    told_part = crowd({ELM: [(0, 0, 0, 0)]})
    assert count_hidden(open_rows(told_part, 10)) == (0, 5)


def test_where_no_linear_program_can_be_solved_all_is_hidden(monkeypatch):
    failed = SimpleNamespace(status=4)
    monkeypatch.setattr(other_tables, "linprog", lambda *_, **__: failed)
    hidden, numbers = count_hidden(open_rows(crowd_by_chance(random.Random(3)), 10))
    assert hidden == numbers > 0
    assert count_hidden(open_rows(all_come(Elm=30, Oak=10), 10))[0] == 0


def test_room_is_what_could_be_taken_away_at_every_date():
    """Where nobody knows who attends, those placed are not taken away twice."""
    counts = np.array([[[1, 4, 5, 6]], [[2, 3, 4, 7]], [[1, 9, 8, 0]]])
    parts = np.array(list(STEPS.values()))
    table = Table(("all",), np.array([[1]]), parts, counts, (True, True, False))
    assert table.room.tolist() == [[1, 3, 2, 6]]
    assert table.numbers[2].tolist() == [[18, 17, 8, -1, -1]]


def test_the_linear_programs_go_with_those_of_the_search_whichever_is_loaded_first():
    first = "from matcher.report.hiding import hidden_cells"
    second = "from ortools.sat.python import cp_model"
    third = "from ortools.linear_solver import pywraplp"
    work = (
        "from tests.report.crowds import crowd\n"
        "from matcher.report.open_taking_part import open_rows\n"
        "from matcher.report.taking_part import count_hidden\n"
        "kinds = {(s, 1, 'English', ()): [(2, 1, 4, n)] for s, n in (('Elm', 20), ('Oak', 30), ('Ash', 9))}\n"
        "print(count_hidden(open_rows(crowd(kinds), 10)))\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", "\n".join([*order, work])],
            env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parent)},
            capture_output=True,
            check=True,
        ).stdout
        for order in ((first, second, third), (second, third, first), (first,))
    ]
    assert len(set(said)) == 1
