"""How the names of sheets, columns, settings and choices are compared."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u058a\ufe58\ufe63\uff0d"
"""Every character that people use as a hyphen, a dash or a minus sign."""

_IGNORED = re.compile(rf"[\s_{re.escape(DASHES)}\u200b\ufeff]+")


_LONGEST = 100  # no name is longer; comparing letters takes time


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """A name without case, blanks, underscores, hyphens and the asterisk of required columns."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name)).casefold().strip("*")


@lru_cache(maxsize=10_000)
def alike(name: str) -> str:
    """The form in which two spellings of a site, a subject or a route are the same."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def nearest(name: str, known: Iterable[str], least: float = 0.0) -> str:
    """The known name that looks most like ``name``; blank if none is ``least`` (0 to 1) alike."""
    by_plain = {plain(word): word for word in known}
    found = difflib.get_close_matches(plain(name[:_LONGEST]), by_plain, n=1, cutoff=least)
    return by_plain[found[0]] if found else ""
