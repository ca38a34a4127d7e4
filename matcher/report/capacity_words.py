"""What to buy, in sentences."""

from __future__ import annotations

from fractions import Fraction

from matcher.report.scenario_words import cost_words, dollars, served_words
from matcher.report.words import capital, count_words, number_words
from matcher.scenarios.capacity_result import HELD, Capacity, Target

UNITS = {"need": "need served", "students": "students served", "requests": "requests placed"}


def target_words(target: Target) -> str:
    """The target as it was given."""
    if target.unit == "dollars":
        return f"within {dollars(target.count or Fraction(0))} a year"
    if target.share is not None:
        return f"{number_words(target.share * 100)}% of {target.unit}"
    return count_words(int(target.count or 0), target.unit.removesuffix("s"))


def capacity_lines(found: Capacity) -> list[str]:
    """Whether the target is reached, by what, and at which cost."""
    base, final = found.base, found.final
    lines = ["PARTIAL: it was stopped before everything was tried."] if found.stopped else []
    lines.append(_verdict(found))
    lines.append(f"As it is: {served_words(base)} {cost_words(base)}")
    if final is not base:
        f = final.figures
        held = f"{f.served.count} of {count_words(f.children, 'student')} served."
        served = held if HELD in final.scenario.name else served_words(final)
        lines.append(f"{_with(found)}: {served} {cost_words(final)}")
    if not final.figures.bill.year:
        lines.append("No wages and no Costs are given, so that nothing here has a price.")
    lines += [f"Buy: {purchase.words}." for purchase in found.purchases]
    return [*lines, *_wages(found), *_people(found)]


def _people(found: Capacity) -> list[str]:
    """That more people are needed, where that is proven."""
    most = found.without_people
    if most is None or most >= found.target.wanted(found.base):
        return []
    unit = UNITS[found.target.unit]
    said = (
        f"Proven: with the tutors who work now no plan could reach more than {number_words(most)}"
        f" {unit}, however many rooms, buses and dollars there were."
    )
    return [said]


def _wages(found: Capacity) -> list[str]:
    """What to write into weekly_budget, where the plan takes more than that."""
    budget = found.base.problem.settings.weekly_budget
    week = found.final.figures.bill.wages_week
    if budget is None or week <= budget:
        return []
    return [f"The plan takes {dollars(week)} of wages a week; weekly_budget is {dollars(budget)}."]


def _with(found: Capacity) -> str:
    name = found.final.scenario.name
    held = name[name.index(HELD) :] if HELD in name else ""
    if found.purchases:
        bought = f"With {count_words(len(found.purchases), 'purchase')}"
        return f"{bought}, {held}" if held else bought
    return f"With {held}" if held else capital(name)


def _verdict(found: Capacity) -> str:
    target = found.target
    if target.unit == "dollars":
        if not found.reached:
            return f"NOT REACHED: {target_words(target)}: {found.ended}."
        return f"{capital(target_words(target))}: the most need that was found; {found.ended}."
    wanted, got = target.wanted(found.final), target.reached(found.final)
    said = f"{number_words(got)} {UNITS[target.unit]}, {number_words(wanted)} wanted"
    if found.reached:
        return (
            f"Target of {target_words(target)}: reached, {said}; the cheapest mix that was found."
        )
    return f"NOT REACHED: target of {target_words(target)}: {said}; {found.ended}.{_limit(found)}"


def _limit(found: Capacity) -> str:
    """Why it could not be reached, where that is proven."""
    target, final = found.target, found.final
    wanted, most = target.wanted(final), target.most(final)
    f = final.figures
    every = {
        "need": f.need_wanted,
        "students": Fraction(f.children),
        "requests": Fraction(f.requests),
    }
    whole = every[target.unit]
    if wanted > whole:
        return f" There are only {number_words(whole)}."
    if most is None or most >= wanted:
        return ""
    with_all = "With all that is bought below" if found.purchases else "With the program as it is"
    return f" {with_all}, no plan could reach more than {number_words(most)}."
