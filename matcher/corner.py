"""A corner of a plan planned anew: a few tutors' groups, with a student in them, all others as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from matcher.domain import (
    Group,
    Pin,
    Previous,
    PreviousGroup,
    PreviousSeat,
    Request,
    Tutor,
    Windows,
)
from matcher.load import Load
from matcher.offers import Unit
from matcher.plan import Found
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Goal
from matcher.schedule import Schedule
from matcher.units import unit_of
from matcher.weighing import Weighing

LAST_OF_PLACING = 4
"""The goals up to this one say who has a seat, and with whom; those behind it, when."""

Replan = Callable[[Problem, Sequence[Goal], Schedule, Load, Collection[tuple[str, str]]], Found]
"""Plans a problem by some goals, beginning with a schedule, beside what another, that stays, uses up.

Only the requests with the keys given last may be placed.
"""


@dataclass(frozen=True)
class Seated:
    """A plan with a unit in it: the best that was found for a corner.

    ``was`` are the groups of the plan before that are not in it, ``becomes`` those that are in it
    instead, ``unseated`` who has no seat any more. ``worth`` is what it gains by each aim of the
    goals that place people, one after another; ``proven`` says that no plan of the corner with the
    unit in it gains more.
    """

    tutors: tuple[Tutor, ...]
    group: Group
    was: tuple[Group, ...]
    becomes: tuple[Group, ...]
    unseated: tuple[Request, ...]
    worth: tuple[Fraction, ...]
    proven: bool

    @cached_property
    def cost(self) -> int:
        """-1 where the plan is worse than the one before, 1 where it is better, 0 else."""
        first = next((gain for gain in self.worth if gain), Fraction(0))
        return (first > 0) - (first < 0)

    def beside(self, plan: Schedule) -> Schedule:
        """The whole plan, made of the one before."""
        was = set(self.was)
        return Schedule((*(group for group in plan if group not in was), *self.becomes))


class Corners:
    """Corners of one plan."""

    def __init__(self, goals: Sequence[Goal], reach: Reach, replan: Replan) -> None:
        self.reach = reach
        self.problem = problem = reach.problem
        self.load = reach.load
        self.schedule = schedule = reach.schedule
        self.goals = [goal for goal in goals if goal.number <= LAST_OF_PLACING]
        self.replan = replan
        self.weighing = Weighing(problem, self.goals, schedule)

    def seat(self, unit: Unit, tutors: Sequence[Tutor], times: Windows = ()) -> Seated | None:
        """The best plan of these tutors' groups in which the unit sits with the first of them.

        ``times`` are when its group must meet. None where no such plan is found.
        """
        with_them = {tutor.id for tutor in tutors}
        mine = Schedule(tuple(g for g in self.schedule if g.tutor.id in with_them))
        beside = Schedule(tuple(g for g in self.schedule if g.tutor.id not in with_them))
        if not self._could(unit, tutors[0], mine, beside):
            return None
        known = [m for group in mine for m in group.members]
        asked = {request.key for request in (*known, *unit)}
        part = self._pinned(self._part(tutors, asked), unit, tutors[0], times)
        load = self.load.after(part, beside, out=mine.groups)
        found = self.replan(part, self.goals, mine, load, asked)
        group = next(iter(found.schedule.groups_of.get(unit[0].key, ())), None)
        if group is None:
            return None
        after = found.schedule
        unseated = tuple(r for r in known if r.key not in after.groups_of)
        if any(request.key in self.problem.pinned for request in unseated):
            return None  # what is pinned is not weighed
        was, becomes = (mine - after).groups, (after - mine).groups
        seated = Seated(
            tutors=tuple(tutors),
            group=group,
            was=was,
            becomes=becomes,
            unseated=unseated,
            worth=(),
            proven=all(reached.proven(0) for reached in found.reached),
        )
        return replace(seated, worth=self.weighing.gains(seated))

    def _could(self, unit: Unit, tutor: Tutor, mine: Schedule, beside: Schedule) -> bool:
        """Whether the tutor could have the unit at all, with all groups of the corner gone."""
        load = self.load.after(self.problem, beside, out=mine.groups)
        reach = Reach(
            self.problem,
            self.reach.rules,
            beside,
            load=load,
            tutors={tutor.id},
            like=self.reach,
        )
        return any(reach.groups(unit, load.all))

    def reseated(self, seated: Seated) -> Seated:
        """The same plan, with whoever has lost a seat in one that others have free, where there is one."""
        if not seated.unseated:
            return seated
        taken = {tutor.id for tutor in seated.tutors}
        schedule = self.schedule.exchanged(seated.was, seated.becomes)
        reach = Reach(
            self.problem,
            self.reach.rules,
            schedule,
            load=self.load.after(self.problem, schedule, out=seated.was, into=seated.becomes),
            tutors={tutor.id for tutor in self.problem.tutors} - taken,
            like=self.reach,
        )
        for request in sorted(seated.unseated, key=lambda r: -r.need):
            unit = unit_of(self.problem, self.reach.rules, request)
            if not any(one.key in reach.schedule.groups_of for one in unit):
                group = next(reach.seats(unit), None)
                reach = reach.with_seat(group) if group is not None else reach
        plan = reach.schedule
        still = tuple(r for r in seated.unseated if r.key not in plan.groups_of)
        if still == seated.unseated:
            return seated
        was, becomes = (self.schedule - plan).groups, (plan - self.schedule).groups
        better = replace(seated, was=was, becomes=becomes, unseated=still, proven=False)
        return replace(better, worth=self.weighing.gains(better))

    def fill(
        self, tutors: Sequence[Tutor], wanted: Sequence[Request], start: Schedule
    ) -> Schedule | None:
        """These tutors' groups planned anew so that most need is served, and nobody loses a seat.

        ``wanted`` are those who may come in. ``start`` is a whole plan to begin with, in which
        only groups of these tutors differ. None where somebody would lose a seat.
        """
        with_them = {tutor.id for tutor in tutors}
        mine = Schedule(tuple(g for g in self.schedule if g.tutor.id in with_them))
        beside = Schedule(tuple(g for g in self.schedule if g.tutor.id not in with_them))
        known = [m for group in mine for m in group.members]
        taken = beside.groups_of.keys() | {request.key for request in known}
        more = [request for request in wanted if request.key not in taken]
        asked = {request.key for request in (*known, *more)}
        part = replace(self._part(tutors, asked), previous=as_previous(mine))
        begin = Schedule(tuple(g for g in start if g.tutor.id in with_them))
        load = self.load.after(part, beside, out=mine.groups)
        found = self.replan(part, self.goals, begin, load, asked)
        after = found.schedule
        if any(request.key not in after.groups_of for request in known):
            return None
        return Schedule((*beside, *after))

    def _part(self, tutors: Sequence[Tutor], asked: Collection[tuple[str, str]]) -> Problem:
        """The problem of these tutors and students alone.

        All requests of the students are in it, so that what they have beside counts.
        """
        program, students = self.problem.program, {student for student, _ in asked}
        requests = tuple(r for r in program.requests if r.student.id in students)
        part = replace(program, tutors=tuple(tutors), requests=requests)
        return replace(self.problem, program=part)

    def _pinned(self, part: Problem, unit: Unit, tutor: Tutor, times: Windows) -> Problem:
        """The problem with the unit pinned to the tutor."""
        pins = tuple(
            Pin("", "", request.student.id, request.subject, tutor.id, times) for request in unit
        )
        program = replace(part.program, pins=(*part.program.pins, *pins))
        return replace(part, program=program)


def as_previous(schedule: Schedule) -> Previous:
    """The schedule as the plan before, so that its seats are kept."""
    seats = {
        member.key: PreviousSeat(*member.key, str(number), group.tutor.id)
        for number, group in enumerate(schedule)
        for member in group.members
    }
    groups = {
        str(number): PreviousGroup(
            str(number),
            group.tutor.id,
            group.subject,
            group.language,
            group.modality,
            frozenset(meeting.place for meeting in group.meetings),
        )
        for number, group in enumerate(schedule)
    }
    return Previous(groups, seats)
