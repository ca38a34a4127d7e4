"""What hangs and lies at a site: a page for each door and day, and lists to sign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matcher.domain import Meeting
from matcher.handouts.page import Cell, Document, PageBreak, Part, Table
from matcher.handouts.telling import Row, Telling, by_day
from matcher.handouts.week import Held, called

LARGE = 12.0
"""Points of the text on a door: it is read standing."""


def door_document(telling: Telling, site: str) -> Document | None:
    """A page for each room and day, or for each day where no room is named. It names no child."""
    of_room: dict[str, list[tuple[Meeting, Row]]] = defaultdict(list)
    for held in telling.week.of_site.get(site, ()):
        for room, meeting, row in _door_rows(telling, held, site):
            of_room[room].append((meeting, row))
    say = telling.words.say
    heads = (say("Time"), say("Subject"), say("Tutor"), say("Students"))
    pages = [
        (f"{room or site}", f"{site} · {telling.day(day)}" if room else telling.day(day), rows)
        for room in sorted(of_room)
        for day, rows in by_day(of_room[room]).items()
    ]
    if not pages:
        return None
    parts: list[Part] = []
    for number, (title, aside, rows) in enumerate(pages):
        parts += [PageBreak(title, aside)] if number else []
        parts.append(Table(heads, tuple(rows), (3.6, 3.6, 3.6, 1.6)))
    title, aside, _ = pages[0]
    return _document(telling, title, aside, parts, LARGE)


def _door_rows(telling: Telling, held: Held, site: str) -> Iterator[tuple[str, Meeting, Row]]:
    group = "\n".join(part for part in (telling.subject(held.frame), held.group_id) if part)
    if held.at.slot.site == site:
        time, mark = telling.time(held.at), telling.mark(held)
        off = not held.takes_place
        number = "" if off else str(len(held.coming))
        row = (
            Cell(time, mark, off=off, strong=not off),
            Cell(group, off=off),
            Cell(called(held.tutor), off=off),
            Cell(number),
        )
        yield held.room, held.at, row
    if held.fate == "moved" and held.planned.slot.site == site:
        room = telling.week.usual_room(held.group_id, held.planned)
        tutor = Cell(called(held.tutor))
        yield room, held.planned, telling.moved_away(held, Cell(group), tutor, Cell())


def sign_in_document(telling: Telling, site: str) -> Document | None:
    """A list for each day: who is expected when, where and with whom, and room to sign."""
    rows = [
        (held.at, row)
        for held in telling.week.of_site.get(site, ())
        if held.at.slot.site == site and held.takes_place
        for row in _sign_rows(telling, held)
    ]
    if not rows:
        return None
    say = telling.words.say
    heads = (
        say("Time"),
        say("Room and tutor"),
        say("Student"),
        say("Came at"),
        say("Left at"),
        say("Signature"),
    )
    parts: list[Part] = []
    title = say("Sign-in: {site}", site=site)
    days = by_day(rows)
    for day, of_day in days.items():
        parts += [PageBreak(title, telling.day(day))] if parts else []
        parts.append(Table(heads, tuple(of_day), (2.6, 3.4, 3.4, 1.5, 1.5, 3.0), tall=True))
    return _document(telling, title, telling.day(next(iter(days))), parts, landscape=True)


def _sign_rows(telling: Telling, held: Held) -> Iterator[Row]:
    where = "\n".join(part for part in (held.room, called(held.tutor)) if part)
    for number, member in enumerate(held.coming):
        time = telling.time(held.at) if number == 0 else ""
        told = Cell(where) if number == 0 else Cell()
        blank = (Cell(), Cell(), Cell())
        yield (Cell(time, strong=True), told, Cell(called(member.student)), *blank)


def _document(
    telling: Telling,
    title: str,
    aside: str,
    parts: list[Part],
    size: float = 10.0,
    *,
    landscape: bool = False,
) -> Document:
    return Document(
        code=telling.words.code,
        rightwards=telling.words.rightwards,
        title=title,
        aside=aside,
        foot=telling.foot,
        parts=tuple(parts),
        size=size,
        landscape=landscape,
    )
