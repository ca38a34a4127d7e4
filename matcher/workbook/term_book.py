"""Writes a term as a workbook for the program manager: its weeks, and what each request gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from matcher.report.term import (
    CAUSES,
    first_lines,
    limit_line,
    students_on_target,
    target_words,
    why_short,
)
from matcher.report.words import count_words, date_words
from matcher.target import Dose, Target
from matcher.term import Term, TermWeek, Total
from matcher.term_limits import Limit
from matcher.workbook.accounts import findings_table
from matcher.workbook.findings import Finding
from matcher.workbook.plan_tables import Columns, PlanTable, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.styles import CellValue, clean
from matcher.workbook.write import whole_file

Row = tuple[CellValue, ...]


@dataclass(frozen=True)
class TermFacts:
    """What the workbook tells of the run that the term itself does not know.

    ``limits`` are the targets that no plan could reach; ``go_on`` is how to plan the weeks that are
    missing, blank where none are; the others as in :class:`matcher.workbook.accounts.RunFacts`.
    """

    version: str
    input_sha256: str
    options: str
    previous_name: str = ""
    limits: tuple[Limit, ...] = ()
    go_on: str = ""
    findings: tuple[Finding, ...] = ()


def write_term(term: Term, facts: TermFacts, path: Path) -> None:
    """Write every sheet of the term to ``path``, whole or not at all.

    Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    book = Workbook(write_only=True)
    program = term.program.settings.program
    first, last = term.mondays[0], term.mondays[-1]
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{program} term {first}".strip())
    footer = footer_words(program, f"weeks of {date_words(first)} to {date_words(last)}")
    for table in (
        _summary(term, facts),
        _weeks(term),
        _totals(term),
        findings_table(facts.findings),
        _run(term, facts),
    ):
        add_table(book, table, footer)
    with whole_file(path) as stream:
        book.save(stream)


def _summary(term: Term, facts: TermFacts) -> PlanTable:
    columns: Columns = (("what", "long"), ("value", "number"))
    rows = [
        *_missing_weeks(term, facts),
        *_counts(term),
        *_targets(term),
        *_look_first(term, facts),
    ]
    return PlanTable("Term", columns, rows, confidential=True)


def _missing_weeks(term: Term, facts: TermFacts) -> Iterator[Row]:
    if not term.whole:
        done, asked = len(term.weeks), count_words(len(term.mondays), "week")
        yield (
            (
                f"ATTENTION: only {done} of {asked} are planned, and everything below is of these."
                f" Plan the others with: {facts.go_on}"
            ),
            None,
        )


def _counts(term: Term) -> Iterator[Row]:
    weeks, totals = term.weeks, term.totals
    yield ("First week", weeks[0].monday)
    yield ("Last week", weeks[-1].monday)
    yield ("Weeks", len(weeks))
    yield ("Short weeks, with dates lost", sum(week.dates.short == "yes" for week in weeks))
    yield (
        "Weeks in which times, sites or grades are closed on some date",
        sum(week.dates.short == "in part" for week in weeks),
    )
    changed = sum(week.standing == "changed" for week in weeks)
    yield ("Weeks that change the standing plan of the week before", changed)
    yield ("Students", len({total.request.student.id for total in totals}))
    seated = {total.request.student.id for total in totals if total.seated}
    yield ("Students with a seat in some week", len(seated))
    yield ("Student sessions that take place", sum(total.held.sessions for total in totals))
    yield ("Hours in them, each student's own", _hours(_sum(total.held for total in totals)))
    yield ("Sessions lost to the calendar", sum(total.calendar.sessions for total in totals))
    yield ("Sessions lost to absences and the like", sum(t.other.sessions for t in totals))


def _targets(term: Term) -> Iterator[Row]:
    if not term.aimed:
        yield (
            "No target is set: see sessions_total and hours_total, in Settings or Students",
            None,
        )
        return
    reached, students = students_on_target(term)
    yield ("Students with a target", students)
    yield ("Students who reach it, in everything they asked for", reached)
    yield ("Requests with a target", len(term.aimed))
    yield ("Requests that reach it", sum(total.met is True for total in term.aimed))
    for cause, words in CAUSES.items():
        count = sum(total.cause == cause for total in term.aimed)
        yield (f"      that do not: {words}", count)


def _look_first(term: Term, facts: TermFacts) -> Iterator[Row]:
    yield ("Look at first", None)
    for limit in facts.limits[:_NAMED]:
        yield (f"      No plan can reach it. {limit_line(limit)}", None)
    more = len(facts.limits) - _NAMED
    if more > 0:
        yield (f"      No plan can reach it: {count_words(more, 'more request')}.", None)
    shown = {limit.request.key for limit in facts.limits[:_NAMED]}
    lines = first_lines(term, shown)
    for line in lines:
        yield (f"      {line}", None)
    if not facts.limits and not lines and term.whole:
        yield ("      Nothing: every target that is set is reached.", None)


_NAMED = 5
"""How many of those whom no plan can serve are named."""


def _weeks(term: Term) -> PlanTable:
    columns: Columns = (
        ("monday", "date"),
        ("short_week", "text"),
        ("dates_open", "number"),
        ("dates_usual", "number"),
        ("standing_plan", "text"),
        ("seats_new", "number"),
        ("seats_moved", "number"),
        ("seats_ended", "number"),
        ("planned", "number"),
        ("covered", "number"),
        ("moved", "number"),
        ("away", "number"),
        ("cancelled", "number"),
        ("hours", "number"),
        ("students_served", "number"),
        ("plan", "text"),
        ("closed", "long"),
    )
    return PlanTable("Weeks", columns, [_week(week) for week in term.weeks], confidential=True)


def _week(week: TermWeek) -> Row:
    statuses, seats = week.statuses, week.seats
    return (
        week.monday,
        week.dates.short,
        week.dates.open,
        week.dates.usual,
        week.standing,
        len(week.shares) if week.standing == "new" else seats["starts"],
        seats["moves"],
        seats["ends"],
        statuses["planned"],
        statuses["covered"],
        statuses["moved"],
        statuses["away"],
        statuses["cancelled"],
        _hours(week.held),
        week.served,
        week.file,
        "; ".join(week.dates.closures),
    )


def _totals(term: Term) -> PlanTable:
    columns: Columns = (
        ("student_id", "text"),
        ("student", "text"),
        ("subject", "text"),
        ("tutor_id", "text"),
        ("tutor", "text"),
        ("weeks", "number"),
        ("weeks_seated", "number"),
        ("sessions_a_week", "number"),
        ("sessions", "number"),
        ("hours", "number"),
        ("lost_calendar", "number"),
        ("lost_other", "number"),
        ("target", "text"),
        ("met", "text"),
        ("short_by", "text"),
        ("weeks_needed", "number"),
        ("why", "long"),
    )
    rows = [_total(total, whole=term.whole) for total in term.totals]
    return PlanTable("Totals", columns, rows, confidential=True)


def _total(total: Total, *, whole: bool) -> Row:
    student, target = total.request.student, total.target
    return (
        student.id,
        student.name,
        total.request.subject,
        "; ".join(tutor.id for tutor in total.tutors),
        "; ".join(tutor.name for tutor in total.tutors),
        total.weeks,
        total.seated,
        total.weekly.sessions,
        total.held.sessions,
        _hours(total.held),
        total.calendar.sessions,
        total.other.sessions,
        target_words(target) if target else "",
        {True: "yes", False: "no" if whole else "not yet", None: ""}[total.met],
        _short_by(target, total.held) if target else "",
        target.weeks_at(total.weekly) if target else None,
        why_short(total),
    )


def _short_by(target: Target, held: Dose) -> str:
    missing = target.short_by(held)
    return target_words(Target(missing, target.unit)) if missing else ""


def _run(term: Term, facts: TermFacts) -> PlanTable:
    """How the term came to be, for programs; a plan's Run sheet has a ``week`` and this has none."""
    rows: list[Row] = [
        ("version", facts.version),
        ("first_week", term.mondays[0]),
        ("last_week", term.mondays[-1]),
        ("weeks_planned", len(term.weeks)),
        ("input_sha256", facts.input_sha256),
        ("previous", facts.previous_name),
        ("options", facts.options),
    ]
    return PlanTable("Run", (("key", "text"), ("value", "long")), rows)


def _sum(doses: Iterator[Dose]) -> Dose:
    return sum(doses, start=Dose())


def _hours(dose: Dose) -> float:
    return round(dose.minutes / 60, 2)
