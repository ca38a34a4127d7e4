"""The results as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.results import contradictions, gap_to_best
from benchmarks.row import Row

HEAD = (
    "program",
    "requests",
    "method",
    "need served",
    "bound",
    "own gap",
    "gap to best bound",
    "students placed",
    "sessions",
    "sessions bound",
    "first plan s",
    "process s",
    "MB",
    "ended",
)


def table(rows: Sequence[Row]) -> str:
    """Everything, with what contradicts each other below it."""
    ordered = sorted(enumerate(rows), key=lambda at: (_first(rows, at[1]), at[0]))
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(cells(row, rows)) + " |" for _, row in ordered]
    wrong = contradictions(rows)
    if wrong:
        lines += ["", "**Contradictions**", "", *(f"* {line}" for line in wrong)]
    return "\n".join(lines) + "\n"


def _first(rows: Sequence[Row], row: Row) -> int:
    return next(n for n, other in enumerate(rows) if other.program == row.program)


def cells(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    """One line."""
    ended = row.note if row.status == "ok" else f"{row.status}: {row.note}"
    ended = ended.replace(f"{row.status}: {row.status}", row.status).replace("|", "/")
    served = f"**{row.status}**" if row.value is None else number(row.value)
    return (
        row.program,
        str(row.requests),
        row.method,
        served,
        number(row.bound),
        percent(row.gap),
        percent(gap_to_best(row, rows)),
        number(row.students_placed),
        number(row.sessions),
        number(row.sessions_bound),
        "" if row.first is None else f"{row.first:.1f}",
        f"{row.seconds:.1f}",
        "" if row.megabytes is None else f"{row.megabytes:.0f}",
        ended,
    )


def number(value: float | None) -> str:
    """Without needless digits; nothing where there is none."""
    return "" if value is None else f"{value:g}" if abs(value) < 1e5 else f"{value:.1f}"


def percent(value: float | None) -> str:
    """A share as a percentage."""
    return "" if value is None else f"{100 * value:.2f} %"
