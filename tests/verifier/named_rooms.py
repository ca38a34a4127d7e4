"""Rooms by name over the sheets of an output workbook, from what the Rooms sheet says alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import SimpleNamespace as Thing
from typing import Any

import cell_words as words
import program_sheets


def room_problems(
    program: Thing, name: str, rows: Iterable[dict[str, Any]], monday: Any
) -> Iterator[str]:
    """Whether each room is there, open, for such slots, and never too full.

    A meeting may be without one; ``match verify`` says whether one would have been free.
    """
    inside: dict[tuple[str, str, int], dict[tuple[str, int, int], int]] = defaultdict(dict)
    for n, row in enumerate(rows, start=2):
        room = words.text(row.get("room"))
        date = words.date(row.get("date"))
        day = words.DAYS.index(row["day"]) if date is None else (date - monday).days
        start, end = words.time(row["start"]), words.time(row["end"])
        if not room or row.get("status") in ("away", "cancelled"):
            continue
        site = program_sheets.site(row["site"])
        known = [r for r in program.named if (r.site, r.name) == (site, room)]
        if not known or row["modality"] != "in_person":
            yield f"{name} row {n}: {room!r} is no room there"
            continue
        first, last = day * 1440 + start, day * 1440 + end
        hours = known[0].open
        if hours is not None and not any(a <= first and last <= b for a, b in hours):
            yield f"{name} row {n}: {room} is not open all that time"
        kinds = {
            slot.kind
            for slot in program.slots
            if day in slot.days and (slot.site, slot.start, slot.end) == (site, start, end)
        }
        if known[0].kinds and not kinds & known[0].kinds:
            yield f"{name} row {n}: {room} is not for that kind of slot"
        inside[site, room, known[0].holds][words.text(row["group_id"]), first, last] = n
    for (_, room, holds), meetings in inside.items():
        for _, first, _ in meetings:
            there = [group for group, a, b in meetings if a <= first < b]
            if len(there) > holds:
                yield f"{name}: {room} holds {', '.join(there)} at once"
