"""The outside checker on a hand-made pair: it passes the good output and finds each thing spoilt."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

SCRIPT = Path(__file__).with_name("check_output.py")
HEADERS = {
    "Sessions": [
        "date", "day", "start", "end", "site", "modality", "group_id", "tutor_id", "tutor",
        "subject", "language", "student_id", "student", "status", "planned_tutor_id",
        "planned_date", "planned_start",
    ],
    "Groups": [
        "group_id", "day", "start", "end", "site", "modality", "tutor_id", "tutor", "subject",
        "language", "students",
    ],
    "Seats": [
        "student_id", "student", "subject", "group_id", "tutor_id", "tutor", "seated_since",
        "tutor_since",
    ],
    "Unplaced": [
        "student_id", "student", "subject", "reason_code", "reason", "smallest_change",
    ],
    "Run": ["key", "value"],
}  # fmt: skip
MONDAY = dt.datetime.combine(dt.date(2026, 9, 14), dt.time())  # what Excel's own dates read as
EIGHT, HALF_PAST, NINE, PAST_NINE = dt.time(8), dt.time(8, 30), dt.time(9), dt.time(9, 30)
ANA = ["T1", "Ana Tutor"]
Sheets = dict[str, list[list[Any]]]


def day(n: int) -> dt.datetime:
    return MONDAY + dt.timedelta(days=n)


def program() -> Sheets:
    """Three students, Ana and a reserve; on Tuesday S1 is ill, on Thursday so is Ana."""
    return {
        "Students": [
            ["SIS ID", "Full Name", "Subject", "School", "Gr", "sessions", "need", "languages"],
            ["S1", "Bo", "Math", "Elm", 3, "1-3", 2, "English"],
            ["S2", "Cy", "Math", "elm", 4, dt.date(2026, 3, 1), 1.5, "es; English"],
            ["S3", "Di", "Math", "Elm", 9, 2, None, None],
        ],
        "Tutors": [
            [
                "tutor_id", "name", "sites", "subjects", "languages", "available", "hourly_rate",
                "reserve", "grades", "max_sessions_week",
            ],
            [*ANA, "Elm", "Math", "English", "M-F 8:00-15:00", 30, None, "K-5", 4],
            ["T2", "Eve Tutor", "Elm", "Math", "English", "Mon-Fri 8am-3pm", 20, "yes", "K-5", None],
        ],
        "Slots": [
            ["site", "days", "start", "end", "groups_at_once"],
            ["Elm", "Tue,Thu", EIGHT, "8:30", 1],
            ["Elm", "Fri", "9:00", "9:30 AM", None],
        ],
        "Absences": [
            ["person_id", "date", "from", "to"],
            ["S1", day(1), None, None],
            ["T1", day(3), "8:00", "9:00"],
        ],
        "Calendar": [["date", "what", "from"], [day(4), "early_release", "9:30"]],
    }  # fmt: skip


def session(n: int, who: list[str], status: str, **more: Any) -> list[Any]:
    """A Sessions row of the one group, at its planned time."""
    row = dict(zip(HEADERS["Sessions"], [None] * 17, strict=True)) | {
        "date": day(n), "day": ["Mon", "Tue", "Wed", "Thu", "Fri"][n], "start": EIGHT,
        "end": HALF_PAST, "site": "Elm", "modality": "in_person", "group_id": "G1",
        "tutor_id": "T1", "tutor": "Ana Tutor", "subject": "Math", "language": "English",
        "student_id": who[0], "student": who[1], "status": status, **more,
    }  # fmt: skip
    return list(row.values())


EVE = {"tutor_id": "T2", "tutor": "Eve Tutor", "planned_tutor_id": "T1"}
MOVED = {"start": NINE, "end": PAST_NINE, "planned_date": day(3), "planned_start": EIGHT}


def output() -> Sheets:
    """The right output: one group of two on Tuesday and Thursday; the reserve covers Thursday."""
    place = [EIGHT, HALF_PAST, "Elm", "in_person", *ANA, "Math", "English", 2]
    values = {"3": 3.5, "4": 3.5, "6": 0, "7": 4, "7b": 120, "8": 4, "9": 2, "9b": 0, "10": 30}
    run: list[list[Any]] = [
        ["version", "0"], ["week", MONDAY], ["input_sha256", "0"], ["previous_sha256", None],
        ["options", ""], ["seed", 0], ["seconds", 0.5], ["ended_by", "proof"],
    ]  # fmt: skip
    for name in ("1", "2", "5", *values):
        run.append([f"goal_{name}_value", values.get(name)])
        run.append([f"goal_{name}_bound", values.get(name)])
    return {
        "Sessions": [
            session(1, ["S1", "Bo"], "away"),
            session(1, ["S2", "Cy"], "planned"),
            session(3, ["S1", "Bo"], "covered", **EVE),
            session(3, ["S2", "Cy"], "covered", **EVE),
        ],
        "Groups": [["G1", "Tue", *place], ["G1", "Thu", *place]],
        "Seats": [
            ["S1", "Bo", "Math", "G1", *ANA, MONDAY, MONDAY],
            ["S2", "Cy", "Math", "G1", *ANA, MONDAY, MONDAY],
        ],
        "Unplaced": [["S3", "Di", "Math", "no_tutor", "No tutor teaches grade 9.", None]],
        "Run": run,
    }


def save(path: Path, sheets: Sheets, headers: bool) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        head = HEADERS.get(name, [])
        more = ["room"] if head and any(len(row) > len(head) for row in rows) else []
        for row in ([head + more] if headers else []) + rows:
            sheet.append(row)
    if headers:
        for name in (
            "Summary", "Tutors", "Students", "Sites", "Changes", "Coverage", "Checks", "Problems",
        ):  # fmt: skip
            book.create_sheet(name)
    book.save(path)


def check(folder: Path, given: Sheets, made: Sheets) -> tuple[int, str]:
    """What the script says, run as a stranger would run it."""
    save(folder / "program.xlsx", given, headers=False)
    save(folder / "output.xlsx", made, headers=True)
    files = [str(folder / "program.xlsx"), str(folder / "output.xlsx")]
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), *files], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_a_right_output_has_no_problems(tmp_path: Path) -> None:
    assert check(tmp_path, program(), output()) == (0, "0 problems\n")


def test_a_meeting_moved_to_a_free_slot_has_no_problems(tmp_path: Path) -> None:
    made = output()
    made["Sessions"][2:] = [
        session(4, who, "moved", **MOVED) for who in (["S1", "Bo"], ["S2", "Cy"])
    ]
    assert check(tmp_path, program(), made) == (0, "0 problems\n")


def test_a_tutor_without_a_name_stands_first(tmp_path: Path) -> None:
    """Sorted by the tutors' names, of which one is blank; by ID they would stand the other way."""
    given, made = program(), output()
    given["Tutors"][1][1], given["Tutors"][2][0] = None, "T0"
    given["Absences"].append(["S1", day(3), None, None])
    made["Sessions"][2:] = [
        session(3, ["S1", "Bo"], "away"),
        session(3, ["S2", "Cy"], "covered", **EVE | {"tutor_id": "T0"}),
    ]
    for sheet in ("Groups", "Seats", "Sessions"):
        for row in made[sheet]:
            row[:] = [None if value == "Ana Tutor" else value for value in row]
    assert check(tmp_path, given, made) == (0, "0 problems\n")


def cell(sheet: str, row: int, column: str, value: Any) -> Callable[[Sheets, Sheets], None]:
    """Spoils one cell of the output."""

    def spoil(_given: Sheets, made: Sheets) -> None:
        made[sheet][row][HEADERS[sheet].index(column)] = value

    return spoil


def given_cell(sheet: str, row: int, column: str, value: Any) -> Callable[[Sheets, Sheets], None]:
    """Changes one cell of the program, so that the output breaks a rule."""

    def spoil(given: Sheets, _made: Sheets) -> None:
        table = given[sheet]
        if column not in table[0]:
            table[0].append(column)
            for line in table[1:]:
                line.append(None)
        table[row][table[0].index(column)] = value

    return spoil


def run_value(key: str, value: Any) -> Callable[[Sheets, Sheets], None]:
    """Spoils one line of Run."""

    def spoil(_given: Sheets, made: Sheets) -> None:
        next(row for row in made["Run"] if row[0] == key)[1] = value

    return spoil


def without(sheet: str, row: int) -> Callable[[Sheets, Sheets], None]:
    """Drops a row of the output."""

    def spoil(_given: Sheets, made: Sheets) -> None:
        made[sheet].pop(row)

    return spoil


def extra(sheet: str, *rows: list[Any]) -> Callable[[Sheets, Sheets], None]:
    """Adds a sheet or rows to the program."""

    def spoil(given: Sheets, _made: Sheets) -> None:
        given.setdefault(sheet, []).extend(list(row) for row in rows)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cell("Groups", 0, "start", "8:00"), "no time"),
        (cell("Sessions", 0, "date", "2026-09-15"), "no date"),
        (cell("Sessions", 0, "day", "Wed"), "is no Wed"),
        (cell("Seats", 0, "seated_since", day(1)), "no Monday"),
        (cell("Seats", 0, "student", "=1+1"), "a formula"),
        (given_cell("Tutors", 1, "cleared", "no"), "rule 1"),
        (given_cell("Tutors", 1, "languages", "Spanish"), "rule 1"),
        (extra("Pairs", ["rule", "student", "with"], ["avoid", "S1", "T1"]), "rule 1"),
        (given_cell("Tutors", 1, "sites", "Oak"), "rule 2"),
        (given_cell("Students", 1, "modality", "online"), "rule 2"),
        (given_cell("Students", 1, "busy", "Thu 8:29-9:00"), "rule 3"),
        (given_cell("Tutors", 1, "available", "Tue,Thu 8:00-8:29"), "rule 3"),
        (given_cell("Slots", 1, "grades", "3"), "rules 2-4"),
        (given_cell("Slots", 1, "kind", "after school"), "rules 2-4"),
        (given_cell("Slots", 1, "end_date", day(-1)), "rules 2-4"),
        (given_cell("Students", 1, "sessions", 3), "rule 5"),
        (given_cell("Students", 2, "max_group", 1), "rule 6"),
        (given_cell("Students", 2, "Gr", 5), "rule 7"),
        (extra("Pairs", ["rule", "student", "with"], ["apart", "S2", "S1"]), "rule 7"),
        (extra("Pairs", ["rule", "student", "with"], ["together", "S2", "S3"]), "rule 7"),
        (given_cell("Tutors", 1, "max_sessions_week", 1), "rule 9"),
        (extra("Sites", ["site", "groups_at_once"], ["Elm", 0]), "rule 10"),
        (given_cell("Slots", 1, "groups_at_once", 0), "rule 10"),
        (extra("Settings", ["setting", "value"], ["weekly_budget", 29.99]), "rule 11"),
        (without("Unplaced", 0), "('S3', 'math') stands there 0 times"),
        (given_cell("Students", 3, "consent", "no"), "('S3', 'math') stands there 1 times"),
        (run_value("goal_8_value", 3), "recomputed 4.0"),
        (run_value("goal_3_bound", 3), "is worse than its value"),
        (run_value("goal_10_bound", 31), "is worse than its value"),
        (without("Sessions", 0), "its rows are for"),
        (cell("Sessions", 0, "status", "planned"), "S1 is planned on an impossible date"),
        (cell("Sessions", 1, "status", "away"), "S2 is away on a possible date"),
        (cell("Sessions", 1, "status", "cancelled"), "though nothing is impossible"),
        (cell("Sessions", 2, "tutor_id", "T9"), "not one other tutor"),
        (cell("Sessions", 1, "subject", "Reading"), "subject 'Reading' is not that of its group"),
        (cell("Sessions", 1, "language", "Spanish"), "language 'Spanish' is not"),
        (cell("Sessions", 2, "tutor", "Ana Tutor"), "T2 is called 'Ana Tutor'"),
        (cell("Sessions", 1, "planned_start", EIGHT), "S2 has a planned start without"),
        (cell("Sessions", 1, "student", "Bo"), "S2 is called 'Bo'"),
        (given_cell("Tutors", 2, "grades", "4"), "the cover T2 does not teach the grade"),
        (extra("Absences", ["T2", day(3), "8:29", None]), "no tutor of that date"),
        (extra("Calendar", [day(3), "early_release", "8:29"]), "covered though"),
        (given_cell("Calendar", 1, "date", day(1)), None),
    ],
)
def test_what_is_spoilt_is_found(
    tmp_path: Path, spoil: Callable[[Sheets, Sheets], None], said: str | None
) -> None:
    given, made = program(), output()
    spoil(given, made)
    code, printed = check(tmp_path, given, made)
    assert (code == 1) == (said is not None)
    assert (said or "0 problems") in printed


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (given_cell("Calendar", 1, "from", "9:29"), "not in force, is closed"),
        (given_cell("Slots", 2, "start_date", day(5)), "not in force, is closed"),
        (extra("Absences", ["S2", day(4), None, "9:01"]), "impossible for S2"),
        (given_cell("Students", 1, "busy", "Fri 9:00-9:01"), "S1 is not free"),
        (cell("Sessions", 2, "planned_start", NINE), "wrong planned start"),
        (cell("Sessions", 2, "status", "away"), "more members are away"),
    ],
)
def test_what_is_wrong_with_a_moved_meeting_is_found(
    tmp_path: Path, spoil: Callable[[Sheets, Sheets], None], said: str
) -> None:
    given, made = program(), output()
    made["Sessions"][2:] = [
        session(4, who, "moved", **MOVED) for who in (["S1", "Bo"], ["S2", "Cy"])
    ]
    spoil(given, made)
    code, printed = check(tmp_path, given, made)
    assert code == 1
    assert said in printed


ROOM_COLUMNS = ["site", "room", "groups_at_once", "open", "kinds"]


@pytest.mark.parametrize(
    ("row", "told", "said"),
    [
        (["Elm", "Den", None, None, None], "Den", None),
        (["Elm", "Den", None, "Tue,Thu 8:00-8:30", "school_day"], "Den", None),
        (["Elm", "Den", None, None, None], None, None),
        (["Elm", "Den", None, None, None], "Attic", "'Attic' is no room there"),
        (["Oak", "Den", None, None, None], "Den", "'Den' is no room there"),
        (["Elm", "Den", None, "Tue,Thu 8:01-9:00", None], "Den", "Den is not open all that time"),
        (["Elm", "Den", None, None, "evening"], "Den", "Den is not for that kind of slot"),
        (["Elm", "Den", 0, None, None], "Den", "Den holds G1 at once"),
    ],
)
def test_a_false_room_is_found(
    tmp_path: Path, row: list[Any], told: str | None, said: str | None
) -> None:
    given, made = program() | {"Rooms": [ROOM_COLUMNS, row]}, output()
    for sheet in ("Sessions", "Groups"):
        made[sheet] = [[*line, told] for line in made[sheet]]
    code, printed = check(tmp_path, given, made)
    assert (code == 1) == (said is not None)
    assert (said or "0 problems") in printed
