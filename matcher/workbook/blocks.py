"""What stands in the weekly grids of tutors, students and sites, before anything is drawn.

These grids are handed out and hung up: nothing here ever looks at a need, a category, or the reason
of an absence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from matcher.domain import DAYS, Meeting, Request, Student, Tutor, clock
from matcher.plan import Plan
from matcher.report.coverage import grade_name
from matcher.report.week import OWED, DatedMeeting, dated_meetings
from matcher.workbook.styles import subject_codes

ONLINE = "Online"


@dataclass(frozen=True)
class Tile:
    """One meeting in a grid: where it stands and its lines of text.

    ``off`` marks what does not take place here: cancelled, moved away, covered by someone else.
    """

    day: int
    start: int  # minutes since midnight
    end: int
    subject: str
    lines: tuple[str, ...]
    off: bool = False


@dataclass(frozen=True)
class Ledger:
    """A line under a name: one request and how many sessions of this week are owed to it."""

    subject: str
    text: str
    owed: int


@dataclass(frozen=True)
class Block:
    """One person's or one site's week. ``page`` names what shares a printed page with it."""

    title: str
    aside: str
    tiles: tuple[Tile, ...]
    ledgers: tuple[Ledger, ...] = ()
    page: str = ""


class Week:
    """The dated week of a plan, with the words that its grids share."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.meetings = dated_meetings(plan.sessions)
        self.codes = subject_codes(request.subject for request in plan.problem.program.requests)
        languages = {group.language for group in plan.schedule.groups}
        self._several_languages = len(languages | {plan.problem.settings.default_language}) > 1

    def heading(self, meeting: DatedMeeting) -> str:
        """Subject with its letter, and the language where the program has several."""
        subject = f"{self.codes[meeting.group.subject]} · {meeting.group.subject}"
        return f"{subject}, {meeting.group.language}" if self._several_languages else subject


def tutor_blocks(week: Week) -> list[Block]:
    """A block for each tutor with a meeting this week, covers included, a page each."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for dated in week.meetings:
        for tutor_id, tile in _tutor_tiles(week, dated):
            tiles[tutor_id].append(tile)
    blocks = []
    for tutor in week.plan.problem.tutors:
        if tutor.id in tiles:
            held = [tile for tile in tiles[tutor.id] if not tile.off]
            hours = sum(tile.end - tile.start for tile in held) / 60
            aside = f"{_count(len(held), 'meeting')}, {hours:.4g} h this week"
            blocks.append(Block(named(tutor), aside, tuple(tiles[tutor.id]), page=tutor.id))
    return blocks


def _tutor_tiles(week: Week, dated: DatedMeeting) -> list[tuple[str, Tile]]:
    heading, planned_tutor = week.heading(dated), dated.group.tutor
    where = place_words(dated.meeting)
    whole = (heading, f"{dated.group.id} · {where}")
    names = _names(dated.present or dated.group.members)
    away = (f"AWAY: {_names(dated.away)}",) if dated.away and dated.present else ()
    if dated.fate == "cancelled":
        return [(planned_tutor.id, _tile(dated, dated.planned, ("CANCELLED", *whole, names), True))]
    if dated.fate == "covered":
        note = f"COVERED by {dated.tutor.name or dated.tutor.id}"
        mine = f"COVERING for {planned_tutor.name or planned_tutor.id}"
        return [
            (planned_tutor.id, _tile(dated, dated.planned, (note, *whole), True)),
            (dated.tutor.id, _tile(dated, dated.meeting, (mine, *whole, names, *away))),
        ]
    if dated.fate == "moved":
        return [
            (planned_tutor.id, _tile(dated, dated.planned, (_moved_to(dated), heading), True)),
            (
                planned_tutor.id,
                _tile(dated, dated.meeting, (_moved_from(dated), *whole, names, *away)),
            ),
        ]
    return [(planned_tutor.id, _tile(dated, dated.meeting, (*whole, names, *away)))]


def student_blocks(week: Week) -> list[Block]:
    """A block for each student with a seat, by site, grade and name; a new page for each site."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for dated in week.meetings:
        for member in dated.group.members:
            tiles[member.student.id] += _student_tiles(week, dated, member)
    owed = Counter(s.member.key for s in week.plan.sessions if s.status in OWED)
    ledgers: dict[str, list[Ledger]] = defaultdict(list)
    for group in week.plan.schedule.groups:
        for member in group.members:
            text = f"{group.subject} with {group.tutor.name or group.tutor.id} · group {group.id}"
            ledgers[member.student.id].append(Ledger(group.subject, text, owed[member.key]))
    seated = [student for key, student in week.plan.problem.students.items() if key in ledgers]
    return [
        Block(
            title=named(student),
            aside=f"{student.site} · grade {grade_name(student.grade)}",
            tiles=tuple(tiles[student.id]),
            ledgers=tuple(sorted(ledgers[student.id], key=lambda ledger: ledger.subject)),
            page=student.site,
        )
        for student in sorted(seated, key=lambda s: (s.site, s.grade, s.name, s.id))
    ]


def _student_tiles(week: Week, dated: DatedMeeting, member: Request) -> list[Tile]:
    tutor = dated.tutor.name or dated.tutor.id
    whole = (week.heading(dated), f"{tutor} · {place_words(dated.meeting)}")
    if member in dated.away:
        tiles = [_tile(dated, dated.meeting, ("AWAY (owed)", *whole), True)]
    elif dated.fate == "cancelled":
        return [_tile(dated, dated.planned, ("CANCELLED (owed)", *whole), True)]
    elif dated.fate == "covered":
        note = f"COVERED: {tutor} instead of {dated.group.tutor.name or dated.group.tutor.id}"
        return [_tile(dated, dated.meeting, (note, *whole))]
    elif dated.fate == "moved":
        tiles = [_tile(dated, dated.meeting, (_moved_from(dated), *whole))]
    else:
        return [_tile(dated, dated.meeting, whole)]
    if dated.fate == "moved":
        tiles.append(_tile(dated, dated.planned, (_moved_to(dated), week.heading(dated)), True))
    return tiles


def site_blocks(week: Week) -> list[Block]:
    """A block for each site where a group meets, on its own page. A door names no children."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for dated in week.meetings:
        tiles[_site(dated.meeting)].append(_site_tile(week, dated))
        if dated.fate == "moved":
            gone = (_moved_to(dated), week.heading(dated), dated.group.id)
            tiles[_site(dated.planned)].append(_tile(dated, dated.planned, gone, True))
    sites = [site for site in (*week.plan.problem.program.sites, ONLINE) if site in tiles]
    blocks = []
    for site in sites:
        held = sum(not tile.off for tile in tiles[site])
        blocks.append(
            Block(site, f"{_count(held, 'meeting')} this week", tuple(tiles[site]), page=site)
        )
    return blocks


def _site_tile(week: Week, dated: DatedMeeting) -> Tile:
    tutor = dated.tutor.name or dated.tutor.id
    online = " · online" if dated.group.modality == "online" else ""
    size = _count(len(dated.present or dated.group.members), "student")
    whole = (week.heading(dated), tutor, f"{dated.group.id} · {size}{online}")
    notes = {
        "cancelled": ("CANCELLED",),
        "covered": (f"COVERED for {dated.group.tutor.name or dated.group.tutor.id}",),
        "moved": (_moved_from(dated),),
        "planned": (),
    }
    lines = (*notes[dated.fate], *whole)
    return _tile(dated, dated.meeting, lines, dated.fate == "cancelled")


def named(person: Student | Tutor) -> str:
    """Name and ID; the ID alone where no name is given."""
    return f"{person.name} ({person.id})" if person.name else person.id


def place_words(meeting: Meeting) -> str:
    """Where a meeting is: the site, or online."""
    if meeting.slot.modality == "online":
        return f"online, {meeting.slot.site}" if meeting.slot.site else "online"
    return meeting.slot.site or ""


def _site(meeting: Meeting) -> str:
    return meeting.slot.site or ONLINE


def _tile(dated: DatedMeeting, at: Meeting, lines: tuple[str, ...], off: bool = False) -> Tile:
    return Tile(at.day, at.slot.start, at.slot.end, dated.group.subject, lines, off)


def _moved_to(dated: DatedMeeting) -> str:
    return f"MOVED to {_when(dated.meeting)}"


def _moved_from(dated: DatedMeeting) -> str:
    return f"MOVED here from {_when(dated.planned)}"


def _when(meeting: Meeting) -> str:
    return f"{DAYS[meeting.day]} {clock(meeting.slot.start)}"


def _names(members: tuple[Request, ...]) -> str:
    return ", ".join(member.student.name or member.student.id for member in members)


def _count(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
