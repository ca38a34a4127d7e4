"""What to buy, in sentences."""

from __future__ import annotations

from fractions import Fraction

from matcher.report.scenario_words import cost_words, dollars, served_words
from matcher.report.words import capital, count_words, number_words
from matcher.scenarios.capacity_result import Capacity, Target

UNITS = {"need": "need served", "students": "students served", "requests": "requests placed"}


def target_words(target: Target) -> str:
    """The target as it was given."""
    if target.unit == "dollars":
        return f"within {dollars(target.count or Fraction(0))} a year"
    if target.share is not None:
        return f"{number_words(target.share * 100)}% of {target.unit}"
    return f"{number_words(target.count or Fraction(0))} {target.unit}"


def capacity_lines(found: Capacity) -> list[str]:
    """Whether the target is reached, by what, and at which cost."""
    base, final = found.base, found.final
    lines = [_verdict(found)]
    lines.append(f"As it is: {served_words(base)} {cost_words(base.figures)}")
    if final is not base:
        lines.append(f"{_with(found)}: {served_words(final)} {cost_words(final.figures)}")
    lines += [f"Buy: {purchase.words}." for purchase in found.purchases]
    return lines


def _with(found: Capacity) -> str:
    if found.purchases:
        return f"With {count_words(len(found.purchases), 'purchase')}"
    return capital(found.final.scenario.name)


def _verdict(found: Capacity) -> str:
    target = found.target
    if target.unit == "dollars":
        if not found.reached:
            return f"NOT REACHED: {target_words(target)}: {found.ended}."
        return f"{capital(target_words(target))}: the most need that was found; {found.ended}."
    wanted, got = target.wanted(found.final), target.reached(found.final)
    unit = UNITS[target.unit]
    said = f"{number_words(got)} of {number_words(wanted)} {unit}"
    if found.reached:
        return f"Target {target_words(target)}: reached, {said}; the cheapest mix that was found."
    most = target.most(found.final)
    bound = (
        ""
        if most is None or most >= wanted
        else f" With all that is bought below, no plan could reach more than {number_words(most)}."
    )
    return f"NOT REACHED: target {target_words(target)}: {said}; {found.ended}.{bound}"
