"""The command ``match scenarios``: what it solves, writes and says."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook

import cli
from matcher.workbook.wrapping import count_lines
from tests.scenarios.small import SETTINGS, STUDENTS, TUTORS, scenarios_sheet, workbook

WEEK = ("--week", "2026-09-14")
NAMES = [row[4] for row in STUDENTS[1:]] + [row[1] for row in TUTORS[1:]]


def scenarios(program, target, *options):
    """Run ``match scenarios`` on a program and give how it ended."""
    words = ["scenarios", str(program), *WEEK, "-o", str(target), *options]
    return CliRunner().invoke(cli.main, words, prog_name="match")


def small(folder, **sheets):
    """A program with a sweep, a phase and the program as it is."""
    rows = (
        {"scenario": "As it is"},
        {"scenario": "Tutors", "tutors": "1..4 step 1"},
        {"scenario": "First", "phase": 1, "sites": "Elm"},
        {"scenario": "Then", "phase": 2},
    )
    return workbook(folder / "small.xlsx", *rows, **sheets)


def ran(folder, *rows, options=(), code=0, **sheets):
    """The output workbook of a run on these scenarios, and what was said."""
    program = workbook(folder / "small.xlsx", *rows, **sheets)
    target = folder / "out.xlsx"
    result = scenarios(program, target, "--workers", "1", *options)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return target, result


def table(path, title):
    """The rows of a sheet as mappings of its headers."""
    lines = list(load_workbook(path)[title].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def by_name(path):
    return {row["scenario"]: row for row in table(path, "Scenarios")}


# -- figures ------------------------------------------------------------------------------------


def test_figures_of_the_program_as_it_is_are_those_reckoned_by_hand(tmp_path):
    """12 students in 6 groups of 2 with 3 meetings of half an hour: 18 meetings, 9 tutor hours.

    Wages: 6 hours at 20 and 3 at 30 are 210 a week, 2,100 in ten weeks. Besides: 1,000 + 500 for rent +
    400 for four tutors, a reserve among them + 120 for books + 9 hours x 10 weeks x 5 = 450.
    Each student has 3 sessions, 1.5 hours: 18 student hours a week, 180 a year.
    """
    path, _ = ran(tmp_path, {"scenario": "As it is"}, {"scenario": "Absent", "attendance": "80%"})
    row = by_name(path)["As it is"]
    assert (row["children"], row["students_served"], row["students_served_most"]) == (12, 12, 12)
    assert (row["students_not_served"], row["requests_placed"]) == (0, 12)
    assert (row["requests_placed_most"], row["requests_not_placed"]) == (12, 0)
    assert (row["groups"], row["meetings"], row["student_sessions"]) == (6, 18, 36)
    assert (row["student_sessions_most"], row["student_hours"]) == (36, 18)
    assert (row["tutors"], row["tutors_with_groups"], row["tutor_hours"]) == (3, 3, 9)
    assert (row["tutor_hours_offered"], row["fte"]) == (9, 0.23)
    assert (row["seats"], row["seats_filled"]) == (12, 12)
    assert (row["need"], row["need_served"], row["need_served_most"]) == (24, 24, 24)
    assert (row["wages_week"], row["wages_year"]) == (210, 2100)
    all_in = 2100 + 1000 + 500 + 400 + 120 + 450
    assert (row["all_in_week"], row["all_in_year"]) == (all_in / 10, all_in)
    assert row["wages_per_student"] == 175
    assert row["all_in_per_student"] == round(all_in / 12, 2)
    assert row["wages_per_hour"] == round(2100 / 180, 2)
    assert row["all_in_per_hour"] == round(all_in / 180, 2)
    assert row["attendance"] is None
    absent = by_name(path)["Absent"]
    assert absent["attendance"] == 0.8
    assert absent["all_in_per_hour_attended"] == round(all_in / 144, 2)
    assert absent["wages_per_hour_attended"] == round(2100 / 144, 2)


def test_costs_stand_item_by_item(tmp_path):
    """The units of each item in a year, and what they come to."""
    path, _ = ran(tmp_path, {"scenario": "As it is"})
    lines = {row["item"]: row for row in table(path, "Costs")}
    units = {item: (row["units_a_year"], row["dollars_a_year"]) for item, row in lines.items()}
    assert units == {
        "wages": (10, 2100),
        "Coordinator": (1, 1000),
        "Rent": (10, 500),
        "Training": (4, 400),
        "Books": (12, 120),
        "Preparation": (90, 450),
        "all in": (None, 4570),
    }


def test_the_total_budget_is_compared_with(tmp_path):
    """4,570 dollars of 5,000 leave 430."""
    settings = [*SETTINGS, ("total_budget", 5000)]
    path, _ = ran(tmp_path, {"scenario": "As it is"}, Settings=settings)
    row = by_name(path)["As it is"]
    assert (row["total_budget"], row["left_of_budget"]) == (5000, 430)


def test_fewer_tutors_serve_those_who_need_it_most_and_more_cost_more(tmp_path):
    """One tutor, four students: two groups of two. The mix begins with Elm, which has two of three."""
    path, _ = ran(tmp_path, {"scenario": "Tutors", "tutors": "0..4"})
    rows = table(path, "Scenarios")
    assert [row["tutors"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row["students_served"] for row in rows] == [0, 4, 8, 12, 12]
    assert [row["students_served_most"] for row in rows] == [0, 4, 8, 12, 12]
    assert rows[0]["all_in_per_student"] is None


@pytest.mark.parametrize(
    ("levers", "served"),
    [
        ({"add_tutors": "T1"}, 12),
        ({"drop_tutors": "T1, T2, T3", "add_tutors": "T4, T4"}, 8),  # the reserve, and a copy
        ({"drop_tutors": "T1"}, 8),
        ({"drop_tutors": "T1, T3"}, 4),
        ({"drop_tutors": "T1, T2", "add_tutors": "2 x T4"}, 12),  # a reserve, and a copy
        ({"drop_tutors": "T2", "add_tutors": "T4"}, 12),
        ({"tutor_hours": 0.25}, 6),  # 1.5 of 6 hours: one group of 3 half hours for each tutor
        ({"max_group_size": 1}, 6),
        ({"sessions_per_week": 2}, 12),
        ({"sessions_per_week": 4}, 0),  # there are three days
        ({"groups_at_once": 1}, 8),  # Elm: one group at each of two times
        ({"kinds": "school_day"}, 6),
        ({"kinds": "both"}, 12),
        ({"weekly_budget": 100}, 4),  # two groups of Oak, whose need is greatest, are 90 dollars
        ({"min_need": 2}, 8),
        ({"sites": "Oak"}, 4),
        ({"students": 0.5}, 6),
        ({"students": 2}, 12),
        ({"overrides": "Settings.max_group_size=1"}, 6),
        ({"overrides": "Tutors[T3].cleared=no"}, 8),
        ({"overrides": "Students[E1].consent=no; Students[E2].consent=no"}, 10),
        ({"overrides": "Slots[row 3].days=Mon"}, 8),
        ({"overrides": "Sites[Elm].groups_at_once=1"}, 8),
    ],
)
def test_each_lever_does_what_it_says(tmp_path, levers, served):
    """Reckoned by hand: each tutor has two groups of two at the most."""
    path, _ = ran(tmp_path, {"scenario": "Turned", **levers})
    row = by_name(path)["Turned"]
    assert row["students_served"] == served
    assert row["students_served_most"] >= served


def test_buses_run_on_the_days_that_a_scenario_says(tmp_path):
    """After school, E1 to E4 need the bus, which runs on Monday and Tuesday; a group meets three days."""
    students = [list(row) for row in STUDENTS]
    for row in students[1:9]:
        row[6] = "Blue"
    buses = [("route", "days", "earliest", "latest"), ("Blue", "Mon,Tue", "7:00", "10:00")]
    rows = ({"scenario": "Now"}, {"scenario": "Bus", "bus_days": "2; 3; Mon-Wed; Wed-Fri"})
    costs = [("item", "per", "amount"), ("Bus", "bus_run", 7)]
    path, _ = ran(tmp_path, *rows, Students=students, Transport=buses, Costs=costs)
    served = {name: row["students_served"] for name, row in by_name(path).items()}
    assert served == {
        "Now": 8,
        "Bus: bus_days 2": 8,
        "Bus: bus_days 3": 12,
        "Bus: bus_days Mon, Tue, Wed": 12,
        "Bus: bus_days Wed, Thu, Fri": 8,
    }
    paid = {
        row["scenario"]: row["units_a_year"] for row in table(path, "Costs") if row["item"] == "Bus"
    }
    assert paid["Now"] == 0
    assert paid["Bus: bus_days 3"] == 30


def test_a_grid_is_every_value_with_every_other_and_each_has_a_name(tmp_path):
    """Two values by two, named by what is turned."""
    path, _ = ran(tmp_path, {"scenario": "Grid", "tutors": "2; 3", "max_group_size": "1..2"})
    assert list(by_name(path)) == [
        "Grid: tutors 2, max_group_size 1",
        "Grid: tutors 2, max_group_size 2",
        "Grid: tutors 3, max_group_size 1",
        "Grid: tutors 3, max_group_size 2",
    ]


def test_a_scenario_without_a_name_is_called_by_what_it_changes(tmp_path):
    path, _ = ran(tmp_path, {"scenario": None, "tutors": 2, "kinds": "both"}, {"scenario": "Plain"})
    assert list(by_name(path)) == ["tutors 2, kinds both", "Plain"]


# -- phases -------------------------------------------------------------------------------------


def test_requests_with_a_range_of_their_own_keep_it(tmp_path):
    """E1 to E8 say 3-3 themselves, which is what Settings say too; only Oak turns to four, and can't."""
    students = [
        (*row, "sessions" if n == 0 else 3 if row[2] == "Elm" else None)
        for n, row in enumerate(STUDENTS)
    ]
    path, _ = ran(tmp_path, {"scenario": "Four", "sessions_per_week": 4}, Students=students)
    assert by_name(path)["Four"]["students_served"] == 8


def test_a_tutor_whom_the_scenario_leaves_out_can_not_be_dropped_too(tmp_path):
    _, result = ran(tmp_path, {"scenario": "A", "tutors": 0, "drop_tutors": "T1"}, code=1)
    assert "Tutor T1 is left out of the scenario already" in " ".join(result.output.split())


def test_what_an_override_makes_strange_is_a_notice(tmp_path):
    path, _ = ran(tmp_path, {"scenario": "Mars", "overrides": "Students[row 3].site=Mars"})
    (notice,) = [row for row in table(path, "Problems") if row["level"] == "notice"]
    assert (notice["sheet"], notice["cell"]) == ("Scenarios", "B2")
    assert "Mars" in notice["message"]


def test_rows_of_tutors_in_another_order_make_no_difference(tmp_path):
    """Which tutors are left does not hang on where they stand in the sheet."""
    row = {"scenario": "Tutors", "tutors": "1..5"}
    one, _ = ran(tmp_path, row)
    first = [line["students_served"] for line in table(one, "Scenarios")]
    turned = [TUTORS[0], *TUTORS[:0:-1]]
    other, _ = ran(tmp_path, row, Tutors=turned, options=("--overwrite",))
    assert [line["students_served"] for line in table(other, "Scenarios")] == first


def test_a_later_phase_keeps_the_seats_of_the_one_before(tmp_path):
    """First one tutor for the two of the greatest need at Elm, who are then not given up for Oak.

    With one tutor more of need 3 at Oak there would be more need served by leaving Elm; the phase keeps.
    """
    rows = (
        {"scenario": "First", "phase": 1, "sites": "Elm", "kinds": "school_day"},
        {"scenario": "Then", "phase": 2, "weekly_budget": 130, "kinds": "school_day"},
        {"scenario": "Alone", "weekly_budget": 130, "kinds": "school_day"},
    )
    path, _ = ran(tmp_path, *rows)
    served = {name: row["students_served"] for name, row in by_name(path).items()}
    assert served["First"] == 4
    assert served["Then"] == 6  # four of Elm stay, for 60 dollars, and two of Oak for 45
    # However much the later phase may serve, the most need that any plan could is told.
    most = {name: row["need_served_most"] for name, row in by_name(path).items()}
    assert most["Then"] == most["Alone"] >= 12
    staff = [row for row in table(path, "Staffing") if row["by"] == "all"]
    assert [row["scenario"] for row in staff] == ["First", "Then", "Alone"]
    assert [row["tutors_more"] for row in staff] == [None, 1, None]


def test_seats_that_a_later_phase_can_not_keep_are_told(tmp_path):
    """Eight of Elm first; then groups of one, so that two tutors serve four there."""
    rows = (
        {"scenario": "First", "phase": 1},
        {"scenario": "Then", "phase": 2, "max_group_size": 1},
    )
    path, result = ran(tmp_path, *rows)
    assert "ATTENTION: 6 seats of the phase before are not kept." in by_name(path)["Then"]["note"]
    assert "Then does not keep 6 seats of the phase before" in " ".join(result.output.split())


# -- coverage, binding, privacy -----------------------------------------------------------------


def test_coverage_hides_small_cells_and_what_gives_them_away(tmp_path):
    """With one tutor of Elm, four of eight are served there and none of four at Oak: nothing is small.

    With groups of one, two of Elm are served: that is fewer than three, so Elm is hidden, and Oak with it,
    since it is what everyone has besides Elm.
    """
    path, _ = ran(
        tmp_path,
        {"scenario": "Open", "tutors": 1},
        {"scenario": "Small", "tutors": 1, "max_group_size": 1},
    )
    sites = {
        (row["scenario"], row["value"]): (row["students"], row["students_served"], row["hidden"])
        for row in table(path, "Coverage")
        if row["by"] == "site"
    }
    assert sites == {
        ("Open", "Elm"): (8, 4, None),
        ("Open", "Oak"): (4, 0, None),
        ("Small", "Elm"): (None, None, "hidden"),
        ("Small", "Oak"): (None, None, "hidden"),
    }


def test_what_binds_is_told_with_what_one_more_brings(tmp_path):
    """One room at Elm: four wait there. A second room seats them all; so would nothing else of rooms."""
    path, _ = ran(tmp_path, {"scenario": "One room", "groups_at_once": 1})
    rooms = {row["of"]: row for row in table(path, "What binds") if row["resource"] == "rooms"}
    assert (rooms["Elm"]["used"], rooms["Elm"]["there"]) == (3, 3)
    assert (rooms["Elm"]["students_more"], rooms["Elm"]["worth"]) == (4, "+4 students")
    assert (rooms["Oak"]["students_more"], rooms["Oak"]["worth"]) == (0, "none found")
    assert "rooms (+4 students)" in by_name(path)["One room"]["what_binds"]


def test_no_name_stands_in_anything_that_is_written(tmp_path):
    """Neither in a cell, nor in a picture, nor in the memo."""
    memo, charts = tmp_path / "memo.docx", tmp_path / "charts"
    rows = ({"scenario": "As it is"}, {"scenario": "Tutors", "tutors": "1..3"})
    path, result = ran(tmp_path, *rows, options=("--memo", str(memo), "--charts", str(charts)))
    said = [str(cell.value) for sheet in load_workbook(path) for row in sheet for cell in row]
    document = Document(str(memo))
    said += [paragraph.text for paragraph in document.paragraphs]
    said += [cell.text for table_ in document.tables for row in table_.rows for cell in row.cells]
    said += [file.read_text() for file in charts.glob("*.svg")]
    said += [result.output]
    assert len(said) > 500
    parts = {part for name in NAMES for part in name.split()}
    found = [part for part in parts if any(part in text for text in said)]
    assert found == []


# -- pictures and memo --------------------------------------------------------------------------


def test_pictures_are_drawn_as_files_and_in_the_workbook(tmp_path):
    charts = tmp_path / "charts"
    rows = (
        {"scenario": "Tutors", "tutors": "1..4"},
        {"scenario": "Rooms", "groups_at_once": "1; 2", "max_group_size": "1; 2"},
    )
    path, _ = ran(tmp_path, *rows, options=("--charts", str(charts)))
    names = {file.name for file in charts.iterdir()}
    wanted = {
        "served-by-tutors",
        "served-by-groups-at-once",
        "served-by-max-group-size",
        "served-by-dollars",
        "coverage",
        "what-binds",
    }
    assert names == {f"{name}.{kind}" for name in wanted for kind in ("png", "svg")}
    assert all(file.stat().st_size > 3000 for file in charts.iterdir())
    assert (charts / "coverage.png").read_bytes().startswith(b"\x89PNG")
    assert len(load_workbook(path)["Charts"]._charts) == len(wanted)
    data = list(load_workbook(path)["Chart data"].iter_rows(values_only=True))
    assert (2, 8, 0, 8) in [line[:4] for line in data]  # two tutors, eight served, no more possible


def test_the_memo_tells_the_phases_with_an_assumption_for_every_figure(tmp_path):
    memo = tmp_path / "memo.docx"
    rows = (
        {"scenario": "First", "phase": 1, "sites": "Elm", "attendance": "90%"},
        {"scenario": "Then", "phase": 2, "attendance": "90%"},
    )
    ran(tmp_path, *rows, options=("--memo", str(memo)))
    document = Document(str(memo))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    staff, metrics = document.tables
    assert [[cell.text for cell in row.cells][:4] for row in staff.rows][1:] == [
        ["First", "8 of 8", "8", "2"],
        ["Then", "12 of 12", "12", "3"],
    ]
    heads = [cell.text for cell in staff.rows[0].cells]
    assert all(re.search(r"\[\d\]", head) for head in heads[1:3] + heads[4:7])
    assert [cell.text for cell in metrics.rows[2].cells][1:] == ["86", "173", "259"]
    assert "No learning gain is foretold" in text
    assert "[1] A real schedule" in text
    used = {
        int(n)
        for n in re.findall(
            r"\[(\d+)\]", " ".join([text, *heads, *(c.text for r in metrics.rows for c in r.cells)])
        )
    }
    told = {int(n) for n in re.findall(r"^\[(\d+)\]", text, re.MULTILINE)}
    assert used == told == set(range(1, max(told) + 1))


def test_the_memo_is_one_page_also_with_four_phases_and_long_names(tmp_path):
    """Reckoned generously: half an em a letter, 1.25 of the size a line, 10 inches of 72 points."""
    memo = tmp_path / "memo.docx"
    costs = [
        ("item", "per", "amount"),
        *((f"A rather long item number {n}", "year", n) for n in range(1, 11)),
    ]
    rows = [
        {"scenario": f"Phase number {n} of the ladder", "phase": n, "tutors": n}
        for n in (1, 2, 3, 4)
    ]
    ran(tmp_path, *rows, options=("--memo", str(memo)), Costs=costs)
    document = Document(str(memo))
    height = 0.0
    for paragraph in document.paragraphs:
        size = paragraph.runs[0].font.size.pt
        form = paragraph.paragraph_format
        height += count_lines(paragraph.text, 7 * 72 / (size / 2)) * 1.25 * size
        height += form.space_before.pt + form.space_after.pt
    for one in document.tables:
        room = (7 * 72 / len(one.columns) - 11) / 4
        height += sum(
            max(count_lines(cell.text, room) for cell in row.cells) * 10 for row in one.rows
        )
    assert 300 < height < 720


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("tutorz", 4, "No column is called so.*Maybe tutors is meant"),
        ("tutors", "4..", "The range '4..' has no end.*4..16 step 2"),
        ("tutors", "..4", "has no beginning"),
        ("tutors", "9..4", "runs backwards"),
        ("tutors", "1..9 step 0", "The step is not above 0"),
        ("tutors", "1..9 step", "The step of '1..9 step' is missing"),
        ("tutors", "many", "not a number"),
        ("tutor_hours", "1..2", "has no step"),
        ("tutor_hours", 0, "must be more than 0"),
        ("attendance", "120%", "no share of all sessions"),
        ("kinds", "schoolday; lunch", "'lunch' is no kind of slot"),
        ("kinds", "weekend", "No slot is of this kind"),
        ("drop_tutors", "T9", "There is no tutor 'T9'.*T1"),
        ("drop_tutors", "2 x T1", "can't be dropped"),
        ("add_tutors", "T9", "There is no tutor 'T9'"),
        ("bus_days", 3, "The program has no route"),
        ("bus_days", "someday", "someday"),
        ("sites", "Ash", "No site is called 'Ash'"),
        ("min_need", 50, "No request has a need so high"),
        ("students", 0.01, "No student is left"),
        ("overrides", "max_group_size=2", "no cell with a value"),
        ("overrides", "Setings.max_group_size=2", "no sheet 'Setings'.*Settings"),
        ("overrides", "Settings.max_groop=2", "no such setting.*max_group_size"),
        ("overrides", "Settings.max_group_size=none", "With these values: Settings B4"),
        ("overrides", "Tutors[T9].max_group=2", "no row of Tutors is about 'T9'"),
        ("overrides", "Sites[Elmm].groups_at_once=2", "no row of Sites is about 'Elmm'"),
        ("overrides", "Tutors[T1].height=2", "has no column 'height'"),
        ("overrides", "Tutors.max_group=2", "names no row"),
        ("phase", "soon", "not a number"),
    ],
)
def test_bad_cells_are_told_with_their_address_and_nothing_is_solved(tmp_path, column, value, said):
    _, result = ran(tmp_path, {"scenario": "Bad", column: value}, code=1)
    told = " ".join(result.output.split())
    assert re.search(r"Scenarios (B1|B2)", told), told
    assert re.search(said, told), told
    assert not (tmp_path / "out.xlsx").exists()


def test_all_bad_cells_are_told_at_once_and_marked(tmp_path):
    rows = (
        {"scenario": "A", "tutors": "4..", "phase": 1},
        {"scenario": "B", "tutors": "x", "phase": 1},
        {"scenario": "B", "drop_tutors": "T9"},
        {"scenario": "C", "phase": 2, "tutors": "1; 2"},
    )
    _, result = ran(tmp_path, *rows, code=1)
    for cell in ("B2", "B3", "D4", "C5"):
        assert f"Scenarios {cell}" in result.output
    assert (tmp_path / "small-problems.xlsx").exists()


def test_two_phases_alike_and_two_names_alike_are_errors(tmp_path):
    rows = ({"scenario": "A", "phase": 1}, {"scenario": "B", "phase": 1}, {"scenario": "A"})
    _, result = ran(tmp_path, *rows, code=1)
    assert "Phase 1 stands in row 2 too" in result.output
    assert "'A' stands in row 2 too" in " ".join(result.output.split())


def test_costs_are_looked_at_too(tmp_path):
    costs = [("item", "per", "amount"), ("Rent", "month", 5), ("Lease", "week", -5)]
    _, result = ran(tmp_path, {"scenario": "A"}, code=1, Costs=costs)
    assert "Costs B2" in result.output
    assert "Costs C3" in result.output


def test_a_program_without_scenarios_says_what_to_do(tmp_path):
    _, result = ran(tmp_path, code=1)
    assert "no Scenarios sheet" in " ".join(result.output.split())


def test_more_than_a_thousand_scenarios_are_solved_only_if_wished_for(tmp_path):
    row = {"scenario": "Grid", "tutors": "1..40", "weekly_budget": "1..30 step 1"}
    _, result = ran(tmp_path, row, {"scenario": "Bad", "drop_tutors": "T9"}, code=1)
    told = " ".join(result.output.split())
    assert "Scenarios B2: The sheet makes 1,201 scenarios, 1,200 of them in this row" in told
    assert "Or give --yes." in told
    assert "There is no tutor 'T9'" in told


def test_weekly_planning_and_its_check_do_not_mind_a_bad_scenario(tmp_path):
    """What only a planner fills in does not keep a manager from planning the week."""
    program = workbook(tmp_path / "small.xlsx", {"scenario": "Bad", "tutors": "4.."})
    result = CliRunner().invoke(cli.main, ["--week", "2026-09-14", str(program)])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "small-2026-09-14.xlsx").exists()


def test_check_finds_what_is_wrong_with_scenarios_and_costs(tmp_path):
    costs = [("item", "per", "amount"), ("Rent", "month", 5)]
    program = workbook(tmp_path / "small.xlsx", {"scenario": "Bad", "tutors": "4.."}, Costs=costs)
    result = CliRunner().invoke(cli.main, ["check", str(program)])
    assert result.exit_code == 1
    assert "Scenarios B2" in result.output
    assert "Costs B2" in result.output


# -- files --------------------------------------------------------------------------------------


def test_scenarios_may_stand_in_a_file_of_their_own(tmp_path):
    program = workbook(tmp_path / "small.xlsx")
    lines = scenarios_sheet({"scenario": "Two", "tutors": 2})
    file = tmp_path / "what-if.csv"
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows(lines)
    target = tmp_path / "out.xlsx"
    result = scenarios(program, target, "--scenarios", str(file), "--workers", "1")
    assert result.exit_code == 0, result.output
    assert list(by_name(target)) == ["Two"]
    assert (
        dict(load_workbook(target)["Run"].iter_rows(values_only=True))["scenarios"] == "what-if.csv"
    )
    wrong = scenarios_sheet({"scenario": "Two", "tutors": "2.."})
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows(wrong)
    result = scenarios(program, tmp_path / "no.xlsx", "--scenarios", str(file))
    assert result.exit_code == 1
    assert "B2" in result.output


def test_what_is_there_is_replaced_only_if_wished_for(tmp_path):
    rows = ({"scenario": "As it is"},)
    ran(tmp_path, *rows)
    _, result = ran(tmp_path, *rows, code=2)
    assert "Give --overwrite" in " ".join(result.output.split())
    ran(tmp_path, *rows, options=("--overwrite",))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--memo", "memo.txt"), "does not end in .docx"),
        (("--charts", "small.xlsx"), "is a file"),
        (("--charts", "small.xlsx/there"), "can't be made"),
        (("--memo", "nowhere/memo.docx"), "is no place for a file"),
        (("--scenarios", "small.xlsx", "-o", "small.xlsx", "--overwrite"), "is the program itself"),
    ],
)
def test_bad_places_are_told_before_anything_is_solved(tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    _, result = ran(tmp_path, {"scenario": "A"}, code=2, options=options)
    assert said in " ".join(result.output.split())
    assert not (tmp_path / "out.xlsx").exists()


def test_several_processes_find_what_one_finds(tmp_path):
    program = small(tmp_path)
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    assert scenarios(program, one, "--workers", "1").exit_code == 0
    assert scenarios(program, two, "--workers", "2").exit_code == 0
    for title in ("Board", "Scenarios", "What binds", "Coverage", "Staffing", "Costs", "Run"):
        first = list(load_workbook(one)[title].iter_rows(values_only=True))
        assert first == list(load_workbook(two)[title].iter_rows(values_only=True))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_writes_what_is_solved_marked_as_partial(tmp_path, workers):
    """A real process, interrupted once its first scenario is solved."""
    program = workbook(tmp_path / "small.xlsx", {"scenario": "Many", "students": "1..30 step 0.5"})
    target = tmp_path / "out.xlsx"
    command = [sys.executable, "-c", WATCHED, "scenarios", str(program), *WEEK, "-o", str(target)]
    run = subprocess.Popen(
        [*command, "--workers", workers],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=Path(cli.__file__).parent, start_new_session=True,
    )  # fmt: skip
    said = run.stdout.readline()
    while "SOLVED" not in said:
        assert said, run.wait()
        said = run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 0, said
    assert "PARTIAL" in said
    facts = dict(load_workbook(target)["Run"].iter_rows(values_only=True))
    assert facts["partial"].startswith("PARTIAL")
    assert 0 < facts["scenarios_solved"] < facts["scenarios_asked"] == 59
    assert gone(run.pid)


WATCHED = """
import sys
from matcher import display
import cli
tell = display.Display.tell
def watched(self, progress):
    if "solved" in progress.phase:
        print("SOLVED", flush=True)
    tell(self, progress)
display.Display.tell = watched
if __name__ == "__main__":
    cli.main(sys.argv[1:])
"""


def gone(group):
    """Whether no process of the group is left, a moment later."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
