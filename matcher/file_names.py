"""What files of single sites and people are called: safe on every system, and each its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from matcher.workbook.names import alike

ONLINE = "online"
"""What stands for sessions that have no site."""
_LONGEST = 40
_REFUSED = re.compile(r'[\s<>:"/\\|?*]+')
_KEPT_BY_SYSTEMS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_words(named: Iterable[str | None]) -> dict[str | None, str]:
    """The part of a file's name for each site or ID; None is what is online without a site.

    Two that would be called alike are numbered, in the order of their names.
    """
    words: dict[str | None, str] = {}
    taken: set[str] = set()
    for name in sorted(set(named), key=lambda name: (name is None, alike(name or ""), name or "")):
        first = _safe(ONLINE if name is None else name)
        chosen, count = first, 2
        while alike(chosen) in taken:
            chosen, count = f"{first}-{count}", count + 1
        taken.add(alike(chosen))
        words[name] = chosen
    return words


def _safe(name: str) -> str:
    """``St. Mary's / Annex`` as ``St.-Mary's-Annex``."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name)
    safe = _REFUSED.sub("-", shown)[:_LONGEST].strip("-. ") or "site"
    return f"{safe}_" if _KEPT_BY_SYSTEMS.fullmatch(safe) else safe
