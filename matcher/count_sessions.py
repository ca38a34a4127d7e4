"""The job of ``match ledger``: read the program and its plans, count, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matcher import weeks
from matcher.input_problems import InputProblemsError, read_checked
from matcher.ledger import Ledger, make_ledger
from matcher.workbook.findings import Finding
from matcher.workbook.ledger_book import write_ledger
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


def count_sessions(
    program: Path, plans: Sequence[Path], until: dt.date, target: Path | None
) -> Counted:
    """Write the ledger of a program's plans so far.

    ``plans`` are one for each week; none given, all that stand beside the program are taken, of
    each week the last revision. Raises :class:`InputProblemsError` for a program with errors, or
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
    write_ledger(ledger, findings, path)
    return Counted(ledger, len(read), path, findings)


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
