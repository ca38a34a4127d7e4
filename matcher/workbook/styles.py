"""How cells look, and the pen that writes them so that no text ever becomes a formula or a link."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from matcher.domain import DAY_MINUTES


@dataclass(frozen=True)
class Marked:
    """A text whose first line is bold, so that it is seen in black and white too."""

    mark: str
    rest: str


CellValue = str | Marked | int | float | dt.date | dt.time | dt.timedelta | None

DATE = "yyyy-mm-dd"
TIME = "h:mm"
FULL_DAY = "[h]:mm"  # Excel's clock ends before 24:00; a duration does not
TEXT = "@"

INK = "1F2933"
FAINT = "6B7280"
LINE = "9AA5B1"
BAND = "334E68"
PAPER = "FFFFFF"
SOFT = "F0F4F8"
WARM = "FDF0D5"

SUBJECT_FILLS = (
    "CFE2F3",
    "FCE5CD",
    "D5E8D4",
    "F3D1DC",
    "FFF2B3",
    "DCD3EC",
    "C9E4E4",
    "E6DCC8",
    "F8CFC4",
    "DDE5B6",
    "E0E0E0",
    "B8C9F0",
    "F6D58F",
    "B5DFAE",
    "EFBDE3",
)
"""Pale enough to read black print on; told apart with any kind of colour sight, with the letters."""

LONGEST_TEXT = 32_767
"""The most characters that Excel keeps in a cell."""
LAST_ROW = 1_048_576
"""The number of a sheet's last row in Excel."""
_LONGEST_SHOWN_AS_TEXT = 255  # beyond it, Excel shows ##### for a cell of the format "@"
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RISKY = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Look:
    """How a cell looks. ``fill`` and ``color`` are RGB; ``edge`` is the kind of border."""

    fill: str = ""
    color: str = INK
    bold: bool = False
    italic: bool = False
    struck: bool = False
    size: int = 11
    across: Literal["general", "left", "center", "right"] = "general"
    up: Literal["top", "center"] = "center"
    wrap: bool = False
    edge: Literal["", "thin", "dashed", "under"] = ""
    form: str = "General"
    indent: int = 0


PLAIN = Look()
Ink = tuple[CellValue, Look]


def clean(text: str) -> str:
    """``text`` as a workbook can hold it: what Excel refuses becomes U+FFFD; one kind of line end."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFUSED.sub("\ufffd", unified)[:LONGEST_TEXT]


def number(value: Fraction | int) -> int | float:
    """A number as a cell takes it; whole ones stay whole."""
    return int(value) if value == int(value) else float(value)


def clock_cell(minutes: int) -> dt.time | dt.timedelta:
    """Minutes since midnight as Excel's own time; 24:00 as the duration of a whole day."""
    if minutes >= DAY_MINUTES:
        return dt.timedelta(minutes=minutes)
    return dt.time(minutes // 60, minutes % 60)


def subject_codes(subjects: Iterable[str]) -> dict[str, str]:
    """A short code for each subject, unlike every other's: ``M``, ``R``, ``Sc``, ``So``."""
    codes: dict[str, str] = {}
    taken: set[str] = set()
    names = list(dict.fromkeys(subjects))
    for name in names:
        first_letters = [other for other in names if other[:1].casefold() == name[:1].casefold()]
        wanted = 1 if len(first_letters) == 1 else 2
        code = clean(name[:1].upper() + name[1:wanted]).strip() or "?"
        count = 2
        tried = code
        while tried.casefold() in taken:
            tried = f"{code}{count}"
            count += 1
        taken.add(tried.casefold())
        codes[name] = tried
    return codes


class Pen:
    """Writes rows of a sheet in order.

    A write-only sheet turns a row into text the moment that it gets it, so one cell object a
    column and look serves every row: making a styled cell costs more than writing it.
    """

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 0
        """The last row written, counted from 1."""
        self._cells: dict[tuple[int, Look, bool], Cell] = {}

    def write(self, inks: Sequence[Ink | None], height: float | None = None) -> int:
        """Write the next row; ``height`` in points. Gives the row's number."""
        self.row += 1
        if height is not None:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(
            [None if ink is None else self._cell(at, *ink) for at, ink in enumerate(inks)]
        )
        return self.row

    def _cell(self, column: int, value: CellValue, look: Look) -> Cell:
        if value == "":
            value = None  # a coloured cell without text
        if not isinstance(value, str):
            cell = self._styled(column, look, risky=False)
            cell.value = _rich(value, look) if isinstance(value, Marked) else value
            return cell
        text = clean(value)
        cell = self._styled(column, look, risky=text.startswith(_RISKY))
        cell.value = text
        cell.data_type = "s"  # whatever it begins with: never a formula, never an error value
        return cell

    def _styled(self, column: int, look: Look, *, risky: bool) -> Cell:
        key = (column, look, risky)
        if key not in self._cells:
            cell: Cell = WriteOnlyCell(self.sheet)
            _dress(cell, look)
            cell.quotePrefix = risky  # Excel keeps it as text even after an edit
            self._cells[key] = cell
        return self._cells[key]


def _dress(cell: Cell, look: Look) -> None:
    cell.font = Font(
        name="Calibri",
        size=look.size,
        bold=look.bold,
        italic=look.italic,
        strike=look.struck,
        color=look.color,
    )
    if look.fill:
        cell.fill = PatternFill("solid", start_color=look.fill)
    if look.edge == "under":
        cell.border = Border(bottom=Side(style="hair", color=LINE))
    elif look.edge:
        side = Side(style=look.edge, color=LINE)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(
        horizontal=look.across, vertical=look.up, wrap_text=look.wrap, indent=look.indent
    )
    cell.number_format = look.form


def _rich(text: Marked, look: Look) -> CellRichText:
    bold = InlineFont(rFont="Calibri", sz=look.size, b=True, color=Color(INK))
    plain = InlineFont(rFont="Calibri", sz=look.size, i=look.italic, color=Color(look.color))
    return CellRichText(
        TextBlock(bold, f"{clean(text.mark)}\n"), TextBlock(plain, clean(text.rest))
    )


def text_form(text: str) -> str:
    """The number format that keeps ``text`` as it is, even when someone edits the cell."""
    return TEXT if len(text) <= _LONGEST_SHOWN_AS_TEXT else "General"
