"""Rooms by name from file to file: planned, written, read back, verified, revised, planned on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from constraints import RULES
from matcher import adjust, match_week, planning
from matcher.revise import read_standing
from tests.quick_search import quick_search
from tests.test_cli import HEADERS, SHEETS, match, program, rows

FIRST, SECOND = "2026-09-14", "2026-09-21"
PLAN, NEXT = f"program-{FIRST}.xlsx", f"program-{SECOND}.xlsx"
ROOMS = [("site", "room"), ("Elm", "Room 1"), ("Elm", "Room 2")]
TWO_TUTORS = [*SHEETS["Tutors"], ("T2", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Tina")]
ONE_TIME = [SHEETS["Slots"][0], ("Elm", "Mon", "8:00", "8:30")]
SIDE_BY_SIDE = {"Tutors": TWO_TUTORS, "Slots": ONE_TIME, "Rooms": ROOMS}


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    """Each test has a folder of its own, and a search that takes no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    monkeypatch.setattr(adjust, "search", quick_search)


def planned(**sheets):
    """A plan of two groups that meet at one time, each in a room of its own."""
    book = program(**{**SIDE_BY_SIDE, **sheets})
    match("--week", FIRST, book)
    return book


def headers(path, sheet):
    return [cell.value for cell in load_workbook(path)[sheet][1]]


def column(path, sheet, *names):
    """Some columns of a sheet, row by row."""
    heads = headers(path, sheet)
    return [tuple(row[heads.index(name)] for name in names) for row in rows(path, sheet)]


def edit(path, sheet, header, values):
    """Other values in the first rows of a column."""
    book = load_workbook(path)
    at = headers(path, sheet).index(header) + 1
    for number, value in enumerate(values, start=2):
        book[sheet].cell(number, at).value = value
    book.save(path)


def texts(path, sheet):
    cells = (cell for row in load_workbook(path)[sheet].iter_rows() for cell in row)
    return [str(cell.value) for cell in cells if cell.value is not None]


# -- what is written -------------------------------------------------------------------------------


def test_without_rooms_by_name_no_sheet_has_the_column():
    match("--week", FIRST, program())
    for sheet in ("Sessions", "Groups"):
        assert "room" not in headers(PLAN, sheet)
    assert not [row for row in rows(PLAN, "Checks") if row[1] == "rooms"]


def test_with_them_the_room_is_the_last_column_of_sessions_and_groups():
    planned()
    assert headers(PLAN, "Sessions")[-1] == headers(PLAN, "Groups")[-1] == "room"
    groups = dict(column(PLAN, "Groups", "group_id", "room"))
    assert sorted(groups.values()) == ["Room 1", "Room 2"]
    assert set(column(PLAN, "Sessions", "group_id", "room")) == set(groups.items())
    checks = {row[1]: row[3:] for row in rows(PLAN, "Checks")}
    assert checks["rooms"] == (4, 0)
    assert checks["named-room"][1] == 0


def test_it_stands_behind_the_column_of_pins():
    planned()
    edit(PLAN, "Seats", "room" if "room" in headers(PLAN, "Seats") else "tutor_since", [])
    book = load_workbook(PLAN)
    book["Groups"].cell(1, len(headers(PLAN, "Groups")) + 1, "pin")
    book["Groups"].cell(2, len(headers(PLAN, "Groups")) + 1, "yes")
    book.save(PLAN)
    match("--week", SECOND, "program.xlsx")
    assert headers(NEXT, "Groups")[-2:] == ["pin", "room"]


def test_the_grids_show_it_beside_the_place():
    planned()
    for sheet in ("Tutors", "Students"):
        assert any("Elm, Room 1" in text for text in texts(PLAN, sheet)), sheet
    assert any("Room 1 · G00" in text for text in texts(PLAN, "Sites"))


def test_a_cancelled_session_has_none():
    planned(Calendar=[("date", "what"), (dt.date(2026, 9, 14), "closed")],
            Slots=[SHEETS["Slots"][0], ("Elm", "Mon", "8:00", "8:30")])  # fmt: skip
    assert set(column(PLAN, "Sessions", "status", "room")) == {("cancelled", None)}
    assert {room for (room,) in column(PLAN, "Groups", "room")} == {"Room 1", "Room 2"}


def test_rooms_that_run_out_leave_the_others_without_a_seat_and_say_why():
    planned(Rooms=ROOMS[:2])
    assert len(column(PLAN, "Groups", "room")) == 1
    ((*_, reason, change),) = [row[2:] for row in rows(PLAN, "Unplaced")]
    assert "rule 13 (named room)" in reason
    assert change.startswith("One more room at Elm, open whenever groups meet there (Rooms).")
    said = match("check", program(**{**SIDE_BY_SIDE, "Rooms": ROOMS[:2],
                                     "Sites": [("site", "groups_at_once"), ("Elm", 2)]}))  # fmt: skip
    assert "Elm 1 group finds a named room on Mon 8:00-8:30" in said.stdout


def test_nobody_can_meet_where_no_room_is_ever_open_and_the_reason_says_so():
    closed = [("site", "room", "open"), ("Elm", "Room 1", "Mon-Fri 9:00-10:00")]
    planned(Rooms=closed)
    told = rows(PLAN, "Unplaced")
    assert {row[3] for row in told} == {"limits"}
    assert all("with enough named rooms at every time" in row[4] for row in told)
    assert all("the named rooms are not open" in row[4] for row in told)


# -- the next week, revisions ------------------------------------------------------------------------


def test_the_next_week_keeps_the_rooms_that_the_plan_names():
    planned()
    before = column(PLAN, "Groups", "group_id", "room")
    swapped = [room for _, room in reversed(before)]
    edit(PLAN, "Groups", "room", swapped)
    match("--week", SECOND, "program.xlsx")
    assert [room for _, room in column(NEXT, "Groups", "group_id", "room")] == swapped


def test_a_previous_plan_without_the_column_is_taken_as_it_is():
    book = program(**{**SIDE_BY_SIDE, "Rooms": [ROOMS[0]]})
    match("--week", FIRST, book)
    assert "room" not in headers(PLAN, "Groups")
    program(**SIDE_BY_SIDE)
    match("--week", SECOND, "program.xlsx")
    assert len({room for (room,) in column(NEXT, "Groups", "room")}) == 2


def test_a_term_keeps_them_from_week_to_week():
    match("--weeks", f"{FIRST}..2026-09-25", program(**SIDE_BY_SIDE))
    assert column(PLAN, "Groups", "group_id", "room") == column(NEXT, "Groups", "group_id", "room")


def test_a_revision_for_a_missing_tutor_leaves_all_other_rooms():
    spare = [*TWO_TUTORS, ("T3", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Theo", "yes")]
    spare = [(*row, None)[:7] for row in spare]
    spare[0] = (*TWO_TUTORS[0], "reserve")
    planned(Tutors=spare, Rooms=[*ROOMS, ("Elm", "Room 3")])
    told = [room for (room,) in column(PLAN, "Groups", "room")]
    other = {"Room 1": "Room 3"}
    edit(PLAN, "Groups", "room", [other.get(room, room) for room in told])
    sessions = [room for (room,) in column(PLAN, "Sessions", "room")]
    edit(PLAN, "Sessions", "room", [other.get(room, room) for room in sessions])
    match("substitute", "program.xlsx", "--date", FIRST, "--absent", "T1", "--apply")
    revised = f"program-{FIRST}-r2.xlsx"
    for sheet in ("Groups", "Sessions"):
        now, before = (set(column(path, sheet, "group_id", "room")) for path in (revised, PLAN))
        assert now == before
    assert "covered" in {status for (status,) in column(revised, "Sessions", "status")}
    covers = Path(f"program-{FIRST}-r2-covers.xlsx")
    assert any("Elm, Room" in text for text in texts(covers, "Covers"))


def test_a_week_that_is_adjusted_keeps_what_was_told_and_the_days_that_are_over():
    days = [SHEETS["Slots"][0], ("Elm", "Mon-Thu", "8:00", "8:30")]
    students = [HEADERS, *((*row[:5], "4", *row[6:]) for row in SHEETS["Students"][1:])]
    planned(Slots=days, Students=students, Rooms=[*ROOMS, ("Elm", "Room 3")])
    groups = [room for (room,) in column(PLAN, "Groups", "room")]
    edit(PLAN, "Groups", "room", ["Room 3" if room == "Room 1" else room for room in groups])
    told = [room for (room,) in column(PLAN, "Sessions", "room")]
    monday = [date.date() == dt.date(2026, 9, 14) for (date,) in column(PLAN, "Sessions", "date")]
    known = [
        "Old room" if over else "Room 3" if room == "Room 1" else room
        for over, room in zip(monday, told, strict=True)
    ]
    edit(PLAN, "Sessions", "room", known)
    newcomer = [*students, ("S3", "Math", "Elm", 3, "New", "4", "self", 1)]
    program(**{**SIDE_BY_SIDE, "Slots": days, "Students": newcomer,
               "Rooms": [*ROOMS, ("Elm", "Room 3")],
               "Tutors": [*TWO_TUTORS, ("T3", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", "Theo")]})  # fmt: skip
    match("adjust", "program.xlsx", "--from", "2026-09-15")
    revised = f"program-{FIRST}-r2.xlsx"
    key = ("date", "student_id", "room")
    before, after = (set(column(path, "Sessions", *key)) for path in (PLAN, revised))
    assert before <= after
    assert {student for _, student, _ in after - before} == {"S3"}
    assert {room for _, _, room in after - before} == {"Room 1"}
    verified = match("verify", "program.xlsx", revised)
    assert "every rule holds" in verified.stdout


def test_make_ups_have_rooms_too():
    attended = [
        ("date", "student_id", "status", "tutor_id"),
        (dt.date(2026, 9, 14), "S1", "tutor_absent", "T1"),
        (dt.date(2026, 9, 14), "S2", "present", "T2"),
    ]
    slots = [SHEETS["Slots"][0], ("Elm", "Mon", "8:00", "8:30"), ("Elm", "Tue", "8:00", "8:30")]
    students = [HEADERS, *((*row[:5], "1", *row[6:]) for row in SHEETS["Students"][1:])]
    planned(Students=students, Slots=slots, Attendance=attended)
    match("--week", SECOND, "--make-up", "program.xlsx")
    assert headers(NEXT, "Make-up")[-1] == "room"
    assert {room for (room,) in column(NEXT, "Make-up", "room")} <= {"Room 1", "Room 2"}
    assert rows(NEXT, "Make-up")
    match("verify", "program.xlsx", NEXT)
    standing = read_standing(Path("program.xlsx"), Path(NEXT), RULES)
    told = {one.member.student.id: standing.rooms.of_make_up(one) for one in standing.make_ups}
    assert told == dict(column(NEXT, "Make-up", "student_id", "room"))


# -- read back ----------------------------------------------------------------------------------------


def test_whoever_reads_a_plan_back_can_ask_for_each_room():
    planned()
    standing = read_standing(Path("program.xlsx"), Path(PLAN), RULES)
    weekly = {
        (group.id, standing.rooms.of_group(group, at))
        for group in standing.schedule
        for at in group.meetings
    }
    assert weekly == set(column(PLAN, "Groups", "group_id", "room"))
    dated = {(line.group.id, standing.rooms.of_session(line)) for line in standing.sessions}
    assert dated == weekly


def test_a_room_may_be_typed_in_other_letters():
    planned()
    typed = [f" {room.upper()}" for (room,) in column(PLAN, "Groups", "room")]
    edit(PLAN, "Groups", "room", typed)
    assert "every rule holds" in match("verify", "program.xlsx", PLAN).stdout


VERIFIED = {"Rooms": [
    ("site", "room", "groups_at_once", "open", "kinds"),
    ("Elm", "Room 1"), ("Elm", "Room 2"),
    ("Elm", "Noon", None, "Mon-Fri 12:00-13:00"), ("Elm", "Club", None, None, "after_school"),
]}  # fmt: skip


@pytest.mark.parametrize(
    ("room", "message"),
    [
        ("Noon", "is in Noon, which is not open all that time"),
        ("Club", "is in Club, which is not for that kind of slot"),
        (None, "has no room, although"),
    ],
)
def test_a_false_room_is_a_broken_rule(room, message):
    planned(**VERIFIED)
    edit(PLAN, "Groups", "room", [room])
    assert message in match("verify", "program.xlsx", PLAN, code=4).stdout


def test_a_room_taken_twice_is_found_in_either_week():
    planned()
    for sheet in ("Groups", "Sessions"):
        match("--week", FIRST, "--overwrite", "program.xlsx")
        edit(PLAN, sheet, "room", ["Room 1", "Room 1"])
        said = match("verify", "program.xlsx", PLAN, code=4).stdout
        assert "but the room holds 1 group at once" in said


def test_an_unknown_room_is_told_with_its_cell():
    planned()
    edit(PLAN, "Groups", "room", ["Cellar"])
    said = match("verify", "program.xlsx", PLAN, code=4).stdout
    assert "Groups L2: There is no such room at Elm ('Cellar')." in said


def test_two_rooms_for_one_meeting_are_told_with_the_cell():
    slots = [SHEETS["Slots"][0], ("Elm", "Mon", "8:00", "8:30")]
    students = [HEADERS, *((*row[:7], None) for row in SHEETS["Students"][1:])]
    pairs = [("rule", "student", "with"), ("together", "S1", "S2")]
    planned(Students=students, Slots=slots, Pairs=pairs)
    assert len(rows(PLAN, "Sessions")) == 2
    edit(PLAN, "Sessions", "room", ["Room 1", "Room 2"])
    said = match("verify", "program.xlsx", PLAN, code=1).stdout
    assert "Sessions R3: Another row has this meeting in Room 1 ('Room 2')." in said


def test_a_plan_from_before_there_were_rooms_lacks_one_thing():
    planned(Rooms=ROOMS[:1])
    program(**SIDE_BY_SIDE)
    said = match("verify", "program.xlsx", PLAN, code=1).stdout
    assert "no rule is broken" in said
    assert said.count("the plan has no column room") == 1
    match("substitute", "program.xlsx", "--date", FIRST, "--absent", "S1", "--apply")
    revised = f"program-{FIRST}-r2.xlsx"
    assert {room for (room,) in column(revised, "Groups", "room")} == {"Room 1", "Room 2"}


def test_a_program_whose_rooms_have_no_names_any_more_does_not_ask_for_them():
    planned()
    program(**{name: sheet for name, sheet in SIDE_BY_SIDE.items() if name != "Rooms"})
    assert "every rule holds" in match("verify", "program.xlsx", PLAN).stdout


def test_rooms_that_fail_their_own_check_are_never_written(monkeypatch):
    monkeypatch.setattr(planning, "give_rooms", lambda *_args, **_more: planning.Rooms())
    said = match("--week", FIRST, program(**SIDE_BY_SIDE), code=4)
    assert "rooms: 4 faults in 4" in said.output
    assert not Path(PLAN).exists()


def test_a_meeting_for_which_no_room_is_free_all_the_time_is_told_by_verify_too():
    """Three overlapping times, each moment with room enough, but none for the whole of the second."""
    tutors = [SHEETS["Tutors"][0]]
    tutors += [
        (f"T{n}", "Elm", "Math", "English", "Mon-Fri 8:00-12:00", f"Tutor {n}") for n in (1, 2, 3)
    ]
    slots = [("site", "days", "start", "end", "kind")]
    slots += [
        ("Elm", "Mon", "9:00", "9:40", "before_school"),
        ("Elm", "Mon", "9:20", "10:00", "school_day"),
        ("Elm", "Mon", "9:40", "10:20", "after_school"),
    ]
    rooms = [("site", "room", "kinds")]
    rooms += [("Elm", "R1", "before_school; school_day"), ("Elm", "R2", "school_day; after_school")]
    heads = SHEETS["Students"][0]
    students = [heads]
    for n, hours in enumerate(("9:00-9:40", "9:20-10:00", "9:40-10:20"), start=1):
        row = dict.fromkeys(heads)
        row |= {"student_id": f"S{n}", "subject": "Math", "site": "Elm", "grade": 3, "sessions": 1}
        row |= {"transport": "self", "available": f"Mon {hours}", "languages": "English"}
        students.append(tuple(row[name] for name in heads))
    book = program(Students=students, Tutors=tutors, Slots=slots, Rooms=rooms)
    match("--week", FIRST, book)
    without = [group for group, room in column(PLAN, "Groups", "group_id", "room") if not room]
    assert len(without) == 1
    said = match("verify", book, PLAN).stdout
    assert "ATTENTION: 1 meeting of the standing plan at Elm has no room" in said
    assert without[0] in said
