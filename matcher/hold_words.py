"""What a pin contradicts, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from matcher.domain import DAY_MINUTES, DAYS, Frame, Group, Meeting, Pin, Tutor, Window, clock
from matcher.impossible import named
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.workbook.findings import Finding


@dataclass(frozen=True)
class Fault:
    """Pins that can't hold, alone or together, and why: whole sentences."""

    pins: tuple[Pin, ...]
    why: str
    proven: bool = True


WINDOWS, PINS = 3, 12
WHOLE_WEEK_RULES = (5, PINS)
"""The rules, as the contract numbers them, that no single meeting of a week can hold."""
REMEDY = "Change or delete the pin, or what it contradicts."
REMEDY_OF_SEVERAL = "Change or delete one of them, or what keeps them apart."


def finding(problem: Problem, pin: Pin, fault: Fault) -> Finding:
    """The fault at the cell of one of its pins."""
    others = [_where(problem, other) for other in fault.pins if other != pin]
    if not others:
        message = "This pin can't hold"
    elif fault.proven:
        message = f"This pin can't hold together with {_listed(others)}"
    else:
        message = f"No plan was found that holds this pin together with {_listed(others)}"
    remedy = REMEDY_OF_SEVERAL if others else REMEDY
    sheet = _sheet(problem, pin)
    return Finding("error", sheet, pin.cell, _value(pin), message, f"{fault.why} {remedy}")


def alone_in_words(
    problem: Problem, rules: Sequence[Rule], unit: Unit, pins: Sequence[Pin]
) -> Fault:
    """Why no group can hold ``pins`` and the unit's other requests, even if nobody had a seat.

    ``problem`` has no pins but these.
    """
    told = tuple(pins)
    for first, second in combinations(pins, 2):
        why = _at_odds(first, second)
        if why:
            return Fault(told, why)
    why = next((said for pin in pins if (said := _unknown(problem, pin))), "")
    why = why or _one_meeting(problem, rules, unit, pins) or _one_rule(problem, rules, unit)
    if len(unit) > 1:
        students = _listed([request.student.id for request in unit])
        why = f"Students {students} are to be together. {why or 'No group can have them all.'}"
    return Fault(told, why or "Several rules stand in the way.")


def together_in_words(
    pins: Sequence[Pin], rule: Rule | None, broken: str, *, proven: bool
) -> Fault:
    """That pins can't go together; ``broken``: what they break of a rule that alone is in the way."""
    why = _said(rule, broken) if rule else "Several rules stand in the way."
    return Fault(tuple(pins), why, proven)


def _at_odds(first: Pin, second: Pin) -> str:
    """What two pins of one request say differently, if they do."""
    if first.student != second.student:
        return ""
    if first.tutor and second.tutor and first.tutor != second.tutor:
        return f"They name two tutors, {first.tutor} and {second.tutor}."
    days = {window.start // DAY_MINUTES: window for window in first.times}
    for window in second.times:
        other = days.get(window.start // DAY_MINUTES, window)
        if other != window:
            return f"A group meets once a weekday, not at {_time(other)} and {_time(window)}."
    return ""


def _unknown(problem: Problem, pin: Pin) -> str:
    """What a pin names that is not there in the week, if it does."""
    known = {tutor.id for tutor in problem.program.tutors}
    if pin.tutor is not None and pin.tutor not in known:
        return f"Tutor {pin.tutor} is no longer in the program."
    if pin.tutor is not None and pin.tutor not in problem.tutor:
        return f"Tutor {pin.tutor} is not cleared or not employed in this week."
    times = {(meeting.start, meeting.end) for meeting in problem.meetings}
    for window in pin.times:
        if (window.start, window.end) not in times:
            return f"No slot of this week is on {_time(window)}.{_near(problem, window)}"
    return ""


def _near(problem: Problem, window: Window) -> str:
    """The times of that day's slots that a pin may have meant."""
    near = sorted(
        {
            (meeting.start, meeting.end)
            for meeting in problem.meetings
            if window.start < meeting.end and meeting.start < window.end
        }
    )
    if not near:
        return ""
    return f" There is {_listed([_time(Window(*span)) for span in near], last='or')}."


def _one_meeting(problem: Problem, rules: Sequence[Rule], unit: Unit, pins: Sequence[Pin]) -> str:
    """What every single meeting breaks that the unit could have at a pinned time, or at any.

    Told of the meeting that breaks the fewest rules; blank where one breaks none.
    """
    asked = [rule for rule in rules if rule.number not in WHOLE_WEEK_RULES]
    only = {pin.tutor for pin in pins if pin.tutor is not None}
    tutors = [tutor for tutor in problem.tutors if not only or tutor.id in only]
    spans = {(window.start, window.end) for pin in pins for window in pin.times}
    wanted: list[tuple[int, int] | None] = [*sorted(spans)]
    for span in wanted or [None]:
        meetings = [m for m in problem.meetings if span is None or span == (m.start, m.end)]
        groups = (
            group
            for tutor in tutors
            for meeting in meetings
            for group in _groups(tutor, meeting, unit)
        )
        least = min((_broken(problem, asked, group) for group in groups), key=len, default=[])
        if least:
            return " ".join(least)
    return ""


def _groups(tutor: Tutor, meeting: Meeting, unit: Unit) -> Iterator[Group]:
    modality = meeting.slot.modality
    site = meeting.slot.site if modality == "in_person" else None
    for language in unit[0].languages:
        frame = Frame(tutor, unit[0].subject, language, modality, site)
        yield Group(frame, unit, (meeting,))


def _broken(problem: Problem, rules: Sequence[Rule], group: Group) -> list[str]:
    """What the group alone breaks, a sentence for each rule."""
    plan = Schedule((group,))
    found = ((rule, rule.check(problem, plan).violations) for rule in rules)
    return [
        _said(rule, broken[0].message) + _kept_free(problem, rule, group)
        for rule, broken in found
        if broken
    ]


def _one_rule(problem: Problem, rules: Sequence[Rule], unit: Unit) -> str:
    """The rule that alone stands in the way, with what would break it; of several the least."""
    said: dict[str, int] = {}
    for rule in rules:
        if rule.number == PINS:
            continue
        reach = Reach(problem, [other for other in rules if other is not rule])
        for _, group in reach.groups(unit):
            broken = rule.check(problem, Schedule((group,))).violations
            if broken:
                why = _said(rule, broken[0].message) + _kept_free(problem, rule, group)
                said.setdefault(why, len(broken))
    return min(said, key=lambda why: said[why], default="")


def _said(rule: Rule, broken: str) -> str:
    return f"It would break {named(rule)}: {broken}"


def _kept_free(problem: Problem, rule: Rule, group: Group) -> str:
    """The pin that keeps the tutor of a group free when it meets, if that is what is broken."""
    if rule.number != WINDOWS:
        return ""
    cells = [
        f"{pin.sheet} {pin.cell}"
        for pin in problem.program.pins
        if pin.student is None and pin.tutor == group.tutor.id
        for window in pin.times
        if any(window.overlaps(meeting.start, meeting.end) for meeting in group.meetings)
    ]
    return f" {_listed(list(dict.fromkeys(cells)))} keeps the tutor free then." if cells else ""


def _where(problem: Problem, pin: Pin) -> str:
    return f"{_sheet(problem, pin)} {pin.cell}"


def _sheet(problem: Problem, pin: Pin) -> str:
    """The sheet of a pin; with the file's name where it stands in an earlier plan."""
    previous = problem.previous
    marked = previous is not None and pin in previous.pins and pin not in problem.program.pins
    return f"{pin.sheet} of {previous.source}" if previous and marked else pin.sheet


def _value(pin: Pin) -> str:
    return pin.tutor or "; ".join(map(_time, pin.times)) or pin.student or ""


def _time(window: Window) -> str:
    day = window.start // DAY_MINUTES
    return (
        f"{DAYS[day]} {clock(window.start % DAY_MINUTES)}-{clock(window.end - day * DAY_MINUTES)}"
    )


def _listed(parts: list[str], last: str = "and") -> str:
    return " ".join([", ".join(parts[:-1]), last, parts[-1]]) if len(parts) > 1 else "".join(parts)
