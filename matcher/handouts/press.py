"""Sets documents as PDF files, with typst; letters come from fonts that are there on every machine.

What is to be printed is handed over as data, never as markup, so that no name can be taken for a
command. Where a text has letters that the usual font lacks, the fonts of this computer are looked
through for them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict
from functools import cache, cached_property
from pathlib import Path

import matplotlib as mpl
import typst
from fontTools.ttLib import TTFont, TTLibError

from matcher.handouts.page import Document, texts

_MARKUP = (Path(__file__).parent / "page.typ").read_bytes()
FAMILY = "DejaVu Sans"
"""It comes with the library that draws charts, and has the letters of most languages of Europe and
the Near East."""

_LONG, _PIECE = re.compile(r"[^\W_]{20,}"), 10
"""Words of so many letters may be broken after each so many."""
_UNSEEN = frozenset("\n\u2068\u2069\u200e\u200f\u00a0\u202f\u00ad\u200b")
"""Letters that no font needs to have."""


class Press:
    """Sets documents; one for each thread.

    ``date`` is what the files say of when they were made, so that the same plan gives the same.
    """

    def __init__(self, date: dt.date) -> None:
        self._made = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
        self._usual = typst.Compiler(font_paths=_fonts(of_this_computer=False))

    @cached_property
    def _wide(self) -> typst.Compiler:
        return typst.Compiler(font_paths=_fonts(of_this_computer=True))

    def pdf(self, document: Document) -> bytes:
        """The document as a PDF file."""
        others = _families(frozenset(_beyond(document)))
        compiler = self._wide if others else self._usual
        made = compiler.compile(
            input=_MARKUP,
            format="pdf",
            sys_inputs={
                "document": _LONG.sub(_breakable, json.dumps(asdict(document), ensure_ascii=False)),
                "fonts": json.dumps([FAMILY, *others]),
            },
            timestamp=self._made,
        )
        assert isinstance(made, bytes)
        return made


def _breakable(word: re.Match[str]) -> str:
    """A word too long for its column, with places at which it may be broken."""
    letters = word[0]
    return "\u200b".join(letters[at : at + _PIECE] for at in range(0, len(letters), _PIECE))


def missing(document: Document) -> str:
    """The letters of a document that no font of this computer has, each once."""
    beyond = _beyond(document)
    return "".join(sorted(beyond.difference(*_letters_of_families().values()))) if beyond else ""


def _beyond(document: Document) -> set[str]:
    """The letters that the usual font lacks."""
    return set[str]().union(*texts(document)) - _usual_letters() - _UNSEEN


def _folder() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


@cache
def _fonts(*, of_this_computer: bool) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=of_this_computer,
        include_embedded_fonts=False,
        font_paths=[str(_folder())],
    )


@cache
def _usual_letters() -> frozenset[str]:
    return _letters(_folder() / "DejaVuSans.ttf")


@cache
def _families(letters: frozenset[str]) -> tuple[str, ...]:
    """Families of this computer that have these letters: whichever has most of them goes first."""
    left, chosen = set(letters), []
    while left:
        having = _letters_of_families()
        best = max(having, key=lambda family: len(having[family] & left), default=None)
        if best is None or not having[best] & left:
            break
        chosen.append(best)
        left -= having[best]
    return tuple(chosen)


@cache
def _letters_of_families() -> dict[str, frozenset[str]]:
    """What each family of this computer has, in the order of their names."""
    found: dict[str, frozenset[str]] = {}
    own = str(_folder())
    fonts = [font for font in _fonts(of_this_computer=True).fonts() if font.path]
    for font in sorted(fonts, key=lambda font: (font.family, font.weight, font.path or "")):
        assert font.path is not None
        if font.family not in found and not font.path.startswith(own):
            found[font.family] = _letters(Path(font.path), font.index)
    return found


def _letters(path: Path, index: int = 0) -> frozenset[str]:
    try:
        with TTFont(path, lazy=True, fontNumber=index) as font:
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (OSError, TTLibError):
        return frozenset()  # a font that can't be read helps nobody
