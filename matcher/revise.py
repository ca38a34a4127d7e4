"""A plan read back and written again with something changed: the next revision of its week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from matcher.account import Account, reasons_only
from matcher.changes import changes
from matcher.domain import MakeUp, Session
from matcher.give_rooms import Known
from matcher.input_problems import InputProblemsError, read_with_plan
from matcher.keep_make_ups import lost_make_ups, still_possible
from matcher.notices import notices, without_room
from matcher.past import history
from matcher.plan import EndedBy, Plan, Reached
from matcher.planning import PlanBrokenError, roomed
from matcher.problem import Problem
from matcher.rooms import Rooms
from matcher.rule import Goal, Rule, Violation
from matcher.schedule import Schedule
from matcher.trouble import RUN_KEY, Trouble, read_trouble
from matcher.verify import Verdict, verify
from matcher.verify_week import verify_week
from matcher.weeks import seats
from matcher.workbook.account_sheets import read_account
from matcher.workbook.findings import Finding
from matcher.workbook.read import Reading
from matcher.workbook.read_plan import Head, read_previous, read_schedule
from matcher.workbook.read_rooms import read_rooms
from matcher.workbook.told import read_past
from matcher.workbook.whose import missing_sessions

KEPT_WHOLE = (0, 1, 2, 5)
"""Goals that look at pins or the plan before: what stays as it was can't be better."""


class PlanOutdatedError(Exception):
    """The standing plan no longer holds every rule of the program; ``violations`` say which."""

    def __init__(self, path: Path, violations: Sequence[Violation]) -> None:
        super().__init__(f"{path} no longer holds every rule.")
        self.path = path
        self.violations = tuple(violations)


@dataclass(frozen=True)
class Standing:
    """A plan as its workbook tells it, beside the program as it is now.

    ``problem`` has the plan itself as the previous one, and the ``trouble`` that the plan was
    changed for. ``head`` is what its Run sheet says. ``rooms`` are asked for the room of a group's
    weekly meeting, of a session and of a make-up: :class:`matcher.rooms.Rooms`.
    """

    path: Path
    reading: Reading
    problem: Problem
    trouble: Trouble
    schedule: Schedule
    sessions: tuple[Session, ...]
    head: Head
    findings: tuple[Finding, ...]
    make_ups: tuple[MakeUp, ...] = ()
    rooms: Rooms = field(default_factory=Rooms)


def read_standing(
    program: Path, plan: Path, rules: Sequence[Rule], *, dated: bool = True
) -> Standing:
    """Read a program and one of its plans; without its ``dated`` week, no sessions and make-ups.

    Raises :class:`InputProblemsError` where either has errors: whatever does not fit is listed.
    """
    known, reading, head = read_with_plan(program, plan)
    previous, remarks = read_previous(plan, known)
    trouble = read_trouble(head.said(RUN_KEY))
    now = trouble.added_to(known)
    past, of_past = read_past(plan, now, head)
    problem = Problem(now, head.monday, previous, past)
    told = read_schedule(plan, problem, rules, dated=dated)
    found = (*remarks, *of_past, *told.findings)
    if dated and not any(finding.level == "error" for finding in found):
        over, begun = (past.sessions, past.since) if past else ((), None)
        sessions = (*over, *told.sessions)
        found += tuple(missing_sessions(previous, sessions, head.monday, begun))
    if any(finding.level == "error" for finding in found):
        raise InputProblemsError(plan, tuple(dict.fromkeys(found)), None)
    findings = (*reading.findings, *remarks)
    rooms, _ = read_rooms(plan, now, head.monday)
    return Standing(
        plan,
        reading,
        problem,
        trouble,
        told.schedule,
        told.sessions,
        head,
        findings,
        told.make_ups,
        rooms,
    )


def revised(
    standing: Standing,
    problem: Problem,
    sessions: Sequence[Session],
    rules: Sequence[Rule],
    goals: Sequence[Goal],
) -> Plan:
    """The plan with other sessions on the dates of its week; its groups stay.

    So do its make-ups, but for those that are no longer possible, which a notice counts.

    ``problem`` is the standing one's, perhaps with more in its dated sheets. Raises
    :class:`PlanOutdatedError` where the groups break a rule of the program, and
    :class:`PlanBrokenError` where the sessions are not what the contract asks for.
    """
    schedule = standing.schedule
    verdict = verify(problem, rules, goals, schedule)
    if not verdict.holds:
        raise PlanOutdatedError(standing.path, verdict.violations)
    sessions = (*history(problem, sessions), *sessions)
    week = verify_week(problem, schedule, sessions)
    if week.violations:
        fault = f"the dated week: {len(week.violations)} faults in {week.cases} sessions"
        raise PlanBrokenError([fault])
    account = _account(standing, problem, rules)
    make_ups = still_possible(problem, sessions, standing.make_ups)
    fallen = lost_make_ups(len(standing.make_ups) - len(make_ups))
    # The groups are as they were: other rooms are given only where something has changed.
    known = Known(standing.rooms, same=True)
    rooms, checked = roomed(problem, schedule, sessions, make_ups, known)
    return Plan(
        problem=problem,
        schedule=schedule,
        verdict=verdict,
        reached=tuple(_reached(standing, verdict)),
        sessions=sessions,
        seats=seats(problem, schedule),
        reasons=account.reasons,
        helps=account.helps,
        open_seats=account.open_seats,
        changes=changes(problem, rules, goals, schedule),
        notices=(
            *without_room(problem, schedule, sessions, rooms),
            *notices(problem, (), ()),
            *fallen,
        ),
        ended_by=_ended_by(standing.head.said("ended_by")),
        seconds=_number(standing.head.said("seconds")) or 0.0,
        seed=int(_number(standing.head.said("seed")) or 0),
        make_ups=make_ups,
        rooms=rooms,
        rooms_checked=checked,
    )


def _account(standing: Standing, problem: Problem, rules: Sequence[Rule]) -> Account:
    """What the plan said of who has no seat, as long as the program is the same; else reasons alone."""
    schedule = standing.schedule
    waiting = [request for request in problem.requests if request.key not in schedule.groups_of]
    same = standing.head.said("input_sha256") == standing.reading.sha256
    told = read_account(standing.path, waiting) if same else None
    return told or reasons_only(rules)(problem, schedule)


def _reached(standing: Standing, verdict: Verdict) -> Iterator[Reached]:
    """Each goal's values, with the bounds that the plan came with if the program is still the same.

    Those bounds are over all plans that keep as much of the plan before this one; to keep all of
    this one is to keep that much, so they hold for what is asked now.
    """
    same = standing.head.said("input_sha256") == standing.reading.sha256
    for goal, values in verdict.values:
        told: list[Fraction | None] = [None] * len(values)
        if goal.number in KEPT_WHOLE:
            told = list(values)
        elif same:
            names = (f"goal_{goal.number}_bound", f"goal_{goal.number}b_bound")
            told = [_fraction(standing.head.said(name)) for name in names[: len(values)]]
        bounds = [
            _no_better(bound, value, sense)
            for bound, value, sense in zip(told, values, goal.senses, strict=True)
        ]
        yield Reached(goal, values, tuple(bounds))


def _no_better(bound: Fraction | None, value: Fraction, sense: str) -> Fraction | None:
    """The bound; the value itself where rounding in the workbook put it on the other side."""
    if bound is None:
        return None
    return max(bound, value) if sense == "max" else min(bound, value)


def _fraction(told: object) -> Fraction | None:
    number = _number(told)
    return None if number is None else Fraction(number).limit_denominator(10**6)


def _number(told: object) -> float | None:
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else None


def _ended_by(told: object) -> EndedBy:
    endings: dict[object, EndedBy] = {name: name for name in ("proof", "work", "clock", "user")}
    return endings.get(told, "work")
