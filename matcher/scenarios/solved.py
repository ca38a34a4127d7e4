"""What solving a scenario comes to, and how a schedule is told in another scenario's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcher.domain import Group, Meeting
from matcher.plan import Reached
from matcher.problem import Problem
from matcher.rule import Goal
from matcher.schedule import Schedule

LEFT_OUT = frozenset({8, 9})
"""Goals that nothing on a board's page depends on, and that are not pursued: fit and tutor days."""


@dataclass(frozen=True)
class Solved:
    """What came of it.

    ``need_most`` is the most need that any plan could serve, whatever seats came before. ``most`` are, by the number of a goal of :data:`matcher.scenarios.counting.COUNTS`, how many
    there could be at most in any plan whatsoever. ``pins_dropped`` says that not all pins could hold
    here, and that none was held.
    """

    schedule: Schedule
    reached: tuple[Reached, ...]
    most: dict[int, int]
    need_most: Fraction | None = None
    seconds: float = 0.0
    pins_dropped: bool = False

    def most_of(self, goal: Goal) -> int:
        """How many there could be at most."""
        return self.most[goal.number]


def without_pins(problem: Problem) -> Problem:
    """The problem with nothing pinned."""
    previous = problem.previous
    if previous is not None:
        problem = replace(problem, previous=replace(previous, pins=()))
    return problem.after(replace(problem.program, pins=()))


def told_in(problem: Problem, schedule: Schedule) -> Schedule | None:
    """A schedule in the words of another problem: its tutors, requests and slots; None if some lack."""
    groups: list[Group] = []
    for group in schedule:
        tutor = problem.tutor.get(group.tutor.id)
        members = [problem.request.get(member.key) for member in group.members]
        slots = [problem.slot_of_row.get(meeting.slot.row) for meeting in group.meetings]
        if tutor is None or None in members or None in slots:
            return None
        meetings = tuple(
            Meeting(slot, meeting.day)
            for slot, meeting in zip(slots, group.meetings, strict=True)
            if slot is not None
        )
        known = tuple(member for member in members if member is not None)
        groups.append(Group(replace(group.frame, tutor=tutor), known, meetings, id=group.id))
    return Schedule(tuple(groups))


def values_of(problem: Problem, goals: Sequence[Goal], schedule: Schedule) -> tuple[Fraction, ...]:
    """What a schedule is worth by each goal that applies, the larger the better."""
    worth: list[Fraction] = []
    for goal in goals:
        if goal.applies(problem):
            parts = goal.values(problem, schedule)
            worth += [
                value if sense == "max" else -value
                for value, sense in zip(parts, goal.senses, strict=True)
            ]
    return tuple(worth)
