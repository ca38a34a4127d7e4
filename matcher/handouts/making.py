"""Everything that is made of one plan: which file for whom, and what could not be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from matcher.domain import Contact, Student, Tutor
from matcher.file_names import ONLINE, file_words
from matcher.handouts.calendars import Almanac
from matcher.handouts.cover import Lacking, Made, Stack
from matcher.handouts.families import family_document
from matcher.handouts.messages import Message, reminder
from matcher.handouts.page import Document
from matcher.handouts.press import missing
from matcher.handouts.since import Since
from matcher.handouts.sites import door_document, sign_in_document
from matcher.handouts.teachers import homerooms, pull_document
from matcher.handouts.telling import Telling
from matcher.handouts.tutors import tutor_document
from matcher.handouts.week import HandoutWeek
from matcher.handouts.words import Catalogues, Words
from matcher.rooms import needs_room
from matcher.workbook.attendance_book import SessionLine, write_attendance
from matcher.workbook.blocks import named

Writer = Callable[[Path], None]
"""Writes a file at a path."""

Content = Document | bytes | Writer

File = tuple[str, Content]
"""A path below the folder of all hand-outs, and what is to stand there."""


@dataclass
class Making:
    """The hand-outs of a plan, file by file; ``stack`` fills while they are asked for.

    ``language`` is that of tutors', sites' and teachers' sheets, ``attendance`` what is to be filled
    in at each site.
    """

    week: HandoutWeek
    since: Since
    almanac: Almanac
    catalogues: Catalogues
    language: Words
    attendance: Mapping[str | None, list[SessionLine]] = field(default_factory=dict)
    stack: Stack = field(default_factory=Stack)
    _unprintable: dict[str, str] = field(default_factory=dict)
    _silent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def staff(self) -> Telling:
        """The week in the language of those who work here."""
        return Telling(self.week, self.language)

    # -- those who work here --------------------------------------------------------------------

    def tutors(self) -> Iterator[File]:
        """A page and a calendar for each tutor."""
        staff = list(self._staff())
        names = file_words(tutor.id for tutor in staff)
        for tutor in staff:
            document = tutor_document(self.staff, self.since, tutor)
            calendar = self.almanac.of_tutor(self.staff, tutor)
            stem = f"tutors/{names[tutor.id]}"
            yield from self._made("Tutors", named(tutor), (f"{stem}.pdf", document), (f"{stem}.ics", calendar))  # fmt: skip

    def _staff(self) -> Iterator[Tutor]:
        """The tutors of the week, and those who have left but were told of meetings in it."""
        week, told = self.week, self.week.told.of_tutor
        for tutor in week.problem.program.tutors:
            if any(tutor.id in some for some in (week.problem.tutor, week.of_tutor, told)):
                yield tutor

    def sites(self) -> Iterator[File]:
        """Sheets for doors and lists to sign for each site."""
        sites = {*self.week.of_site, *self.attendance}
        names = file_words(sites)
        for site in sorted(sites, key=lambda site: (site is None, site or "")):
            stem, place = f"sites/{names[site]}", site or ONLINE
            papers: list[tuple[str, Content | None]] = []
            if site is not None:
                papers.append((f"{stem}-doors.pdf", door_document(self.staff, site)))
                papers.append((f"{stem}-sign-in.pdf", sign_in_document(self.staff, site)))
            papers.append((f"{stem}-attendance.xlsx", self._attendance(site, place)))
            yield from self._made("Sites", place, *papers)

    def _attendance(self, site: str | None, place: str) -> Writer | None:
        """The week's Attendance sheet of a site, to be filled in."""
        lines, problem = self.attendance.get(site), self.week.problem
        if not lines:
            return None
        program = problem.settings.program
        return partial(write_attendance, lines, program=program, monday=problem.monday, place=place)

    def teachers(self) -> Iterator[File]:
        """A pull list for each homeroom."""
        without = []
        rooms = homerooms(self.staff)
        apart = {room: f"{room[0]}\n{room[1]}" for room in rooms}
        names = file_words(apart.values())
        for (site, homeroom), students in rooms.items():
            if not homeroom:
                without += [named(student) for student in students]
                continue
            stem = f"teachers/{names[apart[site, homeroom]]}"
            document = pull_document(self.staff, (site, homeroom), students)
            yield from self._made("Teachers", f"{site}, {homeroom}", (f"{stem}.pdf", document))
        self._lack(
            "Students on no pull list, as they have no homeroom",
            "Write their homeroom into the sheet Students.",
            without,
        )

    # -- families -------------------------------------------------------------------------------

    @cached_property
    def contacts(self) -> dict[str, list[Contact]]:
        """The contacts of each student, by ID."""
        found: dict[str, list[Contact]] = defaultdict(list)
        for contact in dict.fromkeys(self.week.problem.program.contacts):  # each once
            found[contact.student_id].append(contact)
        return dict(found)

    def families(self) -> Iterator[File]:
        """For each child a page in each language that somebody at home reads, and a calendar."""
        children, without, unseated = list(self._children()), [], []
        names = file_words(student.id for student in children)
        for student in sorted(children, key=_by_homeroom):
            files = list(self._of_family(student, f"families/{names[student.id]}"))
            if not files:
                unseated.append(named(student))
                continue
            contacts = self.contacts.get(student.id, [])
            if not contacts:
                without.append(named(student))
            ways = ", ".join(dict.fromkeys(c.channel for c in contacts if c.channel))
            room = f", {student.homeroom}" if student.homeroom else ""
            whom = f"{named(student)}\n{student.site}{room}"
            yield from self._made("Families", whom, *files, note=ways)
        self._lack("Families whom nobody is named for", "Add them to the sheet Contacts.", without)
        self._lack(
            "Students without a seat, so that there is nothing to hand out",
            "match explain --for family says why, in words that a family may be given.",
            unseated,
        )
        for language, students in sorted(self._silent.items()):
            self._lack(
                f"Families who read {language} and get English, as it has no catalogue",
                "A catalogue can be added: see README.",
                students,
            )

    def _children(self) -> Iterator[Student]:
        """The students of the week, and those who have left but were told of sessions in it."""
        week, told = self.week, self.week.told.of_student
        for student in week.problem.program.students.values():
            if any(student.id in some for some in (week.problem.students, week.of_student, told)):
                yield student

    def _of_family(self, student: Student, stem: str) -> Iterator[File]:
        words = self.languages(student)
        for one in words:
            document = family_document(Telling(self.week, one), self.since, student)
            if document is not None:
                yield f"{stem}-{one.code}.pdf", document
        calendar = self.almanac.of_student(Telling(self.week, words[0]), student)
        if calendar is not None:
            yield f"{stem}.ics", calendar

    def languages(self, student: Student) -> tuple[Words, ...]:
        """What the child's contacts read, or is spoken at home; English where it has no catalogue."""
        contacts = self.contacts.get(student.id, [])
        wanted = [self._language(student, contact) for contact in contacts]
        found = {}
        for language in dict.fromkeys(wanted or [self._language(student)]):
            words = self._words(language)
            if self.catalogues.of(language) is None:
                self._silent[language].append(named(student))
            found[words.language] = words
        return tuple(found.values())

    def _language(self, student: Student, contact: Contact | None = None) -> str:
        """The language that a contact reads, or else that is spoken at home."""
        spoken = student.home_language or self.week.problem.settings.default_language
        return (contact.language if contact else None) or spoken

    def _words(self, language: str) -> Words:
        """What is said in a language; in English where it has no catalogue."""
        return self.catalogues.of(language) or self.catalogues.english

    def messages(self) -> Iterator[Message]:
        """A reminder for each contact of a child with anything on, or with something taken back."""
        unreachable = []
        for student in self._children():
            for contact in self.contacts.get(student.id, []):
                words = self._words(self._language(student, contact))
                text = reminder(Telling(self.week, words), student)
                if text and contact.address:
                    yield Message(contact, words.language, text)
                elif text:
                    unreachable.append(f"{named(student)}: {contact.name or 'no name'}")
        self._lack(
            "Contacts without an address, who get no message",
            "Write the number or address into the sheet Contacts.",
            unreachable,
        )

    # -- what comes of it -----------------------------------------------------------------------

    def _made(
        self, what: str, whom: str, *files: tuple[str, Content | None], note: str = ""
    ) -> Iterator[File]:
        there = [(path, content) for path, content in files if content is not None]
        if not there:
            return
        self.stack.made.append(Made(what, whom, tuple(path for path, _ in there), note))
        for path, content in there:
            letters = missing(content) if isinstance(content, Document) else ""
            if letters:
                self._unprintable[path] = letters
            yield path, content

    def finish(self) -> None:
        """Say what came up over all files."""
        for words in (self.catalogues.of(language) for language in self.catalogues.languages):
            if words is not None and words.untranslated:
                what = f"The catalogue of {words.language} lacks {words.untranslated} texts, which are said in English"
                self.stack.lacking.append(Lacking(what, "Have the catalogue completed."))
            if words is not None and not words.own_forms:
                what = f"Dates and times in {words.language} come as in English: no other form is known"
                self.stack.lacking.append(Lacking(what, ""))
        self._lack(
            "Students with a seat before who are not in the program any more, and get nothing",
            "Tell their families yourself, if they do not know.",
            self._gone(),
        )
        self._lack(
            "Meetings without a room, at sites whose rooms have names",
            "Plan the week again if the plan was made before the rooms had names.",
            [
                f"{held.group_id or held.tutor.id} {self.staff.when(held.at)}"
                for held in self.week.held
                if held.takes_place and not held.room
                if needs_room(self.week.problem.program, held.at.place)
            ],
        )
        letters = "".join(sorted(set("".join(self._unprintable.values()))))
        self._lack(
            f"Files with letters that no font of this computer has ({letters})",
            "Install a font that has them, such as one of the Noto fonts, and make them again.",
            list(self._unprintable),
        )

    def _gone(self) -> list[str]:
        """Students of the plan before who have left the program, by ID."""
        seats = self.since.previous.seats if self.since.previous else {}
        known = self.week.problem.program.students
        return sorted({student for student, _ in seats if student not in known})

    def _lack(self, what: str, remedy: str, whom: list[str]) -> None:
        if whom:
            self.stack.lacking.append(Lacking(what, remedy, tuple(whom)))


def _by_homeroom(student: Student) -> tuple[str, str, str, str]:
    """The order in which families' pages are handed over at school."""
    return student.site, student.homeroom, student.name, student.id
