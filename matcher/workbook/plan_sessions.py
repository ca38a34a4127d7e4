"""The dated week as an output workbook tells it: its Sessions sheet."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher.domain import Group, Meeting, Place, Request, Session, Status, Tutor
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.workbook import cells, times
from matcher.workbook.cells import CellError
from matcher.workbook.deal import PlacedGroup, match_rows
from matcher.workbook.plan_groups import Spelling, place_told, read_place
from matcher.workbook.plan_rows import PlanRow, Reading, plan_rows
from matcher.workbook.session_agreement import check_agreement
from matcher.workbook.sheets import RawSheet

SESSION_COLUMNS = (
    "date",
    "start",
    "end",
    "site",
    "modality",
    "group_id",
    "tutor_id",
    "subject",
    "student_id",
    "status",
    "planned_date",
    "planned_start",
)
SESSIONS_ALSO = ("day", "tutor", "language", "student", "planned_tutor_id")
session_status = cells.one_of("planned", "covered", "moved", "away", "cancelled")


@dataclass(frozen=True)
class _Line:
    """A row of Sessions. ``elsewhere`` is where it stands if its meeting moved."""

    group: Group
    member: Request
    planned: Meeting
    elsewhere: Place | None
    tutor: Tutor
    status: Status


def read_sessions(
    sheet: RawSheet,
    problem: Problem,
    groups: Iterable[Group],
    rules: Sequence[Rule],
    reading: Reading,
) -> tuple[Session, ...]:
    """The sessions of a Sessions sheet; rows that do not fit the standing plan are findings."""
    spelling = Spelling(problem.program)
    by_id = {group.id: group for group in groups}
    lines = [
        line
        for row in plan_rows("Sessions", sheet, SESSION_COLUMNS, reading.findings, SESSIONS_ALSO)
        if (line := _line(row, problem, by_id, spelling, reading)) is not None
    ]
    moved_to = _moved(lines, problem, rules)
    return tuple(
        Session(
            line.group,
            line.member,
            line.planned,
            moved_to[line.group.id, line.planned] if line.elsewhere else line.planned,
            line.tutor,
            line.status,
        )
        for line in lines
    )


def _line(
    row: PlanRow,
    problem: Problem,
    groups: Mapping[str, Group],
    spelling: Spelling,
    reading: Reading,
) -> _Line | None:
    if _is_over(row, problem):
        return None
    status = reading.take(row, "status", session_status)
    tutor_id = reading.take(row, "tutor_id", cells.name)
    group, member = _who(row, groups, spelling, reading)
    place = _dated_place(row, problem, spelling, reading)
    if status is None or tutor_id is None or group is None or member is None or place is None:
        return None
    tutor = problem.tutor.get(tutor_id)
    if tutor is None:
        message = f"No tutor {tutor_id} works in the week."
        reading.findings.append(row.bad("tutor_id", message))
        return None
    planned, elsewhere = _planned(row, problem, group, place, reading)
    if planned is None:
        return None
    if elsewhere is not None and elsewhere not in problem.meetings_at:
        message = f"The Slots sheet has no {place_told(elsewhere)}."
        reading.findings.append(row.bad("start", message))
        return None
    reading.check_name(row, "student", member.student)
    reading.check_name(row, "tutor", tutor)
    check_agreement(
        row,
        reading,
        group=group,
        planned=planned,
        elsewhere=elsewhere,
        status=status,
        alone=len(problem.meetings_at[planned.place]) == 1,
    )
    return _Line(group, member, planned, elsewhere, tutor, status)


def _is_over(row: PlanRow, problem: Problem) -> bool:
    """Whether the row tells of a day that is over."""
    if problem.past is None:
        return False
    try:
        date = times.date(row.raw("date"))
    except CellError:
        return False
    return date < problem.past.since


def _who(
    row: PlanRow, groups: Mapping[str, Group], spelling: Spelling, reading: Reading
) -> tuple[Group | None, Request | None]:
    group_id = reading.take(row, "group_id", cells.name)
    student_id = reading.take(row, "student_id", cells.name)
    subject = reading.take(row, "subject", spelling.subject)
    if None in (group_id, student_id, subject):
        return None, None
    group = groups.get(group_id)
    if group is None:
        message = f"The standing plan has no group {group_id} that could be read."
        reading.once(row.bad("group_id", message))
        return None, None
    key = (student_id, subject)
    member = next((member for member in group.members if member.key == key), None)
    if member is None:
        message = f"{student_id} has no seat in group {group_id}."
        reading.findings.append(row.bad("student_id", message))
    return group, member


def _dated_place(
    row: PlanRow, problem: Problem, spelling: Spelling, reading: Reading
) -> Place | None:
    """Where a row stands. Its date says the weekday."""
    date = reading.take(row, "date", times.date)
    day = None if date is None else _day(row, "date", date, problem, reading)
    return None if day is None else read_place(row, spelling, reading, day)


def _day(
    row: PlanRow, header: str, date: dt.date, problem: Problem, reading: Reading
) -> int | None:
    day = (date - problem.monday).days
    if 0 <= day < 7:
        return day
    message = f"The date is not in the week of {problem.monday}."
    reading.findings.append(row.bad(header, message))
    return None


def _planned(
    row: PlanRow, problem: Problem, group: Group, place: Place, reading: Reading
) -> tuple[Meeting | None, Place | None]:
    """The meeting of the standing plan that the row is about, and where it moved, if it did."""
    told = len(reading.findings)
    date = reading.take(row, "planned_date", times.date, needed=False)
    start = reading.take(row, "planned_start", times.time, needed=False)
    if len(reading.findings) > told:
        return None, None
    if date is None:
        planned = next((m for m in group.meetings if m.place == place), None)
        if planned is None:
            message = f"Group {group.id} has no meeting {place_told(place)} in the standing plan."
            remedy = "If it moved, say from when in planned_date and planned_start."
            reading.findings.append(row.bad("start", message, remedy))
        return planned, None
    day = _day(row, "planned_date", date, problem, reading)
    for meeting in group.meetings:
        if meeting.day == day and start in (None, meeting.slot.start):
            return meeting, place
    if day is not None:
        message = f"Group {group.id} has no such meeting in the standing plan."
        reading.findings.append(row.bad("planned_start", message))
    return None, None


def _moved(
    lines: Sequence[_Line], problem: Problem, rules: Sequence[Rule]
) -> dict[tuple[str, Meeting], Meeting]:
    """The Slots row of each moved meeting, among those in force that still have room."""
    held = {
        (line.group.id, line.planned) for line in lines if line.status in ("planned", "covered")
    }
    taken = Counter(planned for _, planned in held)
    present: dict[tuple[str, Meeting], list[_Line]] = defaultdict(list)
    for line in lines:
        if line.elsewhere is not None:
            present[line.group.id, line.planned].append(line)
    at_place: dict[Place, list[tuple[str, Meeting]]] = defaultdict(list)
    for key, of_meeting in present.items():
        if of_meeting[0].elsewhere is not None:
            at_place[of_meeting[0].elsewhere].append(key)
    found: dict[tuple[str, Meeting], Meeting] = {}
    for place, keys in at_place.items():
        rows = problem.meetings_at[place]
        in_force = [row for row in rows if row.slot.in_force(problem.dates[place.day])]
        guests = [_guest(present[key], place) for key in keys]
        dealt = match_rows(problem, guests, in_force or rows, rules, taken)
        found |= dict(zip(keys, dealt, strict=True))
    return found


def _guest(lines: Sequence[_Line], place: Place) -> PlacedGroup:
    """A moved group with those of its members who come."""
    group = lines[0].group
    present = tuple(line.member for line in lines if line.status == "moved")
    return PlacedGroup(group.id, group.frame, present, (place,))
