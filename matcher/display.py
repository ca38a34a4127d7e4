"""How the search is doing, on the screen, while it runs: phase, best value, bound and gap."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from matcher.progress import Progress
from matcher.rule import Goal

HINT = "Ctrl-C ends the search and writes the best plan so far."
TERM_HINT = (
    "Ctrl-C ends the term with this week, planned as well as it is so far; the weeks before stay."
)
SCENARIOS_HINT = "Ctrl-C ends it and writes the scenarios that are solved by then."
HANDOUTS_HINT = "Ctrl-C ends it; nothing is changed then."
ENDING = "Ending the search ... (Ctrl-C again leaves at once, without a plan)"


class Display:
    """A few lines that renew themselves and vanish at the end; nothing if there is no terminal.

    :meth:`tell` may be called from any thread.
    """

    def __init__(
        self, goals: Sequence[Goal], console: Console, *, shown: bool, hint: str = HINT
    ) -> None:
        self._goals = {goal.number: goal for goal in goals}
        self._latest: dict[int, Progress] = {}
        self._phase = ""
        self._hint = hint
        self._console = console
        self._shown = shown
        self._began = time.monotonic()
        self._live = (
            Live(get_renderable=self._picture, console=console, transient=True)
            if shown and console.is_terminal
            else None
        )

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def tell(self, progress: Progress) -> None:
        """Show this from now on."""
        self._phase = progress.phase
        if progress.goal is not None and progress.value is not None:
            self._latest = {**self._latest, progress.goal: progress}

    def say(self, lines: Iterable[str]) -> None:
        """Print lines that stay, above those that renew themselves."""
        for line in lines if self._shown else ():
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def ending(self) -> None:
        """Show that Ctrl-C was heard."""
        self._hint = ENDING

    def _picture(self) -> RenderableType:
        seconds = int(time.monotonic() - self._began)
        phase = Text(f"{seconds // 60}:{seconds % 60:02d}  {self._phase}", style="bold")
        if not self._latest:
            return Group(phase, Text(self._hint, style="dim"))
        return Group(phase, self._table(), Text(self._hint, style="dim"))

    def _table(self) -> Table:
        table = Table(box=None, padding=(0, 2))
        for header in ("goal", "best so far", "no plan beats", "gap"):
            table.add_column(header, justify="left" if header == "goal" else "right")
        for number, told in sorted(self._latest.items()):
            goal = self._goals.get(number)
            name = f"{number} {goal.name.replace('-', ' ')}" if goal else str(number)
            gap = "" if told.gap is None else f"{told.gap:.1%}"
            table.add_row(name, _number(told.value), _number(told.bound), gap)
        return table


def _number(value: Fraction | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,.10g}"
