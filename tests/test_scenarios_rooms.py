"""What if, with rooms that have names: levers, what is richer, what binds and what to buy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from constraints import GOALS, RULES
from matcher.domain import Program, Room, Window
from matcher.problem import Problem
from matcher.scenarios.binding import Binding, Bound
from matcher.scenarios.buying import bought, helps_beside, offers, plenty, words_of
from matcher.scenarios.change import changed_program
from matcher.scenarios.levers import Levers
from matcher.scenarios.richer import richer
from matcher.schedule import Schedule
from matcher.steps import ExtraRoom, SiteRoom
from tests.constraints.world import MONDAY, ask, at, group, problem, tutor
from tests.test_capacity import bought as bought_in
from tests.test_capacity import capacity
from tests.test_scenarios_cli import by_name, ran

ONE, TWO = Room("Elm", "Room 1"), Room("Elm", "Room 2")
OAK = Room("Oak", "Room 1")


def of(*rooms, **more) -> Problem:
    """Two groups that would meet at one time at Elm, with these rooms."""
    there = [
        group(ask(f"S{n}", max_group=1), at("Mon 8:00-8:30"), by=tutor(f"T{n}")) for n in (1, 2)
    ]
    return problem(there, rows={"rooms": rooms, **more})


def test_so_many_groups_at_once_says_how_many_rooms_there_are():
    """Named rooms count no longer at the sites that the lever sets, and stay at others."""
    before = of(ONE, OAK)
    after = changed_program(before, Levers(groups_at_once=2))
    assert after.site_rooms == {"Elm": 2}
    assert after.rooms == (OAK,)
    assert changed_program(before, Levers(max_group_size=2)).rooms == (ONE, OAK)


def test_the_rooms_of_sites_that_are_left_out_go_with_them():
    assert changed_program(of(ONE, OAK), Levers(sites=("Elm",))).rooms == (ONE,)


SHUT = replace(ONE, open=(Window(480, 510),))


@pytest.mark.parametrize(
    ("more", "less", "is_richer"),
    [
        ((ONE, TWO), (ONE,), True),
        ((ONE,), (ONE, TWO), False),
        ((), (ONE,), True),
        ((ONE,), (), False),
        ((replace(ONE, groups_at_once=2),), (ONE,), True),
        ((ONE,), (replace(ONE, groups_at_once=2),), False),
        ((SHUT,), (ONE,), False),
        ((ONE, OAK), (ONE,), False),
        ((ONE, ONE), (ONE, ONE), True),
        ((ONE,), (ONE, ONE), False),
    ],
)
def test_no_program_with_fewer_rooms_is_said_to_be_richer(more, less, is_richer):
    """A site without any named room counts none, so it has as many as anybody wants."""
    assert richer(of(*more).program, of(*less).program) == is_richer


def test_with_plenty_of_everything_no_room_is_missing():
    assert plenty(of(ONE).program).rooms == ()


def test_one_more_room_is_offered_at_a_site_with_named_rooms_and_is_true():
    mine = of(ONE, site_rooms={"Elm": 1})
    placed = Schedule((group(ask("S1", max_group=1), at("Mon 8:00-8:30"), by=tutor("T1")),))
    helps = helps_beside(mine, RULES, GOALS, placed)
    room = next(steps for steps in offers(helps, 0) if ExtraRoom("Elm") in steps)
    assert room == (SiteRoom("Elm"), ExtraRoom("Elm"))
    assert words_of(mine, room) == "room for one more group at once at Elm"
    after = bought(mine, room).program
    assert (len(after.rooms), after.site_rooms) == (2, {"Elm": 2})


def test_the_hours_of_rooms_are_those_at_which_they_are_open():
    """Half an hour of two slots each: Room 1 is open in one of them, Room 2 in both."""
    slots = [at("Mon 8:00-8:30").slot, at("Mon 8:30-9:00").slot]
    early = replace(ONE, open=(Window(480, 510),))

    def hours(**rows):
        program = Program((ask("S1"),), (tutor("T1"),), tuple(slots), **rows)
        piece = Bound(Problem(program, MONDAY), tuple(RULES), tuple(GOALS), Schedule())
        found = {one.what: one for one in Binding(piece).resources() if one.kind == "rooms"}
        return found["Elm"].there if found else None

    assert hours(rooms=(early, TWO)) == Fraction(3, 2)
    assert hours(rooms=(early, TWO), site_rooms={"Elm": 1}) == 1
    assert hours(site_rooms={"Elm": 3}) == 3
    assert hours() is None


ROOMS = {"Rooms": [("site", "room"), ("Elm", "Room 1"), ("Oak", "Room 1")]}


def test_what_binds_names_the_rooms(tmp_path):
    path, _ = ran(tmp_path, {"scenario": "One room"}, **ROOMS)
    assert "rooms (+4 students)" in by_name(path)["One room"]["what_binds"]


def test_what_to_buy_names_the_room(tmp_path):
    path, said = capacity(tmp_path, "--target", "100% of need", **ROOMS)
    assert "room for one more group at once at Elm" in said
    assert ("room", 12) in bought_in(path)
