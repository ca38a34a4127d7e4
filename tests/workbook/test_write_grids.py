"""How weekly grids are laid out: lanes for what happens at one time, pages for each person."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import Meeting, Program, Request
from matcher.workbook import grids
from matcher.workbook.blocks import Tile
from matcher.workbook.grids import LINE_POINTS, PAGE_POINTS, lanes
from matcher.workbook.styles import subject_codes
from matcher.workbook.wrapping import HIGHEST_ROW
from tests.workbook.plans import group, plan_of, slot, student, tutor, written


def tile(day, group_id):
    return Tile(day, 480, 510, "Reading", group_id, (group_id,))


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ABCD")), max_size=15))
def test_every_tile_has_a_lane_and_no_lane_two_tiles_a_day(days_and_groups):
    tiles = [tile(day, group_id) for day, group_id in days_and_groups]
    laid = [one for lane in lanes(tiles) for one in lane.values()]
    assert sorted(laid, key=str) == sorted(tiles, key=str)
    assert all(day == one.day for lane in lanes(tiles) for day, one in lane.items())


def test_a_group_keeps_to_its_lane_through_the_week():
    tiles = [tile(day, group_id) for day in range(5) for group_id in ("A", "B")]
    tiles.remove(tile(1, "A"))
    for lane in lanes(tiles):
        assert len({one.group_id for one in lane.values()}) == 1


def test_groups_of_other_days_share_a_lane():
    tiles = [tile(day, "A" if day % 2 else "B") for day in range(5)]
    assert len(lanes(tiles)) == 1


@given(st.lists(st.text(max_size=5), unique=True))
def test_every_subject_has_a_letter_of_its_own(subjects):
    codes = subject_codes(subjects)
    assert len({code.casefold() for code in codes.values()}) == len(subjects)
    assert all(codes.values())


def busy_site(tmp_path):
    """Twenty tutors at one site in one slot: more than a page holds."""
    here = slot(2, 480)
    wishes = [Request(student(n), "Reading", 1, 5) for n in range(20)]
    tutors = [tutor(n) for n in range(20)]
    groups = [
        group(f"G{n:03d}", one, [wish], [Meeting(here, day) for day in range(5)], "Reading")
        for n, (one, wish) in enumerate(zip(tutors, wishes, strict=True))
    ]
    return written(plan_of(Program(tuple(wishes), tuple(tutors), (here,)), groups), tmp_path)


def test_a_site_that_is_longer_than_a_page_goes_on_under_its_name(tmp_path):
    sheet = busy_site(tmp_path)["Sites"]
    breaks = [brk.id for brk in sheet.row_breaks.brk]
    assert breaks
    for row in breaks:
        assert sheet.cell(row + 1, 1).value == "Lincoln (continued)"
        assert sheet.cell(row + 2, 1).font.b  # its time, though the page before has shown it
    assert all(sheet.cell(row, 1).value for row in range(5, sheet.max_row))


def test_no_printed_page_is_higher_than_the_paper(tmp_path):
    book = busy_site(tmp_path)
    for name in ("Tutors", "Students", "Sites"):
        sheet = book[name]
        top = int(sheet.freeze_panes[1:]) - 1
        height = {  # the gap below a block may hang over the page's end
            row: sheet.row_dimensions[row].height if sheet.cell(row, 1).value else 0
            for row in range(1, sheet.max_row + 1)
        }
        starts = [top, *(brk.id for brk in sheet.row_breaks.brk), sheet.max_row]
        titles = sum(height[row] for row in range(1, top + 1))
        for first, last in pairwise(starts):
            assert titles + sum(height[row] for row in range(first + 1, last + 1)) <= PAGE_POINTS


def test_names_that_leave_their_lines_half_empty_have_room(tmp_path):
    """A word that no longer fits goes down whole: twelve such names take twelve lines."""
    here = slot(2, 480)
    wishes = [Request(student(n, name="Bartholomew-Ignatius"), "Reading", 1, 5) for n in range(12)]
    one = group("G1", tutor(1), wishes, [Meeting(here, 0)], "Reading")
    sheet = written(plan_of(Program(tuple(wishes), (tutor(1),), (here,)), [one]), tmp_path)[
        "Tutors"
    ]
    assert sheet.row_dimensions[6].height >= 14 * LINE_POINTS


def test_no_row_is_higher_than_excel_can_show(tmp_path):
    here = slot(2, 480)
    wishes = [Request(student(n, name="x" * 60), "Reading", 1, 5) for n in range(40)]
    one = group("G1", tutor(1), wishes, [Meeting(here, 0)], "Reading")
    sheet = written(plan_of(Program(tuple(wishes), (tutor(1),), (here,)), [one]), tmp_path)[
        "Tutors"
    ]
    assert sheet.row_dimensions[6].height == HIGHEST_ROW


def test_a_long_subject_is_whole_in_the_legend(tmp_path):
    here, subject = slot(2, 480), "English Language Development for Newcomers, Level One"
    wish = Request(student(1), subject, 1, 5)
    one = group("G1", tutor(1), [wish], [Meeting(here, 0)], subject)
    sheet = written(plan_of(Program((wish,), (tutor(1),), (here,)), [one]), tmp_path)["Tutors"]
    assert sheet["B3"].value == f"E = {subject}"
    assert sheet["B3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height >= 3 * 13


def test_a_full_week_of_six_meetings_a_day_is_one_page(tmp_path):
    """A tutor hangs up one sheet; a second with one row on it is lost."""
    names = ("Naomi Rahmanpurian", "Darius Quillfeather", "Yaretzi Mirasoleda", "Caleb Copperfen")
    slots = [slot(n, 480 + 50 * n) for n in range(6)]
    wishes, groups = [], []
    for n, here in enumerate(slots):
        members = [
            Request(student(4 * n + at, name=name), "Reading", 1, 5)
            for at, name in enumerate(names)
        ]
        wishes += members
        meetings = [Meeting(here, day) for day in range(5)]
        groups.append(group(f"G{n:03d}", tutor(1), members, meetings, "Reading"))
    program = Program(tuple(wishes), (tutor(1),), tuple(slots))
    sheet = written(plan_of(program, groups), tmp_path)["Tutors"]
    assert sheet.row_breaks.brk == []


def test_there_are_no_more_page_breaks_than_excel_takes(tmp_path, monkeypatch):
    monkeypatch.setattr(grids, "MOST_BREAKS", 3)
    assert len(busy_site(tmp_path)["Tutors"].row_breaks) == 3


def test_a_site_called_online_is_drawn_once(tmp_path):
    """It and what meets without a site share a block; each of two would have shown all of it."""
    virtual, nowhere = (
        slot(2, 480, site="Online", modality="online"),
        slot(3, 540, site=None, modality="online"),
    )
    groups = []
    for n, here in enumerate((virtual, nowhere)):
        wish = Request(student(n, site="Online", modality="online"), "Reading", 1, 5)
        told = {"modality": "online", "site": None}
        groups.append(group(f"G{n}", tutor(n), [wish], [Meeting(here, 0)], "Reading", **told))
    wishes = tuple(member for one in groups for member in one.members)
    program = Program(wishes, tuple(one.tutor for one in groups), (virtual, nowhere))
    sheet = written(plan_of(program, groups), tmp_path)["Sites"]
    assert [row[0].value for row in sheet.iter_rows(min_row=5) if row[0].value] == [
        "Online", "8:00-8:30", "9:00-9:30"
    ]  # fmt: skip


def test_fifteen_subjects_have_fifteen_colours(tmp_path):
    here, subjects = slot(2, 480), [f"{letter}-subject" for letter in "ABCDEFGHIJKLMNO"]
    groups = [
        group(f"G{n}", tutor(n), [Request(student(n), subject, 1, 5)], [Meeting(here, 0)], subject)
        for n, subject in enumerate(subjects)
    ]
    wishes = tuple(one.members[0] for one in groups)
    plan = plan_of(Program(wishes, tuple(one.tutor for one in groups), (here,)), groups)
    legend = written(plan, tmp_path)["Tutors"].iter_rows(min_row=3, max_row=5, min_col=2)
    assert len({cell.fill.start_color.rgb for row in legend for cell in row}) == 15
