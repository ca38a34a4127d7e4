"""Inputs that can't be opened, and what Excel hides in those that can."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart

from matcher.workbook.read import read_program
from matcher.workbook.sheets import NEVER_STORED
from tests.workbook import books
from tests.workbook.books import GOOD, column, replaced, sheets

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def only_error(found):
    assert found.program is None
    (error,) = found.findings
    assert error.level == "error"
    assert error.remedy
    return error.message


def edited(tmp_path, edit, **changed):
    """The good workbook after an edit through openpyxl."""
    path = books.workbook(tmp_path / "program.xlsx", sheets(**changed))
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return read_program(path)


def patched(path: Path, sheet: str, old: bytes, new: bytes) -> Path:
    """A workbook with other bytes in the XML of a sheet, as another program would write them."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    name = f"xl/worksheets/{sheet}.xml"
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


# -- files that can't be opened -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"student_id,subject\n", "is no Excel workbook"),
        (b"\x00" * 1000, "is no Excel workbook"),
        (OLE + b"\x00" * 600, "old Excel format"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x03\x04 cut short", "damaged"),
    ],
)
def test_a_file_that_is_no_workbook_gets_its_message(tmp_path, content, words):
    path = tmp_path / "program.xlsx"
    path.write_bytes(content)
    assert words in only_error(read_program(path))


def test_a_missing_file_gets_its_message(tmp_path):
    assert "no file program.xlsx" in only_error(read_program(tmp_path / "program.xlsx"))


@pytest.mark.parametrize("name", ["a\0b.xlsx", "x" * 5000])
def test_an_impossible_name_gets_its_message(tmp_path, name):
    only_error(read_program(tmp_path / name))


def test_a_locked_file_gets_its_message(tmp_path, monkeypatch):
    path = books.workbook(tmp_path / "program.xlsx", sheets())

    def locked(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    assert "locked" in only_error(read_program(path))


def test_a_zip_file_of_something_else_gets_its_message(tmp_path):
    path = tmp_path / "program.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "no Excel workbook" in only_error(read_program(path))


def test_a_folder_without_csv_files_gets_its_message(tmp_path):
    assert "no .csv file" in only_error(read_program(tmp_path))


def test_a_folder_that_may_not_be_read_gets_its_message(tmp_path, monkeypatch):
    def forbidden(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", forbidden)
    assert "can't be read" in only_error(read_program(tmp_path))


def test_a_workbook_without_the_sheets_misses_each(tmp_path):
    path = tmp_path / "program.xlsx"
    Workbook().save(path)
    errors = read_program(path).errors
    assert [e.sheet for e in errors] == ["Students", "Tutors", "Slots"]


def many(examples):
    """Inputs made by chance, all written into the one folder of a test."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


@many(60)
@given(st.data())
def test_a_workbook_cut_short_or_with_changed_bytes_never_gives_a_traceback(tmp_path, data):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    whole = bytearray(path.read_bytes())
    share = st.floats(0, 1, exclude_max=True)
    for place, byte in data.draw(st.lists(st.tuples(share, st.integers(0, 255)), max_size=6)):
        whole[int(place * len(whole))] = byte
    kept = data.draw(st.one_of(st.just(1.0), share))
    path.write_bytes(bytes(whole[: int(kept * len(whole))]))
    found = read_program(path)
    assert (found.program is None) == bool(found.errors)


@many(60)
@given(xml=st.binary(max_size=300))
def test_garbage_inside_a_sheet_never_gives_a_traceback(tmp_path, xml):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    patched(path, "sheet1", b"<sheetData>", b"<sheetData>" + xml)
    found = read_program(path)
    assert (found.program is None) == bool(found.errors)


@many(100)
@given(content=st.binary(max_size=300))
def test_garbage_in_a_csv_file_never_gives_a_traceback(tmp_path, content):
    path = books.folder(tmp_path / "folder", sheets())
    (path / "students.csv").write_bytes(b"student_id,subject,site,grade\n" + content)
    found = read_program(path)
    assert (found.program is None) == bool(found.errors)


cell = st.one_of(
    st.none(),
    st.sampled_from(["S1", "T1", "Math", "Lincoln", "Mon 8:00-9:00", "8:00", "yes", "=1+1", "5-3"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8),
    st.integers(-5, 50000),
    st.floats(-10, 10),
    st.dates(),
    st.times(),
    st.booleans(),
)


@many(150)
@given(data=st.data(), skip=st.booleans())
def test_any_cells_give_a_program_or_errors_and_never_a_traceback(tmp_path, data, skip):
    headers = {
        **{sheet: rows[0] for sheet, rows in GOOD.items()},
        "Pairs": ["rule", "student", "with"],
        "Calendar": ["date", "what", "from", "to", "start_date", "end_date", "grades", "site"],
        "Settings": ["setting", "value"],
        "Rooms": ["site", "room", "groups_at_once", "open", "kinds"],
        "Contacts": ["student_id", "name", "language", "channel", "address"],
        "Attendance": ["date", "student_id", "status", "subject", "tutor_id", "minutes"],
    }
    content = {}
    for sheet, header in headers.items():
        row = st.lists(cell, min_size=len(header), max_size=len(header))
        content[sheet] = [*GOOD.get(sheet, [header]), *data.draw(st.lists(row, max_size=2))]
    found = read_program(books.workbook(tmp_path / "program.xlsx", content), skip_bad_rows=skip)
    assert (found.program is None) == bool(found.errors)
    for finding in found.findings:
        assert str(finding)


def test_a_workbook_in_the_strict_form_gets_its_message(tmp_path):
    """No sheet of it can be read, so none is called missing."""
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            strict = part.replace(
                b"schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"purl.oclc.org/ooxml/spreadsheetml/main",
            ).replace(
                b"schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"purl.oclc.org/ooxml/officeDocument/relationships",
            )
            archive.writestr(name, strict)
    assert "Strict Open XML" in only_error(read_program(path))


# -- CSV files ----------------------------------------------------------------------------------


def test_a_csv_file_in_another_encoding_gets_its_message(tmp_path):
    path = books.folder(tmp_path / "folder", sheets())
    (path / "students.csv").write_bytes("student_id,subject\nS1,Español\n".encode("latin-1"))
    errors = read_program(path).errors
    assert "not written in UTF-8" in errors[0].message
    assert errors[0].sheet == "students.csv"


def test_of_a_csv_file_that_can_not_be_read_nothing_else_is_said(tmp_path):
    """It is not missing, and what other sheets name may well stand in it."""
    path = books.folder(
        tmp_path / "folder",
        sheets(
            Students=column("Students", "transport", "Bus"),
            Transport=[["route", "days"], ["Bus", "Mon"]],
        ),
    )
    for name in ("students.csv", "transport.csv"):
        (path / name).write_bytes((path / name).read_bytes() + "español".encode("latin-1"))
    assert [error.sheet for error in read_program(path).errors] == ["students.csv", "transport.csv"]


def test_a_csv_file_with_an_open_quote_gets_its_message(tmp_path):
    path = books.folder(tmp_path / "folder", sheets())
    (path / "pairs.csv").write_text('rule,student,with\napart,"S1,S2\n')
    assert "no well-formed CSV" in read_program(path).errors[0].message


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_character_between_cells_is_found(tmp_path, delimiter, encoding):
    path = books.folder(tmp_path / "folder", sheets(), delimiter, encoding)
    found = read_program(path)
    assert found.findings == ()
    assert len(found.program.requests) == 2


def test_a_csv_row_that_slipped_is_an_error(tmp_path):
    path = books.folder(tmp_path / "folder", sheets())
    (path / "slots.csv").write_text("site,days,start,end\nLincoln,Mon,Wed,8:00,8:30\n")
    errors = read_program(path).errors
    assert any("more cells than the header" in e.message for e in errors)


def test_csv_cells_are_named_as_a_spreadsheet_shows_them(tmp_path):
    path = books.folder(tmp_path / "folder", sheets())
    (path / "slots.csv").write_text("site,days,start,end\n\nLincoln,Mon,9:00,8:30\n")
    assert [(e.sheet, e.cell) for e in read_program(path).errors] == [("slots.csv", "D3")]


def test_files_that_systems_leave_behind_are_no_sheets(tmp_path):
    path = books.folder(tmp_path / "folder", sheets())
    (path / "._students.csv").write_bytes(b"\x00\x05")
    (path / "~$slots.csv").write_bytes(b"\x00\x05")
    assert read_program(path).findings == ()


# -- what Excel hides ---------------------------------------------------------------------------


def test_a_formula_without_a_stored_result_is_an_error(tmp_path):
    def edit(book):
        book["Students"]["D2"] = "=1+2"

    found = edited(tmp_path, edit)
    assert [(e.sheet, e.cell) for e in found.errors] == [("Students", "D2")]
    assert "result was never stored" in found.errors[0].message


def test_a_row_of_formulas_without_results_is_not_taken_for_a_blank_one(tmp_path):
    def edit(book):
        for at in "ABCD":
            book["Slots"][f"{at}3"] = f"={at}2"

    found = edited(tmp_path, edit)
    assert [e.cell for e in found.errors] == ["A3", "B3", "C3", "D3"]


def test_a_formula_with_a_stored_result_is_that_result(tmp_path):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    patched(path, "sheet1", b'<c r="D2" t="n"><v>3</v></c>', b'<c r="D2"><f>1+3</f><v>4</v></c>')
    found = read_program(path)
    assert found.findings == ()
    assert found.program.requests[0].student.grade == 4


def test_a_formula_that_gave_an_empty_text_is_a_blank(tmp_path):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    patched(
        path,
        "sheet1",
        b'<c r="E2" t="inlineStr"><is><t>Ana</t></is></c>',
        b'<c r="E2" t="str"><f>""</f><v></v></c>',
    )
    found = read_program(path)
    assert found.findings == ()
    assert found.program.requests[0].student.name == ""


def test_a_formula_in_an_ignored_column_stops_nothing(tmp_path):
    def edit(book):
        book["Students"]["G2"] = "=1+2"

    assert edited(tmp_path, edit).errors == ()


def test_a_windows_line_break_that_excel_keeps_escaped_is_a_line_break(tmp_path):
    windows = "Mon 8:00-9:00_x000D_\nTue 8:00-9:00"
    content = sheets(Tutors=replaced("Tutors", "available", windows))
    found = read_program(books.workbook(tmp_path / "program.xlsx", content))
    assert found.findings == ()
    assert len(found.program.tutors[0].available) == 2


def test_a_stray_cell_at_the_end_of_the_grid_changes_nothing(tmp_path):
    """A full rectangle that holds it has 17 thousand million cells."""

    def edit(book):
        book["Students"]["XFD1048576"] = "stray"
        book["Students"]["A3"].value = "#N/A"

    found = edited(tmp_path, edit)
    assert [(error.cell, error.message) for error in found.errors] == [
        ("A3", "Excel shows an error here")
    ]


def test_an_error_value_is_no_blank_cell(tmp_path):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    patched(
        path,
        "sheet1",
        b'<c r="E2" t="inlineStr"><is><t>Ana</t></is></c>',
        b'<c r="E2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>',
    )
    assert [(e.cell, e.value) for e in read_program(path).errors] == [("E2", "#DIV/0!")]


def test_an_error_that_was_never_stored_does_not_take_the_next_cell_s_value(tmp_path):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    patched(
        path,
        "sheet1",
        b'<c r="E2" t="inlineStr"><is><t>Ana</t></is></c>',
        b'<c r="E2" t="e"><f>A1/0</f></c><c r="F2"><v>7</v></c>',
    )
    assert [(e.cell, e.message) for e in read_program(path).errors] == [
        ("E2", f"{NEVER_STORED[0]}.")
    ]


def test_wrong_dimensions_do_not_cut_a_sheet(tmp_path):
    path = books.workbook(tmp_path / "program.xlsx", sheets())
    patched(path, "sheet1", b'<dimension ref="A1:E3"', b'<dimension ref="A1:B2"')
    assert len(read_program(path).program.requests) == 2


def test_a_forgotten_cell_at_the_bottom_is_no_row(tmp_path):
    def edit(book):
        book["Students"]["A1048576"] = " "

    assert edited(tmp_path, edit).findings == ()


def test_merged_cells_inside_the_table_are_an_error(tmp_path):
    found = edited(tmp_path, lambda book: book["Students"].merge_cells("C2:C3"))
    assert [(e.sheet, e.cell) for e in found.errors if "C2:C3 are merged" in e.message] == [
        ("Students", "C2")
    ]


def test_merged_headers_are_an_error(tmp_path):
    found = edited(tmp_path, lambda book: book["Slots"].merge_cells("D1:E1"))
    assert any("header are merged" in e.message for e in found.errors)


@pytest.mark.parametrize("where", ["H1:J2", "A9:B9"])
def test_merged_cells_outside_the_table_are_told(tmp_path, where):
    found = edited(tmp_path, lambda book: book["Students"].merge_cells(where))
    assert found.program is not None
    assert [f.message for f in found.findings] == [
        f"The cells {where} outside the table are merged."
    ]


def test_hidden_sheets_rows_and_columns_are_read_and_told(tmp_path):
    def edit(book):
        book["Tutors"].sheet_state = "hidden"
        book["Students"].row_dimensions[3].hidden = True
        book["Students"].row_dimensions[77].hidden = True
        book["Students"].column_dimensions["E"].hidden = True

    found = edited(tmp_path, edit)
    assert len(found.program.requests) == 2
    assert [(f.sheet, f.cell, f.message) for f in found.findings] == [
        ("Students", "E1", "Hidden columns are read: E."),
        ("Students", "A3", "Hidden rows are read: 3."),
        ("Tutors", "", "The sheet is hidden; it is read."),
    ]


def test_charts_are_no_sheets(tmp_path):
    found = edited(tmp_path, lambda book: book.create_chartsheet("Chart").add_chart(BarChart()))
    assert found.findings == ()


def test_a_workbook_in_memory_order_does_not_matter(tmp_path):
    turned = dict(reversed(sheets().items()))
    one = read_program(books.workbook(tmp_path / "one.xlsx", sheets()))
    two = read_program(books.workbook(tmp_path / "two.xlsx", turned))
    assert one.program == two.program


def test_numbers_in_a_workbook_saved_twice_are_the_same(tmp_path):
    content = io.BytesIO(books.workbook(tmp_path / "one.xlsx", sheets()).read_bytes())
    again = tmp_path / "two.xlsx"
    load_workbook(content).save(again)
    assert read_program(again).program == read_program(tmp_path / "one.xlsx").program


def test_a_name_so_long_that_nothing_can_be_called_after_it(tmp_path):
    """What was collected beside a program is looked for under a longer name than its own."""
    path = books.workbook(tmp_path / f"{'x' * 245}.xlsx", sheets())
    assert read_program(path).errors == ()
