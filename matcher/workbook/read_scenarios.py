"""Reading what a planner asks: the Scenarios and Costs sheets, each scenario with its program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path
from typing import Any

from matcher.domain import Program
from matcher.problem import Problem
from matcher.scenarios.change import LeverError, changed_program
from matcher.scenarios.costs import Cost
from matcher.scenarios.levers import LEVERS, Levers, Override, Scenario, lever_words
from matcher.workbook.cells import CellError
from matcher.workbook.csv_folder import open_file, open_folder
from matcher.workbook.excel import open_workbook
from matcher.workbook.findings import Finding
from matcher.workbook.log import Line, Log, Table
from matcher.workbook.names import alike
from matcher.workbook.overrides import with_overrides
from matcher.workbook.planner_layout import COSTS, SCENARIOS, CostRow, ScenarioRow
from matcher.workbook.read import read_source
from matcher.workbook.sheets import RawSheet, Source, UnreadableError
from matcher.workbook.spellings import Spellings
from matcher.workbook.tables import tabulate

MOST = 1000
"""More scenarios than this are only solved if they are wished for explicitly."""


@dataclass(frozen=True)
class Asked:
    """A scenario with its program and what things cost in it."""

    scenario: Scenario
    program: Program
    costs: tuple[Cost, ...]


@dataclass(frozen=True)
class Asking:
    """What came of reading: the scenarios in order, or errors among the findings.

    ``count`` is how many scenarios the sheet makes; they are not made where they are too many.
    ``path`` is the file in which the Scenarios sheet stands.
    """

    path: Path
    scenarios: tuple[Asked, ...]
    findings: tuple[Finding, ...]
    count: int

    @property
    def failed(self) -> bool:
        """Whether nothing may be solved."""
        return any(finding.level == "error" for finding in self.findings)


def read_costs(source: Source, log: Log) -> tuple[Cost, ...]:
    """The rows of the Costs sheet, none where there is no such sheet."""
    table: Table[CostRow] = tabulate(source.sheets, log, Spellings(), (COSTS,))[COSTS.name]
    return tuple(Cost(line.whole.item, line.whole.per, line.whole.amount) for line in table.good)


def check_planner_sheets(source: Source) -> tuple[Finding, ...]:
    """What is wrong with the cells of Scenarios and Costs, whatever the week."""
    log = Log(skip_bad_rows=False)
    read_costs(source, log)
    tables = tabulate(source.sheets, log, Spellings(), (SCENARIOS,))
    _check_phases(tables[SCENARIOS.name], log)
    return tuple(log.findings)


def read_scenarios(
    source: Source, program: Program, monday: dt.date, file: Path | None = None, *, most: int = MOST
) -> Asking:
    """Every scenario of a program that was read from ``source`` without errors.

    The Scenarios sheet is that of ``file``, if one is given. Nothing is raised for bad input: what is
    wrong is told in ``findings``, each with its cell.
    """
    path = file or source.path
    log = Log(skip_bad_rows=False)
    costs = read_costs(source, log)
    try:
        sheets = source.sheets if file is None else _sheets_of(file)
    except UnreadableError as wrong:
        return Asking(path, (), (wrong.finding,), 0)
    table: Table[ScenarioRow] = tabulate(sheets, log, Spellings(), (SCENARIOS,))[SCENARIOS.name]
    if not table.lines and not log.failed:
        log.say(
            "error",
            SCENARIOS.name,
            "",
            f"{path.name} has no Scenarios sheet with a row in it",
            "Add a sheet Scenarios (match template shows one), or give a file with --scenarios.",
        )
    good = table.good
    count = sum(map(_count, good))
    _check_phases(table, log)
    reader = _Reader(source, program, costs, monday, log)
    asked: list[Asked] = []
    rows = [(line, list(_grid(line) if count <= most else _star(line))) for line in good]
    for line, scenarios in rows:
        asked += [one for s in scenarios if (one := reader.read(line, s)) is not None]
    if count <= most:
        _check_names(rows, log)
    else:
        _too_many(max(good, key=_count), count, most, log)
    return Asking(path, tuple(asked), tuple(log.findings), count)


def _too_many(line: Line[ScenarioRow], count: int, most: int, log: Log) -> None:
    swept = next((lever for lever in _swept(line.whole) if lever in line.found), "scenario")
    log.reject(
        line,
        swept,
        f"The sheet makes {count:,} scenarios, {_count(line):,} of them in this row; more than"
        f" {most:,} take long",
        "Take larger steps, or fewer values." + (" Or give --yes." if most <= MOST else ""),
    )


def _sheets_of(file: Path) -> tuple[RawSheet, ...]:
    """The sheets of a file with scenarios; a lone sheet is taken for it, whatever it is called."""
    if file.is_dir():
        sheets = open_folder(file).sheets
    elif file.suffix.lower() == ".csv":
        sheets = (open_file(file),)
    else:
        sheets = open_workbook(file).sheets
    if len(sheets) == 1:
        return (RawSheet(**{**_fields(sheets[0]), "name": SCENARIOS.name}),)
    return sheets


def _fields(sheet: RawSheet) -> dict[str, Any]:
    return {field.name: getattr(sheet, field.name) for field in fields(sheet)}


# -- sweeps -------------------------------------------------------------------------------------


def _count(line: Line[ScenarioRow]) -> int:
    count = 1
    for lever in LEVERS:
        if lever != "overrides":
            count *= max(1, len(getattr(line.whole, lever)))
    return count


def _grid(line: Line[ScenarioRow]) -> Iterator[Scenario]:
    """The scenarios that a row makes, the last of its columns turning first."""
    row, swept = line.whole, _swept(line.whole)
    for values in product(*(getattr(row, lever) for lever in swept)):
        yield _scenario(line, dict(zip(swept, values, strict=True)))


def _star(line: Line[ScenarioRow]) -> Iterator[Scenario]:
    """Of too large a grid, enough to find what is wrong: each value once, beside the first of others."""
    row, swept = line.whole, _swept(line.whole)
    first = {lever: getattr(row, lever)[0] for lever in swept}
    if not swept:
        yield _scenario(line, {})
    for lever in swept:
        for value in getattr(row, lever):
            yield _scenario(line, {**first, lever: value})


def _swept(row: ScenarioRow) -> list[str]:
    return [lever for lever in LEVERS if lever != "overrides" and len(getattr(row, lever)) > 1]


def _scenario(line: Line[ScenarioRow], turned: dict[str, Any]) -> Scenario:
    row, title = line.whole, line.table.title
    fixed = {
        lever: getattr(row, lever)[0]
        for lever in LEVERS
        if lever not in (*turned, "overrides") and getattr(row, lever)
    }
    cells = {lever: (title, line.cell(lever)) for lever in LEVERS if lever in line.found}
    every = {**fixed, **turned}
    levers = Levers(**every, overrides=row.overrides)
    varied = tuple((lever, lever_words(lever, value)) for lever, value in turned.items())
    words = [(lever, lever_words(lever, every[lever])) for lever in LEVERS if lever in every]
    name = row.scenario or _name(words, row)
    if row.scenario and varied:
        name = f"{name}: {', '.join(f'{lever} {value}' for lever, value in varied)}"
    return Scenario(
        name, row.scenario or f"row {line.number}", levers, row.phase, varied, cells, row.note
    )


def _name(given: Sequence[tuple[str, str]], row: ScenarioRow) -> str:
    """A name for a row without one: what it changes."""
    parts = [f"{lever} {words}" for lever, words in given]
    parts += [str(override) for override in row.overrides]
    return ", ".join(parts) or "as it is"


# -- checks -------------------------------------------------------------------------------------


def _check_phases(table: Table[ScenarioRow], log: Log) -> None:
    """A ladder has one scenario on each step, since the next one goes on from it."""
    rows: dict[int, int] = {}
    for line in table.good:
        phase = line.whole.phase
        if phase is None:
            continue
        if phase in rows:
            log.reject(
                line,
                "phase",
                f"Phase {phase} stands in row {rows[phase]} too",
                "Number the phases 1, 2, 3.",
            )
        elif _count(line) > 1:
            log.reject(
                line,
                "phase",
                "The row is a sweep, so that the next phase would not know from which to go on",
                "Write one value in each cell, or leave phase blank.",
            )
        rows.setdefault(phase, line.number)


def _check_names(rows: Sequence[tuple[Line[ScenarioRow], Sequence[Scenario]]], log: Log) -> None:
    seen: dict[str, int] = {}
    for line, scenarios in rows:
        for scenario in scenarios:
            before = seen.setdefault(alike(scenario.name), line.number)
            if before != line.number:
                log.reject(
                    line,
                    "scenario",
                    f"The scenario {scenario.name!r} stands in row {before} too",
                    "Give each a name of its own.",
                )
                break


class _Reader:
    """Puts scenarios into the program; reads the program anew for each set of overrides, once."""

    def __init__(
        self,
        source: Source,
        program: Program,
        costs: tuple[Cost, ...],
        monday: dt.date,
        log: Log,
    ) -> None:
        self.source = source
        self.monday = monday
        self.log = log
        self.read_before: dict[tuple[Override, ...], tuple[Problem, tuple[Cost, ...]] | None] = {
            (): (Problem(program, monday), costs)
        }
        self.sites = {alike(site) for site in program.sites}
        self.notices: set[str] = set()
        read_source(source, noted := Log(skip_bad_rows=False))
        self.notices = {str(finding) for finding in noted.findings}
        self.told: set[tuple[int, str, str]] = set()

    def read(self, line: Line[ScenarioRow], scenario: Scenario) -> Asked | None:
        overrides = _cells_of(scenario.levers)
        if overrides not in self.read_before:
            self.read_before[overrides] = self._overridden(line, overrides)
        base = self.read_before[overrides]
        if base is None:
            return None
        problem, costs = base
        try:
            program = changed_program(problem, scenario.levers)
        except LeverError as wrong:
            if (line.number, wrong.lever, wrong.message) not in self.told:
                self.told.add((line.number, wrong.lever, wrong.message))
                self.log.reject(line, wrong.lever, wrong.message, wrong.remedy)
            return None
        return Asked(scenario, program, costs)

    def _overridden(
        self, line: Line[ScenarioRow], overrides: tuple[Override, ...]
    ) -> tuple[Problem, tuple[Cost, ...]] | None:
        log = Log(skip_bad_rows=False)
        try:
            source = with_overrides(self.source, overrides, self.sites)
        except CellError as wrong:
            self.log.reject(line, "overrides", wrong.message, wrong.remedy)
            return None
        program, _ = read_source(source, log)
        costs = read_costs(source, log)
        errors = [finding for finding in log.findings if finding.level == "error"]
        where = "overrides" if "overrides" in line.found else "sessions_per_week"
        for finding in errors:
            self.log.reject(line, where, f"With these values: {finding}", "Write other values.")
        for finding in log.findings:
            if finding.level == "notice" and str(finding) not in self.notices:
                self.log.notice(line, where, f"With these values: {finding}")
        return None if errors or program is None else (Problem(program, self.monday), costs)


def _cells_of(levers: Levers) -> tuple[Override, ...]:
    """The levers that are cells: overrides, and the setting of how many sessions a week."""
    wanted = levers.sessions_per_week
    if wanted is None:
        return levers.overrides
    setting = Override(
        "Settings", "", "sessions_per_week", lever_words("sessions_per_week", wanted)
    )
    return (setting, *levers.overrides)
