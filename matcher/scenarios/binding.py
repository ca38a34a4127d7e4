"""What binds a scenario: of each resource how much is used, and what one more of it would be worth.

The worth is verified: a schedule that holds every rule with one more, in which nobody loses a seat, and
which serves so much more. It is no more than a corner of the plan planned anew, so it may be too small,
never too large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from statistics import median_low

from matcher.domain import SELF, Program, Request, Tutor
from matcher.helps import Help, Helps
from matcher.problem import Problem
from matcher.remedies import Remedies
from matcher.rooms import roomed_sites
from matcher.rule import Goal, Rule
from matcher.scenarios.change import working
from matcher.scenarios.costs import drivers, runs_ridden
from matcher.scenarios.figures import offered_by
from matcher.scenarios.outcome import Resource
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from matcher.steps import (
    BusRun,
    ExtraRoom,
    LargerGroups,
    NewSlot,
    NewTutor,
    SiteRoom,
    SlotRoom,
    Step,
)
from matcher.verify import verify

MORE_HOURS = 5
"""Hours a week: one more of a tutor on each school day."""


@dataclass(frozen=True)
class MoreBudget(Step):
    """More dollars for a week's wages."""

    asks = 16
    dollars: Fraction

    def applied(self, program: Program) -> Program:
        """The program with the larger ``weekly_budget``."""
        budget = program.settings.weekly_budget
        if budget is None:
            return program
        settings = replace(program.settings, weekly_budget=budget + self.dollars)
        return replace(program, settings=settings)

    def words(self, program: Program) -> str:
        """The dollars."""
        return f"${float(self.dollars):,.0f} more a week for wages"


@dataclass(frozen=True)
class Bound:
    """A piece of work: a scenario's plan, of which it is asked what binds."""

    problem: Problem
    rules: tuple[Rule, ...]
    goals: tuple[Goal, ...]
    schedule: Schedule


def what_binds(piece: Bound) -> tuple[Resource, ...]:
    """Every resource of the scenario, those that bind first, those worth most before others."""
    return Binding(piece).resources()


class Binding:
    """Tries one more of each resource beside a plan."""

    def __init__(self, piece: Bound) -> None:
        self.problem = problem = piece.problem
        self.rules = piece.rules
        self.schedule = piece.schedule
        self.waiting = [r for r in problem.requests if r.key not in piece.schedule.groups_of]
        remedies = Remedies(problem, piece.rules, piece.schedule, self.waiting)
        self.helps = Helps(remedies, piece.goals, replanning(piece.rules))

    def resources(self) -> tuple[Resource, ...]:
        """What there is, and what one more of it is worth."""
        found = [
            *self._tutor_hours(),
            *self._rooms(),
            *self._windows(),
            *self._buses(),
            *self._money(),
            *self._group_size(),
        ]
        return tuple(sorted(found, key=lambda r: (-r.need, -r.students)))

    def _with_worth(self, resource: Resource, *options: tuple[Step, ...]) -> Resource:
        """The resource with what the best of some options for one more of it brings."""
        best: Help | None = None
        for steps in options if self.waiting else ():
            reach = self.helps.filled(steps)
            if reach is None:
                continue
            one = self.helps.planned(steps, reach)
            if (best is None or one.verified > best.verified) and self._holds(one):
                best = one
        if best is None or not best.verified:
            return resource
        served = {request.student.id for request in self.schedule.placed}
        new = {request.student.id for request in best.seated} - served
        return replace(
            resource,
            more=resource.more if isinstance(best.steps[0], NewTutor) else best.words,
            need=best.verified,
            students=len(new),
            requests=len(best.seated),
        )

    def _holds(self, one: Help) -> bool:
        """Whether the plan that shows the worth holds every rule, said by the checkers."""
        program = self.problem.program
        for step in one.steps:
            program = step.applied(program)
        return verify(self.problem.after(program), self.rules, (), one.plan).holds

    # -- tutors ---------------------------------------------------------------------------------

    def _tutor_hours(self) -> Iterator[Resource]:
        """For each language and subject that is asked for: hours of tutors who could."""
        asked: dict[tuple[str, str], list[Request]] = {}
        for request in self.problem.requests:
            asked.setdefault((request.languages[0], request.subject), []).append(request)
        for (language, subject), requests in sorted(asked.items()):
            could = [
                t
                for t in working(self.problem)
                if language in t.languages and subject in t.subjects
            ]
            used = sum(
                (
                    Fraction(m.minutes, 60)
                    for group in self.schedule
                    if (group.language, group.subject) == (language, subject)
                    for m in group.meetings
                ),
                Fraction(0),
            )
            waiting = [r for r in requests if r.key not in self.schedule.groups_of]
            sites = sorted({r.student.site for r in waiting})
            options = [
                (NewTutor(tutor),)
                for site in sites
                if (tutor := self._hours_at(site, subject, language)) is not None
            ]
            yield self._with_worth(
                Resource(
                    kind="tutor hours",
                    what=f"{subject} in {language}",
                    unit="hours a week",
                    used=used,
                    there=sum((offered_by(self.problem, t) for t in could), Fraction(0)),
                    more=f"{MORE_HOURS} hours a week more of a tutor for {subject} in {language}",
                ),
                *options,
            )

    def _hours_at(self, site: str, subject: str, language: str) -> Tutor | None:
        profile = self.helps.profile(f"more {subject} {language}", site, (subject,), language)
        if profile is None:
            return None
        return replace(
            profile,
            max_sessions_week=None,
            max_sessions_day=None,
            max_hours_week=Fraction(MORE_HOURS),
        )

    # -- rooms, times, buses --------------------------------------------------------------------

    def _rooms(self) -> Iterator[Resource]:
        """For each site with a limit: the hours that its rooms are used, of those that there are."""
        problem = self.problem
        for site in problem.program.sites:
            slots = [s for s in problem.slots if s.site == site and s.modality == "in_person"]
            steps: list[Step] = [SlotRoom(s.row) for s in slots if s.groups_at_once is not None]
            rooms = problem.program.site_rooms.get(site)
            if rooms is not None:
                steps.append(SiteRoom(site))
            if site in roomed_sites(problem.program):
                steps.append(ExtraRoom(site))
            if not steps or not slots:
                continue
            used, there = self._room_hours(site, rooms)
            yield self._with_worth(
                Resource(
                    "rooms", site, "room hours a week", used, there,
                    f"room for one more group at once at {site}",
                ),
                tuple(steps),
            )  # fmt: skip

    def _room_hours(self, site: str, rooms: int | None) -> tuple[Fraction, Fraction | None]:
        groups = [g for g in self.schedule if g.frame.site == site]
        used = sum(Fraction(m.minutes, 60) for g in groups for m in g.meetings)
        if rooms is None and site not in roomed_sites(self.problem.program):
            return Fraction(used), None
        there = sum(
            (Fraction(end - start, 60) * self._rooms_at(site, rooms, start, end)
             for start, end in self._stretches(site)),
            Fraction(0),
        )  # fmt: skip
        return Fraction(used), there

    def _stretches(self, site: str) -> list[tuple[int, int]]:
        """The times at which groups can meet, cut wherever a slot or an opening begins or ends."""
        meetings = [m for m in self.problem.meetings if m.slot.site == site]
        hours = [w for r in self.problem.program.rooms if r.site == site for w in r.open or ()]
        ends = [(m.start, m.end) for m in meetings] + [(w.start, w.end) for w in hours]
        cuts = sorted({at for both in ends for at in both})
        return [
            (start, end)
            for start, end in pairwise(cuts)
            if any(m.start <= start and end <= m.end for m in meetings)
        ]

    def _rooms_at(self, site: str, rooms: int | None, start: int, end: int) -> int:
        """How many groups can be at the site then: in named rooms, where it has some."""
        named = [room for room in self.problem.program.rooms if room.site == site]
        there = sum(
            room.groups_at_once
            for room in named
            if room.open is None or any(hours.contains(start, end) for hours in room.open)
        )
        limits = [rooms, there if named else None]
        return min(limit for limit in limits if limit is not None)

    def _windows(self) -> Iterator[Resource]:
        """For each site: the times at which groups can meet."""
        options: dict[str, list[tuple[Step, ...]]] = {}
        for steps in self.helps.slots() if self.waiting else ():
            step = steps[0]
            if isinstance(step, NewSlot) and step.slot.site is not None:
                options.setdefault(step.slot.site, []).append(steps)
        for site in self.problem.program.sites:
            there = [m for m in self.problem.meetings if m.slot.site == site]
            if not there:
                continue
            met = {m for g in self.schedule if g.frame.site == site for m in g.meetings}
            yield self._with_worth(
                Resource(
                    "windows", site, "times a week", Fraction(len(met)), Fraction(len(there)),
                    f"one more slot at {site}",
                ),
                *options.get(site, ()),
            )  # fmt: skip

    def _buses(self) -> Iterator[Resource]:
        """For each route: the runs that somebody rides, of those that there are."""
        options: dict[str, list[tuple[Step, ...]]] = {}
        for steps in self.helps.buses() if self.waiting else ():
            step = steps[0]
            if isinstance(step, BusRun):
                options.setdefault(step.route, []).append(steps)
        ridden = runs_ridden(self.problem, self.schedule)
        routes = {s.transport or SELF for s in self.problem.students.values()} - {SELF}
        for route in sorted(routes):
            used = len({run[:2] for run in ridden if run[0] == route})
            days = sum(1 for named, _ in self.problem.rides if named == route)
            yield self._with_worth(
                Resource(
                    "buses", route, "days a week", Fraction(used), Fraction(days),
                    f"one more day of route {route}",
                ),
                *options.get(route, ()),
            )  # fmt: skip

    # -- the whole program ----------------------------------------------------------------------

    def _money(self) -> Iterator[Resource]:
        budget = self.problem.settings.weekly_budget
        if budget is None:
            return
        rate = median_low([t.hourly_rate for t in working(self.problem)] or [Fraction(0)])
        step = MoreBudget(max(Fraction(1), rate * MORE_HOURS))
        paid = drivers(self.problem, self.schedule).wages
        words = step.words(self.problem.program)
        resource = Resource("money", "weekly budget", "dollars a week", paid, budget, words)
        yield self._with_worth(resource, (step,))

    def _group_size(self) -> Iterator[Resource]:
        size = self.problem.settings.max_group_size
        full = sum(len(group.members) >= size for group in self.schedule)
        yield self._with_worth(
            Resource(
                "group size", f"groups of {size}", "groups that are full",
                Fraction(full), Fraction(len(self.schedule)), f"groups of {size + 1}",
            ),
            (LargerGroups(),),
        )  # fmt: skip
