"""Writes a verified plan as a workbook: whole, or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook

from matcher.plan import Plan
from matcher.report.words import date_words
from matcher.workbook.account_sheets import helps_table, open_seats_table, unplaced_table
from matcher.workbook.accounts import (
    RunFacts,
    changes_table,
    checks_table,
    coverage_table,
    problems_table,
    run_table,
)
from matcher.workbook.blocks import Week, site_blocks, student_blocks, tutor_blocks
from matcher.workbook.blocks_make_up import with_sites, with_students, with_tutors
from matcher.workbook.grids import Grid, add_grid
from matcher.workbook.make_up_sheet import make_up_tables
from matcher.workbook.plan_tables import (
    add_table,
    groups_table,
    seats_table,
    sessions_table,
)
from matcher.workbook.print_setup import footer_words
from matcher.workbook.styles import clean
from matcher.workbook.summary import add_summary

__all__ = ["RunFacts", "TargetLockedError", "WriteError", "write_plan"]


class WriteError(Exception):
    """A file could not be written; the message says which, why, and what to do."""


class TargetLockedError(WriteError):
    """The file to be replaced is held by another program, most likely Excel."""


def write_plan(plan: Plan, path: Path, facts: RunFacts) -> None:
    """Write every sheet of the plan to ``path``, replacing a file that is there.

    The file appears whole: it is written beside its place and then moved there.

    Raises:
        TargetLockedError: another program holds the file at ``path``.
        WriteError: the folder is missing, full, or may not be written to.

    """
    with whole_file(path) as stream:
        _book(plan, facts).save(stream)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream to write to; what it got takes the place of ``path`` only if all goes well.

    Raises:
        TargetLockedError, WriteError: as :func:`write_plan` says.

    """
    unfinished = path.with_name(f".{path.stem}-{uuid.uuid4().hex[:8]}.part")
    try:
        with unfinished.open("xb") as stream:
            yield stream
        _put_in_place(unfinished, path)
    except OSError as error:
        raise WriteError(
            f"{path} can not be written: {error.strerror or error}. "
            "Is the folder there, has it room, and may you write to it?"
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _put_in_place(unfinished: Path, path: Path) -> None:
    try:
        unfinished.replace(path)
    except PermissionError as error:
        raise TargetLockedError(
            f"{path} can not be replaced: another program holds it, probably Excel. "
            "Close it there and try again, or choose another name with -o."
        ) from error


def _book(plan: Plan, facts: RunFacts) -> Workbook:
    book = Workbook(write_only=True)
    program = plan.problem.settings.program
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{program} {plan.problem.monday}".strip())
    week = Week(plan)
    monday = date_words(plan.problem.monday)
    footer = footer_words(program, f"week of {monday}")
    lead = f"What happens on the dates of the week of {monday}"
    add_summary(book, plan, facts)
    for table in (
        sessions_table(plan),
        *make_up_tables(plan),
        groups_table(plan),
        seats_table(plan),
    ):
        add_table(book, table, footer)
    for title, blocks in (
        ("Tutors", with_tutors(week, tutor_blocks(week))),
        ("Students", with_students(week, student_blocks(week))),
        ("Sites", with_sites(week, site_blocks(week))),
    ):
        add_grid(book, Grid(title, f"{program}. {lead}" if program else lead, blocks), week, footer)
    for table in (
        unplaced_table(plan),
        helps_table(plan),
        open_seats_table(plan),
        changes_table(plan),
        coverage_table(plan),
        checks_table(plan),
        problems_table(plan, facts),
        run_table(plan, facts),
    ):
        add_table(book, table, footer)
    return book
