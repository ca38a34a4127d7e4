"""The words of the problem: students, requests, tutors, slots, meetings, groups.

Everything here is frozen and knows nothing of workbooks or of the search. Conventions:

* Days count from Monday = 0 to Sunday = 6.
* Clock times are minutes since midnight. Times inside a week are minutes since Monday 00:00.
* A span of time includes its start and excludes its end, so that touching is no overlap.
* ``need``, levels, rates and money are :class:`fractions.Fraction`, exactly the decimal written
  in the workbook, so that sums and differences are exact.
* ``None`` means "no limit", "not given" or "all", as the field's comment says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

DAY_MINUTES = 24 * 60
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Modality = Literal["in_person", "online"]
Suits = Literal["in_person", "online", "either"]
Kind = Literal["school_day", "before_school", "after_school", "evening", "weekend"]
PairRule = Literal["apart", "together", "only", "avoid"]
Closure = Literal["closed", "early_release", "blocked"]
Presence = Literal["present", "absent", "tutor_absent", "cancelled"]

SELF = "self"
"""The transport of a student who comes and goes alone."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of the week, in minutes since Monday 00:00."""

    start: int
    end: int

    def contains(self, start: int, end: int) -> bool:
        """Whether the whole span ``start``-``end`` lies inside this window."""
        return self.start <= start and end <= self.end

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the span shares at least a moment with this window; touching does not count."""
        return self.start < end and start < self.end


Windows = tuple[Window, ...]


@dataclass(frozen=True)
class Student:
    """One child, as the rows of the Students sheet agree on."""

    id: str
    site: str
    grade: int
    name: str = ""
    transport: str | None = None  # None: school-day and online slots only; "self"; or a route
    modality: Suits = "in_person"
    available: Windows | None = None  # None: always
    busy: Windows = ()
    consent: bool = True
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    home_language: str | None = None
    categories: tuple[str, ...] = ()
    homeroom: str = ""  # where the child is when nothing else is on; a site's own

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True)
class Request:
    """One student's wish for one subject: what gets a seat, or does not."""

    student: Student
    subject: str
    least: int = 3  # meetings a week
    most: int = 5
    need: Fraction = Fraction(1)
    languages: tuple[str, ...] = ("English",)  # best first
    level: Fraction | None = None
    max_group: int | None = None
    sessions_total: int | None = None  # to be reached over a term; None: what Settings say
    hours_total: Fraction | None = None

    @property
    def key(self) -> tuple[str, str]:
        """``(student id, subject)``: the identity of a request from week to week."""
        return (self.student.id, self.subject)

    def __hash__(self) -> int:
        return hash((self.student.id, self.subject))


@dataclass(frozen=True)
class Tutor:
    """One tutor, as a row of the Tutors sheet."""

    id: str
    sites: tuple[str, ...]
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    available: Windows
    name: str = ""
    grades: frozenset[int] | None = None  # None: all
    busy: Windows = ()
    max_sessions_week: int | None = None
    max_sessions_day: int | None = None
    max_hours_week: Fraction | None = None
    max_group: int | None = None
    hourly_rate: Fraction = Fraction(0)
    modality: Suits = "in_person"
    cleared: bool = True
    cleared_until: dt.date | None = None
    reserve: bool = False
    provider: str = ""
    start_date: dt.date | None = None
    end_date: dt.date | None = None

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True)
class Slot:
    """A row of the Slots sheet: a time at a site, on each of its days."""

    row: int  # the row in the Slots sheet; names the slot
    site: str | None  # None: online without a site
    days: frozenset[int]
    start: int  # minutes since midnight
    end: int
    kind: Kind = "school_day"
    grades: frozenset[int] | None = None  # None: all
    groups_at_once: int | None = None
    modality: Modality = "in_person"
    open_to: frozenset[str] = frozenset()  # other sites whose students may come
    open_to_all: bool = False
    start_date: dt.date | None = None
    end_date: dt.date | None = None

    def __hash__(self) -> int:
        return hash((self.row, self.start))

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start

    def is_open_to(self, site: str) -> bool:
        """Whether the row says that students of a site may come: a look-up, the rule decides."""
        return self.site in (None, site) or self.open_to_all or site in self.open_to

    def in_force(self, date: dt.date) -> bool:
        """Whether the row counts on ``date``, whatever weekday that is."""
        return within(date, self.start_date, self.end_date)


@dataclass(frozen=True)
class Meeting:
    """A slot on one weekday: when and where a group meets."""

    slot: Slot
    day: int

    def __hash__(self) -> int:
        return hash((self.slot.row, self.day))

    @cached_property
    def start(self) -> int:
        """Start, in minutes of the week."""
        return self.day * DAY_MINUTES + self.slot.start

    @cached_property
    def end(self) -> int:
        """End, in minutes of the week."""
        return self.day * DAY_MINUTES + self.slot.end

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.slot.end - self.slot.start

    @property
    def place(self) -> Place:
        """What a workbook can say of this meeting: everything but the Slots row."""
        return Place(self.day, self.slot.start, self.slot.end, self.slot.site, self.slot.modality)

    def overlaps(self, other: Meeting) -> bool:
        """Whether the two share a moment; touching does not count."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Place:
    """A meeting as the output workbook names it: weekday, times, site and modality.

    Several Slots rows may share a place; they differ in grades, kind, rooms or who may come.
    """

    day: int
    start: int  # minutes since midnight
    end: int
    site: str | None
    modality: Modality


@dataclass(frozen=True)
class Frame:
    """What a group is before it has members and meetings."""

    tutor: Tutor
    subject: str
    language: str
    modality: Modality
    site: str | None = None  # the one site of an in-person group; None for online groups

    def __hash__(self) -> int:
        return hash((self.tutor.id, self.subject, self.language, self.modality, self.site))


@dataclass(frozen=True)
class Group:
    """One tutor, one subject, one language, one modality; members who come to every meeting.

    ``members`` are sorted by key and ``meetings`` by time, so that equal groups compare equal.
    """

    frame: Frame
    members: tuple[Request, ...]
    meetings: tuple[Meeting, ...]
    id: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(sorted(self.members, key=lambda r: r.key)))
        by_time = sorted(self.meetings, key=lambda m: (m.start, m.end, m.slot.row))
        object.__setattr__(self, "meetings", tuple(by_time))

    def __hash__(self) -> int:
        return hash((self.frame, self.members, self.meetings))

    @property
    def tutor(self) -> Tutor:
        """The group's tutor."""
        return self.frame.tutor

    @property
    def subject(self) -> str:
        """The group's subject."""
        return self.frame.subject

    @property
    def language(self) -> str:
        """The language the group is tutored in, by its English name."""
        return self.frame.language

    @property
    def modality(self) -> Modality:
        """``in_person`` or ``online``."""
        return self.frame.modality


Status = Literal["planned", "covered", "moved", "away", "cancelled"]


@dataclass(frozen=True)
class Session:
    """One member in one meeting of a group on a date: a line of the dated week.

    ``planned`` is the meeting of the standing plan; ``meeting`` is where the session stands now
    (another one only where the meeting moved). ``tutor`` is who holds it (another than the group's
    only where it is covered). An ``away`` or ``cancelled`` session is owed to the student.
    """

    group: Group
    member: Request
    planned: Meeting
    meeting: Meeting
    tutor: Tutor
    status: Status


@dataclass(frozen=True)
class Past:
    """The part of a week that is over: planned anew is only what comes from ``since`` on.

    ``sessions`` are those that people were told of and that were planned, or took place, before it.
    """

    since: dt.date
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class MakeUp:
    """An owed session that a student gets on a date of the week: a line of the Make-up sheet.

    ``frame`` tells who holds it. With ``joins`` it is a meeting of that group, which takes place
    anyway; else an extra meeting, which all make-ups with the same frame and meeting share.
    """

    member: Request
    frame: Frame
    meeting: Meeting
    joins: Group | None = None

    @property
    def how(self) -> str:
        """As the sheet says it: ``joins G001`` or ``extra``."""
        return "extra" if self.joins is None else f"joins {self.joins.id}"


@dataclass(frozen=True)
class Settings:
    """The Settings sheet, with the contract's defaults."""

    program: str = ""
    timezone: str = ""
    sessions_per_week: tuple[int, int] = (3, 5)
    max_group_size: int = 4
    max_grade_spread: int = 1
    max_level_spread: Fraction | None = None
    min_session_minutes: int = 20
    default_language: str = "English"
    travel_minutes: int = 30
    tutor_break_minutes: int = 0
    max_sessions_per_student_day: int = 2
    weekly_budget: Fraction | None = None
    seat_protection: bool = True
    tutor_protection: bool = True
    need_order: Literal["weight", "strict"] = "weight"
    small_cell: int = 10
    sessions_total: int | None = None  # what each request should reach over a term; None: no target
    hours_total: Fraction | None = None
    program_weeks: int = 36  # weeks of sessions in a year
    total_budget: Fraction | None = None  # dollars for all of them, everything included


@dataclass(frozen=True, slots=True)
class Ride:
    """A Transport row: on ``days`` the route's riders can come from ``earliest`` to ``latest``."""

    route: str
    days: frozenset[int]
    earliest: int | None = None  # minutes since midnight; None: no limit
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A Pairs row. ``other`` is a student's or a tutor's ID, as the rule needs."""

    rule: PairRule
    student: str
    other: str


@dataclass(frozen=True, slots=True)
class Pin:
    """What a person has settled and no plan may change, and where that is written.

    A pin of a ``student`` says that the student has a seat, in ``subject`` or in each subject asked
    for: with this ``tutor``, in a group that meets at exactly these ``times``, or both. A pin of a
    ``tutor`` alone says that the tutor is free at these ``times``: that it does not teach then.
    """

    sheet: str = field(compare=False)  # "Pins"; for a pin of an earlier plan "Groups" or "Seats"
    cell: str = field(compare=False)
    student: str | None = None
    subject: str | None = None  # None: all that the student asks for
    tutor: str | None = None
    times: Windows = ()
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A Calendar row, for each date from ``first`` to ``last``."""

    first: dt.date
    last: dt.date
    what: Closure
    site: str | None = None  # None: all sites
    grades: frozenset[int] | None = None  # None: all
    start: int | None = None  # minutes since midnight
    end: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """An Absences row of a student or a tutor, for each date from ``first`` to ``last``."""

    person_id: str
    first: dt.date
    last: dt.date
    start: int | None = None  # minutes since midnight; None: the day's start
    end: int | None = None  # None: the day's end
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """An Attendance row."""

    date: dt.date
    student_id: str
    status: Presence
    subject: str | None = None
    tutor_id: str | None = None
    minutes: int | None = None
    start: int | None = (
        None  # minutes since midnight; tells two sessions of a subject and day apart
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A Rooms row: a room of a site that in-person groups meet in.

    ``groups_at_once`` groups may be in it at one moment, at times within ``open`` and in slots of
    its ``kinds``.
    """

    site: str
    name: str
    groups_at_once: int = 1
    open: Windows | None = None  # None: always
    kinds: frozenset[Kind] | None = None  # None: every kind


@dataclass(frozen=True, slots=True)
class Contact:
    """A Contacts row: how somebody at a student's home is reached, and in which language."""

    student_id: str
    name: str = ""
    language: str | None = None  # None: the student's home language
    channel: str = ""
    address: str = ""


@dataclass(frozen=True)
class Program:
    """Everything that a program workbook says, whatever the week.

    ``requests`` hold every row, with and without consent. ``site_rooms`` maps a site to its
    ``groups_at_once``; ``travel`` maps ``(from, to)`` to minutes, with both ways written out.
    """

    requests: tuple[Request, ...]
    tutors: tuple[Tutor, ...]
    slots: tuple[Slot, ...]
    settings: Settings = Settings()
    site_rooms: dict[str, int] = field(default_factory=dict)
    travel: dict[tuple[str, str], int] = field(default_factory=dict)
    rides: tuple[Ride, ...] = ()
    pairs: tuple[Pair, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    absences: tuple[Absence, ...] = ()
    attendance: tuple[Attended, ...] = ()
    pins: tuple[Pin, ...] = ()
    rooms: tuple[Room, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @cached_property
    def students(self) -> dict[str, Student]:
        """Every student by ID, in the order of the Students sheet."""
        return {request.student.id: request.student for request in self.requests}

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Every site that a student, a tutor or a slot names, in that order."""
        named = [student.site for student in self.students.values()]
        named += [site for tutor in self.tutors for site in tutor.sites]
        named += [slot.site for slot in self.slots if slot.site is not None]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class PreviousGroup:
    """A group of an earlier standing plan, as its Groups sheet tells it."""

    id: str
    tutor_id: str
    subject: str
    language: str
    modality: Modality
    places: frozenset[Place]
    rooms: Mapping[Place, str] = field(
        default_factory=dict, hash=False
    )  # what is in no named room is not there


@dataclass(frozen=True, slots=True)
class PreviousSeat:
    """A row of an earlier Seats sheet. The dates are Mondays."""

    student_id: str
    subject: str
    group_id: str
    tutor_id: str
    seated_since: dt.date | None = None
    tutor_since: dt.date | None = None


@dataclass(frozen=True)
class Previous:
    """An earlier standing plan: what the goals of continuity look at."""

    groups: dict[str, PreviousGroup]
    seats: dict[tuple[str, str], PreviousSeat]  # by request key
    source: str = ""  # the file's name
    week: dt.date | None = None  # its Monday, where known
    pins: tuple[Pin, ...] = ()  # what somebody marked in it


def within(date: dt.date, first: dt.date | None, last: dt.date | None) -> bool:
    """Whether ``date`` lies from ``first`` to ``last``, both included; ``None`` is open."""
    return (first is None or first <= date) and (last is None or date <= last)


def grade_name(grade: int) -> str:
    """A grade as the program writes it: ``TK``, ``K``, ``1`` .. ``12``."""
    return {-1: "TK", 0: "K"}.get(grade, str(grade))


def clock(minutes: int) -> str:
    """Minutes since midnight as ``8:05``."""
    return f"{minutes // 60}:{minutes % 60:02d}"
