"""Draws weekly grids that a person can print and hang on a door.

All blocks of a sheet share one line of dates, which is frozen on the screen and repeated on every
printed page. Row heights are reckoned here, so that a block is never torn by a page's end.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from matcher.domain import clock
from matcher.report.words import day_words
from matcher.workbook.blocks import Block, Tile, Week
from matcher.workbook.print_setup import print_wide
from matcher.workbook.styles import (
    BAND,
    FAINT,
    INK,
    PAPER,
    SOFT,
    SUBJECT_FILLS,
    WARM,
    Ink,
    Look,
    Pen,
)

PAGE_POINTS = 525.0
"""Height of a landscape Letter or A4 page between the margins, with a little to spare."""
PAGE_WIDTH = 132.0
"""Width of that page, in widths of a digit: what all columns share."""
TIME_WIDTH = 12.0
LINE_POINTS = 12.0
TILE_SIZE = 9
WORKDAYS = 5

_TITLE = Look(bold=True, size=16, color=BAND)
_NOTE = Look(size=9, color=FAINT)
_DAY = Look(fill=BAND, color=PAPER, bold=True, across="center")
_NAME = Look(fill=SOFT, color=INK, bold=True, size=13)
_ASIDE = Look(fill=SOFT, color=FAINT, size=10, across="right")
_TIME = Look(bold=True, size=10, across="center", up="top", edge="thin")
_LATER_LANE = Look(edge="thin")
_FREE = Look(edge="thin")
_TILE = Look(size=TILE_SIZE, wrap=True, up="top", edge="thin")
_OFF = Look(size=TILE_SIZE, wrap=True, up="top", edge="dashed", italic=True, color=FAINT)
_LEDGER = Look(size=10)
_OWED = Look(size=10, bold=True, across="center", edge="thin")


@dataclass(frozen=True)
class Grid:
    """A sheet of weekly grids: its name, what stands above it, and its blocks."""

    title: str
    lead: str
    blocks: Sequence[Block]


def add_grid(book: Workbook, grid: Grid, week: Week, footer: str) -> None:
    """Write a grid as the book's next sheet; ``footer`` stands below each printed page."""
    sheet = book.create_sheet(grid.title)
    days = _days(grid.blocks)
    _Drawing(sheet, grid, week, days, footer).draw()


def _days(blocks: Sequence[Block]) -> range:
    """Monday to Friday, and on to the last day that is used."""
    last = max((tile.day for block in blocks for tile in block.tiles), default=0)
    return range(max(WORKDAYS, last + 1))


class _Drawing:
    def __init__(self, sheet: Worksheet, grid: Grid, week: Week, days: range, footer: str) -> None:
        self.sheet, self.grid, self.week, self.days = sheet, grid, week, days
        self.width = (PAGE_WIDTH - TIME_WIDTH) / len(days)
        self.columns = len(days) + 1
        used = {tile.subject for block in grid.blocks for tile in block.tiles}
        self.subjects = [subject for subject in week.codes if subject in used]
        every = list(week.codes)
        self.fills = {
            subject: SUBJECT_FILLS[every.index(subject) % len(SUBJECT_FILLS)]
            for subject in self.subjects
        }
        self.legend = [
            self.subjects[at : at + len(days)] for at in range(0, len(self.subjects), len(days))
        ]
        self.title_rows = 3 + len(self.legend)
        self.title_points = 26 + 15 + 16 * len(self.legend) + 20
        self.laid = [(block, list(self._rows(block))) for block in grid.blocks]
        self.pen = Pen(sheet)
        self.footer = footer

    def draw(self) -> None:
        last = get_column_letter(self.columns)
        rows = self.title_rows + sum(len(rows) for _, rows in self.laid)
        self.sheet.column_dimensions["A"].width = TIME_WIDTH
        for at in range(2, self.columns + 1):
            self.sheet.column_dimensions[get_column_letter(at)].width = round(self.width, 2)
        self.sheet.freeze_panes = f"A{self.title_rows + 1}"
        self.sheet.sheet_view.showGridLines = False
        self.sheet.sheet_properties.tabColor = "2E7D6B"
        print_wide(
            self.sheet,
            f"A1:{last}{max(rows, self.title_rows + 1)}",
            self.title_rows,
            self.footer,
        )
        self._titles()
        self._blocks()

    def _titles(self) -> None:
        self.pen.write([(self.grid.title, _TITLE)], 26)
        self.pen.write([(self.grid.lead, _NOTE)], 15)
        for line, subjects in enumerate(self.legend):
            label: Ink | None = ("Subjects", _NOTE) if line == 0 else None
            shown: list[Ink] = [
                (f"{self.week.codes[subject]} = {subject}", self._filled(_LEDGER, subject))
                for subject in subjects
            ]
            self.pen.write([label, *shown], 16)
        dates = self.week.plan.problem.dates
        self.pen.write([("Time", _DAY), *((day_words(dates[day]), _DAY) for day in self.days)], 20)

    def _filled(self, look: Look, subject: str) -> Look:
        return replace(look, fill=self.fills.get(subject, PAPER))

    def _blocks(self) -> None:
        if not self.grid.blocks:
            self.pen.write([("Nothing is planned this week.", _LEDGER)])
        left, page = PAGE_POINTS - self.title_points, None
        for block, rows in self.laid:
            needed = sum(height for _, height in rows)
            if page is not None and (block.page != page or needed > left):
                self.sheet.row_breaks.append(Break(id=self.pen.row))
                left = PAGE_POINTS - self.title_points
            page = block.page
            left -= needed
            for inks, height in rows:
                self.pen.write(inks, height)

    def _rows(self, block: Block) -> Iterator[tuple[list[Ink | None], float]]:
        """A block's rows with their heights: name, requests, then one row a time and lane."""
        blank: list[Ink | None] = [("", _NAME)] * (self.columns - 2)
        yield [(block.title, _NAME), *blank, (block.aside, _ASIDE)], 22
        for ledger in block.ledgers:
            look = self._filled(_LEDGER, ledger.subject)
            fill: list[Ink | None] = [("", look)] * (self.columns - 4)
            owed = replace(look, across="right")
            code = (self.week.codes[ledger.subject], replace(look, across="center", bold=True))
            yield (
                [
                    code,
                    (ledger.text, look),
                    *fill,
                    ("sessions owed this week", owed),
                    (ledger.owed, _OWED if ledger.owed == 0 else replace(_OWED, fill=WARM)),
                ],
                16,
            )
        by_time: dict[tuple[int, int], list[Tile]] = defaultdict(list)
        for tile in block.tiles:
            by_time[tile.start, tile.end].append(tile)
        for start, end in sorted(by_time):
            yield from self._lanes(f"{clock(start)}-{clock(end)}", by_time[start, end])
        yield [], 8

    def _lanes(self, time: str, tiles: list[Tile]) -> Iterator[tuple[list[Ink | None], float]]:
        on_day = {day: [tile for tile in tiles if tile.day == day] for day in self.days}
        for lane in range(max(len(of_day) for of_day in on_day.values())):
            here = [of_day[lane] if lane < len(of_day) else None for of_day in on_day.values()]
            row: list[Ink | None] = [(time, _TIME) if lane == 0 else ("", _LATER_LANE)]
            row += [("", _FREE) if tile is None else self._tile(tile) for tile in here]
            lines = max(self._lines(tile) for tile in here if tile is not None)
            yield row, lines * LINE_POINTS + 5

    def _tile(self, tile: Tile) -> Ink:
        look = _OFF if tile.off else self._filled(_TILE, tile.subject)
        return ("\n".join(tile.lines), look)

    def _lines(self, tile: Tile) -> int:
        """How many lines the text takes once it wraps, rather one too many than one too few."""
        room = max(self.width * 1.08, 8)  # letters of 9 points in a column of 11-point digits
        return sum(math.ceil(max(len(line), 1) / room) for line in tile.lines)
