"""What the rows of a filled attendance sheet must be to the program and its plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matcher.domain import Attended, Program, clock
from matcher.ledger import Scheduled
from matcher.planned_days import PlannedDays
from matcher.workbook.build import attended
from matcher.workbook.filled import Filled, FilledRow
from matcher.workbook.log import Line
from matcher.workbook.names import alike, nearest
from matcher.workbook.plan_groups import Spelling
from matcher.workbook.styles import clean
from matcher.workbook.whose import FEW

_NEAR = 0.6
"""How much of a name's letters must be the same for it to be offered, from 0 to 1."""


@dataclass(frozen=True, eq=False)
class Told:
    """A row that counts, the line that it stands in, and the file."""

    filled: Filled
    line: Line[FilledRow]
    row: Attended


class AttendanceCheck:
    """Looks at each row; what is wrong goes to the log of its file."""

    def __init__(self, program: Program, days: PlannedDays) -> None:
        self.days = days
        self.spelling = Spelling(program)
        self.students = program.students
        self.names = {alike(clean(one.name)) for one in self.students.values() if one.name}
        self.tutors = {tutor.id: tutor for tutor in program.tutors}
        self.subjects = {request.subject for request in program.requests}
        self.subjects |= {subject for tutor in program.tutors for subject in tutor.subjects}

    def rows(self, filled: Filled) -> list[Told]:
        """The good rows of a file, each with the subject and the start of its session."""
        found: list[Told] = []
        if self._of_another_program(filled):
            return found
        for line in filled.good:
            row = self._row(filled, line)
            if not line.bad and row is not None:
                found.append(Told(filled, line, row))
        return found

    def _of_another_program(self, filled: Filled) -> bool:
        """Whether the sheet names some students, and none of them is known by ID and name."""
        students = {line.whole.student_id: line for line in filled.good}
        other = len(students) >= FEW and not any(map(self._is_known, students.values()))
        if other:
            filled.log.say(
                "error",
                filled.good[0].table.title,
                "",
                "No student of this sheet is in the program by ID and name",
                "It seems to be the sheet of another program. Give it with that one.",
            )
        return other

    def _is_known(self, line: Line[FilledRow]) -> bool:
        row, known = line.whole, self.students.get(line.whole.student_id)
        if known is None:  # who has left may still have sessions
            return bool(self.days.sessions(row.date, row.student_id))
        return not (row.student and known.name) or _same_name(row.student, known.name)

    def _row(self, filled: Filled, line: Line[FilledRow]) -> Attended | None:
        row = attended(line.whole)
        planned = self.days.sessions(row.date, row.student_id)
        if row.student_id not in self.students and not planned:
            remedy = f"Write an ID of the sheet Students.{_maybe(row.student_id, self.students)}"
            filled.log.reject(line, "student_id", "No student has this ID", remedy)
            return None
        if self._of_somebody_else(line):
            message = "The name beside this ID is another student's"
            remedy = "Correct the ID or the name. Perhaps only some of the columns were sorted."
            filled.log.reject(line, "student_id", message, remedy)
            return None
        if row.subject is not None:
            row = replace(row, subject=self.spelling.subject(row.subject))
            if not self._knows_subject(filled, line, row, planned):
                return None
        self._look_at_tutor(filled, line, row, planned)
        return self._of_session(filled, line, row, planned)

    def _of_somebody_else(self, line: Line[FilledRow]) -> bool:
        """Whether the row has the name of one student and the ID of another.

        A name that nobody has may have been corrected since the sheet was written.
        """
        name, known = line.whole.student, self.students.get(line.whole.student_id)
        if known is None or _same_name(name, known.name):
            return False
        return alike(name) in self.names

    def _knows_subject(
        self, filled: Filled, line: Line[FilledRow], row: Attended, planned: Sequence[Scheduled]
    ) -> bool:
        known = self.subjects | {session.subject for session in planned}
        if row.subject in known:
            return True
        maybe = _maybe(row.subject or "", sorted(known))
        filled.log.reject(
            line, "subject", "No student asks for this subject", f"Write one of the program.{maybe}"
        )
        return False

    def _look_at_tutor(
        self, filled: Filled, line: Line[FilledRow], row: Attended, planned: Sequence[Scheduled]
    ) -> None:
        known = row.tutor_id in self.tutors or any(row.tutor_id == one.tutor_id for one in planned)
        if row.tutor_id is not None and not known:
            message = "No tutor has this ID; the row counts as it is"
            filled.log.notice(line, "tutor_id", message, _maybe(row.tutor_id, self.tutors).strip())

    def _of_session(
        self, filled: Filled, line: Line[FilledRow], row: Attended, planned: Sequence[Scheduled]
    ) -> Attended | None:
        """The row with what it leaves blank of its session, where it is clear which it is."""
        like = [
            one
            for one in planned
            if row.subject is None or alike(one.subject) == alike(row.subject)
        ]
        if not like:
            if self.days.planned(row.date):
                self._unplanned(filled, line)
            return _with_length(row, line.whole)
        exact = [one for one in like if row.start == one.start]
        mine = exact or [one for one in like if row.tutor_id == one.tutor_id] or like
        if exact or len(mine) == 1:
            row = replace(row, subject=row.subject or mine[0].subject)
            if row.start is None:
                return replace(row, start=mine[0].start)
            return row if exact else _with_length(row, line.whole)
        if row.start is not None and row.subject is not None:
            self._unplanned(filled, line)
            return _with_length(row, line.whole)
        column = "subject" if row.subject is None else "start"
        which = ", ".join(f"{one.subject} at {clock(one.start)}" for one in mine)
        message = f"The student has several sessions that day ({which}), and it could be any"
        filled.log.reject(line, column, message, "Write the subject and the start.")
        return None

    def _unplanned(self, filled: Filled, line: Line[FilledRow]) -> None:
        filled.log.notice(
            line,
            "date" if "date" in line.found else "student_id",
            "The plan has no such session of the student that day",
            "It may be one that nobody had planned, and counts so. Look at the date, the student"
            " and the subject.",
        )


def _same_name(told: str, name: str) -> bool:
    return alike(told) == alike(clean(name))


def _with_length(row: Attended, told: FilledRow) -> Attended:
    """A row of no planned session: only its own times can say how long it was."""
    if row.minutes is not None or told.start is None or told.end is None or told.end < told.start:
        return row
    return replace(row, minutes=told.end - told.start)


def _maybe(word: str, known: Iterable[str]) -> str:
    close = nearest(word, known, least=_NEAR)
    return f" Maybe {close} is meant." if close else ""
