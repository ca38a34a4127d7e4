"""What a program owes its students before a week begins, counted as the ledger does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from matcher import weeks
from matcher.domain import Program
from matcher.input_problems import InputProblemsError
from matcher.ledger import Key, make_ledger
from matcher.workbook.findings import Finding
from matcher.workbook.scheduled import read_week


def owed_before(
    path: Path, program: Program, monday: dt.date
) -> tuple[Mapping[Key, int], tuple[Finding, ...]]:
    """The sessions to be made up for, by request, and what there is to say of the plans.

    Counted from Attendance and the newest plan of each week before ``monday`` that stands beside
    the program; what an earlier plan makes up for already counts no more, unless Attendance says
    that it did not come to be. Raises :class:`InputProblemsError` for the first plan that can't be
    read.
    """
    read = [read_week(plan, program) for plan in weeks.newest_of_each(path, monday)]
    for week in read:
        if week.errors:
            instead = "Mend it, move it elsewhere, or plan without --make-up."
            raise InputProblemsError(week.path, week.findings, None, instead)
    sessions = [one for week in read for one in week.sessions]
    ledger = make_ledger(program, sessions, monday - dt.timedelta(days=1))
    accounts = ledger.requests().items()
    owed = {key: account.to_make_up for key, account in accounts if account.to_make_up}
    notices = [
        replace(found, sheet=f"{week.path.name}: {found.sheet}")
        for week in read
        for found in week.findings
    ]
    return owed, (*notices, *([] if read else [_NO_PLANS]))


_NO_PLANS = Finding(
    "notice",
    "",
    "",
    "",
    "No plan of an earlier week stands beside the program, so no session is known to be owed.",
)
