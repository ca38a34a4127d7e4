"""What the plans beside a program have on a date; each is read once it is asked for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from matcher import weeks
from matcher.domain import Program
from matcher.ledger import Scheduled
from matcher.same_session import Day
from matcher.workbook.findings import Finding
from matcher.workbook.names import alike
from matcher.workbook.scheduled import read_week


class PlannedDays:
    """The sessions of each date, of a week's newest plan.

    ``notices`` tell of weeks without a plan that can be read: nothing is compared with those.
    ``starts`` are those of all weeks that were asked for.
    """

    def __init__(self, path: Path, program: Program) -> None:
        self.path = path
        self.program = program
        self.notices: list[Finding] = []
        self.starts: dict[Day, tuple[int, ...]] = {}
        self._of_day: dict[tuple[dt.date, str], list[Scheduled]] = defaultdict(list)
        self._planned: dict[dt.date, bool] = {}

    def planned(self, date: dt.date) -> bool:
        """Whether a plan of the week is there."""
        monday = date - dt.timedelta(days=date.weekday())
        if monday not in self._planned:
            self._planned[monday] = self._read(monday)
        return self._planned[monday]

    def sessions(self, date: dt.date, student: str) -> Sequence[Scheduled]:
        """What a student has on a date, away and cancelled sessions and make-ups too."""
        return self._of_day.get((date, student), ()) if self.planned(date) else ()

    def _read(self, monday: dt.date) -> bool:
        plan = weeks.newest_of(self.path, monday)
        if plan is None:
            self._say(f"No plan of the week of {monday} stands beside {self.path.name}")
            return False
        week = read_week(plan, self.program)
        if week.errors:
            self._say(f"{plan.name} can't be read whole, see match verify")
            return False
        for one in week.sessions:
            self._of_day[one.date, one.student_id].append(one)
            day = (one.date, one.student_id, alike(one.subject))
            self.starts[day] = (*self.starts.get(day, ()), one.start)
        return True

    def _say(self, what: str) -> None:
        message = f"{what}, so what is filled in for that week is kept without being compared."
        self.notices.append(Finding("notice", "", "", "", message))
