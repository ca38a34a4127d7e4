"""What a pin contradicts, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from matcher.domain import DAY_MINUTES, DAYS, Group, Pin, Window, clock
from matcher.explain import named
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.workbook.findings import Finding


@dataclass(frozen=True)
class Fault:
    """Pins that can't hold, alone or together, and why: a whole sentence or more."""

    pins: tuple[Pin, ...]
    why: str
    remedy: str
    proven: bool = True


REMEDY = "Change or delete the pin, or what it contradicts."
REMEDY_OF_SEVERAL = "Change or delete one of them, or what keeps them apart."


def finding(problem: Problem, pin: Pin, fault: Fault) -> Finding:
    """The fault at the cell of one of its pins."""
    others = [_where(problem, other) for other in fault.pins if other != pin]
    if not others:
        said = "This pin can't hold"
    elif fault.proven:
        said = f"This pin can't hold together with {_listed(others)}"
    else:
        said = f"No plan was found that holds this pin together with {_listed(others)}"
    message = f"{said}: {fault.why}" if fault.why else said
    sheet = _sheet(problem, pin)
    return Finding("error", sheet, pin.cell, _value(pin), message, fault.remedy)


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
            return Fault(told, why, REMEDY_OF_SEVERAL)
    remedy = REMEDY if len(pins) == 1 else REMEDY_OF_SEVERAL
    why = next((said for pin in pins if (said := _unknown(problem, pin))), "")
    why = why or next(_rules_in_the_way(problem, rules, unit), "")
    why = why or _partners(problem, rules, unit)
    return Fault(told, why or "several rules stand in the way together.", remedy)


def together_in_words(
    pins: Sequence[Pin], rule: Rule | None, broken: str, *, proven: bool
) -> Fault:
    """That pins can't go together; ``broken``: what they break of a rule that alone is in the way."""
    why = f"{named(rule)} stands in the way. {broken}" if rule else "several rules are in the way."
    return Fault(tuple(pins), why, REMEDY_OF_SEVERAL if len(pins) > 1 else REMEDY, proven)


def _at_odds(first: Pin, second: Pin) -> str:
    """What two pins of one request say differently, if they do."""
    if first.student != second.student:
        return ""
    if first.tutor and second.tutor and first.tutor != second.tutor:
        return f"they name two tutors, {first.tutor} and {second.tutor}."
    days = {window.start // DAY_MINUTES: window for window in first.times}
    for window in second.times:
        other = days.get(window.start // DAY_MINUTES, window)
        if other != window:
            return f"a group meets once a weekday, not at {_time(other)} and {_time(window)}."
    return ""


def _unknown(problem: Problem, pin: Pin) -> str:
    """What a pin names that is not there in the week, if it does."""
    if pin.tutor is not None and pin.tutor not in problem.tutor:
        return f"Tutor {pin.tutor} is not cleared or not employed in this week."
    times = {(meeting.start, meeting.end) for meeting in problem.meetings}
    for window in pin.times:
        if (window.start, window.end) not in times:
            return f"no slot of this week is on {_time(window)}.{_near(problem, window)}"
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


def _rules_in_the_way(problem: Problem, rules: Sequence[Rule], unit: Unit) -> Iterator[str]:
    """The rules that alone stand in the way, each with what would break it."""
    for rule in rules:
        others = [other for other in rules if other is not rule]
        group = next((group for _, group in Reach(problem, others).groups(unit)), None)
        broken = rule.check(problem, Schedule((group,))).violations if group else ()
        if group and broken:
            yield f"{named(rule)} stands in the way. {broken[0].message}{_kept_free(problem, group)}"


def _kept_free(problem: Problem, group: Group) -> str:
    """The pin that keeps the tutor of a group free when it meets, if there is one."""
    cells = [
        f"{pin.sheet} {pin.cell}"
        for pin in problem.program.pins
        if pin.student is None and pin.tutor == group.tutor.id
        for window in pin.times
        if any(window.overlaps(meeting.start, meeting.end) for meeting in group.meetings)
    ]
    return f" {_listed(list(dict.fromkeys(cells)))} keeps the tutor free then." if cells else ""


def _partners(problem: Problem, rules: Sequence[Rule], unit: Unit) -> str:
    """That the request alone could be as pinned, but not with those it must be together with."""
    if len(unit) == 1:
        return ""
    names = _listed([request.student.id for request in unit])
    able = [request.student.id for request in unit if any(Reach(problem, rules).groups((request,)))]
    alone = " each of them could alone," if len(able) == len(unit) else ""
    return f"students {names} are to be together, and{alone} no group can have them all."


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
