"""What stands in the weekly grids of tutors, students and sites, before anything is drawn.

These grids are handed out and hung up: nothing here ever looks at a need, a category, or the reason
of an absence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from matcher.domain import DAYS, Meeting, Request, Student, Tutor, clock, grade_name
from matcher.plan import Plan
from matcher.report.week import OWED, DatedMeeting, dated_meetings
from matcher.report.words import count_words, hours_words
from matcher.workbook.styles import subject_codes

ONLINE = "Online"


@dataclass(frozen=True)
class Tile:
    """One meeting in a grid: where it stands and its lines of text.

    ``mark`` tells what is unlike the standing plan, blank where nothing is. ``off`` marks what does not take place here: cancelled, moved away, covered by someone else.
    """

    day: int
    start: int  # minutes since midnight
    end: int
    subject: str
    group_id: str
    lines: tuple[str, ...]
    mark: str = ""
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
        subjects = [request.subject for request in plan.problem.program.requests]
        subjects += [dated.group.subject for dated in self.meetings]  # of days that are over
        self.codes = subject_codes(subjects)
        languages = {group.language for group in plan.schedule.groups}
        self._several_languages = len(languages | {plan.problem.settings.default_language}) > 1

    def place(self, dated: DatedMeeting) -> str:
        """Where a meeting is on its date: ``Lincoln, Room 3``."""
        return place_words(dated.meeting, self.room(dated))

    def room(self, dated: DatedMeeting) -> str:
        """The named room of a meeting on its date; blank where it has none or is cancelled."""
        return self.plan.rooms.dated.get((dated.group.id, dated.meeting.place), "")

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
            time = hours_words(sum(tile.end - tile.start for tile in held))
            aside = f"{count_words(len(held), 'meeting')}, {time} this week"
            blocks.append(Block(named(tutor), aside, tuple(tiles[tutor.id]), page=tutor.id))
    return blocks


def _tutor_tiles(week: Week, dated: DatedMeeting) -> list[tuple[str, Tile]]:
    """The tiles of one meeting, each with the ID of the tutor on whose grid it stands."""
    heading, planner = week.heading(dated), dated.group.tutor
    names = _names(dated.present or dated.group.members)
    lines: tuple[str, ...] = (heading, f"{dated.group.id} · {week.place(dated)}", names)
    if dated.fate == "cancelled":
        return [(planner.id, _tile(dated, dated.planned, lines, "CANCELLED", off=True))]
    if dated.away:
        lines = (*lines, f"away: {_names(dated.away)}")
    if dated.fate == "covered":
        theirs = f"COVERED by {called(dated.tutor)}"
        mine = f"COVERING for {called(planner)}"
        return [
            (planner.id, _tile(dated, dated.planned, lines[:2], theirs, off=True)),
            (dated.tutor.id, _tile(dated, dated.planned, lines, mine)),
        ]
    if dated.fate == "moved":
        return [
            (planner.id, _moved_away(week, dated)),
            (planner.id, _tile(dated, dated.meeting, lines, _moved_from(dated))),
        ]
    return [(planner.id, _tile(dated, dated.meeting, lines))]


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
            text = f"{group.subject} with {called(group.tutor)} · group {group.id}"
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
    lines = (week.heading(dated), called(dated.tutor), week.place(dated))
    gone = [_moved_away(week, dated)] if dated.fate == "moved" else []
    if member in dated.away:
        planned = (lines[0], called(dated.group.tutor), lines[2])
        return [_tile(dated, dated.meeting, planned, "AWAY (owed)", off=True), *gone]
    if dated.fate == "cancelled":
        return [_tile(dated, dated.planned, lines, "CANCELLED (owed)", off=True)]
    if dated.fate == "covered":
        mark = f"COVERED: not {called(dated.group.tutor)}, but"
        return [_tile(dated, dated.meeting, (lines[1], lines[0], lines[2]), mark)]
    mark = _moved_from(dated) if gone else ""
    return [_tile(dated, dated.meeting, lines, mark), *gone]


def site_blocks(week: Week) -> list[Block]:
    """A block for each site where a group meets, on its own page. A door names no children."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for dated in week.meetings:
        tiles[_site(dated.meeting)].append(_site_tile(week, dated))
        if dated.fate == "moved":
            tiles[_site(dated.planned)].append(_moved_away(week, dated))
    known = dict.fromkeys((*week.plan.problem.program.sites, ONLINE))  # a site may be called so
    sites = [site for site in known if site in tiles]
    return [
        Block(
            title=site,
            aside=f"{count_words(sum(not tile.off for tile in tiles[site]), 'meeting')} this week",
            tiles=tuple(tiles[site]),
            page=site,
        )
        for site in sites
    ]


def _site_tile(week: Week, dated: DatedMeeting) -> Tile:
    online = " · online" if dated.group.modality == "online" else ""
    size = count_words(len(dated.present or dated.group.members), "student")
    told = " · ".join(
        part for part in (week.room(dated), dated.group.id, f"{size}{online}") if part
    )
    lines = (week.heading(dated), called(dated.tutor), told)
    marks = {
        "cancelled": "CANCELLED",
        "covered": f"COVERED for {called(dated.group.tutor)}",
        "moved": _moved_from(dated),
        "planned": "",
    }
    return _tile(dated, dated.meeting, lines, marks[dated.fate], off=dated.fate == "cancelled")


def called(person: Student | Tutor) -> str:
    """The name, on one line; the ID where no name is given."""
    return " ".join(person.name.split()) or person.id


def named(person: Student | Tutor) -> str:
    """Name and ID; the ID alone where no name is given."""
    return f"{called(person)} ({person.id})" if person.name.strip() else person.id


def place_words(meeting: Meeting, room: str = "") -> str:
    """Where a meeting is: the site, with its room where that has a name, or online."""
    if meeting.slot.modality == "online":
        return f"online, {meeting.slot.site}" if meeting.slot.site else "online"
    return ", ".join(part for part in (meeting.slot.site, room) if part)


def _site(meeting: Meeting) -> str:
    return meeting.slot.site or ONLINE


def _tile(
    dated: DatedMeeting, at: Meeting, lines: tuple[str, ...], mark: str = "", *, off: bool = False
) -> Tile:
    group = dated.group
    return Tile(at.day, at.slot.start, at.slot.end, group.subject, group.id, lines, mark, off)


def _moved_away(week: Week, dated: DatedMeeting) -> Tile:
    """What stays at the planned time of a moved meeting: where it has gone."""
    lines = (week.heading(dated), dated.group.id)
    return _tile(dated, dated.planned, lines, f"MOVED to {_when(dated.meeting)}", off=True)


def _moved_from(dated: DatedMeeting) -> str:
    return f"MOVED here from {_when(dated.planned)}"


def _when(meeting: Meeting) -> str:
    return f"{DAYS[meeting.day]} {clock(meeting.slot.start)}"


def _names(members: tuple[Request, ...]) -> str:
    return ", ".join(called(member.student) for member in members)
