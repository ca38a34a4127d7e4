"""Rows of a program with one thing wrong in each, and the good rows beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from .book import Row, Value, september, time

SITE = "Driftwood School"


@dataclass(frozen=True)
class Bad:
    """A row with one fault. ``at`` are the columns at which a reader may point."""

    sheet: str
    at: tuple[str, ...]
    remark: str
    cells: Row
    level: Literal["error", "notice"] = "error"


GOOD: dict[str, Row] = {
    "Students": {
        "name": "Noor Driftman",
        "subject": "Reading",
        "site": SITE,
        "grade": 3,
        "sessions": "3-4",
        "need": 2,
        "languages": "English",
        "transport": "self",
    },
    "Tutors": {
        "name": "Ozan Pebbleford",
        "sites": SITE,
        "subjects": "Reading; Math",
        "languages": "English; Spanish",
        "available": "Mon-Fri 8:00-15:00",
        "max_sessions_week": 12,
    },
    "Slots": {"site": SITE, "days": "Mon-Fri", "start": time("9:00"), "end": time("9:40")},
    "Sites": {"groups_at_once": 3},
    "Rooms": {"site": SITE},
    "Travel": {"from": SITE, "minutes": 15},
    "Transport": {"route": "Bus 1", "days": "Mon-Fri", "latest": time("16:00")},
    "Pairs": {"rule": "apart", "student": "S0001", "with": "S0002"},
    "Calendar": {"date": september(16), "site": SITE, "what": "closed"},
    "Absences": {"person_id": "S0001", "date": september(15), "reason": "Dentist"},
    "Attendance": {"date": september(8), "student_id": "S0001", "status": "present"},
    "Contacts": {"student_id": "S0001", "channel": "text"},
    "Settings": {},
}
"""What a bad row says where it says nothing else."""


def _bad(sheet: str, column: str, value: Value, remark: str, **more: Value) -> Bad:
    """A row with one bad cell."""
    others = {name.rstrip("_"): cell for name, cell in more.items()}
    return Bad(sheet, (column,), remark, {**others, column: value})


def _students() -> list[Bad]:
    late: Row = {"start_date": september(30)}
    return [
        _bad("Students", "student_id", None, "the ID is missing"),
        _bad("Students", "subject", None, "the subject is missing"),
        _bad("Students", "site", None, "the site is missing, and no other row has it"),
        _bad("Students", "grade", None, "the grade is missing, and no other row has it"),
        _bad("Students", "grade", "ninth-ish", "no grade"),
        _bad("Students", "grade", 14, "there is no grade 14"),
        _bad("Students", "sessions", "5-3", "the range runs backwards"),
        _bad("Students", "sessions", "often", "no number of sessions"),
        _bad("Students", "need", -2, "need must be more than 0"),
        _bad("Students", "need", "high", "need is a number"),
        _bad("Students", "languages", "Klingonese", "no such language"),
        _bad("Students", "home_language", "Elvenish", "no such language"),
        _bad("Students", "level", "B+", "level is a number"),
        _bad("Students", "level", "=#REF!+1", "a formula whose result is not stored"),
        _bad("Students", "level", "#N/A", "Excel shows an error"),
        _bad("Students", "max_group", -1, "a negative limit"),
        _bad("Students", "transport", "Bus 99", "no Transport row has this route"),
        _bad("Students", "modality", "hybrid", "no such modality"),
        _bad("Students", "available", "Mon-Fri 15:00-8:00", "ends before it starts"),
        _bad("Students", "available", "weekdays after lunch", "no windows"),
        _bad("Students", "busy", "Funday 9:00-10:00", "no such day"),
        _bad("Students", "busy", "Mon 9:00-25:00", "no such time"),
        _bad("Students", "consent", "maybe", "neither yes nor no"),
        _bad("Students", "start_date", "2026-02-30", "no such date"),
        _bad("Students", "end_date", september(1), "ends before it starts", **late),
        _bad("Students", "student_id", "T002", "a tutor has the same ID"),
        Bad(
            "Students",
            ("student_id", "subject"),
            "the request of row 2 again",
            {"student_id": "S0001"},
        ),
        Bad(
            "Students",
            ("grade",),
            "the student of row 2 with another grade",
            {"student_id": "S0001", "subject": "Math", "grade": 4},
        ),
        Bad(
            "Students",
            ("languages",),
            "Spanish at home, but nothing says that the student can be tutored in it",
            {"languages": None, "home_language": "Spanish"},
            "notice",
        ),
        Bad(
            "Students",
            ("sessions",),
            "Excel made a date of 3-5",
            {"sessions": dt.date(2026, 5, 3)},
            "notice",
        ),
    ]


def _tutors() -> list[Bad]:
    return [
        _bad("Tutors", "tutor_id", None, "the ID is missing"),
        _bad("Tutors", "sites", None, "the sites are missing"),
        _bad("Tutors", "subjects", None, "the subjects are missing"),
        _bad("Tutors", "languages", None, "the languages are missing"),
        _bad("Tutors", "available", None, "blank means never, so it must be said"),
        _bad("Tutors", "languages", "Englsh and Spanglisch", "no such language"),
        _bad("Tutors", "available", "Mon-Fri 8:00", "a window needs two times"),
        _bad("Tutors", "grades", "5-3", "the range runs backwards"),
        _bad("Tutors", "busy", "Tue 12:00-11:00", "ends before it starts"),
        _bad("Tutors", "max_sessions_week", -5, "a negative limit"),
        _bad("Tutors", "max_sessions_day", 2.5, "no whole number"),
        _bad("Tutors", "max_hours_week", "lots", "no number"),
        _bad("Tutors", "max_group", -3, "a negative limit"),
        _bad("Tutors", "hourly_rate", -20, "a negative rate"),
        _bad("Tutors", "modality", "by phone", "no such modality"),
        _bad("Tutors", "cleared", "pending", "neither yes nor no"),
        _bad("Tutors", "cleared_until", "soon", "no date"),
        _bad("Tutors", "reserve", "sometimes", "neither yes nor no"),
        _bad("Tutors", "end_date", september(1), "ends before it starts", start_date=september(9)),
        _bad("Tutors", "tutor_id", "T001", "the tutor of row 2 again"),
    ]


def _slots() -> list[Bad]:
    over: Row = {"start_date": september(20)}
    return [
        _bad("Slots", "site", None, "only online slots have no site"),
        _bad("Slots", "days", None, "the days are missing"),
        _bad("Slots", "start", None, "the start is missing"),
        _bad("Slots", "end", None, "the end is missing"),
        _bad("Slots", "end", time("8:00"), "ends before it starts"),
        _bad("Slots", "start", "25:00", "no such time"),
        _bad("Slots", "days", "Moonday", "no such day"),
        _bad("Slots", "kind", "siesta", "no such kind"),
        _bad("Slots", "grades", "3-1", "the range runs backwards"),
        _bad("Slots", "groups_at_once", -1, "a negative limit"),
        _bad("Slots", "modality", "either", "a slot is in person or online"),
        _bad("Slots", "end_date", september(1), "ends before it starts", **over),
        Bad("Slots", ("site", "days", "start"), "the whole of row 2 again", dict(GOOD["Slots"])),
        Bad(
            "Slots",
            ("open_to", "site"),
            "no other sheet names this site",
            {"open_to": "Atlantis"},
            "notice",
        ),
    ]


def _places() -> list[Bad]:
    ride: Row = {"earliest": time("15:00"), "latest": time("8:00")}
    return [
        _bad("Sites", "site", None, "the site is missing"),
        _bad("Sites", "site", SITE, "the site of row 2 again"),
        _bad("Sites", "groups_at_once", -4, "a negative limit", site="Lagoon School"),
        _bad("Rooms", "room", None, "which room?"),
        _bad("Rooms", "room", "Library", "the room of row 2 again"),
        _bad("Rooms", "groups_at_once", 0, "a room for nobody", room="Room 4"),
        _bad("Rooms", "open", "8:00-15:00", "on which days?", room="Room 5"),
        _bad("Rooms", "kinds", "school_day; lunch", "no such kind of slot", room="Room 6"),
        _bad("Travel", "to", None, "where to?"),
        _bad("Travel", "minutes", None, "how long?", to="Lagoon School"),
        _bad("Travel", "minutes", -10, "negative minutes", from_="Lagoon School", to="Reef School"),
        Bad(
            "Travel", ("from", "to"), "the way of row 2 again", {"to": "Cove School", "minutes": 20}
        ),
        _bad("Transport", "route", None, "the route is missing"),
        _bad("Transport", "days", None, "the days are missing", route="Bus 2"),
        _bad("Transport", "earliest", "early", "no time", route="Bus 2"),
        Bad(
            "Transport", ("earliest", "latest"), "ends before it starts", {"route": "Bus 3", **ride}
        ),
        Bad("Transport", ("route", "days"), "row 2 again", {}, "notice"),
    ]


def _people() -> list[Bad]:
    return [
        _bad("Pairs", "rule", None, "the rule is missing"),
        _bad("Pairs", "rule", "beside", "no such rule"),
        _bad("Pairs", "student", "S9999", "no such student"),
        _bad("Pairs", "with", "S9998", "no such student"),
        _bad("Pairs", "with", "T999", "no such tutor", rule="only"),
        _bad("Pairs", "with", "S0001", "apart from oneself"),
        _bad("Absences", "person_id", None, "who?"),
        _bad("Absences", "person_id", "S8888", "nobody has this ID"),
        _bad("Absences", "date", None, "when?"),
        _bad("Absences", "to", time("8:00"), "ends before it starts", from_=time("12:00")),
        _bad("Attendance", "status", "late", "no such status"),
        _bad("Attendance", "minutes", -30, "negative minutes"),
        _bad("Contacts", "student_id", None, "whose contact?"),
        _bad("Contacts", "language", "Simlisch", "no such language"),
    ]


def _days() -> list[Bad]:
    some: Row = {"what": "blocked", "from_": time("11:00")}
    return [
        _bad("Calendar", "date", None, "when?"),
        _bad("Calendar", "what", "party", "no such kind of day"),
        _bad("Calendar", "what", None, "what is on that day?"),
        _bad("Calendar", "from", time("9:00"), "closed takes no times"),
        _bad("Calendar", "from", None, "when does the day end?", what="early_release"),
        _bad("Calendar", "to", time("9:00"), "ends before it starts", **some),
        _bad("Calendar", "grades", "all of them", "no grades"),
        Bad(
            "Calendar",
            ("start_date", "end_date"),
            "ends before it starts",
            {"date": None, "start_date": september(20), "end_date": september(2)},
        ),
    ]


def _settings() -> list[Bad]:
    return [
        Bad("Settings", ("value",), remark, {"setting": setting, "value": value})
        for setting, value, remark in (
            ("sessions_per_week", "5-3", "the range runs backwards"),
            ("max_group_size", -4, "a negative limit"),
            ("default_language", "Simlisch", "no such language"),
            ("weekly_budget", -500, "a negative limit"),
            ("need_order", "loudest", "no such order"),
            ("seat_protection", "perhaps", "neither yes nor no"),
        )
    ] + [
        Bad(
            "Settings",
            ("setting",),
            "the setting of row 2 again",
            {"setting": "travel_minutes", "value": 20},
        ),
        Bad("Settings", ("setting",), "no such setting", {"setting": "max_group_sise", "value": 3}),
    ]


FIRST: dict[str, Row] = {
    "Students": {"student_id": "S0001"},
    "Tutors": {"tutor_id": "T001"},
    "Sites": {"site": SITE},
    "Rooms": {"room": "Library"},
    "Travel": {"to": "Cove School"},
    "Settings": {"setting": "travel_minutes", "value": 25},
}
"""What the good row on top of a sheet has besides."""


def bad_rows() -> list[Bad]:
    """Every bad row, sheet by sheet."""
    return [*_students(), *_tutors(), *_slots(), *_places(), *_people(), *_days(), *_settings()]
