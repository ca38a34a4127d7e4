"""The job of ``match substitute``: who steps in, and on request the week's next revision."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher import weeks
from matcher.domain import Absence, CalendarDay, Program, Student, Tutor
from matcher.people import WhoError, find
from matcher.revise import Standing, read_standing, revised
from matcher.rule import Goal, Rule
from matcher.substitute import Relief, find_relief
from matcher.trouble import Trouble
from matcher.version import version
from matcher.workbook.cover_book import write_covers
from matcher.workbook.names import alike, nearest
from matcher.workbook.write import RunFacts, write_plan


class CallError(Exception):
    """What was asked for can't be done as asked; the message says what to do instead."""


@dataclass(frozen=True)
class Call:
    """What was asked for: who is missing and what is closed on a date, from when to when.

    ``absent`` are IDs or names, ``closed`` sites. Times are minutes since midnight; None for the
    day's start or end.
    """

    program: Path
    date: dt.date
    plan: Path | None = None
    absent: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    apply: bool = False
    output: Path | None = None

    @property
    def monday(self) -> dt.date:
        """The Monday of the week."""
        return self.date - dt.timedelta(days=self.date.weekday())


@dataclass(frozen=True)
class SteppedIn:
    """What became of the day. ``written`` are the revision and the cover sheet, if asked for."""

    relief: Relief
    date: dt.date
    people: tuple[Student | Tutor, ...]
    sites: tuple[str, ...]
    plan: Path
    written: tuple[Path, ...] = ()


def stand_in(call: Call, rules: Sequence[Rule], goals: Sequence[Goal]) -> SteppedIn:
    """Find who steps in; with ``apply``, write the next revision and a sheet to hand out.

    Raises :class:`CallError`, :class:`matcher.people.WhoError`,
    :class:`matcher.input_problems.InputProblemsError`,
    :class:`matcher.revise.PlanOutdatedError`, :class:`matcher.planning.PlanBrokenError` and what
    :func:`matcher.workbook.write.write_plan` says; nothing is written then.
    """
    target = call.output or weeks.next_revision(call.program, call.monday)
    if call.apply and target.exists():
        raise CallError(f"{target} is there already. Give another name with -o.")
    plan = call.plan or weeks.newest_of(call.program, call.monday)
    if plan is None:
        raise CallError(
            f"No plan of the week of {call.monday} stands beside {call.program}. Name it with --plan."
        )
    standing = read_standing(call.program, plan, rules)
    if standing.problem.monday != call.monday:
        raise CallError(
            f"{plan} is the plan of the week of {standing.problem.monday}, in which {call.date}"
            " does not lie. Give a --date of that week, or another --plan."
        )
    known = standing.reading.program or standing.problem.program
    people = tuple(_person(known, words) for words in call.absent)
    sites = tuple(_site(known, words) for words in call.closed)
    trouble = _trouble(call, people, sites)
    problem, sessions = standing.problem, standing.sessions
    relief = find_relief(problem, standing.schedule, sessions, rules, trouble)
    if not call.apply:
        return SteppedIn(relief, call.date, people, sites, plan)
    plan_now = revised(standing, relief.problem, relief.sessions, rules, goals)
    covers = target.with_stem(f"{target.stem}-covers")
    write_plan(plan_now, target, _facts(call, standing, people, sites, trouble))
    write_covers(relief, call.date, covers)
    return SteppedIn(relief, call.date, people, sites, plan, (target, covers))


def _person(program: Program, words: str) -> Student | Tutor:
    """A tutor, else a student: mostly it is a tutor whose groups need somebody."""
    tutors = {tutor.id: tutor for tutor in program.tutors}
    if words.strip() in program.students:
        return program.students[words.strip()]
    try:
        return find(tutors, words, "tutor")
    except WhoError as error:
        if error.several:
            raise
    return find(program.students, words, "student or tutor")


def _site(program: Program, words: str) -> str:
    for site in program.sites:
        if alike(site) == alike(words):
            return site
    close = nearest(words, program.sites, least=0.6)
    maybe = f" Maybe {close} is meant." if close else ""
    raise CallError(f"No site is called {words!r}.{maybe}")


def _trouble(call: Call, people: Sequence[Student | Tutor], sites: Sequence[str]) -> Trouble:
    absences = tuple(
        Absence(person.id, call.date, call.date, call.start, call.end) for person in people
    )
    part = call.start is not None or call.end is not None
    closures = tuple(
        CalendarDay(
            call.date,
            call.date,
            "blocked" if part else "closed",
            site,
            start=call.start,
            end=call.end,
        )
        for site in sites
    )
    return Trouble(absences, closures)


def _facts(
    call: Call,
    standing: Standing,
    people: Sequence[Student | Tutor],
    sites: Sequence[str],
    trouble: Trouble,
) -> RunFacts:
    said = ["substitute", f"--date {call.date}"]
    said += [f"--absent {person.id}" for person in people]
    said += [f"--closed {site!r}" for site in sites]
    return RunFacts(
        version=version(),
        input_sha256=standing.reading.sha256,
        previous_sha256=hashlib.sha256(standing.path.read_bytes()).hexdigest(),
        previous_name=standing.path.name,
        input_name=call.program.name,
        options=" ".join(said),
        findings=standing.findings,
        trouble=(standing.trouble + trouble).told(),
    )
