"""Writes what scenarios came to as a workbook: for a board to read, with charts, and for the planner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from openpyxl import Workbook

from matcher.domain import Tutor
from matcher.report.scenario_words import assumptions, headline
from matcher.report.scenarios import (
    binds_words,
    by_phase,
    open_coverage,
    staffing,
    worth_words,
)
from matcher.report.words import date_words
from matcher.scenarios.capacity_result import HELD, Capacity
from matcher.scenarios.outcome import Outcome, Study
from matcher.workbook.accounts import findings_table
from matcher.workbook.plan_tables import Columns, PlanTable, add_table
from matcher.workbook.print_setup import footer_words
from matcher.workbook.scenario_board import add_board
from matcher.workbook.scenario_charts import add_charts
from matcher.workbook.styles import CellValue, clean, number
from matcher.workbook.write import whole_file

Row = tuple[CellValue, ...]
PARTIAL = "PARTIAL: it was stopped before all of it was solved"


@dataclass(frozen=True)
class StudyFacts:
    """What the workbook tells of the run."""

    version: str
    options: str
    input_name: str
    scenarios_name: str = ""


def write_study(
    study: Study,
    facts: StudyFacts,
    path: Path,
    *,
    lines: Sequence[str] | None = None,
    more: Sequence[PlanTable] = (),
) -> None:
    """Write every sheet to ``path``, whole or not at all.

    ``lines`` stand on top of the Board instead of a line for each scenario; the tables in ``more``
    stand behind the charts. Raises what :func:`matcher.workbook.write.whole_file` says.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "tutor-matcher"
    book.properties.title = clean(f"{study.program} scenarios {study.monday}".strip())
    footer = footer_words(study.program, f"scenarios, week of {date_words(study.monday)}")
    add_board(book, study, lines or headline(study), assumptions(study), footer)
    add_charts(book, study, footer)
    for table in (
        *more,
        _scenarios(study),
        _binds(study),
        _coverage(study),
        _staffing(study),
        _costs(study),
        findings_table(study.findings),
        _run(study, facts),
    ):
        add_table(book, table, footer)
    with whole_file(path) as stream:
        book.save(stream)


def buy_table(found: Capacity) -> PlanTable:
    """What to buy, with what each thing brings as it comes to what stands above it."""
    columns: Columns = (
        ("number", "number"),
        ("kind", "text"),
        ("buy", "long"),
        ("hourly_rate", "cents"),
        ("hours_with_groups", "number"),
        ("students_served", "number"),
        ("need_served", "number"),
        ("all_in_year", "dollars"),
        ("more_a_year", "dollars"),
    )
    rows: list[Row] = []
    rungs = found.ladder if len(found.ladder) == len(found.purchases) else ()
    before = found.base.figures.bill.year
    for at, purchase in enumerate(found.purchases):
        f = rungs[at].figures if rungs else None
        tutor = _tutor_of(found, at)
        rows.append(
            (
                at + 1,
                purchase.kind,
                purchase.words,
                _rounded(tutor.hourly_rate) if tutor else None,
                _hours_of(found, tutor) if tutor else None,
                f.served.count if f else None,
                number(f.need) if f else None,
                _rounded(f.bill.year) if f else None,
                _rounded(f.bill.year - before) if f else None,
            )
        )
        before = f.bill.year if f else before
    final = found.final.figures
    total = _rounded(final.bill.year - found.base.figures.bill.year)
    words = "everything above" if found.purchases else "nothing is bought"
    if HELD in found.final.scenario.name:
        words = found.final.scenario.name
    rows.append(
        (None, "all" if found.purchases else "nothing", words, None, None, final.served.count,
         number(final.need), _rounded(final.bill.year), total)
    )  # fmt: skip
    return PlanTable("Buy", columns, rows)


def _tutor_of(found: Capacity, at: int) -> Tutor | None:
    """The tutor whom a purchase brings, as the final plan knows them."""
    step = found.purchases[at].steps[0]
    if found.purchases[at].kind == "reserve":
        return found.final.problem.tutor.get(getattr(step, "tutor", ""))
    if found.purchases[at].kind != "new tutor":
        return None
    number_ = sum(purchase.kind == "new tutor" for purchase in found.purchases[: at + 1])
    return found.final.problem.tutor.get(f"new-{number_}")


def _hours_of(found: Capacity, tutor: Tutor) -> int | float | None:
    """The hours a week for which the final plan has groups for a tutor."""
    groups = found.final.schedule.of_tutor.get(tutor.id, ())
    return _rounded(Fraction(sum(m.minutes for g in groups for m in g.meetings), 60))


def _scenarios(study: Study) -> PlanTable:
    columns: Columns = (
        ("scenario", "text"),
        ("phase", "number"),
        ("changes", "text"),
        ("children", "number"),
        ("students_served", "number"),
        ("students_served_most", "number"),
        ("students_not_served", "number"),
        ("requests", "number"),
        ("requests_placed", "number"),
        ("requests_placed_most", "number"),
        ("requests_not_placed", "number"),
        ("need", "number"),
        ("need_served", "number"),
        ("need_served_most", "number"),
        ("groups", "number"),
        ("meetings", "number"),
        ("student_sessions", "number"),
        ("student_sessions_most", "number"),
        ("student_hours", "number"),
        ("tutors", "number"),
        ("tutors_with_groups", "number"),
        ("tutor_hours", "number"),
        ("tutor_hours_offered", "number"),
        ("fte", "number"),
        ("seats", "number"),
        ("seats_filled", "number"),
        ("wages_week", "dollars"),
        ("all_in_week", "dollars"),
        ("wages_year", "dollars"),
        ("all_in_year", "dollars"),
        ("wages_per_student", "dollars"),
        ("all_in_per_student", "dollars"),
        ("wages_per_hour", "cents"),
        ("all_in_per_hour", "cents"),
        ("attendance", "share"),
        ("wages_per_hour_attended", "cents"),
        ("all_in_per_hour_attended", "cents"),
        ("total_budget", "dollars"),
        ("left_of_budget", "dollars"),
        ("what_binds", "long"),
        ("note", "long"),
    )
    rows = [
        _scenario(outcome, binds_words(binds) if binds is not None else "not looked for")
        for outcome, binds in zip(study.outcomes, study.binds, strict=True)
    ]
    return PlanTable("Scenarios", columns, rows)


def _scenario(outcome: Outcome, binds: str) -> Row:
    f, budget = outcome.figures, outcome.problem.settings.total_budget
    expected = f.attendance
    notes = [outcome.scenario.note]
    if outcome.solved.pins_dropped:
        notes.append("Pins that can't hold here were left aside, with all others.")
    if outcome.seats_lost:
        notes.append(f"ATTENTION: {outcome.seats_lost} seats of the phase before are not kept.")
    if outcome.tutors_lost:
        notes.append(f"ATTENTION: {outcome.tutors_lost} seats have another tutor than before.")
    return (
        outcome.scenario.name,
        outcome.scenario.phase,
        outcome.scenario.changes,
        f.children,
        f.served.count,
        f.served.most,
        f.not_served,
        f.requests,
        f.placed.count,
        f.placed.most,
        f.requests - f.placed.count,
        number(f.need_wanted),
        number(f.need),
        None if f.need_most is None else number(f.need_most),
        f.groups,
        f.meetings,
        f.sessions.count,
        f.sessions.most,
        _rounded(f.student_hours),
        f.tutors,
        f.tutors_used,
        _rounded(f.tutor_hours),
        _rounded(f.offered_hours),
        _rounded(f.fte),
        f.seats,
        f.placed.count,
        _rounded(f.bill.wages_week),
        _rounded(f.bill.week),
        _rounded(f.bill.wages),
        _rounded(f.bill.year),
        _rounded(f.wages_per_student),
        _rounded(f.per_student),
        _rounded(f.wages_per_hour()),
        _rounded(f.per_hour()),
        _rounded(expected, 4),
        None if expected is None else _rounded(f.wages_per_hour(expected)),
        None if expected is None else _rounded(f.per_hour(expected)),
        _rounded(budget),
        None if budget is None else _rounded(budget - f.bill.year),
        binds,
        " ".join(note for note in notes if note),
    )


def _binds(study: Study) -> PlanTable:
    columns: Columns = (
        ("scenario", "text"),
        ("resource", "text"),
        ("of", "text"),
        ("used", "number"),
        ("there", "number"),
        ("used_share", "share"),
        ("unit", "text"),
        ("one_more", "long"),
        ("need_more", "number"),
        ("students_more", "number"),
        ("requests_more", "number"),
        ("worth", "text"),
    )
    rows: list[Row] = []
    for outcome, resources in zip(study.outcomes, study.binds, strict=True):
        for one in resources or ():
            share = one.used / one.there if one.used is not None and one.there else None
            rows.append(
                (
                    outcome.scenario.name,
                    one.kind,
                    one.what,
                    _rounded(one.used),
                    _rounded(one.there),
                    _rounded(share, 4),
                    one.unit,
                    one.more,
                    number(one.need),
                    one.students,
                    one.requests,
                    worth_words(one) if one.binds else "none found",
                )
            )
    return PlanTable("What binds", columns, rows, confidential=True)


def _coverage(study: Study) -> PlanTable:
    columns: Columns = (
        ("scenario", "text"),
        ("by", "text"),
        ("value", "text"),
        ("students", "number"),
        ("students_served", "number"),
        ("share", "share"),
        ("hidden", "text"),
    )
    rows = [
        (
            outcome.scenario.name,
            line.by,
            line.value,
            line.students,
            line.students_placed,
            _rounded(line.share, 4),
            "hidden" if line.hidden else "",
        )
        for outcome in study.outcomes
        for line in open_coverage(outcome)
    ]
    return PlanTable("Coverage", columns, rows)


def _staffing(study: Study) -> PlanTable:
    columns: Columns = (
        ("scenario", "text"),
        ("phase", "number"),
        ("by", "text"),
        ("value", "text"),
        ("tutors", "number"),
        ("tutors_more", "number"),
        ("hours_with_groups", "number"),
        ("hours_offered", "number"),
        ("fte", "number"),
    )
    rows: list[Row] = []
    for outcome, before in _with_before(study.outcomes):
        rows += [
            (
                outcome.scenario.name,
                outcome.scenario.phase,
                line.by,
                line.value,
                line.tutors,
                line.more,
                _rounded(line.hours),
                _rounded(line.offered),
                _rounded(line.fte),
            )
            for line in staffing(outcome, before)
        ]
    return PlanTable("Staffing", columns, rows)


def _with_before(outcomes: Sequence[Outcome]) -> Iterator[tuple[Outcome, Outcome | None]]:
    """Each scenario with the phase before it, the phases first and in order."""
    before: Outcome | None = None
    for outcome in by_phase(outcomes):
        yield outcome, before
        before = outcome
    for outcome in outcomes:
        if outcome.scenario.phase is None:
            yield outcome, None


def _costs(study: Study) -> PlanTable:
    columns: Columns = (
        ("scenario", "text"),
        ("item", "text"),
        ("per", "text"),
        ("units_a_year", "number"),
        ("amount", "cents"),
        ("dollars_a_year", "dollars"),
        ("share", "share"),
    )
    rows: list[Row] = []
    for outcome in study.outcomes:
        bill = outcome.figures.bill
        rows += [
            (
                outcome.scenario.name,
                line.item,
                line.per,
                _rounded(line.units),
                _rounded(line.amount),
                _rounded(line.year),
                _rounded(line.year / bill.year, 4) if bill.year else None,
            )
            for line in bill.lines
        ]
        rows.append(
            (outcome.scenario.name, "all in", "year", None, None, _rounded(bill.year), None)
        )
    return PlanTable("Costs", columns, rows)


def _run(study: Study, facts: StudyFacts) -> PlanTable:
    rows: list[Row] = [
        ("version", facts.version),
        ("scenarios_week", study.monday),
        ("input", facts.input_name),
        ("input_sha256", study.sha256),
        ("scenarios", facts.scenarios_name),
        ("options", facts.options),
        ("scenarios_asked", study.asked),
        ("scenarios_solved", len(study.outcomes)),
        ("partial", PARTIAL if study.partial else "no"),
    ]
    return PlanTable("Run", (("key", "text"), ("value", "long")), rows)


def _rounded(value: Fraction | None, digits: int = 2) -> int | float | None:
    if value is None:
        return None
    return number(value) if value == int(value) else round(float(value), digits)
