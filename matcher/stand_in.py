"""The job of ``match substitute``: who steps in, and on request the week's next revision."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from matcher import weeks
from matcher.closed import Closed, find_closed
from matcher.covers import RUN_KEY, read_covers
from matcher.domain import Absence, Session, Student, Tutor
from matcher.people import find
from matcher.revise import Standing, read_standing, revised
from matcher.rule import Goal, Rule
from matcher.substitute import TAKING_PLACE, Relief, find_relief
from matcher.trouble import Trouble
from matcher.version import version
from matcher.workbook.cover_book import write_covers
from matcher.workbook.read_plan import PlanUnreadableError, read_head
from matcher.workbook.write import RunFacts, write_plan

WEEKS_BACK = 8
"""How many earlier weeks count for whose turn it is to cover."""


class CallError(Exception):
    """What was asked for can't be done as asked; the message says what to do instead."""


@dataclass(frozen=True)
class Call:
    """What was asked for: who is missing and what is closed on a date, from when to when.

    ``absent`` are IDs or names, ``closed`` sites, or a site and the start of one of its slots, to
    which ``start`` and ``end`` do not apply. Times are minutes since midnight; None for the day's
    start or end.
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
    """What became of the day.

    ``idle`` are those of the ``people`` and of what is ``closed`` that no meeting of the day, as
    people were told it, has to do with. ``written`` are the revision, and the cover sheet where
    there is anything to hand out, if asked for; ``known`` says that the plan told of all of it
    already, so that there is nothing to write.
    """

    relief: Relief
    date: dt.date
    people: tuple[Student | Tutor, ...]
    closed: tuple[Closed, ...]
    idle: tuple[Student | Tutor | Closed, ...]
    plan: Path
    known: bool
    written: tuple[Path, ...] = ()


def stand_in(call: Call, rules: Sequence[Rule], goals: Sequence[Goal]) -> SteppedIn:
    """Find who steps in; with ``apply``, write the next revision and a sheet to hand out.

    Raises :class:`CallError`, :class:`matcher.people.WhoError`, :class:`matcher.closed.ClosedError`,
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
    program = standing.reading.program or standing.problem.program
    everyone: list[Student | Tutor] = [*program.tutors, *program.students.values()]
    people = tuple(find(everyone, words, "student or tutor") for words in call.absent)
    closed = tuple(
        find_closed(program, words, call.date, call.start, call.end) for words in call.closed
    )
    trouble = _trouble(call, people, closed)
    relief = find_relief(
        standing.problem,
        standing.schedule,
        standing.sessions,
        rules,
        trouble,
        _covers_before(call),
    )
    done = SteppedIn(
        relief,
        call.date,
        people,
        closed,
        tuple(_idle(call, standing, people, closed)),
        plan,
        known=standing.trouble + trouble == standing.trouble and not relief.orphans,
    )
    if not call.apply or done.known:
        return done
    plan_now = revised(standing, relief.problem, relief.sessions, rules, goals)
    write_plan(plan_now, target, _facts(call, standing, people, closed, trouble))
    if not relief.orphans:
        return replace(done, written=(target,))
    covers = target.with_stem(f"{target.stem}-covers")
    write_covers(relief, call.date, covers, plan_now.rooms)
    return replace(done, written=(target, covers))


def _idle(
    call: Call,
    standing: Standing,
    people: Sequence[Student | Tutor],
    closed: Sequence[Closed],
) -> Iterator[Student | Tutor | Closed]:
    """Whoever has no meeting at that time, and what nobody was to use then."""
    day = (call.date - call.monday).days
    taking = [
        line
        for line in standing.sessions
        if line.status in TAKING_PLACE and line.meeting.day == day
    ]
    for person in people:
        if not any(
            person.id in (line.tutor.id, line.member.student.id)
            and _meets(line, call.start, call.end)
            for line in taking
        ):
            yield person
    for one in closed:
        if not any(
            one.site in (line.meeting.slot.site, line.member.student.site)
            and _meets(line, one.start, one.end)
            for line in taking
        ):
            yield one


def _meets(line: Session, start: int | None, end: int | None) -> bool:
    """Whether the session shares a moment with a time of the day."""
    slot = line.meeting.slot
    return (start is None or slot.end > start) and (end is None or slot.start < end)


def _covers_before(call: Call) -> Counter[str]:
    """How often each tutor covered in the last weeks before, as their plans' Run sheets tell."""
    found: Counter[str] = Counter()
    for path in weeks.newest_of_each(call.program, call.monday)[-WEEKS_BACK:]:
        with suppress(PlanUnreadableError):
            found += read_covers(read_head(path).said(RUN_KEY))
    return found


def _trouble(call: Call, people: Sequence[Student | Tutor], closed: Sequence[Closed]) -> Trouble:
    absences = tuple(
        Absence(person.id, call.date, call.date, call.start, call.end) for person in people
    )
    return Trouble(absences, tuple(one.row(call.date) for one in closed))


def _facts(
    call: Call,
    standing: Standing,
    people: Sequence[Student | Tutor],
    closed: Sequence[Closed],
    trouble: Trouble,
) -> RunFacts:
    said = ["substitute", f"--date {call.date}"]
    said += [f"--absent {person.id}" for person in people]
    said += [f"--closed {one.words!r}" for one in closed]
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
