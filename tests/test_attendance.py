"""Attendance from file to file: written for each site, filled in, collected, and counted."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from matcher import match_week
from matcher.workbook.read import read_program
from matcher.workbook.write import TargetLockedError
from tests.quick_search import quick_search
from tests.test_cli import HEADERS, SHEETS, match, rows
from tests.workbook import books

ANNEX, CON = "St. Mary's / Annex", "CON"
SITES = {
    "Students": [
        (*HEADERS, "need", "level", "categories"),
        ("S1", "Math", ANNEX, 3, "=HYPERLINK(1)", "2", "self", 1, 827364, 918273, "CATEGORY-EL"),
        ("S2", "Math", ANNEX, 3, "+Ben", "1", "self", 1, 1, None, "CATEGORY-EL"),
        ("S3", "Math", CON, 3, "@Cruz", "1", "self", 1, 1, None, None),
    ],
    "Tutors": [
        ("tutor_id", "sites", "subjects", "languages", "available", "name"),
        ("T1", ANNEX, "Math", "English", "Mon-Fri 8:00-12:00", "-Tom"),
        ("T2", CON, "Math", "English", "Mon-Fri 8:00-12:00", "Uma"),
    ],
    "Slots": [
        ("site", "days", "start", "end"),
        (ANNEX, "Mon-Wed", "8:00", "8:30"),
        (ANNEX, "Mon-Wed", "9:00", "9:30"),
        (CON, "Mon-Wed", "8:00", "8:30"),
    ],
    "Absences": [
        ("person_id", "date", "reason"),
        ("S2", dt.date(2026, 9, 14), "REASON-DENTIST"),
    ],
}
WEEK = "2026-09-14"
SHEET = "program-attendance-2026-09-14.xlsx"
COLLECTED = "program-attendance.xlsx"
HEADS = (
    "date", "start", "end", "tutor_id", "tutor", "subject", "student_id", "student", "as_planned",
    "status", "minutes",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    """Each test has a folder of its own, and a search that takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)


def program(path="program.xlsx", **sheets):
    """A program whose texts stay texts, whatever they begin with."""
    return str(books.workbook(Path(path), {**SHEETS, **sheets}))


@pytest.fixture
def week():
    """A program of two sites with names that are hard on files, and the plan of a week."""
    match("--week", WEEK, program(**SITES))
    return "program.xlsx"


def fill(path, *told, column="status"):
    """Write into the cells of a column, one after another; None leaves a cell as it is."""
    book = load_workbook(path)
    sheet = book["Attendance"]
    at = [cell.value for cell in sheet[1]].index(column) + 1
    for number, value in enumerate(told, start=2):
        if value is not None:
            sheet.cell(number, at, value)
    book.save(path)


def collected():
    """What is known so far: student, date, status and minutes."""
    return [(row[5], row[0].date(), row[7], row[8]) for row in rows(COLLECTED, "Attendance")]


def day(number):
    return dt.date(2026, 9, 14) + dt.timedelta(days=number)


# -- writing ------------------------------------------------------------------------------------


def test_every_session_of_the_week_has_a_row_with_its_status_left_open(week):
    said = match("attendance", week).stdout
    assert f"Wrote {SHEET}: 4 sessions" in said
    sheet = load_workbook(SHEET)["Attendance"]
    assert tuple(cell.value for cell in sheet[1]) == HEADS
    found = rows(SHEET, "Attendance")
    planned = {
        (r[11], r[0], r[2], r[7], r[13]) for r in rows("program-2026-09-14.xlsx", "Sessions")
    }
    told = {(row[6], row[0], row[1], row[3], row[8] or "planned") for row in found}
    assert told == planned
    assert {row[9:] for row in found} == {(None, None)}
    order = [(row[0], row[1], row[4], row[7]) for row in found]
    assert order == sorted(order)
    assert {row[6]: row[8] for row in found} == {"S1": None, "S2": "moved", "S3": None}


def test_each_site_has_a_file_of_its_own_whatever_it_is_called(week):
    said = match("attendance", week, "--each-site").stdout
    annex = Path("program-attendance-2026-09-14-St.-Mary's-Annex.xlsx")
    con = Path("program-attendance-2026-09-14-CON_.xlsx")
    assert f"Wrote {annex}: 3 sessions" in said
    assert {row[6] for row in rows(annex, "Attendance")} == {"S1", "S2"}
    assert {row[6] for row in rows(con, "Attendance")} == {"S3"}
    again = match("attendance", week, "--site", "con", code=2).stderr
    assert "is there already, perhaps filled in" in again
    kept = con.read_bytes()
    match("attendance", week, "--site", "con", "-o", "here.xlsx")
    assert rows("here.xlsx", "Attendance") == rows(con, "Attendance")
    match("attendance", week, "--site", "con", "--overwrite")
    assert con.read_bytes() != kept or rows(con, "Attendance") == rows("here.xlsx", "Attendance")


def test_online_sessions_without_a_site_have_a_file_too():
    sheets = {
        **SITES,
        "Students": [
            (*SITES["Students"][0], "modality"),
            *[(*row, "either") for row in SITES["Students"][1:]],
        ],
        "Tutors": [
            (*SITES["Tutors"][0], "modality"),
            *[(*row, "either") for row in SITES["Tutors"][1:]],
        ],
        "Slots": [(*SITES["Slots"][0], "modality"), (None, "Mon", "8:00", "8:30", "online")],
    }
    match("--week", WEEK, program(**sheets))
    match("attendance", "program.xlsx", "--each-site")
    assert len(rows("program-attendance-2026-09-14-online.xlsx", "Attendance")) == 2
    said = match("attendance", "program.xlsx", "--site", "Online", "-o", "o.xlsx").stdout
    assert "Wrote o.xlsx: 2 sessions" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--each-site", "--site", "CON"), "--each-site names its files itself"),
        (("--each-site", "-o", "a.xlsx"), "--each-site names its files itself"),
        (("--site", "COM"), "No site called 'COM' has a session in the week of 2026-09-14."),
        (("--site", "cons"), "Maybe CON is meant."),
        (("-o", "a.csv"), "does not end in .xlsx"),
        (("-o", "program.xlsx", "--overwrite"), "is the program or its plan"),
        (("-o", "program-2026-09-14.xlsx", "--overwrite"), "is the program or its plan"),
        (("--collect", "program.xlsx", "--site", "CON"), "goes with no other option"),
        (("--collect", "program.xlsx", "--plan", "program-2026-09-14.xlsx"), "no other option"),
        (("--collect", "program.xlsx", "--overwrite"), "goes with no other option"),
        (("--collect", "nowhere.xlsx"), "does not exist"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_is_written(week, words, said):
    before = sorted(Path().iterdir())
    assert said in match("attendance", week, *words, code=2).stderr
    assert sorted(Path().iterdir()) == before


def test_the_newest_plan_is_taken_and_of_its_week_the_last_revision(week):
    match("--week", "2026-09-21", week)
    shutil.copy("program-2026-09-21.xlsx", "program-2026-09-21-r2.xlsx")
    assert "after program-2026-09-21-r2.xlsx" in match("attendance", week).stdout
    said = match("attendance", week, "--plan", "program-2026-09-14.xlsx").stdout
    assert f"Wrote {SHEET}" in said


def test_without_a_plan_there_is_nothing_to_write():
    said = match("attendance", program(**SITES), code=2).stderr
    assert "No plan stands beside program.xlsx" in said
    Path("program-2026-09-14.xlsx").write_bytes(b"no plan")
    assert "Nothing was written." in match("attendance", "program.xlsx", code=1).stderr
    assert not Path(SHEET).exists()


def test_make_ups_and_rooms_stand_on_it(week):
    book = load_workbook("program-2026-09-14.xlsx")
    sheet = book["Sessions"]
    at = sheet.max_column + 1
    sheet.cell(1, at, "Room")
    sheet.cell(2, at, "=Room 3").data_type = "s"
    extra = book.create_sheet("Make-up")
    extra.append(["date", "start", "end", "site", "tutor_id", "tutor", "subject", "student_id",
                  "student", "how"])  # fmt: skip
    extra.append([dt.date(2026, 9, 16), dt.time(9), dt.time(9, 30), ANNEX, "T1", "-Tom", "Math",
                  "S2", "+Ben", "extra"])  # fmt: skip
    book.save("program-2026-09-14.xlsx")
    match("attendance", week)
    found = load_workbook(SHEET)["Attendance"]
    assert [cell.value for cell in found[1]][3] == "room"
    assert [cell.value for cell in found["D"]].count("=Room 3") == 1
    assert [cell.data_type for cell in found["D"] if cell.value == "=Room 3"] == ["s"]
    last = rows(SHEET, "Attendance")[-1]
    assert (last[7], last[9]) == ("S2", "make-up")


def test_it_says_nothing_of_anybody_but_names_and_sessions(week):
    match("attendance", week, "--each-site")
    for path in Path().glob("program-attendance-*.xlsx"):
        with zipfile.ZipFile(path) as parts:
            text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        for telling in ("827364", "918273", "CATEGORY", "REASON", "need", "DENTIST"):
            assert telling not in text
        assert "<f>" not in text
        assert "hyperlink" not in text.replace("HYPERLINK(1)", "")


# -- reading back -------------------------------------------------------------------------------


def test_an_empty_sheet_reads_back_with_no_problem_and_changes_nothing(week):
    match("attendance", week)
    before = {path: path.read_bytes() for path in Path().iterdir()}
    said = match("attendance", week, "--collect", SHEET).stdout
    assert f"{SHEET}: 0 sessions read, 4 not filled in yet." in said
    assert "nothing was written" in said
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_what_is_filled_in_is_collected_and_counted(week):
    match("attendance", week)
    fill(SHEET, "Present", "ABSENT", "tutor absent")
    fill(SHEET, None, None, 20, column="minutes")
    said = match("attendance", week, "--collect", SHEET).stdout
    assert f"{SHEET}: 3 sessions read, 3 new, 1 not filled in yet." in said
    assert f"Wrote {COLLECTED}: 3 sessions so far." in said
    first, second, third = [(row[6], row[0].date()) for row in rows(SHEET, "Attendance")][:3]
    assert sorted(collected()) == sorted(
        [(*first, "present", None), (*second, "absent", None), (*third, "tutor_absent", 20)]
    )
    said = match("ledger", week, "--until", "2026-09-20").stdout
    assert "4 sessions scheduled, 1 delivered" in said
    assert "Of 1 session the Attendance sheet says nothing." in said


def test_collecting_twice_changes_nothing(week):
    match("attendance", week)
    fill(SHEET, "present", "absent", "present", "present")
    match("attendance", week, "--collect", SHEET)
    before = Path(COLLECTED).read_bytes()
    said = match("attendance", week, "--collect", SHEET, "--collect", ".").stdout
    assert f"{SHEET}: 4 sessions read." in said
    assert f"Nothing is new: {COLLECTED} stays as it is, with 4 sessions." in said
    assert Path(COLLECTED).read_bytes() == before


def test_a_row_that_is_read_again_replaces_the_old_one(week):
    match("attendance", week)
    fill(SHEET, "present", "present", "present")
    match("attendance", week, "--collect", SHEET)
    fill(SHEET, "absent", None, None, "present")
    said = match("attendance", week, "--collect", SHEET).stdout
    assert f"{SHEET}: 4 sessions read, 1 new, 1 changed." in said
    assert [row[2] for row in collected()].count("absent") == 1
    assert len(collected()) == 4


def test_sheets_of_several_sites_come_together_and_a_conflict_names_both_cells(week):
    match("attendance", week, "--each-site")
    back = Path("back")
    back.mkdir()
    for path in Path().glob("program-attendance-*.xlsx"):
        shutil.move(path, back / path.name)
    annex, con = sorted(back.iterdir(), key=lambda path: "CON" in path.name)
    fill(annex, "present", "absent", "present")
    fill(con, "present")
    other = load_workbook(con)
    row = [cell.value for cell in load_workbook(annex)["Attendance"][2]]
    other["Attendance"].append([*row[:9], "cancelled"])
    other.save(con)
    result = match("attendance", week, "--collect", "back", code=1)
    assert f"{annex}: 2 sessions read, 2 new, 1 problem." in result.stdout
    assert f"{con}: 1 session read, 1 new, 1 problem." in result.stdout
    assert (
        f"Attendance J2: {con}, Attendance J3 says cancelled for the same session" in result.stderr
    )
    assert (
        f"Attendance J3: {annex}, Attendance J2 says present for the same session" in result.stderr
    )
    assert "Correct them and read the files again." in result.stderr
    assert len(collected()) == 3
    for path, cell in ((annex, "J2"), (con, "J3")):
        marked = load_workbook(path.with_stem(f"{path.stem}-problems"))
        assert marked["Attendance"][cell].comment is not None
    assert "Ben" not in result.stderr
    other["Attendance"].delete_rows(3)
    other.save(con)
    said = match("attendance", week, "--collect", "back").stdout
    assert "-problems" not in said
    assert len(collected()) == 4


def test_problems_are_told_all_at_once_and_what_is_good_is_kept(week):
    match("attendance", week)
    fill(SHEET, "presnt", "absent", "present", "present")
    fill(SHEET, None, None, "lots", column="minutes")
    fill(SHEET, None, None, None, "S9", column="student_id")
    result = match("attendance", week, "--collect", SHEET, code=1)
    assert f"{SHEET} has 3 problems:" in result.stderr
    assert "Attendance J2: This is none of present, absent" in result.stderr
    assert "('presnt'). Write one of them, for example present." in result.stderr
    assert "Attendance K4: This is not a" in result.stderr
    assert "Attendance G5: No student has this ID ('S9'). Write an ID of the sheet" in result.stderr
    assert "program-attendance-2026-09-14-problems.xlsx" in result.stderr
    assert [row[2] for row in collected()] == ["absent"]


def test_the_mended_copy_can_be_read_instead(week):
    match("attendance", week)
    fill(SHEET, "presnt", "absent")
    match("attendance", week, "--collect", SHEET, code=1)
    marked = "program-attendance-2026-09-14-problems.xlsx"
    fill(marked, "present")
    said = match("attendance", week, "--collect", marked).stdout
    assert f"{marked}: 2 sessions read, 1 new, 2 not filled in yet." in said


def test_a_session_that_nobody_had_planned_is_kept_with_a_notice(week):
    match("attendance", week)
    book = load_workbook(SHEET)
    book["Attendance"].append(
        [day(4), dt.time(10), dt.time(10, 40), "T9", None, "math", "S3", None, None, "present"]
    )
    book["Attendance"].append(
        ["2026-09-29", None, None, None, None, None, "S3", None, None, "absent"]
    )
    book.save(SHEET)
    said = match("attendance", week, "--collect", SHEET).stdout
    assert "A6: The plan has no such session of the student that day" in said
    assert "D6: No tutor has this ID; the row counts as it is ('T9')" in said
    assert "No plan of the week of 2026-09-28 stands beside program.xlsx" in said
    assert collected() == [
        ("S3", day(4), "present", 40),
        ("S3", dt.date(2026, 9, 29), "absent", None),
    ]
    assert rows(COLLECTED, "Attendance")[0][4] == "Math"


@pytest.mark.parametrize(
    ("column", "told", "said"),
    [
        ("date", "9/14", "This is not a date"),
        ("subject", "Maht", "('Maht'). Write one of the program. Maybe Math is meant."),
        ("start", "soon", "not a time of day"),
        ("status", "=1/0", "never stored"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(week, column, told, said):
    match("attendance", week)
    fill(SHEET, "present")
    fill(SHEET, told, column=column)
    found = match("attendance", week, "--collect", SHEET, code=1).stderr
    assert said in found
    assert not Path(COLLECTED).exists()


def test_a_sheet_of_which_only_some_columns_were_sorted_is_noticed(week):
    match("attendance", week)
    fill(SHEET, "present", "present", "present", "present")
    names = [row[7] for row in rows(SHEET, "Attendance")]
    at = next(n for n, name in enumerate(names) if name != names[0])
    book = load_workbook(SHEET)
    for number, name in ((2, names[at]), (at + 2, names[0])):
        book["Attendance"].cell(number, 8, name).data_type = "s"
    book.save(SHEET)
    said = match("attendance", week, "--collect", SHEET, code=1).stderr
    assert f"{SHEET} has 2 problems" in said
    assert "Attendance G2: The name beside this ID is another student's" in said
    assert not any(name in said for name in names)
    fill(SHEET, "somebody", column="student")
    said = match("attendance", week, "--collect", SHEET, code=1).stderr
    assert f"{SHEET} has 1 problem" in said


@pytest.mark.parametrize("ids", ["S", "X"])
def test_the_sheet_of_another_program_is_refused(week, ids):
    head = ["date", "student_id", "student", "tutor_id", "tutor", "status"]
    lines = [["2026-09-14", f"{ids}{n}", f"Other {n}", "X9", "", "present"] for n in (1, 2, 3)]
    books.workbook(Path("mine.xlsx"), {"Attendance": [head, *lines]})
    result = match("attendance", week, "--collect", "mine.xlsx", code=1)
    assert "No student of this sheet is in the program by ID and name" in result.stderr
    assert "mine.xlsx has 1 problem" in result.stderr
    assert not Path(COLLECTED).exists()


def test_a_missing_column_leaves_the_whole_file_out(week):
    match("attendance", week)
    fill(SHEET, "present")
    book = load_workbook(SHEET)
    book["Attendance"]["J1"] = "what happened"
    book.save(SHEET)
    said = match("attendance", week, "--collect", SHEET, code=1).stderr
    assert "Attendance A1: The column status is missing." in said
    assert not Path(COLLECTED).exists()


def test_excel_users_do_what_they_do(week):
    """Rows sorted otherwise, deleted and hidden, columns added and moved, a sheet renamed."""
    match("attendance", week)
    fill(SHEET, "PRESENT", " Absent ", "Tutor-Absent", "cancelled")
    old = list(load_workbook(SHEET)["Attendance"].values)
    book = Workbook()
    sheet = book.active
    sheet.title = "Week 38"
    sheet.append(["Filled in by Mrs. X"])
    kept = [0, 4, 2, 3]
    for number in kept:
        row = list(old[number])
        text = row[0] if number == 0 else row[0].date().isoformat()
        sheet.append(["note" if number == 0 else "!", *row[1:], text])
    sheet.row_dimensions[4].hidden = True
    book.save("mine.xlsx")
    said = match("attendance", week, "--collect", "mine.xlsx").stdout
    assert "mine.xlsx: 3 sessions read, 3 new." in said
    assert "The sheet 'Week 38' is read: it has the headers of Attendance" in said
    assert "Hidden rows are read: 4" in said
    assert sorted(row[2] for row in collected()) == ["absent", "cancelled", "tutor_absent"]


def test_a_csv_file_is_read_too(week):
    match("attendance", week)
    fill(SHEET, "present", "absent")
    with Path("elm.csv").open("w", newline="", encoding="utf-8") as file:
        for row in load_workbook(SHEET)["Attendance"].values:
            told = [cell.date() if isinstance(cell, dt.datetime) else cell for cell in row]
            csv.writer(file).writerow(told)
    said = match("attendance", week, "--collect", "elm.csv").stdout
    assert "elm.csv: 2 sessions read, 2 new, 2 not filled in yet." in said
    bad = Path("elm.csv").read_text(encoding="utf-8").replace("absent", "abzent")
    Path("elm.csv").write_text(bad, encoding="utf-8")
    said = match("attendance", week, "--collect", "elm.csv", code=1).stderr
    assert "elm.csv J3: This is none of" in said
    assert Path("elm-problems.xlsx").exists()


def test_files_that_can_not_be_read_are_problems_and_the_others_count(week, monkeypatch):
    match("attendance", week)
    fill(SHEET, "present")
    back = Path("back")
    back.mkdir()
    shutil.move(SHEET, back)
    (back / "broken.xlsx").write_bytes(b"PK nothing")
    (back / "~$open.xlsx").write_bytes(b"")
    (back / "notes.docx").write_bytes(b"")
    (back / "locked.xlsx").write_bytes(b"")
    read_bytes = Path.read_bytes

    def locked(path):
        if path.name == "locked.xlsx":
            raise PermissionError
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    result = match("attendance", week, "--collect", "back", code=1)
    assert "broken.xlsx is damaged" in result.stderr
    assert "locked.xlsx is locked or may not be read. Close it in Excel" in result.stderr
    assert "open" not in result.output
    assert len(collected()) == 1


def test_a_folder_may_hold_other_workbooks(week):
    match("attendance", week)
    fill(SHEET, "present")
    Workbook().save("other.xlsx")
    said = match("attendance", week, "--collect", ".").stdout
    assert f"{SHEET}: 1 session read" in said
    assert "program-2026-09-14.xlsx: not read, it is a plan." in said
    assert "other.xlsx: not read, it has no sheet Attendance." in said
    assert "\nprogram.xlsx" not in said
    assert (
        "it is a program" in match("attendance", week, "--collect", "program.xlsx", code=1).stderr
    )
    assert "what was collected so far" in match("attendance", week, "--collect", COLLECTED, code=2).stderr  # fmt: skip
    Path("empty").mkdir()
    said = match("attendance", week, "--collect", "empty", code=2).stderr
    assert "empty holds no workbook and no CSV file to read" in said


def test_the_target_may_be_open_in_excel(week, monkeypatch):
    match("attendance", week)
    fill(SHEET, "present")

    def held(*_given):
        raise TargetLockedError("program-attendance.xlsx can not be replaced")

    monkeypatch.setattr("matcher.collect_attendance.write_collected", held)
    said = match("attendance", week, "--collect", SHEET, code=2).stderr
    assert "can not be replaced" in said


def with_make_up():
    """The plan with a make-up of S1 on the day of a planned session, which is given back."""
    book = load_workbook("program-2026-09-14.xlsx")
    (first, *_) = [row for row in rows("program-2026-09-14.xlsx", "Sessions") if row[11] == "S1"]
    extra = book.create_sheet("Make-up")
    extra.append(["date", "start", "end", "site", "tutor_id", "subject", "student_id", "how"])
    extra.append([first[0], dt.time(11), dt.time(11, 30), ANNEX, "T1", "Math", "S1", "extra"])
    book.save("program-2026-09-14.xlsx")
    return first


def test_a_student_with_two_sessions_of_a_subject_on_a_day_has_two_rows(week):
    first = with_make_up()
    match("attendance", week)
    at = [(row[0], row[6], row[8]) for row in rows(SHEET, "Attendance")]
    (number,) = [n for n, row in enumerate(at) if row == (first[0], "S1", "make-up")]
    fill(SHEET, *[None] * number, "present")
    match("attendance", week, "--collect", SHEET)
    said = match("ledger", week, "--until", "2026-09-20").stdout
    assert "1 delivered" in said
    counts = rows("program-ledger-2026-09-20.xlsx", "Requests")
    assert {row[0]: row[10] for row in counts}["S1"] == 1  # made up, and not the planned session
    fill(SHEET, *["present" if row[1] == "S1" else None for row in at])
    match("attendance", week, "--collect", SHEET)
    assert len([row for row in collected() if row[:2] == ("S1", first[0].date())]) == 2
    blank = load_workbook(SHEET)
    for row in blank["Attendance"].iter_rows(min_row=2):
        row[1].value = None
    blank.save(SHEET)
    said = match("attendance", week, "--collect", SHEET, code=1).stderr
    assert "it could be any. Write the subject and the start." in said


def test_at_a_third_time_of_a_day_with_two_sessions_it_is_one_that_nobody_had_planned(week):
    first = with_make_up()
    head = ["date", "start", "student_id", "subject", "tutor_id", "status"]
    row = [first[0], dt.time(15), "S1", "Math", None, "present"]
    books.workbook(Path("mine.xlsx"), {"Attendance": [head, row]})
    said = match("attendance", week, "--collect", "mine.xlsx").stdout
    assert "The plan has no such session of the student that day" in said
    assert [one[2] for one in collected()] == ["present"]


def test_two_rows_that_name_other_tutors_or_minutes_contradict_each_other(week):
    match("attendance", week)
    told = rows(SHEET, "Attendance")
    head = ["date", "student_id", "status", "tutor_id", "minutes"]
    lines = [[row[0].date().isoformat(), row[6], "present"] for row in told]
    other = [[*lines[0], "T9", 30], [*lines[1], None, 20], [*lines[2], None, None]]
    again = [[*lines[0], "T1", 30], [*lines[1], None, 30], [*lines[2], None, 25]]
    books.folder(Path("back"), {"elm": [head, *other, *again]})
    said = match("attendance", week, "--collect", "back/elm.csv", code=1).stderr
    assert "elm.csv D2: C5 says T1 for the same session ('T9')." in said
    assert "elm.csv E3: C6 says 30 for the same session ('20')." in said
    assert [one[3] for one in collected()] == [25]


def test_a_plan_that_can_not_be_read_whole_is_compared_with_nothing(week):
    match("attendance", week)
    fill(SHEET, "present")
    book = load_workbook("program-2026-09-14.xlsx")
    book["Sessions"]["A2"] = "soon"
    book.save("program-2026-09-14.xlsx")
    said = match("attendance", week, "--collect", SHEET).stdout
    assert "program-2026-09-14.xlsx can't be read whole, see match verify, so what" in said
    assert len(collected()) == 1


def test_of_very_many_files_the_last_are_told_together(week):
    match("attendance", week)
    for number in range(33):
        shutil.copy(SHEET, f"copy{number:02}.xlsx")
    fill("copy32.xlsx", "present")
    said = match("attendance", week, "--collect", ".").stdout
    assert "4 further files: 1 session read." in said


def test_a_week_without_a_session_has_no_site(week):
    book = load_workbook("program-2026-09-14.xlsx")
    book["Sessions"].delete_rows(2, 99)
    book.save("program-2026-09-14.xlsx")
    said = match("attendance", week, "--each-site", code=2).stderr
    assert "No site has a session in the week of 2026-09-14." in said
    assert f"Wrote {SHEET}: 0 sessions" in match("attendance", week).stdout


# -- using --------------------------------------------------------------------------------------


def test_the_program_s_own_rows_win_and_a_notice_says_how_many_differ(week):
    match("attendance", week)
    fill(SHEET, "present", "present", "present", "present")
    match("attendance", week, "--collect", SHEET)
    told = [(row[0], row[6]) for row in rows(SHEET, "Attendance")]
    book = load_workbook("program.xlsx")
    sheet = book.create_sheet("Attendance")
    sheet.append(["date", "student_id", "status"])
    sheet.append([*told[0], "absent"])
    sheet.append([*told[1], "present"])
    book.save("program.xlsx")
    reading = read_program(Path("program.xlsx"))
    assert reading.program is not None
    assert [row.status for row in reading.program.attendance].count("absent") == 1
    assert len(reading.program.attendance) == 4
    (notice,) = [one for one in reading.findings if "says something else" in one.message]
    assert notice.sheet == f"{COLLECTED}: Attendance"
    assert notice.message.startswith("1 row says something else")
    assert "says something else" in match("check", "program.xlsx").stdout


def test_errors_of_the_collected_file_are_told_with_its_name(week):
    match("attendance", week)
    fill(SHEET, "present", "present")
    match("attendance", week, "--collect", SHEET)
    fill(COLLECTED, "perhaps")
    said = match("check", week, code=1).stderr
    assert f"{COLLECTED}: Attendance H2: This is none of present" in said
    said = match("attendance", week, "--collect", SHEET, code=1).stderr
    assert "Nothing was collected." in said
    reading = read_program(Path(week), skip_bad_rows=True)
    assert reading.program is not None
    assert len(reading.program.attendance) == 1
    assert reading.rows_left_out == 1
    Path(COLLECTED).write_bytes(b"PK")
    assert f"{COLLECTED}: {COLLECTED} is damaged" in match("check", week, code=1).stderr
    Workbook().save(COLLECTED)
    assert f"{COLLECTED} has no sheet Attendance" in match("check", week, code=1).stderr


def test_the_fingerprint_is_that_of_the_program_alone(week):
    before = read_program(Path(week)).sha256
    match("attendance", week)
    fill(SHEET, "present")
    match("attendance", week, "--collect", SHEET)
    assert read_program(Path(week)).sha256 == before


def test_a_program_that_is_called_like_it_is_left_alone(week):
    other = program(COLLECTED, Attendance=[("date", "student_id", "status"), (day(0), "S1", "absent")])  # fmt: skip
    reading = read_program(Path(week))
    assert reading.program is not None
    assert reading.program.attendance == ()
    match("attendance", week)
    fill(SHEET, "present")
    before = Path(other).read_bytes()
    said = match("attendance", week, "--collect", SHEET, code=2).stderr
    assert f"{COLLECTED} is a program" in said
    assert Path(other).read_bytes() == before


@pytest.mark.usefixtures("week")
def test_a_folder_of_csv_files_has_it_beside_itself():
    books.folder(Path("term 2"), SITES)
    shutil.copy("program-2026-09-14.xlsx", "term 2-2026-09-14.xlsx")
    match("attendance", "term 2")
    fill("term 2-attendance-2026-09-14.xlsx", "present", "absent")
    said = match("attendance", "term 2", "--collect", "term 2-attendance-2026-09-14.xlsx").stdout
    assert "Wrote term 2-attendance.xlsx: 2 sessions so far." in said
    said = match("ledger", "term 2", "--until", "2026-09-20").stdout
    assert "4 sessions scheduled, 1 delivered" in said


def test_nothing_of_it_is_taken_for_a_plan(week):
    match("attendance", week)
    match("attendance", week, "--each-site")
    fill(SHEET, "present")
    match("attendance", week, "--collect", SHEET)
    said = match("--week", "2026-09-21", week).stdout
    assert "It goes on from program-2026-09-14.xlsx" in said
    assert "2 plans" in match("ledger", week, "--until", "2026-09-27").stdout
