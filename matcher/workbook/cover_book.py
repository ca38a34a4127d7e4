"""The day's covers, to be handed out: who steps in where, a page for everyone who does.

Each page names only the students whom that tutor will meet; the first page names none.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

from openpyxl import Workbook

from matcher.domain import Tutor
from matcher.report.relief import what_words
from matcher.report.words import date_words
from matcher.rooms import Rooms
from matcher.substitute import Orphan, Relief
from matcher.workbook.blocks import called, place_words
from matcher.workbook.plan_tables import Columns, PlanTable, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.styles import CellValue, clean, clock_cell
from matcher.workbook.write import whole_file

Row = tuple[CellValue, ...]
_MEETING: Columns = (
    ("start", "time"),
    ("end", "time"),
    ("where", "text"),
    ("group_id", "text"),
    ("subject", "text"),
    ("language", "text"),
    ("instead_of", "text"),
)
_TITLE_LENGTH = 31  # of a sheet's name


def write_covers(relief: Relief, date: dt.date, path: Path, rooms: Rooms | None = None) -> None:
    """Write the sheet to hand out, whole or not at all; ``rooms`` are those of the plan.

    Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    book = Workbook(write_only=True)
    program = relief.problem.settings.program
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{program} covers {date}".strip())
    footer = footer_words(program, date_words(date))
    rooms = rooms or Rooms()
    add_table(book, _everybody(relief, rooms), footer)
    of_tutor: dict[Tutor, list[Orphan]] = defaultdict(list)
    for orphan in relief.orphans:
        if orphan.chosen.what == "covered":
            of_tutor[orphan.chosen.tutor].append(orphan)
    for tutor, orphans in of_tutor.items():
        add_table(book, _for_cover(tutor, orphans, rooms), footer)
    with whole_file(path) as stream:
        book.save(stream)


def _everybody(relief: Relief, rooms: Rooms) -> PlanTable:
    columns: Columns = (*_MEETING, ("students", "number"), ("what", "long"))
    rows: list[Row] = [
        (*_meeting(orphan, rooms), len(orphan.chosen.present), what_words(orphan.chosen))
        for orphan in relief.orphans
    ]
    return PlanTable("Covers", columns, rows)


def _for_cover(tutor: Tutor, orphans: list[Orphan], rooms: Rooms) -> PlanTable:
    rows: list[Row] = [
        (*_meeting(orphan, rooms), ", ".join(called(one.student) for one in orphan.chosen.present))
        for orphan in orphans
    ]
    return PlanTable(_title(tutor), (*_MEETING, ("students", "long")), rows)


def _meeting(orphan: Orphan, rooms: Rooms) -> Row:
    """What stands under ``_MEETING``."""
    group, slot = orphan.group, orphan.planned.slot
    room = rooms.dated.get((group.id, orphan.planned.place), "")
    return (
        clock_cell(slot.start),
        clock_cell(slot.end),
        place_words(orphan.planned, room),
        group.id,
        group.subject,
        group.language,
        called(group.tutor),
    )


def _title(tutor: Tutor) -> str:
    words = "".join(letter for letter in f"{tutor.id} {tutor.name}" if letter not in "[]:*?/\\")
    return clean(words)[:_TITLE_LENGTH].strip() or "Cover"
