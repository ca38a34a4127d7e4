"""The sheets and columns of a program workbook, written once.

Reading, the template and the documentation all follow these rows. A field annotated as optional
is one that may be blank; its default is what a blank means, unless :mod:`.students` or
:mod:`.build` says more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from matcher.domain import SELF, Closure, Kind, Modality, PairRule, Presence, Suits, Windows
from matcher.workbook import cells, times
from matcher.workbook.column import Column, Layout

ALL = "all"
"""In ``open_to``: the students of every site."""

_SITE = ("school", "campus")
_SITES = ("site", "school", "schools", "campus", "campuses")
_GRADE = ("gr", "grade level")
_STUDENT = ("student #", "student number", "SIS ID")
_YES_NO = ("yes", "no")
_IN_PERSON = ("in_person", "online")
_SUITS = ("in_person", "online", "either")
_KINDS = ("school_day", "before_school", "after_school", "evening", "weekend")
_WEEK = "Mon-Fri 8:00-17:00"
_FIRST, _FRIDAY, _LAST = dt.date(2026, 9, 14), dt.date(2026, 9, 18), dt.date(2027, 6, 11)


def _name(note: str, example: str, **more: Any) -> Column:
    return Column(parse=cells.name, note=note, example=example, **more)


def _words(note: str, example: str | None = None, **more: Any) -> Column:
    return Column(parse=cells.text, note=note, example=example, **more)


def _date(note: str, example: dt.date | None = None, **more: Any) -> Column:
    return Column(parse=times.date, note=note, example=example, form="date", **more)


def _time(note: str, example: dt.time | None = None, **more: Any) -> Column:
    return Column(parse=times.time, note=note, example=example, form="time", **more)


def _count(note: str, example: int | None = None, least: int = 0, **more: Any) -> Column:
    return Column(parse=cells.whole(least), note=note, example=example, form="number", **more)


def _choice(note: str, example: str, *choices: str, **more: Any) -> Column:
    return Column(parse=cells.one_of(*choices), note=note, example=example, choices=choices, **more)


def _yes_no(note: str, example: str | None = None) -> Column:
    return Column(parse=cells.yes_no, note=note, example=example, choices=_YES_NO)


def _windows(note: str, example: str | None = None, **more: Any) -> Column:
    return Column(parse=times.windows, note=note, example=example, **more)


def _grades(note: str, example: str | None = None, **more: Any) -> Column:
    also = ("grade", *_GRADE, "grade levels")
    return Column(parse=cells.grades, note=note, example=example, also=also, **more)


def _amount(note: str, example: float | None = None) -> Column:
    return Column(parse=cells.amount, note=note, example=example, form="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentRow:
    """One request, or several alike where ``subject`` is a list. None is a blank cell."""

    student_id: Annotated[
        str,
        _name("The student's ID. 007 stays 007.", "S001", star=True, also=_STUDENT),
    ]
    subject: Annotated[
        tuple[str, ...],
        Column(
            parse=cells.distinct_names,
            note="What the student is tutored in. Two subjects, split at ;, are two requests alike; "
            "where they differ in sessions, need or level, write a row for each.",
            example="Math",
            star=True,
            names="subject",
        ),
    ]
    site: Annotated[
        str | None,
        _name(
            "The student's school. May be blank where another row of the student has it.",
            "Lincoln",
            star=True,
            names="site",
            also=_SITE,
        ),
    ] = None
    grade: Annotated[
        int | None,
        Column(
            parse=cells.grade,
            note="TK or PK, K, 1 to 12. May be blank where another row of the student has it.",
            example="3",
            star=True,
            also=_GRADE,
        ),
    ] = None
    name: Annotated[
        str | None, _words("The name to print.", "Ana Example", also=("full name",))
    ] = None
    sessions: Annotated[
        tuple[int, int] | None,
        Column(
            parse=cells.sessions,
            note="How many sessions a week: a number or a range. Blank: sessions_per_week.",
            example="3-5",
        ),
    ] = None
    need: Annotated[
        Fraction,
        Column(
            parse=cells.more_than_nothing,
            note="How much the student needs this, above 0. A need of 4 counts like two of 2. "
            "Blank: 1.",
            example=1,
            also=("priority",),
            form="number",
        ),
    ] = Fraction(1)
    languages: Annotated[
        tuple[str, ...] | None,
        Column(
            parse=cells.languages,
            note="The languages that the student can be tutored in, best first: Spanish; English. "
            "Blank: default_language.",
            example="Spanish; English",
            also=("language",),
        ),
    ] = None
    level: Annotated[
        Fraction | None,
        Column(
            parse=cells.decimal,
            note="Skill level, any number; students of like level are grouped. Blank: not known.",
            example=2.5,
            form="number",
        ),
    ] = None
    max_group: Annotated[
        int | None,
        _count("The largest group that suits the student. Blank: no limit of their own.", 4, 1),
    ] = None
    sessions_total: Annotated[
        int | None,
        _count(
            "How many sessions the student should have over a term. Blank: what Settings say. "
            "Not together with hours_total.",
            least=1,
            such_as=40,
        ),
    ] = None
    hours_total: Annotated[
        Fraction | None,
        Column(
            parse=cells.more_than_nothing,
            note="How many hours the student should have over a term. Blank: what Settings say. "
            "Not together with sessions_total.",
            example=30,
            form="number",
        ),
    ] = None
    transport: Annotated[
        str | None,
        _name(
            "self: comes and goes alone, any slot. Else a route of the Transport sheet. "
            "Blank: only slots of the school day and online ones.",
            "Late bus",
            names="route",
            apart=SELF,
        ),
    ] = None
    modality: Annotated[
        Suits | None,
        _choice("How the student can be tutored. Blank: in_person.", "either", *_SUITS),
    ] = None
    available: Annotated[
        Windows | None,
        _windows(
            "When the student can come. Blank: always.",
            such_as="Mon-Fri 8:00-15:00; Sat 9:00-12:00",
        ),
    ] = None
    busy: Annotated[
        Windows,
        _windows(
            "When the student must not be taken away: protected classes, services, recess.",
            "Mon-Fri 11:30-12:15",
        ),
    ] = ()
    consent: Annotated[bool | None, _yes_no("no: never scheduled. Blank: yes.", "yes")] = None
    start_date: Annotated[
        dt.date | None, _date("First day in the program. Blank: always.", such_as=_FIRST)
    ] = None
    end_date: Annotated[
        dt.date | None, _date("Last day in the program. Blank: no end.", such_as=_LAST)
    ] = None
    home_language: Annotated[
        str | None,
        Column(parse=cells.language, note="The language spoken at home.", example="Spanish"),
    ] = None
    categories: Annotated[
        tuple[str, ...] | None,
        Column(parse=cells.names, note="For coverage reports only: EL; IEP.", example="EL"),
    ] = None
    homeroom: Annotated[
        str | None,
        _name("For the pull lists that teachers get: 4A, or Ms. Example.", "4A", names="homeroom"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorRow:
    """One tutor."""

    tutor_id: Annotated[str, _name("The tutor's ID, no student's.", "T001", star=True)]
    sites: Annotated[
        tuple[str, ...],
        Column(
            parse=cells.names,
            note="Where the tutor works, split at ;.",
            example="Lincoln; Jefferson",
            star=True,
            names="site",
            also=_SITES,
        ),
    ]
    subjects: Annotated[
        tuple[str, ...],
        Column(
            parse=cells.names,
            note="What the tutor teaches, split at ;.",
            example="Math",
            star=True,
            names="subject",
        ),
    ]
    languages: Annotated[
        tuple[str, ...],
        Column(
            parse=cells.languages,
            note="The languages that the tutor teaches in, split at ;.",
            example="English; Spanish",
            star=True,
            also=("language",),
        ),
    ]
    available: Annotated[
        Windows,
        _windows("When the tutor can work: Mon-Fri 8:00-15:00; Sat 9:00-12:00.", _WEEK, star=True),
    ]
    name: Annotated[str, _words("The name to print.", "Tom Example", also=("full name",))] = ""
    grades: Annotated[
        frozenset[int] | None, _grades("The grades taught: K-2, or 3,4,5. Blank: all.", "K-5")
    ] = None
    busy: Annotated[
        Windows, _windows("When the tutor can't work within those times.", "Fri 12:00-12:30")
    ] = ()
    max_sessions_week: Annotated[int | None, _count("Sessions a week. Blank: no limit.", 20)] = None
    max_sessions_day: Annotated[int | None, _count("Sessions a day. Blank: no limit.", 5)] = None
    max_hours_week: Annotated[Fraction | None, _amount("Hours a week. Blank: no limit.", 15)] = None
    max_group: Annotated[
        int | None, _count("The largest group. Blank: no limit of the tutor's own.", 4, 1)
    ] = None
    hourly_rate: Annotated[Fraction, _amount("Wage for an hour. Blank: 0.", 22.5)] = Fraction(0)
    modality: Annotated[
        Suits, _choice("How the tutor works. Blank: in_person.", "either", *_SUITS)
    ] = "in_person"
    cleared: Annotated[bool, _yes_no("no: never scheduled. Blank: yes.", "yes")] = True
    cleared_until: Annotated[
        dt.date | None,
        _date("The last day that the clearance covers. Blank: no end.", such_as=_LAST),
    ] = None
    reserve: Annotated[bool, _yes_no("yes: only covers for others. Blank: no.", "no")] = False
    provider: Annotated[str, _words("The organization that sends the tutor.", "Example Tutors")] = (
        ""
    )
    start_date: Annotated[
        dt.date | None, _date("First day at work. Blank: always.", such_as=_FIRST)
    ] = None
    end_date: Annotated[
        dt.date | None, _date("Last day at work. Blank: no end.", such_as=_LAST)
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """A time when groups can meet, on each of its days."""

    site: Annotated[
        str | None,
        _name("Where. Blank only on online slots.", "Lincoln", star=True, names="site", also=_SITE),
    ] = None
    days: Annotated[
        frozenset[int],
        Column(parse=times.days, note="Mon, Mon-Fri, MWF or TTh.", example="Mon-Fri", star=True),
    ]
    start: Annotated[int, _time("When it starts: 8:00 or 3:30 PM.", dt.time(8, 0), star=True)]
    end: Annotated[int, _time("When it ends.", dt.time(8, 30), star=True)]
    kind: Annotated[
        Kind,
        _choice(
            "Students without transport only come in school_day and online slots. "
            "Blank: school_day.",
            "school_day",
            *_KINDS,
        ),
    ] = "school_day"
    grades: Annotated[
        frozenset[int] | None, _grades("The grades that may come: K-2. Blank: all.", "K-5")
    ] = None
    groups_at_once: Annotated[
        int | None, _count("How many groups may meet in this slot. Blank: no limit.", 3)
    ] = None
    modality: Annotated[
        Modality, _choice("How its groups meet. Blank: in_person.", "in_person", *_IN_PERSON)
    ] = "in_person"
    open_to: Annotated[
        tuple[str, ...],
        Column(
            parse=cells.names,
            note="Other sites whose students may come, split at ;, or all. Blank: its own only.",
            example="Jefferson",
            names="site",
            apart=ALL,
        ),
    ] = ()
    start_date: Annotated[
        dt.date | None, _date("First day in force. Blank: always.", such_as=_FIRST)
    ] = None
    end_date: Annotated[
        dt.date | None, _date("Last day in force. Blank: no end.", such_as=_LAST)
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A site's rooms."""

    site: Annotated[str, _name("The site.", "Lincoln", star=True, names="site", also=_SITE)]
    groups_at_once: Annotated[
        int | None,
        _count("In-person groups at one moment, over all its slots. Blank: no limit.", 6),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow:
    """A room of a site."""

    site: Annotated[str, _name("The site.", "Lincoln", star=True, names="site", also=_SITE)]
    room: Annotated[str, _name("The room, as people call it.", "Library", star=True)]
    groups_at_once: Annotated[
        int, _count("How many groups may meet in it at one moment. Blank: 1.", 3, 1)
    ] = 1
    open: Annotated[
        Windows | None,
        _windows("When it can be used. Blank: always.", such_as="Mon-Fri 8:00-15:00"),
    ] = None
    kinds: Annotated[
        frozenset[Kind] | None,
        Column(
            parse=cells.some_of(*_KINDS),
            note=f"The kinds of slot it is for, split at ;: {', '.join(_KINDS)}. Blank: all.",
            such_as="school_day; after_school",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelRow:
    """How long a tutor travels between two sites."""

    from_: Annotated[str, _name("From this site", "Lincoln", star=True, names="site")]
    to: Annotated[
        str,
        _name(
            "To this site, and back unless that has its own row.",
            "Jefferson",
            star=True,
            names="site",
        ),
    ]
    minutes: Annotated[int, _count("Minutes on the way.", 15, star=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportRow:
    """When riders of a route can be at school."""

    route: Annotated[
        str, _name("The route, as in the Students sheet.", "Late bus", star=True, names="route")
    ]
    days: Annotated[
        frozenset[int],
        Column(
            parse=times.days, note="The days it runs: Mon-Fri, TTh.", example="Mon-Fri", star=True
        ),
    ]
    earliest: Annotated[
        int | None, _time("A rider's session starts no earlier. Blank: no limit.", dt.time(7, 30))
    ] = None
    latest: Annotated[
        int | None, _time("A rider's session ends no later. Blank: no limit.", dt.time(16, 30))
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """A wish or a ban about two people."""

    rule: Annotated[
        PairRule,
        _choice(
            "apart: the two students never in one group. together: the two in one group or neither. "
            "only: with no tutor but this one. avoid: never with this tutor.",
            "only",
            "apart",
            "together",
            "only",
            "avoid",
            star=True,
        ),
    ]
    student: Annotated[str, _name("A student's ID.", "S001", star=True)]
    with_: Annotated[
        str,
        _name("apart, together: another student's ID. only, avoid: a tutor's.", "T001", star=True),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """What is settled: a student's tutor, a group's times, or when a tutor is free."""

    student: Annotated[
        str | None,
        _name("A student's ID: has a seat as the row says. Blank: the tutor is free.", "S001"),
    ] = None
    subject: Annotated[
        str | None,
        _name("In this subject. Blank: in all that the student asks for.", "Math", names="subject"),
    ] = None
    tutor: Annotated[str | None, _name("A tutor's ID. Blank: any tutor.", "T001")] = None
    times: Annotated[
        Windows,
        _windows(
            "The student's group meets at exactly these times, one a weekday. Without a student: "
            "the tutor does not teach then. Blank: any times.",
            such_as="Mon,Wed 8:00-8:30",
        ),
    ] = ()
    note: Annotated[str, _words("For people to read.", "They work well together")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """Dates on which sessions can't be as planned."""

    date: Annotated[
        dt.date | None,
        _date(
            "The day. Leave it blank where start_date and end_date stand.",
            dt.date(2026, 11, 11),
            star=True,
        ),
    ] = None
    what: Annotated[
        Closure,
        _choice(
            "closed: no sessions. early_release: none that ends after from. "
            "blocked: none that overlaps from-to.",
            "closed",
            "closed",
            "early_release",
            "blocked",
            star=True,
        ),
    ]
    site: Annotated[str | None, _name("Blank: all sites.", "Lincoln", names="site", also=_SITE)] = (
        None
    )
    grades: Annotated[frozenset[int] | None, _grades("Blank: all grades.", such_as="K-2")] = None
    from_: Annotated[int | None, _time("Blank: from the day's start.", such_as=dt.time(13, 0))] = (
        None
    )
    to: Annotated[int | None, _time("Blank: to the day's end.", such_as=dt.time(14, 0))] = None
    start_date: Annotated[dt.date | None, _date("The first of several days.", such_as=_FIRST)] = (
        None
    )
    end_date: Annotated[dt.date | None, _date("The last of several days.", such_as=_FRIDAY)] = None
    note: Annotated[str, _words("For people to read.", "Veterans Day")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """When a student or a tutor is away."""

    person_id: Annotated[str, _name("A student's or a tutor's ID.", "T001", star=True)]
    date: Annotated[
        dt.date | None,
        _date("The day. Leave it blank where start_date and end_date stand.", _FIRST, star=True),
    ] = None
    from_: Annotated[int | None, _time("Blank: from the day's start.", dt.time(13, 0))] = None
    to: Annotated[int | None, _time("Blank: to the day's end.", dt.time(14, 0))] = None
    start_date: Annotated[dt.date | None, _date("The first of several days.", such_as=_FIRST)] = (
        None
    )
    end_date: Annotated[dt.date | None, _date("The last of several days.", such_as=_FRIDAY)] = None
    reason: Annotated[str, _words("For people to read; printed nowhere.", "Training")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRow:
    """What became of a session."""

    date: Annotated[dt.date, _date("The day of the session.", _FIRST, star=True)]
    student_id: Annotated[str, _name("The student's ID.", "S001", star=True, also=_STUDENT)]
    status: Annotated[
        Presence,
        _choice(
            "What happened.",
            "present",
            "present",
            "absent",
            "tutor_absent",
            "cancelled",
            star=True,
        ),
    ]
    subject: Annotated[str | None, _name("The subject.", "Math", names="subject")] = None
    tutor_id: Annotated[str | None, _name("The ID of the tutor who held it.", "T001")] = None
    minutes: Annotated[int | None, _count("How long it was.", 30)] = None
    start: Annotated[
        int | None,
        _time(
            "When it was to start. Needed only where a student has two sessions of a subject that day.",
            such_as=dt.time(10, 15),
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """How somebody at a student's home is reached."""

    student_id: Annotated[str, _name("The student's ID.", "S001", star=True, also=_STUDENT)]
    name: Annotated[str, _words("Who is reached.", "Eva Example", also=("full name",))] = ""
    language: Annotated[
        str | None,
        Column(
            parse=cells.language,
            note="The language to write in. Blank: the student's home_language.",
            example="Spanish",
        ),
    ] = None
    channel: Annotated[str, _words("How: text, email, paper.", "text")] = ""
    address: Annotated[
        str, _words("The number or address, as your messaging tool takes it.", "555-0100")
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """A setting and its value, which :mod:`.settings` reads."""

    setting: Annotated[str, _name("The setting's name.", "program")]
    value: Annotated[
        Any,
        Column(parse=lambda raw: raw, note="Its value. Blank: the default.", example="My program"),
    ] = None


_DATES = {"date": ("start_date", "end_date")}

STUDENTS = Layout("Students", StudentRow, "A row for each request.", required=True, skippable=True)
TUTORS = Layout("Tutors", TutorRow, "A row for each tutor.", required=True, skippable=True)
SLOTS = Layout("Slots", SlotRow, "When groups can meet.", required=True, skippable=True)
SITES = Layout("Sites", SiteRow, "How many groups each site holds.")
ROOMS = Layout("Rooms", RoomRow, "The rooms of each site, by name.")
TRAVEL = Layout("Travel", TravelRow, "Minutes between sites.")
TRANSPORT = Layout("Transport", TransportRow, "When routes run.", skippable=True)
PAIRS = Layout("Pairs", PairRow, "Who must or must not be together.")
PINS = Layout("Pins", PinRow, "What no plan may change.")
CALENDAR = Layout("Calendar", CalendarRow, "Holidays and short days.", instead=_DATES)
ABSENCES = Layout("Absences", AbsenceRow, "Who is away when.", instead=_DATES)
ATTENDANCE = Layout("Attendance", AttendanceRow, "What became of sessions.", skippable=True)
CONTACTS = Layout("Contacts", ContactRow, "How families are reached.", skippable=True)
SETTINGS = Layout("Settings", SettingRow, "How the program is run.")

LAYOUTS: tuple[Layout[Any], ...] = (
    STUDENTS,
    TUTORS,
    SLOTS,
    SITES,
    ROOMS,
    TRAVEL,
    TRANSPORT,
    PAIRS,
    PINS,
    CALENDAR,
    ABSENCES,
    ATTENDANCE,
    CONTACTS,
    SETTINGS,
)
"""Every sheet, in the order in which spellings are settled."""
