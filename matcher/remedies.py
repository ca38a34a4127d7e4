"""What would seat a student: changes to the program, tried beside the plan as it stands.

All that could be one step of a kind is allowed at once, for everybody (see ``wide.py``). A group that
is still impossible there needs more than such a step; of those that are possible, the step is read
off, taken by itself, and looked at again. So each remedy that comes out of here has a seat to show,
and whoever gets none of a kind can't have any by it, all other groups staying as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeVar

from matcher.domain import Group, Meeting, Program, Request
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.steps import Step
from matcher.units import unit_of
from matcher.wide import Wide, wide_programs

T = TypeVar("T")
Key = tuple[str, str]
"""A request's key."""

KEPT = 200
"""Changed programs that are kept, since one change may be tried for several students."""


@dataclass(frozen=True)
class Remedy:
    """Steps after which a request has a seat, and that seat: beside the plan, or in another ``plan``.

    ``also`` are the other waiting requests that have a seat then as well, all of them together.
    """

    steps: tuple[Step, ...]
    group: Group
    also: tuple[Request, ...] = ()
    plan: Schedule | None = None


class Remedies:
    """The remedies of requests that wait beside a plan.

    ``waiting`` are those that can't be added to the plan as it stands. Remedies are asked for ``of``
    these students alone, by ID; None: of all of them.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        schedule: Schedule,
        waiting: Iterable[Request],
        reach: Reach | None = None,
        of: Collection[str] | None = None,
    ) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.schedule = schedule
        self.waiting = tuple(waiting)
        self.asked = [r for r in self.waiting if of is None or r.student.id in of]
        self.base = reach or Reach(problem, rules, schedule)
        self.after = lru_cache(maxsize=KEPT)(self._after)

    # -- single steps ---------------------------------------------------------------------------

    def singles(self, request: Request) -> list[Remedy]:
        """All single steps that seat the request, the least that they ask first."""
        steps = dict.fromkeys(
            step
            for wide, reach in self._wides
            if wide.is_for(request)
            for group in self._seats(reach, request.key)
            for step in wide.steps(request, group)
        )
        found = [remedy for step in steps if (remedy := self.tried((step,), request)) is not None]
        return sorted(found, key=lambda remedy: remedy.steps[0].asks)

    def tried(self, steps: tuple[Step, ...], request: Request) -> Remedy | None:
        """The remedy that these steps are for the request; None where they do not seat it."""
        group = next(self._seats(self.after(steps), request.key), None)
        return None if group is None else Remedy(steps, group)

    def seats_with(self, step: Step, request: Request) -> Iterator[Group]:
        """Where the request could sit after the step."""
        return self._seats(self.after((step,)), request.key)

    def with_others(self, remedy: Remedy, request: Request) -> Remedy:
        """The remedy, and who else of the waiting it seats as well."""
        reach = self.after(remedy.steps).with_seat(remedy.group)
        reach = self.filled(reach, remedy.steps)
        also = (r for r in self.waiting if r.key in reach.schedule.groups_of)
        return replace(remedy, also=tuple(r for r in also if r.key != request.key))

    def filled(self, reach: Reach, steps: Sequence[Step]) -> Reach:
        """Whoever of the waiting can after the steps, seated in turn, the greatest need first."""
        program = self.problem.program
        could = [r for r in self.waiting if any(step.concerns(program, r) for step in steps)]
        for request in sorted(could, key=lambda r: -r.need):
            group = next(self._seats(reach, request.key), None)
            if group is not None:
                reach = reach.with_seat(group)
        return reach

    def _seats(self, reach: Reach, key: Key) -> Iterator[Group]:
        """Where the request could sit beside the plan, with whom it must be together."""
        unit = self._unit(reach, key)
        return (
            iter(()) if any(r.key in reach.schedule.groups_of for r in unit) else reach.seats(unit)
        )

    def _unit(self, reach: Reach, key: Key) -> Unit:
        return unit_of(reach.problem, self.rules, reach.problem.request[key])

    @cached_property
    def _wides(self) -> list[tuple[Wide, Reach]]:
        made = wide_programs(self.problem, self.rules, self.schedule, self.asked)
        return [(wide, self.reach_of(wide.program)) for wide in made]

    # -- changed programs -----------------------------------------------------------------------

    def _after(self, steps: tuple[Step, ...]) -> Reach:
        program = self.problem.program
        for step in steps:
            program = step.applied(program)
        tutors = {getattr(step, "tutor", None) for step in steps}
        only = tutors if len(tutors) == 1 and None not in tutors else None
        return self.reach_of(program, only)

    def reach_of(self, program: Program, tutors: set[str | None] | None = None) -> Reach:
        """The reach beside the plan in a changed program; of ``tutors`` only, where given."""
        problem = self.problem.after(program)
        schedule = carried(self.schedule, self.problem.program, problem)
        # A new slot brings new moments, at which its site and its students are counted, and a new
        # room may take meetings from all others.
        before = self.problem.program
        same_times = len(program.slots) == len(before.slots) and program.rooms == before.rooms
        load = self.base.load.after(problem, schedule) if same_times else None
        return Reach(
            problem,
            self.rules,
            schedule,
            load=load,
            tutors=None if tutors is None else {t for t in tutors if t is not None},
            like=self.base,
        )


def carried(schedule: Schedule, before: Program, problem: Problem) -> Schedule:
    """A schedule of the program ``before``, told in the words of a problem whose program has changed."""
    program = problem.program
    tutors = {t.id for t in changed(before.tutors, program.tutors)}
    requests = {r.key for r in changed(before.requests, program.requests)}
    slots = {s.row for s in changed(before.slots, program.slots)}
    if not (tutors or requests or slots):
        return schedule
    touched = [
        group
        for group in schedule
        if group.tutor.id in tutors
        or any(member.key in requests for member in group.members)
        or any(meeting.slot.row in slots for meeting in group.meetings)
    ]
    if not touched:
        return schedule
    return schedule.exchanged(touched, [_carried(group, problem) for group in touched])


def changed(before: Sequence[T], after: Sequence[T]) -> list[T]:
    """Those of ``after`` that are not the very same as before."""
    if before is after:
        return []
    known = {id(one) for one in before}
    return [one for one in after if id(one) not in known]


def _carried(group: Group, problem: Problem) -> Group:
    tutor = problem.tutor[group.tutor.id]
    members = tuple(problem.request[member.key] for member in group.members)
    meetings = tuple(Meeting(problem.slot_of_row[m.slot.row], m.day) for m in group.meetings)
    return Group(replace(group.frame, tutor=tutor), members, meetings, id=group.id)
