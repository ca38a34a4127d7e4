"""The Board sheet: scenarios side by side on one page, wages and all in, reached and possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from matcher.report.scenarios import binds_words
from matcher.report.words import date_words
from matcher.scenarios.outcome import Outcome, Resource, Study
from matcher.workbook.print_setup import print_wide
from matcher.workbook.styles import BAND, FAINT, PAPER, SOFT, WARM, Ink, Look, Pen
from matcher.workbook.wrapping import count_lines, room_in, row_points

_TITLE = Look(bold=True, size=20, color=BAND)
_LINE = Look(size=11, wrap=True, up="top", across="left", indent=1)
_WARN = replace(_LINE, bold=True, fill=WARM)
_NOTE = Look(size=9, italic=True, color=FAINT, wrap=True, up="top", across="left", indent=1)
_SPAN = Look(bold=True, size=10, fill=BAND, color=PAPER, across="center")
_HEAD = Look(bold=True, size=10, fill=BAND, color=PAPER, wrap=True, across="center", up="center")
_NAME = Look(size=10, wrap=True, up="center", across="left", edge="under")
_WHOLE = Look(size=10, form="#,##0", across="right", edge="under")
_KEY = replace(_WHOLE, bold=True, size=12, fill=SOFT)
_MOST = replace(_WHOLE, color=FAINT)
_HOURS = replace(_WHOLE, form="#,##0.0")
_DOLLARS = replace(_WHOLE, form="$#,##0")
_CENTS = replace(_WHOLE, form="$#,##0.00")
_WORDS = replace(_NAME, size=9)

_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("", "Scenario", 34),
    ("Students", "in it", 9),
    ("Students", "served", 9),
    ("Students", "at most, any plan", 9),
    ("Students", "not served", 9),
    ("In a week", "requests placed", 9),
    ("In a week", "student sessions", 9),
    ("In a week", "tutors", 8),
    ("In a week", "tutor hours", 8),
    ("In a week", "full-time tutors", 9),
    ("Dollars a year", "wages", 12),
    ("Dollars a year", "all in", 12),
    ("A student served", "wages", 10),
    ("A student served", "all in", 10),
    ("A student's hour, all in", "all attended", 10),
    ("A student's hour, all in", "as expected", 10),
    ("", "What binds, and what one more is worth", 44),
)


def add_board(
    book: Workbook, study: Study, headline: Sequence[str], notes: Sequence[str], footer: str
) -> None:
    """Write the Board sheet as the book's next."""
    sheet = book.create_sheet("Board")
    last = get_column_letter(len(_COLUMNS))
    for at, (_, _, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.sheet_view.showGridLines = False
    rows = 4 + len(headline) + len(study.outcomes) + len(notes) + 2
    print_wide(sheet, f"A1:{last}{rows}", 0, footer)
    pen = Pen(sheet)
    room = room_in(sum(width for *_, width in _COLUMNS), 11, 1)

    def across(text: str, look: Look, least: float) -> None:
        height = max(least, row_points(count_lines(text, room), 15))
        row = pen.write([(text, look)], height)
        sheet.merged_cells.add(f"A{row}:{last}{row}")

    title = f"Scenarios for the week of {date_words(study.monday)}"
    across(
        f"{study.program}: {title[0].lower()}{title[1:]}" if study.program else title, _TITLE, 32
    )
    for line in headline:
        across(
            line, _WARN if line.startswith(("PARTIAL", "NOT REACHED", "ATTENTION")) else _LINE, 17
        )
    pen.write([], 8)
    _heads(pen, sheet)
    for outcome, binds in zip(study.outcomes, study.binds, strict=True):
        inks = _row(outcome, binds)
        words = str(inks[-1][0]) if inks[-1] else ""
        lines = max(
            count_lines(outcome.scenario.name, room_in(34, 10, 0)),
            count_lines(words, room_in(44, 9, 0)),
        )
        pen.write(inks, max(20.0, row_points(lines, 13)))
    pen.write([], 8)
    for note in notes:
        across(note, _NOTE, 14)


def _heads(pen: Pen, sheet: Worksheet) -> None:
    spans = [span for span, _, _ in _COLUMNS]
    row = pen.write([(span, _SPAN) for span in spans], 18)
    at = 0
    while at < len(spans):
        end = at
        while end + 1 < len(spans) and spans[end + 1] == spans[at] != "":
            end += 1
        if end > at:
            first, last = get_column_letter(at + 1), get_column_letter(end + 1)
            sheet.merged_cells.add(f"{first}{row}:{last}{row}")
        at = end + 1
    pen.write([(name, _HEAD) for _, name, _ in _COLUMNS], 44)


def _row(outcome: Outcome, binds: Sequence[Resource] | None) -> list[Ink]:
    f = outcome.figures
    expected = None if f.attendance is None else f.per_hour(f.attendance)
    return [
        (outcome.scenario.name, _NAME),
        (f.children, _WHOLE),
        (f.served.count, _KEY),
        (f.served.most, _MOST),
        (f.not_served, _WHOLE),
        (f.placed.count, _WHOLE),
        (f.sessions.count, _WHOLE),
        (f.tutors, _WHOLE),
        (_number(f.tutor_hours), _HOURS),
        (_number(f.fte), _HOURS),
        (_number(f.bill.wages), _DOLLARS),
        (_number(f.bill.year), _DOLLARS),
        (_number(f.wages_per_student), _DOLLARS),
        (_number(f.per_student), _DOLLARS),
        (_number(f.per_hour()), _CENTS),
        (_number(expected), _CENTS),
        ("not looked for" if binds is None else binds_words(binds), _WORDS),
    ]


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)
