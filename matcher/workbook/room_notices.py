"""What there is to say of the Rooms sheet beside Slots and Sites, before anything is planned."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from matcher.domain import DAYS, Meeting, Program, Slot, clock
from matcher.report.words import count_words, listed
from matcher.room_sets import RoomSets, room_sets
from matcher.workbook.layout import RoomRow, SlotRow
from matcher.workbook.log import Line, Log
from matcher.workbook.tables import Tables

_NAMED_AT_MOST = 5
"""So many slots are named in one notice; then they are counted."""


def check_rooms(program: Program, tables: Tables, log: Log) -> None:
    """Look for rooms that are too few or of no use: one notice a site and kind of trouble."""
    if not program.rooms:
        return
    slots: dict[str, list[Slot]] = defaultdict(list)
    for slot in program.slots:
        if slot.site is not None and slot.modality == "in_person":
            slots[slot.site].append(slot)
    named = {room.site for room in program.rooms}
    for site, rows in slots.items():
        if site in named:
            _check_site(program, site, rows, tables, log)
        else:
            message = "This site has no row in Rooms, though others have"
            log.notice(_line(tables, rows[0]), "site", message, "Its groups get no named room.")
    for line in _first_of_each_site(tables):
        if line.whole.site in program.sites and line.whole.site not in slots:
            log.notice(line, "site", "No in-person slot is at this site, so no room of it is used")


def _first_of_each_site(tables: Tables) -> Iterable[Line[RoomRow]]:
    first = {line.whole.site: line for line in reversed(tables["Rooms"].good)}
    return sorted(first.values(), key=lambda line: line.number)


def _line(tables: Tables, slot: Slot) -> Line[SlotRow]:
    return next(line for line in tables["Slots"].good if line.number == slot.row)


def _check_site(
    program: Program, site: str, slots: Sequence[Slot], tables: Tables, log: Log
) -> None:
    meetings = [Meeting(slot, day) for slot in slots for day in sorted(slot.days)]
    meetings.sort(key=lambda at: (at.start, at.end, at.slot.row))
    sets = room_sets(program.rooms, meetings)
    shut = [at for at in meetings if not sets.of[at]]
    if shut:
        message = (
            f"No room of {site} is open in {_slots_words(shut)}, so nobody can meet there then"
        )
        remedy = "Let a room be open for the whole slot and for its kind, or delete the slot."
        _say(log, _line(tables, shut[0].slot), "start", message, remedy)
    short = list(_short(program, site, [at for at in meetings if sets.of[at]], sets))
    if short:
        at, inside, allowed = short[0]
        more = f", and at {count_words(len(short) - 1, 'other time')} too" if len(short) > 1 else ""
        verb = "finds" if inside == 1 else "find"
        message = (
            f"At {site} {count_words(inside, 'group')} {verb} a named room on {_time(at)}"
            f" ({at.slot.kind}), but groups_at_once lets {allowed} meet{more}"
        )
        line = next(line for line in _first_of_each_site(tables) if line.whole.site == site)
        _say(log, line, "site", message, "The rooms count: add some, or lower groups_at_once.")


def _say(log: Log, line: Line[Any], column: str, message: str, remedy: str) -> None:
    """A notice at a cell whose value says nothing of what is wrong."""
    log.say("notice", line.table.title, line.cell(column), message, remedy)


def _short(
    program: Program, site: str, meetings: Sequence[Meeting], sets: RoomSets
) -> Iterator[tuple[Meeting, int, int]]:
    """The times at which fewer find a room than may meet: how many do, and how many may."""
    most = sum(room.groups_at_once for room in program.rooms if room.site == site)
    firsts = {at.start: at for at in reversed(meetings)}
    for _, first in sorted(firsts.items()):
        worst = None
        for date in _dates(meetings):
            now = [
                at for at in meetings if at.start <= first.start < at.end and at.slot.in_force(date)
            ]
            limits = [at.slot.groups_at_once for at in now]
            whole = None if None in limits else sum(limit or 0 for limit in limits)
            allowed = min(
                (n for n in (program.site_rooms.get(site), whole) if n is not None), default=None
            )
            if allowed is None:
                continue
            masks = [sets.of[at] for at in now for _ in range(_least(at.slot.groups_at_once, most))]
            inside = sets.housed(masks)
            if inside < allowed and (worst is None or inside - allowed < worst[1] - worst[2]):
                worst = (first, inside, allowed)
        if worst is not None:
            yield worst


def _least(limit: int | None, most: int) -> int:
    return most if limit is None else min(limit, most)


def _dates(meetings: Iterable[Meeting]) -> list[dt.date]:
    """A date of each time during which the same slots are in force."""
    starts = {at.slot.start_date for at in meetings} - {None}
    return [dt.date.min, *sorted(date for date in starts if date is not None)]


def _time(at: Meeting) -> str:
    return f"{DAYS[at.day]} {clock(at.slot.start)}-{clock(at.slot.end)}"


def _slots_words(meetings: Sequence[Meeting]) -> str:
    """``Slots row 5 (Mon Wed 7:00-7:30, before_school) and row 8 (...)``."""
    days: dict[Slot, list[str]] = {}
    for at in meetings:
        days.setdefault(at.slot, []).append(DAYS[at.day])
    told = [
        f"row {slot.row} ({' '.join(on)} {clock(slot.start)}-{clock(slot.end)}, {slot.kind})"
        for slot, on in days.items()
    ]
    more = len(told) - _NAMED_AT_MOST
    return f"Slots {listed([*told[:_NAMED_AT_MOST], *([f'{more} more'] if more > 0 else [])])}"
