"""Which rows go with the bad ones that were left out, so that what remains is a program."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from matcher.workbook.crosscheck import ids
from matcher.workbook.log import Line, Log, Table
from matcher.workbook.students import by_student
from matcher.workbook.surroundings import runs
from matcher.workbook.tables import Tables


def leave_out(tables: Tables, log: Log) -> None:
    """Leave out all rows of a student one of whose rows is bad, and rows that name who is gone.

    An ``only`` row stays: without it, its student could be given to a tutor who was ruled out.
    """
    _other_rows(tables["Students"], log)
    gone = _gone(tables["Students"], "student_id") | _gone(tables["Tutors"], "tutor_id")
    for line in tables["Pairs"].lines:
        _pair(line, gone, log)
    for line in tables["Absences"].lines:
        person = line.found.get("person_id")
        if not line.bad and person in gone:
            log.leave_out(line, "person_id", "The person was left out, and this row with them")
    for line in tables["Pins"].lines:
        _pin(line, gone, log)
    _by_person(tables["Attendance"], gone, log)
    _by_person(tables["Contacts"], gone, log)


def requests_left_out(table: Table[Any]) -> tuple[tuple[str, str | None], ...]:
    """Each request whose row is bad: student and subject; None where the subject isn't known."""
    return tuple(
        (line.found["student_id"], subject)
        for line in table.lines
        if line.bad and "student_id" in line.found
        for subject in line.found.get("subject", (None,))
    )


def tutors_left_out(table: Table[Any]) -> frozenset[str]:
    """The IDs of tutors of whom no row is good."""
    return frozenset(_gone(table, "tutor_id"))


def _other_rows(table: Table[Any], log: Log) -> None:
    for lines in by_student(table).values():
        bad = next((line.number for line in lines if line.bad), None)
        if bad is None:
            continue
        for line in lines:
            if not line.bad:
                log.leave_out(
                    line, "student_id", f"Left out with row {bad} of the same student, which is bad"
                )


def _gone(table: Table[Any], column: str) -> set[str]:
    """The IDs of bad rows that no good row holds."""
    good = {line.found[column] for line in table.good}
    return set(ids(table, column)) - good


def _pair(line: Line[Any], gone: set[str], log: Log) -> None:
    if line.bad:
        return
    if line.found["student"] in gone:
        log.leave_out(line, "student", "The student was left out, and this row with them")
    elif line.found["with"] in gone and line.found["rule"] == "only":
        log.notice(
            line,
            "with",
            "The tutor was left out, but the row stays in force: the student can't be placed with "
            "any tutor that no only row names",
        )
    elif line.found["with"] in gone:
        log.leave_out(line, "with", "The person was left out, and this row with them")


def _pin(line: Line[Any], gone: set[str], log: Log) -> None:
    for column in ("student", "tutor"):
        if not line.bad and line.found.get(column) in gone:
            log.leave_out(line, column, f"The {column} was left out, and this row with them")


def _by_person(table: Table[Any], gone: set[str], log: Log) -> None:
    """One line for each person: there may be hundreds of rows."""
    rows: dict[tuple[str, str, str], list[Line[Any]]] = defaultdict(list)
    for line in table.good:
        for column in ("student_id", "tutor_id"):
            if line.found.get(column) in gone:
                rows[line.table.title, column, line.found[column]].append(line)
    for (_, column, _), lines in rows.items():
        numbers = sorted({line.number for line in lines})
        log.leave_out(
            lines[0],
            column,
            f"The person was left out, and the rows that name them: {', '.join(runs(numbers, str))}",
        )
        for line in lines[1:]:
            line.bad = True
