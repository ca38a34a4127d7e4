"""Single changes to a program, each of which somebody could be asked for: what it asks, of whom.

A step makes more possible and nothing less: a plan that holds every rule of the program holds those
of the program after the step. What the plan's groups use up stays the same, but for new slots.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from matcher.domain import (
    DAY_MINUTES,
    DAYS,
    Pair,
    Program,
    Request,
    Ride,
    Room,
    Slot,
    Student,
    Tutor,
    Window,
    clock,
    grade_name,
)
from matcher.report.words import listed

HOUR = 60
ANOTHER_ROOM = "another room"
LEAST_SESSIONS = 1


class Step:
    """One change. Subclasses say whom it asks, and how much that is beside the other kinds."""

    asks: ClassVar[int]
    """The less, the less it asks; README lists the kinds in this order."""

    @property
    def order(self) -> tuple[object, ...]:
        """What asks least first; of one kind, by whom it asks and when."""
        parts = vars(self).values()
        return (
            self.asks,
            *(f"{p.start:06}" if isinstance(p, Window) else str(p) for p in parts),
        )

    def concerns(self, program: Program, request: Request) -> bool:
        """Whether the request may be possible after the change where it was not before."""
        return True

    def applied(self, program: Program) -> Program:
        """The program after the change."""
        raise NotImplementedError

    def words(self, program: Program) -> str:
        """What it is, for the program manager; goes on from "Change:"."""
        raise NotImplementedError


@dataclass(frozen=True)
class SlotRoom(Step):
    """One more group at once in a Slots row."""

    asks = 1
    row: int

    def concerns(self, program: Program, request: Request) -> bool:
        """Whether the slot is open to the student."""
        slots = (slot for slot in program.slots if slot.row == self.row)
        return any(slot.is_open_to(request.student.site) for slot in slots)

    def applied(self, program: Program) -> Program:
        """The row's ``groups_at_once``, one higher."""

        def wider(slot: Slot) -> Slot:
            if slot.row != self.row or slot.groups_at_once is None:
                return slot
            return replace(slot, groups_at_once=slot.groups_at_once + 1)

        return replace(program, slots=tuple(wider(slot) for slot in program.slots))

    def words(self, program: Program) -> str:
        """The row by its site, time and number."""
        slot = next(slot for slot in program.slots if slot.row == self.row)
        where = slot.site or "the online slot"
        now = slot.groups_at_once or 0
        return (
            f"one more group at once at {where}, {clock(slot.start)}-{clock(slot.end)}"
            f" (Slots row {slot.row}: groups_at_once {now + 1} instead of {now})"
        )


@dataclass(frozen=True)
class TutorHour(Step):
    """One more hour of a tutor: a time to come, and what it takes of the agreed sessions and hours."""

    asks = 2
    tutor: str
    window: Window

    def applied(self, program: Program) -> Program:
        """The tutor's hours with the window, and each agreed limit one session or hour higher."""
        return _with_tutor(program, self.tutor, lambda tutor: longer(tutor, (self.window,)))

    def words(self, program: Program) -> str:
        """The tutor and the hour."""
        return f"one more hour of {tutor_words(program, self.tutor)}, {span_words(self.window)}"


@dataclass(frozen=True)
class TimeOpened(Step):
    """A time at which a student could come, although not ``available`` then."""

    asks = 3
    student: str
    window: Window

    def applied(self, program: Program) -> Program:
        """The student's windows with this one."""
        return _with_student(program, self.student, lambda student: opened(student, self.window))

    def words(self, program: Program) -> str:
        """The student and the time."""
        return f"{student_words(program, self.student)} available on {span_words(self.window)}"


@dataclass(frozen=True)
class SiteRoom(Step):
    """One more group at once at a site."""

    asks = 4
    site: str

    def applied(self, program: Program) -> Program:
        """The site's ``groups_at_once``, one higher."""
        rooms = {**program.site_rooms, self.site: program.site_rooms[self.site] + 1}
        return replace(program, site_rooms=rooms)

    def words(self, program: Program) -> str:
        """The site, with its rooms now."""
        now = program.site_rooms[self.site]
        return f"room for one more group at once at {self.site} ({now + 1} instead of {now})"


@dataclass(frozen=True)
class ExtraRoom(Step):
    """One more named room at a site, for one group at once."""

    asks = 5
    site: str

    def concerns(self, program: Program, request: Request) -> bool:
        """Whether some slot at the site is open to the student."""
        there = (slot for slot in program.slots if slot.site == self.site)
        return any(slot.is_open_to(request.student.site) for slot in there)

    def applied(self, program: Program) -> Program:
        """The Rooms sheet with one more row, for every time and kind of slot."""
        return replace(program, rooms=(*program.rooms, Room(self.site, ANOTHER_ROOM)))

    def words(self, program: Program) -> str:
        """The site."""
        return f"one more room at {self.site}, open whenever groups meet there (Rooms)"


@dataclass(frozen=True)
class TutorSite(Step):
    """One more site for a tutor."""

    asks = 6
    tutor: str
    site: str

    def applied(self, program: Program) -> Program:
        """The tutor's sites with this one."""
        return _with_tutor(
            program, self.tutor, lambda tutor: replace(tutor, sites=(*tutor.sites, self.site))
        )

    def words(self, program: Program) -> str:
        """The tutor and the site."""
        return f"{tutor_words(program, self.tutor)} works at {self.site} too"


@dataclass(frozen=True)
class TutorGrade(Step):
    """One more grade for a tutor."""

    asks = 7
    tutor: str
    grade: int

    def applied(self, program: Program) -> Program:
        """The tutor's grades with this one."""

        def more(tutor: Tutor) -> Tutor:
            return replace(tutor, grades=(tutor.grades or frozenset()) | {self.grade})

        return _with_tutor(program, self.tutor, more)

    def words(self, program: Program) -> str:
        """The tutor and the grade."""
        return f"{tutor_words(program, self.tutor)} teaches grade {grade_name(self.grade)} too"


@dataclass(frozen=True)
class BusRun(Step):
    """One more day, or one more bus of a day, on a route."""

    asks = 8
    route: str
    window: Window

    def concerns(self, program: Program, request: Request) -> bool:
        """Whether the student rides the route."""
        return request.student.transport == self.route

    def applied(self, program: Program) -> Program:
        """The Transport sheet with one more row."""
        day, start = divmod(self.window.start, DAY_MINUTES)
        end = self.window.end - day * DAY_MINUTES
        ride = Ride(self.route, frozenset({day}), start, end)
        return replace(program, rides=(*program.rides, ride))

    def words(self, program: Program) -> str:
        """The route, and the times between which it must serve."""
        return f"route {self.route} runs for sessions on {span_words(self.window)} too"


@dataclass(frozen=True)
class LargerTutor(Step):
    """One student more in the groups of a tutor with a limit of the tutor's own."""

    asks = 9
    tutor: str

    def applied(self, program: Program) -> Program:
        """The tutor's ``max_group``, one higher."""

        def wider(tutor: Tutor) -> Tutor:
            return replace(tutor, max_group=(tutor.max_group or 0) + 1)

        return _with_tutor(program, self.tutor, wider)

    def words(self, program: Program) -> str:
        """The tutor and the size."""
        now = next(tutor.max_group or 0 for tutor in program.tutors if tutor.id == self.tutor)
        who = tutor_words(program, self.tutor)
        return f"groups of {now + 1} instead of {now} with {who}"


@dataclass(frozen=True)
class OneFewer(Step):
    """One session a week fewer than a request asks for at least."""

    asks = 10
    student: str
    subject: str

    def applied(self, program: Program) -> Program:
        """The request's range, one lower at its lower end."""
        requests = tuple(
            replace(request, least=request.least - 1)
            if request.key == (self.student, self.subject) and request.least > LEAST_SESSIONS
            else request
            for request in program.requests
        )
        return replace(program, requests=requests)

    def words(self, program: Program) -> str:
        """The student, the subject and the number."""
        now = next(r.least for r in program.requests if r.key == (self.student, self.subject))
        who = student_words(program, self.student)
        return f"{now - 1} instead of {now} sessions of {self.subject} a week for {who}"


@dataclass(frozen=True)
class BusyFreed(Step):
    """A time at which a student could come, although ``busy`` then."""

    asks = 11
    student: str
    window: Window

    def applied(self, program: Program) -> Program:
        """The student's windows with this one, and nothing else at that time."""
        return _with_student(program, self.student, lambda student: freed(student, self.window))

    def words(self, program: Program) -> str:
        """The student and the time."""
        return f"{student_words(program, self.student)} not busy on {span_words(self.window)}"


@dataclass(frozen=True)
class TutorLanguage(Step):
    """One more language of a tutor."""

    asks = 12
    tutor: str
    language: str

    def applied(self, program: Program) -> Program:
        """The tutor's languages with this one."""

        def more(tutor: Tutor) -> Tutor:
            return replace(tutor, languages=(*tutor.languages, self.language))

        return _with_tutor(program, self.tutor, more)

    def words(self, program: Program) -> str:
        """The tutor and the language."""
        return f"{tutor_words(program, self.tutor)} tutors in {self.language} too"


@dataclass(frozen=True)
class LargerGroups(Step):
    """One student more in every group of the program."""

    asks = 13

    def applied(self, program: Program) -> Program:
        """The setting, one higher."""
        size = program.settings.max_group_size + 1
        return replace(program, settings=replace(program.settings, max_group_size=size))

    def words(self, program: Program) -> str:
        """The setting with its values."""
        now = program.settings.max_group_size
        return (
            f"groups of {now + 1} instead of {now} in the whole program (Settings, max_group_size)"
        )


@dataclass(frozen=True)
class PairsLifted(Step):
    """What the Pairs sheet says of a student is taken away: one row, or all ``only`` rows together."""

    asks = 15
    pairs: tuple[Pair, ...]

    def applied(self, program: Program) -> Program:
        """The Pairs sheet without these rows."""
        kept = tuple(pair for pair in program.pairs if pair not in self.pairs)
        return replace(program, pairs=kept)

    def words(self, program: Program) -> str:
        """The rows as they stand."""
        rows = ", ".join(f"{pair.rule} {pair.student} {pair.other}" for pair in self.pairs)
        what = "this row" if len(self.pairs) == 1 else "these rows"
        return f"without {what} of the Pairs sheet: {rows}"


@dataclass(frozen=True)
class NewTutor(Step):
    """Another tutor, of whom it is known what is needed: one more row of the Tutors sheet."""

    asks = 16
    profile: Tutor

    def applied(self, program: Program) -> Program:
        """The program with this tutor, last."""
        return replace(program, tutors=(*program.tutors, self.profile))

    @property
    def tutor(self) -> str:
        """The tutor's ID."""
        return self.profile.id

    def words(self, program: Program) -> str:
        """What the tutor must be able to do, and when."""
        who = self.profile
        where = "online" if not who.sites else f"at {listed(who.sites)}"
        grades = "" if who.grades is None else f" in grade {grades_words(who.grades)}"
        most = who.max_sessions_week
        load = "" if most is None else f", {most} sessions a week"
        return (
            f"a new tutor for {listed(who.subjects)}{grades} in {listed(who.languages)} {where},"
            f" {spans_words(who.available)}{load}"
        )


@dataclass(frozen=True)
class NewSlot(Step):
    """One more time at which groups can meet: one more row of the Slots sheet."""

    asks = 14
    slot: Slot

    def concerns(self, program: Program, request: Request) -> bool:
        """Whether the slot is open to the student."""
        return self.slot.is_open_to(request.student.site)

    def applied(self, program: Program) -> Program:
        """The program with this row, last."""
        return replace(program, slots=(*program.slots, self.slot))

    def words(self, program: Program) -> str:
        """When and where, and for whom."""
        slot = self.slot
        days = [Window(d * DAY_MINUTES + slot.start, d * DAY_MINUTES + slot.end) for d in slot.days]
        grades = "" if slot.grades is None else f" for grade {grades_words(slot.grades)}"
        kind = slot.kind.replace("_", " ")
        return f"one more slot ({kind}) at {slot.site}, {spans_words(days)}{grades}"


KINDS: tuple[type[Step], ...] = (
    SlotRoom,
    TutorHour,
    TimeOpened,
    SiteRoom,
    ExtraRoom,
    TutorSite,
    TutorGrade,
    BusRun,
    LargerTutor,
    OneFewer,
    BusyFreed,
    TutorLanguage,
    LargerGroups,
    NewSlot,
    PairsLifted,
    NewTutor,
)
"""Every kind of step, in the order of how much it asks."""


def longer(tutor: Tutor, windows: Iterable[Window]) -> Tutor:
    """The tutor with these hours more, and one session and one hour more of what is limited."""

    def more(limit: int | None) -> int | None:
        return None if limit is None else limit + 1

    hours = tutor.max_hours_week
    return replace(
        tutor,
        available=(*tutor.available, *windows),
        max_sessions_week=more(tutor.max_sessions_week),
        max_sessions_day=more(tutor.max_sessions_day),
        max_hours_week=None if hours is None else hours + 1,
    )


def opened(student: Student, window: Window) -> Student:
    """The student, available then too."""
    if student.available is None:
        return student
    return replace(student, available=(*student.available, window))


def freed(student: Student, window: Window) -> Student:
    """The student, available then and not busy."""
    pieces = [
        piece
        for busy in student.busy
        for piece in (
            Window(busy.start, min(busy.end, window.start)),
            Window(max(busy.start, window.end), busy.end),
        )
        if piece.start < piece.end
    ]
    return replace(opened(student, window), busy=tuple(pieces))


def grades_words(grades: Iterable[int]) -> str:
    """``3``, ``K-2 and 5``."""
    runs: list[list[int]] = []
    for grade in sorted(grades):
        if runs and runs[-1][-1] == grade - 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return listed(
        [
            grade_name(run[0]) if len(run) == 1 else f"{grade_name(run[0])}-{grade_name(run[-1])}"
            for run in runs
        ]
    )


def span_words(window: Window) -> str:
    """``Tue 15:00-16:00``."""
    day, start = divmod(window.start, DAY_MINUTES)
    return f"{DAYS[day]} {clock(start)}-{clock(window.end - day * DAY_MINUTES)}"


def spans_words(windows: Iterable[Window]) -> str:
    """``Mon Wed 15:00-16:00, Thu 9:00-10:00``."""
    days: dict[str, list[str]] = {}
    for window in sorted(windows):
        day, when = span_words(window).split(" ", 1)
        days.setdefault(when, []).append(day)
    return ", ".join(f"{' '.join(of)} {when}" for when, of in days.items())


def tutor_words(program: Program, tutor: str) -> str:
    """``tutor Gina Park (T004)``."""
    return f"tutor {_named(tutor, (t.name for t in program.tutors if t.id == tutor))}"


def student_words(program: Program, student: str) -> str:
    """``student Ana Ortiz (S012)``."""
    known = program.students.get(student)
    return f"student {_named(student, (known.name,) if known else ())}"


def _named(who: str, names: Iterable[str]) -> str:
    name = next(iter(names), "")
    return f"{name} ({who})" if name else who


def _with_tutor(program: Program, tutor: str, change: Callable[[Tutor], Tutor]) -> Program:
    tutors = tuple(change(one) if one.id == tutor else one for one in program.tutors)
    return replace(program, tutors=tutors)


def _with_student(program: Program, student: str, change: Callable[[Student], Student]) -> Program:
    requests = tuple(
        replace(request, student=change(request.student))
        if request.student.id == student
        else request
        for request in program.requests
    )
    return replace(program, requests=requests)
