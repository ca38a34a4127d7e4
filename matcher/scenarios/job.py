"""The command ``match scenarios``: study, workbook, pictures, memo."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from matcher.crew import crew
from matcher.input_problems import WrongUsageError
from matcher.match_week import check_place
from matcher.planning import NoPlanError
from matcher.progress import Background, Progress, Report, Stop
from matcher.rule import Goal, Rule
from matcher.scenarios.outcome import Study, StudyWritten
from matcher.scenarios.study import Ask, study
from matcher.timing import Stage, Timing
from matcher.version import version
from matcher.weeks import scenarios_path
from matcher.workbook.scenario_book import StudyFacts, write_study
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
    with crew(workers, order.cluster) as hands, timing(Stage.SCENARIOS):
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
    write_study(done, facts, order.target)
    charts = _written(order.charts, lambda: _draw(done, order.charts))
    if order.memo is not None:
        _written(order.memo, lambda: _memo(done, order.memo))
    return StudyWritten(done, order.target, tuple(charts or ()), order.memo)


def _check(order: ScenarioOrder) -> None:
    check_place(order.target, order.program)
    if order.target.exists() and not order.overwrite:
        raise WrongUsageError(
            f"{order.target} is there already. Give --overwrite to replace it, or another name"
            " with -o."
        )
    memo = order.memo
    if memo is not None and memo.suffix.lower() != ".docx":
        raise WrongUsageError(f"{memo} does not end in .docx, so Word would not open it.")
    if memo is not None and memo.exists() and not order.overwrite:
        raise WrongUsageError(f"{memo} is there already. Give --overwrite to replace it.")
    if order.charts is not None and order.charts.is_file():
        raise WrongUsageError(f"{order.charts} is a file. Give a folder for the pictures.")


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
