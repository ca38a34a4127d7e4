"""What would seat a student: single changes to the program, tried beside the plan as it stands.

All that could be one step of a kind is allowed at once, for everybody (a *wide* program: every tutor
teaches every grade, say): a group that is still impossible there needs more than such a step. Of
those that are possible, the step is read off the group, taken by itself, and looked at again.
So each remedy that comes out of here has a seat to show, and whoever gets none of a kind can't have
any by it, all other groups staying as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from matcher.domain import (
    DAY_MINUTES,
    SELF,
    Group,
    Meeting,
    Program,
    Request,
    Ride,
    Student,
    Tutor,
    Window,
)
from matcher.offers import Unit
from matcher.problem import Problem
from matcher.reach import Reach
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.steps import (
    HOUR,
    LEAST_SESSIONS,
    BusRun,
    BusyFreed,
    LargerGroups,
    LargerTutor,
    OneFewer,
    PairsLifted,
    SiteRoom,
    SlotRoom,
    Step,
    TimeOpened,
    TutorGrade,
    TutorHour,
    TutorLanguage,
    TutorSite,
    freed,
    longer,
    opened,
)
from matcher.units import unit_of

Key = tuple[str, str]
"""A request's key."""


@dataclass(frozen=True)
class Remedy:
    """Steps after which a request has a seat beside the plan, and that seat.

    ``also`` are the other waiting requests that have a seat then as well, all of them together.
    """

    steps: tuple[Step, ...]
    group: Group
    also: tuple[Request, ...] = ()


@dataclass(frozen=True)
class _Wide:
    """A program in which many steps of a kind are taken at once, and which step a group needs."""

    program: Program
    steps: Callable[[Request, Group], Iterable[Step]]
    concerns: Callable[[Request], bool] = lambda _: True


class Remedies:
    """The remedies of requests that wait beside a plan.

    ``waiting`` are those that can't be added to the plan as it stands.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        schedule: Schedule,
        waiting: Iterable[Request],
    ) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.schedule = schedule
        self.waiting = tuple(waiting)
        self.base = Reach(problem, rules, schedule)
        self.after = cache(self._after)

    # -- single steps ---------------------------------------------------------------------------

    def singles(self, request: Request) -> list[Remedy]:
        """All single steps that seat the request, the least that they ask first."""
        steps = dict.fromkeys(
            step
            for wide, reach in self._wides
            if wide.concerns(request)
            for group in self._seats(reach, request.key)
            for step in wide.steps(request, group)
        )
        found = [remedy for step in steps if (remedy := self.tried((step,), request)) is not None]
        return sorted(found, key=lambda remedy: remedy.steps[0].asks)

    def tried(self, steps: tuple[Step, ...], request: Request) -> Remedy | None:
        """The remedy that these steps are for the request; None where they do not seat it."""
        group = next(self._seats(self.after(steps), request.key), None)
        return None if group is None else Remedy(steps, group)

    def with_others(self, remedy: Remedy, request: Request) -> Remedy:
        """The remedy, and who else of the waiting it seats as well."""
        reach = self._with(self.after(remedy.steps), remedy.group)
        also: list[Request] = []
        for other in self.waiting:
            if other.key == request.key or other.key in reach.schedule.groups_of:
                continue
            group = next(self._seats(reach, other.key), None)
            if group is not None:
                also.append(other)
                reach = self._with(reach, group)
        return replace(remedy, also=tuple(also))

    def _seats(self, reach: Reach, key: Key) -> Iterator[Group]:
        """Where the request could sit beside the plan, with whom it must be together."""
        unit = self._unit(reach, key)
        return iter(()) if any(r.key in reach.schedule.groups_of for r in unit) else reach.seats(unit)

    def _unit(self, reach: Reach, key: Key) -> Unit:
        return unit_of(reach.problem, self.rules, reach.problem.request[key])

    # -- changed programs -----------------------------------------------------------------------

    def _after(self, steps: tuple[Step, ...]) -> Reach:
        program = self.problem.program
        for step in steps:
            program = step.applied(program)
        tutors = {getattr(step, "tutor", None) for step in steps}
        only = tutors if len(tutors) == 1 and None not in tutors else None
        return self._reach(program, only)

    def _reach(self, program: Program, tutors: set[str | None] | None = None) -> Reach:
        problem = replace(self.problem, program=program)
        schedule = carried(self.schedule, problem)
        load = self.base.load.after(problem, schedule)
        return Reach(
            problem,
            self.rules,
            schedule,
            load=load,
            tutors=None if tutors is None else {t for t in tutors if t is not None},
        )

    def _with(self, reach: Reach, seat: Group) -> Reach:
        """The same beside a plan with one seat more."""
        before = [g for m in seat.members for g in reach.schedule.groups_of.get(m.key, ())]
        out = list(dict.fromkeys(before))
        schedule = Schedule((*(g for g in reach.schedule if g not in out), seat))
        load = reach.load.after(reach.problem, schedule, out=out, into=[seat])
        names = {tutor.id for tutor in reach.tutors}
        return Reach(reach.problem, self.rules, schedule, load=load, tutors=names)

    # -- wide programs --------------------------------------------------------------------------

    @cached_property
    def _wides(self) -> list[tuple[_Wide, Reach]]:
        made = [*self._for_tutors(), *self._for_rooms(), *self._for_students(), *self._for_pairs()]
        return [(wide, self._reach(wide.program)) for wide in made]

    def _for_tutors(self) -> Iterator[_Wide]:
        program = self.problem.program
        grades = {request.student.grade for request in self.waiting}
        languages = tuple(dict.fromkeys(x for request in self.waiting for x in request.languages))

        def every(change: Callable[[Tutor], Tutor]) -> Program:
            return replace(program, tutors=tuple(change(tutor) for tutor in program.tutors))

        for day in self._days:
            yield _Wide(
                every(lambda tutor, day=day: longer(tutor, (whole(day),))),
                lambda request, group, day=day: self._hours(group, day),
            )
        yield _Wide(
            every(lambda t: replace(t, sites=tuple(dict.fromkeys((*t.sites, *program.sites))))),
            lambda request, group: [TutorSite(group.tutor.id, group.frame.site or "")],
        )
        yield _Wide(
            every(lambda t: t if t.grades is None else replace(t, grades=t.grades | grades)),
            lambda request, group: [TutorGrade(group.tutor.id, request.student.grade)],
        )
        yield _Wide(
            every(lambda t: replace(t, languages=tuple(dict.fromkeys((*t.languages, *languages))))),
            lambda request, group: [TutorLanguage(group.tutor.id, group.language)],
        )
        yield _Wide(
            every(lambda t: t if t.max_group is None else replace(t, max_group=t.max_group + 1)),
            lambda request, group: [LargerTutor(group.tutor.id)],
        )

    def _for_rooms(self) -> Iterator[_Wide]:
        program = self.problem.program
        steps: list[Step] = [SiteRoom(site) for site in program.site_rooms]
        steps += [
            SlotRoom(slot.row)
            for slot in self.problem.slots
            if slot.groups_at_once is not None
            and any(self._full(Meeting(slot, day), slot.groups_at_once) for day in slot.days)
        ]
        steps.append(LargerGroups())
        for step in steps:
            yield _Wide(step.applied(program), lambda request, group, step=step: [step])

    def _full(self, meeting: Meeting, rooms: int) -> bool:
        return len(self.schedule.in_meeting.get(meeting, ())) >= rooms

    def _for_students(self) -> Iterator[_Wide]:
        """Of those who wait together only one is asked at a time; such requests have their own."""
        alone = {r.key for r in self.waiting if len(unit_of(self.problem, self.rules, r)) == 1}
        yield from self._asking(alone)
        for request in self.waiting:
            if request.key not in alone:
                yield from self._asking({request.key})

    def _asking(self, keys: set[Key]) -> Iterator[_Wide]:
        program = self.problem.program
        students = {student for student, _ in keys}
        routes = {program.students[s].transport for s in students} - {None, SELF}

        def every(change: Callable[[Student], Student]) -> Program:
            return replace(
                program,
                requests=tuple(
                    replace(r, student=change(r.student)) if r.student.id in students else r
                    for r in program.requests
                ),
            )

        def concerns(request: Request) -> bool:
            return request.key in keys

        for day in self._days:
            yield _Wide(
                every(lambda student, day=day: opened(student, whole(day))),
                lambda request, group, day=day: [
                    TimeOpened(request.student.id, span(meeting)) for meeting in on(group, day)
                ],
                concerns,
            )
            yield _Wide(
                every(lambda student, day=day: freed(student, whole(day))),
                lambda request, group, day=day: [
                    BusyFreed(request.student.id, span(meeting)) for meeting in on(group, day)
                ],
                concerns,
            )
            rides = tuple(Ride(route, frozenset({day})) for route in sorted(routes, key=str))
            yield _Wide(
                replace(program, rides=(*program.rides, *rides)),
                lambda request, group, day=day: [
                    BusRun(str(request.student.transport), span(meeting))
                    for meeting in on(group, day)
                ],
                lambda request: request.key in keys and request.student.transport in routes,
            )
        yield _Wide(
            replace(
                program,
                requests=tuple(
                    replace(r, least=max(LEAST_SESSIONS, r.least - 1)) if r.key in keys else r
                    for r in program.requests
                ),
            ),
            lambda request, group: [OneFewer(*request.key)],
            concerns,
        )

    def _for_pairs(self) -> Iterator[_Wide]:
        program = self.problem.program
        for request in self.waiting:
            for kind in ("only", "avoid", "together", "apart"):
                rows = tuple(
                    pair
                    for pair in program.pairs
                    if pair.rule == kind and request.student.id in (pair.student, pair.other)
                )
                for some in [rows] if kind == "only" else [(row,) for row in rows]:
                    step = PairsLifted(some)
                    if some:
                        yield _Wide(
                            step.applied(program),
                            lambda _, group, step=step: [step],
                            lambda other, key=request.key: other.key == key,
                        )

    @cached_property
    def _days(self) -> list[int]:
        return sorted({meeting.day for meeting in self.problem.meetings})

    def _hours(self, group: Group, day: int) -> Iterator[Step]:
        """The hour of the tutor that the group's meeting of the day takes."""
        tutor = self.problem.tutor[group.tutor.id]
        for meeting in on(group, day):
            start, end = meeting.start, meeting.end
            for window in sorted(tutor.available):
                if window.start <= start < window.end:
                    start = window.end
            for window in sorted(tutor.available, reverse=True):
                if window.start < end <= window.end:
                    end = window.start
            first = start if start < end else meeting.start
            if end - first <= HOUR:
                yield TutorHour(tutor.id, Window(first, min(first + HOUR, (day + 1) * DAY_MINUTES)))


def carried(schedule: Schedule, problem: Problem) -> Schedule:
    """The schedule told in the words of a problem whose program has changed."""
    return Schedule(tuple(_carried(group, problem) for group in schedule))


def _carried(group: Group, problem: Problem) -> Group:
    tutor = problem.tutor[group.tutor.id]
    members = tuple(problem.request[member.key] for member in group.members)
    slots = [problem.slot_of_row[meeting.slot.row] for meeting in group.meetings]
    same = (
        tutor is group.tutor
        and all(a is b for a, b in zip(members, group.members, strict=True))
        and all(slot is m.slot for slot, m in zip(slots, group.meetings, strict=True))
    )
    if same:
        return group
    meetings = tuple(Meeting(slot, m.day) for slot, m in zip(slots, group.meetings, strict=True))
    return Group(replace(group.frame, tutor=tutor), members, meetings, id=group.id)


def whole(day: int) -> Window:
    """The whole of a weekday."""
    return Window(day * DAY_MINUTES, (day + 1) * DAY_MINUTES)


def span(meeting: Meeting) -> Window:
    """The time of a meeting."""
    return Window(meeting.start, meeting.end)


def on(group: Group, day: int) -> list[Meeting]:
    """The group's meetings of a weekday."""
    return [meeting for meeting in group.meetings if meeting.day == day]
