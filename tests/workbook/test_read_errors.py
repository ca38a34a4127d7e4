"""Every error in the sheets of a program, with its cell, the value found and what would be right."""

import datetime as dt

import pytest

from tests.workbook.books import GOOD, column, replaced

DAY = dt.date(2026, 9, 14)
STUDENTS, TUTORS, SLOTS = GOOD["Students"], GOOD["Tutors"], GOOD["Slots"]


def settings(*rows):
    return {"Settings": [["setting", "value"], *rows]}


def pairs(*rows):
    return {"Pairs": [["rule", "student", "with"], *rows]}


def pins(*rows):
    return {"Pins": [["student", "subject", "tutor", "times", "note"], *rows]}


def dated(sheet, *rows):
    headers = {
        "Calendar": ["date", "start_date", "end_date", "what", "from", "to"],
        "Absences": ["date", "start_date", "end_date", "person_id", "from", "to"],
    }
    return {sheet: [headers[sheet], *rows]}


CASES = {
    # pins that say nothing, too much, or name nobody
    "a pin of nobody": (
        pins([None, None, None, "Mon 8:00-8:30", "for Ana"]),
        "A2",
        "",
        "neither a student nor a tutor",
    ),
    "a pin of a student to nothing": (
        pins(["S1", "Math", None, None]),
        "C2",
        "",
        "neither a tutor nor times",
    ),
    "a tutor kept free at no time": (pins([None, None, "T1", None]), "D2", "", "but no times"),
    "a subject without a student": (
        pins([None, "Math", "T1", "Mon 8:00-8:30"]),
        "B2",
        "Math",
        "a subject but no student",
    ),
    "two times on one weekday": (
        pins(["S1", None, None, "Mon 8:00-8:30; Mon 9:00-9:30"]),
        "D2",
        "Mon 8:00-8:30; Mon 9:00-9:30",
        "two times on Mon",
    ),
    "times of a pin that can't be read": (
        pins(["S1", None, None, "Mondays"]),
        "D2",
        "Mondays",
        "",
    ),
    "a pin of an unknown student": (pins(["S9", None, "T1"]), "A2", "S9", "No student has this ID"),
    "a pin to an unknown tutor": (pins(["S1", None, "T9"]), "C2", "T9", "No tutor has this ID"),
    "a pin of a tutor as a student": (
        pins(["T1", None, None, "Mon 8:00-8:30"]),
        "A2",
        "T1",
        "This is a tutor's ID",
    ),
    "a pin to a student as a tutor": (pins(["S1", None, "S2"]), "C2", "S2", "a student's ID"),
    "a pin in a subject not asked for": (
        pins(["S1", "Reading", "T1"]),
        "B2",
        "Reading",
        "no request for this subject",
    ),
    # blank cells and cells that can't be read
    "blank student ID": (
        {"Students": replaced("Students", "student_id", None, "S2")},
        "A2",
        "",
        "student_id is blank",
    ),
    "blank subject": (
        {"Students": replaced("Students", "subject", " ", "Math")},
        "B2",
        "",
        "subject is blank",
    ),
    "blank site": (
        {"Students": replaced("Students", "site", None, "Lincoln")},
        "C2",
        "",
        "site is blank",
    ),
    "blank grade": (
        {"Students": replaced("Students", "grade", None, 3)},
        "D2",
        "",
        "grade is blank",
    ),
    "blank available": (
        {"Tutors": replaced("Tutors", "available", None)},
        "E2",
        "",
        "available is blank",
    ),
    "blank sites": ({"Tutors": replaced("Tutors", "sites", None)}, "B2", "", "sites is blank"),
    "blank days": ({"Slots": replaced("Slots", "days", None)}, "B2", "", "days is blank"),
    "blank site of a slot": (
        {"Slots": replaced("Slots", "site", None)},
        "A2",
        "",
        "only online slots",
    ),
    "blank rule": (pairs([None, "S1", "T1"]), "A2", "", "rule is blank"),
    "blank minutes": (
        {"Travel": [["from", "to", "minutes"], ["A", "B", None]]},
        "C2",
        "",
        "minutes is blank",
    ),
    "blank status": (
        {"Attendance": [["date", "student_id", "status"], [DAY, "S1", None]]},
        "C2",
        "",
        "status is blank",
    ),
    "language": (
        {"Students": column("Students", "languages", "Spansh")},
        "F2",
        "Spansh",
        "no known language",
    ),
    "language of a tutor": (
        {"Tutors": replaced("Tutors", "languages", "Englsh")},
        "D2",
        "Englsh",
        "no known language",
    ),
    "home language": (
        {"Students": column("Students", "home_language", "Klingish")},
        "F2",
        "Klingish",
        "language",
    ),
    "grade": ({"Students": replaced("Students", "grade", 13, 3)}, "D2", "13", "no grade 13"),
    "grades": ({"Tutors": column("Tutors", "grades", "5-3")}, "F2", "5-3", "backwards"),
    "sessions": ({"Students": column("Students", "sessions", "5-3")}, "F2", "5-3", "backwards"),
    "need": ({"Students": column("Students", "need", 0)}, "F2", "0", "more than 0"),
    "negative need": ({"Students": column("Students", "need", -2)}, "F2", "-2", "more than 0"),
    "level": ({"Students": column("Students", "level", "high")}, "F2", "high", "not a number"),
    "negative group size": (
        {"Students": column("Students", "max_group", -1)},
        "F2",
        "-1",
        "negative",
    ),
    "group of nobody": ({"Students": column("Students", "max_group", 0)}, "F2", "0", "below 1"),
    "negative limit": (
        {"Tutors": column("Tutors", "max_sessions_week", -5)},
        "F2",
        "-5",
        "negative",
    ),
    "negative hours": (
        {"Tutors": column("Tutors", "max_hours_week", -0.5)},
        "F2",
        "-0.5",
        "negative",
    ),
    "negative wage": ({"Tutors": column("Tutors", "hourly_rate", -1)}, "F2", "-1", "negative"),
    "negative rooms": ({"Slots": column("Slots", "groups_at_once", -1)}, "E2", "-1", "negative"),
    "negative rooms of a site": (
        {"Sites": [["site", "groups_at_once"], ["Lincoln", -1]]},
        "B2",
        "-1",
        "negative",
    ),
    "negative travel": (
        {"Travel": [["from", "to", "minutes"], ["A", "B", -1]]},
        "C2",
        "-1",
        "negative",
    ),
    "half a session": ({"Tutors": column("Tutors", "max_sessions_day", 2.5)}, "F2", "2.5", "whole"),
    "windows": (
        {"Tutors": replaced("Tutors", "available", "8:00-15:00")},
        "E2",
        "8:00-15:00",
        "not a window",
    ),
    "windows that end early": (
        {"Tutors": replaced("Tutors", "available", "Mon 9:00-8:00")},
        "E2",
        "Mon 9:00-8:00",
        "ends no later",
    ),
    "days": ({"Slots": replaced("Slots", "days", "Funday")}, "B2", "Funday", "no days"),
    "time": ({"Slots": replaced("Slots", "start", "morning")}, "C2", "morning", "not a time"),
    "date": ({"Slots": column("Slots", "end_date", "9/14/2026")}, "E2", "9/14/2026", "not a date"),
    "yes or no": (
        {"Students": column("Students", "consent", "perhaps")},
        "F2",
        "perhaps",
        "neither",
    ),
    "modality": ({"Students": column("Students", "modality", "hybrid")}, "F2", "hybrid", "none of"),
    "kind": ({"Slots": column("Slots", "kind", "lunch")}, "E2", "lunch", "none of"),
    "status": (
        {"Attendance": [["date", "student_id", "status"], [DAY, "S1", "late"]]},
        "C2",
        "late",
        "none of",
    ),
    "a site that became a date": (
        {"Students": replaced("Students", "site", DAY, "Lincoln")},
        "C2",
        "2026-09-14",
        "date",
    ),
    "an Excel error": (
        {"Students": replaced("Students", "student_id", "#N/A", "S2")},
        "A2",
        "#N/A",
        "Excel shows",
    ),
    # what cells of one row are to each other
    "slot that ends early": (
        {"Slots": replaced("Slots", "end", "7:30")},
        "D2",
        "7:30",
        "no later than start",
    ),
    "slot without length": (
        {"Slots": replaced("Slots", "end", "8:00")},
        "D2",
        "8:00",
        "no later than start",
    ),
    "slot dates": (
        {"Slots": [[*SLOTS[0], "start_date", "end_date"], [*SLOTS[1], DAY, dt.date(2026, 9, 1)]]},
        "F2",
        "2026-09-01",
        "before the start",
    ),
    "tutor dates": (
        {
            "Tutors": [
                [*TUTORS[0], "start_date", "end_date"],
                [*TUTORS[1], DAY, dt.date(2026, 9, 1)],
            ]
        },
        "G2",
        "2026-09-01",
        "before the start",
    ),
    "student dates": (
        {
            "Students": [
                [*STUDENTS[0], "start_date", "end_date"],
                [*STUDENTS[1], DAY, dt.date(2026, 9, 1)],
            ]
        },
        "G2",
        "2026-09-01",
        "before the start",
    ),
    "bus that runs backwards": (
        {"Transport": [["route", "days", "earliest", "latest"], ["Bus", "Mon", "9:00", "8:00"]]},
        "D2",
        "8:00",
        "no later than earliest",
    ),
    "a route called self": (
        {"Transport": [["route", "days"], ["Self", "Mon"]]},
        "A2",
        "Self",
        "called self",
    ),
    "closed with times": (
        dated("Calendar", [DAY, None, None, "closed", "9:00", None]),
        "E2",
        "9:00",
        "takes no times",
    ),
    "early release without from": (
        dated("Calendar", [DAY, None, None, "early_release", None, None]),
        "E2",
        "",
        "from is blank",
    ),
    "blocked backwards": (
        dated("Calendar", [DAY, None, None, "blocked", "10:00", "9:00"]),
        "F2",
        "9:00",
        "no later than from",
    ),
    "no date": (
        dated("Calendar", [None, None, None, "closed", None, None]),
        "A2",
        "",
        "date is blank",
    ),
    "half a span": (
        dated("Calendar", [None, DAY, None, "closed", None, None]),
        "C2",
        "",
        "end_date is blank",
    ),
    "date and span": (
        dated("Calendar", [DAY, DAY, DAY, "closed", None, None]),
        "A2",
        "2026-09-14",
        "also start_date",
    ),
    "dates backwards": (
        dated("Calendar", [None, DAY, dt.date(2026, 9, 1), "closed", None, None]),
        "C2",
        "2026-09-01",
        "before",
    ),
    "no date of an absence": (
        dated("Absences", [None, None, None, "S1", None, None]),
        "A2",
        "",
        "date is blank",
    ),
    "absence backwards": (
        dated("Absences", [DAY, None, None, "S1", "9:00", "9:00"]),
        "F2",
        "9:00",
        "no later",
    ),
    "a pair of one": (pairs(["apart", "S1", "S1"]), "C2", "S1", "same person"),
    # what rows and sheets are to each other
    "a request twice": (
        {"Students": [*STUDENTS, ["S1", "MATH", None, None]]},
        "B4",
        "MATH",
        "row 2",
    ),
    "a request twice in a cell": (
        {"Students": replaced("Students", "subject", "Math; math", "Math")},
        "B2",
        "Math; math",
        "twice",
    ),
    "rows of a student that differ": (
        {"Students": [*STUDENTS, ["S1", "Reading", "Roosevelt", None]]},
        "C4",
        "Roosevelt",
        "Row 2",
    ),
    "grades of a student that differ": (
        {"Students": [*STUDENTS, ["S1", "Reading", None, 4]]},
        "D4",
        "4",
        "Row 2",
    ),
    "a tutor twice": ({"Tutors": [*TUTORS, TUTORS[1]]}, "A3", "T1", "row 2"),
    "a slot twice": (
        {"Slots": [*SLOTS, ["lincoln", "M-F", dt.time(8), "8:30 am"]]},
        "C3",
        "8:00",
        "row 2",
    ),
    "a site twice": ({"Sites": [["site"], ["Lincoln"], ["lincoln"]]}, "A3", "lincoln", "row 2"),
    "a room twice": (
        {"Rooms": [["site", "room"], ["Lincoln", "Room 3"], ["lincoln", "room 3"]]},
        "B3",
        "room 3",
        "row 2",
    ),
    "a room that holds nobody": (
        {"Rooms": [["site", "room", "groups_at_once"], ["Lincoln", "Room 3", 0]]},
        "C2",
        "0",
        "",
    ),
    "a kind of slot that there is not": (
        {"Rooms": [["site", "room", "kinds"], ["Lincoln", "Room 3", "school_day; nightly"]]},
        "C2",
        "school_day; nightly",
        "none of school_day",
    ),
    "a contact's language": (
        {"Contacts": [["student_id", "language"], ["S1", "Spanglish"]]},
        "B2",
        "Spanglish",
        "no known language",
    ),
    "a way twice": (
        {"Travel": [["from", "to", "minutes"], ["A", "B", 5], ["a", "b", 6]]},
        "A3",
        "a",
        "row 2",
    ),
    "a setting twice": (
        settings(["small_cell", 5], ["Small Cell", 5]),
        "A3",
        "Small Cell",
        "row 2",
    ),
    "an ID of both": ({"Tutors": replaced("Tutors", "tutor_id", "S1")}, "A2", "S1", "also a"),
    "unknown student in a pair": (pairs(["only", "S9", "T1"]), "B2", "S9", "No student"),
    "unknown tutor in a pair": (pairs(["avoid", "S1", "T9"]), "C2", "T9", "No tutor"),
    "together with a tutor": (pairs(["together", "S1", "T1"]), "C2", "T1", "tutor's ID"),
    "apart from a tutor": (pairs(["apart", "S1", "T1"]), "C2", "T1", "tutor's ID"),
    "only a student": (pairs(["only", "S1", "S2"]), "C2", "S2", "student's ID"),
    "avoid a student": (pairs(["avoid", "S1", "S2"]), "C2", "S2", "student's ID"),
    "a tutor as the student": (pairs(["avoid", "T1", "T1"]), "B2", "T1", "tutor's ID"),
    "unknown absent person": (
        dated("Absences", [DAY, None, None, "X1", None, None]),
        "D2",
        "X1",
        "No student or tutor",
    ),
    "a route without transport": (
        {"Students": column("Students", "transport", "Blue bus")},
        "F2",
        "Blue bus",
        "names this route",
    ),
    "unknown setting": (settings(["max_group_sise", 3]), "A2", "max_group_sise", "no such setting"),
    "bad setting": (settings(["max_group_size", "many"]), "B2", "many", "not a number"),
    "setting out of range": (settings(["max_group_size", 0]), "B2", "0", "below 1"),
    "setting range": (settings(["sessions_per_week", "5-3"]), "B2", "5-3", "backwards"),
    "setting choice": (settings(["need_order", "random"]), "B2", "random", "none of"),
    "setting language": (settings(["default_language", "Englsh"]), "B2", "Englsh", "language"),
    "no sessions in all": (
        {"Students": column("Students", "sessions_total", 0)},
        "F2",
        "0",
        "below 1",
    ),
    "no hours in all": ({"Students": column("Students", "hours_total", 0)}, "F2", "0", "above 0"),
    "half a session in all": (
        settings(["sessions_total", 20.5]),
        "B2",
        "20.5",
        "not a whole number",
    ),
    "two targets of a program": (
        settings(["hours_total", 30], ["sessions_total", 40]),
        "B3",
        "40",
        "hours_total in row 2",
    ),
    "negative budget": (settings(["weekly_budget", -1]), "B2", "-1", "negative"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_error_names_its_cell_its_value_and_a_remedy(read, case):
    changed, cell, value, words = CASES[case]
    found = read(**changed)
    assert found.program is None
    (sheet,) = changed
    hits = [e for e in found.errors if (e.sheet, e.cell) == (sheet, cell)]
    assert [e.value for e in hits] == [value]
    assert words in f"{hits[0].message} {hits[0].remedy}"
    assert hits[0].remedy
    others = [e for e in found.errors if e not in hits]
    allowed = {"an ID of both": 1, "a tutor as the student": 1, "a pair of one": 0}
    assert len(others) <= allowed.get(case, 0), others


def two_targets(*rows):
    first, *rest = STUDENTS
    values = zip(rest, rows, strict=True)
    return [[*first, "sessions_total", "hours_total"], *([*row, *two] for row, two in values)]


def test_a_row_has_one_target(read):
    found = read(Students=two_targets((40, 30), (40, None)))
    assert [(e.sheet, e.cell, e.value) for e in found.errors] == [("Students", "G2", "30")]
    assert "Leave one of the two blank" in found.errors[0].remedy
    skipped = read(Students=two_targets((40, 30), (40, None)), skip_bad_rows=True)
    assert skipped.program is not None
    assert [request.sessions_total for request in skipped.program.requests] == [40]


def test_an_id_of_both_is_told_at_both_rows(read):
    found = read(Tutors=replaced("Tutors", "tutor_id", "S1"))
    assert {(e.sheet, e.cell) for e in found.errors} == {("Tutors", "A2"), ("Students", "A2")}


def test_all_problems_are_told_at_once(read):
    found = read(
        Students=replaced("Students", "grade", 13, "Z"),
        Tutors=replaced("Tutors", "languages", "Englsh"),
        Slots=replaced("Slots", "end", "7:00"),
        Pairs=[["rule", "student", "with"], ["apart", "S1", "S9"]],
        Settings=[["setting", "value"], ["max_group_size", -1]],
    )
    assert [(e.sheet, e.cell) for e in found.errors] == [
        ("Students", "D2"),
        ("Students", "D3"),
        ("Tutors", "D2"),
        ("Slots", "D2"),
        ("Pairs", "C2"),
        ("Settings", "B2"),
    ]


def test_a_bad_cell_of_a_person_does_not_make_the_person_unknown(read):
    found = read(
        Students=replaced("Students", "grade", 13, 3),
        Pairs=[["rule", "student", "with"], ["only", "S1", "T1"]],
    )
    assert [(e.sheet, e.cell) for e in found.errors] == [("Students", "D2")]


def test_an_unknown_id_that_differs_by_case_or_zeros_is_guessed(read):
    found = read(Pairs=[["rule", "student", "with"], ["only", "s1", "T1"]])
    assert "Maybe S1 is meant" in found.errors[0].remedy


def test_an_unknown_id_of_a_pin_is_guessed_and_the_subjects_asked_for_are_told(read):
    found = read(**pins(["s1", None, "t 1"], ["S1", "Art", "T1"]))
    assert [(e.cell, e.remedy) for e in found.errors] == [
        ("A2", "Write an ID of the sheet Students. Maybe S1 is meant."),
        ("C2", "Write an ID of the sheet Tutors. Maybe T1 is meant."),
        ("B3", "Write Math, or leave the cell blank."),
    ]


def test_a_bad_subject_of_a_student_does_not_make_pins_wrong(read):
    rows = replaced("Students", "subject", None, "Math")
    found = read(Students=rows, **pins(["S1", "Math", "T1"]))
    assert [(e.sheet, e.cell) for e in found.errors] == [("Students", "B2")]


@pytest.mark.parametrize("sheet", ["Students", "Tutors", "Slots"])
def test_a_missing_sheet_is_one_error(read, sheet):
    found = read(**{sheet: None})
    assert [(e.sheet, e.cell) for e in found.errors] == [(sheet, "")]
    assert "is missing" in found.errors[0].message


def test_a_misspelt_sheet_is_offered_for_the_missing_one(read):
    found = read(Students=None, Studnets=STUDENTS)
    assert "Maybe 'Studnets' is meant" in found.errors[0].remedy


@pytest.mark.parametrize(
    ("sheet", "header"),
    [(sheet, header) for sheet in GOOD for header in GOOD[sheet][0] if header != "name"],
)
def test_a_missing_column_is_one_error(read, sheet, header):
    at = GOOD[sheet][0].index(header)
    found = read(**{sheet: [[*row[:at], *row[at + 1 :]] for row in GOOD[sheet]]})
    assert [e.sheet for e in found.errors] == [sheet]
    assert f"The column {header}" in found.errors[0].message


def test_without_the_column_of_routes_no_route_is_called_unknown(read):
    found = read(Students=column("Students", "transport", "Bus"), Transport=[["days"], ["Mon"]])
    assert [e.message for e in found.errors] == ["The column route is missing."]


def test_an_optional_sheet_may_be_empty(read):
    assert read(Pairs=[]).findings == ()


def test_a_blank_header_between_others_is_no_column(read):
    rows = [[*row[:2], None, *row[2:]] for row in GOOD["Students"]]
    assert read(Students=rows).findings == ()


def test_calendar_needs_a_date_or_two(read):
    found = read(Calendar=[["what"], ["closed"]])
    assert "date (or start_date and end_date) is missing" in found.errors[0].message
    rows = [["start_date", "end_date", "what"], [DAY, DAY, "closed"]]
    assert read(Calendar=rows).findings == ()


def test_settings_need_both_columns(read):
    found = read(Settings=[["setting"], ["program"]])
    assert [e.message for e in found.errors] == ["The column value is missing."]


def test_a_doubled_sheet_is_an_error(read):
    found = read(stu_dents=STUDENTS)
    assert "two sheets Students" in found.errors[0].message
    assert found.program is None


def test_a_doubled_column_is_an_error_even_under_another_name(read):
    found = read(Students=column("Students", "School", "Lincoln", "Lincoln"))
    assert [(e.sheet, e.cell, e.value) for e in found.errors] == [("Students", "F1", "School")]
    assert "C1" in found.errors[0].message


def test_doubled_columns_of_a_first_name_are_an_error_too(read):
    rows = [[*row[:4], "Ana", "Ávila", "Bea"] for row in GOOD["Students"]]
    rows[0][4:] = ["First Name", "last name", "first_name"]
    found = read(Students=rows)
    assert [(e.sheet, e.cell, e.value) for e in found.errors] == [("Students", "G1", "first_name")]
    assert "E1" in found.errors[0].message


def test_each_header_that_is_not_known_is_told_even_if_it_is_doubled(read):
    found = read(Students=[[*row, "x", "x"] for row in GOOD["Students"]])
    assert [(f.level, f.cell) for f in found.findings] == [("notice", "F1"), ("notice", "G1")]


def test_the_asterisk_of_a_required_column_may_stand_on_either_side(read):
    rows = [["*Student ID", "subject *", *GOOD["Students"][0][2:]], *GOOD["Students"][1:]]
    assert read(Students=rows).findings == ()


def test_an_empty_required_sheet_is_an_error(read):
    found = read(Slots=[])
    assert [(e.sheet, e.message) for e in found.errors] == [("Slots", "The sheet is empty.")]


@pytest.mark.parametrize(
    ("sheet", "header"), [(sheet, header) for sheet in GOOD for header in GOOD[sheet][0]]
)
def test_a_very_long_cell_is_told_in_few_words(read, sheet, header):
    long = "Mon 9 " * 5000
    told = read(**{sheet: replaced(sheet, header, long)}).findings
    told += read(**{sheet: column(sheet, long, "x")}).findings
    twice = [*STUDENTS, ["S1", long, None, None], ["S1", long, None, None]]
    told += read(Students=twice).findings
    assert told
    assert all(len(str(one)) < 800 for one in told), [str(one)[:80] for one in told]


def test_a_sentence_tells_where_what_and_how(read):
    found = read(Students=replaced("Students", "grade", "13", 3))
    assert str(found.errors[0]) == (
        "Students D2: There is no grade 13 ('13'). Write one of TK, PK, K, 1, 2, ... 12."
    )
