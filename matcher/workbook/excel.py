"""Opening an Excel workbook: values for reading, and what the eye doesn't see in them."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from python_calamine import CalamineError, CalamineWorkbook

from matcher.workbook.sheets import RawSheet, Source, UnreadableError, digest, is_blank, read_bytes

BROKEN_FILE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    InvalidFileException,
    zlib.error,
    struct.error,
    SyntaxError,  # malformed XML
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,  # an encrypted or an unknown kind of compression
    CalamineError,
)
"""What openpyxl and calamine let through when a file is damaged or is no workbook."""

_MOST_CELLS = 5_000_000
"""Calamine holds a sheet as a full rectangle; a stray cell at the end of Excel's grid makes it huge."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPED_BREAK = re.compile("_x000[Dd]_")
"""How Excel keeps the first half of a Windows line break that was pasted into a cell."""
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s/>]")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_LETTERS = re.compile(rb' r="([A-Z]+)\d')
_BEYOND_Z = re.compile(rb' r="[A-Z][A-Z]')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b([^>/]*\bt="e"[^>/]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+\d+:[A-Z]+\d+)"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\bhidden="(?:1|true)"[^>]*>')
_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^>]*?\bhidden="(?:1|true)"[^>]*>')
_ATTRIBUTE = re.compile(rb'\b(\w+)="([^"]*)"')


def open_workbook(path: Path) -> Source:
    """Every worksheet of a workbook.

    Raises:
        UnreadableError: it is no workbook, has a password, is truncated, locked or missing.

    """
    content = read_bytes(path)
    _recognise(path, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names what it won't keep when writing
            sheets = tuple(worksheets(io.BytesIO(content)))
    except BROKEN_FILE as wrong:
        raise UnreadableError(
            f"{path.name} is damaged, cut short or no Excel workbook",
            "Open it in Excel, save it as Excel Workbook (.xlsx) and try again.",
        ) from wrong
    if not sheets:
        raise UnreadableError(
            f"{path.name} holds no sheet that can be read; it may be a Strict Open XML Spreadsheet",
            "Open it in Excel and save it as Excel Workbook (.xlsx).",
        )
    return Source(path, sheets, digest(content))


def _recognise(path: Path, content: bytes) -> None:
    if not content:
        raise UnreadableError(f"{path.name} is empty", "Export or save the workbook again.")
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableError(
                f"{path.name} is protected by a password",
                "Remove the password in Excel (File, Info, Protect Workbook) and save it.",
            )
        raise UnreadableError(
            f"{path.name} is in the old Excel format (.xls)",
            "Open it in Excel and save it as Excel Workbook (.xlsx).",
        )
    if not content.startswith(b"PK"):
        raise UnreadableError(
            f"{path.name} is no Excel workbook",
            "Give an .xlsx workbook, or a folder with .csv files named after the sheets.",
        )


def worksheets(
    stream: BinaryIO, wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[RawSheet]:
    """The ``wanted`` worksheets of an open file, by their titles, with their rows; charts have none.

    Raises one of :data:`BROKEN_FILE` where the file stops making sense.
    """
    reader: Any = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
    with closing(reader.archive):
        reader.read_manifest()
        reader.read_workbook()
        parts = [part for part in reader.parser.find_sheets() if _has_cells(reader, part[1])]
        stream.seek(0)
        book = CalamineWorkbook.from_filelike(stream) if parts else None
        for sheet, part in parts:
            if wanted(sheet.name):
                xml = reader.archive.read(part.target)
                yield _sheet(sheet, xml, _rows(reader, book, sheet.name, xml))


def _has_cells(reader: Any, part: Any) -> bool:
    return part.target in reader.valid_files and part.Type.endswith("/worksheet")


def _sheet(sheet: Any, xml: bytes, found: Iterable[Sequence[Any]]) -> RawSheet:
    formulas = _formulas(xml)
    rows: dict[int, tuple[Any, ...]] = {row: () for row, _ in formulas}
    for number, row in enumerate(found, start=1):
        if number in rows or not all(map(is_blank, row)):
            rows[number] = tuple(row)
    return RawSheet(
        title=sheet.name,
        name=sheet.name,
        rows=tuple(sorted(rows.items())),
        uncached=_uncached(formulas, rows),
        ranges=tuple(_merged(xml)),
        hidden=sheet.state != "visible",
        hidden_rows=_hidden_rows(xml),
        hidden_columns=_hidden_columns(xml),
    )


def _rows(reader: Any, book: Any, name: str, xml: bytes) -> Iterator[Sequence[Any]]:
    """The values of a sheet, row by row from the first; error values as texts such as ``#N/A``."""
    if _area(xml) > _MOST_CELLS:
        yield from _sparse_rows(reader, name)
        return
    errors: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, column, value in _errors(xml):
        errors[row].append((column, value))
    found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for number, row in enumerate(found, start=1):
        values = [_plain(value) for value in row]
        for column, value in errors.get(number, ()):
            values[column - 1] = value
        yield values


def _sparse_rows(reader: Any, name: str) -> Iterator[Sequence[Any]]:
    """The same by openpyxl, which takes its time and needs no room for cells that are not there."""
    if not reader.wb.worksheets:
        reader.read_strings()
        apply_stylesheet(reader.archive, reader.wb)
        reader.read_worksheets()
    sheet = reader.wb[name]
    sheet.reset_dimensions()  # some programs write wrong ones, which would cut the sheet
    for row in sheet.iter_rows(values_only=True):
        yield [_plain(value) for value in row]


def _area(xml: bytes) -> int:
    """How many cells a rectangle from A1 with all cells of a sheet has, or a little more."""
    rows = max(map(int, _ROW_NUMBER.findall(xml)), default=0)
    if not _BEYOND_Z.search(xml):
        return 26 * rows
    columns = set(_LETTERS.findall(xml))
    return rows * max(column_index_from_string(letters.decode()) for letters in columns)


def _plain(value: Any) -> Any:
    """One kind of value for whole numbers, one for dates, and None for nothing."""
    if isinstance(value, str):
        return _ESCAPED_BREAK.sub("\r", value) if value else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(tag)}


def _formulas(xml: bytes) -> list[tuple[int, int]]:
    """The formula cells whose value must be stored; an empty text that a formula gave is one."""
    if not any(start + end in xml for start in (b"<f", b":f") for end in (b">", b" ", b"/")):
        return []
    cells = (_attributes(match[1]) for match in _FORMULA.finditer(xml))
    places = (coordinate_to_tuple(cell["r"]) for cell in cells if cell.get("t") != "str")
    return [(row, column - 1) for row, column in places]


def _errors(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """The row, the column from 1 and the text of each cell with an error value."""
    for match in _ERROR.finditer(xml) if b't="e"' in xml else ():
        place = _attributes(match[1]).get("r")
        if place is not None:
            yield (*coordinate_to_tuple(place), match[2].decode())


def _uncached(
    formulas: list[tuple[int, int]], rows: dict[int, tuple[Any, ...]]
) -> frozenset[tuple[int, int]]:
    """The formula cells (row, column from 0) that hold no value."""
    return frozenset(
        (row, at) for row, at in formulas if at >= len(rows.get(row, ())) or rows[row][at] is None
    )


def _merged(xml: bytes) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    if b"mergeCell" not in xml:
        return found
    for match in _MERGED.finditer(xml):
        left, top, right, bottom = range_boundaries(match[1].decode())
        found.append((int(top or 0), int(bottom or 0), int(left or 0) - 1, int(right or 0) - 1))
    return found


def _hidden_rows(xml: bytes) -> frozenset[int]:
    if b"hidden=" not in xml:
        return frozenset()
    rows = (_attributes(match[0]) for match in _ROW.finditer(xml))
    return frozenset(int(row["r"]) for row in rows if "r" in row)


def _hidden_columns(xml: bytes) -> frozenset[int]:
    found: set[int] = set()
    if b"hidden=" not in xml:
        return frozenset()
    for match in _COLUMN.finditer(xml):
        column = _attributes(match[0])
        found.update(range(int(column.get("min", 1)) - 1, int(column.get("max", 1))))
    return frozenset(found)
