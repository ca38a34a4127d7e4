"""The best choice of a menu, by CP-SAT: one worth after another, as far as the work goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from matcher.bend_greedy import choose_greedily
from matcher.bend_menu import Menu
from matcher.search.cp import single_solver


def choose(menu: Menu, *, work: float) -> tuple[int, ...]:
    """One option of each item, the best by ``menu.worths`` in strict order.

    Items that have nothing to do with each other are chosen apart, which is as good and faster.
    ``work`` is CP-SAT's deterministic time for all of them together; where it runs out, the
    best choice found is taken, at worst that of :mod:`matcher.bend_greedy`. The same menu and work
    give the same choice on every machine.
    """
    picks = dict(enumerate(menu.first))
    open_options = sum(len(options) for options in menu.items)
    for items in _components(menu):
        share = work * sum(len(menu.items[item]) for item in items) / open_options
        part = _part(menu, items)
        found = _alone(part) if len(items) == 1 and not part.limits else _solve(part, share)
        picks |= dict(zip(items, found, strict=True))
    return tuple(picks[item] for item in range(len(menu.items)))


def _components(menu: Menu) -> list[list[int]]:
    """The items in sets that share no clash and no limit, in order."""
    parent = list(range(len(menu.items)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    item_of = {option: item for item, options in enumerate(menu.items) for option in options}
    for options in (
        *menu.clashes,
        *([option for option, _ in limit.terms] for limit in menu.limits),
    ):
        for option in options:
            first, second = sorted((root(item_of[options[0]]), root(item_of[option])))
            parent[second] = first
    found: dict[int, list[int]] = defaultdict(list)
    for item in range(len(menu.items)):
        found[root(item)].append(item)
    return list(found.values())


def _part(menu: Menu, items: Sequence[int]) -> Menu:
    """The menu of some items only; the options keep their numbers."""
    options = {option for item in items for option in menu.items[item]}
    return Menu(
        items=tuple(menu.items[item] for item in items),
        clashes=tuple(clash for clash in menu.clashes if len(clash) > 1 and clash[0] in options),
        limits=tuple(limit for limit in menu.limits if limit.terms[0][0] in options),
        worths=menu.worths,
    )


def _alone(menu: Menu) -> tuple[int, ...]:
    """The best option of the only item."""
    return (max(menu.items[0], key=lambda option: [worth[option] for worth in menu.worths]),)


def _solve(menu: Menu, work: float) -> tuple[int, ...]:
    """Each worth in turn, never giving up what an earlier one reached."""
    model = cp_model.CpModel()
    chosen = {option: model.new_bool_var("") for options in menu.items for option in options}
    _add_bounds(model, chosen, menu)
    picks, best_of_each = choose_greedily(menu), True
    left = [list(options) for options in menu.items]
    for rank, worth in enumerate(menu.worths, start=1):
        total = cp_model.LinearExpr.weighted_sum(
            list(chosen.values()), [worth[option] for option in chosen]
        )
        best_of_each = best_of_each and _each_best(left, picks, worth)
        if best_of_each:
            # Every item has its best, so only options as good as that are left.
            left = [
                [option for option in options if worth[option] == worth[pick]]
                for options, pick in zip(left, picks, strict=True)
            ]
        else:
            model.maximize(total)
            _hint(model, chosen, picks)
            # Half of what is left, so that a hard worth leaves something for those behind it.
            share = work if rank == len(menu.worths) else work / 2
            picks, spent = _run(model, chosen, menu, picks, share)
            work = max(0.0, work - spent)
        model.add(total >= sum(worth[option] for option in picks))
    return picks


def _each_best(left: Sequence[Sequence[int]], picks: Sequence[int], worth: Sequence[int]) -> bool:
    return all(
        worth[pick] == max(worth[option] for option in options)
        for options, pick in zip(left, picks, strict=True)
    )


def _add_bounds(model: cp_model.CpModel, chosen: dict[int, cp_model.IntVar], menu: Menu) -> None:
    for options in menu.items:
        model.add_exactly_one(chosen[option] for option in options)
    for clash in menu.clashes:
        model.add_at_most_one(chosen[option] for option in clash)
    for limit in menu.limits:
        used = sum(chosen[option] * amount for option, amount in limit.terms)
        if limit.only_with is None:
            model.add(used <= limit.most)
        else:
            for option in limit.only_with:
                model.add(used <= limit.most).only_enforce_if(chosen[option])


def _hint(
    model: cp_model.CpModel, chosen: dict[int, cp_model.IntVar], picks: Sequence[int]
) -> None:
    taken = set(picks)
    model.proto.clear_solution_hint()
    for option, variable in chosen.items():
        model.add_hint(variable, option in taken)


def _run(
    model: cp_model.CpModel,
    chosen: dict[int, cp_model.IntVar],
    menu: Menu,
    picks: tuple[int, ...],
    work: float,
) -> tuple[tuple[int, ...], float]:
    """The best choice found within the work, and the work that it took."""
    solver = single_solver(work)
    # The model is as small as presolve would make it, and its linear relaxation is strong.
    solver.parameters.cp_model_presolve = False
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 2
    status = solver.solve(model)
    spent = solver.response_proto.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return picks, spent
    found = tuple(
        next(option for option in options if solver.boolean_value(chosen[option]))
        for options in menu.items
    )
    return found, spent
