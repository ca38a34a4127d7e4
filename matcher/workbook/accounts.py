"""The manager's accounts: Coverage, Changes, Checks, Problems, and Run for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from matcher.covers import RUN_KEY as COVERS_KEY
from matcher.covers import told_covers
from matcher.past import RUN_KEY as SINCE_KEY
from matcher.plan import Plan, Reached
from matcher.report.coverage import coverage
from matcher.trouble import RUN_KEY
from matcher.verify_rooms import SENTENCE as ROOMS_SENTENCE
from matcher.workbook.findings import Finding
from matcher.workbook.plan_tables import Columns, PlanTable
from matcher.workbook.styles import CellValue, number

GOALS = 10
TWO_PART_GOALS = (7, 9)
"""The goals of the form "first this, then that"."""


@dataclass(frozen=True)
class RunFacts:
    """What the workbook tells of the run that the plan itself does not know.

    Sums are hexadecimal; ``previous_sha256`` and ``previous_name`` are blank where the plan starts
    over. ``findings`` are the reader's notices and what it says of the rows that it left out:
    ``rows_left_out`` counts these rows, of which one finding may tell several, or several one.
    """

    version: str
    input_sha256: str
    previous_sha256: str = ""
    previous_name: str = ""
    input_name: str = ""
    options: str = ""
    findings: tuple[Finding, ...] = ()
    rows_left_out: int = 0
    trouble: str = ""  # what is missing in the program's dated sheets, as Run keeps it


def changes_table(plan: Plan) -> PlanTable:
    """What is different from the previous plan, person by person; who stays comes last."""
    columns: Columns = (
        ("person", "text"),
        ("id", "text"),
        ("name", "text"),
        ("subject", "text"),
        ("what", "text"),
        ("before", "long"),
        ("after", "long"),
        ("why", "long"),
    )
    told = sorted(plan.changes, key=lambda change: change.what == "stays")
    rows: list[tuple[CellValue, ...]] = [
        (c.person, c.id, c.name, c.subject, c.what, c.before, c.after, c.why) for c in told
    ]
    return PlanTable("Changes", columns, rows, confidential=True)


def coverage_table(plan: Plan) -> PlanTable:
    """Placed and not, in whole numbers, marked on every line as not to be passed on."""
    columns: Columns = (
        ("by", "text"),
        ("value", "text"),
        ("students", "number"),
        ("students_placed", "number"),
        ("requests", "number"),
        ("placed", "number"),
        ("not_placed", "number"),
        ("marking", "text"),
    )
    rows: list[tuple[CellValue, ...]] = [
        (
            line.by,
            line.value,
            line.students,
            line.students_placed,
            line.requests,
            line.placed,
            line.not_placed,
            "confidential",
        )
        for line in coverage(plan)
    ]
    return PlanTable("Coverage", columns, rows, confidential=True)


def checks_table(plan: Plan) -> PlanTable:
    """Each rule in its own words, how many cases were looked at and how many are broken."""
    columns: Columns = (
        ("rule", "number"),
        ("name", "text"),
        ("sentence", "long"),
        ("cases", "number"),
        ("broken", "number"),
    )
    rows: list[tuple[CellValue, ...]] = [
        (rule.number, rule.name, rule.sentence, check.cases, len(check.violations))
        for rule, check in plan.verdict.checks
    ]
    rooms = plan.rooms_checked
    if rooms is not None:
        rows.append((None, "rooms", ROOMS_SENTENCE, rooms.cases, len(rooms.violations)))
    return PlanTable("Checks", columns, rows)


def problems_table(plan: Plan, facts: RunFacts) -> PlanTable:
    """Rows left out first, then everything else that reading and planning found to say."""
    said = {finding.message for finding in facts.findings}
    said |= {str(finding) for finding in facts.findings}
    notices = [Finding("notice", "", "", "", text) for text in plan.notices if text not in said]
    return findings_table((*facts.findings, *notices))


def findings_table(findings: Iterable[Finding]) -> PlanTable:
    """What there is to say, the loudest first."""
    columns: Columns = (
        ("level", "text"),
        ("sheet", "text"),
        ("cell", "text"),
        ("value", "text"),
        ("message", "long"),
        ("remedy", "long"),
    )
    loudest = ("error", "left out", "notice")
    rows: list[tuple[CellValue, ...]] = [
        (f.level, f.sheet, f.cell, f.value, f.message, f.remedy)
        for f in sorted(findings, key=lambda finding: loudest.index(finding.level))
    ]
    return PlanTable("Problems", columns, rows, confidential=True)


def run_table(plan: Plan, facts: RunFacts) -> PlanTable:
    """How the plan came to be, for programs: one key a row, blank where there is nothing to say."""
    rows: list[tuple[CellValue, ...]] = [
        ("version", facts.version),
        ("week", plan.problem.monday),
        ("input_sha256", facts.input_sha256),
        ("previous_sha256", facts.previous_sha256),
        ("options", facts.options),
        ("seed", plan.seed),
        ("seconds", round(plan.seconds, 2)),
        ("ended_by", plan.ended_by),
        *([(RUN_KEY, facts.trouble)] if facts.trouble else []),
        *([(COVERS_KEY, covers)] if (covers := told_covers(plan.sessions)) else []),
        *([(SINCE_KEY, plan.problem.past.since)] if plan.problem.past else []),
    ]
    reached = {one.goal.number: one for one in plan.reached}
    for goal in range(1, GOALS + 1):
        rows += _goal_rows(f"goal_{goal}", reached.get(goal), 0)
        if goal in TWO_PART_GOALS:
            rows += _goal_rows(f"goal_{goal}b", reached.get(goal), 1)
    return PlanTable("Run", (("key", "text"), ("value", "long")), rows)


def _goal_rows(name: str, reached: Reached | None, part: int) -> list[tuple[CellValue, ...]]:
    value = bound = None
    if reached is not None and part < len(reached.values):
        value, bound = _given(reached.values[part]), _given(reached.bounds[part])
    return [(f"{name}_value", value), (f"{name}_bound", bound)]


def _given(value: Fraction | None) -> int | float | None:
    return None if value is None else number(value)
