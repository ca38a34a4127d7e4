"""Short reminder texts, one for each contact, ready for the messaging tool of the district.

Nothing is sent from here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.domain import Contact, Meeting, Student
from matcher.handouts.telling import Telling
from matcher.handouts.week import Held

COLUMNS = ("student_id", "contact", "language", "channel", "address", "text")
_PHONE = re.compile(r"\+[\d\s().-]+")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Message:
    """A reminder for one contact. ``language`` is the one that the text is in."""

    contact: Contact
    language: str
    text: str

    @property
    def row(self) -> tuple[str, ...]:
        """What stands under ``COLUMNS``; nothing of it is a formula to a spreadsheet."""
        contact = self.contact
        told = (
            contact.student_id,
            contact.name,
            self.language,
            contact.channel,
            contact.address,
            self.text,
        )
        return tuple(map(_plain, told))


def reminder(telling: Telling, student: Student) -> str:
    """The week of one child in a few words; blank where nothing is on."""
    held = telling.week.of_student.get(student.id, ())
    usual: dict[tuple[str, str, str, str], list[Meeting]] = {}
    unusual: list[str] = []
    for one in held:
        if telling.comes(one, student):
            usual.setdefault(_kind(telling, one), []).append(one.at)
        mark = telling.mark_for(one, student)
        if mark:
            unusual.append(_stop(f"{mark}: {one.frame.subject}, {telling.when(one.at)}"))
    cancelled = telling.words.say("CANCELLED")
    for gone in telling.week.gone_of_student(student.id):
        if gone.now is None or not gone.now.takes_place:
            day = telling.words.weekday(gone.day)
            time = f"{day} {telling.words.clock(gone.when.start)}"
            unusual.append(_stop(f"{cancelled}: {gone.when.subject}, {time}"))
    if not held and not unusual:
        return ""
    date = telling.words.date(telling.week.problem.monday)
    told = telling.words.say(
        "Tutoring for {student}, week of {date}.", student=telling.person(student), date=date
    )
    lines = [_line(telling, kind, meetings) for kind, meetings in usual.items()]
    return " ".join([told, *lines, *unusual])


def _kind(telling: Telling, held: Held) -> tuple[str, str, str, str]:
    """What sessions that are told in one line have in common."""
    place = telling.place(held.at, held.room)
    return held.frame.subject, telling.person(held.tutor), telling.time(held.at), place


def _line(telling: Telling, kind: tuple[str, str, str, str], meetings: Iterable[Meeting]) -> str:
    subject, tutor, time, place = kind
    days = ", ".join(telling.words.weekday(meeting.day) for meeting in meetings)
    return _stop(f"{subject}: {days} {time}, {place}, {tutor}")


def _stop(sentence: str) -> str:
    """The sentence with its full stop, where it does not end with one: ``10:15 a.m.``."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def messages_file(messages: Iterable[Message]) -> bytes:
    """The messages as a CSV file that spreadsheets open in the right letters."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    writer.writerows(message.row for message in messages)
    return stream.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    text = " ".join(text.split())
    risky = text.startswith(_RISKY) and not _PHONE.fullmatch(text)
    return f"'{text}" if risky else text
