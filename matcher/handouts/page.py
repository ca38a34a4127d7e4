"""What stands on a printed page, before it is set: headings, notes and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell of a table.

    ``mark`` stands above the text in a box and tells what is unlike usual; ``off`` says that what
    the text tells of does not take place; ``strong`` prints it bold.
    """

    text: str = ""
    mark: str = ""
    off: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; of ``level`` 1 are the largest below the title."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Note:
    """A line or more of text."""

    text: str
    strong: bool = False
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``widths`` are shares of the page's width; ``tall`` rows are for writing in.

    ``title`` and ``heads`` stand above it, and again where it goes on on another page.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    tall: bool = False
    title: str = ""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own, under a title of its own if one is given."""

    title: str = ""
    aside: str = ""
    kind: Literal["page"] = "page"


Part = Heading | Note | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """One file to be printed.

    ``code`` is the language as typesetting programs name it. ``title`` and ``aside`` stand at the
    top, ``foot`` at the bottom of every page. ``size`` is that of the text, in points.
    """

    code: str
    rightwards: bool
    title: str
    aside: str
    foot: str
    parts: tuple[Part, ...]
    size: float = 10
    landscape: bool = False


def texts(document: Document) -> Sequence[str]:
    """Every text of a document, for those who must know which letters it needs."""
    found = [document.title, document.aside, document.foot]
    for part in document.parts:
        if isinstance(part, Table):
            found += (part.title, *part.heads)
            found += [text for row in part.rows for cell in row for text in (cell.text, cell.mark)]
        elif isinstance(part, PageBreak):
            found += [part.title, part.aside]
        else:
            found.append(part.text)
    return found
