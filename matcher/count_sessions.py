"""The job of ``match ledger``: read the program and its plans, count, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matcher import weeks
from matcher.better_times import Listed, better_times
from matcher.domain import Program
from matcher.input_problems import InputProblemsError, read_checked
from matcher.ledger import Ledger, make_ledger
from matcher.missed_times import missed_times
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.verify import verify
from matcher.workbook.findings import Finding
from matcher.workbook.ledger_book import write_ledger
from matcher.workbook.read_plan import read_schedule
from matcher.workbook.scheduled import PlannedWeek, read_week


class NoPlansError(Exception):
    """There is nothing to count; the message says what to give."""


@dataclass(frozen=True)
class Counted:
    """A ledger and where it stands now."""

    ledger: Ledger
    weeks: int
    path: Path
    findings: tuple[Finding, ...]
    missed: tuple[Listed, ...] = ()


def count_sessions(
    program: Path,
    plans: Sequence[Path],
    until: dt.date,
    target: Path | None,
    rules: Sequence[Rule] = (),
) -> Counted:
    """Write the ledger of a program's plans so far.

    ``plans`` are one for each week; none given, all that stand beside the program are taken, of
    each week the last revision. Times that would fit a student better than one that is missed
    again and again are those that ``rules`` allow in the newest of them. Raises :class:`InputProblemsError` for a program with errors, or
    the first plan that can't be read; :class:`NoPlansError`; and what
    :func:`matcher.workbook.write.whole_file` says.
    """
    known, reading = read_checked(program)
    paths = list(plans) or weeks.newest_of_each(program)
    if not paths:
        raise NoPlansError(
            f"No plan stands beside {program}. Plan a week first, or name the plans."
        )
    read = [read_week(path, known) for path in paths]
    for week in read:
        if week.errors:
            raise InputProblemsError(week.path, week.findings, None)
    _one_a_week(read)
    ledger = make_ledger(known, [one for week in read for one in week.sessions], until)
    path = target or weeks.ledger_path(program, until)
    findings = (*reading.findings, *(told for week in read for told in _told(week)))
    missed, why_none = _missed(ledger, known, read, rules)
    findings = (*findings, *why_none)
    write_ledger(ledger, findings, path, missed)
    return Counted(ledger, len(read), path, findings, missed)


def _missed(
    ledger: Ledger, program: Program, read: Sequence[PlannedWeek], rules: Sequence[Rule]
) -> tuple[tuple[Listed, ...], list[Finding]]:
    """Who keeps missing a time in the newest plan; nothing where that plan no longer holds."""
    newest = max(read, key=lambda week: week.monday or dt.date.min)
    if newest.monday is None or not missed_times(ledger):
        return (), []
    problem = Problem(program, newest.monday)
    told = read_schedule(newest.path, problem, rules)
    unread = any(finding.level == "error" for finding in told.findings)
    if unread or not verify(problem, rules, (), told.schedule).holds:
        message = (
            "Who keeps missing one time is not told: the newest plan no longer goes with the"
            " program. See match verify."
        )
        return (), [Finding("notice", newest.path.name, "", "", message)]
    return better_times(ledger, problem, told.schedule, rules), []


def _one_a_week(read: Sequence[PlannedWeek]) -> None:
    seen: dict[dt.date | None, Path] = {}
    for week in read:
        first = seen.setdefault(week.monday, week.path)
        if first != week.path:
            raise NoPlansError(
                f"{first} and {week.path} are both plans of the week of {week.monday}."
                " Give the one that was in force."
            )


def _told(week: PlannedWeek) -> list[Finding]:
    return [replace(found, sheet=f"{week.path.name}: {found.sheet}") for found in week.findings]
