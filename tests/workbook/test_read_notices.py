"""What is told and stops nothing."""

import datetime as dt

import pytest

from tests.workbook import books
from tests.workbook.books import GOOD, column, replaced

DAY = dt.date(2026, 9, 14)


def told(found):
    """The notices of a reading that holds no error."""
    assert found.program is not None, found.errors
    assert {finding.level for finding in found.findings} <= {"notice"}
    return [(n.sheet, n.cell, n.message) for n in found.findings]


def test_an_unknown_column_is_ignored_with_the_nearest_known_name(read):
    ((sheet, cell, message),) = told(read(Students=column("Students", "grade levl", 3, 3)))
    assert (sheet, cell) == ("Students", "F1")
    assert "nearest known name is grade" in message


def test_an_unknown_sheet_is_ignored_with_the_nearest_known_name(read):
    ((sheet, _, message),) = told(read(Calender=[["date"]]))
    assert sheet == "Calender"
    assert "nearest known name is Calendar" in message


def test_values_without_a_header_are_told_once(read):
    first, *rest = GOOD["Students"]
    notes = told(read(Students=[first, *[[*row, None, "note"] for row in rest]]))
    assert notes == [("Students", "G2", "Column G has no header; it is ignored")]


def test_a_whole_name_makes_the_parts_unknown_columns(read):
    notes = told(read(Students=column("Students", "first name", "A", "B")))
    assert [(sheet, cell) for sheet, cell, _ in notes] == [("Students", "F1")]


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("Transport", [["route", "days"], ["Bus", "MWF"], ["bus", "Mon,Wed,Fri"]]),
        ("Pairs", [["rule", "student", "with"], ["apart", "S1", "S2"], ["apart", "S2", "S1"]]),
        ("Pins", [["student", "tutor", "note"], ["S1", "T1", "first"], ["S1", "T1", None]]),
        ("Calendar", [["date", "what"], [DAY, "closed"], [DAY, "Closed"]]),
        ("Absences", [["date", "person_id"], [DAY, "S1"], ["2026-09-14", "S1"]]),
        (
            "Attendance",
            [["date", "student_id", "status"], [DAY, "S1", "absent"], [DAY, "S1", "absent"]],
        ),
        ("Contacts", [["student_id", "name"], ["S1", "Eva"], ["S1", "Eva"]]),
    ],
)
def test_a_doubled_row_is_told(read, sheet, rows):
    ((where, cell, message),) = told(read(**{sheet: rows}))
    assert (where, cell[1:]) == (sheet, "3")
    assert "same as row 2" in message


def test_an_avoided_pair_is_not_doubled_by_the_other_way(read):
    rows = [["rule", "student", "with"], ["avoid", "S1", "T1"], ["avoid", "S2", "T1"]]
    assert told(read(Pairs=rows)) == []


def test_many_doubled_rows_are_counted(read):
    rows = [["date", "student_id", "status"], *[[DAY, "S1", "absent"]] * 40]
    notes = told(read(Attendance=rows))
    assert len(notes) == 21
    assert "19 further rows" in notes[0][2]


def test_a_site_that_one_sheet_alone_names_is_told_with_a_guess(read):
    rows = [*GOOD["Tutors"], ["T2", "Lincon", "Math", "English", "Mon 8:00-9:00"]]
    found = read(Tutors=rows)
    ((sheet, cell, message),) = told(found)
    assert (sheet, cell) == ("Tutors", "B3")
    assert "Only the sheet Tutors names the site Lincon" in message
    assert "Lincoln" in found.findings[0].remedy


def test_a_subject_that_one_sheet_alone_names_is_told(read):
    rows = [*GOOD["Students"], ["S3", "Chess", "Lincoln", 3]]
    ((sheet, cell, message),) = told(read(Students=rows))
    assert (sheet, cell) == ("Students", "B4")
    assert "the subject Chess" in message


def test_of_a_list_it_is_said_which_name_stands_alone(read):
    (note,) = told(read(Students=replaced("Students", "subject", "Math; Chess", "Math")))
    assert "the subject Chess" in note[2]


def test_a_range_that_became_a_date_is_told(read):
    found = read(Students=column("Students", "sessions", dt.datetime.fromisoformat("2026-05-03")))
    ((sheet, cell, message),) = told(found)
    assert (sheet, cell) == ("Students", "F2")
    assert "read as 3-5" in message
    assert (found.program.requests[0].least, found.program.requests[0].most) == (3, 5)


def test_grades_and_settings_that_became_dates_are_told(read):
    found = read(
        Tutors=column("Tutors", "grades", dt.datetime.fromisoformat("2026-03-05")),
        Settings=[
            ["setting", "value"],
            ["sessions_per_week", dt.datetime.fromisoformat("2026-04-02")],
        ],
    )
    assert [(sheet, cell) for sheet, cell, _ in told(found)] == [
        ("Tutors", "F2"),
        ("Settings", "B2"),
    ]
    assert found.program.tutors[0].grades == frozenset({3, 4, 5})
    assert found.program.settings.sessions_per_week == (2, 4)


def test_students_with_another_home_language_and_no_languages_are_listed(read):
    rows = [
        [*GOOD["Students"][0], "home_language", "languages"],
        ["S1", "Math", "Lincoln", 3, "", "Spanish", ""],
        ["S2", "Math", "Lincoln", 3, "", "English", ""],
        ["S3", "Math", "Lincoln", 3, "", "Spanish", "Spanish"],
        ["S4", "Math", "Lincoln", 3, "", "Korean", ""],
    ]
    ((sheet, _, message),) = told(read(Students=rows))
    assert sheet == "Students"
    assert message.endswith("(students: 2): S1, S4.")


def test_who_attended_and_left_is_counted_in_one_notice(read):
    rows = [["date", "student_id", "status", "tutor_id"]]
    rows += [
        [DAY, "S9", "present", "T1"],
        [DAY, "S8", "present", "T1"],
        [DAY, "S1", "present", "T8"],
    ]
    notes = told(read(Attendance=rows))
    assert [cell for _, cell, _ in notes] == ["B2", "D4"]
    assert "2 rows name 2 people who are not" in notes[0][2]
    assert "1 row names 1 person who is not" in notes[1][2]


def test_contacts_of_who_left_are_counted_in_one_notice(read):
    rows = [["student_id", "address"], ["S9", "555-0100"], ["S9", "555-0101"], ["S1", "555-0102"]]
    ((sheet, cell, message),) = told(read(Contacts=rows))
    assert (sheet, cell) == ("Contacts", "A2")
    assert "2 rows name 1 person who is not" in message


@pytest.mark.parametrize(
    ("zone", "told_of"), [("Pacific", 1), ("America/Los_Angeles", 0), (None, 0)]
)
def test_what_is_no_time_zone_is_told(read, zone, told_of):
    notes = told(read(Settings=[["setting", "value"], ["timezone", zone]]))
    assert [(sheet, cell) for sheet, cell, _ in notes] == [("Settings", "B2")] * told_of


def test_the_way_from_a_site_to_itself_is_nothing(read):
    found = read(Travel=[["from", "to", "minutes"], ["Lincoln", "lincoln", 5]])
    assert "counts as 0" in told(found)[0][2]
    assert found.program.travel == {}


def test_early_release_takes_no_end(read):
    rows = [["date", "what", "from", "to"], [DAY, "early_release", "13:00", "15:00"]]
    found = read(Calendar=rows)
    assert told(found)[0][1] == "D2"
    assert found.program.calendar[0].end is None


def test_a_doubtful_afternoon_is_told(read):
    notes = told(read(Tutors=column("Tutors", "busy", "Mon 1:00-2:30 PM")))
    assert "1:00 to 14:30" in notes[0][2]


def test_a_title_above_the_headers_is_told(read):
    found = read(Students=[["Our students, autumn"], [], *GOOD["Students"]])
    ((sheet, cell, message),) = told(found)
    assert (sheet, cell) == ("Students", "A3")
    assert "above it is not read" in message
    assert len(found.program.requests) == 2


def test_a_sheet_with_headers_alone_is_told(read):
    assert ("Tutors", "", "The sheet has headers but no row.") in told(
        read(Tutors=GOOD["Tutors"][:1])
    )


def test_notices_stand_after_errors_and_in_the_order_of_the_sheets(read):
    found = read(
        Slots=books.replaced("Slots", "end", "7:00"), Students=column("Students", "what", 1)
    )
    assert [f.level for f in found.findings] == ["error", "notice"]
