"""The job of ``match coverage``: read the program and its plans, count who takes part, write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher import weeks
from matcher.domain import Program
from matcher.input_problems import InputProblemsError, WrongUsageError, read_checked
from matcher.taking_part import CoverageWritten, Seated, dates, in_force, taking_part
from matcher.workbook.coverage_book import write_coverage, write_public
from matcher.workbook.findings import Finding
from matcher.workbook.read_plan import PlanUnreadableError, read_head, read_previous
from matcher.workbook.scheduled import read_week

_A_WEEK = dt.timedelta(days=6)


@dataclass(frozen=True)
class Coverage:
    """What is asked for. ``plans`` are one for each week; none given, all beside the program.

    Without ``until``, the last day that counts is ``yesterday``; where no plan's week has begun by
    then, the last day of the first of them. ``output`` and ``public`` are where the manager's
    workbook and the one for the public go.
    """

    program: Path
    plans: tuple[Path, ...]
    until: dt.date | None
    yesterday: dt.date
    output: Path | None = None
    public: Path | None = None
    overwrite: bool = False


def count_students(
    order: Coverage, wrote: Callable[[Path], None] = lambda _path: None
) -> CoverageWritten:
    """Write who takes part; ``wrote`` hears of each file.

    Raises :class:`WrongUsageError`; :class:`InputProblemsError` for a program with errors, or the
    first plan that can't be read; and what :func:`matcher.workbook.write.whole_file` says.
    """
    _check_targets(order, order.output, order.public)
    known, reading = read_checked(order.program)
    plans = _by_monday(order)
    until = _until(order, sorted(plans))
    path = order.output or weeks.coverage_path(order.program, until)
    _check_targets(order, path, order.public)
    first = _first_session(plans, known, until)
    counted = {in_force(list(plans), date) for _, date in dates(first, until)}
    seated = [
        _seated(plans[monday], monday, known) for monday in sorted(plans) if monday in counted
    ]
    told = taking_part(known, first, seated, until)
    findings = (*reading.findings, *_gone(seated, known))
    write_coverage(told, findings, path)
    wrote(path)
    open_rows = write_public(told, order.public) if order.public else ()
    return CoverageWritten(told, path, order.public, open_rows, findings)


def _check_targets(order: Coverage, *targets: Path | None) -> None:
    """Whether these can be written: workbooks, each of its own, that replace no input."""
    read = {path.resolve() for path in (order.program, *order.plans)}
    for path in filter(None, targets):
        if path.suffix.lower() != ".xlsx":
            raise WrongUsageError(f"{path} does not end in .xlsx, so Excel would not open it.")
        if path.resolve() in read:
            raise WrongUsageError(f"{path} is what is read. Give another name to what is written.")
        if path.exists() and not order.overwrite:
            raise WrongUsageError(f"{path} is there already. Give --overwrite to replace it.")
        read.add(path.resolve())


def _by_monday(order: Coverage) -> dict[dt.date, Path]:
    """The plan of each week."""
    found: dict[dt.date, Path] = {}
    for path in order.plans or weeks.newest_of_each(order.program):
        try:
            monday = read_head(path).monday
        except PlanUnreadableError as error:
            finding = Finding("error", "", "", "", str(error))
            raise InputProblemsError(path, (finding,), None) from error
        if found.setdefault(monday, path) != path:
            raise WrongUsageError(
                f"{found[monday]} and {path} are both plans of the week of {monday}."
                " Give the one that was in force."
            )
    if not found:
        raise WrongUsageError(
            f"No plan stands beside {order.program}. Plan a week first, or name the plans."
        )
    return found


def _until(order: Coverage, mondays: Sequence[dt.date]) -> dt.date:
    """The last day that counts: one on which there is a plan."""
    if order.until is None and mondays[0] > order.yesterday:
        return mondays[0] + _A_WEEK
    until = order.until or order.yesterday
    if mondays[0] > until:
        raise WrongUsageError(
            f"No plan is of a week that has begun by {until}: the first is of the week of"
            f" {mondays[0]}. Give a later day with --until."
        )
    return until


def _first_session(
    plans: Mapping[dt.date, Path], program: Program, until: dt.date
) -> dt.date | None:
    """The date of the first session in the plans, if it is not after ``until``."""
    for monday in sorted(plans):
        week = read_week(plans[monday], program)
        if week.errors:
            raise InputProblemsError(week.path, week.findings, None)
        days = [session.date for session in week.sessions if session.date <= until]
        if days or monday + _A_WEEK >= until:
            return min(days, default=None)
    return None


def _seated(path: Path, monday: dt.date, program: Program) -> Seated:
    """Who has a seat in a plan, also those who have left the program since."""
    previous, findings = read_previous(path, program)
    if any(finding.level == "error" for finding in findings):
        raise InputProblemsError(path, findings, None)
    return Seated(monday, frozenset(student for student, _ in previous.seats))


def _gone(plans: Sequence[Seated], program: Program) -> list[Finding]:
    """That some who had a seat are no longer in the program, in one notice."""
    gone = frozenset[str]().union(*(plan.students for plan in plans)) - program.students.keys()
    if not gone:
        return []
    who = "student with a seat is" if len(gone) == 1 else "students with a seat are"
    message = f"{len(gone)} {who} no longer in the program, so they are counted nowhere."
    return [Finding("notice", "Seats", "", "", message)]
