"""What is said of the Rooms sheet before anything is planned."""

import datetime as dt

import pytest

from tests.workbook.test_read_notices import told

SLOTS = ["site", "days", "start", "end", "kind", "groups_at_once", "start_date", "end_date"]
ROOMS = ["site", "room", "groups_at_once", "open", "kinds"]
THREE = {"Sites": [["site", "groups_at_once"], ["Lincoln", 3]]}
AFTER = ["Lincoln", "Tue", "15:00", "15:45", "after_school"]


def rooms(*rows):
    return {"Rooms": [ROOMS, *rows]}


def slots(*rows):
    return {"Slots": [SLOTS, *rows]}


def only(read, **sheets):
    """The one notice."""
    (note,) = told(read(**sheets))
    return note


def test_rooms_that_run_out_before_groups_at_once_are_told_with_numbers(read):
    two = rooms(["Lincoln", "Room 1"], ["Lincoln", "Room 2"])
    assert only(read, **slots(AFTER), **THREE, **two) == (
        "Rooms",
        "A2",
        (
            "At Lincoln 2 groups find a named room on Tue 15:00-15:45 (after_school), but groups_at_once"
            " lets 3 meet."
        ),
    )


def test_a_slot_of_its_own_counts_as_well_as_the_site(read):
    limited = slots([*AFTER, 2])
    (_, _, message) = only(read, **limited, **rooms(["Lincoln", "Room 1"]))
    assert message.startswith("At Lincoln 1 group finds a named room on Tue 15:00-15:45")
    assert message.endswith("but groups_at_once lets 2 meet.")


@pytest.mark.parametrize(
    "row",
    [["Lincoln", "Gym", 3], ["Lincoln", "Gym", 4, "Tue 15:00-15:45", "after_school"]],
    ids=["all the time", "just then"],
)
def test_enough_rooms_are_not_spoken_of(read, row):
    assert told(read(**slots(AFTER), **THREE, **rooms(row))) == []


def test_without_a_limit_there_is_nothing_to_compare(read):
    assert told(read(**slots(AFTER), **rooms(["Lincoln", "Room 1"]))) == []


def test_rows_that_are_never_in_force_together_are_not_added_up(read):
    autumn = [*AFTER, 1, None, dt.date(2026, 12, 18)]
    spring = [*AFTER, 1, dt.date(2027, 1, 4), None]
    assert told(read(**slots(autumn, spring), **rooms(["Lincoln", "Room 1"]))) == []


def test_other_times_are_counted(read):
    daily = [*AFTER]
    daily[1] = "Mon-Thu"
    (_, _, message) = only(read, **slots(daily), **THREE, **rooms(["Lincoln", "Room 1"]))
    assert "on Mon 15:00-15:45" in message
    assert message.endswith("lets 3 meet, and at 3 other times too.")


def test_a_room_for_one_kind_is_no_room_for_another(read):
    morning = ["Lincoln", "Tue", "15:00", "16:00", "school_day"]
    given = rooms(["Lincoln", "Room 1"], ["Lincoln", "Library", None, None, "after_school"])
    two = {"Sites": [["site", "groups_at_once"], ["Lincoln", 2]]}
    assert told(read(**slots(AFTER, morning), **two, **given)) == []
    (_, _, message) = only(read, **slots(morning), **two, **given)
    assert "1 group finds a named room on Tue 15:00-16:00 (school_day)" in message


def test_slots_in_which_no_room_is_open_are_named(read):
    early = ["Lincoln", "Mon,Tue", "7:00", "7:30", "before_school"]
    given = rooms(["Lincoln", "Room 1", None, "Mon 7:00-16:00; Tue 7:15-16:00"])
    assert only(read, **slots(early, AFTER), **given) == (
        "Slots",
        "C2",
        (
            "No room of Lincoln is open in Slots row 2 (Tue 7:00-7:30, before_school), so nobody can meet"
            " there then."
        ),
    )


def test_a_site_without_a_row_is_told_where_others_have_some(read):
    tutors = [
        ["tutor_id", "sites", "subjects", "languages", "available"],
        ["T1", "Lincoln; Oak", "Math", "English", "Mon-Fri 8:00-16:00"],
    ]
    there = slots(AFTER, ["Oak", "Mon", "9:00", "9:30"])
    found = only(read, **there, **rooms(["Lincoln", "Room 1"]), Tutors=tutors)
    assert found == ("Slots", "A3", "This site has no row in Rooms, though others have")


def test_a_room_where_nobody_meets_is_told(read):
    tutors = [
        ["tutor_id", "sites", "subjects", "languages", "available"],
        ["T1", "Lincoln; Oak", "Math", "English", "Mon-Fri 8:00-16:00"],
    ]
    given = rooms(["Lincoln", "Room 1"], ["Oak", "Den"], ["Oak", "Loft"])
    assert only(read, **slots(AFTER), **given, Tutors=tutors) == (
        "Rooms",
        "A3",
        "No in-person slot is at this site, so no room of it is used",
    )


def test_a_program_without_named_rooms_hears_nothing_of_them(read):
    assert told(read(**slots(AFTER), **THREE)) == []
