"""The command ``match scenarios``: study, workbook, pictures, memo."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import cast

from matcher.crew import crew
from matcher.input_problems import WrongUsageError, read_checked, with_marks
from matcher.match_week import check_folder, check_place
from matcher.planning import NoPlanError
from matcher.problem import Problem
from matcher.progress import Background, Progress, Report, Stop
from matcher.report.capacity_words import capacity_lines
from matcher.rule import Goal, Rule
from matcher.scenarios.capacity import Capacities
from matcher.scenarios.capacity_result import CapacityWritten, Target, Unit
from matcher.scenarios.outcome import Study, StudyWritten
from matcher.scenarios.study import Ask, study, what_binds_all
from matcher.timing import Stage, Timing
from matcher.version import version
from matcher.weeks import capacity_path, scenarios_path
from matcher.workbook.log import Log
from matcher.workbook.read_scenarios import read_costs
from matcher.workbook.scenario_book import StudyFacts, buy_table, write_study
from matcher.workbook.write import WriteError

MOST_WORKERS = 8
"""More processes than this are used only where they are asked for."""


@dataclass(frozen=True)
class ScenarioOrder:
    """What the user asked for. ``None`` leaves the choice to the program."""

    program: Path
    monday: dt.date
    output: Path | None = None
    scenarios: Path | None = None
    charts: Path | None = None
    memo: Path | None = None
    seed: int = 0
    workers: int | None = None
    cluster: str | None = None
    yes: bool = False
    skip_bad_rows: bool = False
    overwrite: bool = False

    @cached_property
    def target(self) -> Path:
        """The workbook that is written."""
        return self.output or scenarios_path(self.program, self.monday)

    @property
    def options(self) -> str:
        """The options as they could be typed again, without files."""
        said = [f"--week {self.monday}", f"--seed {self.seed}"]
        said += ["--yes"] if self.yes else []
        said += ["--skip-bad-rows"] if self.skip_bad_rows else []
        return " ".join(said)


def scenarios(
    order: ScenarioOrder,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    *,
    tell: Report,
    background: Background,
    stop: Stop,
    timing: Timing,
) -> StudyWritten:
    """Carry out the order.

    Raises as :func:`matcher.match_week.match_week` does; :class:`matcher.planning.NoPlanError` where
    it was stopped before any scenario was solved.
    """
    _check(order)
    ask = Ask(
        program=order.program,
        monday=order.monday,
        scenarios=order.scenarios,
        seed=order.seed,
        many=order.yes,
        skip_bad_rows=order.skip_bad_rows,
    )
    tell(Progress(f"reading {order.program.name}"))
    workers = order.workers or min(MOST_WORKERS, os.cpu_count() or 1)
    with crew(workers, order.cluster) as hands:
        done = background(
            lambda: study(
                ask, rules, goals, hands, tell=lambda said: tell(Progress(said)), stop=stop
            )
        )
    if not done.outcomes:
        raise NoPlanError
    tell(Progress(f"writing {order.target.name}"))
    facts = StudyFacts(
        version=version(),
        options=order.options,
        input_name=order.program.name,
        scenarios_name=order.scenarios.name if order.scenarios else order.program.name,
    )
    with timing(Stage.WRITING):
        write_study(done, facts, order.target)
    charts = _written(order.charts, lambda: _draw(done, order.charts))
    if order.memo is not None:
        _written(order.memo, lambda: _memo(done, order.memo))
    return StudyWritten(done, order.target, tuple(charts or ()), order.memo)


@dataclass(frozen=True)
class CapacityOrder:
    """What the user asked for: a target, and a program to reach it from."""

    program: Path
    monday: dt.date
    target: Target
    output: Path | None = None
    seed: int = 0
    workers: int | None = None
    cluster: str | None = None
    skip_bad_rows: bool = False
    overwrite: bool = False

    @cached_property
    def path(self) -> Path:
        """The workbook that is written."""
        return self.output or capacity_path(self.program, self.monday)


def capacity(
    order: CapacityOrder,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    *,
    tell: Report,
    background: Background,
    stop: Stop,
    timing: Timing,
) -> CapacityWritten:
    """Look for the cheapest mix that reaches the target, and write it.

    Raises as :func:`scenarios` does.
    """
    check_place(order.path, order.program)
    _check_there(order.path, overwrite=order.overwrite)
    tell(Progress(f"reading {order.program.name}"))
    program, reading = read_checked(order.program, skip_bad_rows=order.skip_bad_rows)
    assert reading.source is not None
    log = Log(skip_bad_rows=False)
    costs = read_costs(reading.source, log)
    if log.failed:
        raise with_marks(order.program, reading, log.findings)
    problem = Problem(program, order.monday)
    workers = order.workers or min(MOST_WORKERS, os.cpu_count() or 1)
    with crew(workers, order.cluster) as hands:
        finder = Capacities(
            rules, goals, hands, seed=order.seed, tell=lambda said: tell(Progress(said)), stop=stop
        )
        found = background(lambda: finder.find(problem, costs, order.target))
        if found is None:
            raise NoPlanError
        outcomes = found.outcomes
        tell(Progress("what binds"))
        binds = background(lambda: what_binds_all(outcomes, rules, goals, hands, stop))
    done = Study(
        program=program.settings.program,
        monday=order.monday,
        outcomes=outcomes,
        binds=binds,
        asked=len(outcomes) + found.stopped,
        findings=tuple(log.findings),
        sha256=reading.sha256,
    )
    facts = StudyFacts(version(), f"--week {order.monday} --seed {order.seed}", order.program.name)
    lines = capacity_lines(found)
    with timing(Stage.WRITING):
        write_study(done, facts, order.path, lines=lines, more=[buy_table(found)])
    return CapacityWritten(found, order.path)


def target_of(share: tuple[str, str] | None, served: int | None, dollars: float | None) -> Target:
    """The target: a share as unit and per cent, a number of students, or dollars a year."""
    if share is not None:
        unit, percent = share
        return Target(cast("Unit", unit), share=Fraction(percent) / 100)
    if served is not None:
        return Target("students", count=Fraction(served))
    return Target("dollars", count=Fraction(str(dollars)))


def _check_there(path: Path, *, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise WrongUsageError(
            f"{path} is there already. Give --overwrite to replace it, or another name with -o."
        )


def _check(order: ScenarioOrder) -> None:
    """Find out before the search, not after it, what could not be written."""
    check_place(order.target, order.program)
    _check_there(order.target, overwrite=order.overwrite)
    asked = order.scenarios
    if asked is not None and order.target.exists() and order.target.samefile(asked):
        raise WrongUsageError(f"{order.target} has the scenarios. Give another name with -o.")
    memo, charts = order.memo, order.charts
    if memo is not None:
        if memo.suffix.lower() != ".docx":
            raise WrongUsageError(f"{memo} does not end in .docx, so Word would not open it.")
        check_folder(memo)
        if memo.exists() and not order.overwrite:
            raise WrongUsageError(f"{memo} is there already. Give --overwrite to replace it.")
    if charts is not None:
        if charts.exists() and not charts.is_dir():
            raise WrongUsageError(f"{charts} is a file. Give a folder for the pictures.")
        try:
            charts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUsageError(
                f"The folder {charts} can't be made: {error.strerror or error}."
            ) from error
        if any(charts.glob("*.png")) and not order.overwrite:
            raise WrongUsageError(
                f"{charts} has pictures already. Give --overwrite to replace those of the same"
                " name, or another folder."
            )


def _written(path: Path | None, work: Callable[[], list[Path]]) -> list[Path] | None:
    if path is None:
        return None
    try:
        return work()
    except OSError as error:
        raise WriteError(f"{path} can't be written: {error.strerror or error}.") from error


def _draw(done: Study, folder: Path | None) -> list[Path]:
    assert folder is not None
    drawn: list[Path] = import_module("matcher.report.draw").draw(done, folder)  # loads slowly
    return drawn


def _memo(done: Study, path: Path | None) -> list[Path]:
    assert path is not None
    import_module("matcher.report.memo").write_memo(done, path)
    return [path]
