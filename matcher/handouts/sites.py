"""What hangs and lies at a site: a page for each door and day, and lists to sign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matcher.handouts.page import Cell, Document, PageBreak, Part, Table
from matcher.handouts.telling import Moment, Row, Telling, by_day, moment
from matcher.handouts.week import Held
from matcher.rooms import roomed_sites

LARGE = 12.0
"""Points of the text on a door: it is read standing."""


def door_document(telling: Telling, site: str) -> Document | None:
    """A page for each room and day, or for each day where no room is named. It names no child."""
    of_room: dict[str, list[tuple[Moment, Row]]] = defaultdict(list)
    roomed = site in roomed_sites(telling.week.problem.program)
    for held in telling.week.of_site.get(site, ()):
        for room, when, row in _door_rows(telling, held, site):
            # What is off and had no room is on no door.
            if room or not roomed or not row[0].off:
                of_room[room].append((when, row))
    say = telling.words.say
    heads = (say("Time"), say("Subject"), say("Tutor"), say("Students"))
    pages = [
        (
            telling.words.name(room or site),
            f"{telling.words.name(site)} · {telling.day(day)}" if room else telling.day(day),
            rows,
        )
        for room in sorted(of_room)
        for day, rows in by_day(of_room[room]).items()
    ]
    if not pages:
        return None
    parts: list[Part] = []
    for number, (title, aside, rows) in enumerate(pages):
        parts += [PageBreak(title, aside)] if number else []
        parts.append(Table(heads, tuple(rows), (3.5, 3.5, 3.5, 2.0)))
    title, aside, _ = pages[0]
    return _document(telling, title, aside, parts, LARGE)


def _door_rows(telling: Telling, held: Held, site: str) -> Iterator[tuple[str, Moment, Row]]:
    group = "\n".join(part for part in (telling.subject(held.frame), held.group_id) if part)
    if held.at.slot.site == site:
        time, mark = telling.time(held.at), telling.mark(held)
        off = not held.takes_place
        number = "" if off else str(len(held.coming))
        row = (
            Cell(time, mark, off=off, strong=not off),
            Cell(group, off=off),
            Cell(telling.person(held.tutor), off=off),
            Cell(number),
        )
        yield held.room, moment(held.at), row
    if held.fate == "moved" and held.planned.slot.site == site:
        room = telling.week.usual_room(held.group_id, held.planned)
        tutor = Cell(telling.person(held.tutor))
        yield room, moment(held.planned), telling.moved_away(held, Cell(group), tutor, Cell())


def sign_in_document(telling: Telling, site: str) -> Document | None:
    """A list for each day: who is expected when, where and with whom, and room to sign."""
    rows = [
        (moment(held.at), row)
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
    title = say("Sign-in: {site}", site=telling.words.name(site))
    days = by_day(rows)
    for day, of_day in days.items():
        parts += [PageBreak(title, telling.day(day))] if parts else []
        parts.append(Table(heads, tuple(of_day), (2.6, 3.4, 3.4, 1.5, 1.5, 3.0), tall=True))
    return _document(telling, title, telling.day(next(iter(days))), parts, landscape=True)


def _sign_rows(telling: Telling, held: Held) -> Iterator[Row]:
    where = "\n".join(
        part for part in (telling.words.name(held.room), telling.person(held.tutor)) if part
    )
    time, blank = Cell(telling.time(held.at), strong=True), (Cell(), Cell(), Cell())
    for member in held.coming:
        yield (time, Cell(where), Cell(telling.person(member.student)), *blank)


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
        code=telling.words.tag,
        rightwards=telling.words.rightwards,
        title=title,
        aside=aside,
        foot=telling.foot,
        parts=tuple(parts),
        size=size,
        landscape=landscape,
    )
