"""Several steps together, where no single one seats a student: the smallest such set that is found.

For each tutor and place every meeting is asked what it lacks, in steps; the days that lack least are
put together. What comes out is tried like any other remedy, and steps that it can do without go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain

from matcher.domain import SELF, Meeting, Request, Ride, Tutor, Window
from matcher.offers import Place
from matcher.reach import Reach
from matcher.remedies import Remedies, Remedy
from matcher.steps import (
    BusRun,
    BusyFreed,
    ExtraRoom,
    NewTutor,
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
    opened,
)
from matcher.wide import every_student, hour_of, is_full, span

MOST_STEPS = 5
MOST_TRIED = 6
ALWAYS = Window(0, 7 * 24 * 60)
NEW = "new"


@dataclass(frozen=True)
class Option:
    """Meetings of a tutor that a student could come to, and the steps that this takes."""

    steps: frozenset[Step]
    tutor: str

    @property
    def asks(self) -> tuple[int, int]:
        """How much it asks: the number of steps, then how much each does."""
        return len(self.steps), sum(step.asks for step in self.steps)


class RemedySets:
    """Finds sets of steps, and new tutors, for requests that wait beside a plan."""

    def __init__(self, remedies: Remedies) -> None:
        self.remedies = remedies
        self.problem = remedies.problem
        self.program = remedies.problem.program
        self.base = remedies.base
        self.schedule = remedies.schedule
        self._of_tutor = cache(self._tutor_lacks)
        # Whether there are rooms is asked last: until then, as if there were enough.
        self.roomy = replace(self.program, rooms=()) if self.program.rooms else self.program

    def smallest(self, request: Request) -> Remedy | None:
        """A set of two or more steps that seats the request, with nothing in it to spare."""
        options = sorted(set(self._options(request)), key=lambda o: (o.asks, o.tutor))
        for option in [o for o in options if 1 < len(o.steps) <= MOST_STEPS][:MOST_TRIED]:
            steps = tuple(sorted(option.steps, key=lambda step: step.order))
            found = self.remedies.tried(steps, request)
            if found is not None:
                return self._without_spare(found, request)
        return None

    def _without_spare(self, remedy: Remedy, request: Request) -> Remedy:
        for step in remedy.steps:
            fewer = tuple(other for other in remedy.steps if other is not step)
            found = self.remedies.tried(fewer, request) if fewer else None
            if found is not None:
                return self._without_spare(found, request)
        return remedy

    # -- what tutors' meetings lack -------------------------------------------------------------

    def _options(self, request: Request) -> Iterator[Option]:
        least = self.base.common((request,)).least
        for place in self.base.places:
            theirs = {
                bit: self._of_student(request, place, bit) for bit in range(len(place.meetings))
            }
            open_bits = [bit for bit, steps in theirs.items() if steps is not None]
            if len({place.meetings[bit].day for bit in open_bits}) < least:
                continue
            for tutor in self.problem.tutors:
                of_frame = self._of_frame(request, tutor, place)
                if of_frame is None:
                    continue
                by_day: dict[int, list[frozenset[Step]]] = {}
                for bit in open_bits:
                    meeting = place.meetings[bit]
                    of_tutor = self._of_tutor(tutor, place, bit)
                    if of_tutor is not None:
                        steps = (theirs[bit] or frozenset()) | of_tutor
                        by_day.setdefault(meeting.day, []).append(steps)
                if len(by_day) >= least:
                    cheapest = [min(sets, key=_asks) for sets in by_day.values()]
                    chosen = sorted(cheapest, key=_asks)[:least]
                    yield Option(of_frame.union(*chosen), tutor.id)

    def _of_frame(self, request: Request, tutor: Tutor, place: Place) -> frozenset[Step] | None:
        """What the tutor would have to learn for the request; None where that is no step."""
        student = request.student
        if tutor.reserve or request.subject not in tutor.subjects:
            return None
        if place.modality not in _suits(tutor.modality) & _suits(student.modality):
            return None
        steps: set[Step] = set()
        if place.modality == "in_person" and place.site not in tutor.sites:
            steps.add(TutorSite(tutor.id, place.site or ""))
        if tutor.grades is not None and student.grade not in tutor.grades:
            steps.add(TutorGrade(tutor.id, student.grade))
        if set(tutor.languages).isdisjoint(request.languages):
            steps.add(TutorLanguage(tutor.id, request.languages[0]))
        mine = [pair for pair in self.program.pairs if pair.student == student.id]
        only = tuple(pair for pair in mine if pair.rule == "only")
        if only and tutor.id not in {pair.other for pair in only}:
            steps.add(PairsLifted(only))
        avoided = [pair for pair in mine if pair.rule == "avoid" and pair.other == tutor.id]
        return frozenset(steps) | {PairsLifted((pair,)) for pair in avoided}

    @cached_property
    def _hourless(self) -> Reach:
        """Where every tutor could come at any hour and to any site."""
        sites = self.program.sites

        def change(tutor: Tutor) -> Tutor:
            return replace(tutor, available=(ALWAYS,), sites=sites)

        tutors = tuple(change(tutor) for tutor in self.program.tutors)
        return Reach(
            replace(self.problem, program=replace(self.roomy, tutors=tutors)), self.base.rules
        )

    def _tutor_lacks(self, tutor: Tutor, place: Place, bit: int) -> frozenset[Step] | None:
        """What the tutor lacks for a meeting: an hour, a room; None where no step helps."""
        meeting = place.meetings[bit]
        free = self._hourless
        if not free.admitted(free.problem.tutor[tutor.id], place) >> bit & 1:
            return None
        mine = [m for g in self.schedule.of_tutor.get(tutor.id, ()) for m in g.meetings]
        if any(m.overlaps(meeting) for m in mine):
            return None
        if self.base.load.parted(tutor, meeting, self.base.load.all):
            return None
        steps: set[Step] = set()
        if not _within(tutor, meeting) or self._worked_out(tutor, meeting, mine):
            hour = hour_of(tutor, meeting)
            if hour is None:
                return None
            steps.add(TutorHour(tutor.id, hour))
        return frozenset(steps) | self._rooms(meeting)

    def _worked_out(self, tutor: Tutor, meeting: Meeting, mine: list[Meeting]) -> bool:
        """Whether the agreed sessions or hours leave no room for one more meeting."""
        today = sum(other.day == meeting.day for other in mine)
        minutes = sum(other.minutes for other in mine) + meeting.minutes
        return (
            (tutor.max_sessions_week is not None and len(mine) >= tutor.max_sessions_week)
            or (tutor.max_sessions_day is not None and today >= tutor.max_sessions_day)
            or (tutor.max_hours_week is not None and minutes > tutor.max_hours_week * 60)
        )

    def _rooms(self, meeting: Meeting) -> frozenset[Step]:
        steps: set[Step] = set()
        if is_full(self.schedule, meeting):
            steps.add(SlotRoom(meeting.slot.row))
        site = meeting.slot.site
        if meeting.slot.modality == "in_person" and site in self.program.site_rooms:
            there = self._at_site.get((site, meeting.day), [])
            moments = [m for m in (meeting, *there) if meeting.start <= m.start < meeting.end]
            most = max(sum(o.start <= m.start < o.end for o in there) for m in moments)
            if most >= self.program.site_rooms[site]:
                steps.add(SiteRoom(site))
        if site is not None and self._lacks_room(meeting):
            steps.add(ExtraRoom(site))
        return frozenset(steps)

    def _lacks_room(self, meeting: Meeting) -> bool:
        """Whether the plan's groups leave no named room for one more meeting."""
        sets, place = self.problem.room_sets, (meeting.slot.site, meeting.day)
        mine = sets.of.get(meeting)
        if mine is None:
            return False
        there = self._at_site.get(place, [])
        return any(
            sum(o.start <= at < o.end and not sets.of[o] & ~rooms for o in there)
            >= sets.holds(rooms)
            for at, unions in sets.unions[place].items()
            if meeting.start <= at < meeting.end
            for rooms in unions
            if not mine & ~rooms
        )

    @cached_property
    def _at_site(self) -> dict[tuple[str | None, int], list[Meeting]]:
        found: dict[tuple[str | None, int], list[Meeting]] = {}
        for group in self.schedule:
            for meeting in group.meetings if group.modality == "in_person" else ():
                found.setdefault((meeting.slot.site, meeting.day), []).append(meeting)
        return found

    # -- what the student lacks -----------------------------------------------------------------

    def _of_student(self, request: Request, place: Place, bit: int) -> frozenset[Step] | None:
        """What the student lacks to come to a meeting; None where no step helps."""
        meeting = place.meetings[bit]
        taken = self.schedule.of_student.get(request.student.id, ())
        if any(m.overlaps(meeting) for group in taken for m in group.meetings):
            return None
        who, window = request.student.id, span(meeting)
        for reach, steps in (
            (self._as_it_is, ()),
            (self._opened, (TimeOpened(who, window),)),
            (self._riding, (BusRun(request.student.transport or "", window),)),
            (self._freed, (BusyFreed(who, window),)),
            (self._opened_riding, (TimeOpened(who, window), BusRun(request.student.transport or "", window))),
            (self._freed_riding, (BusyFreed(who, window), BusRun(request.student.transport or "", window))),
        ):  # fmt: skip
            if any(isinstance(s, BusRun) and s.route in ("", SELF) for s in steps):
                continue
            mine = reach.problem.request[request.key]
            if reach.admitted(mine, place) >> bit & 1:
                return frozenset(steps)
        return None

    def _changed(self, *, times: str = "", riding: bool = False) -> Reach:
        program = self.roomy
        names = {request.student.id for request in self.remedies.waiting}
        if times == "opened":
            program = every_student(program, names, lambda s: opened(s, ALWAYS))
        if times == "freed":
            program = every_student(program, names, lambda s: freed(s, ALWAYS))
        if riding:
            routes = {r.student.transport or SELF for r in self.remedies.waiting} - {SELF}
            rides = tuple(Ride(route, frozenset(range(7))) for route in sorted(routes))
            program = replace(program, rides=(*program.rides, *rides))
        return Reach(self.problem.after(program), self.base.rules)

    @cached_property
    def _as_it_is(self) -> Reach:
        return self._changed() if self.program.rooms else self.base

    @cached_property
    def _opened(self) -> Reach:
        return self._changed(times="opened")

    @cached_property
    def _freed(self) -> Reach:
        return self._changed(times="freed")

    @cached_property
    def _riding(self) -> Reach:
        return self._changed(riding=True)

    @cached_property
    def _opened_riding(self) -> Reach:
        return self._changed(times="opened", riding=True)

    @cached_property
    def _freed_riding(self) -> Reach:
        return self._changed(times="freed", riding=True)

    # -- a new tutor ----------------------------------------------------------------------------

    def new_tutor(self, request: Request) -> Remedy | None:
        """A new tutor for the request, with no more hours than it takes."""
        for group in self.remedies.seats_with(self._anybody(request), request):
            windows = tuple(span(meeting) for meeting in group.meetings)
            profile = replace(
                self._anybody(request).profile,
                languages=(group.language,),
                available=windows,
                sites=() if group.frame.site is None else (group.frame.site,),
                modality=group.modality,
            )
            found = self.remedies.tried((NewTutor(profile),), request)
            if found is not None:
                return found
        return None

    def _anybody(self, request: Request) -> NewTutor:
        """A tutor who could come at any time to any site."""
        ids = {tutor.id for tutor in self.program.tutors}
        name = next(n for n in chain([NEW], (f"{NEW}-{i}" for i in range(2, 999))) if n not in ids)
        return NewTutor(
            Tutor(
                id=name,
                sites=self.program.sites,
                subjects=(request.subject,),
                languages=request.languages,
                available=(ALWAYS,),
                grades=frozenset({request.student.grade}),
                modality="either",
            )
        )


def _asks(steps: Iterable[Step]) -> tuple[int, int]:
    every = list(steps)
    return len(every), sum(step.asks for step in every)


def _suits(modality: str) -> set[str]:
    return {"in_person", "online"} if modality == "either" else {modality}


def _within(tutor: Tutor, meeting: Meeting) -> bool:
    """Whether the tutor's own hours hold the whole meeting."""
    start = meeting.start
    for window in sorted(tutor.available):
        if window.start <= start < window.end:
            start = window.end
    return start >= meeting.end
