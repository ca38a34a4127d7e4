"""From file to file: what is pinned stands in the plan, or nothing is written and it is said why."""

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

import cli

SHEETS = {
    "Students": [
        ("student_id", "subject", "site", "grade", "name", "sessions", "transport", "need"),
        ("S1", "Math", "Elm", 3, "Ana", "2", "self", 9),
        ("S2", "Math", "Elm", 3, "Ben", "2", "self", 9),
        ("S3", "Math", "Elm", 3, "Cem", "2", "self", 1),
    ],
    "Tutors": [
        ("tutor_id", "sites", "subjects", "languages", "available", "max_group", "hourly_rate"),
        ("T1", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", 1, 10),
        ("T2", "Elm", "Math", "English", "Mon-Tue 8:00-8:30", 1, 90),
    ],
    "Slots": [("site", "days", "start", "end"), ("Elm", "Mon-Tue", "8:00", "8:30")],
}
"""Two tutors of whom each has time for one student: the two of the greatest need, unless pinned."""
PINS = ("student", "subject", "tutor", "times", "note")


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    """Each test has a folder of its own."""
    monkeypatch.chdir(tmp_path)


def program(*pins, path="program.xlsx", **sheets):
    """The workbook, with these rows on its Pins sheet if there are any."""
    book = Workbook()
    book.remove(book.active)
    pinned = {"Pins": [PINS, *pins]} if pins else {}
    for title, rows in {**SHEETS, **pinned, **sheets}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def match(*words, code=0):
    """Run ``match`` and give what it said; it must end with this exit code."""
    result = CliRunner().invoke(cli.main, list(words), prog_name="match")
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def rows(path, title):
    """The rows of a sheet under its headers, by header."""
    head, *rest = load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def seats(path):
    """Each student's tutor."""
    return {row["student_id"]: row["tutor_id"] for row in rows(path, "Seats")}


def mark(path, sheet, *wanted):
    """Write yes in the pin column of the rows for which ``wanted`` gives header and value."""
    book = load_workbook(path)
    head = [cell.value for cell in book[sheet][1]]
    at = len(head) + 1
    book[sheet].cell(1, at, "pin")
    for cells in book[sheet].iter_rows(min_row=2):
        row = dict(zip(head, (cell.value for cell in cells), strict=False))
        if all(row[header] == value for header, value in wanted):
            book[sheet].cell(cells[0].row, at, "yes")
    book.save(path)


PLAN, NEXT = "program-2026-09-14.xlsx", "program-2026-09-21.xlsx"


def test_without_pins_the_greatest_need_is_placed_and_nothing_speaks_of_pins():
    program()
    match("--week", "2026-09-14", "program.xlsx")
    assert seats(PLAN).keys() == {"S1", "S2"}
    assert "pin" not in rows(PLAN, "Seats")[0]
    assert not [row for row in rows(PLAN, "Run") if row["key"].startswith("goal_0")]


def test_a_pinned_student_is_placed_before_greater_need():
    program(("S3", "Math", "T2", None, "promised"), ("S1", None, "T1", None, None))
    match("--week", "2026-09-14", "program.xlsx")
    assert seats(PLAN) == {"S1": "T1", "S3": "T2"}
    checks = {row["rule"]: (row["cases"], row["broken"]) for row in rows(PLAN, "Checks")}
    assert checks[12] == (4, 0)
    keys = [row["key"] for row in rows(PLAN, "Run")]
    assert "goal_1_value" in keys
    assert not any(key.startswith("goal_0") for key in keys)
    said = [str(cell) for row in load_workbook(PLAN)["Summary"].values for cell in row]
    assert not any("pinned" in cell.lower() or cell.startswith("0.") for cell in said)
    match("verify", "program.xlsx", PLAN)


def test_pinned_times_are_kept_and_a_tutor_pinned_as_free_does_not_teach():
    later = [*SHEETS["Slots"], ("Elm", "Wed-Fri", "9:00", "9:30")]
    program(
        ("S3", "Math", None, "Mon 8:00-8:30; Thu 9:00-9:30", None),
        (None, None, "T2", "Mon 8:00-12:00", "training"),
        Slots=later,
    )
    match("--week", "2026-09-14", "program.xlsx")
    groups = rows(PLAN, "Groups")
    mine = next(row["group_id"] for row in rows(PLAN, "Seats") if row["student_id"] == "S3")
    times = [(row["day"], row["start"].hour) for row in groups if row["group_id"] == mine]
    assert times == [("Mon", 8), ("Thu", 9)]
    assert not [row for row in groups if row["tutor_id"] == "T2" and row["day"] == "Mon"]


def test_verify_judges_the_pins_of_the_program():
    program()
    match("--week", "2026-09-14", "program.xlsx")
    other = {"T1": "T2", "T2": "T1"}[seats(PLAN)["S1"]]
    program(("S1", None, other, None, None))
    said = match("verify", "program.xlsx", PLAN, code=4)
    assert f"but is pinned to tutor {other} (Pins C2)." in said.output


def test_marks_in_an_edited_plan_hold_and_go_on_from_week_to_week():
    """The next program has no Pins sheet and protects no seats: the marks alone keep the seat of S3."""
    program(("S3", None, "T1", None, None), ("S2", None, "T2", None, None))
    match("--week", "2026-09-14", "program.xlsx")
    mark(PLAN, "Seats", ("student_id", "S3"))
    mark(PLAN, "Groups", ("tutor_id", "T1"), ("day", "Tue"))
    unprotected = [
        ("setting", "value"),
        ("seat_protection", "no"),
        ("tutor_protection", "no"),
    ]
    program(Settings=unprotected)
    match("--week", "2026-09-21", "program.xlsx")
    assert seats(NEXT)["S3"] == "T1"
    assert [row["student_id"] for row in rows(NEXT, "Seats") if row["pin"] == "yes"] == ["S3"]
    marked = [(row["tutor_id"], row["day"]) for row in rows(NEXT, "Groups") if row["pin"] == "yes"]
    assert marked == [("T1", "Tue")]
    match("--week", "2026-09-28", "program.xlsx")
    assert seats("program-2026-09-28.xlsx")["S3"] == "T1"
    match("--week", "2026-09-28", "--fresh", "-o", "fresh.xlsx", "program.xlsx")
    assert seats("fresh.xlsx").keys() == {"S1", "S2"}


def refused(*words):
    """What is said of pins that can't hold; only the marked copy may be written."""
    said = match(*words, code=1).output
    return said.splitlines()


def test_a_pin_that_contradicts_the_program_stops_the_run_with_its_cell(tmp_path):
    program(("S1", None, "T2", "Wed 8:00-8:30", None))
    lines = refused("--week", "2026-09-14", "program.xlsx")
    assert lines[0].endswith("program.xlsx has 1 problem:")
    assert (
        "Pins C2: This pin can't hold ('T2'). No slot of this week is on Wed 8:00-8:30."
        in (lines[1])
    )
    assert {path.name for path in tmp_path.iterdir()} == {"program.xlsx", "program-problems.xlsx"}
    cell = load_workbook("program-problems.xlsx")["Pins"]["C2"]
    assert "No slot of this week is on Wed 8:00-8:30." in cell.comment.text


def test_pins_that_contradict_each_other_are_both_named(tmp_path):
    program(("S1", None, "T2", None, None), ("S2", "Math", "T2", None, None))
    said = "\n".join(refused("--week", "2026-09-14", "program.xlsx"))
    assert "Pins C2: This pin can't hold together with Pins C3 ('T2')." in said
    assert "Pins C3: This pin can't hold together with Pins C2 ('T2')." in said
    assert "rule" in said
    assert not (tmp_path / PLAN).exists()


def test_a_mark_in_an_edited_plan_that_contradicts_the_program_is_named_with_its_file(tmp_path):
    program()
    match("--week", "2026-09-14", "program.xlsx")
    mark(PLAN, "Seats", ("student_id", "S1"))
    gone = SHEETS["Tutors"][:1] + [
        row for row in SHEETS["Tutors"][1:] if row[0] != seats(PLAN)["S1"]
    ]
    program(Tutors=gone)
    lines = refused("--week", "2026-09-21", "program.xlsx")
    assert f"Seats of {PLAN} I2: This pin can't hold" in lines[1]
    assert "is no longer in the program." in lines[1]
    assert not (tmp_path / NEXT).exists()


def test_a_mark_that_can_not_be_read_stops_the_run_with_its_cell():
    program()
    match("--week", "2026-09-14", "program.xlsx")
    book = load_workbook(PLAN)
    book["Groups"]["L1"], book["Groups"]["L3"] = "pin", "perhaps"
    book.save(PLAN)
    said = "\n".join(refused("--week", "2026-09-21", "program.xlsx"))
    assert "Groups L3" in said
    assert "perhaps" in said


def test_check_tells_rows_of_pins_that_say_nothing():
    program(("S1", None, None, None, None), ("S9", None, "T1", None, None))
    said = match("check", "program.xlsx", code=1).output
    assert "Pins C2: The row names a student, but neither a tutor nor times" in said
    assert "Pins A3: No student has this ID ('S9')." in said


def test_a_substitute_leaves_the_marks_of_a_plan_where_they_are():
    program()
    match("--week", "2026-09-14", "program.xlsx")
    mark(PLAN, "Seats", ("student_id", "S1"))
    tutor = seats(PLAN)["S1"]
    match(
        "substitute", "program.xlsx", "--plan", PLAN, "--date", "2026-09-14", "--absent", tutor,
        "--apply",
    )  # fmt: skip
    revised = rows("program-2026-09-14-r2.xlsx", "Seats")
    assert [row["student_id"] for row in revised if row["pin"] == "yes"] == ["S1"]
