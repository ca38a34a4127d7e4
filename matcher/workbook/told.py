"""The dated week as people were told it: a Sessions sheet read for itself.

The standing plan, the program and its people may be others by now, so nothing is asked of them: who
or what is no longer there is made up from what the row says.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matcher.domain import (
    Frame,
    Group,
    Meeting,
    Past,
    Place,
    Program,
    Request,
    Session,
    Slot,
    Status,
    Student,
    Tutor,
)
from matcher.past import RUN_KEY, past_of
from matcher.workbook import cells, times
from matcher.workbook.cells import CellError
from matcher.workbook.findings import Finding
from matcher.workbook.plan_groups import Spelling, read_place
from matcher.workbook.plan_rows import PlanRow, PlanUnreadableError, Reading, open_sheets, plan_rows
from matcher.workbook.plan_sessions import SESSION_COLUMNS, SESSIONS_ALSO, session_status
from matcher.workbook.read_plan import Head

_WEEK = 7
_COLUMNS = (*SESSION_COLUMNS, "language")


@dataclass(frozen=True)
class _Row:
    """What a row says, before it is known who else was in its group."""

    group_id: str
    student_id: str
    student: str
    subject: str
    language: str
    tutor_id: str
    tutor: str
    status: Status
    at: Place
    planned_day: int
    planned_start: int
    planned_tutor_id: str


def read_told(
    path: Path, program: Program, monday: dt.date
) -> tuple[tuple[Session, ...], tuple[Finding, ...]]:
    """The sessions of a plan's workbook as its rows tell them, whatever the program says now.

    A group here has those members whom a date's rows name. What a row itself gets wrong is told with
    its cell.
    """
    reading = Reading()
    try:
        sheet = open_sheets(path, ("Sessions",)).get("Sessions")
    except PlanUnreadableError as error:
        return (), (Finding("error", "", "", "", str(error)),)
    if sheet is None:
        return (), (Finding("error", "Sessions", "", "", "The sheet is missing."),)
    spelling = Spelling(program)
    told = [
        row
        for line in plan_rows("Sessions", sheet, _COLUMNS, reading.findings, SESSIONS_ALSO)
        if (row := _row(line, monday, spelling, reading)) is not None
    ]
    return tuple(_People(program).sessions(told)), tuple(reading.findings)


def read_past(path: Path, program: Program, head: Head) -> tuple[Past | None, tuple[Finding, ...]]:
    """The days that were over when the plan was made, as its workbook tells of them."""
    since = since_of(head)
    if since is None or since <= head.monday:
        return None, ()
    told, findings = read_told(path, program, head.monday)
    return past_of(head.monday, since, told), findings


def since_of(head: Head) -> dt.date | None:
    """The first date that was planned when the plan was made; None where that was all of the week."""
    raw = head.said(RUN_KEY)
    try:
        date: dt.date | None = None if raw is None else times.date(raw)
    except CellError:
        return None
    return date


def _row(line: PlanRow, monday: dt.date, spelling: Spelling, reading: Reading) -> _Row | None:
    day = _day(line, "date", monday, reading)
    at = None if day is None else read_place(line, spelling, reading, day)
    group_id = reading.take(line, "group_id", cells.name)
    student_id = reading.take(line, "student_id", cells.name)
    subject = reading.take(line, "subject", spelling.subject)
    language = reading.take(line, "language", cells.language)
    tutor_id = reading.take(line, "tutor_id", cells.name)
    status = reading.take(line, "status", session_status)
    if None in (day, at, group_id, student_id, subject, language, tutor_id, status) or at is None:
        return None
    planned_day = at.day
    if line.raw("planned_date") is not None:
        given = _day(line, "planned_date", monday, reading)
        planned_day = at.day if given is None else given
    start = reading.take(line, "planned_start", times.time, needed=False)
    planned_tutor = reading.take(line, "planned_tutor_id", cells.name, needed=False)
    return _Row(
        group_id=group_id,
        student_id=student_id,
        student=str(line.raw("student") or ""),
        subject=subject,
        language=language,
        tutor_id=tutor_id,
        tutor=str(line.raw("tutor") or ""),
        status=status,
        at=at,
        planned_day=planned_day,
        planned_start=at.start if start is None else start,
        planned_tutor_id=planned_tutor or tutor_id,
    )


def _day(line: PlanRow, header: str, monday: dt.date, reading: Reading) -> int | None:
    date = reading.take(line, header, times.date)
    if date is None:
        return None
    day: int = (date - monday).days
    if 0 <= day < _WEEK:
        return day
    reading.findings.append(line.bad(header, f"The date is not in the week of {monday}."))
    return None


@dataclass
class _People:
    """Who and what the rows name: as the program has it, else made up from the row."""

    program: Program
    tutors: dict[str, Tutor] = field(default_factory=dict)
    requests: dict[tuple[str, str], Request] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tutors = {tutor.id: tutor for tutor in self.program.tutors}
        self.requests = {request.key: request for request in self.program.requests}

    def sessions(self, rows: Sequence[_Row]) -> list[Session]:
        of_meeting: dict[tuple[str, int], list[_Row]] = defaultdict(list)
        for row in rows:
            of_meeting[row.group_id, row.planned_day].append(row)
        return [session for together in of_meeting.values() for session in self._sessions(together)]

    def _sessions(self, rows: Sequence[_Row]) -> list[Session]:
        first = rows[0]
        own = next((row for row in rows if row.planned_tutor_id != row.tutor_id), first)
        in_person = first.at.modality == "in_person"
        frame = Frame(
            self._tutor(own.planned_tutor_id, "" if own is not first else own.tutor),
            first.subject,
            first.language,
            first.at.modality,
            first.at.site if in_person else None,
        )
        length = first.at.end - first.at.start
        planned = self._meeting(
            Place(
                first.planned_day,
                first.planned_start,
                first.planned_start + length,
                first.at.site,
                first.at.modality,
            )
        )
        members = tuple(dict.fromkeys(self._request(row) for row in rows))
        group = Group(frame, members, (planned,), first.group_id)
        return [
            Session(
                group=group,
                member=self._request(row),
                planned=planned,
                meeting=self._meeting(row.at),
                tutor=self._tutor(row.tutor_id, row.tutor),
                status=row.status,
            )
            for row in rows
        ]

    def _tutor(self, tutor_id: str, name: str) -> Tutor:
        if tutor_id not in self.tutors:
            self.tutors[tutor_id] = Tutor(tutor_id, (), (), (), (), name)
        return self.tutors[tutor_id]

    def _request(self, row: _Row) -> Request:
        key = (row.student_id, row.subject)
        if key not in self.requests:
            known = self.program.students.get(row.student_id)
            student = known or Student(row.student_id, row.at.site or "", 0, row.student)
            self.requests[key] = Request(student, row.subject)
        return self.requests[key]

    def _meeting(self, place: Place) -> Meeting:
        """A meeting at the place, in a Slots row of the program if there is one."""
        for slot in self.program.slots:
            meeting = Meeting(slot, place.day)
            if place.day in slot.days and meeting.place == place:
                return meeting
        slot = Slot(
            row=-1,
            site=place.site,
            days=frozenset({place.day}),
            start=place.start,
            end=place.end,
            modality=place.modality,
        )
        return Meeting(slot, place.day)
