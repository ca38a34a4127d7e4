"""Draws weekly grids that a person can print and hang on a door.

All blocks of a sheet share one line of dates, which is frozen on the screen and repeated on every
printed page. Row heights are reckoned here, so that a block is never torn by a page's end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from matcher.domain import clock
from matcher.report.words import day_words
from matcher.workbook.blocks import Block, Ledger, Tile, Week
from matcher.workbook.print_setup import PAGE_WIDTH, print_wide
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
    Marked,
    Pen,
)
from matcher.workbook.wrapping import count_lines, room_in, row_points

PAGE_POINTS = 515.0
"""Height of a landscape Letter or A4 page between the margins, with a little to spare."""
TIME_WIDTH = 12.0
LINE_POINTS = 12.0
TILE_SIZE = 9
WORKDAYS = 5
MOST_BREAKS = 1023
"""The most page breaks that Excel takes in a sheet; below them, pages end where they are full."""

_TITLE = Look(bold=True, size=16, color=BAND)
_NOTE = Look(size=9, color=FAINT)
_DAY = Look(fill=BAND, color=PAPER, bold=True, across="center")
_NAME = Look(fill=SOFT, color=INK, bold=True, size=13)
_ASIDE = Look(fill=SOFT, color=FAINT, size=10, across="right", indent=1)
_TIME = Look(bold=True, size=10, across="center", edge="thin")
_SAME_TIME = Look(size=9, color=FAINT, across="center", edge="thin")
_FREE = Look(edge="thin")
_TILE = Look(size=TILE_SIZE, wrap=True, across="left", indent=1, edge="thin")
_OFF = Look(
    size=TILE_SIZE,
    wrap=True,
    across="left",
    indent=1,
    edge="dashed",
    italic=True,
    color=FAINT,
)
_LEDGER = Look(size=10, across="left", indent=1)
_KEY = replace(_LEDGER, wrap=True)
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


@dataclass(frozen=True)
class _Row:
    """A row of the sheet; ``new_page``: where it is printed, a page begins with it."""

    inks: list[Ink | None]
    height: float
    new_page: bool = False


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
        self.legend_points = [
            row_points(max(self._legend_lines(subject) for subject in subjects), 13, 3)
            for subjects in self.legend
        ]
        self.title_rows = 3 + len(self.legend)
        self.title_points = 22 + 15 + sum(self.legend_points) + 20
        self.pen = Pen(sheet)
        self.footer = footer

    def draw(self) -> None:
        last = get_column_letter(self.columns)
        laid = list(self._lay())
        rows = self.title_rows + len(laid)
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
        for row in laid:
            if row.new_page and len(self.sheet.row_breaks) < MOST_BREAKS:
                self.sheet.row_breaks.append(Break(id=self.pen.row))
            self.pen.write(row.inks, row.height)

    def _titles(self) -> None:
        self.pen.write([(self.grid.title, _TITLE)], 22)
        self.pen.write([(self.grid.lead, _NOTE)], 15)
        for line, (subjects, points) in enumerate(
            zip(self.legend, self.legend_points, strict=True)
        ):
            label: Ink | None = ("Subjects", _NOTE) if line == 0 else None
            shown = [(self._key(subject), self._filled(_KEY, subject)) for subject in subjects]
            self.pen.write([label, *shown], points)
        dates = self.week.plan.problem.dates
        self.pen.write([("Time", _DAY), *((day_words(dates[day]), _DAY) for day in self.days)], 20)

    def _key(self, subject: str) -> str:
        return f"{self.week.codes[subject]} = {subject}"

    def _legend_lines(self, subject: str) -> int:
        return count_lines(self._key(subject), room_in(self.width, _KEY.size, indent=1))

    def _filled(self, look: Look, subject: str) -> Look:
        return replace(look, fill=self.fills.get(subject, PAPER))

    def _lay(self) -> Iterator[_Row]:
        """The rows below the titles, page by page. A block goes on under its own name."""
        room = PAGE_POINTS - self.title_points
        left, page = room, None
        if not self.grid.blocks:
            yield _Row([("Nothing is planned this week.", _LEDGER)], 16)
        for block in self.grid.blocks:
            rows = list(self._rows(block))
            needed = sum(row.height for row in rows)
            new_page = page is not None and (block.page != page or needed > left)
            left, page = room if new_page else left, block.page
            for row in rows:
                shown = row
                if row.height > left and row.inks:
                    band = self._band(f"{block.title} (continued)", block.aside)
                    left = room - band.height
                    yield replace(band, new_page=True)
                    shown = _first_of_page(row)
                left -= row.height
                yield replace(shown, new_page=new_page)
                new_page = False

    def _band(self, title: str, aside: str) -> _Row:
        blank: list[Ink | None] = [("", _NAME)] * (self.columns - 2)
        return _Row([(title, _NAME), *blank, (aside, _ASIDE)], 22)

    def _rows(self, block: Block) -> Iterator[_Row]:
        """A block's rows: name, requests, then one row a time and lane."""
        yield self._band(block.title, block.aside)
        for ledger in block.ledgers:
            yield self._ledger(ledger)
        by_time: dict[tuple[int, int], list[Tile]] = defaultdict(list)
        for tile in block.tiles:
            by_time[tile.start, tile.end].append(tile)
        for start, end in sorted(by_time):
            yield from self._lanes(f"{clock(start)}-{clock(end)}", by_time[start, end])
        yield _Row([], 8)

    def _ledger(self, ledger: Ledger) -> _Row:
        look = self._filled(_LEDGER, ledger.subject)
        code = replace(look, across="center", indent=0, bold=True)
        blank: list[Ink | None] = [("", look)] * (self.columns - 4)
        owed = _OWED if ledger.owed == 0 else replace(_OWED, fill=WARM)
        return _Row(
            [
                (self.week.codes[ledger.subject], code),
                (ledger.text, look),
                *blank,
                ("sessions owed this week", replace(look, across="right")),
                (ledger.owed, owed),
            ],
            16,
        )

    def _lanes(self, time: str, tiles: list[Tile]) -> Iterator[_Row]:
        for number, lane in enumerate(lanes(tiles)):
            row: list[Ink | None] = [(time, _SAME_TIME if number else _TIME)]
            here = [lane.get(day) for day in self.days]
            row += [("", _FREE) if tile is None else self._tile(tile) for tile in here]
            most = max(self._lines(tile) for tile in lane.values())
            yield _Row(row, row_points(most, LINE_POINTS, 3))

    def _tile(self, tile: Tile) -> Ink:
        look = _OFF if tile.off else self._filled(_TILE, tile.subject)
        rest = "\n".join(tile.lines)
        return (Marked(tile.mark, rest) if tile.mark else rest, look)

    def _lines(self, tile: Tile) -> int:
        """How many lines the text takes once it wraps, rather one too many than one too few."""
        lines = (tile.mark, *tile.lines) if tile.mark else tile.lines
        return count_lines("\n".join(lines), room_in(self.width, TILE_SIZE, indent=1))


def _first_of_page(row: _Row) -> _Row:
    """The row with its time as on a time's first row: who sees this page alone looks for it."""
    inks = [(ink[0], _TIME) if ink and ink[1] == _SAME_TIME else ink for ink in row.inks]
    return replace(row, inks=inks)


def lanes(tiles: Sequence[Tile]) -> list[dict[int, Tile]]:
    """Tiles of one time, side by side: each lane has at most one tile a day, by day.

    A group keeps to one lane through the week wherever it has but one tile a day.
    """
    found: list[dict[int, Tile]] = []
    of_group: dict[str, list[Tile]] = defaultdict(list)
    for tile in tiles:
        of_group[tile.group_id].append(tile)
    for kin in sorted(of_group.values(), key=len, reverse=True):
        days = {tile.day for tile in kin}
        home = next((lane for lane in found if not days & lane.keys()), None)
        if home is None:
            home = {}
            found.append(home)
        for tile in kin:
            lane = next((one for one in (home, *found) if tile.day not in one), None)
            if lane is None:
                lane = {}
                found.append(lane)
            lane[tile.day] = tile
    return found
