"""Reading a program of which a plan is to be made: without errors, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from matcher.domain import Program
from matcher.workbook.findings import Finding
from matcher.workbook.marked import write_marked_copy
from matcher.workbook.read import Reading, read_program
from matcher.workbook.read_plan import Head, PlanUnreadableError, read_head
from matcher.workbook.read_scenarios import check_planner_sheets


class WrongUsageError(Exception):
    """What was asked for can't be done as asked; the message says what to do instead."""


class InputProblemsError(Exception):
    """An input has errors, so no plan is made or checked.

    ``findings`` are all there are, notices too; ``marked`` is the copy with the bad cells marked,
    ``None`` where there is none: it could not be written, or what has the errors is a plan and no
    program. ``instead`` says why, or what can be done besides mending the cells.
    """

    def __init__(
        self, path: Path, findings: Sequence[Finding], marked: Path | None, instead: str = ""
    ) -> None:
        super().__init__(f"{path} has problems.")
        self.path = path
        self.findings = tuple(findings)
        self.marked = marked
        self.instead = instead

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that let no plan be made."""
        return tuple(finding for finding in self.findings if finding.level == "error")


def read_checked(path: Path, *, skip_bad_rows: bool = False) -> tuple[Program, Reading]:
    """The program at ``path``, and what came of reading it.

    Raises :class:`InputProblemsError` after writing the marked copy, if there is any error.
    """
    reading = read_program(path, skip_bad_rows=skip_bad_rows)
    if reading.program is not None:
        return reading.program, reading
    raise with_marks(path, reading)


def read_all(path: Path) -> Reading:
    """What came of reading a program, and the sheets of a planner too.

    Raises :class:`InputProblemsError` after writing the marked copy, if there is any error.
    """
    reading = read_program(path)
    planner = () if reading.source is None else check_planner_sheets(reading.source)
    if reading.errors or any(finding.level == "error" for finding in planner):
        raise with_marks(path, reading, planner)
    return replace(reading, findings=(*planner, *reading.findings))


def with_marks(path: Path, reading: Reading, more: Sequence[Finding] = ()) -> InputProblemsError:
    """The error that a program has problems, after writing the marked copy.

    ``more`` are findings that came up after reading.
    """
    reading = replace(reading, findings=(*more, *reading.findings))
    try:
        return InputProblemsError(path, reading.findings, write_marked_copy(reading, path))
    except OSError as error:
        why = f"The copy with the marked cells could not be written: {error.strerror or error}."
        return InputProblemsError(path, reading.findings, None, why)


def read_with_plan(program: Path, plan: Path) -> tuple[Program, Reading, Head]:
    """A program and the head of one of its plans; without its bad rows if the plan was made so.

    Raises :class:`InputProblemsError` as :func:`read_checked` does, or where the plan is none.
    """
    try:
        head, wrong = read_head(plan), None
    except PlanUnreadableError as error:
        head, wrong = None, error
    known, reading = read_checked(program, skip_bad_rows=head is not None and head.skipped_bad_rows)
    if head is None:
        raise InputProblemsError(plan, (Finding("error", "", "", "", str(wrong)),), None) from wrong
    return known, reading, head
