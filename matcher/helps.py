"""What would help most, over all: changes that seat the most need of those who wait.

What a change brings is predicted by filling the plan up, one waiting request after another; the most
promising are then planned: the tutors whom the change concerns have all their groups planned anew
with whoever waits, and nobody loses a seat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median_low

from matcher.advice import Advice, steps_words
from matcher.corner import Corners, Replan
from matcher.domain import DAY_MINUTES, SELF, Meeting, Request, Slot, Tutor, Window
from matcher.progress import Stop, never
from matcher.reach import Reach
from matcher.remedies import Remedies
from matcher.rule import Goal
from matcher.schedule import Schedule
from matcher.steps import (
    BusRun,
    BusyFreed,
    LargerGroups,
    NewSlot,
    NewTutor,
    OneFewer,
    PairsLifted,
    Step,
    TimeOpened,
    TutorHour,
    longer,
)
from matcher.wide import days_of, every_tutor, hour_of, whole

SHOWN = 10
OF_A_KIND = 4
"""So many changes of one kind are shown at most."""
PLANNED = 24
"""So many of the most promising are planned."""
MOST_TUTORS = 4
"""Whose groups are planned anew for one change."""
TRIED_TUTORS = 12
"""Tutors of whom several more hours are tried."""
OWN = (TimeOpened, BusyFreed, OneFewer, PairsLifted)
"""Kinds of steps for one student alone."""

Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Help:
    """A change and what it brings: need and requests, predicted and as planned.

    ``promised`` requests have a seat by the prediction, ``seated`` are those of ``plan``.
    """

    steps: Steps
    words: str
    kind: str
    predicted: Fraction
    promised: int
    verified: Fraction
    seated: tuple[Request, ...]
    plan: Schedule

    @property
    def students(self) -> int:
        """How many students have a seat that they do not have now."""
        return len({request.student.id for request in self.seated})


class Helps:
    """Finds the changes that help most."""

    def __init__(
        self,
        remedies: Remedies,
        goals: Sequence[Goal],
        replan: Replan | None,
        stop: Stop = never,
    ) -> None:
        self.remedies = remedies
        self.problem = remedies.problem
        self.program = remedies.problem.program
        self.waiting = remedies.waiting
        self.goals = goals
        self.replan = replan
        self.stop = stop

    def find(self, advice: Iterable[Advice], crew: Executor) -> list[Help]:
        """The changes that seat the most need, the best first; ``crew`` plans some at a time."""
        if not self.waiting:
            return []
        predicted = self._predicted(self._candidates(advice), crew)
        found = list(crew.map(lambda one: self.planned(*one), predicted))
        found.sort(key=lambda help_: (-help_.verified, sum(s.asks for s in help_.steps)))
        kinds: Counter[str] = Counter()
        shown: list[Help] = []
        for one in found:
            kinds[one.kind] += 1
            if kinds[one.kind] <= OF_A_KIND and one.verified > 0:
                shown.append(one)
        return shown[:SHOWN]

    # -- prediction -----------------------------------------------------------------------------

    def filled(self, steps: Steps) -> Reach | None:
        """The plan filled up with whoever waits and can come in after the steps; None once stopped."""
        return None if self.stop() else self.remedies.filled(self.remedies.after(steps), steps)

    def _predicted(self, candidates: Iterable[Steps], crew: Executor) -> list[tuple[Steps, Reach]]:
        """The most promising, of each tutor or site and kind the best alone."""
        best: dict[tuple[str, object], tuple[Fraction, Steps, Reach]] = {}
        every = list(dict.fromkeys(candidates))
        for steps, reach in zip(every, crew.map(self.filled, every), strict=True):
            if reach is None:
                continue
            need = self._need(self._seated(reach.schedule))
            key = (kind_of(steps), _whose(steps))
            if need and (key not in best or need > best[key][0]):
                best[key] = (need, steps, reach)
        of_kind: dict[str, list[tuple[Fraction, Steps, Reach]]] = defaultdict(list)
        for (kind, _), one in best.items():
            of_kind[kind].append(one)
        chosen = [
            one
            for ones in of_kind.values()
            for one in sorted(ones, key=lambda one: -one[0])[: 2 * OF_A_KIND]
        ]
        chosen.sort(key=lambda one: -one[0])
        return [(steps, reach) for _, steps, reach in chosen[:PLANNED]]

    def _seated(self, schedule: Schedule) -> tuple[Request, ...]:
        return tuple(r for r in self.waiting if r.key in schedule.groups_of)

    def _need(self, requests: Iterable[Request]) -> Fraction:
        return sum((request.need for request in requests), Fraction(0))

    # -- planning -------------------------------------------------------------------------------

    def planned(self, steps: Steps, reach: Reach) -> Help:
        """What the steps bring: the filled-up plan, or its tutors' groups planned anew if that is more."""
        predicted = self._seated(reach.schedule)
        plan = self._replanned(steps, reach) or reach.schedule
        seated = self._seated(plan)
        if self._need(seated) < self._need(predicted):
            plan, seated = reach.schedule, predicted
        return Help(
            steps=steps,
            words=steps_words(self.program, steps),
            kind=kind_of(steps),
            predicted=self._need(predicted),
            promised=len(predicted),
            verified=self._need(seated),
            seated=seated,
            plan=plan,
        )

    def _replanned(self, steps: Steps, filled: Reach) -> Schedule | None:
        if self.replan is None or self.stop():
            return None
        before = self.remedies.after(steps)
        problem = before.problem
        names = dict.fromkeys(getattr(step, "tutor", None) for step in steps)
        there = {id(group) for group in before.schedule}  # what filling up leaves is the very same
        new = [group for group in filled.schedule if id(group) not in there]
        if None in names:  # not a matter of one tutor
            names = dict.fromkeys(group.tutor.id for group in new)
        tutors = [problem.tutor[name] for name in names if name in problem.tutor][:MOST_TUTORS]
        wanted = [problem.request[request.key] for request in self.waiting]
        corners = Corners(self.goals, before, self.replan)
        with_them = {tutor.id for tutor in tutors}
        if any(group.tutor.id not in with_them for group in new):
            return None  # the filled plan has changed more tutors than are planned
        return corners.fill(tutors, wanted, filled.schedule)

    # -- candidates -----------------------------------------------------------------------------

    def _candidates(self, advice: Iterable[Advice]) -> Iterator[Steps]:
        for one in advice:
            for remedy in one.single:
                if not isinstance(remedy.steps[0], (*OWN, LargerGroups)):
                    yield remedy.steps
            if one.several is not None and not any(isinstance(s, OWN) for s in one.several.steps):
                yield one.several.steps
        yield from self._longer_weeks()
        yield from self._new_tutors()
        yield from self.buses()
        yield from self.slots()

    def _longer_weeks(self) -> Iterator[Steps]:
        """The same hour of a tutor on every day on which the tutor is not there then."""
        week = [whole(day) for day in days_of(self.problem)]
        wide = self.remedies.reach_of(every_tutor(self.program, lambda t: longer(t, week)))
        could: dict[str, Fraction] = defaultdict(Fraction)
        for request in self.waiting:
            unit = (wide.problem.request[request.key],)
            for name in {o.frame.tutor.id for o, _ in wide.groups(unit, wide.load.all)}:
                could[name] += request.need
        for name in sorted(could, key=lambda name: (-could[name], name))[:TRIED_TUTORS]:
            tutor = self.problem.tutor[name]
            at: dict[int, list[Step]] = defaultdict(list)
            for meeting in self._meetings_of(tutor):
                hour = hour_of(tutor, meeting)
                if hour is not None and not _there(tutor, meeting):
                    step = TutorHour(name, hour)
                    if step not in at[hour.start % DAY_MINUTES]:
                        at[hour.start % DAY_MINUTES].append(step)
            for steps in at.values():
                yield tuple(steps)

    def _meetings_of(self, tutor: Tutor) -> Iterator[Meeting]:
        for meeting in self.problem.meetings:
            if meeting.slot.site in (None, *tutor.sites):
                yield meeting

    def _new_tutors(self) -> Iterator[Steps]:
        """For each site, subject and language of those who wait: a tutor who could be there all week."""
        wanted = dict.fromkeys(
            (request.student.site, subjects, language)
            for request in self.waiting
            for language in request.languages[:1]
            for subjects in ((request.subject,), self._subjects(request.student.site))
        )
        for number, (site, subjects, language) in enumerate(wanted, start=1):
            profile = self.profile(f"new-{number}", site, subjects, language)
            if profile is not None and profile.id not in self.problem.tutor:
                yield (NewTutor(profile),)

    def _subjects(self, site: str) -> tuple[str, ...]:
        return tuple(sorted({r.subject for r in self.waiting if r.student.site == site}))

    def profile(
        self, name: str, site: str, subjects: tuple[str, ...], language: str
    ) -> Tutor | None:
        """As long as slots are there, with as many sessions as tutors have in the middle."""
        there = [m for m in self.problem.meetings if m.slot.site == site]
        hours = tuple(
            Window(
                min(m.start for m in there if m.day == day),
                max(m.end for m in there if m.day == day),
            )
            for day in sorted({m.day for m in there})
        )
        return Tutor(
            id=name,
            sites=(site,),
            subjects=subjects,
            languages=(language,),
            available=hours,
            max_sessions_week=self._middle([t.max_sessions_week for t in self.problem.tutors]),
            max_sessions_day=self._middle([t.max_sessions_day for t in self.problem.tutors]),
            hourly_rate=self._rate(subjects, language),
        ) if hours else None  # fmt: skip

    def _rate(self, subjects: tuple[str, ...], language: str) -> Fraction:
        """The middle rate of those who teach one of these in this language; else of all in it, or of all."""
        speaking = [t for t in self.problem.tutors if language in t.languages]
        teaching = [t for t in speaking if set(subjects) & set(t.subjects)]
        rates = [t.hourly_rate for t in teaching or speaking or self.problem.tutors]
        return median_low(rates or [Fraction(0)])

    def _middle(self, limits: Iterable[int | None]) -> int | None:
        known = [limit for limit in limits if limit is not None]
        return median_low(known) if known else None

    def buses(self) -> Iterator[Steps]:
        """Each route on each day, for all slots of the day."""
        routes = {r.student.transport or SELF for r in self.waiting} - {SELF}
        for route in sorted(routes):
            for day in days_of(self.problem):
                there = [m for m in self.problem.meetings if m.day == day]
                window = Window(min(m.start for m in there), max(m.end for m in there))
                yield (BusRun(route, window),)

    def slots(self) -> Iterator[Steps]:
        """At each site one more time after the last, and each time that is for some grades for all."""
        row = 1 + max((slot.row for slot in self.program.slots), default=0)
        for site in dict.fromkeys(request.student.site for request in self.waiting):
            there = [s for s in self.problem.slots if s.site == site and s.modality == "in_person"]
            times: dict[tuple[int, int, str], list[Slot]] = defaultdict(list)
            for slot in there:
                times[slot.start, slot.end, slot.kind].append(slot)
            for slots in times.values():
                if all(slot.grades is not None for slot in slots):
                    days = frozenset(day for slot in slots for day in slot.days)
                    yield (NewSlot(replace(slots[0], row=row, days=days, grades=None)),)
            if there:
                last = max(there, key=lambda slot: slot.end)
                later = replace(
                    last, row=row, start=last.end, end=last.end + last.minutes, grades=None,
                    kind="after_school",
                )  # fmt: skip
                if later.end < DAY_MINUTES:
                    yield (NewSlot(later),)


def kind_of(steps: Steps) -> str:
    """The kind of a change, for people."""
    if len({type(step) for step in steps}) > 1:
        return "several changes"
    return {
        "TutorHour": "hours of a tutor",
        "NewTutor": "new tutor",
        "SlotRoom": "room",
        "SiteRoom": "room",
        "ExtraRoom": "room",
        "BusRun": "bus day",
        "NewSlot": "extra slot",
        "LargerTutor": "group size",
        "LargerGroups": "group size",
    }.get(type(steps[0]).__name__, "what a tutor may do")


def _whose(steps: Steps) -> object:
    """Whom or what a change is about: of several about the same, only the best is shown."""
    step = steps[0]
    if isinstance(step, NewTutor):
        return (step.profile.sites, step.profile.languages)
    if isinstance(step, NewSlot):
        return step.slot.site
    if isinstance(step, BusRun):
        return (step.route, step.window.start // DAY_MINUTES)
    return getattr(step, "tutor", step)


def _there(tutor: Tutor, meeting: Meeting) -> bool:
    return any(w.contains(meeting.start, meeting.end) for w in tutor.available)
