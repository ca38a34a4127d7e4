"""From a problem to a Plan: search, then verify. Only a verified schedule becomes a Plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from matcher.account import Accounting, reasons_only
from matcher.bend import bend
from matcher.changes import changes
from matcher.domain import MakeUp, Session
from matcher.give_rooms import Chooser, Known, give_rooms
from matcher.make_up import make_up
from matcher.notices import LeftOut, notices, without_room
from matcher.past import history
from matcher.plan import Found, Plan, Reached
from matcher.problem import Problem
from matcher.rooms import Rooms
from matcher.rule import Check, Goal, Rule
from matcher.schedule import Schedule
from matcher.timing import Stage, Timing
from matcher.verify import Verdict, verify
from matcher.verify_make_ups import verify_make_ups
from matcher.verify_rooms import verify_rooms
from matcher.verify_week import verify_week
from matcher.weeks import number_groups, seats

Search = Callable[[Problem, Sequence[Rule], Sequence[Goal]], Found]


class PlanBrokenError(Exception):
    """A plan failed its own verification: a defect of this program, not of the workbook.

    ``report`` says what is wrong in numbers only; it names nobody.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("The plan failed its own verification.")
        self.report = "\n".join(lines)


class NoPlanError(Exception):
    """The user stopped the search before it had placed anybody."""


def make_plan(
    problem: Problem,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    search: Search,
    *,
    seed: int = 0,
    before: Iterable[Session] = (),
    known: Known | None = None,
    room_chooser: Chooser | None = None,
    left_out: LeftOut = (),
    tutors_left_out: Collection[str] = (),
    owed: Mapping[tuple[str, str], int] | None = None,
    account: Accounting | None = None,
    timing: Timing | None = None,
) -> Plan:
    """Search, number the groups, verify, bend to the week's dates, and say why.

    ``seed`` is what ``search`` was given, for the record; ``before`` is the dated week that people
    were told of, if they were, of which as much as can be stays, and ``known`` the rooms that they
    were told, which ``room_chooser`` gives to the others; ``left_out`` are requests, and
    ``tutors_left_out`` tutors, whose rows were skipped as bad; ``owed`` are sessions to be made up
    for where there is room, by request key; ``account`` makes the account of who has no seat, which
    is reasons alone if it is not given; ``timing`` is told what takes how long. Raises :class:`PlanBrokenError` if the plan breaks a rule, a goal is worth something else
    than the search said, or the dated week is not what the contract asks for; and
    :class:`NoPlanError` if the user stopped the search while the schedule was still empty.
    """
    timing = timing or Timing()
    found = search(problem, rules, goals)
    if found.ended_by == "user" and not found.schedule and problem.requests:
        raise NoPlanError
    schedule = number_groups(problem, found.schedule)
    with timing(Stage.VERIFYING):
        verdict = verify(problem, rules, goals, schedule)
    _hold(_faults(verdict, found.reached), problem, schedule)
    with timing(Stage.BENDING):
        sessions = bend(problem, schedule, rules, before=before)
        sessions = (*history(problem, sessions), *sessions)
    with timing(Stage.VERIFYING):
        week = verify_week(problem, schedule, sessions)
    bent = f"the dated week: {len(week.violations)} faults in {week.cases} sessions"
    _hold([bent] if week.violations else [], problem, schedule)
    with timing(Stage.BENDING):
        make_ups = make_up(problem, schedule, sessions, rules, owed) if owed else ()
    with timing(Stage.VERIFYING):
        made_up = verify_make_ups(problem, sessions, make_ups, owed)
    amiss = f"make-ups: {len(made_up.violations)} faults in {made_up.cases}"
    _hold([amiss] if made_up.violations else [], problem, schedule)
    with timing(Stage.BENDING):
        rooms, checked = roomed(problem, schedule, sessions, make_ups, known, room_chooser)
    with timing(Stage.REASONS):
        said = (account or reasons_only(rules))(problem, schedule)
        skipped = {student for student, _ in left_out}.union(tutors_left_out)
        changed = changes(problem, rules, goals, schedule, skipped)
    return Plan(
        problem=problem,
        schedule=schedule,
        verdict=verdict,
        reached=found.reached,
        sessions=sessions,
        seats=seats(problem, schedule),
        reasons=said.reasons,
        helps=said.helps,
        open_seats=said.open_seats,
        changes=changed,
        notices=(
            *without_room(problem, schedule, sessions, rooms),
            *notices(problem, left_out, tutors_left_out),
        ),
        ended_by=found.ended_by,
        seconds=found.seconds,
        seed=seed,
        make_ups=make_ups,
        owed=owed,
        rooms=rooms,
        rooms_checked=checked,
    )


def roomed(
    problem: Problem,
    schedule: Schedule,
    sessions: Sequence[Session],
    make_ups: Sequence[MakeUp],
    known: Known | None = None,
    chooser: Chooser | None = None,
) -> tuple[Rooms, Check | None]:
    """The rooms of a plan, verified, and how many were; None where the program names none.

    Raises :class:`PlanBrokenError` where a room is not what it should be.
    """
    rooms = give_rooms(problem, schedule, sessions, make_ups, known=known, chooser=chooser)
    if not problem.program.rooms:
        return rooms, None
    checked = verify_rooms(problem, schedule, sessions, make_ups, rooms)
    amiss = f"rooms: {len(checked.violations)} faults in {checked.cases}"
    _hold([amiss] if checked.violations else [], problem, schedule)
    return rooms, checked


def _faults(verdict: Verdict, reached: Sequence[Reached]) -> list[str]:
    faults = [
        f"rule {rule.number} ({rule.name}): {len(check.violations)} of {check.cases} cases broken"
        for rule, check in verdict.checks
        if check.violations
    ]
    told = {entry.goal.number: entry for entry in reached}
    for goal, values in verdict.values:
        said = told.pop(goal.number, None)
        if said is None:
            faults.append(f"goal {goal.number} ({goal.name}): the search says nothing of it")
        elif said.values != values:
            faults.append(
                f"goal {goal.number} ({goal.name}): the search says {_numbers(said.values)}, it is"
                f" {_numbers(values)}"
            )
        else:
            faults += _false_bounds(goal, said)
    return faults + [f"goal {number} does not apply" for number in told]


def _false_bounds(goal: Goal, said: Reached) -> list[str]:
    """Bounds that the plan itself beats; a later part's bound is given the earlier parts."""
    return [
        f"goal {goal.number} ({goal.name}): the value {value} is better than its bound {bound}"
        for sense, value, bound in zip(goal.senses, said.values, said.bounds, strict=True)
        if bound is not None and (value > bound if sense == "max" else value < bound)
    ]


def _numbers(values: Sequence[Fraction]) -> str:
    return ", ".join(str(value) for value in values)


def _hold(faults: list[str], problem: Problem, schedule: Schedule) -> None:
    if faults:
        size = (
            f"{len(problem.requests)} requests, {len(problem.tutors)} tutors,"
            f" {len(problem.meetings)} meeting times, {len(schedule)} groups"
        )
        raise PlanBrokenError([size, *faults])
