"""A plan read back from its workbook, edited by hand or not, and looked over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.input_problems import InputProblemsError, read_with_plan
from matcher.notices import without_room
from matcher.past import history
from matcher.problem import Problem
from matcher.rule import Check, Rule, Violation
from matcher.trouble import RUN_KEY, read_trouble
from matcher.verify import verify
from matcher.verify_make_ups import verify_make_ups
from matcher.verify_rooms import verify_rooms
from matcher.verify_week import verify_week
from matcher.workbook.findings import Finding
from matcher.workbook.read_plan import read_schedule
from matcher.workbook.read_rooms import NO_COLUMN, read_rooms
from matcher.workbook.told import read_past


@dataclass(frozen=True)
class Verified:
    """What the checkers say of a plan's workbook: of its standing plan and of its dated week.

    ``findings`` are what could not be read, or names somebody or some time that is not in the
    program. The dated week is looked over only where the standing plan holds, since it follows
    from it, and make-ups only where the dated week holds too; rooms come last.
    """

    monday: dt.date
    groups: int
    cases: int
    violations: tuple[Violation, ...]
    week: tuple[Violation, ...]
    week_looked_at: bool
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> bool:
        """Whether a rule is."""
        return bool(self.violations or self.week)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings without which the plan would be whole."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def verify_file(program: Path, plan: Path, rules: Sequence[Rule]) -> Verified:
    """Read both files and check every rule.

    A plan that was made without the program's bad rows is checked without them, and one that was
    changed because somebody was missing as if that stood in the program.

    Raises :class:`InputProblemsError` if the program has errors or the plan is no plan at all.
    """
    known, _, head = read_with_plan(program, plan)
    monday = head.monday
    now = read_trouble(head.said(RUN_KEY)).added_to(known)
    past, remarks = read_past(plan, now, head)
    problem = Problem(now, monday, past=past)
    told = read_schedule(plan, problem, rules)
    if not told.schedule and told.findings:
        raise InputProblemsError(plan, told.findings, None)
    verdict = verify(problem, rules, (), told.schedule)
    sessions = (*history(problem, told.sessions), *told.sessions)
    week = verify_week(problem, told.schedule, sessions) if verdict.holds else None
    rooms, of_rooms = read_rooms(plan, problem.program, monday, past.since if past else None)
    if week is not None and not week.violations:
        made_up = verify_make_ups(problem, sessions, told.make_ups)
        week = Check(week.cases + made_up.cases, made_up.violations)
    if week is not None and not week.violations and known.rooms and NO_COLUMN not in of_rooms:
        roomed = verify_rooms(problem, told.schedule, sessions, told.make_ups, rooms)
        week = Check(week.cases + roomed.cases, roomed.violations)
        roomless = without_room(problem, told.schedule, sessions, rooms)
        of_rooms += tuple(Finding("notice", "Groups", "", "", text) for text in roomless)
    return Verified(
        monday=monday,
        groups=len(told.schedule),
        cases=sum(check.cases for _, check in verdict.checks),
        violations=verdict.violations,
        week=week.violations if week else (),
        week_looked_at=week is not None,
        findings=tuple(dict.fromkeys((*remarks, *told.findings, *of_rooms))),
    )
