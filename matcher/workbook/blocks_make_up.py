"""Make-ups in the weekly grids: one more tile for whoever comes to a meeting or holds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from matcher.domain import Frame, Group, Meeting, Request, Student, grade_name
from matcher.report.week import DatedMeeting
from matcher.report.words import count_words, hours_words
from matcher.workbook.blocks import ONLINE, Block, Tile, Week, called, named, place_words

MARK = "MAKE-UP"


@dataclass(frozen=True)
class _Made:
    """A meeting with those who make up for something in it; ``joins`` names the group there."""

    frame: Frame
    at: Meeting
    joins: str
    members: tuple[Request, ...]
    room: str = ""

    def tile(self, week: Week, *lines: str) -> Tile:
        """A tile with the subject above these lines."""
        group = Group(self.frame, self.members, (self.at,), self.joins)
        dated = DatedMeeting(group, self.at, self.at, self.frame.tutor, "planned", self.members, ())
        times = (self.at.day, self.at.slot.start, self.at.slot.end)
        lines = (week.heading(dated), *lines)
        return Tile(*times, self.frame.subject, self.joins or "extra", lines, MARK)

    @property
    def where(self) -> str:
        """The group that is joined, or that the meeting is an extra one."""
        return f"with group {self.joins}" if self.joins else "extra meeting"

    @property
    def place(self) -> str:
        """Site and room, or online."""
        return place_words(self.at, self.room)


def _made(week: Week) -> Iterator[_Made]:
    found: dict[tuple[Frame, Meeting, str, str], list[Request]] = defaultdict(list)
    for one in week.plan.make_ups:
        joins = one.joins.id if one.joins else ""
        found[one.frame, one.meeting, joins, week.plan.rooms.of_make_up(one)].append(one.member)
    for (frame, at, joins, room), members in found.items():
        yield _Made(frame, at, joins, tuple(members), room)


def with_tutors(week: Week, blocks: Iterable[Block]) -> list[Block]:
    """The tutors' blocks with what they hold for those who make up for something."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    extra: dict[str, list[Tile]] = defaultdict(list)
    for made in _made(week):
        names = ", ".join(called(member.student) for member in made.members)
        where = f"{made.where} · {made.place}"
        tile = made.tile(week, where, names)
        tiles[made.frame.tutor.id].append(tile)
        if not made.joins:
            extra[made.frame.tutor.id].append(tile)
    known = {block.page: block for block in blocks}
    found = []
    for tutor in week.plan.problem.tutors:
        block = known.get(tutor.id, Block(named(tutor), "", (), page=tutor.id))
        if tutor.id in tiles:
            held = [*(tile for tile in block.tiles if not tile.off), *extra[tutor.id]]
            time = hours_words(sum(tile.end - tile.start for tile in held))
            aside = f"{count_words(len(held), 'meeting')}, {time} this week"
            block = replace(block, aside=aside, tiles=(*block.tiles, *tiles[tutor.id]))
        if block.tiles:
            found.append(block)
    return found


def with_students(week: Week, blocks: Sequence[Block]) -> list[Block]:
    """The students' blocks with what they get besides; also those who have nothing else."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    for made in _made(week):
        tile = made.tile(week, called(made.frame.tutor), f"{made.where} · {made.place}")
        for member in made.members:
            tiles[member.student.id].append(tile)
    known = {block.title: block for block in blocks}
    students = week.plan.problem.students.values()
    found = []
    for student in sorted(students, key=lambda s: (s.site, s.grade, s.name, s.id)):
        block = known.get(named(student)) or _alone(student)
        block = replace(block, tiles=(*block.tiles, *tiles[student.id]))
        if block.tiles or block.ledgers:
            found.append(block)
    return found


def _alone(student: Student) -> Block:
    aside = f"{student.site} · grade {grade_name(student.grade)}"
    return Block(named(student), aside, (), page=student.site)


def with_sites(week: Week, blocks: Iterable[Block]) -> list[Block]:
    """The sites' blocks with how many come besides. A door names no children."""
    tiles: dict[str, list[Tile]] = defaultdict(list)
    extra: dict[str, int] = defaultdict(int)
    for made in _made(week):
        site = made.at.slot.site or ONLINE
        more = f"{count_words(len(made.members), 'student')}{' more' if made.joins else ''}"
        where = f"{made.room} · {made.where}" if made.room else made.where
        tiles[site].append(made.tile(week, called(made.frame.tutor), f"{where} · {more}"))
        extra[site] += not made.joins
    known = {block.title: block for block in blocks}
    found = []
    for site in dict.fromkeys((*week.plan.problem.program.sites, ONLINE)):
        block = known.get(site, Block(site, "", (), page=site))
        if site in tiles:
            held = sum(not tile.off for tile in block.tiles) + extra[site]
            aside = f"{count_words(held, 'meeting')} this week"
            block = replace(block, aside=aside, tiles=(*block.tiles, *tiles[site]))
        if block.tiles:
            found.append(block)
    return found
