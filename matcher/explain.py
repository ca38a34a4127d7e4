"""Why a request has no seat: a stable code and sentences that can be checked.

In three steps. *Impossible alone*: no tutor and time could serve the request even if nobody had a seat
yet. *Blocked by others*: it could be served alone, and what it would need is used in this plan, which
says by whom. *Outweighed*: the best plan with the request in it was found by planning, and costs
others. Nothing is guessed: every statement is a test of the rules' first voices, a count of the
workbook, or a plan that was made.

======================  ==========================================================================
code                    meaning
======================  ==========================================================================
``no_tutor``            no tutor of the week teaches the subject
``no_grade``            none of those teaches the grade
``no_language``         none of those shares a language with the student
``only_avoid``          the only and avoid rows leave none of those
``no_modality``         none of those meets in person, or online, as the student needs
``no_common_time``      tutors are there, but common times on too few days
``no_transport``        the same, and with a ride on every day there would be enough
``limits``              common times are there, but agreed limits, rooms or money rule them out
``together``            alone the request could be served, but not with whom it must be together
``blocked``             could be served alone; in this plan every way breaks a rule
``outweighed``          blocked, and a plan with the request in it costs others as much or more
``room_left``           could still be added to this plan; the search ended before it got there
======================  ==========================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from matcher.blocked import Blocked, Obstacle, blocked_words
from matcher.corner import Corners, Replan, Seated
from matcher.domain import Group, Request, Tutor
from matcher.impossible import Impossible, students
from matcher.offers import Offer, Unit
from matcher.outweighed import Outweighed, better_words, cost_words, weigh
from matcher.plan import Reason
from matcher.problem import Problem
from matcher.progress import Stop, never
from matcher.reach import Reach
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.units import unit_of

IMPOSSIBLE = (
    "no_tutor",
    "no_grade",
    "no_language",
    "only_avoid",
    "no_modality",
    "no_common_time",
    "no_transport",
    "limits",
    "together",
)
"""The codes of requests that can't be served whatever others do."""
REASONS = (*IMPOSSIBLE, "blocked", "outweighed", "room_left")
"""Every code, in the order in which they are asked for."""


@dataclass(frozen=True)
class Why:
    """A reason with what it rests on.

    ``tutors`` could teach the unit if nobody had a seat yet; ``seat`` is one that the plan has room
    for; ``obstacles`` say what stands against each tutor else, ``weighed`` what planning came to.
    """

    unit: Unit
    code: str
    sentence: str
    tutors: tuple[Tutor, ...] = ()
    seat: Group | None = None
    obstacles: tuple[Obstacle, ...] = ()
    weighed: Outweighed | None = None

    @property
    def request(self) -> Request:
        """The request that has no seat."""
        return self.unit[0]


class Explainer:
    """Says of a plan why its waiting requests have no seat.

    Without ``replan`` nothing is planned: what is blocked stays so.
    """

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        schedule: Schedule,
        goals: Sequence[Goal] = (),
        replan: Replan | None = None,
        stop: Stop = never,
    ) -> None:
        self.problem = problem
        self.rules = tuple(rules)
        self.schedule = schedule
        self.reach = Reach(problem, rules, schedule)
        self.empty = Reach(problem, rules)
        self.impossible = Impossible(problem, rules, self.empty)
        self.blocked = Blocked(self.reach)
        self.corners = None if replan is None else Corners(goals, self.reach, replan)
        self.stop = stop
        self.why = cache(self._why)

    @property
    def waiting(self) -> tuple[Request, ...]:
        """The requests without a seat."""
        return tuple(r for r in self.problem.requests if r.key not in self.schedule.groups_of)

    def has_room(self, request: Request) -> bool:
        """Whether the request can be added to the plan as it stands."""
        return next(self.reach.seats(self.unit(request)), None) is not None

    def unit(self, request: Request) -> Unit:
        """The request, and whoever it can only be placed together with."""
        return unit_of(self.problem, self.rules, request)

    def _why(self, request: Request) -> Why:
        unit = self.unit(request)
        offers = self.offers(unit)
        if offers:
            return self._could_be(unit, offers)
        if len(unit) > 1 and self.offers(unit[:1]):
            lost = next((r for r in unit[1:] if not self.offers((r,))), None)
            return Why(unit, *self.impossible.together(unit, lost))
        return Why(unit, *self.impossible.alone(request))

    def offers(self, unit: Unit) -> dict[str, list[Offer]]:
        """The tutors who could serve the unit if nobody had a seat yet, and in which frames."""
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer, _ in self.empty.groups(unit):
            found[offer.frame.tutor.id].append(offer)
        return found

    def _could_be(self, unit: Unit, offers: dict[str, list[Offer]]) -> Why:
        tutors = tuple(self.problem.tutor[name] for name in offers)
        seat = next(self.reach.seats(unit), None)
        if seat is not None:
            return Why(unit, "room_left", _room_words(unit, seat), tutors, seat)
        found = [self.blocked.obstacle(unit, self.problem.tutor[t], o) for t, o in offers.items()]
        obstacles = tuple(obstacle for obstacle in found if obstacle is not None)
        words = blocked_words(unit, obstacles)
        if self.corners is None or self.stop():
            return Why(unit, "blocked", words, tutors, obstacles=obstacles)
        weighed = weigh(self.corners, unit, tutors)
        code, more = self._weighed_words(self.corners, unit, weighed)
        if code == "room_left":
            return Why(unit, code, more, tutors, obstacles=obstacles, weighed=weighed)
        sentence = f"{words} {more}" if more else words
        return Why(unit, code, sentence, tutors, obstacles=obstacles, weighed=weighed)

    def _weighed_words(self, corners: Corners, unit: Unit, weighed: Outweighed) -> tuple[str, str]:
        best: Seated | None = weighed.best
        if best is None:
            return "blocked", ""
        if best.cost > 0:
            return "room_left", better_words(corners, unit, best)
        return "outweighed", cost_words(corners, unit, best, settled=weighed.settled)


def explain(
    problem: Problem,
    rules: Sequence[Rule],
    schedule: Schedule,
    goals: Sequence[Goal] = (),
    replan: Replan | None = None,
) -> tuple[Reason, ...]:
    """One reason for every request that concerns the week and has no seat in ``schedule``."""
    explainer = Explainer(problem, rules, schedule, goals, replan)
    whys = [explainer.why(request) for request in explainer.waiting]
    return tuple(Reason(why.request, why.code, why.sentence) for why in whys)


def _room_words(unit: Unit, seat: Group) -> str:
    whom = "this student" if len(unit) == 1 else f"this student together with {students(unit[1:])}"
    if len(seat.members) > len(unit):
        return (
            f"Group {seat.id} of tutor {seat.tutor.id} could still take {whom}: the search ended"
            " before it came to that. Give it more time."
        )
    return (
        f"A new group for {whom} with tutor {seat.tutor.id} could still be added: the search ended"
        " before it came to that. Give it more time."
    )
