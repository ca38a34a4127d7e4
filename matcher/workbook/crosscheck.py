"""What the rows and sheets must be to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from matcher.domain import SELF
from matcher.workbook.log import Line, Log, Table, show
from matcher.workbook.names import alike, nearest
from matcher.workbook.spellings import Spellings
from matcher.workbook.tables import Tables

_DOUBLED_AT_MOST = 20
"""So many doubled rows of a sheet are named one by one."""
_NAMED_AT_MOST = 10
"""So many IDs are named in one notice; then they are counted."""


def check_program(tables: Tables, spellings: Spellings, log: Log) -> None:
    """Look for what stands twice, what is unknown, and what one sheet alone names."""
    _check_once(tables, log)
    _check_tutors_once(tables["Tutors"], log)
    _check_people_apart(tables, log)
    _check_doubled(tables, log)
    _check_pairs(tables, log)
    _check_pins(tables, log)
    _check_absences(tables, log)
    _check_routes(tables, log)
    _check_who_left(tables, log)
    _check_alone(tables, spellings, log)


def ids(table: Table[Any], column: str) -> dict[str, Line[Any]]:
    """Every ID that a column holds, in good and in bad rows, with its first row."""
    found: dict[str, Line[Any]] = {}
    for line in table.lines:
        if column in line.found:
            found.setdefault(line.found[column], line)
    return found


# -- what stands twice --------------------------------------------------------------------------


def _twice(
    lines: Iterable[Line[Any]], key: Callable[[Line[Any]], Hashable]
) -> Iterable[tuple[Line[Any], Line[Any]]]:
    """Each row whose key stood before, with the first row that had it. A key of None is none."""
    seen: dict[Hashable, Line[Any]] = {}
    for line in lines:
        found = key(line)
        if found is None:
            continue
        if found in seen:
            yield line, seen[found]
        else:
            seen[found] = line


def _check_once(tables: Tables, log: Log) -> None:
    remedy = "Delete one of the two."
    for line, first in _twice(tables["Slots"].lines, lambda line: line.row):
        log.reject(line, "start", f"The whole row stands in row {first.number} too", remedy)
    for line, first in _twice(tables["Sites"].lines, lambda line: line.found.get("site")):
        log.reject(line, "site", f"The site stands in row {first.number} too", remedy)
    for line, first in _twice(tables["Rooms"].lines, _room):
        log.reject(line, "room", f"The room stands in row {first.number} too", remedy)
    for line, first in _twice(tables["Travel"].lines, _way):
        log.reject(line, "from", f"The same way stands in row {first.number} too", remedy)


def _room(line: Line[Any]) -> Hashable:
    named = (line.found.get("site"), line.found.get("room"))
    return None if None in named else (named[0], alike(named[1]))


def _way(line: Line[Any]) -> Hashable:
    ends = (line.found.get("from"), line.found.get("to"))
    return None if None in ends else ends


def _check_tutors_once(table: Table[Any], log: Log) -> None:
    for line, first in _twice(table.lines, lambda line: line.found.get("tutor_id")):
        log.reject(
            line,
            "tutor_id",
            f"The tutor stands in row {first.number} too",
            "Put the two rows together, or give one of them another ID.",
        )
        if log.skip_bad_rows and first.found != line.found and not first.bad:
            log.reject(first, "tutor_id", f"Row {line.number} says something else of this tutor")


def _check_people_apart(tables: Tables, log: Log) -> None:
    students = ids(tables["Students"], "student_id")
    for line in tables["Tutors"].lines:
        other = students.get(line.found.get("tutor_id", ""))
        if other is None:
            continue
        remedy = "Give one of them another ID."
        log.reject(line, "tutor_id", "The ID is also a student's", remedy)
        log.reject(other, "student_id", "The ID is also a tutor's", remedy)


def _check_doubled(tables: Tables, log: Log) -> None:
    keys: dict[str, Callable[[Line[Any]], Hashable]] = {
        "Transport": lambda line: line.row,
        "Pairs": _pair,
        "Pins": _pin,
        "Calendar": lambda line: line.row,
        "Absences": lambda line: line.row,
        "Attendance": lambda line: line.row,
        "Contacts": lambda line: line.row,
    }
    for sheet, key in keys.items():
        doubled = list(_twice(tables[sheet].lines, key))
        for line, first in doubled[:_DOUBLED_AT_MOST]:
            column = next(iter(line.found), "")
            log.notice(line, column, f"The row says the same as row {first.number}")
        if len(doubled) > _DOUBLED_AT_MOST:
            log.say(
                "notice",
                tables[sheet].title,
                "",
                f"{len(doubled) - _DOUBLED_AT_MOST} further rows say the same as one above them",
            )


def _pair(line: Line[Any]) -> Hashable:
    """A pair of students is the same pair both ways."""
    if line.row is None:
        return None
    two = (line.row.student, line.row.with_)
    both_ways = line.row.rule in ("apart", "together")
    return (line.row.rule, frozenset(two) if both_ways else two)


def _pin(line: Line[Any]) -> Hashable:
    """All but the note."""
    row = line.row
    return None if row is None else (row.student, row.subject, row.tutor, row.times)


# -- who and what is unknown --------------------------------------------------------------------


def _people(tables: Tables) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The students and tutors by ID; None where a sheet or a column is missing."""
    students, tutors = tables["Students"], tables["Tutors"]
    if "student_id" not in students.at or "tutor_id" not in tutors.at:
        return None
    return ids(students, "student_id"), ids(tutors, "tutor_id")


def _like(known: Iterable[str]) -> dict[str, str]:
    """Known IDs by a form in which case, blanks and leading zeros don't count."""
    return {_loose(one): one for one in known}


def _loose(one: str) -> str:
    return "".join(one.casefold().split()).lstrip("0")


def _check_pairs(tables: Tables, log: Log) -> None:
    people = _people(tables)
    if people is None:
        return
    students, tutors = people
    near = {"student": _like(students), "tutor": _like(tutors)}
    for line in tables["Pairs"].lines:
        rule = line.found.get("rule")
        wanted = {"student": "student"}
        if rule is not None:
            wanted["with"] = "student" if rule in ("apart", "together") else "tutor"
        for column, kind in wanted.items():
            person = line.found.get(column)
            own, other = (students, tutors) if kind == "student" else (tutors, students)
            if person is None or person in own:
                continue
            if person in other:
                wrong = "tutor" if kind == "student" else "student"
                message = f"This is a {wrong}'s ID; {rule or 'the column'} takes a {kind}'s here"
                log.reject(line, column, message, f"Write a {kind}'s ID.")
            else:
                _unknown(line, column, kind, near[kind].get(_loose(person)), log)


def _check_pins(tables: Tables, log: Log) -> None:
    people = _people(tables)
    if people is None:
        return
    both = {"student": people[0], "tutor": people[1]}
    asked = _subjects_asked(tables["Students"])
    for line in tables["Pins"].lines:
        for column, other in (("student", "tutor"), ("tutor", "student")):
            person = line.found.get(column)
            if person is None or person in both[column]:
                continue
            if person in both[other]:
                message = f"This is a {other}'s ID; the column takes a {column}'s"
                log.reject(line, column, message, f"Write a {column}'s ID.")
            else:
                near = _like(both[column]).get(_loose(person))
                _unknown(line, column, column, near, log)
        subject, subjects = line.found.get("subject"), asked.get(line.found.get("student", ""))
        if subject is not None and subjects and subject not in subjects:
            message = "The student has no request for this subject"
            remedy = f"Write {' or '.join(sorted(subjects))}, or leave the cell blank."
            log.reject(line, "subject", message, remedy)


def _subjects_asked(students: Table[Any]) -> dict[str, set[str]]:
    """What each student asks for; nobody is in it one of whose rows can't be read in this."""
    found: dict[str, set[str]] = {}
    unread = {
        line.found["student_id"]
        for line in students.lines
        if "student_id" in line.found and "subject" not in line.found
    }
    for line in students.lines:
        student = line.found.get("student_id")
        if student is not None and student not in unread:
            found.setdefault(student, set()).update(line.found["subject"])
    return found


def _unknown(line: Line[Any], column: str, kind: str, near: str | None, log: Log) -> None:
    sheets = {"student": "Students", "tutor": "Tutors"}.get(kind, "Students or Tutors")
    maybe = f" Maybe {near} is meant." if near else ""
    log.reject(line, column, f"No {kind} has this ID", f"Write an ID of the sheet {sheets}.{maybe}")


def _check_absences(tables: Tables, log: Log) -> None:
    people = _people(tables)
    if people is None:
        return
    known = people[0] | people[1]
    near = _like(known)
    for line in tables["Absences"].lines:
        person = line.found.get("person_id")
        if person is not None and person not in known:
            _unknown(line, "person_id", "student or tutor", near.get(_loose(person)), log)


def _check_routes(tables: Tables, log: Log) -> None:
    transport = tables["Transport"]
    if transport.sheet is not None and "route" not in transport.at:
        return
    known = ids(transport, "route")
    for line in tables["Students"].lines:
        route = line.found.get("transport")
        if route is not None and route != SELF and route not in known:
            close = nearest(route, known, least=0.6)
            maybe = f" Maybe {close} is meant." if close else ""
            log.reject(
                line,
                "transport",
                "No row of the sheet Transport names this route",
                f"Write self, a route of that sheet, or add the route there.{maybe}",
            )


def _check_who_left(tables: Tables, log: Log) -> None:
    """Who has left may still have attended or be reached; one notice says how many rows name them."""
    people = _people(tables)
    if people is None:
        return
    for sheet, column, known in (
        ("Attendance", "student_id", people[0]),
        ("Attendance", "tutor_id", people[1]),
        ("Contacts", "student_id", people[0]),
    ):
        _check_left(tables[sheet], column, known, log)


def _check_left(table: Table[Any], column: str, known: dict[str, Any], log: Log) -> None:
    gone = Counter(
        line.found[column]
        for line in table.lines
        if column in line.found and line.found[column] not in known
    )
    if not gone:
        return
    first = ids(table, column)[next(iter(gone))]
    named = ", ".join(map(show, list(gone)[:_NAMED_AT_MOST]))
    more = ", ..." if len(gone) > _NAMED_AT_MOST else ""
    rows, people_gone = sum(gone.values()), len(gone)
    named_by = "1 row names" if rows == 1 else f"{rows} rows name"
    who = "1 person who is" if people_gone == 1 else f"{people_gone} people who are"
    log.notice(first, column, f"{named_by} {who} not in the program: {named}{more}")


def _check_alone(tables: Tables, spellings: Spellings, log: Log) -> None:
    if not all(table.complete for table in tables.values() if table.layout.required):
        return
    for (kind, name), sheets in spellings.seen.items():
        if kind in ("route", "homeroom") or len(sheets) > 1:
            continue
        ((sheet, (line, column)),) = sheets.items()
        others = [
            other for (what, other), by in spellings.seen.items() if what == kind and len(by) > 1
        ]
        close = nearest(name, others, least=0.7)
        remedy = f"Maybe {close} is meant." if close else ""
        log.notice(line, column, f"Only the sheet {sheet} names the {kind} {show(name)}", remedy)
