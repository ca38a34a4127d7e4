"""A term: its weeks one after another, and what each request gets over all of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from matcher.bend_dates import Dates
from matcher.domain import Program, Request, Session, Status, Tutor
from matcher.plan import Plan
from matcher.report.week import OWED
from matcher.target import Dose, Target, target_of
from matcher.term_dates import WeekDates, dates_of
from matcher.term_limits import Limit
from matcher.workbook.findings import Finding

Key = tuple[str, str]
"""A request: student ID and subject."""

Cause = Literal["seat", "pace", "calendar", "other"]
"""What keeps a request from its target: it has no seat; its groups meet too rarely or too briefly,
even if every session took place; the calendar takes too much; absences and the like do."""


@dataclass(frozen=True)
class Share:
    """What a week gives to one request that has a seat.

    ``weekly`` is what the standing plan promises, ``held`` what takes place; the rest is lost to the
    Calendar sheet, or to anything else: absences, no cover, dates of people and slots.
    """

    tutor: Tutor
    weekly: Dose
    held: Dose
    calendar: Dose
    other: Dose


@dataclass(frozen=True)
class TermWeek:
    """One planned week of a term, counted.

    ``standing`` says whether the standing plan is the one of the week before; ``seats`` counts what
    became of the seats: stays, moves, starts, ends. ``concerned`` are the week's requests.
    """

    monday: dt.date
    file: str
    dates: WeekDates
    standing: Literal["new", "unchanged", "changed"]
    seats: Counter[str]
    statuses: Counter[Status]
    concerned: frozenset[Key]
    shares: dict[Key, Share]

    @property
    def held(self) -> Dose:
        """What takes place, over all students."""
        return _sum(share.held for share in self.shares.values())

    @property
    def served(self) -> int:
        """How many students have a session."""
        return len({key[0] for key, share in self.shares.items() if share.held.sessions})


def count_week(plan: Plan, file: str) -> TermWeek:
    """Count a week of the term from its plan, which stands in a file of this name."""
    lines = [change for change in plan.changes if change.person == "student"]
    seats = Counter(line.what for line in lines)
    stays = all(line.what == "stays" for line in lines)
    previous = plan.problem.previous
    return TermWeek(
        monday=plan.problem.monday,
        file=file,
        dates=dates_of(plan.problem),
        standing="new" if previous is None else "unchanged" if stays else "changed",
        seats=Counter({str(what): count for what, count in seats.items()}),
        statuses=Counter(session.status for session in plan.sessions),
        concerned=frozenset(plan.problem.request),
        shares=_shares(plan),
    )


def _shares(plan: Plan) -> dict[Key, Share]:
    dates = Dates(plan.problem)
    tallies: dict[Key, Counter[str]] = {seat.request.key: Counter() for seat in plan.seats}
    for session in plan.sessions:
        kind = _kind(session, dates)
        tally = tallies[session.member.key]
        tally[f"{kind} sessions"] += 1
        tally[f"{kind} minutes"] += (
            session.meeting.minutes if kind == "held" else (session.planned.minutes)
        )
        tally["weekly sessions"] += 1
        tally["weekly minutes"] += session.planned.minutes
    return {
        seat.request.key: Share(
            seat.group.tutor,
            *(
                Dose(tally[f"{kind} sessions"], tally[f"{kind} minutes"])
                for kind in ("weekly", "held", "calendar", "other")
            ),
        )
        for seat in plan.seats
        for tally in [tallies[seat.request.key]]
    }


def _kind(session: Session, dates: Dates) -> Literal["held", "calendar", "other"]:
    """What became of a session; where it is lost, whether the calendar forbade its own time."""
    if session.status not in OWED:
        return "held"
    planned, student = session.planned, session.member.student
    barred = dates.bar_site(planned) or dates.bar_pupil(student, planned)
    return "calendar" if barred else "other"


@dataclass(frozen=True)
class Total:
    """What the weeks of a term give to one request.

    ``weeks`` counts those that concern it, ``seated`` those in which it has a seat; ``weekly`` is
    what the last of these promises. ``promised`` is what all of them do: ``held`` and what is lost.
    """

    request: Request
    target: Target | None
    tutors: tuple[Tutor, ...]
    weeks: int
    seated: int
    weekly: Dose
    promised: Dose
    held: Dose
    calendar: Dose
    other: Dose

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        return None if self.target is None else not self.target.short_by(self.held)

    @property
    def cause(self) -> Cause | None:
        """What keeps the request from its target; None where nothing does, or it has none."""
        if self.target is None or self.met:
            return None
        if not self.seated:
            return "seat"
        if self.target.short_by(self.promised):
            return "pace"
        return "calendar" if self.target.short_by(self.held + self.other) else "other"


@dataclass(frozen=True)
class Term:
    """The weeks of a term that are planned, of those that were asked for (``mondays``)."""

    program: Program
    mondays: tuple[dt.date, ...]
    weeks: tuple[TermWeek, ...]

    @property
    def whole(self) -> bool:
        """Whether all weeks are planned that were asked for."""
        return len(self.weeks) == len(self.mondays)

    @cached_property
    def totals(self) -> tuple[Total, ...]:
        """Of each request that some planned week concerns, in the order of the Students sheet."""
        concerned: set[Key] = set().union(*(week.concerned for week in self.weeks))
        return tuple(
            _total(request, self.weeks, target_of(self.program.settings, request))
            for request in self.program.requests
            if request.key in concerned
        )

    @property
    def aimed(self) -> tuple[Total, ...]:
        """The totals of requests that have a target."""
        return tuple(total for total in self.totals if total.target is not None)


def _total(request: Request, weeks: Sequence[TermWeek], target: Target | None) -> Total:
    shares = [week.shares[request.key] for week in weeks if request.key in week.shares]
    tutors = {share.tutor.id: share.tutor for share in shares}
    return Total(
        request=request,
        target=target,
        tutors=tuple(tutors.values()),
        weeks=sum(request.key in week.concerned for week in weeks),
        seated=len(shares),
        weekly=shares[-1].weekly if shares else Dose(),
        promised=_sum(share.weekly for share in shares),
        held=_sum(share.held for share in shares),
        calendar=_sum(share.calendar for share in shares),
        other=_sum(share.other for share in shares),
    )


def _sum(doses: Iterator[Dose]) -> Dose:
    return sum(doses, start=Dose())


@dataclass(frozen=True)
class WrittenTerm:
    """A term and where it stands now.

    ``last`` is the last plan that was searched for, ``limits`` the targets that no plan could reach,
    ``rest`` the command that plans the weeks that are missing; blank where none are.
    """

    term: Term
    path: Path
    plans: tuple[Path, ...]
    previous: Path | None
    last: Plan
    limits: tuple[Limit, ...]
    rest: str
    findings: tuple[Finding, ...]
    notices: tuple[str, ...]
    rows_left_out: int
