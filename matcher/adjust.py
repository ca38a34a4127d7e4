"""The job of ``match adjust``: a week that has begun is planned anew after its program has changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from matcher import weeks
from matcher.domain import Session
from matcher.give_rooms import Known
from matcher.input_problems import (
    InputProblemsError,
    WrongUsageError,
    read_with_plan,
    with_marks,
)
from matcher.keep_make_ups import lost_make_ups, still_possible
from matcher.match_week import (
    Means,
    Written,
    accounting,
    check_place,
    hold_pins,
    search_options,
    standing,
)
from matcher.past import past_of
from matcher.plan import Found, Plan
from matcher.planning import make_plan, roomed
from matcher.problem import Problem
from matcher.progress import Background, Progress, Report, Stop
from matcher.rooms import Rooms
from matcher.rule import Goal, Rule
from matcher.search.standing import search
from matcher.timing import Stage, Timing
from matcher.trouble import RUN_KEY, Trouble, read_trouble
from matcher.version import version
from matcher.workbook.findings import Finding
from matcher.workbook.make_up_sheet import make_ups_left
from matcher.workbook.read import Reading
from matcher.workbook.read_plan import Head, read_previous
from matcher.workbook.read_rooms import read_rooms
from matcher.workbook.told import read_told, since_of
from matcher.workbook.whose import missing_sessions
from matcher.workbook.write import RunFacts, write_plan


@dataclass(frozen=True)
class Adjusting:
    """What was asked for. ``since`` is the first date that may change; ``plan`` what people know."""

    program: Path
    since: dt.date
    plan: Path | None = None
    output: Path | None = None
    time_limit: float | None = None  # seconds
    seed: int = 0
    workers: int | None = None

    @property
    def monday(self) -> dt.date:
        """The Monday of the week of ``since``, of which the plan is if none is given."""
        return self.since - dt.timedelta(days=self.since.weekday())


@dataclass(frozen=True)
class _Known:
    """The plan that people know, as its workbook tells it, and the program as it is now."""

    plan: Path
    reading: Reading
    head: Head
    trouble: Trouble
    problem: Problem
    told: tuple[Session, ...]
    rooms: Rooms
    findings: tuple[Finding, ...]


def adjust(
    asked: Adjusting,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    *,
    tell: Report,
    background: Background,
    stop: Stop,
    timing: Timing | None = None,
) -> Written:
    """Plan what is left of the week and write the week's next revision.

    As little as possible changes: the plan that people know is the previous one, what they were
    told of days that are over stays, and so do covers and moves where they still can. Raises
    :class:`matcher.match_week.WrongUsageError`, :class:`InputProblemsError`,
    :class:`matcher.planning.NoPlanError`, :class:`matcher.planning.PlanBrokenError` and
    :class:`matcher.workbook.write.WriteError`; nothing is written then but the marked copy of an
    input with problems.
    """
    timing = timing or Timing()
    plan = asked.plan or weeks.newest_of(asked.program, asked.monday)
    if plan is None:
        raise WrongUsageError(
            f"No plan of the week of {asked.monday} stands beside {asked.program}. Name it with"
            " --plan, or plan the week first."
        )
    tell(Progress(f"reading {asked.program.name}"))
    with timing(Stage.READING):
        known = _read(asked, plan)
    target = asked.output or weeks.next_revision(asked.program, known.head.monday)
    check_place(target, asked.program)
    if target.exists():
        raise WrongUsageError(f"{target} is there already. Give another name with -o.")

    options = search_options(asked.seed, asked.workers, asked.time_limit, only_changed=True)
    start = hold_pins(
        known.problem,
        rules,
        goals,
        options,
        blame=lambda error: with_marks(asked.program, known.reading, error.findings),
        background=background,
        stop=stop,
    )

    def find(problem: Problem, rules: Sequence[Rule], goals: Sequence[Goal]) -> Found:
        seek = search if start is None else partial(search, start=start)
        found = background(lambda: seek(problem, rules, goals, options, tell, stop, timing))
        for reached in found.reached:
            tell(standing(reached))
        return found

    made = make_plan(
        known.problem,
        rules,
        goals,
        find,
        seed=asked.seed,
        before=known.told,
        known=Known(known.rooms),
        left_out=known.reading.left_out,
        tutors_left_out=known.reading.tutors_left_out,
        account=accounting(rules, goals, options, Means(tell, background, stop), planning=False),
        timing=timing,
    )
    made = _with_make_ups(made, plan, rules, known.rooms)
    tell(Progress(f"writing {target.name}"))
    with timing(Stage.WRITING):
        write_plan(made, target, _facts(asked, known))
    return Written(made, target, plan, known.findings, known.reading.rows_left_out)


def _with_make_ups(made: Plan, plan: Path, rules: Sequence[Rule], told: Rooms) -> Plan:
    """The plan with those make-ups of the one before that still can be, in rooms as they were told."""
    known, count = make_ups_left(plan, made.problem, made.schedule.groups, rules)
    kept = still_possible(made.problem, made.sessions, known)
    notices = (*made.notices, *lost_make_ups(count - len(kept)))
    now = Known(replace(made.rooms, extra=told.extra), same=True)
    rooms, checked = roomed(made.problem, made.schedule, made.sessions, kept, now)
    return replace(made, make_ups=kept, notices=notices, rooms=rooms, rooms_checked=checked)


def _read(asked: Adjusting, plan: Path) -> _Known:
    program, reading, head = read_with_plan(asked.program, plan)
    last = head.monday + dt.timedelta(days=6)
    if asked.since > last:
        raise WrongUsageError(
            f"{plan} is the plan of the week of {head.monday}, which is over on {asked.since}. Give"
            " a --from date of that week, or another --plan."
        )
    skipped = {student for student, _ in reading.left_out}
    previous, remarks = read_previous(plan, program, skipped)
    trouble = read_trouble(head.said(RUN_KEY))
    now = trouble.added_to(program)
    told, of_told = read_told(plan, now, head.monday)
    found = tuple(dict.fromkeys((*remarks, *of_told)))
    if not any(finding.level == "error" for finding in found):
        begun = since_of(head)
        found += tuple(missing_sessions(previous, told, head.monday, begun))
    if any(finding.level == "error" for finding in found):
        raise InputProblemsError(plan, found, None)
    problem = Problem(now, head.monday, previous, past_of(head.monday, asked.since, told))
    rooms, _ = read_rooms(plan, now, head.monday)
    return _Known(plan, reading, head, trouble, problem, told, rooms, (*reading.findings, *found))


def _facts(asked: Adjusting, known: _Known) -> RunFacts:
    said = ["adjust", f"--from {asked.since}", f"--seed {asked.seed}"]
    said += [f"--time-limit {asked.time_limit:g}"] if asked.time_limit is not None else []
    said += [f"--workers {asked.workers}"] if asked.workers is not None else []
    said += ["--skip-bad-rows"] if known.head.skipped_bad_rows else []
    return RunFacts(
        version=version(),
        input_sha256=known.reading.sha256,
        previous_sha256=hashlib.sha256(known.plan.read_bytes()).hexdigest(),
        previous_name=known.plan.name,
        input_name=asked.program.name,
        options=" ".join(said),
        findings=known.findings,
        rows_left_out=known.reading.rows_left_out,
        trouble=known.trouble.told(),
    )
