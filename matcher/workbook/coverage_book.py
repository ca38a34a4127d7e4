"""Writes who is taking part: a workbook for the manager, and one for the public."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from matcher.report.open_taking_part import open_rows
from matcher.report.taking_part import COLUMNS, not_known, public_notes, rows
from matcher.report.words import date_words
from matcher.taking_part import Row, TakingPart
from matcher.workbook.accounts import findings_table
from matcher.workbook.findings import Finding
from matcher.workbook.plan_tables import Columns, PlanTable, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.styles import CellValue, clean
from matcher.workbook.write import whole_file


def write_coverage(told: TakingPart, findings: Sequence[Finding], path: Path) -> None:
    """Write the manager's workbook, in whole numbers, whole or not at all.

    Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    table = rows(told)
    notes = [
        "Confidential: whole numbers. For others, write a workbook with --public.",
        *public_notes(0),
        *not_known(told.points),
    ]
    _write(
        told,
        path,
        _summary(told, table, notes, confidential=True),
        _table(table, confidential=True),
        findings_table(findings),
    )


def write_public(told: TakingPart, path: Path) -> tuple[Row, ...]:
    """Write the workbook for the public, and give its rows: small numbers are hidden, nobody is named.

    Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    least = told.program.settings.small_cell
    table = open_rows(told, least)
    notes = [*public_notes(least), *not_known(told.points)]
    _write(told, path, _summary(told, table, notes), _table(table))
    return table


def _write(told: TakingPart, path: Path, *tables: PlanTable) -> None:
    program, until = told.program.settings.program, told.points[-1].date
    footer = footer_words(program, f"who is taking part on {date_words(until)}")
    with whole_file(path) as stream:
        book = Workbook(write_only=True)
        book.properties.creator = "tutor-matcher"
        book.properties.title = clean(f"{program} coverage {until}".strip())
        for table in tables:
            add_table(book, table, footer)
        book.save(stream)


def _summary(
    told: TakingPart, table: Sequence[Row], notes: Sequence[str], *, confidential: bool = False
) -> PlanTable:
    """What each column counts, with the numbers of everyone at each date; then what to know."""
    columns: Columns = (
        ("what", "long"),
        *((f"{point.name}: {point.date}", "number") for point in told.points),
    )
    everyone = table[:: len(told.lines)]
    lines: list[tuple[CellValue, ...]] = [
        (words, *(row.numbers[at] for row in everyone)) for at, words in enumerate(COLUMNS.values())
    ]
    lines += [(note, *(None for _ in told.points)) for note in notes]
    return PlanTable("Taking part", columns, lines, confidential=confidential)


def _table(table: Sequence[Row], *, confidential: bool = False) -> PlanTable:
    columns: Columns = (
        ("point", "text"),
        ("date", "date"),
        ("by", "text"),
        ("value", "text"),
        *((name, "number") for name in COLUMNS),
    )
    lines = [(row.point, row.date, row.by, row.value, *row.numbers) for row in table]
    return PlanTable("Coverage", columns, lines, confidential=confidential)
