"""What reading a workbook finds to say: errors, rows left out, notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about the input, with where it stands and what would be right.

    ``level`` is ``error`` (no plan is made), ``left out`` (a row skipped under
    ``--skip-bad-rows``) or ``notice``. ``sheet`` and ``cell`` are as the user sees them
    (``Students``, ``D14``); both may be blank where the whole file is meant.
    """

    level: Literal["error", "left out", "notice"]
    sheet: str
    cell: str
    value: str
    message: str
    remedy: str = ""

    @property
    def advice(self) -> str:
        """The message and the remedy as sentences, for where the value can be seen."""
        return self._told("")

    def __str__(self) -> str:
        where = " ".join(part for part in (self.sheet, self.cell) if part)
        found = f" ({self.value!r})" if self.value else ""
        return f"{where}{': ' if where else ''}{self._told(found)}"

    def _told(self, found: str) -> str:
        said = f"{self.message.removesuffix('.')}{found}"
        ended = said if said.endswith(("?", "!")) else f"{said}."
        return f"{ended} {self.remedy}".strip()
