"""Writes the dosage ledger as a workbook for the program manager."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from openpyxl import Workbook

from matcher.better_times import Listed
from matcher.ledger import Account, Checkpoint, Key, Ledger
from matcher.report.words import date_words
from matcher.workbook.accounts import findings_table
from matcher.workbook.findings import Finding
from matcher.workbook.missed_sheet import WHO_IS_LISTED, missed_table
from matcher.workbook.plan_tables import Columns, PlanTable, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.styles import CellValue, clean
from matcher.workbook.write import whole_file

Row = tuple[CellValue, ...]

_REQUEST: Columns = (("student_id", "text"), ("student", "text"), ("subject", "text"))
_COUNTS: Columns = (
    ("scheduled", "number"),
    ("delivered", "number"),
    ("owed", "number"),
    ("absent", "number"),
    ("away", "number"),
    ("tutor_absent", "number"),
    ("cancelled", "number"),
    ("made_up", "number"),
    ("to_make_up", "number"),
    ("not_recorded", "number"),
)


def write_ledger(
    ledger: Ledger, findings: tuple[Finding, ...], path: Path, missed: tuple[Listed, ...] = ()
) -> None:
    """Write every sheet of the ledger to ``path``, whole or not at all.

    ``missed`` are the times that requests keep missing.

    Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    book = Workbook(write_only=True)
    program = ledger.program.settings.program
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{program} ledger {ledger.until}".strip())
    footer = footer_words(program, f"sessions until {date_words(ledger.until)}")
    for table in (
        _whole(ledger, len({one.missed.key for one in missed})),
        _requests(ledger),
        _providers(ledger),
        _tutors(ledger),
        _checkpoints(ledger),
        _left(ledger),
        missed_table(ledger, missed),
        findings_table(findings),
    ):
        add_table(book, table, footer)
    with whole_file(path) as stream:
        book.save(stream)


def _whole(ledger: Ledger, missing: int) -> PlanTable:
    columns: Columns = (("what", "long"), ("value", "number"))
    whole = ledger.whole
    rows: list[Row] = [
        ("First session", ledger.first),
        ("Counted until", ledger.until),
        ("Requests with sessions", len(ledger.requests())),
        ("Sessions scheduled", whole.scheduled),
        ("Sessions delivered", whole.delivered),
        ("Hours delivered, each student's own", round(whole.minutes / 60, 1)),
        ("Sessions owed", sum(account.owed for account in ledger.requests().values())),
        ("Sessions of which Attendance says nothing", whole.counts["not_recorded"]),
        ("Present, of the sessions that the tutor held", _percent(whole.present_rate)),
        ("Tutor did not come, of the sessions recorded", _percent(whole.no_show_rate)),
        ("Requests that lost their sessions", len(ledger.left)),
        (WHO_IS_LISTED, missing),
        ("Attendance rows that belong to no session", ledger.stray),
    ]
    return PlanTable("Ledger", columns, rows, confidential=True)


def _request(ledger: Ledger, key: Key) -> Row:
    """What stands under ``_REQUEST``; no name where the student has left the program."""
    student = ledger.program.students.get(key[0])
    return (key[0], student.name if student else "", key[1])


def _counts(account: Account) -> Row:
    """What stands under ``_COUNTS``."""
    counts = account.counts
    return (
        account.scheduled,
        account.delivered,
        account.owed,
        counts["absent"],
        counts["away"],
        counts["tutor_absent"],
        counts["cancelled"],
        counts["made_up"],
        counts["to_make_up"],
        counts["not_recorded"],
    )


def _requests(ledger: Ledger) -> PlanTable:
    columns: Columns = (
        *_REQUEST,
        *_COUNTS,
        ("present_rate", "text"),
        ("hours", "number"),
    )
    rows: list[Row] = [
        (
            *_request(ledger, key),
            *_counts(account),
            _percent(account.present_rate),
            round(account.minutes / 60, 1),
        )
        for key, account in ledger.requests().items()
    ]
    return PlanTable("Requests", columns, rows, confidential=True)


def _providers(ledger: Ledger) -> PlanTable:
    columns: Columns = (("provider", "text"), *_COUNTS, ("no_show_rate", "text"))
    rows: list[Row] = [
        (name, *_counts(account), _percent(account.no_show_rate))
        for name, account in ledger.providers().items()
    ]
    return PlanTable("Providers", columns, rows, confidential=True)


def _tutors(ledger: Ledger) -> PlanTable:
    columns: Columns = (
        ("tutor_id", "text"),
        ("tutor", "text"),
        ("provider", "text"),
        *_COUNTS,
        ("no_show_rate", "text"),
    )
    known = {tutor.id: tutor for tutor in ledger.program.tutors}
    rows: list[Row] = []
    for name, account in ledger.tutors().items():
        tutor = known.get(name)
        told = (tutor.name, tutor.provider) if tutor else ("", "")
        rows.append((name, *told, *_counts(account), _percent(account.no_show_rate)))
    return PlanTable("Tutors", columns, rows, confidential=True)


def _checkpoints(ledger: Ledger) -> PlanTable:
    columns: Columns = (
        ("day", "number"),
        ("date", "date"),
        ("students_started", "number"),
        ("still_enrolled", "number"),
        ("left", "number"),
        ("present_rate", "text"),
        ("scheduled", "number"),
        ("delivered", "number"),
        ("owed", "number"),
        ("hours", "number"),
        ("sessions_a_week", "number"),
    )
    rows = [_checkpoint(one) for one in ledger.checkpoints]
    return PlanTable("Checkpoints", columns, rows, confidential=True)


def _checkpoint(one: Checkpoint) -> Row:
    weekly = one.sessions_a_week
    return (
        one.days,
        one.date,
        one.started,
        one.enrolled,
        one.left,
        _percent(one.account.present_rate),
        one.account.scheduled,
        one.account.delivered,
        one.owed,
        round(one.account.minutes / 60, 1),
        None if weekly is None else round(float(weekly), 2),
    )


def _left(ledger: Ledger) -> PlanTable:
    columns: Columns = (
        *_REQUEST,
        ("first_session", "date"),
        ("last_session", "date"),
        ("gone_by_day", "number"),
        ("why", "long"),
    )
    rows: list[Row] = [
        (*_request(ledger, one.key), one.first, one.last, ledger.missed_by(one), one.why)
        for one in ledger.left
    ]
    return PlanTable("Left", columns, rows, confidential=True)


def _percent(share: Fraction | None) -> str:
    """``94.5 %``; blank where there is nothing to take a share of."""
    return "" if share is None else f"{float(100 * share):.1f} %"
