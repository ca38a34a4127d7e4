"""The rooms of a plan as its workbook tells them: on the sheets Groups, Sessions and Make-up.

What else is wrong with a row is told by whoever reads the rest of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from matcher.domain import Place, Program
from matcher.rooms import Rooms
from matcher.workbook import cells, times
from matcher.workbook.cells import CellError, Raw
from matcher.workbook.findings import Finding
from matcher.workbook.make_up_sheet import MAKE_UP, group_joined
from matcher.workbook.names import alike
from matcher.workbook.plan_groups import Spelling, read_place
from matcher.workbook.plan_rows import PlanRow, PlanUnreadableError, Reading, open_sheets, plan_rows
from matcher.workbook.plan_sessions import session_status
from matcher.workbook.sheets import RawSheet

ROOM = "room"
NO_COLUMN = Finding(
    "error",
    "Groups",
    "",
    "",
    "The program has rooms by name, but the plan has no column room.",
    "Plan the week again, or write the rooms into a column room on Groups and Sessions.",
)
_PLACE = ("start", "end", "modality")
_COLUMNS = {
    "Groups": ("group_id", "day", *_PLACE),
    "Sessions": ("group_id", "date", "status", *_PLACE),
    MAKE_UP: ("how", "date", "tutor_id", "subject", "language", *_PLACE),
}


def read_rooms(
    path: Path, program: Program, monday: dt.date, since: dt.date | None = None
) -> tuple[Rooms, tuple[Finding, ...]]:
    """Every room that the workbook names, and what is wrong with single cells.

    Rooms come in the program's spelling; one that it does not know stays as it is written. In a plan
    without the column nothing is wrong but that. Of dates before ``since``, which are over, nothing is.
    """
    try:
        sheets = open_sheets(path, tuple(_COLUMNS)) if program.rooms else {}
    except PlanUnreadableError:
        sheets = {}
    reader = _Reader(program, monday, since)
    standing = reader.rooms(_rows("Groups", sheets))
    dated = reader.rooms(_rows("Sessions", sheets))
    extra = reader.rooms(_rows(MAKE_UP, sheets), dated)
    rooms = Rooms(standing, dated, extra)
    if rooms == Rooms() and not all(ROOM in row.columns for row in _rows("Groups", sheets)):
        return rooms, (NO_COLUMN,)
    return rooms, tuple(reader.findings)


def _rows(name: str, sheets: Mapping[str, RawSheet]) -> Iterator[PlanRow]:
    if name in sheets:
        yield from plan_rows(name, sheets[name], _COLUMNS[name], [], (ROOM, "site"))


def room_named(raw: Raw, site: str | None, known: Mapping[tuple[str, str], str]) -> str:
    """A room in the program's spelling; one that is not ``known`` as it is written."""
    try:
        written = "" if raw is None else cells.name(raw)
    except CellError:
        written = str(raw)
    return known.get((site or "", alike(written)), written)


def rooms_known(program: Program) -> dict[tuple[str, str], str]:
    """The program's own spelling of each room, by its site and what is alike."""
    return {(room.site, alike(room.name)): room.name for room in program.rooms}


class _Reader:
    """Reads the rooms of rows; ``findings`` are about the cells of the column."""

    def __init__(self, program: Program, monday: dt.date, since: dt.date | None) -> None:
        self.monday, self.over = monday, (since - monday).days if since else 0
        self.spelling = Spelling(program)
        self.known = rooms_known(program)
        self.findings: list[Finding] = []

    def rooms(
        self, rows: Iterator[PlanRow], joined: Mapping[Any, str] | None = None
    ) -> dict[Any, str]:
        """The room of each meeting that the rows of a sheet tell of, but for those ``joined``."""
        found: dict[Any, str] = dict(joined or {})
        for row in (row for row in rows if ROOM in row.columns):
            key, place = self._meeting(row)
            if key is None or place is None:
                continue
            room = room_named(row.raw(ROOM), place.site, self.known)
            before = found.get(key)
            found.setdefault(key, room)
            if row.sheet != "Groups" and place.day < self.over:
                continue
            if before is not None and before != room:
                told = f"in {before}" if before else "without a room"
                message = f"Another row has this meeting {told}."
                self.findings.append(row.bad(ROOM, message, "Write the same room in all its rows."))
            elif before is None and room and (place.site or "", alike(room)) not in self.known:
                message = f"There is no such room at {place.site or 'an online slot'}."
                self.findings.append(row.bad(ROOM, message, "Write a room of the sheet Rooms."))
        return {key: room for key, room in found.items() if room and key not in (joined or {})}

    def _meeting(self, row: PlanRow) -> tuple[Any, Place | None]:
        """What tells the row's meeting from others, and where it is; None where that can't be read."""
        reading = Reading()  # what is wrong with it, others tell
        if row.sheet == "Groups":
            place = read_place(row, self.spelling, reading)
            return self._with_group(reading.take(row, "group_id", cells.name), place)
        date = reading.take(row, "date", times.date)
        day = (date - self.monday).days if date else -1
        place = read_place(row, self.spelling, reading, day) if day in range(7) else None
        if row.sheet == MAKE_UP:
            group = reading.take(row, "how", group_joined)
            return self._with_group(group, place) if group else self._extra(row, reading, place)
        if reading.take(row, "status", session_status) == "cancelled":
            return None, None
        return self._with_group(reading.take(row, "group_id", cells.name), place)

    def _with_group(self, group: str | None, place: Place | None) -> tuple[Any, Place | None]:
        return (group, place) if group else None, place

    def _extra(
        self, row: PlanRow, reading: Reading, place: Place | None
    ) -> tuple[Any, Place | None]:
        frame = (
            reading.take(row, "tutor_id", cells.name),
            reading.take(row, "subject", self.spelling.subject),
            reading.take(row, "language", cells.language),
        )
        return (None if None in frame else (*frame, place)), place
