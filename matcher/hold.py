"""Pins before the search: a schedule that holds them all, or what they contradict.

A pin that can't hold must never be found out by the plan that breaks it. So before anything is
planned, all pinned requests are placed by themselves. Where that fails, each is tried alone; then
the smallest sets of pins are looked for that can't go together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from matcher.domain import Pin
from matcher.hold_words import PINS, Fault, alone_in_words, finding, together_in_words
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.units import unit_of
from matcher.workbook.findings import Finding

MOST_SETS = 3
"""So many sets of pins that can't go together are told at once; each is looked for anew."""


@dataclass(frozen=True)
class Placed:
    """What placing came to; ``proven``: no schedule places more of the pinned requests."""

    schedule: Schedule
    proven: bool


Place = Callable[[Problem, Sequence[Rule]], Placed]
"""Places as many pinned requests of a problem as it can."""


class PinsContradictError(Exception):
    """Some pins can't hold; ``findings`` tell each, with what it contradicts."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("Some pins can't hold.")
        self.findings = tuple(findings)


def hold(problem: Problem, rules: Sequence[Rule], place: Place) -> Schedule:
    """A schedule of the pinned requests, and of who must be together with them, that holds all pins.

    Raises :class:`PinsContradictError` where there is none, or none is found.
    """
    if not problem.pinned:
        return Schedule()
    holder = _Holder(problem, rules, place)
    schedule = holder.placed(problem.pins)
    if schedule is None:
        raise PinsContradictError(holder.findings())
    return schedule


class _Holder:
    def __init__(self, problem: Problem, rules: Sequence[Rule], place: Place) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.place = place
        units = (unit_of(problem, rules, problem.request[key]) for key in problem.pinned)
        self.units = list({frozenset(unit): unit for unit in units}.values())

    def placed(self, pins: Iterable[Pin], *, without: Rule | None = None) -> Schedule | None:
        """A schedule that holds these pins, the others forgotten; None if none is found."""
        part = self._part(pins, self.units)
        rules = [rule for rule in self.rules if rule is not without]
        schedule = self.place(part, rules).schedule
        return schedule if part.pinned.keys() <= schedule.groups_of.keys() else None

    def findings(self) -> list[Finding]:
        """Everything there is to say of pins that can't hold."""
        faults = [fault for unit in self.units if (fault := self._alone(unit)) is not None]
        if not faults:
            faults = list(self._together())
        told = [finding(self.problem, pin, fault) for fault in faults for pin in fault.pins]
        return list(dict.fromkeys(told))

    def _part(self, pins: Iterable[Pin], units: Iterable[Unit]) -> Problem:
        """The problem of these units alone, with no pins but these; those of tutors count anyway."""
        kept = set(pins)
        problem = self.problem
        members = {request for unit in units for request in unit}
        part = replace(problem, program=replace(
            problem.program,
            requests=tuple(request for request in problem.requests if request in members),
            pins=tuple(p for p in problem.program.pins if p in kept or p.student is None),
        ))  # fmt: skip
        if problem.previous is not None:
            marked = tuple(pin for pin in problem.previous.pins if pin in kept)
            part = replace(part, previous=replace(problem.previous, pins=marked))
        needed = {request for unit in units if _pinned(part, unit) for request in unit}
        if len(needed) == len(members):
            return part
        requests = tuple(request for request in part.requests if request in needed)
        return replace(part, program=replace(part.program, requests=requests))

    # -- one unit -------------------------------------------------------------------------------

    def _alone(self, unit: Unit) -> Fault | None:
        """What keeps the pins of a unit from holding even if nobody else had a seat."""
        pins = _pins(self.problem, unit)

        def fails(some: Sequence[Pin]) -> bool:
            part = self._part(some, [unit])
            return bool(part.pinned) and not any(Reach(part, self.rules).groups(unit))

        if not fails(pins):
            return None
        core = smallest(pins, fails)
        return alone_in_words(self._part(core, [unit]), self.rules, unit, core)

    # -- several together -----------------------------------------------------------------------

    def _together(self) -> Iterable[Fault]:
        """Sets of pins that can't go together, each the smallest of its kind; at least one."""
        left = list(self.problem.pins)
        for _ in range(MOST_SETS):
            core = smallest(left, lambda some: self.placed(some) is None)
            yield self._told(core)
            left = [pin for pin in left if pin not in core]
            if not left or self.placed(left) is not None:
                return

    def _told(self, core: Sequence[Pin]) -> Fault:
        part = self._part(core, self.units)
        proven = self.place(part, self.rules).proven
        for rule in self.rules:
            if rule.number == PINS:
                continue
            schedule = self.placed(core, without=rule)
            broken = rule.check(part, schedule).violations if schedule is not None else ()
            if broken:
                return together_in_words(core, rule, broken[0].message, proven=proven)
        return together_in_words(core, None, "", proven=proven)


def smallest(pins: Sequence[Pin], fails: Callable[[Sequence[Pin]], bool]) -> list[Pin]:
    """Pins that fail together, of which none can be spared; all ``pins`` together do fail.

    By halves (Junker, QuickXplain, 2004): few questions where few of many pins are to blame.
    """

    def search(base: list[Pin], grown: bool, some: list[Pin]) -> list[Pin]:
        if grown and fails(base):
            return []
        if len(some) == 1:
            return some
        left, right = some[: len(some) // 2], some[len(some) // 2 :]
        second = search([*base, *left], True, right)
        return [*search([*base, *second], bool(second), left), *second]

    return search([], False, list(pins))


def _pins(problem: Problem, unit: Unit) -> list[Pin]:
    """The pins of a unit's members."""
    return list(dict.fromkeys(p for r in unit for p in problem.pinned.get(r.key, ())))


def _pinned(problem: Problem, unit: Unit) -> bool:
    return any(request.key in problem.pinned for request in unit)
