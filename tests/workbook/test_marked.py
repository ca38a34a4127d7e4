"""The marked copy: every bad cell coloured and commented, a list first, whole or not at all."""

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from matcher.workbook import save
from matcher.workbook.marked import write_marked_copy
from matcher.workbook.read import read_program
from tests.workbook import books
from tests.workbook.books import GOOD, column, replaced, sheets

RED, AMBER = "00F4B6B6", "00FFE8A3"


def marked(path, **options):
    reading = read_program(path, **options)
    return reading, load_workbook(write_marked_copy(reading, path))


@pytest.fixture
def bad(tmp_path):
    content = sheets(
        Students=replaced("Students", "grade", 14, 3),
        Tutors=column("Tutors", "favourite", "blue"),
        Notes=[["=1+1", "+1", "@x", "-5"]],
    )
    return books.workbook(tmp_path / "autumn.xlsx", content)


def test_it_stands_beside_the_input_which_stays_as_it_was(bad):
    before = bad.read_bytes()
    target = write_marked_copy(read_program(bad), bad)
    assert target == bad.parent / "autumn-problems.xlsx"
    assert bad.read_bytes() == before
    assert sorted(p.name for p in bad.parent.iterdir()) == ["autumn-problems.xlsx", "autumn.xlsx"]


def test_bad_cells_are_coloured_and_say_what_is_wrong_and_right(bad):
    reading, book = marked(bad)
    cell = book["Students"]["D2"]
    assert cell.fill.start_color.rgb == RED
    assert cell.comment.text == ("There is no grade 14. Write one of TK, PK, K, 1, 2, ... 12.")
    assert reading.errors[0].message in cell.comment.text
    assert reading.errors[0].remedy in cell.comment.text
    assert book["Tutors"]["F1"].fill.start_color.rgb == AMBER
    assert book["Students"]["D3"].comment is None


def test_the_first_sheet_lists_every_finding(bad):
    reading, book = marked(bad)
    assert book.sheetnames[0] == "Problems"
    assert book.active.title == "Problems"
    rows = list(book["Problems"].values)
    assert rows[0] == ("level", "sheet", "cell", "value", "problem", "remedy")
    assert [row[4] for row in rows[1:]] == [finding.message for finding in reading.findings]


def test_what_stood_in_the_input_stands_in_the_copy(bad):
    _, book = marked(bad)
    for name in ("Students", "Tutors", "Slots", "Notes"):
        assert list(book[name].values) == list(load_workbook(bad)[name].values)


def test_text_stays_text_and_a_formula_a_formula(bad):
    book = load_workbook(bad)
    book["Notes"]["A9"] = "=2+2"
    book.save(bad)
    _, copy = marked(bad)
    assert [cell.data_type for cell in copy["Notes"][1]] == ["s"] * 4
    assert copy["Notes"]["A9"].data_type == "f"


def test_values_in_the_list_are_never_formulas(tmp_path):
    rows = replaced("Students", "grade", "=1+1", "@SUM(A1)")
    path = books.workbook(tmp_path / "p.xlsx", sheets(Students=rows))
    _, copy = marked(path)
    cells = [cell for row in copy["Problems"].iter_rows() for cell in row if cell.value]
    assert {"=1+1", "@SUM(A1)"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_folder_is_copied_into_a_workbook(tmp_path):
    content = sheets(Students=replaced("Students", "site", "=Lincoln", "+Lincoln"))
    content["Pairs"] = [["rule", "student", "with"], ["apart", "S1", "=cmd"]]
    path = books.folder(tmp_path / "autumn.v2", content)
    _, book = marked(path)
    assert (tmp_path / "autumn.v2-problems.xlsx").exists()
    assert set(book.sheetnames) == {"Problems", "students", "tutors", "slots", "pairs"}
    assert book["pairs"]["C2"].fill.start_color.rgb == RED
    assert {c.data_type for sheet in book for row in sheet for c in row if c.value} == {"s"}


def test_rows_left_out_are_marked_too(tmp_path):
    rows = [*GOOD["Students"], ["S1", "Reading", None, 14]]
    path = books.workbook(tmp_path / "p.xlsx", sheets(Students=rows))
    _, book = marked(path, skip_bad_rows=True)
    assert book["Students"]["A2"].fill.start_color.rgb == RED
    assert book["Students"]["D4"].fill.start_color.rgb == RED


def test_an_input_that_cannot_be_opened_gives_the_list_alone(tmp_path):
    path = tmp_path / "p.xlsx"
    path.write_bytes(b"nothing")
    _, book = marked(path)
    assert book.sheetnames == ["Problems"]


def test_where_there_is_no_input_there_is_no_copy(tmp_path):
    path = tmp_path / "p.xlsx"
    with pytest.raises(FileNotFoundError):
        write_marked_copy(read_program(path), path)
    assert list(tmp_path.iterdir()) == []


def test_a_comment_of_the_user_is_kept(bad):
    book = load_workbook(bad)
    book["Students"]["D2"].comment = Comment("Ask the office", "someone")
    book.save(bad)
    _, copy = marked(bad)
    assert copy["Students"]["D2"].comment.text.endswith("Ask the office")


def test_a_mended_copy_loses_the_marks_of_before(bad):
    copy = write_marked_copy(read_program(bad), bad)
    book = load_workbook(copy)
    book["Students"]["D2"] = 4
    book["Students"]["D3"] = 14
    book.save(copy)
    _, again = marked(copy)
    assert again.sheetnames.count("Problems") == 1
    assert "Problems1" not in again.sheetnames
    assert again["Students"]["D2"].comment is None
    assert again["Students"]["D2"].fill.start_color.rgb != RED
    assert again["Students"]["D3"].fill.start_color.rgb == RED


def test_merged_cells_are_marked_at_the_one_that_holds_the_value(bad):
    book = load_workbook(bad)
    book["Students"].merge_cells("C2:D2")
    book.save(bad)
    _, copy = marked(bad)
    assert copy["Students"]["C2"].comment is not None


def test_nothing_is_left_behind_when_it_cannot_be_written(bad, monkeypatch):
    def locked(*_):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(save.Path, "replace", locked)
    with pytest.raises(PermissionError):
        write_marked_copy(read_program(bad), bad)
    assert [p.name for p in bad.parent.iterdir()] == [bad.name]


def test_an_older_file_stays_whole_when_the_writing_fails(bad, monkeypatch):
    target = write_marked_copy(read_program(bad), bad)
    before = target.read_bytes()

    def broken(_, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Workbook, "save", broken)
    with pytest.raises(OSError, match="No space"):
        write_marked_copy(read_program(bad), bad)
    assert target.read_bytes() == before
    assert len(list(bad.parent.iterdir())) == 2


def test_what_can_be_read_is_marked_where_openpyxl_cannot_copy(bad, monkeypatch):
    def refuses(*_):
        raise KeyError("styles")

    reading = read_program(bad)
    monkeypatch.setattr("matcher.workbook.marked.load_workbook", refuses)
    copy = load_workbook(write_marked_copy(reading, bad))
    assert copy["Students"]["D2"].fill.start_color.rgb == RED
    assert copy["Students"]["B2"].value == "Math"


def test_a_sheet_of_the_users_own_called_problems_is_kept(bad):
    book = load_workbook(bad)
    book.create_sheet("Problems")["A1"] = "Sums to solve"
    book.save(bad)
    _, copy = marked(bad)
    assert copy["Problems"]["A1"].value == "Sums to solve"
    assert copy.worksheets[0]["A1"].value == "level"


def test_beside_a_sheet_of_the_users_own_the_list_of_before_goes_too(bad):
    book = load_workbook(bad)
    book.create_sheet("Problems")["A1"] = "Sums to solve"
    book.save(bad)
    copy = write_marked_copy(read_program(bad), bad)
    _, again = marked(copy)
    assert [name for name in again.sheetnames if "Problems" in name] == ["Problems1", "Problems"]
    assert again["Students"]["D2"].comment.text.count("There is no grade") == 1


def test_a_fill_that_the_user_chose_after_marking_is_kept(bad):
    copy = write_marked_copy(read_program(bad), bad)
    book = load_workbook(copy)
    book["Students"]["D2"] = 4
    book["Students"]["D2"].fill = PatternFill("solid", start_color="00FF00")
    book.save(copy)
    _, again = marked(copy)
    assert again["Students"]["D2"].fill.start_color.rgb == "0000FF00"


def test_a_missing_sheet_is_only_listed(tmp_path):
    path = books.workbook(tmp_path / "p.xlsx", sheets(Slots=None))
    _, copy = marked(path)
    assert copy["Problems"]["B2"].value == "Slots"


def test_a_sheet_without_a_header_is_marked_where_the_column_should_stand(tmp_path):
    rows = [row[1:] for row in GOOD["Slots"]]
    path = books.workbook(tmp_path / "p.xlsx", sheets(Slots=rows))
    _, copy = marked(path)
    assert "site is missing" in copy["Slots"]["A1"].comment.text
