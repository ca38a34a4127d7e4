"""The sheet to be filled in: what it looks like, on the screen and on paper."""

import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from matcher.workbook.attendance_book import session_lines, write_attendance
from matcher.workbook.scheduled import read_week
from tests.workbook import plans


@pytest.fixture
def lines(tmp_path):
    plan = plans.eventful()
    return session_lines(read_week(plans.saved(plan, tmp_path), plan.problem.program), plan.problem.program)  # fmt: skip


@pytest.fixture
def path(lines, tmp_path):
    path = tmp_path / "sheet.xlsx"
    write_attendance(lines, path, program="Reach & Read", monday=plans.MONDAY, place="Lincoln & Co")
    return path


@pytest.fixture
def sheet(path):
    return load_workbook(path)["Attendance"]


def test_sessions_are_told_with_who_is_to_hold_them_and_what_is_not_as_planned(lines):
    told = {(line.student_id, line.date.day, line.start): line for line in lines}
    covered = told["S001", 14, 480]
    assert (covered.tutor_id, covered.tutor, covered.as_planned) == ("T03", "Ms Vega", "covered")
    assert told["S001", 18, 540].as_planned == "moved"
    assert told["S002", 14, 480].as_planned == "away"
    assert told["S001", 16, 480].as_planned == "cancelled"
    assert told["S001", 17, 480].as_planned == ""
    assert (told["S004", 18, 1020].site, told["S001", 17, 480].site) == (None, "Lincoln")
    assert {line.student for line in lines if line.student_id == "S003"} == {""}


def test_who_has_left_the_program_has_the_name_that_the_plan_gives(tmp_path):
    plan = plans.eventful()
    program = replace(plan.problem.program, requests=(), tutors=plan.problem.program.tutors[:1])
    week = read_week(plans.saved(plan, tmp_path), program)
    told = {line.student_id: line for line in session_lines(week, program)}
    assert (told["S001"].student, told["S003"].tutor) == ("Ana Díaz", "Mr Kim")


def test_cells_to_be_filled_in_differ_and_offer_their_words(sheet):
    heads = [cell.value for cell in sheet[1]]
    assert heads[-2:] == ["status", "minutes"]
    assert {cell.fill.start_color.rgb for cell in sheet[2][-2:]} == {"00FDF0D5"}
    assert {cell.border.left.style for cell in sheet[2][-2:]} == {"thin"}
    assert {cell.fill.fill_type for cell in sheet[2][:-2]} == {None}
    status, minutes = sheet.data_validations.dataValidation
    assert status.formula1 == '"present,absent,tutor_absent,cancelled"'
    assert str(status.sqref) == "J2:J1048576"
    assert not status.showErrorMessage
    assert minutes.prompt == "How long it was, in minutes. Blank: as long as planned."
    assert str(minutes.sqref) == "K2:K1048576"
    assert sheet.column_dimensions["J"].width >= len("tutor_absent")


def test_it_is_ready_to_be_printed_and_says_that_it_is_confidential(sheet):
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.print_area.replace("'Attendance'!", "").replace("$", "")
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.oddHeader.center.text == "CONFIDENTIAL - names of students"
    foot = sheet.oddFooter.left.text
    assert "Reach && Read" in foot
    assert "attendance, Lincoln && Co, week of 14 September 2026" in foot


def test_no_need_category_or_reason_is_in_any_part_of_the_file(path):
    with zipfile.ZipFile(path) as parts:
        text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert "Ben Okoye" in text
    for telling in ("77777", "88888", "CATEGORY", "WHY-TEXT", "Spanish", "G001"):
        assert telling not in text


def test_a_day_that_ends_at_midnight_and_a_sheet_without_rows(tmp_path, lines):
    write_attendance([replace(lines[0], end=1440)], tmp_path / "a.xlsx")
    assert load_workbook(tmp_path / "a.xlsx")["Attendance"]["C2"].number_format == "[h]:mm"
    write_attendance([], tmp_path / "b.xlsx")
    assert load_workbook(tmp_path / "b.xlsx")["Attendance"].max_row == 1
