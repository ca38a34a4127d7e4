"""A written plan reads back as it was; one that was edited by hand reads as it was meant."""

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from matcher.domain import DAY_MINUTES, Meeting, Pin, Program, Request, Window
from matcher.problem import Problem
from matcher.workbook.read_plan import (
    PlanUnreadableError,
    read_head,
    read_previous,
    read_schedule,
)
from matcher.workbook.sheets import NEVER_STORED
from matcher.workbook.whose import of_another_program
from tests.workbook.plans import (
    MONDAY,
    Grades,
    eventful,
    group,
    plan_of,
    saved,
    slot,
    student,
    tutor,
)


def told(groups):
    """A standing plan as a workbook can tell it, without Slots rows."""
    return {
        (one.id, one.frame, tuple(m.key for m in one.members), tuple(m.place for m in one.meetings))
        for one in groups
    }


def week_told(sessions):
    return Counter(
        (
            s.group.id,
            s.member.key,
            s.planned.place,
            s.meeting.place,
            s.tutor.id,
            s.status,
        )
        for s in sessions
    )


def test_an_eventful_plan_reads_back_as_it_was(tmp_path):
    plan = eventful()
    read = read_schedule(saved(plan, tmp_path), plan.problem, [Grades()])
    assert read.findings == ()
    assert told(read.schedule) == told(plan.schedule)
    assert week_told(read.sessions) == week_told(plan.sessions)


def test_meetings_at_one_time_are_dealt_to_the_rows_that_suit_them(tmp_path):
    """Row 2 takes one group of any grade, row 4 only grade 4: here only one dealing fits."""
    plan = eventful()
    read = read_schedule(saved(plan, tmp_path), plan.problem, [Grades()])
    rows = {(one.id, m.day): m.slot.row for one in read.schedule for m in one.meetings}
    assert (rows["G001", 1], rows["G002", 1]) == (2, 4)


def test_the_previous_plan_is_the_plan_that_was_written(tmp_path):
    plan = eventful()
    path = saved(plan, tmp_path)
    previous, findings = read_previous(path, plan.problem.program)
    assert findings == ()
    assert (previous.source, previous.week) == (path.name, MONDAY)
    assert {
        key: (seat.group_id, seat.tutor_id, seat.seated_since, seat.tutor_since)
        for key, seat in previous.seats.items()
    } == {
        seat.request.key: (
            seat.group.id,
            seat.group.tutor.id,
            seat.seated_since,
            seat.tutor_since,
        )
        for seat in plan.seats
    }
    assert {
        (g.id, g.tutor_id, g.subject, g.language, g.modality, g.places)
        for g in previous.groups.values()
    } == {
        (
            g.id,
            g.tutor.id,
            g.subject,
            g.language,
            g.modality,
            frozenset(m.place for m in g.meetings),
        )
        for g in plan.schedule
    }


@st.composite
def plans(draw):
    """Any plan, valid or not, with names and IDs of all sorts and slots that share a place."""
    name = st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6
    )
    names = draw(st.lists(name, min_size=6, max_size=6, unique_by=lambda n: n.casefold()))
    children = [
        student(n, id=one, name=draw(name), grade=draw(st.integers(3, 4)))
        for n, one in enumerate(names[:3])
    ]
    teachers = [tutor(n, id=one, name=draw(name)) for n, one in enumerate(names[3:5])]
    subject = names[5]
    starts = draw(st.lists(st.sampled_from((480, 495, 1410)), min_size=1, max_size=4))
    slots = [slot(n + 2, start, days=range(7)) for n, start in enumerate(starts)]
    wishes = [Request(child, subject, 1, 7) for child in children]
    cut = draw(st.integers(1, 3))
    groups = [
        group(f"{names[0]}{n}", draw(st.sampled_from(teachers)), members, meetings, subject)
        for n, members in enumerate((wishes[:cut], wishes[cut:]))
        if members
        for days in [draw(st.sets(st.integers(0, 6), min_size=1, max_size=4))]
        for meetings in [[Meeting(draw(st.sampled_from(slots)), day) for day in days]]
    ]
    return plan_of(Program(tuple(wishes), tuple(teachers), tuple(slots)), groups)


@given(plans())
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_reads_back_to_the_same_plan(plan):
    with tempfile.TemporaryDirectory() as folder:
        path = saved(plan, folder)
        read = read_schedule(path, plan.problem)
        previous, findings = read_previous(path, plan.problem.program)
    assert read.findings == findings == ()
    assert told(read.schedule) == told(plan.schedule)
    assert week_told(read.sessions) == week_told(plan.sessions)
    assert previous.seats.keys() == {seat.request.key for seat in plan.seats}


# -- edited by hand ---------------------------------------------------------------------------


@pytest.fixture
def edit(tmp_path):
    """Write the eventful plan, let a test change cells of it, and give its path."""
    path = saved(eventful(), tmp_path)

    def change(sheet, **cells):
        book = load_workbook(path)
        for cell, value in cells.items():
            book[sheet][cell] = value
        book.save(path)
        return path

    return change


def where(findings):
    return [(one.level, one.sheet, one.cell) for one in findings]


def test_headers_may_have_any_case_and_order_and_stand_beside_other_columns(tmp_path):
    plan = eventful()
    path = saved(plan, tmp_path)
    book = load_workbook(path)
    for name in ("Groups", "Seats", "Sessions"):
        rows = [list(row) for row in book[name].iter_rows(values_only=True)]
        rows[0] = [header.upper().replace("_", " ") for header in rows[0]]
        del book[name]
        sheet = book.create_sheet(name.lower())
        sheet.append([])
        for row in rows:
            sheet.append(["my notes", *reversed(row)])
    book.save(path)
    read = read_schedule(path, plan.problem, [Grades()])
    assert read.findings == ()
    assert told(read.schedule) == told(plan.schedule)
    assert week_told(read.sessions) == week_told(plan.sessions)


def test_typed_times_days_and_spellings_are_understood(edit):
    plan = eventful()
    path = edit("Groups", B2="Monday", C2="8am", D2="8:30 AM", E2=" lincoln ", J2="español")
    edit("Groups", I2="MATHEMATICS", F2="In Person")
    edit("Seats", G2="2026-08-31")
    previous, findings = read_previous(path, plan.problem.program)
    assert findings == ()
    assert previous.groups["G001"].places == {
        meeting.place for meeting in plan.schedule.groups[0].meetings
    }
    assert previous.seats["S001", "Mathematics"].seated_since == dt.date(2026, 8, 31)


def test_ids_that_excel_stored_as_numbers_are_ids(tmp_path):
    child, teacher = student(1, id="7"), tutor(1, id="12")
    here = slot(2, 480)
    wish = Request(child, "Reading", 1, 5)
    plan = plan_of(
        Program((wish,), (teacher,), (here,)),
        [group("1", teacher, [wish], [Meeting(here, 0)], "Reading")],
    )
    path = saved(plan, tmp_path)
    book = load_workbook(path)
    book["Seats"]["A2"], book["Seats"]["D2"] = 7, 1.0
    book["Groups"]["A2"], book["Groups"]["G2"] = 1, 12
    book.save(path)
    read = read_schedule(path, plan.problem)
    assert read.findings == ()
    assert told(read.schedule) == told(plan.schedule)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "message"),
    [
        ("Groups", "B2", "Someday", "names no days"),
        ("Groups", "B2", "Mon-Fri", "more than one day"),
        ("Groups", "C2", "late", "not a time of day"),
        ("Groups", "D2", dt.time(8), "ends no later"),
        ("Groups", "G3", "T02", "has T01 in an earlier row"),
        ("Groups", "F2", "by post", "none of in_person, online"),
        ("Groups", "J2", "Klatchian", "language"),
        ("Groups", "A2", None, "group_id is blank"),
        ("Groups", "B3", "Mon", "has this meeting twice"),
        ("Seats", "D2", "G999", "no group G999"),
        ("Seats", "C2", "Reading", "group for Mathematics"),
        ("Seats", "E2", "T02", "has the tutor T01"),
        ("Seats", "G2", "long ago", "not a date"),
        ("Seats", "A3", "S001", "twice"),
    ],
)
def test_what_can_not_be_read_is_told_with_its_cell(edit, sheet, cell, value, message):
    _, findings = read_previous(edit(sheet, **{cell: value}), eventful().problem.program)
    assert ("error", sheet, cell) in where(findings)
    assert any(message in str(one) for one in findings)


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [
        *(("Groups", f"{column}2") for column in "ABCDEFGHIJK"),
        *(("Seats", f"{column}2") for column in "ABCDEFGH"),
        *(("Sessions", f"{column}2") for column in "ABCDEFGHIJKLMN"),
        *(("Sessions", f"{column}7") for column in "OPQ"),
    ],
)
def test_a_formula_whose_result_was_never_stored_is_not_called_blank(edit, sheet, cell):
    """As in a program; it is told once, and no blank is read in its stead."""
    read = read_schedule(edit(sheet, **{cell: "=1+2"}), eventful().problem)
    here = [one for one in read.findings if (one.sheet, one.cell) == (sheet, cell)]
    assert [one.message for one in here] == [f"{NEVER_STORED[0]}."]
    assert here[0].remedy == NEVER_STORED[1]
    assert not any("blank" in str(one) for one in read.findings)


def test_a_row_of_such_formulas_is_no_blank_row(edit):
    cells = {f"{column}99": f"={column}2" for column in "ACDEGH"}
    read = read_schedule(edit("Seats", **cells), eventful().problem)
    assert {one.cell for one in read.findings} == set(cells)


def test_a_formula_in_a_column_that_nobody_asked_for_stops_nothing(edit):
    path = edit("Groups", L1="my notes", L2="=1+2", L99="=1+2")
    assert read_schedule(path, eventful().problem, [Grades()]).findings == ()


def test_an_error_that_excel_shows_is_told_as_such(edit):
    _, findings = read_previous(edit("Groups", A2="#REF!"), eventful().problem.program)
    assert "Excel shows an error here" in str(findings[0])


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "message"),
    [
        ("Groups", "K2", 3, "has 2 seats"),
        ("Groups", "H2", "Tutor 99", "another name for T01"),
        ("Groups", "L1", "Tutor-ID", "tutor_id is there twice"),
        ("Seats", "B2", "Child 99", "another name for S001"),
        ("Seats", "F2", "Tutor 99", "another name for T01"),
        ("Seats", "I1", "seated since", "seated_since is there twice"),
        ("Sessions", "I2", "Tutor 99", "another name for T"),
        ("Sessions", "M2", "Child 99", "another name for S"),
        ("Sessions", "R1", "status", "status is there twice"),
        ("Sessions", "C2", dt.time(7), "('7:00')"),
        ("Groups", "C2", dt.time(7), "No Slots row"),
        ("Groups", "E6", "Atlantis", "No Slots row"),
        ("Seats", "A2", "S999", "No request of S999"),
        ("Seats", "A6", "S005", "no seat in group"),
        ("Sessions", "H2", "T99", "No tutor T99"),
        ("Sessions", "G2", "G999", "no group G999"),
        ("Sessions", "L2", "S004", "no seat in group"),
        ("Sessions", "N2", "asleep", "none of planned"),
        ("Sessions", "A2", dt.date(2026, 9, 21), "not in the week"),
        ("Sessions", "C2", dt.time(7), "no meeting Mon 7:00"),
        ("Sessions", "P11", dt.date(2026, 9, 19), "no such meeting"),
    ],
)
def test_what_does_not_fit_the_week_is_told_with_its_cell(edit, sheet, cell, value, message):
    plan = eventful()
    read = read_schedule(edit(sheet, **{cell: value}), plan.problem, [Grades()])
    assert any(message in str(one) for one in read.findings), read.findings
    assert all(one.level == "error" and one.sheet for one in read.findings)


@pytest.mark.parametrize(
    ("changes", "cell", "message"),
    [
        ({"B2": "Wed"}, "B2", "is a Mon"),
        ({"K2": "English"}, "K2", "tutored in Spanish"),
        ({"O2": "T01"}, "O2", "Only a covered session"),
        ({"O3": None}, "O3", "in the standing plan is T01"),
        ({"O3": "T02"}, "O3", "in the standing plan is T01"),
        ({"Q2": dt.time(8)}, "P2", "both planned_date and planned_start"),
        ({"Q11": None}, "Q11", "both planned_date and planned_start"),
        ({"P4": dt.date(2026, 9, 14), "Q4": dt.time(9)}, "P4", "stands where it was planned"),
    ],
)
def test_a_sessions_row_that_says_two_things_is_told_and_still_read(edit, changes, cell, message):
    """Who moves a meeting by hand and forgets a cell hears of it, and only of that."""
    plan = eventful()
    read = read_schedule(edit("Sessions", **changes), plan.problem, [Grades()])
    assert [(one.sheet, one.cell) for one in read.findings] == [("Sessions", cell)]
    assert message in read.findings[0].message
    assert week_told(read.sessions) == week_told(plan.sessions)


def test_a_request_in_two_groups_is_the_rules_to_judge_but_no_plan_to_start_from(tmp_path):
    plan = eventful()
    path = saved(plan, tmp_path)
    book = load_workbook(path)
    book["Seats"].append(["S001", "", "Mathematics", "G002", "T02"])
    book.save(path)
    schedule = read_schedule(path, plan.problem, [Grades()]).schedule
    assert [one.id for one in schedule.groups_of["S001", "Mathematics"]] == ["G001", "G002"]
    _, findings = read_previous(path, plan.problem.program)
    assert where(findings) == [("error", "Seats", "D7")]


def test_a_tutor_who_does_not_work_in_the_week_is_told(tmp_path):
    plan = eventful()
    program = plan.problem.program
    gone = replace(program, tutors=program.tutors[1:])
    read = read_schedule(saved(plan, tmp_path), Problem(gone, MONDAY), [Grades()])
    assert ("error", "Groups", "G2") in where(read.findings)
    assert "G001" not in {one.id for one in read.schedule}


def test_students_who_left_the_program_are_counted_and_no_error(tmp_path):
    plan = eventful()
    program = plan.problem.program
    rest = replace(program, requests=program.requests[1:])
    previous, findings = read_previous(saved(plan, tmp_path), rest)
    assert [(one.level, one.message) for one in findings] == [
        ("notice", "1 seat belongs to a request that the program no longer has.")
    ]
    assert len(previous.seats) == 5


def test_students_who_were_left_out_are_not_counted_as_gone(tmp_path):
    plan = eventful()
    program = plan.problem.program
    first = program.requests[0]
    rest = replace(program, requests=[r for r in program.requests if r.student != first.student])
    path = saved(plan, tmp_path)
    assert read_previous(path, rest)[1]
    assert read_previous(path, rest, {first.student.id})[1] == ()


def test_since_when_is_a_monday_whatever_day_was_written(edit):
    program = eventful().problem.program
    path = edit("Seats", G2=dt.date(2026, 9, 2), H2="2026-09-13")
    seat = next(iter(read_previous(path, program)[0].seats.values()))
    assert (seat.seated_since, seat.tutor_since) == (dt.date(2026, 8, 31), dt.date(2026, 9, 7))


def test_a_name_that_changed_since_does_not_stand_in_the_way_of_the_next_week(edit):
    program = eventful().problem.program
    assert read_previous(edit("Seats", B2="Child 99", F2="Tutor 99"), program)[1] == ()


def test_the_same_ids_with_other_names_throughout_are_of_another_program():
    one = Program(
        requests=tuple(Request(student(n), "Reading") for n in range(3)),
        tutors=tuple(tutor(n) for n in range(3)),
        slots=(),
    )
    students = {f"S{n:03d}": f"Pupil {n}" for n in range(3)}
    tutors = {f"T{n:02d}": f"Teacher {n}" for n in range(3)}
    assert of_another_program("Seats", students, tutors, one) is not None
    assert of_another_program("Seats", {**students, "S001": "child  1"}, tutors, one) is None
    assert of_another_program("Seats", students, {**tutors, "T00": ""}, one) is None
    assert of_another_program("Seats", dict.fromkeys(students, ""), tutors, one) is None


def test_a_plan_that_was_edited_since_is_read_anew(tmp_path):
    path = saved(eventful(), tmp_path)
    before = read_head(path)
    book = load_workbook(path)
    book["Run"].append(["note", "edited"])
    book.save(path)
    assert before.said("note") is None
    assert read_head(path).said("note") == "edited"


def test_a_doubled_sheet_is_told(tmp_path):
    path = saved(eventful(), tmp_path)
    book = load_workbook(path)
    book.copy_worksheet(book["Seats"]).title = "Se-ats"
    book.copy_worksheet(book["Run"]).title = "run "
    book.save(path)
    for read in (
        read_previous(path, eventful().problem.program)[1],
        read_schedule(path, eventful().problem).findings,
    ):
        assert "two sheets" in read[0].message
        assert "'Se-ats'" in read[0].message or "'run '" in read[0].message
    with pytest.raises(PlanUnreadableError, match="two sheets Run"):
        read_head(path)


def test_a_missing_sheet_and_a_missing_column_are_told(tmp_path):
    plan = eventful()
    path = saved(plan, tmp_path)
    book = load_workbook(path)
    del book["Seats"]
    book["Groups"]["A1"] = "gruppe"
    book.save(path)
    _, findings = read_previous(path, plan.problem.program)
    assert where(findings) == [("error", "Seats", "")]
    book.create_sheet("Seats").append(["student_id", "subject", "group_id"])
    book.save(path)
    _, findings = read_previous(path, plan.problem.program)
    assert where(findings) == [("error", "Groups", "")]
    assert "group_id is missing" in findings[0].message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 only the start", b"name;day\n1;2\n"])
def test_a_file_that_is_no_workbook_is_a_finding(tmp_path, content):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    previous, findings = read_previous(path, eventful().problem.program)
    assert previous.seats == {}
    assert [one.level for one in findings] == ["error"]
    assert "no workbook" in findings[0].message
    with pytest.raises(PlanUnreadableError):
        read_head(path)


def test_a_truncated_workbook_is_a_finding(tmp_path):
    path = saved(eventful(), tmp_path)
    whole = path.read_bytes()
    for part in (len(whole) // 4, len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:part])
        read = read_schedule(path, eventful().problem)
        assert [one.level for one in read.findings] == ["error"]


def test_a_missing_or_locked_file_is_a_finding(tmp_path, monkeypatch):
    program = eventful().problem.program
    _, findings = read_previous(tmp_path / "none.xlsx", program)
    assert "There is no file" in findings[0].message
    path = saved(eventful(), tmp_path)

    def held(*_):
        raise PermissionError(13, "held")

    monkeypatch.setattr(type(path), "open", held)
    _, findings = read_previous(path, program)
    assert "another program holds it" in findings[0].message


def test_the_week_is_found_on_the_run_sheet(tmp_path):
    path = saved(eventful(), tmp_path)
    assert read_head(path).monday == MONDAY
    book = load_workbook(path)
    book["Run"]["B3"] = "2026-09-16"
    book.save(path)
    assert read_head(path).monday == MONDAY
    for value in ("soon", None, dt.date.max):
        book["Run"]["B3"] = value
        book.save(path)
        with pytest.raises(PlanUnreadableError, match="tells no week"):
            read_head(path)
    Workbook().save(path)
    with pytest.raises(PlanUnreadableError, match="tells no week"):
        read_head(path)


# -- pins -------------------------------------------------------------------------------------


def pinned(edit, groups=(), seats=()):
    """The previous plan with these rows of its Groups (from 2 on) and Seats marked."""
    edit("Groups", L1="Pin", **{f"L{row}": "yes" for row in groups})
    path = edit("Seats", I1="pin", **{f"I{row}": "x" for row in seats})
    previous, findings = read_previous(path, eventful().problem.program)
    assert findings == ()
    return previous


def first_of_monday(day=0):
    return Window(day * DAY_MINUTES + 480, day * DAY_MINUTES + 510)


def test_without_marks_nothing_is_pinned(edit):
    assert pinned(edit).pins == ()


def test_a_mark_on_seats_pins_the_student_to_the_tutor(edit):
    (pin,) = pinned(edit, seats=[2]).pins
    assert pin == Pin("", "", "S001", "Mathematics", "T01")
    assert (pin.sheet, pin.cell) == ("Seats", "I2")


def test_a_mark_on_groups_pins_tutor_and_time_for_every_member(edit):
    previous = pinned(edit, groups=[2, 4])
    assert [(pin.sheet, pin.cell, pin.student) for pin in previous.pins] == [
        ("Groups", "L2", "S001"),
        ("Groups", "L2", "S002"),
        ("Groups", "L4", "S001"),
        ("Groups", "L4", "S002"),
    ]
    assert {(pin.subject, pin.tutor, pin.times) for pin in previous.pins} == {
        ("Mathematics", "T01", (first_of_monday(),)),
        ("Mathematics", "T01", (first_of_monday(2),)),
    }


def test_a_mark_may_say_no_and_what_can_not_be_read_is_told(edit):
    edit("Groups", L1="pin", L2="no", L3="perhaps")
    previous, findings = read_previous(
        edit("Seats", I1="PIN", I2="maybe"), eventful().problem.program
    )
    assert previous.pins == ()
    assert where(findings) == [("error", "Seats", "I2"), ("error", "Groups", "L3")]


def test_marks_of_the_previous_plan_are_written_again(edit, tmp_path):
    plan = eventful()
    marks = pinned(edit, groups=[2], seats=[3]).pins
    previous = replace(plan.problem.previous, pins=marks)
    carried = replace(plan, problem=Problem(plan.problem.program, MONDAY, previous))
    path = saved(carried, tmp_path)
    book = load_workbook(path)
    for sheet, column, row in (("Groups", "L", 2), ("Seats", "I", 3)):
        cells = [cell.value for cell in book[sheet][column]]
        assert cells[0] == "pin"
        assert [at for at, value in enumerate(cells, start=1) if value == "yes"] == [row]
        assert book[sheet].auto_filter.ref.startswith(f"A1:{column}")
    again, findings = read_previous(path, plan.problem.program)
    assert (again.pins, findings) == (marks, ())


def test_pins_of_the_program_are_not_written_into_the_plan(tmp_path):
    """They stand in the program; whoever deletes them there is rid of them."""
    plan = eventful()
    program = replace(plan.problem.program, pins=(Pin("Pins", "C2", "S001", None, "T01"),))
    pinned_plan = replace(plan, problem=Problem(program, MONDAY, plan.problem.previous))
    book = load_workbook(saved(pinned_plan, tmp_path))
    assert "pin" not in [cell.value for sheet in ("Groups", "Seats") for cell in book[sheet][1]]


def test_a_mark_on_another_time_than_the_group_s_now_is_not_written_again(tmp_path):
    """Marks say what is; a plan whose group met elsewhere would have broken the pin."""
    plan = eventful()
    mark = Pin("Groups", "L2", "S001", "Mathematics", "T01", (first_of_monday(6),))
    previous = replace(plan.problem.previous, pins=(mark,))
    carried = replace(plan, problem=Problem(plan.problem.program, MONDAY, previous))
    sheet = load_workbook(saved(carried, tmp_path))["Groups"]
    assert sheet["L1"].value is None
