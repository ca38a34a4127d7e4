"""The main job: read the program, plan the week, write the workbook."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from matcher import weeks
from matcher.account import Account, Accounting, account_of
from matcher.crew import Crew, crew
from matcher.domain import Previous, Program
from matcher.hold import PinsContradictError, Placed, hold
from matcher.input_problems import (
    InputProblemsError,
    WrongUsageError,
    read_checked,
    with_marks,
)
from matcher.owed import owed_before
from matcher.plan import Found, Plan, Reached
from matcher.planning import NoPlanError, make_plan
from matcher.problem import Problem
from matcher.progress import Background, Progress, Report, Stop
from matcher.rule import Goal, Rule
from matcher.schedule import Schedule
from matcher.search.corner import replanning
from matcher.search.standing import Options, search
from matcher.timing import Stage, Timing
from matcher.version import version
from matcher.workbook.findings import Finding
from matcher.workbook.read import Reading
from matcher.workbook.read_plan import read_previous
from matcher.workbook.write import RunFacts, write_plan

MANY_REQUESTS = 500
"""A search of so many repays that its independent parts are done by other processes."""
MOST_WORKERS = 8
"""More threads than this find no more in the same time."""


@dataclass(frozen=True)
class Order:
    """What the user asked for. ``None`` leaves the choice to the program."""

    program: Path
    monday: dt.date
    output: Path | None = None
    previous: Path | None = None
    fresh: bool = False
    time_limit: float | None = None  # seconds
    seed: int = 0
    workers: int | None = None
    skip_bad_rows: bool = False
    overwrite: bool = False
    make_up: bool = False
    cluster: str | None = None  # the address of a Dask scheduler

    @cached_property
    def standing(self) -> Path | None:
        """The file that is there already: of a week with revisions, the newest."""
        first = self.output or weeks.output_path(self.program, self.monday)
        newest = None
        if self.output is None:
            with suppress(OSError):  # a folder that may not be listed
                newest = weeks.newest_of(self.program, self.monday)
        return newest or (first if first.exists() else None)

    @cached_property
    def target(self) -> Path:
        """The file that the plan goes to.

        Where the week has revisions, the next one: in the place of its first plan, the new one
        would stay hidden behind them.
        """
        first = self.output or weeks.output_path(self.program, self.monday)
        if self.standing in (None, first):
            return first
        return weeks.next_revision(self.program, self.monday)

    @property
    def options(self) -> str:
        """The options as they could be typed again, without files."""
        said = [f"--week {self.monday}", f"--seed {self.seed}"]
        said += [f"--time-limit {self.time_limit:g}"] if self.time_limit is not None else []
        said += [f"--workers {self.workers}"] if self.workers is not None else []
        flags = {
            "--fresh": self.fresh,
            "--skip-bad-rows": self.skip_bad_rows,
            "--make-up": self.make_up,
        }
        said += [name for name, given in flags.items() if given]
        return " ".join(said)


@dataclass(frozen=True)
class Written:
    """A plan and where it stands now."""

    plan: Plan
    path: Path
    previous: Path | None
    findings: tuple[Finding, ...]
    rows_left_out: int


def check_order(order: Order) -> None:
    """Raise :class:`WrongUsageError` if the order can't be carried out, before any work is done."""
    if order.fresh and order.previous:
        raise WrongUsageError("Give either --previous FILE or --fresh, not both.")
    check_place(order.target, order.program)
    if order.standing and not order.overwrite:
        revision = "" if order.standing == order.target else f" as {order.target.name}"
        raise WrongUsageError(
            f"{order.standing} is there already. Give --overwrite to plan the week again"
            f"{revision}, or another name with -o."
        )


def check_place(target: Path, program: Path) -> None:
    """Raise :class:`WrongUsageError` if no plan can be written there, before any work is done."""
    if target.suffix.lower() != ".xlsx":
        raise WrongUsageError(f"{target} does not end in .xlsx, so Excel would not open it.")
    if target.exists() and program.exists() and target.samefile(program):
        raise WrongUsageError(f"{target} is the program itself. Give another name with -o.")
    check_folder(target)


def check_folder(target: Path) -> None:
    """Find out before the search, not after it, that a file could not be written."""
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise WrongUsageError(f"{target} is no place for a file: give a file in a folder there is.")
    try:
        with tempfile.TemporaryFile(dir=target.absolute().parent):
            pass
    except OSError as error:
        raise WrongUsageError(
            f"The folder of {target} can't be written to: {error.strerror or error}. Give a file"
            " in another folder with -o."
        ) from error
    try:
        with target.open("r+b") if target.exists() else nullcontext():
            pass
    except OSError as error:
        raise WrongUsageError(
            f"{target} can't be replaced: {error.strerror or error}. Close it if it is open in"
            " Excel, or give another name with -o."
        ) from error


def match_week(
    order: Order,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    *,
    tell: Report,
    background: Background,
    stop: Stop,
    timing: Timing | None = None,
) -> Written:
    """Carry out the order and write the plan, whole or not at all.

    ``background`` runs the search and gives back what it found; ``stop`` turns true when the user
    wants it to end; ``timing`` is told what takes how long. Raises :class:`WrongUsageError`, :class:`InputProblemsError`,
    :class:`matcher.planning.NoPlanError`, :class:`matcher.planning.PlanBrokenError` and
    :class:`matcher.workbook.write.WriteError`; nothing is written then but the marked copy of an
    input with problems.
    """
    check_order(order)
    timing = timing or Timing()
    tell(Progress(f"reading {order.program.name}"))
    with timing(Stage.READING):
        program, reading = read_checked(order.program, skip_bad_rows=order.skip_bad_rows)
        source = previous_path(order)
        previous, remarks = read_source(source, program, reading)
        problem = Problem(program, order.monday, previous)
        owed, told = (
            owed_before(order.program, program, order.monday) if order.make_up else (None, ())
        )
    options = search_options(order.seed, order.workers, order.time_limit)
    start = hold_pins(
        problem,
        rules,
        goals,
        options,
        blame=lambda error: with_marks(order.program, reading, error.findings),
        background=background,
        stop=stop,
    )

    def find(problem: Problem, rules: Sequence[Rule], goals: Sequence[Goal]) -> Found:
        seek = search if start is None else partial(search, start=start)
        with helping(problem, options, order.cluster) as hands:
            seek = seek if hands is None else partial(seek, crew=hands)
            found = background(lambda: seek(problem, rules, goals, options, tell, stop, timing))
        for reached in found.reached:
            tell(standing(reached))
        return found

    plan = make_plan(
        problem,
        rules,
        goals,
        find,
        seed=order.seed,
        left_out=reading.left_out,
        tutors_left_out=reading.tutors_left_out,
        owed=owed,
        account=accounting(rules, goals, options, Means(tell, background, stop)),
        timing=timing,
    )
    findings = (*reading.findings, *remarks, *told)
    tell(Progress(f"writing {order.target.name}"))
    with timing(Stage.WRITING):
        write_plan(plan, order.target, facts_of(order, reading, source, findings))
    return Written(plan, order.target, source, findings, reading.rows_left_out)


@contextmanager
def helping(problem: Problem, options: Options, cluster: str | None) -> Iterator[Crew | None]:
    """Who does what is independent in a search: a cluster, processes where it is large, or nobody."""
    many = len(problem.requests) >= MANY_REQUESTS and options.workers > 1
    if cluster is None and not many:
        yield None
        return
    with crew(options.workers, cluster) as hands:
        yield hands


@dataclass(frozen=True)
class Means:
    """How a job tells where it is, works so that Ctrl-C is heard, and learns that it was."""

    tell: Report
    background: Background
    stop: Stop


def accounting(
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    options: Options,
    means: Means,
    *,
    planning: bool = True,
) -> Accounting:
    """How the account of who has no seat is made: as long as it takes, or as a time limit says.

    Without ``planning`` only what needs none is told: nobody is outweighed, only blocked, and what
    would help most is not looked for.
    """

    def account(problem: Problem, schedule: Schedule) -> Account:
        until = None if options.time_limit is None else time.monotonic() + options.time_limit

        def over() -> bool:
            return means.stop() or (until is not None and time.monotonic() > until)

        replan = replanning(rules, over) if planning else None
        return means.background(
            lambda: account_of(
                problem,
                rules,
                goals,
                schedule,
                replan,
                workers=options.workers,
                tell=means.tell,
                stop=over,
            )
        )

    return account


def hold_pins(
    problem: Problem,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    options: Options,
    *,
    blame: Callable[[PinsContradictError], InputProblemsError],
    background: Background,
    stop: Stop,
) -> Schedule | None:
    """A schedule that holds every pin, for the search to begin with; None where nothing is pinned.

    Raises what ``blame`` makes of it where pins contradict something, and
    :class:`matcher.planning.NoPlanError` if the user wants no more.
    """
    if not problem.pinned:
        return None
    first = goals[:1]  # the one that places who is pinned

    def place(part: Problem, some: Sequence[Rule]) -> Placed:
        found = background(lambda: search(part, some, first, options, stop=stop))
        if stop():
            raise NoPlanError
        return Placed(found.schedule, found.ended_by == "proof")

    try:
        return hold(problem, rules, place)
    except PinsContradictError as error:
        raise blame(error) from error


def standing(reached: Reached) -> Progress:
    """Where a goal stands at the end: its first part that is not proven, else its last.

    While it is at work the search need not tell of every proof that it finds on its way.
    """
    parts = range(len(reached.values))
    part = next((part for part in parts if not reached.proven(part)), parts[-1])
    return Progress(
        "checking the plan", reached.goal.number, reached.values[part], reached.bounds[part]
    )


def search_options(
    seed: int, workers: int | None, time_limit: float | None, *, only_changed: bool = False
) -> Options:
    """How to search; as many threads as there are cores, unless told otherwise."""
    threads = workers or min(MOST_WORKERS, os.cpu_count() or 1)
    return Options(seed, threads, time_limit, only_changed=only_changed)


def previous_path(order: Order) -> Path | None:
    """The plan to go on from, if any; or :class:`WrongUsageError`."""
    if order.fresh:
        return None
    if order.previous:
        return order.previous
    try:
        return weeks.newest_earlier(order.program, order.monday)
    except OSError as error:
        raise WrongUsageError(
            f"The plans beside {order.program} can't be looked through: {error.strerror or error}."
            " Name the last one with --previous, or start over with --fresh."
        ) from error


def read_source(
    path: Path | None, program: Program, reading: Reading
) -> tuple[Previous | None, tuple[Finding, ...]]:
    """The plan to go on from and what there is to say of it; or :class:`InputProblemsError`."""
    if path is None:
        return None, ()
    skipped = {student for student, _ in reading.left_out}
    previous, findings = read_previous(path, program, skipped)
    if any(finding.level == "error" for finding in findings):
        instead = "Name another plan with --previous, or start over with --fresh."
        raise InputProblemsError(path, tuple(findings), None, instead)
    return previous, tuple(findings)


def facts_of(
    order: Order, reading: Reading, source: Path | None, findings: tuple[Finding, ...]
) -> RunFacts:
    """What the workbook tells of the run; ``source`` is the file of the previous plan."""
    return RunFacts(
        version=version(),
        input_sha256=reading.sha256,
        previous_sha256=hashlib.sha256(source.read_bytes()).hexdigest() if source else "",
        previous_name=source.name if source else "",
        input_name=order.program.name,
        options=order.options,
        findings=findings,
        rows_left_out=reading.rows_left_out,
    )
