"""What the files of single sites are called: safe on every system, and different for each site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from matcher.workbook.names import alike

ONLINE = "online"
"""What stands for sessions that have no site."""
_LONGEST = 40
_REFUSED = re.compile(r'[\s<>:"/\\|?*]+')


def file_words(sites: Iterable[str | None]) -> dict[str | None, str]:
    """The part of a file's name for each site; None is what is online without one.

    Two sites that would be called alike are numbered, in the order of their names.
    """
    words: dict[str | None, str] = {}
    taken: set[str] = set()
    for site in sorted(set(sites), key=lambda site: (site is None, alike(site or ""), site or "")):
        first = _safe(ONLINE if site is None else site)
        named, count = first, 2
        while alike(named) in taken:
            named, count = f"{first}-{count}", count + 1
        taken.add(alike(named))
        words[site] = named
    return words


def _safe(name: str) -> str:
    """``St. Mary's / Annex`` as ``St.-Mary's-Annex``."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name)
    return _REFUSED.sub("-", shown)[:_LONGEST].strip("-. ") or "site"
