"""One spelling for each site, subject and route: the first one seen in the program."""

from __future__ import annotations

from typing import Any

from matcher.workbook.column import Column, Names
from matcher.workbook.log import Line
from matcher.workbook.names import alike, plain


class Spellings:
    """Remembers how names were first spelled, and which sheets use them."""

    def __init__(self) -> None:
        self._first: dict[tuple[Names, str], str] = {}
        self.seen: dict[tuple[Names, str], dict[str, tuple[Line[Any], str]]] = {}
        """For each name, by its first spelling: the sheets that name it, and where first."""

    def settle(self, column: Column, value: Any, line: Line[Any], at: str) -> Any:
        """The value of a cell, a name or a tuple of names, in the spelling first seen."""
        if isinstance(value, tuple):
            return tuple(dict.fromkeys(self._one(column, item, line, at) for item in value))
        return self._one(column, value, line, at)

    def _one(self, column: Column, name: str, line: Line[Any], at: str) -> str:
        if column.apart is not None and plain(name) == plain(column.apart):
            return column.apart
        assert column.names is not None
        spelled = self._first.setdefault((column.names, alike(name)), name)
        self.seen.setdefault((column.names, spelled), {}).setdefault(
            line.table.layout.name, (line, at)
        )
        return spelled
