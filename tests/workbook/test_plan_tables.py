"""How the sheets for programs are sized, for people who print them."""

from dataclasses import replace

import pytest

from matcher.plan import Change
from tests.workbook.plans import FACTS, eventful, written

SEAT = "Tutor T007, Mon Tue Wed 12:50-13:20 at Magnolia Vista Elementary, in English"
ALSO = "Tutor T007, Mon Tue 12:50-13:20, Wed 10:15-10:45 at Magnolia Vista Elementary, in English"


def changes(tmp_path, **told):
    line = Change("student", "S001", "Ana Díaz", "Mathematics", "moves", SEAT, ALSO, "x " * 40)
    return written(replace(eventful(), changes=(replace(line, **told),)), tmp_path)["Changes"]


def width(sheet, header):
    cell = next(cell for cell in sheet[1] if cell.value == header)
    return sheet.column_dimensions[cell.column_letter].width


def test_columns_that_wrap_share_the_page_so_that_its_print_stays_readable(tmp_path):
    sheet = changes(tmp_path)
    total = sum(width(sheet, cell.value) for cell in sheet[1])
    assert total < 1.3 * 132  # three of 70 would print at less than half the size
    assert sheet.row_dimensions[2].height == 3 * 15


@pytest.mark.parametrize("header", ["before", "after", "why"])
def test_none_of_them_is_too_narrow_to_read(tmp_path, header):
    assert width(changes(tmp_path), header) >= 36


def test_a_blank_column_leaves_its_room_to_the_others(tmp_path):
    sheet = changes(tmp_path, before="")
    assert width(sheet, "before") < 15
    assert width(sheet, "after") > 36


def test_a_row_whose_texts_fit_has_one_line(tmp_path):
    sheet = changes(tmp_path, before="", after="No other group.", why="")
    assert sheet.row_dimensions[2].height is None


def test_facts_are_told_in_full(tmp_path):
    """A sum of 64 digits is no word that may be broken, nor does it make its row higher."""
    sheet = written(eventful(), tmp_path)["Run"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "input_sha256")
    assert row[1].value == FACTS.input_sha256
    assert sheet.row_dimensions[row[0].row].height is None


def test_what_is_different_stands_before_who_stays(tmp_path):
    """Two thousand lines that say 'stays' would hide the twenty that matter."""
    line = Change("student", "S001", "Ana Díaz", "Mathematics", "stays", SEAT, SEAT)
    lines = [
        replace(line, person=person, id=f"{person}{n}", what=what)
        for person in ("student", "tutor")
        for n, what in enumerate(("stays", "moves", "ends"))
    ]
    sheet = written(replace(eventful(), changes=tuple(lines)), tmp_path)["Changes"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "student1", "student2", "tutor1", "tutor2", "student0", "tutor0"
    ]  # fmt: skip


def test_a_line_under_each_row_leads_the_eye_across_blank_cells_too(tmp_path):
    row = changes(tmp_path, before="")[2]
    assert {cell.border.bottom.style for cell in row} == {"hair"}
    assert [cell.value for cell in row if cell.column_letter == "F"] == [None]


def test_a_name_too_long_for_its_column_wraps_and_is_not_cut(tmp_path):
    sheet = changes(tmp_path, name="Maximiliano Wolfgang-Wintermute de la Montaña III", before="")
    assert width(sheet, "name") == 34
    assert sheet["C2"].alignment.wrap_text
    short = changes(tmp_path, name="Ana Díaz", before="", after="", why="")
    assert not short["C2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 2 * 15
