"""Wide programs: many steps of a kind taken at once, for everybody.

A group that is impossible in a wide program needs more than one step of its kind. Of a possible one,
the step is read off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.schedule import Schedule
from matcher.steps import (
    HOUR,
    LEAST_SESSIONS,
    BusRun,
    BusyFreed,
    ExtraRoom,
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

Steps = Callable[[Request, Group], Iterable[Step]]


@dataclass(frozen=True)
class Wide:
    """A wide program. ``steps`` are those that a seat of a request may need, any one of them.

    ``keys`` are the requests that it is for; None: all that wait.
    """

    program: Program
    steps: Steps
    keys: frozenset[tuple[str, str]] | None = None

    def is_for(self, request: Request) -> bool:
        """Whether it is worth a look for the request."""
        return self.keys is None or request.key in self.keys


def wide_programs(
    problem: Problem, rules: Sequence[Rule], schedule: Schedule, waiting: Sequence[Request]
) -> Iterator[Wide]:
    """Wide programs for every kind of single step that could seat one of the waiting."""
    yield from _for_tutors(problem, waiting)
    yield from _for_rooms(problem, schedule, waiting)
    # Of those who wait together only one is asked at a time; each has programs of its own.
    alone = [r for r in waiting if len(unit_of(problem, rules, r)) == 1]
    yield from _for_students(problem, alone)
    for request in waiting:
        if request not in alone:
            yield from _for_students(problem, [request])
        yield from _for_pairs(problem.program, request)


def days_of(problem: Problem) -> list[int]:
    """The weekdays with a slot."""
    return sorted({meeting.day for meeting in problem.meetings})


# -- tutors -------------------------------------------------------------------------------------


def every_tutor(program: Program, change: Callable[[Tutor], Tutor]) -> Program:
    """The program with each tutor changed alike."""
    return replace(program, tutors=tuple(change(tutor) for tutor in program.tutors))


def _for_tutors(problem: Problem, waiting: Sequence[Request]) -> Iterator[Wide]:
    program = problem.program
    for day in days_of(problem):
        yield _longer_day(problem, day)
    grades = frozenset(request.student.grade for request in waiting)
    languages = tuple(dict.fromkeys(name for request in waiting for name in request.languages))

    def all_sites(tutor: Tutor) -> Tutor:
        return replace(tutor, sites=tuple(dict.fromkeys((*tutor.sites, *program.sites))))

    def all_grades(tutor: Tutor) -> Tutor:
        return tutor if tutor.grades is None else replace(tutor, grades=tutor.grades | grades)

    def all_languages(tutor: Tutor) -> Tutor:
        return replace(tutor, languages=tuple(dict.fromkeys((*tutor.languages, *languages))))

    def one_more(tutor: Tutor) -> Tutor:
        most = tutor.max_group
        return tutor if most is None else replace(tutor, max_group=most + 1)

    yield Wide(
        every_tutor(program, all_sites), lambda _, g: [TutorSite(g.tutor.id, g.frame.site or "")]
    )
    yield Wide(
        every_tutor(program, all_grades), lambda r, g: [TutorGrade(g.tutor.id, r.student.grade)]
    )
    yield Wide(
        every_tutor(program, all_languages), lambda _, g: [TutorLanguage(g.tutor.id, g.language)]
    )
    yield Wide(every_tutor(program, one_more), lambda _, g: [LargerTutor(g.tutor.id)])


def _longer_day(problem: Problem, day: int) -> Wide:
    """Every tutor may work one session more, at any hour of the day."""

    def steps(_: Request, group: Group) -> Iterable[Step]:
        tutor = problem.tutor[group.tutor.id]
        there = [
            meeting
            for meeting in problem.meetings
            if meeting.day == day
            and meeting.slot.modality == group.modality
            and meeting.slot.site in (None, *tutor.sites)
        ]
        hours = [hour_of(tutor, meeting) for meeting in (*on(group, day), *there)]
        return [TutorHour(tutor.id, hour) for hour in hours if hour is not None]

    program = every_tutor(problem.program, lambda tutor: longer(tutor, (whole(day),)))
    return Wide(program, steps)


def hour_of(tutor: Tutor, meeting: Meeting) -> Window | None:
    """The hour that the tutor would have to come for the meeting; None where one is not enough."""
    start, end = meeting.start, meeting.end
    for window in sorted(tutor.available):
        if window.start <= start < window.end:
            start = window.end
    for window in sorted(tutor.available, reverse=True):
        if window.start < end <= window.end:
            end = window.start
    first = start if start < end else meeting.start
    midnight = (meeting.day + 1) * DAY_MINUTES
    return Window(first, min(first + HOUR, midnight)) if end - first <= HOUR else None


# -- rooms --------------------------------------------------------------------------------------


def _for_rooms(problem: Problem, schedule: Schedule, waiting: Sequence[Request]) -> Iterator[Wide]:
    steps: list[Step] = [SiteRoom(site) for site in problem.program.site_rooms]
    steps += [ExtraRoom(site) for site in dict.fromkeys(r.site for r in problem.program.rooms)]
    steps += [
        SlotRoom(slot.row)
        for slot in problem.slots
        if any(is_full(schedule, Meeting(slot, day)) for day in slot.days)
    ]
    for step in (*steps, LargerGroups()):
        keys = frozenset(r.key for r in waiting if step.concerns(problem.program, r))
        if keys:
            yield _just(problem.program, step, keys)


def _just(program: Program, step: Step, keys: frozenset[tuple[str, str]] | None = None) -> Wide:
    """A program that is wide by no more than one step."""
    return Wide(step.applied(program), lambda _r, _g: [step], keys)


def is_full(schedule: Schedule, meeting: Meeting) -> bool:
    """Whether the slot holds as many groups on the weekday as it may."""
    rooms = meeting.slot.groups_at_once
    return rooms is not None and len(schedule.in_meeting.get(meeting, ())) >= rooms


# -- students -----------------------------------------------------------------------------------


def every_student(
    program: Program, who: Iterable[str], change: Callable[[Student], Student]
) -> Program:
    """The program with each of these students changed alike."""
    names = set(who)
    requests = tuple(
        replace(r, student=change(r.student)) if r.student.id in names else r
        for r in program.requests
    )
    return replace(program, requests=requests)


def _for_students(problem: Problem, asked: Sequence[Request]) -> Iterator[Wide]:
    for day in days_of(problem):
        yield from _day_of_students(problem, asked, day)
    keys = frozenset(request.key for request in asked)
    requests = tuple(
        replace(r, least=max(LEAST_SESSIONS, r.least - 1)) if r.key in keys else r
        for r in problem.program.requests
    )
    fewer = replace(problem.program, requests=requests)
    yield Wide(fewer, lambda request, _: [OneFewer(*request.key)], keys)


def _day_of_students(problem: Problem, asked: Sequence[Request], day: int) -> Iterator[Wide]:
    program = problem.program
    who = [request.student.id for request in asked]
    keys = frozenset(request.key for request in asked)

    def read(step: Callable[[Request, Window], Step]) -> Steps:
        return lambda request, group: [step(request, span(m)) for m in on(group, day)]

    yield Wide(
        every_student(program, who, lambda student: opened(student, whole(day))),
        read(lambda request, window: TimeOpened(request.student.id, window)),
        keys,
    )
    yield Wide(
        every_student(program, who, lambda student: freed(student, whole(day))),
        read(lambda request, window: BusyFreed(request.student.id, window)),
        keys,
    )
    routes = {r.student.transport or SELF for r in asked} - {SELF}
    rides = tuple(Ride(route, frozenset({day})) for route in sorted(routes))
    yield Wide(
        replace(program, rides=(*program.rides, *rides)),
        read(lambda request, window: BusRun(request.student.transport or "", window)),
        frozenset(request.key for request in asked if request.student.transport in routes),
    )


def _for_pairs(program: Program, request: Request) -> Iterator[Wide]:
    """What the Pairs sheet says of the student taken away; ``only`` rows all together."""
    mine = [pair for pair in program.pairs if request.student.id in (pair.student, pair.other)]
    only = tuple(pair for pair in mine if pair.rule == "only")
    sets = [(pair,) for pair in mine if pair.rule != "only"]
    for rows in [only, *sets] if only else sets:
        yield _just(program, PairsLifted(rows), frozenset({request.key}))


# -- times --------------------------------------------------------------------------------------


def whole(day: int) -> Window:
    """The whole of a weekday."""
    return Window(day * DAY_MINUTES, (day + 1) * DAY_MINUTES)


def span(meeting: Meeting) -> Window:
    """The time of a meeting."""
    return Window(meeting.start, meeting.end)


def on(group: Group, day: int) -> list[Meeting]:
    """The group's meetings of a weekday."""
    return [meeting for meeting in group.meetings if meeting.day == day]
