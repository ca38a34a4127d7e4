"""The words that all hand-outs share: when and where a meeting is, and what is unusual about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.domain import Frame, Meeting, Student, Tutor
from matcher.handouts.page import Cell
from matcher.handouts.week import Gone, HandoutWeek, Held
from matcher.handouts.words import NO_BREAK, Words
from matcher.workbook.blocks import called, named


@dataclass(frozen=True)
class Telling:
    """One plan's week, told in one language."""

    week: HandoutWeek
    words: Words

    @property
    def foot(self) -> str:
        """What stands at the bottom of every page: the program and the week."""
        program = self.week.problem.settings.program
        return " · ".join(part for part in (program, self.of_week) if part)

    @property
    def of_week(self) -> str:
        """Which week it is."""
        return self.words.say("Week of {date}", date=self.words.date(self.week.problem.monday))

    def day(self, day: int) -> str:
        """A day of the week with its date."""
        return self.words.day(self.week.date(day))

    def time(self, meeting: Meeting) -> str:
        """From when to when."""
        return self.words.span(meeting.slot.start, meeting.slot.end)

    def when(self, meeting: Meeting) -> str:
        """Weekday and start."""
        day, start = self.words.weekday(meeting.day), self.words.clock(meeting.slot.start)
        return f"{day}{NO_BREAK}{start}"

    def usual(self, meetings: Iterable[Meeting]) -> str:
        """The weekly times of a group: days that share a time stand together, a line each."""
        days: dict[str, list[int]] = {}
        for meeting in sorted(meetings, key=lambda meeting: (meeting.start, meeting.end)):
            days.setdefault(self.time(meeting), []).append(meeting.day)
        return "\n".join(
            f"{', '.join(self.words.weekday(day) for day in of)} {time}"
            for time, of in days.items()
        )

    def place(self, meeting: Meeting, room: str = "", between: str = ", ") -> str:
        """The site and the room, or that it is online."""
        site = self.words.name(meeting.slot.site or "")
        if meeting.slot.modality == "online":
            online = self.words.say("online")
            return f"{online}{between}{site}" if site else online
        return f"{site}{between}{self.words.name(room)}" if room else site

    def subject(self, frame: Frame) -> str:
        """What is taught, and in which language."""
        return f"{self.words.name(frame.subject)} · {self.words.tongue(frame.language)}"

    def person(self, person: Student | Tutor) -> str:
        """How a person is called; with the ID where several students are called so."""
        alike = isinstance(person, Student) and person.name in self.week.named_alike
        return self.words.name(named(person) if alike else called(person))

    def moved_to(self, held: Held) -> str:
        """The mark of the time that a meeting has left."""
        return self.words.say("MOVED to {when}", when=self.when(held.at))

    def mark(self, held: Held, reader: Tutor | None = None) -> str:
        """What is unusual about a meeting at the time at which it stands now.

        ``reader`` is the tutor who is told; blank where nothing is unusual.
        """
        say, planner = self.words.say, held.frame.tutor
        if held.fate == "cancelled":
            return say("CANCELLED")
        if held.fate == "covered":
            if reader is None:
                return say("INSTEAD OF {tutor}", tutor=self.person(planner))
            if reader.id == planner.id:
                return say("COVERED by {tutor}", tutor=self.person(held.tutor))
            return say("COVERING for {tutor}", tutor=self.person(planner))
        if held.fate == "moved":
            return say("MOVED here from {when}", when=self.when(held.planned))
        return say("MAKE-UP") if not held.group_id else ""

    def comes(self, held: Held, student: Student) -> bool:
        """Whether a student is expected at a meeting."""
        return held.takes_place and any(one.student.id == student.id for one in held.coming)

    def is_guest(self, held: Held, student: Student) -> bool:
        """Whether a student makes up for a session in the meeting."""
        return any(one.student.id == student.id for one in held.guests)

    def mark_for(self, held: Held, student: Student) -> str:
        """What is unusual about a meeting for one student."""
        if any(one.student.id == student.id for one in held.away):
            return self.words.say("AWAY")
        if self.is_guest(held, student):
            return self.words.say("MAKE-UP")
        return self.mark(held)

    def moved_away(self, held: Held, *rest: Cell) -> tuple[Cell, ...]:
        """A row at the time that a meeting has left: the time, where it has gone, and the rest."""
        time = self.time(held.planned)
        gone = tuple(Cell(cell.text, off=True) for cell in rest)
        return (Cell(time, mark=self.moved_to(held), off=True), *gone)

    def gone(self, gone: Gone, *rest: Cell) -> tuple[Moment, Row]:
        """A row at a time that an earlier plan told, of what does not take place then."""
        say, when, now = self.words.say, gone.when, gone.now
        moved = now is not None and now.takes_place
        mark = self.moved_to(now) if now is not None and moved else say("CANCELLED")
        off = tuple(Cell(cell.text, off=True) for cell in rest)
        time = Cell(self.words.span(when.start, when.end), mark, off=True)
        return (gone.day, when.start, when.end), (time, *off)


Row = tuple[Cell, ...]

Moment = tuple[int, int, int]
"""A weekday, and from when to when in minutes since midnight."""


def moment(meeting: Meeting) -> Moment:
    """When a meeting is."""
    return meeting.day, meeting.slot.start, meeting.slot.end


def by_day(rows: Iterable[tuple[Moment, Row]]) -> dict[int, list[Row]]:
    """Rows by weekday, each day's by time."""
    found: dict[int, list[Row]] = {}
    for (day, _, _), row in sorted(rows, key=lambda one: one[0]):
        found.setdefault(day, []).append(row)
    return found
