"""A program workbook as plain rows, and how it is written so that a person likes to open it."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | dt.date | dt.time | None
Row = dict[str, Value]

HEADERS: dict[str, tuple[str, ...]] = {
    "Students": (
        "student_id*",
        "name",
        "subject*",
        "site*",
        "grade*",
        "sessions",
        "need",
        "languages",
        "level",
        "max_group",
        "transport",
        "modality",
        "available",
        "busy",
        "consent",
        "start_date",
        "end_date",
        "home_language",
        "categories",
        "homeroom",
    ),
    "Tutors": (
        "tutor_id*",
        "name",
        "sites*",
        "subjects*",
        "languages*",
        "available*",
        "grades",
        "busy",
        "max_sessions_week",
        "max_sessions_day",
        "max_hours_week",
        "max_group",
        "hourly_rate",
        "modality",
        "cleared",
        "cleared_until",
        "reserve",
        "provider",
        "start_date",
        "end_date",
    ),
    "Slots": (
        "site*",
        "days*",
        "start*",
        "end*",
        "kind",
        "grades",
        "groups_at_once",
        "modality",
        "open_to",
        "start_date",
        "end_date",
    ),
    "Sites": ("site*", "groups_at_once"),
    "Rooms": ("site*", "room*", "groups_at_once", "open", "kinds"),
    "Travel": ("from*", "to*", "minutes*"),
    "Transport": ("route*", "days*", "earliest", "latest"),
    "Pairs": ("rule*", "student*", "with*"),
    "Calendar": (
        "date*",
        "start_date",
        "end_date",
        "site",
        "grades",
        "what*",
        "from",
        "to",
        "note",
    ),
    "Absences": ("person_id*", "date*", "start_date", "end_date", "from", "to", "reason"),
    "Attendance": ("date*", "student_id*", "subject", "tutor_id", "status*", "minutes"),
    "Contacts": ("student_id*", "name", "language", "channel", "address"),
    "Settings": ("setting", "value"),
}
"""Sheets and columns in the order of a new workbook. The star marks a required column and is not
written; dates may stand as a span instead."""

PLANNER_HEADERS: dict[str, tuple[str, ...]] = {
    "Costs": ("item*", "per*", "amount*", "note"),
    "Scenarios": (
        "scenario",
        "phase",
        "tutors",
        "max_group_size",
        "groups_at_once",
        "kinds",
        "bus_days",
        "students",
        "attendance",
        "sites",
        "overrides",
        "note",
    ),
}
"""Sheets that a planner adds."""

ALL_HEADERS = {**HEADERS, **PLANNER_HEADERS}

WIDEST = 44
SAVED = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


@dataclass
class Book:
    """One workbook: rows by sheet name, in the order they are written."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in ALL_HEADERS})

    def add(self, sheet: str, **cells: Value) -> None:
        """Append a row; ``from_`` stands for the column ``from``, ``with_`` for ``with``."""
        row: Row = {name.rstrip("_"): value for name, value in cells.items() if value is not None}
        unknown = set(row) - set(columns(sheet))
        if unknown:
            raise ValueError(f"{sheet} has no column {sorted(unknown)}.")
        self.rows[sheet].append(row)

    def settings(self, **values: Value) -> None:
        """Append rows of the Settings sheet."""
        for setting, value in values.items():
            self.add("Settings", setting=setting, value=value)

    def column(self, sheet: str, name: str) -> list[Value]:
        """The values of one column, blanks as ``None``."""
        return [row.get(name) for row in self.rows[sheet]]


def columns(sheet: str) -> tuple[str, ...]:
    """The header names of a sheet, as they stand in its first row."""
    return tuple(name.rstrip("*") for name in ALL_HEADERS[sheet])


def workbook(book: Book) -> Workbook:
    """The finished workbook; a sheet without rows is left out unless it is required."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, headers in ALL_HEADERS.items():
        if book.rows[name] or name in ("Students", "Tutors", "Slots"):
            fill(made.create_sheet(name), headers, book.rows[name])
    return made


def fill(sheet: Worksheet, headers: Iterable[str], rows: list[Row]) -> None:
    """Write headers and rows, and make them pleasant to read."""
    for column, header in enumerate(headers, start=1):
        name = header.rstrip("*")
        head(sheet.cell(1, column, name), required=header.endswith("*"))
        longest = len(name) + 3
        for line, row in enumerate(rows, start=2):
            value = row.get(name)
            if value is not None:
                longest = max(longest, put(sheet.cell(line, column), value))
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, WIDEST)
    sheet.row_dimensions[1].height = 21
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.sheet_view.zoomScale = 110
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def head(cell: Cell | MergedCell, *, required: bool) -> None:
    """Dress a header; those of required columns are darker."""
    cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF" if required else "1F3A4D")
    cell.fill = PatternFill("solid", start_color="1F5673" if required else "CFE2EA")
    cell.alignment = Alignment(vertical="center")
    cell.border = Border(bottom=Side(style="medium", color="1F3A4D"))


def put(cell: Cell | MergedCell, value: Value) -> int:
    """Write a value in its own format; returns about how many characters it shows."""
    cell.value = value
    wrap = isinstance(value, str)
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=wrap)
    if isinstance(value, str):
        cell.number_format = "@"
        return max(len(line) for line in value.split("\n"))
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
        return 10
    if isinstance(value, dt.time):
        cell.number_format = "h:mm"
        return 5
    return len(str(value))


def save(made: Workbook, path: Path) -> None:
    """Write the file without the time of its making, so that it changes only when its cells do."""
    made.properties.creator = "sample_inputs/make.py"
    made.properties.created = SAVED.replace(tzinfo=None)  # Excel's dates carry no zone
    raw = io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                stamp = f">{SAVED:%Y-%m-%dT%H:%M:%S}Z</dcterms:modified>".encode()
                part = re.sub(rb">[^<]*</dcterms:modified>", stamp, part)
            entry = zipfile.ZipInfo(name, SAVED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)


def time(text: str) -> dt.time:
    """``8:05`` as a time of day."""
    hour, minute = text.split(":")
    return dt.time(int(hour), int(minute))


def clock(minutes: int) -> str:
    """Minutes since midnight as ``8:05``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def september(day: int) -> dt.date:
    """A date in September 2026."""
    return dt.date(2026, 9, day)


def numbered(letter: str, digits: int) -> Iterator[str]:
    """IDs one after another: ``S0001``, ``S0002``, ..."""
    number = 0
    while True:
        number += 1
        yield f"{letter}{number:0{digits}d}"
