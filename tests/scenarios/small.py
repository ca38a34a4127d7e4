"""A small program for scenarios: two sites, twelve students, three tutors, worked out by hand.

Each site has a room for two groups at once and two times on Monday to Wednesday. Groups of at most two,
three sessions a week. A tutor has a time of each day, so holds a group at each of both times: four
students. T1 and T2 are at Elm, T3 at Oak. Elm has eight students and Oak four: all have a seat. Who
is of need 1 comes last.
"""

from pathlib import Path

from openpyxl import Workbook

STUDENTS = [
    ("student_id", "subject", "site", "grade", "name", "need", "transport", "categories"),
    *((f"E{n}", "Math", "Elm", 3, f"Elma{n} Elder", 1 + n % 2, "self", "EL") for n in range(1, 9)),
    *((f"O{n}", "Math", "Oak", 3, f"Otto{n} Oakley", 3, "self", "") for n in range(1, 5)),
]
TUTORS = [
    ("tutor_id", "name", "sites", "subjects", "languages", "available", "hourly_rate", "reserve"),
    ("T1", "Tom Archer", "Elm", "Math", "English", "Mon-Wed 8:00-10:00", 20, "no"),
    ("T2", "Tina Baker", "Elm", "Math", "English", "Mon-Wed 8:00-10:00", 20, "no"),
    ("T3", "Theo Carter", "Oak", "Math", "English", "Mon-Wed 8:00-10:00", 30, "no"),
    ("T4", "Rita Dyer", "Elm", "Math", "English", "Mon-Wed 8:00-10:00", 40, "yes"),
]
SLOTS = [
    ("site", "days", "start", "end", "kind", "groups_at_once"),
    ("Elm", "Mon-Wed", "8:00", "8:30", "school_day", 2),
    ("Elm", "Mon-Wed", "9:00", "9:30", "after_school", 2),
    ("Oak", "Mon-Wed", "8:00", "8:30", "school_day", 2),
    ("Oak", "Mon-Wed", "9:00", "9:30", "after_school", 2),
]
SETTINGS = [
    ("setting", "value"),
    ("program", "Elm and Oak"),
    ("sessions_per_week", 3),
    ("max_group_size", 2),
    ("program_weeks", 10),
    ("small_cell", 3),
]
COSTS = [
    ("item", "per", "amount"),
    ("Coordinator", "year", 1000),
    ("Rent", "week", 50),
    ("Training", "tutor", 100),
    ("Books", "student", 10),
    ("Preparation", "session_hour", 5),
]
SHEETS = {
    "Students": STUDENTS,
    "Tutors": TUTORS,
    "Slots": SLOTS,
    "Settings": SETTINGS,
    "Costs": COSTS,
}


def scenarios_sheet(*rows):
    """A Scenarios sheet: each row is a mapping of columns to cells."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [tuple(columns), *(tuple(row.get(name) for name in columns) for row in rows)]


def workbook(path, *rows, **sheets):
    """Write the program with these scenarios; ``sheets`` replace some of it, None leaves one out."""
    book = Workbook()
    book.remove(book.active)
    every = {**SHEETS, **({"Scenarios": scenarios_sheet(*rows)} if rows else {}), **sheets}
    for title, lines in every.items():
        if lines is not None:
            sheet = book.create_sheet(title)
            for line in lines:
                sheet.append(line)
    book.save(path)
    return Path(path)
