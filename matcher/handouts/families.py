"""A family's page: their own child's times, tutor, place and bus, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.domain import SELF, Meeting, Student
from matcher.handouts.page import Cell, Document, Heading, Note, Part, Table
from matcher.handouts.since import Key, OfRequest, Since
from matcher.handouts.telling import Moment, Row, Telling, by_day, moment
from matcher.handouts.week import Held


def family_document(telling: Telling, since: Since, student: Student) -> Document | None:
    """What a family is handed; None where there is nothing to tell."""
    page = _Page(telling, since, student)
    parts = tuple(page.parts())
    if not parts:
        return None
    return Document(
        code=telling.words.tag,
        rightwards=telling.words.rightwards,
        title=telling.words.say("Tutoring for {student}", student=telling.person(student)),
        aside=telling.of_week,
        foot=telling.foot,
        parts=parts,
        size=11,
    )


class _Page:
    def __init__(self, telling: Telling, since: Since, student: Student) -> None:
        self.telling, self.since, self.student = telling, since, student
        self.say = telling.words.say
        self.held = telling.week.of_student.get(student.id, ())

    def parts(self) -> Iterator[Part]:
        """What has changed, then the days of the week."""
        changes = list(self.changes())
        if changes:
            yield Heading(self.say("What is new"), 2)
            for text in changes:
                yield Note(f"• {text}", strong=True)
        rows = [row for held in self.held for row in self._rows(held)]
        for gone in self.telling.week.gone_of_student(self.student.id):
            what = self.telling.words.name(gone.when.subject)
            rows.append(self.telling.gone(gone, Cell(what), Cell(), Cell()))
        if not rows:
            if changes:
                yield Note(self.say("There are no sessions this week."))
            return
        for_bus = any(row[-1].text for _, row in rows)
        heads = [self.say("When"), self.say("Subject and tutor"), self.say("Where")]
        heads += [self.say("Coming and going")] if for_bus else []
        widths = (3.4, 4.4, 3.6, 2.6)[: len(heads)]
        for day, of_day in by_day(rows).items():
            cut = tuple(row[: len(heads)] for row in of_day)
            yield Table(tuple(heads), cut, widths, title=self.telling.day(day))
        if self._owed():
            name = self.telling.person(self.student)
            yield Note(
                self.say("Sessions that do not take place are owed to {student}.", student=name)
            )

    def changes(self) -> Iterator[str]:
        """A sentence for each thing that is otherwise than before."""
        for key in self.since.requests_of(self.student.id):
            yield from self._changes(key, self.since.request(key))

    def _changes(self, key: Key, change: OfRequest) -> Iterator[str]:
        subject = self.telling.words.name(key[1])
        if change.ended:
            yield self.say("{subject}: there is no seat any more.", subject=subject)
        if change.seat:
            yield self.say("{subject}: a new seat.", subject=subject)
        group = self.since.group_of.get(key)
        if group is None:
            return
        if change.tutor_before:
            yield self.say(
                "{subject}: {tutor} is the new tutor.",
                subject=subject,
                tutor=self.telling.person(group.tutor),
            )
        if change.times:
            times = self.telling.usual(group.meetings).replace("\n", "; ")
            yield self.say("{subject}: new times, {times}.", subject=subject, times=times)
        if change.place:
            place = self.telling.place(group.meetings[0])
            yield self.say("{subject}: now {place}.", subject=subject, place=place)
        if change.room:
            yield self.say("{subject}: in another room now.", subject=subject)
        if change.language:
            language = self.telling.words.tongue(group.language)
            yield self.say("{subject}: now in {language}.", subject=subject, language=language)

    def _rows(self, held: Held) -> Iterator[tuple[Moment, Row]]:
        mark = self.telling.mark_for(held, self.student)
        off = not self.telling.comes(held, self.student)
        what = f"{self.telling.subject(held.frame)}\n{self.telling.person(held.tutor)}"
        where = self.telling.place(held.at, held.room, between="\n")
        row = (
            Cell(self.telling.time(held.at), mark, off=off, strong=not off),
            Cell(what, off=off),
            Cell(where, off=off),
            Cell("" if off else self._bus(held.at)),
        )
        yield moment(held.at), row
        if held.fate == "moved" and not self.telling.is_guest(held, self.student):
            yield moment(held.planned), self.telling.moved_away(held, Cell(what), Cell(), Cell())

    def _bus(self, meeting: Meeting) -> str:
        """How the child comes and goes; nothing within the school day or online."""
        slot, route = meeting.slot, self.student.transport
        if slot.modality == "online" or slot.kind == "school_day" or route is None:
            return ""
        return (
            self.say("on their own")
            if route == SELF
            else self.say("Bus: {route}", route=self.telling.words.name(route))
        )

    def _owed(self) -> bool:
        return not all(self.telling.comes(held, self.student) for held in self.held)
