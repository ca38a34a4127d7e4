"""What stands in the sheets of a file or a folder, before anything is understood."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.workbook.cells import stripped
from matcher.workbook.findings import Finding

NEVER_STORED = (
    "The cell holds a formula whose result was never stored",
    "Open the workbook in Excel, let it calculate and save it, or write the value.",
)
"""What is said of a cell that is ``uncached``, and what would help."""


class UnreadableError(Exception):
    """An input that can't be opened at all. ``finding`` says why and what would help."""

    def __init__(self, message: str, remedy: str, *, sheet: str = "") -> None:
        super().__init__(message)
        self.finding = Finding("error", sheet, "", "", f"{message}.", remedy)


@dataclass(frozen=True)
class RawSheet:
    """A sheet as it stands: its rows that are not blank, each with its number in the sheet.

    ``title`` is what the user sees, ``name`` what is compared with the names of the contract.
    Columns count from 0. ``uncached`` are the cells (row, column) whose formula has no value.
    ``ranges`` are the merged ranges as (first row, last row, first column, last column).
    """

    title: str
    name: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    uncached: frozenset[tuple[int, int]] = frozenset()
    ranges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    unread: bool = False
    """Whether the sheet is there but could not be opened; a finding says so."""
    delimited: bool = False
    """Whether the sheet is a text file, where a forgotten quote shifts the cells."""


@dataclass(frozen=True)
class Source:
    """An input that could be opened, and the SHA-256 of its bytes.

    ``collected`` is the Attendance that was collected beside it, in a file of its own, of which
    ``sha256`` knows nothing.
    """

    path: Path
    sheets: tuple[RawSheet, ...]
    sha256: str
    findings: tuple[Finding, ...] = ()
    collected: RawSheet | None = None


def is_blank(raw: Any) -> bool:
    """Whether a cell holds nothing but blanks."""
    return raw is None or (isinstance(raw, str) and not stripped(raw))


def digest(*parts: bytes) -> str:
    """SHA-256 of the parts, one after another."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part)
    return total.hexdigest()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableError: the file is missing, locked by another program or can't be read.

    """
    try:
        return path.read_bytes()
    except FileNotFoundError as wrong:
        raise UnreadableError(
            f"There is no file {path.name}", "Check the name and the folder."
        ) from wrong
    except PermissionError as wrong:
        raise UnreadableError(
            f"{path.name} is locked or may not be read",
            "Close it in Excel, or ask for the right to read it, and try again.",
        ) from wrong
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or "the system refuses"
        raise UnreadableError(
            f"{path.name} can't be read: {reason}", "Copy it to this computer and try again."
        ) from wrong
