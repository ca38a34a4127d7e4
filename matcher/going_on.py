"""A standing plan that goes on into the next week: as it is, or as what the next one starts from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.domain import Group, Previous, PreviousGroup, PreviousSeat
from matcher.plan import EndedBy, Plan, Reached
from matcher.planning import Search
from matcher.problem import Problem
from matcher.revise import KEPT_WHOLE
from matcher.rooms import Rooms
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule


def previous_of(plan: Plan, source: str) -> Previous:
    """The plan as the next week knows it; ``source`` is the name of the file it was written to.

    Just what :func:`matcher.workbook.read_plan.read_previous` would read from that file.
    """
    groups = sorted(plan.schedule, key=lambda group: (len(group.id), group.id))
    return Previous(
        groups={group.id: _group(group, plan.rooms) for group in groups},
        seats={
            seat.request.key: PreviousSeat(
                seat.request.student.id,
                seat.request.subject,
                seat.group.id,
                seat.group.tutor.id,
                seat.seated_since,
                seat.tutor_since,
            )
            for seat in plan.seats
        },
        source=source,
        week=plan.problem.monday,
    )


def _group(group: Group, rooms: Rooms) -> PreviousGroup:
    named = {at.place: room for at in group.meetings if (room := rooms.of_group(group, at))}
    return PreviousGroup(
        group.id,
        group.tutor.id,
        group.subject,
        group.language,
        group.modality,
        frozenset(meeting.place for meeting in group.meetings),
        named,
    )


def asks_the_same(before: Problem, now: Problem) -> bool:
    """Whether a standing plan of the one week is asked just what one of the other is asked.

    The same requests, tutors and slots concern both weeks, of the same program. What the dates
    forbid and which plan came before is not looked at.
    """
    return before.program == now.program and (before.requests, before.tutors, before.slots) == (
        now.requests,
        now.tutors,
        now.slots,
    )


@dataclass(frozen=True)
class KeptPlan:
    """What taking the standing plan over brings: in place of what a search finds."""

    schedule: Schedule
    reached: tuple[Reached, ...]
    ended_by: EndedBy
    seconds: float = 0.0


def keeping(plan: Plan) -> Search:
    """A search of the week after ``plan`` that finds nothing but the same standing plan again.

    The week must ask the same (:func:`asks_the_same`) and have ``plan`` as its previous one.

    Its bounds are true ones. To keep all of a plan is the most that goals 1, 2 and 5 can ask. The
    plan's other bounds are over all standing plans that are as good in the earlier goals, as the
    plan's own week counts them: whatever is as good as the plan in the next week keeps all its
    seats, tutors and, from goal 5 on, times, hence as much of any plan before it. So it is among
    them, and the bounds hold for it too.
    """

    def keep(problem: Problem, _rules: Sequence[Rule], goals: Sequence[Goal]) -> KeptPlan:
        reached = tuple(_reached(plan, problem, goals))
        return KeptPlan(plan.schedule, reached, plan.ended_by)

    return keep


def _reached(plan: Plan, problem: Problem, goals: Sequence[Goal]) -> Iterator[Reached]:
    told = {reached.goal.number: reached for reached in plan.reached}
    for goal in goals:
        if goal.number in KEPT_WHOLE and goal.applies(problem):
            values = goal.values(problem, plan.schedule)
            yield Reached(goal, values, values)
        elif goal.applies(problem):
            yield told[goal.number]
