"""The choice of a menu, against every choice there is."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from matcher.bend_greedy import choose_greedily
from matcher.bend_menu import Limit, Menu
from matcher.search.choose import choose


def menu_of(chance: Random) -> Menu:
    """A menu whose first options are all possible together, as far as limits do not say else."""
    sizes = [chance.randint(1, 4) for _ in range(chance.randint(1, 5))]
    options = list(range(sum(sizes)))
    items = [tuple(options[sum(sizes[:n]) : sum(sizes[: n + 1])]) for n in range(len(sizes))]
    changes = [option for item in items for option in item[1:]]
    clashes = [
        tuple(sorted(chance.sample(changes, min(len(changes), chance.randint(1, 4)))))
        for _ in range(chance.randint(0, 4))
        if changes
    ]
    limits = []
    for _ in range(chance.randint(0, 3)):
        among = [o for o in changes if chance.random() < 0.6]
        if among:
            limits.append(
                Limit(tuple((o, chance.randint(1, 3)) for o in among), chance.randint(0, 5))
            )
    if changes and chance.random() < 0.5:
        # Crowded already by first options: nothing guarded may be chosen as long as it is.
        terms = tuple((o, 1) for o in options if chance.random() < 0.7)
        guards = tuple(o for o, _ in terms if o in changes)
        if guards:
            limits.append(Limit(terms, chance.randint(0, 2), only_with=guards))
    worths = tuple(
        tuple(chance.randint(-1, 2) if option in changes else 0 for option in options)
        for _ in range(4)
    )
    return Menu(tuple(items), tuple(c for c in clashes if c), tuple(limits), worths)


def possible(menu: Menu, picks: tuple[int, ...]) -> bool:
    taken = set(picks)
    if any(len(taken.intersection(clash)) > 1 for clash in menu.clashes):
        return False
    return all(
        sum(amount for option, amount in limit.terms if option in taken) <= limit.most
        or (limit.only_with is not None and taken.isdisjoint(limit.only_with))
        for limit in menu.limits
    )


def worth(menu: Menu, picks: tuple[int, ...]) -> list[int]:
    return [sum(each[option] for option in picks) for each in menu.worths]


@pytest.mark.parametrize("number", range(150))
def test_the_choice_is_possible_and_the_best(number):
    menu = menu_of(Random(number))
    best = max(worth(menu, picks) for picks in product(*menu.items) if possible(menu, picks))
    picks = choose(menu, work=5.0)
    assert possible(menu, picks)
    assert worth(menu, picks) == best


@pytest.mark.parametrize("number", range(150))
def test_the_quick_choice_is_possible(number):
    menu = menu_of(Random(number))
    picks = choose_greedily(menu)
    assert all(pick in item for pick, item in zip(picks, menu.items, strict=True))
    assert possible(menu, picks)


def test_where_work_runs_out_the_quick_choice_is_taken():
    """Two options, of which the quick choice takes the worse as the item comes first."""
    menu = Menu(((0, 1), (2, 3, 4)), ((1, 3),), (), ((0, 1, 0, 2, 0), (0,) * 5, (0,) * 5, (0,) * 5))
    assert choose(menu, work=0.0) == choose_greedily(menu) == (1, 2)
    assert choose(menu, work=1.0) == (0, 3)


def test_an_empty_menu_is_an_empty_choice():
    assert choose(Menu((), (), (), ((),) * 4), work=1.0) == ()
