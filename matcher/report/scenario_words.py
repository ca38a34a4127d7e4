"""A study of scenarios in sentences: what a board may be told, and on what it rests."""

from __future__ import annotations

from fractions import Fraction

from matcher.report.words import count_words, date_words
from matcher.scenarios.figures import FTE_HOURS
from matcher.scenarios.outcome import Outcome, Study


def headline(study: Study) -> list[str]:
    """A sentence or two for each scenario, if they are few; else for the first and the last."""
    outcomes = study.outcomes
    few = outcomes if len(outcomes) <= MOST_TOLD else (outcomes[0], outcomes[-1])
    lines = [f"{one.scenario.name}: {served_words(one)} {cost_words(one)}" for one in few]
    lines += [
        f"ATTENTION: {one.scenario.name} does not keep {count_words(one.seats_lost, 'seat')} of the"
        " phase before."
        for one in outcomes
        if one.seats_lost
    ]
    lines += [
        f"ATTENTION: in {one.scenario.name} {count_words(one.tutors_lost, 'seat')} of the phase before"
        " have another tutor."
        for one in outcomes
        if one.tutors_lost
    ]
    if study.partial:
        lines.insert(
            0,
            f"PARTIAL: stopped when {len(outcomes)} of {count_words(study.asked, 'scenario')} were"
            " solved; what is missing is not below.",
        )
    return lines


MOST_TOLD = 6
"""Of more scenarios than this, the headline tells two."""


def served_words(outcome: Outcome) -> str:
    """How many are served, and how many could be at most."""
    f = outcome.figures
    said = f"{f.served.count} of {count_words(f.children, 'student')} served"
    if f.served.proven:
        return f"{said}, and no plan could serve more."
    return f"{said}, and no plan could serve more than {f.served.most}."


def cost_words(outcome: Outcome) -> str:
    """What it costs, wages alone and all in, and whether that is more than there is."""
    f, budget = outcome.figures, outcome.problem.settings.total_budget
    said = f"{dollars(f.bill.wages)} of wages a year, {dollars(f.bill.year)} all in"
    if f.per_student is not None and f.wages_per_student is not None:
        said += (
            f"; {dollars(f.wages_per_student)} and {dollars(f.per_student)} for each student served"
        )
    if budget is not None and f.bill.year > budget:
        said += f". That is {dollars(f.bill.year - budget)} more than total_budget"
    return f"{said}."


def dollars(value: Fraction) -> str:
    """``$12,345``."""
    return f"${round(value):,}"


def assumptions(study: Study) -> list[str]:
    """What all figures rest on."""
    week = date_words(study.monday)
    lines = [
        (
            f"Every scenario is a real schedule of the week of {week}, checked against every rule of"
            " the program; it starts without last week's plan."
        ),
        (
            "The most that any plan could reach is proven for each count by itself; what is reached"
            " is the best plan found, which seats the greatest need first."
        ),
        f"A full-time tutor holds groups for {FTE_HOURS} hours a week.",
        (
            "What one more of something is worth is shown by a schedule in which nobody loses a"
            " seat; it may be worth more."
        ),
        (
            f"Counts of students below {_small_cell(study)} are hidden in Coverage, with those that"
            " would give them away."
        ),
    ]
    weeks = sorted({one.figures.bill.weeks for one in study.outcomes})
    if weeks:
        said = " or ".join(map(str, weeks))
        lines.insert(
            1, f"A year has {said} weeks of sessions like this one (Settings, program_weeks)."
        )
    rates = sorted({r for one in study.outcomes if (r := one.figures.attendance) is not None})
    if rates:
        said = " or ".join(f"{float(rate * 100):.3g}%" for rate in rates[:5])
        lines.append(f"Of the scheduled sessions {said} are expected to be attended.")
    else:
        lines.append("No attendance is assumed: write one in Scenarios, or fill in Attendance.")
    if not any(one.costs for one in study.outcomes):
        lines.append("There is no Costs sheet, so all in is wages alone.")
    return lines


def _small_cell(study: Study) -> int:
    return max((one.problem.settings.small_cell for one in study.outcomes), default=10)
