"""What to do for a student without a seat: the smallest change that was tried and found to be enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from matcher.corner import Corners, Replan, Seated
from matcher.domain import Program, Request, Tutor
from matcher.explain import Explainer, Why
from matcher.progress import Stop, never
from matcher.remedies import Remedies, Remedy
from matcher.remedy_sets import RemedySets
from matcher.report.words import capital, count_words, listed, meeting_words, place_words
from matcher.rule import Goal
from matcher.steps import Step, TutorHour, longer, spans_words, tutor_words
from matcher.wide import days_of, every_tutor, hour_of, on, whole

MOST_LISTED = 8
MOST_UNSEATED = 2
MOST_REARRANGED = 2
"""Of tutors with whom few would lose a seat, so many are asked for an hour more."""
MOST_COMPARED = 8
"""Changes of the least asking kind that are compared by whom else they seat."""


@dataclass(frozen=True)
class Advice:
    """The changes found for a request, what asks least first.

    ``single`` steps leave all groups as they are. ``rearranged`` is one step after which a tutor's
    groups, planned anew, have the request among them and lose nobody. ``several`` are steps that
    do it together, ``new_tutor`` another tutor. The last three are looked for only where there is
    no single step. ``looked`` is false where nothing was, the user having wanted no more.
    """

    single: tuple[Remedy, ...] = ()
    looked: bool = True
    rearranged: Remedy | None = None
    several: Remedy | None = None
    new_tutor: Remedy | None = None


class Adviser:
    """Finds advice for the requests that wait beside a plan; ``of``: of these students alone.

    Whom else a change seats is looked for ``among`` these; None: among all who wait.
    """

    def __init__(
        self,
        explainer: Explainer,
        goals: Sequence[Goal] = (),
        replan: Replan | None = None,
        stop: Stop = never,
        of: Collection[str] | None = None,
        among: Iterable[Request] | None = None,
    ) -> None:
        self.explainer = explainer
        self.problem = explainer.problem
        self.goals = tuple(goals)
        self.replan = replan
        self.stop = stop
        self.advice = cache(self._advice)
        could = explainer.waiting if among is None else among
        waiting = [request for request in could if not explainer.has_room(request)]
        self.remedies = Remedies(
            self.problem, explainer.rules, explainer.schedule, waiting, explainer.reach, of
        )
        self.sets = RemedySets(self.remedies)
        self._longer = cache(self._longer_days)

    def _advice(self, request: Request) -> Advice:
        """What would seat the request."""
        if self.stop():
            return Advice(looked=False)
        why = self.explainer.why(request)
        if why.code == "room_left":
            return Advice()
        found = self.remedies.singles(request)
        if found:
            return Advice(self._ranked(found, request))
        return Advice(
            rearranged=self._rearranged(why),
            several=self.sets.smallest(request),
            new_tutor=self.sets.new_tutor(request),
        )

    def _ranked(self, found: list[Remedy], request: Request) -> tuple[Remedy, ...]:
        """By how little they ask; those that ask least also by how many others they seat."""
        least = [remedy for remedy in found if remedy.steps[0].asks == found[0].steps[0].asks]
        compared = [self.remedies.with_others(remedy, request) for remedy in least[:MOST_COMPARED]]
        compared.sort(key=lambda remedy: -sum(other.need for other in remedy.also))
        return (*compared, *least[MOST_COMPARED:], *found[len(least) :])

    # -- one hour more, with the tutor's groups planned anew --------------------------------------

    def _rearranged(self, why: Why) -> Remedy | None:
        """One more hour of a tutor who could teach the unit, all of whose groups are planned anew."""
        if self.replan is None or why.weighed is None:
            return None
        near = [seated for seated in why.weighed.found if len(seated.unseated) <= MOST_UNSEATED]
        near.sort(key=lambda seated: len(seated.unseated))
        days = days_of(self.problem)
        for tutor in (seated.tutors[0] for seated in near[:MOST_REARRANGED] if not self.stop()):
            if self._seated(self._longer(tuple(days)), why, tutor) is None:
                continue  # not even with an hour on every day
            for day in days:
                seated = self._seated(self._longer((day,)), why, tutor)
                for step in _hours_used(tutor, seated, day) if seated else ():
                    corners = self._corners(step.applied(self.problem.program))
                    found = self._seated(corners, why, tutor)
                    if found is not None:
                        plan = found.beside(corners.schedule)
                        return Remedy((step,), found.group, plan=plan)
        return None

    def _seated(self, corners: Corners, why: Why, tutor: Tutor) -> Seated | None:
        """The tutor's groups with the unit among them and nobody lost; None if none are found."""
        problem = corners.problem
        unit = tuple(problem.request[request.key] for request in why.unit)
        seated = corners.seat(unit, (problem.tutor[tutor.id],))
        return None if seated is None or seated.unseated else seated

    def _longer_days(self, days: tuple[int, ...]) -> Corners:
        """Corners where every tutor could work one session more, at any hour of these days."""
        windows = [whole(day) for day in days]
        program = every_tutor(self.problem.program, lambda tutor: longer(tutor, windows))
        return self._corners(program)

    def _corners(self, program: Program) -> Corners:
        assert self.replan is not None
        return Corners(self.goals, self.remedies.reach_of(program), self.replan)


def _hours_used(tutor: Tutor, seated: Seated, day: int) -> Iterable[Step]:
    """The hours of the day that the tutor's new groups take beyond those agreed."""
    meetings = [meeting for group in seated.becomes for meeting in on(group, day)]
    hours = [hour_of(tutor, meeting) for meeting in meetings]
    return [TutorHour(tutor.id, hour) for hour in dict.fromkeys(hours) if hour is not None]


# -- words --------------------------------------------------------------------------------------


def change_words(program: Program, advice: Advice) -> str:
    """The smallest change in sentences, for the program manager; blank where none was found."""
    if advice.single:
        first = advice.single[0]
        return f"{capital(steps_words(program, first.steps))}. {_then(first)}{_others(first)}"
    if not advice.looked:
        return NOT_LOOKED
    told = [NO_SINGLE]
    if advice.rearranged is not None:
        (step,) = advice.rearranged.steps
        assert isinstance(step, TutorHour)
        who = tutor_words(program, step.tutor)
        told.append(
            f"But {step.words(program)} would be, with the groups of {who} planned anew: nobody"
            f" would lose a seat. {_then(advice.rearranged)}"
        )
        return " ".join(told)
    if advice.several is not None:
        steps = steps_words(program, advice.several.steps)
        told.append(f"Enough together, the smallest set found: {steps}. {_then(advice.several)}")
    if advice.new_tutor is not None:
        before = "Or else:" if advice.several is not None else "Enough would be"
        told.append(f"{before} {steps_words(program, advice.new_tutor.steps)}.")
    if len(told) == 1:
        told.append("Nor was a set of them found that is.")
    return " ".join(told)


def list_words(program: Program, advice: Advice) -> list[str]:
    """The other single changes that are each enough, a line each."""
    rest = advice.single[1 : 1 + MOST_LISTED]
    if not rest:
        return []
    lines = [
        f"  {capital(steps_words(program, remedy.steps))}.{_others(remedy)}" for remedy in rest
    ]
    more = len(advice.single) - 1 - len(rest)
    return [
        "Each of these is enough as well:",
        *lines,
        *([f"  ... and {more} more."] if more else []),
    ]


NOT_LOOKED = "Not looked for in this run. Ask: match explain PROGRAM --plan THIS --student ID."
NO_SINGLE = (
    "No single change of those that README lists is enough while all other groups stay as they are:"
    " each was tried."
)


def _then(remedy: Remedy) -> str:
    """Where the student would sit."""
    group = remedy.group
    where = place_words(group.modality, group.frame.site)
    times = f"{meeting_words(group.meetings)} {where}"
    named = f"in group {group.id}" if group.id else "in a new group"
    return f"Then there is a seat {named} with tutor {group.tutor.name or group.tutor.id}, {times}."


def _others(remedy: Remedy) -> str:
    count = len(remedy.also)
    if not count:
        return ""
    return f" It seats {count_words(count, 'other request')} without a seat as well."


def steps_words(program: Program, steps: Sequence[Step]) -> str:
    """The steps, several hours of one tutor told together."""
    hours: dict[str, list[TutorHour]] = {}
    for step in steps:
        if isinstance(step, TutorHour):
            hours.setdefault(step.tutor, []).append(step)
    told = [
        step.words(program)
        if len(of) == 1
        else f"{len(of)} more hours of {tutor_words(program, tutor)},"
        f" {spans_words(one.window for one in of)}"
        for tutor, of in hours.items()
        for step in of[:1]
    ]
    told += [step.words(program) for step in steps if not isinstance(step, TutorHour)]
    return listed(told)
