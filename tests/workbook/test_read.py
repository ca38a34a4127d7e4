"""What a program's sheets mean once they are read."""

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

from matcher.domain import DAY_MINUTES, Absence, CalendarDay, Contact, Pair, Pin, Ride, Room, Window
from matcher.workbook.read import read_program
from tests.workbook import books
from tests.workbook.books import GOOD, column


def test_the_smallest_program_is_read_without_a_word(read):
    found = read()
    assert found.findings == ()
    assert [r.key for r in found.program.requests] == [("S1", "Math"), ("S2", "Math")]
    assert found.program.slots[0].row == 2
    assert found.left_out == ()


def test_blanks_mean_the_stated_defaults(program):
    one = program().requests[0]
    assert (one.least, one.most, one.need, one.languages) == (3, 5, 1, ("English",))
    assert (one.level, one.max_group) == (None, None)
    student = one.student
    assert (student.transport, student.modality, student.available) == (None, "in_person", None)
    assert (student.busy, student.consent, student.categories) == ((), True, ())
    (tutor,) = program().tutors
    assert (tutor.grades, tutor.max_hours_week, tutor.hourly_rate) == (None, None, 0)
    assert (tutor.modality, tutor.cleared, tutor.reserve) == ("in_person", True, False)
    (slot,) = program().slots
    assert (slot.kind, slot.grades, slot.groups_at_once) == ("school_day", None, None)
    assert (slot.modality, slot.open_to, slot.open_to_all) == ("in_person", frozenset(), False)


def test_sheets_and_headers_match_whatever_their_form(read):
    rows = [["Grade_Level", "STUDENT #", "Sub ject", "Campus", "Full-Name"]]
    rows += [["3", "S1", "Math", "Lincoln", "Ana"]]
    found = read(**{"Students": None, " stu_dents ": rows})
    assert found.findings == ()
    assert found.program.requests[0].student.name == "Ana"


@pytest.mark.parametrize(
    ("sheet", "own", "other"),
    [
        ("Students", "student_id", "student #"),
        ("Students", "student_id", "Student Number"),
        ("Students", "student_id", "SIS ID"),
        ("Students", "site", "School"),
        ("Students", "site", "campus"),
        ("Students", "grade", "gr"),
        ("Students", "grade", "grade level"),
        ("Students", "name", "Full Name"),
        ("Tutors", "languages", "language"),
        ("Slots", "site", "school"),
        ("Students", "subject", "subject*"),
    ],
)
def test_names_that_are_the_same(read, sheet, own, other):
    first, *rest = GOOD[sheet]
    found = read(**{sheet: [[other if header == own else header for header in first], *rest]})
    assert found.findings == ()
    assert found.program == read().program


def test_need_may_be_called_priority_and_languages_language(program):
    found = program(Students=column("Students", "Priority", 2.5, "0.1")).requests
    assert [r.need for r in found] == [Fraction(5, 2), Fraction(1, 10)]
    found = program(Students=column("Students", "Language", "es; English")).requests
    assert found[0].languages == ("Spanish", "English")


def test_first_and_last_name_are_the_name(program):
    rows = [["student_id", "subject", "site", "grade", "Last Name", "First Name"]]
    rows += [["S1", "Math", "Lincoln", 3, "Example", "Ana"]]
    assert program(Students=rows).requests[0].student.name == "Ana Example"


def test_ids_stay_text_and_stored_numbers_read_as_digits(program):
    rows = [GOOD["Students"][0], ["007", "Math", "Lincoln", 3], [7.0, "Math", "Lincoln", 3]]
    assert list(program(Students=rows).students) == ["007", "7"]


def test_sites_subjects_and_routes_take_the_spelling_first_seen(program):
    found = program(
        Students=[
            [*GOOD["Students"][0], "transport"],
            ["S1", "math", "LINCOLN", 3, "", "late BUS"],
        ],
        Transport=[["route", "days"], ["Late Bus", "Mon"]],
    )
    assert found.requests[0].student.site == "LINCOLN"
    assert found.tutors[0].sites == ("LINCOLN",)
    assert found.slots[0].site == "LINCOLN"
    assert found.tutors[0].subjects == ("math",)
    assert found.rides[0].route == found.requests[0].student.transport == "late BUS"


def test_self_and_all_are_words_not_names(program):
    found = program(
        Students=column("Students", "transport", "Self", "self"),
        Slots=column("Slots", "open_to", "ALL"),
    )
    assert found.requests[0].student.transport == "self"
    assert found.slots[0].open_to_all
    assert found.slots[0].open_to == frozenset()


def test_a_student_row_with_two_subjects_is_two_requests_alike(program):
    rows = [[*GOOD["Students"][0], "sessions"], ["S1", "Math; Reading", "Lincoln", 3, "Ana", 2]]
    one, two = program(Students=rows).requests
    assert (one.subject, two.subject) == ("Math", "Reading")
    assert one.student == two.student
    assert (one.least, one.most) == (two.least, two.most) == (2, 2)


def test_blanks_of_a_student_take_what_another_row_says_and_busy_adds_up(program):
    rows = [
        [
            "student_id",
            "subject",
            "site",
            "grade",
            "name",
            "busy",
            "consent",
            "level",
            "categories",
        ],
        ["S1", "Math", None, None, "Ana", "Mon 8:00-9:00", None, 2, "EL; IEP"],
        ["S2", "Math", "Lincoln", 4, None, None, None, None, None],
        ["S1", "Reading", "lincoln", "3", None, "Mon 9:00-10:00", "no", None, "iep; el"],
    ]
    one, _, two = program(Students=rows).requests
    assert one.student == two.student
    assert (one.student.grade, one.student.name, one.student.consent) == (3, "Ana", False)
    assert one.student.busy == (Window(480, 600),)
    assert (one.level, two.level) == (2, None)


def test_travel_goes_both_ways_unless_the_other_has_its_own_row(program):
    rows = [["from", "to", "minutes"], ["A", "B", 10], ["B", "A", 15], ["A", "C", 20]]
    found = program(Travel=rows).travel
    assert found == {("A", "B"): 10, ("B", "A"): 15, ("A", "C"): 20, ("C", "A"): 20}


def test_default_sessions_and_language_come_from_the_settings(program):
    rows = [["setting", "value"], ["Sessions Per Week", "2"], ["default-language", "es"]]
    found = program(Settings=rows)
    assert (found.requests[0].least, found.requests[0].most) == (2, 2)
    assert found.requests[0].languages == ("Spanish",)
    assert found.settings.default_language == "Spanish"


def test_every_setting_is_read(program):
    values = {
        "program": "Los Robles",
        "timezone": "America/Los_Angeles",
        "sessions_per_week": "2-3",
        "max_group_size": 3,
        "max_grade_spread": 0,
        "max_level_spread": 1.5,
        "min_session_minutes": 25,
        "default_language": "English",
        "travel_minutes": 20,
        "tutor_break_minutes": 5,
        "max_sessions_per_student_day": 1,
        "weekly_budget": 999.99,
        "seat_protection": "no",
        "tutor_protection": "n",
        "need_order": "Strict",
        "small_cell": 5,
        "sessions_total": None,
        "hours_total": 22.5,
    }
    found = program(Settings=[["setting", "value"], *map(list, values.items())]).settings
    assert found.sessions_per_week == (2, 3)
    assert found.weekly_budget == Fraction("999.99")
    assert (found.max_level_spread, found.need_order) == (Fraction(3, 2), "strict")
    assert (found.seat_protection, found.tutor_protection) == (False, False)
    assert (found.max_group_size, found.small_cell, found.program) == (3, 5, "Los Robles")
    assert (found.sessions_total, found.hours_total) == (None, Fraction("22.5"))


def test_blank_settings_mean_the_default(program):
    assert program(Settings=[["setting", "value"], ["max_group_size", None]]).settings == (
        program().settings
    )


def test_the_other_sheets_are_read(program):
    day = dt.date(2026, 11, 11)
    found = program(
        Sites=[["site", "groups_at_once"], ["lincoln", 2], ["Annex", None]],
        Transport=[["route", "days", "earliest", "latest"], ["Bus", "TTh", "7:30", dt.time(16)]],
        Pairs=[["rule", "student", "with"], ["Only", "S1", "T1"], ["apart", "S1", "S2"]],
        Calendar=[
            ["date", "start_date", "end_date", "what", "site", "grades", "from", "to", "note"],
            [day, None, None, "Closed", None, None, None, None, "Holiday"],
            [None, day, "2026-11-13", "blocked", "Lincoln", "K-2", "9:00", "10:00", None],
            [day, None, None, "early release", None, None, "13:00", None, None],
        ],
        Absences=[
            ["person_id", "date", "from", "to", "reason"],
            ["T1", day, None, "9:00", "Dentist"],
            ["S1", day, None, None, None],
        ],
        Attendance=[
            ["date", "student_id", "subject", "tutor_id", "status", "minutes"],
            [day, "S1", "math", "T1", "tutor absent", 30],
        ],
    )
    assert found.site_rooms == {"Lincoln": 2}
    assert found.rides == (Ride("Bus", frozenset({1, 3}), 450, 960),)
    assert found.pairs == (Pair("only", "S1", "T1"), Pair("apart", "S1", "S2"))
    assert found.calendar[0] == CalendarDay(day, day, "closed", note="Holiday")
    assert found.calendar[1].last == dt.date(2026, 11, 13)
    assert found.calendar[1].grades == frozenset({0, 1, 2})
    assert (found.calendar[2].what, found.calendar[2].start) == ("early_release", 780)
    assert found.absences[0] == Absence("T1", day, day, None, 540, "Dentist")
    assert found.absences[1] == Absence("S1", day, day)
    assert found.attendance[0].status == "tutor_absent"
    assert found.attendance[0].subject == "Math"


def test_rooms_contacts_and_homerooms_are_read(program):
    found = program(
        Students=[
            ["student_id", "subject", "site", "grade", "homeroom"],
            ["S1", "Math", "Lincoln", 3, "4a"],
            ["S1", "Reading", "Lincoln", 3, None],
            ["S2", "Math", "Lincoln", 3, "4A"],
            ["S3", "Math", "Lincoln", 3, 12],
        ],
        Rooms=[
            ["Campus", "Room", "Groups at once", "open", "kinds"],
            ["lincoln", 3, 2, "Mon-Tue 8:00-12:00", "school day, After-School"],
            ["Lincoln", "Library", None, None, None],
        ],
        Contacts=[
            ["SIS ID", "full name", "language", "channel", "address"],
            ["S1", "Eva", "español", "text", "555-0100"],
            ["S1", None, None, None, None],
        ],
    )
    homerooms = {student.id: student.homeroom for student in found.students.values()}
    assert homerooms == {"S1": "4a", "S2": "4a", "S3": "12"}
    mornings = (Window(480, 720), Window(480 + DAY_MINUTES, 720 + DAY_MINUTES))
    assert found.rooms == (
        Room("Lincoln", "3", 2, mornings, frozenset({"school_day", "after_school"})),
        Room("Lincoln", "Library"),
    )
    assert found.contacts == (
        Contact("S1", "Eva", "Spanish", "text", "555-0100"),
        Contact("S1"),
    )


def test_pins_are_read_with_the_cell_that_says_what_is_pinned(program):
    found = program(
        Pins=[
            ["Student", "subject", "TUTOR", "times", "note"],
            ["S1", "math", "T1", None, "They work well together"],
            ["S2", None, None, "Mon,Wed 8:00-8:30", None],
            [None, None, "T1", "Fri 8:00-9:00; Fri 9:00-10:00", None],
        ],
    )
    assert [(pin.sheet, pin.cell, pin.note) for pin in found.pins] == [
        ("Pins", "C2", "They work well together"),
        ("Pins", "D3", ""),
        ("Pins", "D4", ""),
    ]
    monday, wednesday = (day * 1440 + 480 for day in (0, 2))
    friday = Window(4 * 1440 + 480, 4 * 1440 + 600)
    assert found.pins == (
        Pin("", "", "S1", "Math", "T1"),
        Pin("", "", "S2", times=(Window(monday, monday + 30), Window(wednesday, wednesday + 30))),
        Pin("", "", tutor="T1", times=(friday,)),
    )


def test_a_tutor_who_is_pinned_as_free_is_busy_then(program):
    tutors = column("Tutors", "busy", "Fri 10:00-11:00")
    rows = [["tutor", "times"], ["T1", "Fri 8:00-10:00"], ["T1", "Mon 8:00-8:30"]]
    (tutor,) = program(Tutors=tutors, Pins=rows).tutors
    monday, friday = 480, 4 * 1440 + 480
    assert tutor.busy == (Window(monday, monday + 30), Window(friday, friday + 180))


def test_excel_times_and_dates_are_read(program):
    found = program(
        Slots=[
            ["site", "days", "start", "end", "start_date", "end_date"],
            [
                "Lincoln",
                "Mon",
                dt.time(8),
                0.375,
                dt.datetime.fromisoformat("2026-09-01"),
                "2026-12-18",
            ],
        ]
    )
    (slot,) = found.slots
    assert (slot.start, slot.end) == (480, 540)
    assert (slot.start_date, slot.end_date) == (dt.date(2026, 9, 1), dt.date(2026, 12, 18))


def test_an_online_slot_needs_no_site_and_may_last_to_midnight(program):
    rows = [[*GOOD["Slots"][0], "modality"], [None, "Sun", "22:00", "24:00", "online"]]
    (slot,) = program(Slots=rows).slots
    assert (slot.site, slot.end) == (None, DAY_MINUTES)


def test_blank_rows_are_skipped_and_slots_keep_their_row_numbers(program):
    first, row = GOOD["Slots"]
    rows = [[], first, [None, "  ", None], row, [], ["Lincoln", "Sat", "9:00", "10:00"]]
    assert [slot.row for slot in program(Slots=rows).slots] == [4, 6]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_folder_of_csv_files_is_the_same_program(tmp_path, read, delimiter, encoding):
    path = books.folder(tmp_path / "folder", books.sheets(), delimiter, encoding)
    found = read_program(path)
    assert found.findings == ()
    assert found.program == read().program


def test_the_fingerprint_is_that_of_the_bytes(tmp_path):
    file = books.workbook(tmp_path / "program.xlsx", books.sheets())
    assert read_program(file).sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    path = books.folder(tmp_path / "folder", books.sheets())
    (path / "notes.txt").write_text("not a sheet")
    parts = [(path / name).read_bytes() for name in ("slots.csv", "students.csv", "tutors.csv")]
    assert read_program(path).sha256 == hashlib.sha256(b"".join(parts)).hexdigest()
