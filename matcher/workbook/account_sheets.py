"""The sheets that say who has no seat and what would change that, and where there is room.

They are read back where a plan is written again with other dates: what they say is of its groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from matcher.account import Account
from matcher.domain import Request
from matcher.plan import HelpLine, Plan, Reason, SeatLine
from matcher.workbook.plan_rows import open_sheets, plan_rows
from matcher.workbook.plan_tables import Columns, PlanTable
from matcher.workbook.sheets import RawSheet
from matcher.workbook.styles import CellValue

LEVELS = ("lowest_level", "highest_level")
UNPLACED_SHEET, HELPS_SHEET, SEATS_SHEET = "Unplaced", "Helps most", "Open seats"
UNPLACED: Columns = (
    ("student_id", "text"),
    ("student", "text"),
    ("subject", "text"),
    ("reason_code", "text"),
    ("reason", "long"),
    ("smallest_change", "long"),
)


HELPS: Columns = (
    ("rank", "number"),
    ("change", "long"),
    ("kind", "text"),
    ("predicted_need", "number"),
    ("verified_need", "number"),
    ("predicted_requests", "number"),
    ("verified_requests", "number"),
    ("verified_students", "number"),
    ("student_ids", "long"),
)
OPEN_SEATS: Columns = (
    ("site", "text"),
    ("seat_in", "text"),
    ("group_id", "text"),
    ("times", "long"),
    ("sessions", "number"),
    ("tutor_id", "text"),
    ("tutor", "text"),
    ("subjects", "text"),
    ("languages", "text"),
    ("grades", "text"),
    ("lowest_level", "number"),
    ("highest_level", "number"),
    ("students_of", "long"),
    ("free_seats", "number"),
)


def unplaced_table(plan: Plan) -> PlanTable:
    """Every request that concerns the week and has no seat, with its reason."""
    rows: list[tuple[CellValue, ...]] = [
        (
            reason.request.student.id,
            reason.request.student.name,
            reason.request.subject,
            reason.code,
            reason.sentence,
            reason.smallest_change,
        )
        for reason in plan.reasons
    ]
    return PlanTable("Unplaced", UNPLACED, rows, confidential=True)


def helps_table(plan: Plan) -> PlanTable:
    """What would help most, over all: the need of those whom a change would seat."""
    rows: list[tuple[CellValue, ...]] = [
        (
            rank,
            line.change,
            line.kind,
            line.predicted_need,
            line.verified_need,
            line.predicted_requests,
            line.verified_requests,
            line.verified_students,
            line.students,
        )
        for rank, line in enumerate(plan.helps, start=1)
    ]
    return PlanTable("Helps most", HELPS, rows, confidential=True)


def open_seats_table(plan: Plan) -> PlanTable:
    """Where one more student fits as things stand."""
    rows: list[tuple[CellValue, ...]] = [astuple(line) for line in plan.open_seats]
    return PlanTable("Open seats", OPEN_SEATS, rows, confidential=True)  # levels of its members


def read_account(path: Path, waiting: Sequence[Request]) -> Account | None:
    """The account that a plan's workbook gives; None where it does not tell of all who wait."""
    sheets = open_sheets(path, (UNPLACED_SHEET, HELPS_SHEET, SEATS_SHEET))
    if len(sheets) < 3:
        return None
    reasons = {
        (str(student), str(subject)): (str(code), str(reason), str(change or ""))
        for student, _, subject, code, reason, change in _cells(sheets, UNPLACED_SHEET, UNPLACED)
    }
    if any(request.key not in reasons for request in waiting):
        return None
    helps: list[list[Any]] = [
        [*cells[1:-1], cells[-1] or ""] for cells in _cells(sheets, HELPS_SHEET, HELPS)
    ]
    seats: list[list[Any]] = [
        [v if name in LEVELS else v or "" for v, (name, _) in zip(cells, OPEN_SEATS, strict=True)]
        for cells in _cells(sheets, SEATS_SHEET, OPEN_SEATS)
    ]
    return Account(
        tuple(Reason(request, *reasons[request.key]) for request in waiting),
        tuple(HelpLine(*line) for line in helps),
        tuple(SeatLine(*line) for line in seats),
    )


def _cells(
    sheets: Mapping[str, RawSheet], name: str, columns: Columns
) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet, each with a value for every column."""
    headers = [header for header, _ in columns]
    for row in plan_rows(name, sheets[name], headers, []):
        yield tuple(row.raw(header) for header in headers)
