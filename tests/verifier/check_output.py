"""An outside look at an output workbook, with only the contract in hand.

Usage: ``python tests/verifier/check_output.py PROGRAM OUTPUT [--previous EARLIER]``. Prints
every problem found and ends with 1 if there is any. It imports nothing of the project. Goals 1, 2
and 5 are recomputed only where the earlier output is named. Whether the dated week saves the
most sessions is not looked at.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

import cell_words as words
import dated_week
import named_rooms
import openpyxl
import program_sheets
import standing_rules as rules

HEADERS = {
    "Sessions": "date day start end site modality group_id tutor_id tutor subject language"
    " student_id student status planned_tutor_id planned_date planned_start",
    "Groups": "group_id day start end site modality tutor_id tutor subject language students",
    "Seats": "student_id student subject group_id tutor_id tutor seated_since tutor_since",
    "Unplaced": "student_id student subject reason_code reason smallest_change",
    "Run": "key value",
}
ROOMED = ("Sessions", "Groups")
"""The sheets that may have a last column of rooms, where the program names some."""
OTHERS = ("Summary", "Tutors", "Students", "Sites", "Changes", "Coverage", "Checks", "Problems")
LEAST = ("6", "8", "9", "9b", "10")
"""Goals of which less is better."""


def table(book: Any, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of an output sheet and what is wrong with its form."""
    if name not in book.sheetnames:
        return [], [f"{name}: no such sheet"]
    head, *body = list(book[name].iter_rows(values_only=True)) or [()]
    wanted = HEADERS[name].split()
    found = [str(value) for value in head if value is not None]
    if name in ROOMED and found[-1:] == ["room"]:
        wanted.append("room")
    if sorted(found) != sorted(wanted):
        return [], [f"{name}: headers are {found}, not {wanted}"]
    rows = [dict(zip(head, values, strict=False)) for values in body]
    blank = [n for n, row in enumerate(rows, 2) if not any(words.text(v) for v in row.values())]
    return [row for row in rows if any(words.text(v) for v in row.values())], [
        f"{name}: row {n} is blank" for n in blank
    ]


def form_problems(book: Any) -> Iterator[str]:
    """No formula and no link anywhere; the sheets that the contract names."""
    for name in (*HEADERS, *OTHERS):
        if name not in book.sheetnames:
            yield f"{name}: no such sheet"
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}: a formula"
                if cell.hyperlink is not None:
                    yield f"{sheet.title}!{cell.coordinate}: a link"


def kind_problems(name: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    """Dates are dates, times are times, days and modalities are written as they must be."""
    for n, row in enumerate(rows, start=2):
        for column, value in row.items():
            if value is None:
                continue
            where = f"{name} row {n}, {column} {value!r}"
            if column in ("start", "end", "planned_start") and not isinstance(value, dt.time):
                yield f"{where}: no time"
            dates = ("date", "planned_date", "seated_since", "tutor_since")
            if column in dates and not isinstance(value, dt.date):
                yield f"{where}: no date"
            elif column.endswith("_since") and value.weekday() != 0:
                yield f"{where}: no Monday"
            if column == "day" and value not in words.DAYS:
                yield f"{where}: no day"
            if column == "modality" and value not in ("in_person", "online"):
                yield f"{where}: no modality"
            if column == "students" and not isinstance(value, int):
                yield f"{where}: no whole number"
        if isinstance(row.get("date"), dt.date) and row["day"] != words.DAYS[row["date"].weekday()]:
            yield f"{name} row {n}: {row['date']:%Y-%m-%d} is no {row['day']}"


def standing_plan(
    program: Thing, groups: list[dict[str, Any]], seats: list[dict[str, Any]]
) -> tuple[list[Thing], list[str]]:
    """The groups with their members, and what does not go together between the two sheets."""
    found: dict[str, Thing] = {}
    wrong = []
    same = ("modality", "tutor_id", "subject", "language", "students")
    for row in groups:
        group_id = words.text(row["group_id"])
        tutor = program.tutors.get(words.text(row["tutor_id"]))
        if tutor is None:
            wrong.append(f"Groups: {group_id} has a tutor who is not in the program")
            continue
        group = found.setdefault(group_id, Thing(id=group_id, row=row, members=[], meetings=[]))
        group.tutor, group.language = tutor, words.text(row["language"])
        group.subject = words.text(row["subject"]).casefold()
        group.modality = words.plain(row["modality"])
        group.meetings.append(_meeting(row, words.DAYS.index(row["day"])))
        if any(row[column] != group.row[column] for column in same):
            wrong.append(f"Groups: the rows of {group_id} differ in {same}")
        if tutor.name and row["tutor"] != tutor.name:
            wrong.append(f"Groups: {tutor.id} is called {row['tutor']!r}")
    wrong += _seat_members(program, found, seats)
    for group in found.values():
        if len(group.members) != group.row["students"]:
            wrong.append(f"Groups: {group.id} has {len(group.members)} seats, not its count")
    return [group for group in found.values() if group.members], wrong


def _seat_members(
    program: Thing, groups: dict[str, Thing], seats: list[dict[str, Any]]
) -> Iterator[str]:
    for row in seats:
        key = (words.text(row["student_id"]), words.text(row["subject"]).casefold())
        group = groups.get(words.text(row["group_id"]))
        request = program.requests.get(key)
        if group is None or request is None:
            yield f"Seats: {key} has no request or no group {row['group_id']}"
            continue
        group.members.append(request)
        if words.text(row["tutor_id"]) != group.tutor.id or request.subject != group.subject:
            yield f"Seats: {key} has another tutor or subject than its group {group.id}"
        if request.name and row["student"] != request.name:
            yield f"Seats: {request.id} is called {row['student']!r}"


def _meeting(row: dict[str, Any], day: int) -> Thing:
    return Thing(
        day=day,
        start=words.time(row["start"]),
        end=words.time(row["end"]),
        site=program_sheets.site(row["site"]),
        modality=words.plain(row["modality"]),
    )


def request_problems(
    program: Thing, monday: dt.date, seats: list[dict[str, Any]], unplaced: list[dict[str, Any]]
) -> Iterator[str]:
    """Every request of the week exactly once in Seats or Unplaced, each with its reason."""
    counted = Counter(
        (words.text(row["student_id"]), words.text(row["subject"]).casefold())
        for row in (*seats, *unplaced)
    )
    wanted = rules.concerned(program, monday)
    for key in sorted(wanted | set(counted)):
        if counted[key] != (key in wanted):
            yield f"Seats and Unplaced: {key} stands there {counted[key]} times"
    for row in unplaced:
        if not words.text(row["reason_code"]) or not words.text(row["reason"]):
            yield f"Unplaced: {row['student_id']} has no reason"


def session_rows(rows: list[dict[str, Any]]) -> list[Thing]:
    """Sessions rows as plain objects."""
    return [
        Thing(
            date=words.date(row["date"]),
            start=words.time(row["start"]),
            end=words.time(row["end"]),
            site=program_sheets.site(row["site"]),
            modality=words.plain(row["modality"]),
            group_id=words.text(row["group_id"]),
            tutor_id=words.text(row["tutor_id"]),
            student_id=words.text(row["student_id"]),
            status=words.text(row["status"]),
            planned_tutor_id=words.text(row["planned_tutor_id"]),
            planned_date=words.date(row["planned_date"]),
            planned_start=words.time(row["planned_start"]),
        )
        for row in rows
    ]


def order_problems(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Sessions are sorted by date, start, site and tutor, by name or ID, in capitals or not."""
    for tutor in ("tutor", "tutor_id"):
        for form in (str, str.casefold):
            keys = [
                (row["date"], row["start"], form(row["site"] or ""), form(str(row[tutor] or "")))
                for row in rows
            ]
            if keys == sorted(keys):
                return
    yield "Sessions: not sorted by date, start, site, tutor"


def naming_problems(
    program: Thing, groups: list[Thing], rows: list[dict[str, Any]]
) -> Iterator[str]:
    """Sessions say of a group and of people what Groups and the program say of them."""
    known = {group.id: group.row for group in groups}
    names = {request.id: request.name for request in program.requests.values()}
    for n, row in enumerate(rows, start=2):
        group = known.get(words.text(row["group_id"]))
        for column in ("subject", "language", "modality"):
            if group is not None and row[column] != group[column]:
                yield f"Sessions row {n}: {column} {row[column]!r} is not that of its group"
        tutor = program.tutors.get(words.text(row["tutor_id"]))
        if tutor is not None and tutor.name != words.text(row["tutor"]):
            yield f"Sessions row {n}: {tutor.id} is called {row['tutor']!r}"
        student = words.text(row["student_id"])
        if student in names and names[student] != words.text(row["student"]):
            yield f"Sessions row {n}: {student} is called {row['student']!r}"


def run_problems(run: dict[str, Any], values: dict[str, Any], monday: dt.date) -> Iterator[str]:
    """Values as recomputed, bounds on their right side."""
    wanted = ["version", "week", "input_sha256", "previous_sha256", "options", "seed"]
    wanted += ["seconds", "ended_by"]
    wanted += [f"goal_{n}_{what}" for n in range(1, 11) for what in ("value", "bound")]
    wanted += [f"goal_{n}_{what}" for n in ("7b", "9b") for what in ("value", "bound")]
    yield from (f"Run: no {key}" for key in wanted if key not in run)
    if words.date(run.get("week")) != monday:
        yield f"Run: week is {run.get('week')}"
    if run.get("ended_by") not in ("proof", "work", "clock", "user"):
        yield f"Run: ended_by is {run.get('ended_by')!r}"
    for name, value in values.items():
        said = run.get(f"goal_{name}_value")
        if said is None or abs(float(said) - float(value)) > 1e-6:
            yield f"Run: goal_{name}_value is {said}, recomputed {float(value)}"
    for name in [str(n) for n in range(1, 11)] + ["7b", "9b"]:
        value, bound = run.get(f"goal_{name}_value"), run.get(f"goal_{name}_bound")
        if bound is not None and value is None:
            yield f"Run: goal_{name} has a bound but no value"
        elif bound is not None:
            better = float(value) - float(bound) if name in LEAST else float(bound) - float(value)
            if better < -1e-6:
                yield f"Run: goal_{name}_bound {bound} is worse than its value {value}"


def kept_values(program: Thing, groups: list[Thing], earlier: Path) -> dict[str, int]:
    """Goals 1, 2 and 5 against the Groups and Seats of an earlier output."""
    book = openpyxl.load_workbook(earlier)
    places = defaultdict(set)
    for row in table(book, "Groups")[0]:
        at = _meeting(row, words.DAYS.index(row["day"]))
        places[words.text(row["group_id"])].add(tuple(vars(at).items()))
    before = {
        (words.text(row["student_id"]), words.text(row["subject"]).casefold()): row
        for row in table(book, "Seats")[0]
    }
    seats = [(group, before.get((m.id, m.subject))) for group in groups for m in group.members]
    kept = [(group, row) for group, row in seats if row is not None]
    same = [(g, row) for g, row in kept if words.text(row["tutor_id"]) == g.tutor.id]
    times = sum(
        tuple(vars(at).items()) in places[words.text(row["group_id"])]
        for group, row in same
        for at in group.meetings
    )
    found = {"5": times}
    if program.settings.seats:
        found["1"] = len(kept)
    if program.settings.tutors:
        found["2"] = len(same)
    return found


def problems(program_path: Path, output_path: Path, earlier: Path | None = None) -> list[str]:
    """Everything that the output breaks, in words."""
    program = program_sheets.load(program_path)
    book = openpyxl.load_workbook(output_path)
    found = list(form_problems(book))
    sheets = {}
    for name in HEADERS:
        sheets[name], wrong = table(book, name)
        found += [*wrong, *kind_problems(name, sheets[name])]
    run = {words.text(row["key"]): row["value"] for row in sheets["Run"]}
    monday = words.date(run.get("week"))
    if found or monday is None:
        return found or ["Run: no week"]
    groups, wrong = standing_plan(program, sheets["Groups"], sheets["Seats"])
    found += wrong
    found += request_problems(program, monday, sheets["Seats"], sheets["Unplaced"])
    found += rules.standing_problems(program, groups, monday)
    sessions = session_rows(sheets["Sessions"])
    found += dated_week.week_problems(program, groups, sessions, monday)
    found += order_problems(sheets["Sessions"])
    found += naming_problems(program, groups, sheets["Sessions"])
    for name in ROOMED if program.named else ():
        found += named_rooms.room_problems(program, name, sheets[name], monday)
    values: dict[str, Any] = rules.goal_values(groups)
    if earlier is not None:
        values |= kept_values(program, groups, earlier)
    return found + list(run_problems(run, values, monday))


def main() -> int:
    """Read the two workbooks named on the command line and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--previous", type=Path)
    given = parser.parse_args()
    found = problems(given.program, given.output, given.previous)
    for line in found:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{len(found)} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
