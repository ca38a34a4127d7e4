"""The Make-up sheet: owed sessions that students get on the dates of a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

from matcher.domain import DAYS, Frame, Group, MakeUp, Meeting, Place, Request, Tutor
from matcher.plan import Plan
from matcher.problem import Problem
from matcher.rule import Rule
from matcher.workbook import cells, times
from matcher.workbook.cells import CellError, Raw
from matcher.workbook.plan_groups import Spelling, place_told, read_place, weekday
from matcher.workbook.plan_rows import PlanRow, Reading, open_sheets, plan_rows
from matcher.workbook.plan_tables import Columns, PlanTable, with_rooms
from matcher.workbook.sheets import RawSheet
from matcher.workbook.styles import CellValue, clock_cell

MAKE_UP = "Make-up"
JOINS = "joins"
EXTRA = "extra"
COLUMNS: Columns = (
    ("date", "date"),
    ("day", "text"),
    ("start", "time"),
    ("end", "time"),
    ("site", "text"),
    ("modality", "text"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("subject", "text"),
    ("language", "text"),
    ("student_id", "text"),
    ("student", "text"),
    ("how", "text"),
)


def make_up_tables(plan: Plan) -> list[PlanTable]:
    """The sheet, one row for each made-up session; none where nobody asked for it."""
    if plan.owed is None and not plan.make_ups:
        return []
    rows = [_row(one, plan.problem) for one in plan.make_ups]
    rooms = [plan.rooms.of_make_up(one) for one in plan.make_ups]
    return [with_rooms(PlanTable(MAKE_UP, COLUMNS, rows), plan, rooms)]


def _row(one: MakeUp, problem: Problem) -> tuple[CellValue, ...]:
    at, frame, student = one.meeting, one.frame, one.member.student
    return (
        problem.dates[at.day],
        DAYS[at.day],
        clock_cell(at.slot.start),
        clock_cell(at.slot.end),
        at.slot.site,
        frame.modality,
        frame.tutor.id,
        frame.tutor.name,
        frame.subject,
        frame.language,
        student.id,
        student.name,
        one.how,
    )


def group_joined(raw: Raw) -> str:
    """The group that ``joins G001`` names; blank for ``extra``."""
    word, _, group_id = cells.name(raw).partition(" ")
    if word.casefold() == EXTRA and not group_id:
        return ""
    if word.casefold() == JOINS and group_id:
        return group_id.strip()
    raise CellError(
        "This is no way to make up for a session", f"Write {JOINS} and a group, or {EXTRA}."
    )


def read_make_ups(
    sheet: RawSheet,
    problem: Problem,
    groups: Iterable[Group],
    rules: Iterable[Rule],
    reading: Reading,
) -> tuple[MakeUp, ...]:
    """The make-ups of a Make-up sheet; rows that do not fit the plan or the program are findings."""
    reader = _Reader(problem, {group.id: group for group in groups}, tuple(rules), reading)
    rows = plan_rows(MAKE_UP, sheet, [name for name, _ in COLUMNS], reading.findings)
    return tuple(one for row in rows if (one := reader.read(row)) is not None)


def make_ups_left(
    path: Path, problem: Problem, groups: Iterable[Group], rules: Iterable[Rule]
) -> tuple[tuple[MakeUp, ...], int]:
    """The make-ups of a plan that its groups, as they are now, still know; and how many it has."""
    reading = Reading()
    sheet = open_sheets(path, (MAKE_UP,)).get(MAKE_UP)
    if sheet is None:
        return (), 0
    rows = list(plan_rows(MAKE_UP, sheet, [name for name, _ in COLUMNS], []))
    return read_make_ups(sheet, problem, groups, rules, reading), len(rows)


class _Reader:
    def __init__(
        self,
        problem: Problem,
        groups: Mapping[str, Group],
        rules: tuple[Rule, ...],
        reading: Reading,
    ) -> None:
        self.problem, self.groups, self.rules, self.reading = problem, groups, rules, reading
        self.spelling = Spelling(problem.program)

    def read(self, row: PlanRow) -> MakeUp | None:
        """A row as a make-up."""
        how = self.reading.take(row, "how", group_joined)
        member, tutor = self._member(row), self._tutor(row)
        language = self.reading.take(row, "language", cells.language)
        place = self._place(row)
        if how is None or member is None or tutor is None or language is None or place is None:
            return None
        group = self.groups.get(how) if how else None
        if how and group is None:
            self._wrong(row, "how", f"The standing plan has no group {how} that could be read.")
            return None
        site = place.site if place.modality == "in_person" else None
        frame = Frame(tutor, member.subject, language, place.modality, site)
        return MakeUp(member, frame, self._meeting(place, tutor, member), group)

    def _wrong(self, row: PlanRow, header: str, message: str, remedy: str = "") -> None:
        self.reading.findings.append(row.bad(header, message, remedy))

    def _member(self, row: PlanRow) -> Request | None:
        student_id = self.reading.take(row, "student_id", cells.name)
        subject = self.reading.take(row, "subject", self.spelling.subject)
        if student_id is None or subject is None:
            return None
        request = self.problem.request.get((student_id, subject))
        if request is None:
            message = f"No request of {student_id} for {subject} concerns the week."
            remedy = "Look for the student in the program: the ID, consent and dates."
            self._wrong(row, "student_id", message, remedy)
            return None
        self.reading.check_name(row, "student", request.student)
        return request

    def _tutor(self, row: PlanRow) -> Tutor | None:
        tutor_id = self.reading.take(row, "tutor_id", cells.name)
        if tutor_id is None:
            return None
        tutor = self.problem.tutor.get(tutor_id)
        if tutor is None:
            self._wrong(row, "tutor_id", f"No tutor {tutor_id} works in the week.")
            return None
        self.reading.check_name(row, "tutor", tutor)
        return tutor

    def _place(self, row: PlanRow) -> Place | None:
        """Where a row stands. Its date says the weekday."""
        date: dt.date | None = self.reading.take(row, "date", times.date)
        if date is None:
            return None
        if date not in self.problem.dates:
            self._wrong(row, "date", f"The date is not in the week of {self.problem.monday}.")
            return None
        day = self.reading.take(row, "day", weekday)
        if day not in (None, date.weekday()):
            message = f"The date {date} is a {DAYS[date.weekday()]}."
            self._wrong(row, "day", message, "Correct the day or the date.")
        place = read_place(row, self.spelling, self.reading, date.weekday())
        if place is not None and place not in self.problem.meetings_at:
            self._wrong(row, "start", f"The Slots sheet has no {place_told(place)}.")
            return None
        return place

    def _meeting(self, place: Place, tutor: Tutor, member: Request) -> Meeting:
        """A Slots row of the place, rather one that is in force and suits both."""

        def unsuited(at: Meeting) -> tuple[bool, int]:
            suits = all(
                rule.admits(self.problem, person, at)
                for rule in self.rules
                for person in (tutor, member)
            )
            return not (suits and at.slot.in_force(self.problem.dates[at.day])), at.slot.row

        return min(self.problem.meetings_at[place], key=unsuited)
