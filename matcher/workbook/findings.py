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

    def __str__(self) -> str:
        where = " ".join(part for part in (self.sheet, self.cell) if part)
        found = f" ({self.value!r})" if self.value else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{where}{': ' if where else ''}{self.message}{found}{advice}"
