"""Opening a folder of CSV files named after the sheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from matcher.workbook.sheets import RawSheet, Source, UnreadableError, digest, is_blank, read_bytes


def open_folder(path: Path) -> Source:
    """Every ``.csv`` file of a folder, in the order of their names.

    Raises:
        UnreadableError: the folder can't be read or holds no CSV file.

    """
    try:
        files = sorted(file for file in path.iterdir() if _is_sheet(file))
    except OSError as wrong:
        raise UnreadableError(
            f"The folder {path.name} can't be read", "Ask for the right to read it."
        ) from wrong
    if not files:
        raise UnreadableError(
            f"The folder {path.name} holds no .csv file",
            "Put students.csv, tutors.csv and slots.csv there.",
        )
    sheets, findings, contents = [], [], []
    for file in files:
        try:
            content = read_bytes(file)
            contents.append(content)
            sheets.append(_sheet(file, content))
        except UnreadableError as wrong:
            sheets.append(RawSheet(title=file.name, name=file.stem, rows=(), unread=True))
            findings.append(wrong.finding)
    return Source(path, tuple(sheets), digest(*contents), tuple(findings))


def open_file(path: Path) -> RawSheet:
    """One ``.csv`` file.

    Raises:
        UnreadableError: the file can't be read or is no CSV file.

    """
    return _sheet(path, read_bytes(path))


def _is_sheet(file: Path) -> bool:
    """Whether it is one of the user's files; systems and programs leave hidden ones beside them."""
    return file.suffix.lower() == ".csv" and not file.name.startswith((".", "~")) and file.is_file()


def _sheet(file: Path, content: bytes) -> RawSheet:
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableError(
            f"{file.name} is not written in UTF-8",
            "In Excel, save it as CSV UTF-8 (comma delimited).",
            sheet=file.name,
        ) from wrong
    try:
        records = list(
            csv.reader(io.StringIO(written, newline=""), delimiter=_delimiter(written), strict=True)
        )
    except csv.Error as wrong:
        raise UnreadableError(
            f"{file.name} is no well-formed CSV file: {wrong}",
            "Look for a quotation mark without its partner, or save the sheet as CSV UTF-8 again.",
            sheet=file.name,
        ) from wrong
    rows = (
        (number, tuple(cell or None for cell in record))
        for number, record in enumerate(records, start=1)
        if not all(map(is_blank, record))
    )
    return RawSheet(title=file.name, name=file.stem, rows=tuple(rows), delimited=True)


def _delimiter(written: str) -> str:
    """The character that splits the first line that isn't blank into more cells."""
    first = next((line for line in written.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)
