"""A tutor's page: the week, each group's members and language, and what is new since last week."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.domain import Group, Request, Tutor
from matcher.handouts.page import Cell, Document, Heading, Note, Part, Table
from matcher.handouts.since import Since
from matcher.handouts.telling import Moment, Row, Telling, by_day, moment
from matcher.handouts.week import Held


def tutor_document(telling: Telling, since: Since, tutor: Tutor) -> Document | None:
    """What a tutor is handed; None for one who has no group and holds nothing this week."""
    page = _Page(telling, since, tutor)
    parts = tuple(page.parts())
    if not parts:
        return None
    alone = telling.words.say("For {tutor} alone", tutor=telling.person(tutor))
    return Document(
        code=telling.words.tag,
        rightwards=telling.words.rightwards,
        title=telling.person(tutor),
        aside=f"{telling.of_week} · {page.work()}",
        foot=f"{telling.foot} · {alone}",
        parts=parts,
    )


class _Page:
    def __init__(self, telling: Telling, since: Since, tutor: Tutor) -> None:
        self.telling, self.since, self.tutor = telling, since, tutor
        self.say = telling.words.say
        self.held = telling.week.of_tutor.get(tutor.id, ())
        self.groups = telling.week.groups_of.get(tutor.id, ())

    def work(self) -> str:
        """How many meetings the tutor holds, and how long they are together."""
        mine = [held for held in self.held if held.tutor == self.tutor and held.takes_place]
        number = self.telling.words.count("{number} meeting", "{number} meetings", len(mine))
        minutes = sum(held.at.minutes for held in mine)
        return f"{number}, {self.telling.words.hours(minutes)}" if minutes else number

    def parts(self) -> Iterator[Part]:
        """The days of the week, then the groups."""
        ended = self.since.ended(self.tutor.id)
        gone = self.telling.week.gone_of_tutor(self.tutor.id)
        if not self.held and not self.groups and not ended and not gone:
            return
        rows = [row for held in self.held for row in self._rows(held)]
        for one in gone:
            what = self.telling.words.name(one.when.subject)
            rows.append(self.telling.gone(one, Cell(), Cell(what), Cell()))
        if not rows:
            yield Note(self.say("Nothing is planned for you this week."))
        for day, those in by_day(rows).items():
            title = self.telling.day(day)
            yield Table(self._heads(), tuple(those), (3.1, 3.2, 3.4, 4.6), title=title)
        yield from self._groups()
        for group in ended:
            text = self.say("Group {group} is no longer yours.", group=group.id)
            yield Note(text, strong=True)

    def _heads(self) -> tuple[str, ...]:
        return (self.say("Time"), self.say("Where"), self.say("Group"), self.say("Students"))

    def _rows(self, held: Held) -> Iterator[tuple[Moment, Row]]:
        mark, time = self.telling.mark(held, self.tutor), self.telling.time(held.at)
        group = " · ".join(
            part for part in (held.group_id, self.telling.subject(held.frame)) if part
        )
        where = self.telling.place(held.at, held.room)
        if not held.takes_place or held.tutor != self.tutor:
            off = (Cell(time, mark, off=True), Cell(where, off=True), Cell(group, off=True), Cell())
            yield moment(held.at), off
            return
        students = Cell(self._students(held))
        yield moment(held.at), (Cell(time, mark, strong=True), Cell(where), Cell(group), students)
        if held.fate == "moved":
            yield moment(held.planned), self.telling.moved_away(held, Cell(), Cell(group), Cell())

    def _students(self, held: Held) -> str:
        guests = {guest.key for guest in held.guests if held.group_id}
        names = [
            self.say("{student} (makes up)", student=self.telling.person(one.student))
            if one.key in guests
            else self.telling.person(one.student)
            for one in held.coming
        ]
        told = ", ".join(names)
        if held.away:
            names = [self.telling.person(one.student) for one in held.away]
            away = self.say("Away: {students}", students=", ".join(names))
            told = f"{told}\n{away}"
        return told

    def _groups(self) -> Iterator[Part]:
        if not self.groups:
            return
        yield Heading(self.say("Your groups"))
        heads = (
            self.say("Group"),
            self.say("Every week"),
            self.say("Students"),
            self.say("New"),
        )
        rows = [self._group(group) for group in self.groups]
        shown = 4 if any(row[-1] != Cell() for row in rows) else 3
        cut = tuple(row[:shown] for row in rows)
        yield Table(heads[:shown], cut, (3.2, 4.0, 4.0, 3.2)[:shown])

    def _group(self, group: Group) -> Row:
        places = dict.fromkeys(
            self.telling.place(meeting, self.telling.week.usual_room(group.id, meeting))
            for meeting in group.meetings
        )
        times = "\n".join((self.telling.usual(group.meetings), *places))
        changes = self.since.group(group)
        names = [self._member(one, new=one.key in changes.joined) for one in group.members]
        title = f"{group.id}\n{self.telling.subject(group.frame)}"
        return (Cell(title, strong=True), Cell(times), Cell("\n".join(names)), self._since(group))

    def _member(self, member: Request, *, new: bool) -> str:
        name = self.telling.person(member.student)
        return self.say("{student} (new)", student=name) if new else name

    def _since(self, group: Group) -> Cell:
        changes = self.since.group(group)
        if changes.new:
            return Cell(mark=self.say("NEW GROUP"))
        told = []
        if changes.joined:
            number = len(changes.joined)
            told.append(self.telling.words.count("{number} student is new", "{number} students are new", number))  # fmt: skip
        if changes.left:
            number = changes.left
            told.append(self.telling.words.count("{number} student has left", "{number} students have left", number))  # fmt: skip
        if changes.times:
            new = [meeting for meeting in group.meetings if meeting.place in changes.times]
            told.append(self.say("New times: {times}", times=self.telling.usual(new)))
        elif changes.fewer_times:
            told.append(self.say("Fewer times than before"))
        if changes.room:
            told.append(self.say("Another room"))
        return Cell("\n".join(told))
