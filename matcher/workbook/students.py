"""The rows of one student put together: what they agree on, and what they ask for."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import Any

from matcher.domain import Request, Settings, Student
from matcher.workbook.layout import StudentRow
from matcher.workbook.log import Line, Log, Table, show
from matcher.workbook.times import join

SHARED = (
    "site",
    "grade",
    "name",
    "transport",
    "modality",
    "available",
    "consent",
    "start_date",
    "end_date",
    "home_language",
    "categories",
    "homeroom",
)
"""What is the student's, not the request's: a blank takes what another row says."""


def by_student(table: Table[StudentRow]) -> dict[str, list[Line[StudentRow]]]:
    """The rows of each student, good and bad, by ID."""
    found: dict[str, list[Line[StudentRow]]] = defaultdict(list)
    for line in table.lines:
        if "student_id" in line.found:
            found[line.found["student_id"]].append(line)
    return dict(found)


def check_students(table: Table[StudentRow], log: Log) -> None:
    """Find rows of a student that differ, cells that no row fills, and doubled requests."""
    for lines in by_student(table).values():
        for column in SHARED:
            _agree(lines, column, log)
        for column in ("site", "grade"):
            nowhere = not any(column in line.found or column in line.unread for line in lines)
            if nowhere and column in table.at:
                log.reject(
                    lines[0], column, f"{column} is blank", table.layout.columns[column].note
                )
        _enrolled(lines, log)
        _requests_once(lines, log)


def _agree(lines: list[Line[StudentRow]], column: str, log: Log) -> None:
    said = [line for line in lines if column in line.found]
    for line in said[1:]:
        if _same(said[0].found[column]) != _same(line.found[column]):
            log.reject(
                line,
                column,
                f"Row {said[0].number} of the same student says {show(said[0].raw(column))!r}",
                "Make the rows agree, or leave one of the cells blank.",
            )


def _same(value: Any) -> Any:
    """What two rows must have in common: categories are a set, in no order."""
    return frozenset(item.casefold() for item in value) if _is_names(value) else value


def _is_names(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _enrolled(lines: list[Line[StudentRow]], log: Log) -> None:
    """The end date, wherever it stands, is no earlier than the start date."""
    first = next((line for line in lines if "start_date" in line.found), None)
    last = next((line for line in lines if "end_date" in line.found), None)
    if first and last and first.found["start_date"] > last.found["end_date"]:
        log.reject(
            last,
            "end_date",
            f"The end date comes before the start date, {first.found['start_date']}",
            "Write the earlier date as start_date.",
        )


def _requests_once(lines: list[Line[StudentRow]], log: Log) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        for subject in line.found.get("subject", ()):
            if subject in seen:
                log.reject(
                    line,
                    "subject",
                    f"The same student's request for {show(subject)} stands in row {seen[subject]} too",
                    "Delete one of the two.",
                )
            seen.setdefault(subject, line.number)


def requests(table: Table[StudentRow], settings: Settings) -> tuple[Request, ...]:
    """Every request of the good rows, in their order. All rows of a student are good, or none."""
    people = {
        student_id: _student(student_id, lines)
        for student_id, lines in by_student(table).items()
        if not any(line.bad for line in lines)
    }
    return tuple(
        Request(
            student=people[line.whole.student_id],
            subject=subject,
            least=(line.whole.sessions or settings.sessions_per_week)[0],
            most=(line.whole.sessions or settings.sessions_per_week)[1],
            need=line.whole.need,
            languages=line.whole.languages or (settings.default_language,),
            level=line.whole.level,
            max_group=line.whole.max_group,
            sessions_total=line.whole.sessions_total,
            hours_total=line.whole.hours_total,
        )
        for line in table.good
        for subject in line.whole.subject
    )


def _student(student_id: str, lines: list[Line[StudentRow]]) -> Student:
    said: dict[str, Any] = {}
    for line in reversed(lines):
        said.update({column: line.found[column] for column in SHARED if column in line.found})
    busy = join(chain.from_iterable(line.whole.busy for line in lines))
    return Student(id=student_id, busy=busy, **said)


def check_languages(table: Table[StudentRow], settings: Settings, log: Log) -> None:
    """Name the students who get the default language and speak another at home."""
    found: dict[str, Line[StudentRow]] = {}
    for student_id, lines in by_student(table).items():
        home = next(
            (line.found["home_language"] for line in lines if "home_language" in line.found), None
        )
        silent = [
            line
            for line in lines
            if not line.bad and not {"languages"} & (line.found.keys() | line.unread)
        ]
        if home is not None and home != settings.default_language and silent:
            found[student_id] = silent[0]
    if found:
        first = next(iter(found.values()))
        log.notice(
            first,
            "languages",
            f"languages is blank, so {settings.default_language} counts, where the home language is "
            f"another (students: {len(found)}): {', '.join(found)}",
            "Write the languages that they can be tutored in.",
        )
