"""Whether the cells of a Sessions row agree with each other and with the standing plan.

Whoever moves a meeting by hand may forget a cell that says the same in other words. Such a row
can be read, so it stays; but the workbook tells people two things, which is a finding.
"""

from __future__ import annotations

import datetime as dt

from matcher.domain import DAYS, Group, Meeting, Place, Status
from matcher.workbook import cells, times
from matcher.workbook.plan_groups import weekday
from matcher.workbook.plan_rows import PlanRow, Reading


def check_agreement(
    row: PlanRow,
    reading: Reading,
    *,
    group: Group,
    planned: Meeting,
    elsewhere: Place | None,
    status: Status,
    alone: bool,
) -> None:
    """Report what a row says of its day, its language, its tutor and its move that isn't so.

    ``alone`` says that no other Slots row shares the planned place: with another one, a meeting
    may move to that row at the same time.
    """
    _day(row, reading)
    _language(row, group, reading)
    _planned_tutor(row, group, status, reading)
    _planned_time(row, planned, elsewhere, reading, alone=alone)


def _day(row: PlanRow, reading: Reading) -> None:
    day = reading.take(row, "day", weekday, needed=False)
    date: dt.date = times.date(row.raw("date"))
    if day not in (None, date.weekday()):
        message = f"The date {date} is a {DAYS[date.weekday()]}."
        reading.findings.append(row.bad("day", message, "Correct the day or the date."))


def _language(row: PlanRow, group: Group, reading: Reading) -> None:
    language = reading.take(row, "language", cells.language, needed=False)
    if language not in (None, group.language):
        message = f"Group {group.id} is tutored in {group.language}."
        reading.findings.append(row.bad("language", message, "Make it the group's language."))


def _planned_tutor(row: PlanRow, group: Group, status: Status, reading: Reading) -> None:
    given = reading.take(row, "planned_tutor_id", cells.name, needed=False)
    wanted = group.tutor.id if status == "covered" else None
    if given == wanted or "plannedtutorid" not in row.columns:
        return
    if row.is_unstored("planned_tutor_id"):
        return
    if wanted is None:
        message, remedy = "Only a covered session has a planned tutor.", "Leave the cell blank."
    else:
        message = f"The tutor of group {group.id} in the standing plan is {wanted}."
        remedy = f"Write {wanted}."
    reading.findings.append(row.bad("planned_tutor_id", message, remedy))


def _planned_time(
    row: PlanRow, planned: Meeting, elsewhere: Place | None, reading: Reading, *, alone: bool
) -> None:
    date, start = row.raw("planned_date"), row.raw("planned_start")
    if (date is None) != (start is None):
        blank = "planned_date" if date is None else "planned_start"
        message = "A moved meeting has both planned_date and planned_start."
        reading.findings.append(row.bad(blank, message, "Fill in both, or leave both blank."))
    elif alone and elsewhere == planned.place:
        message = "The meeting stands where it was planned."
        remedy = "Leave planned_date and planned_start blank."
        reading.findings.append(row.bad("planned_date", message, remedy))
