"""The ledger's sheet Missed times: who keeps missing one time, and what would fit better.

Who is listed is told on the sheet Ledger: a time stands out if at least 3 sessions there were
missed (absent by Attendance, or away by the plan), at least half of them, and of the request's other
sessions at most half as large a share. Each better time holds every rule in the newest plan.
"""

from __future__ import annotations

from matcher.better_times import BetterTime, Listed
from matcher.domain import DAYS, Meeting, clock
from matcher.ledger import Ledger
from matcher.missed_times import LEAST, MissedTime
from matcher.report.words import share_words
from matcher.workbook.plan_tables import Columns, PlanTable
from matcher.workbook.styles import CellValue

WHO_IS_LISTED = (
    f"Requests that keep missing one time: {LEAST} sessions or more and at least half of those at"
    " that time, and elsewhere at most half as often"
)

_COLUMNS: Columns = (
    ("student_id", "text"),
    ("student", "text"),
    ("subject", "text"),
    ("group_id", "text"),
    ("missed_time", "text"),
    ("missed", "number"),
    ("of_sessions", "number"),
    ("missed_elsewhere", "number"),
    ("of_sessions_elsewhere", "number"),
    ("rank", "number"),
    ("better_time", "long"),
    ("how", "long"),
    ("present_then", "text"),
    ("of_whom", "text"),
)


def missed_table(ledger: Ledger, missed: tuple[Listed, ...]) -> PlanTable:
    """One row for each better time; one without any where the rules allow none that is better."""
    rows = [row for one in missed for row in _rows(ledger, one)]
    return PlanTable("Missed times", _COLUMNS, rows, confidential=True)


def _rows(ledger: Ledger, one: Listed) -> list[tuple[CellValue, ...]]:
    missed, (student_id, subject) = one.missed, one.missed.key
    student = ledger.program.students.get(student_id)
    head: tuple[CellValue, ...] = (
        student_id,
        student.name if student else "",
        subject,
        one.group.id,
        _time(missed),
        missed.there.missed,
        missed.there.sessions,
        missed.elsewhere.missed,
        missed.elsewhere.sessions,
    )
    none = (None, "No better time that every rule allows was found.", "", "", "")
    better = [(rank, *_better(way)) for rank, way in enumerate(one.better, start=1)]
    return [(*head, *row) for row in (better or [none])]


def _time(missed: MissedTime) -> str:
    if missed.day is None:
        return f"{clock(missed.start)} on any day"
    return f"{DAYS[missed.day]} {clock(missed.start)}"


def _better(way: BetterTime) -> tuple[CellValue, ...]:
    times = ", ".join(f"{DAYS[at.day]} {_when(at)}" for at in way.at)
    site = way.group.frame.site
    where = f" at {site}" if site else " online"
    shown, whose = "", "nobody met then"
    if way.present is not None:
        shown = share_words(way.present.numerator, way.present.denominator)
        whose = "this student" if way.own else "all students"
    return f"{times}{where}", _how(way), shown, whose


def _how(way: BetterTime) -> str:
    tutor = way.group.tutor.name or way.group.tutor.id
    if way.what == "joins":
        return f"The student joins group {way.group.id} with {tutor}."
    if way.what == "alone":
        return f"The student meets {tutor} alone."
    instead = way.instead
    before = f" instead of {DAYS[instead.day]} {clock(instead.slot.start)}" if instead else ""
    return f"The whole group meets {tutor} then{before}."


def _when(at: Meeting) -> str:
    return f"{clock(at.slot.start)}-{clock(at.slot.end)}"
