"""The sample workbooks: what is committed is what the script makes, and it reads as it should."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matcher.workbook.read import read_program
from sample_inputs.programs import broken, full_week
from sample_inputs.programs.book import HEADERS

SAMPLES = Path(__file__).parent.parent / "sample_inputs"
GOOD = ("pilot", "school", "district", "full-house")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with freshly made workbooks."""
    folder = tmp_path_factory.mktemp("samples")
    script = [sys.executable, str(SAMPLES / "make.py"), str(folder)]
    subprocess.run(script, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def program():
    """Each good sample as it reads."""
    return {name: read_program(SAMPLES / f"{name}.xlsx").program for name in GOOD}


def cells(path):
    book = load_workbook(path)
    return {
        sheet.title: {
            cell.coordinate: (cell.value, cell.number_format)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


@pytest.mark.parametrize("name", [*GOOD, "broken"])
def test_script_makes_the_committed_workbook(made, name):
    """Cell for cell, whatever the machine; so nobody edits a workbook and forgets the script."""
    assert cells(made / f"{name}.xlsx") == cells(SAMPLES / f"{name}.xlsx")


def test_no_other_workbook_lies_among_the_samples(made):
    """Every committed workbook comes from the script; plans made beside them don't count."""
    names = {path.name for path in made.glob("*.xlsx")}
    assert names == {f"{name}.xlsx" for name in (*GOOD, "broken")}
    assert all((made / name).stat().st_size < 1_000_000 for name in names)


@pytest.mark.parametrize("name", GOOD)
def test_good_samples_read_without_a_word(name):
    """No error and no notice: the samples are examples to follow."""
    assert [str(finding) for finding in read_program(SAMPLES / f"{name}.xlsx").findings] == []


@pytest.mark.parametrize(
    ("name", "students", "tutors", "sites"),
    [("pilot", 52, 11, 4), ("school", 200, 16, 1), ("district", 2000, 165, 10)],
)
def test_counts(program, name, students, tutors, sites):
    """The sizes that the README tells."""
    found = program[name]
    assert (len(found.students), len(found.tutors), len(found.sites)) == (students, tutors, sites)


@pytest.mark.parametrize("name", ["pilot", "school", "district"])
def test_grouping_samples_show_what_programs_have(program, name):
    """Two subjects for some, several languages, pairs of every kind, dated rows, a reserve."""
    found = program[name]
    rows = Counter(request.student.id for request in found.requests)
    assert sum(count == 2 for count in rows.values()) >= 5
    spoken = {language for request in found.requests for language in request.languages}
    assert spoken == {"English", "Spanish", "Armenian"}
    assert {pair.rule for pair in found.pairs} == {"apart", "together", "only", "avoid"}
    assert {day.what for day in found.calendar} == {"closed", "early_release", "blocked"}
    assert any(tutor.reserve for tutor in found.tutors)
    assert found.absences
    assert found.attendance


def test_pilot_late_buses_run_on_two_days(program):
    """Riders can stay after school on Tuesday and Thursday alone."""
    late = [ride for ride in program["pilot"].rides if ride.latest > 15 * 60]
    assert {ride.days for ride in late} == {frozenset({1, 3})}


def test_district_shares_about_a_tenth_of_its_tutors(program):
    """Shared tutors work at two schools, and the way between the two is known."""
    found = program["district"]
    shared = [tutor for tutor in found.tutors if len(tutor.sites) == 2]
    assert 0.08 <= len(shared) / len(found.tutors) <= 0.12
    assert all(tutor.sites in found.travel for tutor in shared)


def test_full_house_is_one_to_one_in_one_room_centres(program):
    """The packing regime, by settings and by rooms."""
    found = program["full-house"]
    assert len(found.requests) >= 150
    assert found.settings.max_group_size == 1
    assert set(found.site_rooms.values()) == {1}
    assert all(len(tutor.sites) == len(found.sites) for tutor in found.tutors)


def test_full_house_has_no_seat_to_spare(program):
    """At most as many sessions as are wished fit into the tutors' hours and into the rooms."""
    found = program["full-house"]
    wished = sum(request.most for request in found.requests)
    hours = sum(len(slot.days) for slot in found.slots)
    assert wished == sum(tutor.max_sessions_week for tutor in found.tutors) == hours


def test_full_house_check_sees_a_broken_plan():
    """The script's look over its own plan is no formality."""
    rng = random.Random("any")
    week = full_week.plan(rng)
    busy = full_week.protected(rng, week)
    full_week.check(week, busy)
    busy[week.lessons[0].student].add(week.lessons[0].times[0])
    with pytest.raises(ValueError, match="protected class"):
        full_week.check(week, busy)
    week.lessons[1].times[0] = week.lessons[0].times[0]
    with pytest.raises(ValueError, match=r"centre .* idle|tutor is idle|twice"):
        full_week.check(week, busy)


@pytest.fixture(scope="module")
def findings():
    """What reading the broken sample finds."""
    return read_program(SAMPLES / "broken.xlsx").findings


@pytest.mark.parametrize("fault", broken.faults(), ids=lambda f: f"{f.sheet} {f.remark}")
def test_broken_sample_tells_each_fault(findings, fault):
    """On its level, its sheet and its cell."""
    there = [f for f in findings if f.sheet == fault.sheet and f.level == fault.level]
    if fault.cells:
        assert {f.cell for f in there} & set(fault.cells)
    else:
        assert there


def test_broken_sample_has_faults_on_every_sheet():
    """No sheet of the contract is left out."""
    assert {fault.sheet for fault in broken.faults() if fault.level == "error"} >= set(HEADERS)


def test_broken_sample_blames_nothing_else(findings):
    """Every error stands on a row that the script made wrong, so none is said of a good one."""
    seeded = {(f.sheet, cell[1:]) for f in broken.faults() for cell in f.cells}
    whole = {f.sheet for f in broken.faults() if f.level == "error" and not f.cells}
    twin = ("Tutors", "3")  # the tutor whose ID a student has too
    for finding in findings:
        if finding.level == "error" and (finding.sheet, finding.cell[1:]) != twin:
            assert (finding.sheet, finding.cell[1:]) in seeded or finding.sheet in whole
