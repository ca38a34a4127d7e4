"""Paper: landscape, one page wide, titles on every page, a footer that says what the page is."""

from __future__ import annotations

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from matcher.workbook.styles import clean

LETTER = 1
"""Excel's number for 8.5 x 11 inch paper."""

PAGE_WIDTH = 132.0
"""Width of a landscape page, in widths of a digit: what columns share at their natural size."""

_LONGEST_NAME = 50
_LONGEST_FOOTER = 90  # Excel allows 255 for all three parts, of which "&" takes two

CONFIDENTIAL = "CONFIDENTIAL - for the program manager only"


def print_wide(
    sheet: Worksheet, area: str, title_rows: int, footer: str, confidential: bool = False
) -> None:
    """Set the sheet up to be printed: ``area`` one page wide, the top rows on every page.

    To be called before the first row is written.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = LETTER
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = (0.65 if confidential else 0.45), 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.print_area = area
    if title_rows:
        sheet.print_title_rows = f"1:{title_rows}"
    foot = HeaderFooterItem()
    foot.left.text, foot.center.text = _for_footer(footer), _for_footer(sheet.title)
    foot.right.text = "Page &P of &N"
    sheet.HeaderFooter.oddFooter = foot
    if confidential:
        head = HeaderFooterItem()
        head.center.text = CONFIDENTIAL
        sheet.HeaderFooter.oddHeader = head


def footer_words(program: str, week: str) -> str:
    """What stands at the foot of a page: a program's long name gives way to the week."""
    name = " ".join(program.split())
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return f"{name} · {week}" if name else week


def _for_footer(text: str) -> str:
    """``text`` for a footer, where a single ``&`` would begin a code."""
    shown = " ".join(clean(text).split())
    return shown[:_LONGEST_FOOTER].replace("&", "&&")
