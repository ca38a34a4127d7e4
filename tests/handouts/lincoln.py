"""A small program with everything that a hand-out may have to tell, and words that none may tell."""

from __future__ import annotations

import datetime as dt
import re

import pypdfium2
from openpyxl import load_workbook

from tests.workbook import books

FIRST, SECOND = "2026-09-14", "2026-09-21"
MON, TUE, WED = (dt.date(2026, 9, day) for day in (14, 15, 16))

STUDENTS = [
    ["student_id", "name", "subject", "site", "grade", "need", "level", "home_language", "languages",
     "categories", "transport", "homeroom", "busy", "sessions"],
    ["S1", "Ana Ardilla", "Math", "Lincoln", 3, 97, 3.125, "Spanish", "Spanish", "CATEGORY-EL",
     None, "3A", "Fri 11:07-11:09", 3],
    ["S2", "Ben Bosque", "Math", "Lincoln", 3, 89, 3.125, "Spanish", "Spanish", "CATEGORY-IEP",
     None, "3A", "Fri 11:07-11:09", 3],
    ["S3", "Cyrus Cedar", "Math", "Lincoln", 3, 83, 3.125, "Persian", "English", None,
     None, None, None, 3],
    ["S4", "Dora Deodar", "Reading", "Jefferson", 4, 79, 3.125, "English", None, None,
     "Late bus", "4B", None, 3],
    ["S5", "Emil Elm", "Chemistry", "Lincoln", 3, 73, 3.125, "English", None, None,
     None, "3A", None, 3],
    ["S6", "غزال فستق", "Reading", "Jefferson", 4, 71, 3.125, "Arabic", "English", None,
     "self", "4B", None, 3],
    ["S7", "Fay Fern", "Chess", "Lincoln", 3, 67, 3.125, "English", None, None,
     None, "3A", None, 3],
]  # fmt: skip
NAMES = {row[0]: row[1] for row in STUDENTS[1:]}
SECRETS = ("97", "89", "83", "79", "73", "71", "67", "3.125", "CATEGORY", "REASON", "11:07", "NOTE")
"""Needs, a level, categories, reasons, a service and a note: on nothing that is handed out."""

SHEETS = {
    "Students": STUDENTS,
    "Tutors": [
        ["tutor_id", "name", "sites", "subjects", "languages", "available", "reserve"],
        ["T1", "Tom Tern", "Lincoln", "Math", "Spanish; English", "Mon-Fri 8:00-15:00", None],
        ["T2", "Uma Urial", "Lincoln", "Math", "Spanish; English", "Mon-Fri 8:00-15:00", "yes"],
        ["T3", "Vic Vole", "Jefferson", "Reading", "English", "Mon-Fri 8:00-17:00", None],
        ["T4", "Wes Wren", "Lincoln", "Latin", "English", "Mon-Fri 8:00-15:00", None],
        ["T5", "Xia Xerus", "Lincoln", "Chess", "English", "Mon-Fri 8:00-15:00", None],
    ],
    "Slots": [
        ["site", "days", "start", "end", "kind"],
        ["Lincoln", "Mon-Wed", "8:00", "8:30", None],
        ["Lincoln", "Mon-Thu", "9:00", "9:30", None],
        ["Jefferson", "Mon-Wed", "15:00", "15:30", "after_school"],
        ["Jefferson", "Thu", "15:40", "16:10", "after_school"],
        ["Jefferson", "Mon-Wed", "15:40", "16:10", "after_school"],
    ],
    "Rooms": [["site", "room"], ["Lincoln", "Library"], ["Lincoln", "Room 3"]],
    "Transport": [["route", "days"], ["Late bus", "Mon-Fri"]],
    "Pairs": [["rule", "student", "with"], ["together", "S1", "S2"]],
    "Absences": [
        ["person_id", "date", "reason"],
        ["T1", MON, "REASON-FLU"],
        ["S2", TUE, "REASON-DENTIST"],
    ],
    "Calendar": [["date", "what", "site", "note"], [WED, "closed", "Jefferson", "NOTE-FAIR"]],
    "Contacts": [
        ["student_id", "name", "language", "channel", "address"],
        ["S1", "Eva Ardilla", None, "text", "+1 213-555-0101"],
        ["S1", "Leo Ardilla", "English", "email", "leo@home.example"],
        ["S3", "=Darya Cedar", None, "text", None],
        ["S4", "Gil Deodar", None, "text", "=1+1"],
        ["S6", "ليلى", None, "text", "213-555-0106"],
        ["S7", "Mo Fern", None, "paper", "backpack"],
    ],
    "Settings": [
        ["setting", "value"],
        ["program", "Lincoln tutoring"],
        ["timezone", "America/Los_Angeles"],
    ],
}


def lincoln(path, **changed):
    """The program as a workbook, with some sheets replaced, or left out where None."""
    content = {**SHEETS, **changed}
    return books.workbook(path, {name: rows for name, rows in content.items() if rows})


def text_of(path):
    """What a PDF file says, page after page, with single spaces."""
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages))


def sheet(path, name):
    """The rows of a sheet below its headers, each by its headers."""
    rows = list(load_workbook(path)[name].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
