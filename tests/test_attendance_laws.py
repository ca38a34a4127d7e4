"""Written, filled in by whoever, collected and read: what was filled in counts, and nothing else."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from matcher.collect_attendance import collect
from matcher.domain import Attended, MakeUp, Meeting, Program
from matcher.ledger import Ledger, make_ledger
from matcher.plan import Plan
from matcher.workbook.attendance_book import SessionLine, session_lines, write_attendance
from matcher.workbook.read import read_program
from matcher.workbook.scheduled import PlannedWeek, read_week
from matcher.workbook.template import write_program
from matcher.workbook.write import write_plan
from tests.workbook import plans

LATE = dt.date(2027, 6, 1)
STATUSES = ("present", "absent", "tutor_absent", "cancelled")
SPELLED = (str, str.upper, str.title, lambda word: f" {word.replace('_', ' ')} ")


def eventful() -> Plan:
    """A plan with every status and two make-ups.

    They are on days on which the student has a session of that subject anyway.
    """
    plan = plans.eventful()
    ana, late = plan.problem.requests[0], Meeting(plan.problem.program.slots[1], 3)
    frame = next(group for group in plan.schedule if group.id == "G001").frame
    make_ups = (MakeUp(ana, frame, late, None), MakeUp(ana, frame, replace(late, day=2), None))
    return replace(plan, make_ups=make_ups)


PLAN = eventful()
COUNT = len(PLAN.sessions) + len(PLAN.make_ups)


@pytest.fixture(scope="module")
def setting(tmp_path_factory) -> tuple[Path, Program, PlannedWeek]:
    """A folder with the program and its plan."""
    path = tmp_path_factory.mktemp("laws") / "pilot.xlsx"
    write_program(PLAN.problem.program, path)
    write_plan(PLAN, path.with_name("pilot-2026-09-14.xlsx"), plans.FACTS)
    program = read_program(path).program
    assert program is not None
    return path, program, read_week(path.with_name("pilot-2026-09-14.xlsx"), program)


def told(ledger: Ledger) -> tuple[object, ...]:
    """Everything that a ledger counts, in an order of its own."""
    accounts = (ledger.requests(), ledger.tutors(), ledger.providers())
    return (
        sorted(map(repr, ledger.entries)),
        ledger.stray,
        ledger.left,
        [{key: (one.counts, one.owed, one.minutes) for key, one in of.items()} for of in accounts],
    )


def save_filled(path: Path, filled, order, spelled) -> None:
    """Fill in the sheet at ``path``, its rows in another order; a CSV file beside it too."""
    book = load_workbook(path)
    sheet = book["Attendance"]
    header, *body = [list(row) for row in sheet.values]
    for row, (status, minutes) in zip(body, filled, strict=True):
        row[-2:] = (status and spelled(status), minutes)
    lines = [header, *[body[at] for at in order]]
    sheet.delete_rows(2, len(body))
    for number, row in enumerate(lines[1:], start=2):
        for at, value in enumerate(row, start=1):
            cell = sheet.cell(number, at, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    with path.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
        for row in lines:
            row[0] = row[0].date() if isinstance(row[0], dt.datetime) else row[0]
            csv.writer(file).writerow(row)


@st.composite
def fillings(draw):
    """For each line its status and minutes, the rows that are left in some order, and a spelling."""
    status = st.none() | st.sampled_from(STATUSES)
    filled = draw(
        st.lists(st.tuples(status, st.none() | st.integers(0, 90)), min_size=COUNT, max_size=COUNT)
    )
    order = draw(st.permutations(range(COUNT)))[: draw(st.integers(0, COUNT))]
    return filled, order, draw(st.sampled_from(SPELLED)), draw(st.sampled_from([".xlsx", ".csv"]))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(case=fillings())
def test_what_is_filled_in_counts_as_if_it_were_typed_into_the_program(setting, case):
    filled, order, spelled, suffix = case
    path, program, week = setting
    lines = session_lines(week, program)
    sheet = path.with_name("sheet.xlsx")
    write_attendance(lines, sheet)
    lines = sorted(lines, key=lambda one: (one.date, one.start, one.tutor, one.student))
    save_filled(sheet, filled, order, spelled)
    expected = [
        Attended(
            line.date, line.student_id, status, line.subject, line.tutor_id, minutes, line.start
        )
        for at in order
        for line, (status, minutes) in [(lines[at], filled[at])]
        if status
    ]
    path.with_name("pilot-attendance.xlsx").unlink(missing_ok=True)
    said = collect(path, [sheet.with_suffix(suffix)])
    assert not said.has_problems
    assert (said.files[0].read, said.files[0].blank) == (len(expected), len(order) - len(expected))
    now = read_program(path)
    assert now.errors == ()
    assert now.program is not None
    assert Counter(now.program.attendance) == Counter(expected)
    assert replace(now.program, attendance=()) == program
    typed = path.with_name("typed.xlsx")
    write_program(replace(program, attendance=tuple(expected)), typed)
    other = read_program(typed).program
    assert other is not None
    assert told(make_ledger(now.program, week.sessions, LATE)) == told(
        make_ledger(other, week.sessions, LATE)
    )
    assert not collect(path, [sheet.with_suffix(suffix)]).written


names = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["=1+1", "+x", "-x", "@x", "\tx", "x\ny", "<b>&", "http://x"]
)


@settings(deadline=None, max_examples=60)
@given(people=st.lists(st.tuples(names, names, names), min_size=1, max_size=4))
def test_nothing_that_came_from_the_input_is_a_formula_or_a_link(tmp_path_factory, people):
    lines = [
        SessionLine(
            date=plans.MONDAY,
            start=480 + at,
            end=1440,
            tutor_id="=T1",
            tutor=tutor,
            subject="+Math",
            student_id=f"-S{at}",
            student=student,
            room=room,
        )
        for at, (tutor, student, room) in enumerate(people)
    ]
    path = tmp_path_factory.getbasetemp() / "names.xlsx"
    write_attendance(lines, path, program="&P =1", monday=plans.MONDAY, place="=A1 & B")
    sheet = load_workbook(path)["Attendance"]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    assert [row[-5] for row in sheet.values][1:] == [f"-S{at}" for at in range(len(people))]
