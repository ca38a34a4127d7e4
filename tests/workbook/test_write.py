"""What every sheet of a written plan must say, and what it must never say."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from matcher.covers import read_covers
from matcher.domain import Meeting, Program, Request, Settings
from matcher.workbook import write
from matcher.workbook.write import TargetLockedError, WriteError, write_plan
from tests.workbook.plans import (
    FACTS,
    MONDAY,
    eventful,
    group,
    plan_of,
    slot,
    student,
    tutor,
    written,
)

SHEETS = (
    "Summary",
    "Sessions",
    "Groups",
    "Seats",
    "Tutors",
    "Students",
    "Sites",
    "Unplaced",
    "Helps most",
    "Open seats",
    "Changes",
    "Coverage",
    "Checks",
    "Problems",
    "Run",
)
HANDED_OUT = ("Sessions", "Groups", "Seats", "Tutors", "Students", "Sites")


def table(book, name):
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, map(as_date, row), strict=True)) for row in rows]


def as_date(value):
    return value.date() if isinstance(value, dt.datetime) else value


def texts(sheet):
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return written(eventful(), tmp_path_factory.mktemp("eventful"))


def test_every_sheet_is_there_under_its_name(book):
    assert set(book.sheetnames) == set(SHEETS)


@pytest.mark.parametrize(
    ("sheet", "headers"),
    [
        (
            "Sessions",
            (
                "date day start end site modality group_id tutor_id tutor subject language "
                "student_id student status planned_tutor_id planned_date planned_start"
            ),
        ),
        (
            "Groups",
            "group_id day start end site modality tutor_id tutor subject language students",
        ),
        (
            "Seats",
            "student_id student subject group_id tutor_id tutor seated_since tutor_since",
        ),
        ("Unplaced", "student_id student subject reason_code reason smallest_change"),
        ("Run", "key value"),
    ],
)
def test_headers_stand_in_row_1_as_the_contract_names_them(book, sheet, headers):
    assert [cell.value for cell in book[sheet][1]] == headers.split()


def test_sessions_are_sorted_by_date_start_site_and_tutor(book):
    keys = [
        (row["date"], row["start"], row["site"] or "", row["tutor"] or "")
        for row in table(book, "Sessions")
    ]
    assert keys == sorted(keys)


def session(book, student_id, **told):
    found = [
        row
        for row in table(book, "Sessions")
        if row["student_id"] == student_id and all(row[key] == told[key] for key in told)
    ]
    assert len(found) == 1
    return found[0]


def test_dates_times_and_numbers_are_excels_own(book):
    row = session(book, "S001", status="planned", day="Thu")
    assert (row["date"], row["start"], row["end"]) == (
        dt.date(2026, 9, 17),
        dt.time(8),
        dt.time(8, 30),
    )
    assert table(book, "Groups")[0]["students"] == 2


def test_a_covered_session_names_both_tutors(book):
    row = session(book, "S001", status="covered")
    assert (row["tutor_id"], row["planned_tutor_id"]) == ("T03", "T01")
    assert row["planned_date"] is None


def test_a_moved_session_tells_where_it_was_planned(book):
    row = session(book, "S001", status="moved")
    assert (row["date"], row["start"]) == (dt.date(2026, 9, 18), dt.time(9))
    assert (row["planned_date"], row["planned_start"]) == (dt.date(2026, 9, 15), dt.time(8))


def test_who_is_away_from_a_moved_meeting_stands_at_the_moved_one(book):
    row = session(book, "S002", status="away", day="Fri")
    assert row["start"] == dt.time(9)
    assert (row["planned_date"], row["planned_start"]) == (dt.date(2026, 9, 15), dt.time(8))


def test_who_is_away_from_a_covered_meeting_stands_with_the_planned_tutor(book):
    row = session(book, "S002", status="away", day="Mon")
    assert (row["tutor_id"], row["planned_tutor_id"]) == ("T01", None)


@pytest.mark.parametrize(("student_id", "status"), [("S001", "cancelled"), ("S002", "away")])
def test_a_cancelled_meeting_stands_as_planned(book, student_id, status):
    row = session(book, student_id, status=status, day="Wed")
    assert (row["start"], row["tutor_id"], row["planned_date"]) == (dt.time(8), "T01", None)


def test_an_online_meeting_without_a_site_has_a_blank_site(book):
    row = session(book, "S004")
    assert (row["site"], row["modality"]) == (None, "online")


def test_the_end_of_the_day_is_a_time_too(tmp_path):
    """24:00 is no time of Excel's clock; it is written as a duration that shows and reads as 24:00."""
    late = slot(2, 24 * 60 - 30)
    child = Request(student(1), "Reading", 1, 1)
    program = Program((child,), (tutor(1),), (late,))
    plan = plan_of(program, [group("G1", tutor(1), [child], [Meeting(late, 0)], "Reading")])
    cell = written(plan, tmp_path)["Groups"]["D2"]
    assert (cell.value, cell.number_format) == (dt.timedelta(days=1), "[h]:mm")


def test_seats_stand_in_the_order_of_the_students_sheet_with_their_mondays(book):
    rows = table(book, "Seats")
    assert [(row["student_id"], row["subject"]) for row in rows] == [
        ("S001", "Mathematics"),
        ("S002", "Mathematics"),
        ("S003", "Mathematics"),
        ("S001", "Reading"),
        ("S004", "Reading"),
    ]
    assert rows[0]["seated_since"] == dt.date(2026, 8, 31)
    assert rows[0]["tutor_since"] == dt.date(2026, 9, 14)


def test_unplaced_requests_have_their_reason(book):
    assert table(book, "Unplaced") == [
        {
            "student_id": "S005",
            "student": "Eli Sato",
            "subject": "Reading",
            "reason_code": "no_time",
            "reason": "No tutor is free when the student is.",
            "smallest_change": None,
        }
    ]


def test_run_tells_every_goal_by_its_key_and_blank_where_there_is_nothing(book):
    run = {row["key"]: row["value"] for row in table(book, "Run")}
    goals = [f"goal_{n}" for n in range(1, 11)] + ["goal_7b", "goal_9b"]
    expected = {f"{goal}_{what}" for goal in goals for what in ("value", "bound")}
    expected |= {"version", "week", "input_sha256", "previous_sha256"}
    expected |= {"options", "seed", "seconds", "ended_by"}
    covered = {row["tutor_id"] for row in table(book, "Sessions") if row["status"] == "covered"}
    assert run.keys() == expected | {"covers"}  # somebody covers in this week
    assert read_covers(run["covers"]).keys() == covered != set()
    assert (run["week"], run["ended_by"], run["seed"]) == (dt.date(2026, 9, 14), "work", 7)
    assert (run["goal_3_value"], run["goal_3_bound"]) == (9, 10)
    assert (run["goal_7_value"], run["goal_7b_value"], run["goal_7b_bound"]) == (9, 270, None)
    assert run["goal_10_value"] == 252.5
    assert run["goal_1_value"] is None
    assert run["goal_9b_bound"] is None


def test_checks_tell_each_rules_sentence_and_counts(book):
    assert table(book, "Checks") == [
        {
            "rule": 6,
            "name": "group-size",
            "sentence": "No group has more members than agreed.",
            "cases": 4,
            "broken": 0,
        }
    ]


def test_problems_tell_rows_left_out_before_notices(book):
    rows = table(book, "Problems")
    assert [(row["level"], row["sheet"], row["cell"]) for row in rows] == [
        ("left out", "Students", "D9"),
        ("notice", "Slots", "A4"),
        ("notice", None, None),
    ]
    assert rows[2]["message"] == "The student S009 is no longer in the program."


def test_coverage_counts_students_and_requests_and_is_marked(book):
    rows = {(row["by"], row["value"]): row for row in table(book, "Coverage")}
    everyone = rows["all", "everyone"]
    assert (everyone["students"], everyone["students_placed"]) == (5, 4)
    assert (everyone["requests"], everyone["placed"], everyone["not_placed"]) == (6, 5, 1)
    assert rows["category", "CATEGORY-EL"]["placed"] == 2
    assert rows["grade", "K"]["students"] == 1
    assert rows["language", "Spanish"]["requests"] == 3
    assert {row["marking"] for row in rows.values()} == {"confidential"}


def test_owed_sessions_stand_on_the_students_sheet_as_numbers(book):
    rows = list(book["Students"].iter_rows(values_only=True))
    owed = {row[1]: row[-1] for row in rows if "sessions owed this week" in [str(v) for v in row]}
    assert owed == {
        "Mathematics with Ms Ruiz · group G001": 3,  # of Ben, whose rows come after Ana's
        "Reading with Mr Kim · group G003": 0,
        "Mathematics with Mr Kim · group G002": 0,
        "Reading with Mr Kim · group G010": 1,
    }
    ana = next(n for n, row in enumerate(rows) if row[0] == "Ana Díaz (S001)")
    assert rows[ana + 1][-1] == 1


@pytest.mark.parametrize("sheet", ["Tutors", "Students", "Sites"])
def test_grids_show_what_becomes_of_the_week(book, sheet):
    shown = "\n".join(texts(book[sheet]))
    for word in ("COVER", "MOVED to Fri 9:00", "MOVED here from Tue 8:00", "CANCELLED"):
        assert word in shown
    assert "Mon 14 Sep" in shown


def test_a_tutors_time_is_told_in_hours_and_minutes(book):
    asides = [row[-1] for row in book["Tutors"].iter_rows(min_row=5, values_only=True)]
    assert "2 meetings, 1 h this week" in asides
    assert "1 meeting, 30 min this week" in asides


def test_the_door_of_a_site_names_no_child(book):
    shown = "\n".join(texts(book["Sites"]))
    assert not [name for name in ("Ana", "Ben", "Dina", "S003") if name in shown]


@pytest.mark.parametrize("name", ["Tutors", "Students", "Sites"])
def test_grids_are_set_up_to_be_printed_and_read(book, name):
    sheet = book[name]
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.print_area.rsplit("$", 1)[1]) >= sheet.max_row
    top = int(sheet.freeze_panes[1:]) - 1
    assert sheet.print_title_rows == f"$1:${top}"
    assert sheet.cell(top, 1).value == "Time"
    assert sheet.column_dimensions["B"].width > 15


def test_each_tutor_and_each_site_begins_a_printed_page(book):
    tutors = [brk.id for brk in book["Tutors"].row_breaks.brk]
    names = [book["Tutors"].cell(row + 1, 1).value for row in tutors]
    assert names == ["Mr Kim (T02)", "Ms Vega (T03)"]
    sites = [brk.id for brk in book["Sites"].row_breaks.brk]
    assert [book["Sites"].cell(row + 1, 1).value for row in sites] == ["Online"]


def test_colours_go_with_letters_that_print_in_black_and_white(book):
    sheet = book["Tutors"]
    legend = {cell.value: cell.fill.start_color.rgb for cell in sheet[3] if cell.value}
    assert set(legend) == {"Subjects", "M = Mathematics", "R = Reading"}
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            if str(cell.value).startswith("R · Reading"):
                assert cell.fill.start_color.rgb == legend["R = Reading"]


@pytest.mark.parametrize("sheet", HANDED_OUT)
def test_no_need_category_or_reason_is_handed_out(book, sheet):
    shown = "\n".join(texts(book[sheet]))
    for secret in ("77777", "88888", "CATEGORY-EL", "no_time", "No tutor is free", "WHY-TEXT"):
        assert secret not in shown


def test_summary_speaks_of_students_goals_and_what_to_look_at(book):
    rows = [
        [v for v in row if v is not None] for row in book["Summary"].iter_rows(values_only=True)
    ]
    said = {row[0]: row[1:] for row in rows if row}
    assert said["Students with a seat"] == [4, "of 5  (80 %)"]
    assert said["Requests placed (a request is one student and one subject)"][0] == 5
    assert said["Students tutored in their first language"] == [3, "of 4  (75 %)"]
    assert said["Seats kept from the previous plan"] == [1, "of 1  (100 %)"]
    assert said["Sessions owed to students"][0] == 5
    assert said["3. Need of the students placed"] == [9, 10, "within 10.0 % of the limit"]
    assert (
        said["10. Wages of the week"][1] == "no plan below 200"
    )  # a bound, not a plan that there is
    shown = "\n".join(map(str, said))
    assert "S005, Reading (need 88,888)" in shown
    assert "Eli Sato" not in shown
    assert "pilot-2026-09-07.xlsx" in shown


def nasty(text):
    """A plan in which every text that comes from the input begins with ``text``."""
    child = student(1, id=f"{text}id", name=f"{text}name", site=f"{text}site")
    other = student(2, id=f"{text}other", name=f"{text}name", site=f"{text}site")
    teacher = tutor(1, id=f"{text}tutor", name=f"{text}name", sites=(f"{text}site",))
    cover = tutor(2, id=f"{text}cover", name=f"{text}cover")
    subject, language = f"{text}subject", f"{text}language"
    child = replace(child, categories=(f"{text}category",), home_language=f"{text}home")
    here, there = slot(2, 480, site=f"{text}site"), slot(3, 540, site=f"{text}site")
    wish = Request(child, subject, 1, 5, languages=(language,))
    unplaced = Request(other, subject, 1, 5, languages=(language,))
    program = Program(
        (wish, unplaced), (teacher, cover), (here, there), Settings(program=f"{text}program")
    )
    one = group(
        f"{text}G1",
        teacher,
        [wish],
        [Meeting(here, day) for day in range(3)],
        subject,
        language,
        site=f"{text}site",
    )
    facts = replace(FACTS, options=f"{text}options", input_name=f"{text}in.xlsx")
    return plan_of(program, [one], notices=(f"{text}notice",)), facts


@pytest.mark.parametrize(
    "text", ["=1+1", "+x", "-x", "@x", "=", "#REF!", "\t=1", "http://x.y/", "\x01\x0b"]
)
def test_no_text_of_the_input_ever_becomes_a_formula_or_a_link(tmp_path, text):
    plan, facts = nasty(text)
    book = written(plan, tmp_path, facts)
    assert any("subject" in value for value in texts(book["Groups"]))
    for sheet in book:
        assert not sheet._hyperlinks
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d"), (sheet.title, cell.coordinate)
                assert cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "007", "1e5", "TRUE", "2026-09-14"])
def test_ids_come_back_as_the_text_that_they_were(tmp_path, text):
    plan, facts = nasty(text)
    seat = table(written(plan, tmp_path, facts), "Seats")[0]
    assert (seat["student_id"], seat["tutor_id"]) == (f"{text}id", f"{text}tutor")
    assert seat["subject"] == f"{text}subject"


def test_texts_longer_than_a_cell_are_cut_and_not_refused(tmp_path):
    plan = replace(eventful(), notices=("x" * 40_000,))
    assert len(table(written(plan, tmp_path), "Problems")[2]["message"]) == 32_767


def test_an_empty_plan_has_all_its_sheets(tmp_path):
    program = Program((), (tutor(1),), (slot(2, 480),))
    plan = plan_of(program, [], reached=(), notices=())
    book = written(plan, tmp_path, replace(FACTS, findings=()))
    assert set(book.sheetnames) == set(SHEETS)
    assert book["Sessions"].max_row == 1


def test_an_older_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"older")
    write_plan(eventful(), path, FACTS)
    assert load_workbook(path)["Run"]["A1"].value == "key"
    assert [file.name for file in tmp_path.iterdir()] == ["out.xlsx"]


def test_when_writing_fails_the_older_file_stays_and_nothing_else_is_left(tmp_path, monkeypatch):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"older")

    def breaks(*_):
        raise RuntimeError("half way")

    monkeypatch.setattr(write, "_book", breaks)
    with pytest.raises(RuntimeError):
        write_plan(eventful(), path, FACTS)
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["out.xlsx"]


def test_a_file_held_by_another_program_is_told_as_such(tmp_path, monkeypatch):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"older")

    def held(*_):
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(type(path), "replace", held)
    with pytest.raises(TargetLockedError, match="probably Excel"):
        write_plan(eventful(), path, FACTS)
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["out.xlsx"]


def test_a_missing_folder_is_told_as_such(tmp_path):
    with pytest.raises(WriteError, match="Is the folder there"):
        write_plan(eventful(), tmp_path / "no" / "out.xlsx", FACTS)


def test_weekend_meetings_widen_the_grid_to_sunday(tmp_path):
    sunday = slot(2, 600, days=(6,), kind="weekend")
    child = Request(student(1), "Reading", 1, 1, need=Fraction(2))
    program = Program((child,), (tutor(1),), (sunday,))
    plan = plan_of(program, [group("G1", tutor(1), [child], [Meeting(sunday, 6)], "Reading")])
    sheet = written(plan, tmp_path)["Students"]
    assert sheet.cell(4, 8).value == "Sun 20 Sep"
    assert MONDAY + dt.timedelta(days=6) == dt.date(2026, 9, 20)
