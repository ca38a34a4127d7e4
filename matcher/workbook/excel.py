"""Opening an Excel workbook: values for reading, and what the eye doesn't see in them."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

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
)
"""What openpyxl lets through when a file is damaged or is no workbook."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPED_BREAK = re.compile("_x000[Dd]_")
"""How Excel keeps the first half of a Windows line break that was pasted into a cell."""
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[\s/>]")
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
        reader.read()
        yield from _sheets(reader, wanted)


def _sheets(reader: Any, wanted: Callable[[str], bool]) -> Iterator[RawSheet]:
    parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
    for sheet in reader.wb.worksheets:
        if not wanted(sheet.title):
            continue
        sheet.reset_dimensions()  # some programs write wrong ones, which would cut the sheet
        xml = reader.archive.read(parts[sheet.title])
        formulas = _formulas(xml)
        calculated = {row for row, _ in formulas}
        rows = tuple(
            (number, tuple(map(_unescaped, row)))
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
            if number in calculated or not all(map(is_blank, row))
        )
        yield RawSheet(
            title=sheet.title,
            name=sheet.title,
            rows=rows,
            uncached=_uncached(formulas, dict(rows)),
            ranges=tuple(_merged(xml)),
            hidden=sheet.sheet_state != "visible",
            hidden_rows=_hidden_rows(xml),
            hidden_columns=_hidden_columns(xml),
        )


def _unescaped(value: Any) -> Any:
    return _ESCAPED_BREAK.sub("\r", value) if isinstance(value, str) else value


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in _ATTRIBUTE.findall(tag)}


def _formulas(xml: bytes) -> list[tuple[int, int]]:
    """The formula cells whose value must be stored; an empty text that a formula gave is one."""
    cells = (_attributes(match[1]) for match in _FORMULA.finditer(xml))
    places = (coordinate_to_tuple(cell["r"]) for cell in cells if cell.get("t") != "str")
    return [(row, column - 1) for row, column in places]


def _uncached(
    formulas: list[tuple[int, int]], rows: dict[int, tuple[Any, ...]]
) -> frozenset[tuple[int, int]]:
    """The formula cells (row, column from 0) that hold no value."""
    return frozenset(
        (row, at) for row, at in formulas if at >= len(rows.get(row, ())) or rows[row][at] is None
    )


def _merged(xml: bytes) -> list[tuple[int, int, int, int]]:
    found = []
    for match in _MERGED.finditer(xml):
        left, top, right, bottom = range_boundaries(match[1].decode())
        found.append((int(top or 0), int(bottom or 0), int(left or 0) - 1, int(right or 0) - 1))
    return found


def _hidden_rows(xml: bytes) -> frozenset[int]:
    rows = (_attributes(match[0]) for match in _ROW.finditer(xml))
    return frozenset(int(row["r"]) for row in rows if "r" in row)


def _hidden_columns(xml: bytes) -> frozenset[int]:
    found: set[int] = set()
    for match in _COLUMN.finditer(xml):
        column = _attributes(match[0])
        found.update(range(int(column.get("min", 1)) - 1, int(column.get("max", 1))))
    return frozenset(found)
