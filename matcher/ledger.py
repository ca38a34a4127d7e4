"""The dosage ledger: what was scheduled, what was delivered, and what is owed, request by request.

The plans of the weeks so far say what was scheduled, the Attendance sheet what became of it. A
session that its plan calls away or cancelled is owed, and so is one for which Attendance says
absent, tutor_absent or cancelled. One of which Attendance says nothing is counted apart: it is
neither delivered nor owed until somebody writes down what happened. A ``present`` row for which
nothing was scheduled makes up for an owed session; so does one for a make-up that a plan has. A
make-up that did not come to be leaves owed what was owed before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Literal, TypeVar

from matcher.domain import Attended, Program, Status

CHECKPOINTS = (30, 60, 90)
"""Days after the first session."""

Outcome = Literal[
    "present",
    "absent",
    "tutor_absent",
    "cancelled",
    "away",
    "not_recorded",
    "made_up",
    "to_make_up",  # a make-up of which Attendance says nothing
]
OWED: tuple[Outcome, ...] = ("absent", "tutor_absent", "cancelled", "away")

Key = tuple[str, str]
"""A request: student ID and subject."""

Name = TypeVar("Name", str, Key)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A student session of a plan: a row of its Sessions sheet. Times are minutes since midnight.

    ``tutor_id`` is who was to hold it, in the end: the cover where it was covered. ``make_up``
    marks a row of its Make-up sheet.
    """

    date: dt.date
    start: int
    end: int
    group_id: str
    tutor_id: str
    subject: str
    student_id: str
    status: Status
    make_up: bool = False

    @property
    def key(self) -> Key:
        """The request that it is for."""
        return self.student_id, self.subject


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a session. Without ``session`` it is one that nobody had scheduled."""

    key: Key
    date: dt.date
    outcome: Outcome
    tutor_id: str  # who held it, or did not come
    minutes: int
    session: Scheduled | None = None

    @property
    def scheduled(self) -> bool:
        """Whether it is a session that the student was to have, and no make-up for one."""
        return self.session is not None and not self.session.make_up


@dataclass(frozen=True)
class Account:
    """The sessions of one request, or of whatever else is counted together."""

    entries: tuple[Entry, ...]
    counts: Counter[Outcome] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", Counter(entry.outcome for entry in self.entries))

    @property
    def scheduled(self) -> int:
        """Sessions that stood in a plan; make-ups are none of them."""
        return sum(entry.scheduled for entry in self.entries)

    @property
    def delivered(self) -> int:
        """Sessions that took place with the student, made up ones included."""
        return self.counts["present"] + self.counts["made_up"]

    @property
    def owed(self) -> int:
        """Sessions that did not take place and were not made up."""
        missed = sum(entry.scheduled and entry.outcome in OWED for entry in self.entries)
        return max(0, missed - self.counts["made_up"])

    @property
    def to_make_up(self) -> int:
        """Sessions owed for which no plan has a make-up that may still come to be."""
        return max(0, self.owed - self.counts["to_make_up"])

    @property
    def minutes(self) -> int:
        """Minutes delivered."""
        return sum(e.minutes for e in self.entries if e.outcome in ("present", "made_up"))

    @property
    def present_rate(self) -> Fraction | None:
        """Of the sessions that the tutor held, how many the student came to; None without any."""
        return _share(self.delivered, self.delivered + self.counts["absent"])

    @property
    def no_show_rate(self) -> Fraction | None:
        """Of the planned sessions of which is known what happened, how often the tutor did not come."""
        told = ("present", "made_up", "absent", "tutor_absent")
        planned = (entry for entry in self.entries if entry.session is not None)
        known = sum(entry.outcome in told for entry in planned)
        return _share(self.counts["tutor_absent"], known)


@dataclass(frozen=True, slots=True)
class Left:
    """A student who had sessions in a week and has none in any later one that is planned."""

    key: Key
    first: dt.date
    last: dt.date
    why: str


@dataclass(frozen=True)
class Checkpoint:
    """How things stood so many days after the first session.

    ``started`` counts the students who had a session until then; of these, ``enrolled`` still have
    one on that date or later, or in the last week that is planned, and ``left`` do not. ``account``
    holds all sessions until then, ``weeks`` how many weeks had any.
    """

    days: int
    date: dt.date
    started: int
    enrolled: int
    left: int
    account: Account
    weeks: int

    @property
    def owed(self) -> int:
        """Sessions owed to all requests then."""
        return sum(account.owed for account in _accounts(self.account.entries, _key).values())

    @property
    def sessions_a_week(self) -> Fraction | None:
        """Sessions delivered for each student who started and each week."""
        return _share(self.account.delivered, self.started * self.weeks)


@dataclass(frozen=True)
class Ledger:
    """All accounts, from the first session to ``until``, that date included.

    ``first`` is None where no plan has a session by then. ``stray`` counts the Attendance rows
    until then that belong to no session and say nothing of one that took place.
    """

    program: Program
    first: dt.date | None
    until: dt.date
    entries: tuple[Entry, ...]
    left: tuple[Left, ...]
    checkpoints: tuple[Checkpoint, ...]
    stray: int

    @property
    def whole(self) -> Account:
        """Everything together."""
        return Account(self.entries)

    def requests(self) -> dict[Key, Account]:
        """The account of each request that had a session, by student and subject."""
        return _accounts(self.entries, _key)

    def missed_by(self, left: Left) -> int | None:
        """The first checkpoint, in days, that no longer finds a request; None before that."""
        return next((one.days for one in self.checkpoints if one.date > left.last), None)

    def tutors(self) -> dict[str, Account]:
        """The account of each tutor, by ID."""
        return _accounts(self.entries, lambda entry: entry.tutor_id)

    def providers(self) -> dict[str, Account]:
        """The account of each provider; blank for tutors who have none."""
        provider = {tutor.id: tutor.provider for tutor in self.program.tutors}
        return _accounts(self.entries, lambda entry: provider.get(entry.tutor_id, ""))


def _key(entry: Entry) -> Key:
    return entry.key


def _accounts(entries: Iterable[Entry], name: Callable[[Entry], Name]) -> dict[Name, Account]:
    """The entries with the same name together, in the order of names."""
    found: dict[Name, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[name(entry)].append(entry)
    return {name: Account(tuple(found[name])) for name in sorted(found)}


def make_ledger(program: Program, sessions: Iterable[Scheduled], until: dt.date) -> Ledger:
    """Put together what was scheduled until a date and what became of it.

    ``sessions`` are those of one plan for each week, of any weeks.
    """
    planned = sorted(sessions, key=lambda one: (one.date, one.start, one.student_id, one.subject))
    past = [session for session in planned if session.date <= until]
    regular = [session for session in planned if not session.make_up]
    first = past[0].date if past else None
    rows = [row for row in program.attendance if first is not None and first <= row.date <= until]
    entries, stray = _entries(past, rows, program)
    entries.sort(key=lambda entry: (entry.date, entry.key))
    left = tuple(_left(program, regular, until))
    return Ledger(
        program=program,
        first=first,
        until=until,
        entries=tuple(entries),
        left=left,
        checkpoints=tuple(_checkpoints(first, until, entries, left)) if first else (),
        stray=stray,
    )


# -- what became of a session -------------------------------------------------------------------


def _entries(
    sessions: Sequence[Scheduled], rows: Sequence[Attended], program: Program
) -> tuple[list[Entry], int]:
    """What became of each session, and of each time that a student came unscheduled."""
    of_day: dict[tuple[str, dt.date], list[Scheduled]] = defaultdict(list)
    for session in sorted(sessions, key=lambda one: one.make_up):  # a lone row is no make-up's
        of_day[session.student_id, session.date].append(session)
    told: dict[tuple[str, dt.date], list[Attended]] = defaultdict(list)
    for row in rows:
        told[row.student_id, row.date].append(row)
    wishes: dict[str, list[str]] = defaultdict(list)
    for request in program.requests:
        wishes[request.student.id].append(request.subject)
    entries: list[Entry] = []
    stray = 0
    for day in dict.fromkeys([*of_day, *told]):
        those = of_day.get(day, [])
        matched, rest = _matched(those, told.get(day, []))
        entries += [_entry(session, row) for session, row in zip(those, matched, strict=True)]
        for row in rest:
            subjects = [row.subject] if row.subject else wishes[row.student_id][:1]
            if row.status != "present" or not subjects:
                stray += 1
                continue
            key = (row.student_id, subjects[0])
            entries.append(Entry(key, row.date, "made_up", row.tutor_id or "", row.minutes or 0))
    return entries, stray


def _matched(
    sessions: Sequence[Scheduled], rows: Sequence[Attended]
) -> tuple[list[Attended | None], list[Attended]]:
    """The Attendance row of each session of a student's day, and the rows that are left.

    A row goes to a session of its subject and its tutor, else of its subject, else, where it names
    no subject, of its tutor, or of any; where it names a start, rather to one that starts then.
    """
    found: list[Attended | None] = [None] * len(sessions)
    rest = list(rows)
    for of_start, of_subject, of_tutor in product((True, False), repeat=3):
        for at, session in enumerate(sessions):
            if found[at] is not None:
                continue
            for row in rest:
                subject = row.subject == session.subject if of_subject else row.subject is None
                tutor = not of_tutor or row.tutor_id == session.tutor_id
                if subject and tutor and (not of_start or row.start == session.start):
                    found[at] = row
                    rest.remove(row)
                    break
    return found, rest


def _entry(session: Scheduled, row: Attended | None) -> Entry:
    outcome: Outcome
    if row is not None:
        outcome = "made_up" if session.make_up and row.status == "present" else row.status
    elif session.make_up:
        outcome = "to_make_up"
    else:
        outcome = session.status if session.status in ("away", "cancelled") else "not_recorded"
    tutor = (row and row.tutor_id) or session.tutor_id
    minutes = session.end - session.start if row is None or row.minutes is None else row.minutes
    return Entry(session.key, session.date, outcome, tutor, minutes, session)


# -- who left, and how things stood -------------------------------------------------------------


def _left(program: Program, planned: Sequence[Scheduled], until: dt.date) -> Iterable[Left]:
    """Those whose last session lies in an earlier week than the last that is planned."""
    if not planned:
        return
    last_week = _monday(max(session.date for session in planned))
    days: dict[Key, list[dt.date]] = defaultdict(list)
    for session in planned:
        days[session.key].append(session.date)
    for key, dates in sorted(days.items()):
        if max(dates) <= until and _monday(max(dates)) < last_week:
            yield Left(key, min(dates), max(dates), _why_left(program, key, max(dates)))


def _why_left(program: Program, key: Key, last: dt.date) -> str:
    student = program.students.get(key[0])
    if student is None:
        return "The student is no longer in the program."
    if all(request.key != key for request in program.requests):
        return f"The student no longer asks for {key[1]}."
    if not student.consent:
        return "There is no consent."
    if student.end_date is not None and student.end_date <= last + dt.timedelta(days=7):
        return f"The student's end date is {student.end_date}."
    return "The student has no seat any more."


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def _checkpoints(
    first: dt.date, until: dt.date, entries: Sequence[Entry], left: Sequence[Left]
) -> Iterable[Checkpoint]:
    gone = {one.key for one in left}
    for days in CHECKPOINTS:
        date = first + dt.timedelta(days=days)
        if date > until:
            return
        so_far = tuple(entry for entry in entries if entry.date <= date)
        started = {entry.key[0] for entry in so_far}
        staying = {entry.key[0] for entry in entries if entry.key not in gone}
        later = {one.key[0] for one in left if one.last > date}
        enrolled = started & (staying | later)
        yield Checkpoint(
            days=days,
            date=date,
            started=len(started),
            enrolled=len(enrolled),
            left=len(started) - len(enrolled),
            account=Account(so_far),
            weeks=len({_monday(entry.date) for entry in so_far if entry.scheduled}),
        )


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
