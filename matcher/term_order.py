"""What is asked for with ``match --weeks``, and whether it can be carried out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from matcher import weeks
from matcher.input_problems import WrongUsageError
from matcher.match_week import Order, check_order, check_place


@dataclass(frozen=True)
class TermOrder:
    """What the user asked for: the Mondays of the term's weeks, and how each is to be planned.

    ``output`` is another name for the workbook of the term. ``time_limit`` are the seconds that the
    search of one week may take. ``None`` leaves the choice to the program.
    """

    program: Path
    mondays: tuple[dt.date, ...]
    output: Path | None = None
    previous: Path | None = None
    fresh: bool = False
    time_limit: float | None = None
    seed: int = 0
    workers: int | None = None
    skip_bad_rows: bool = False
    overwrite: bool = False

    @property
    def target(self) -> Path:
        """The file that the account of the term goes to."""
        return self.output or weeks.term_path(self.program, self.mondays[0])

    def week(self, monday: dt.date) -> Order:
        """The order of one of its weeks."""
        return Order(
            program=self.program,
            monday=monday,
            previous=self.previous,
            fresh=self.fresh,
            time_limit=self.time_limit,
            seed=self.seed,
            workers=self.workers,
            skip_bad_rows=self.skip_bad_rows,
            overwrite=self.overwrite,
        )

    @property
    def options(self) -> str:
        """The options as they could be typed again, without files."""
        first, last = self.mondays[0], self.mondays[-1]
        one = self.week(first).options
        return one.replace(f"--week {first}", f"--weeks {first}..{last}", 1)

    def rest(self, done: int) -> str:
        """The command that plans the weeks after so many; blank where there are none."""
        if done == len(self.mondays):
            return ""
        rest = replace(self, mondays=self.mondays[done:], fresh=False)
        name = f'"{self.program}"' if " " in str(self.program) else str(self.program)
        words = rest.options.replace(" --seed 0", "") + " --overwrite" * self.overwrite
        return f"match {words} {name}"


def check_term(order: TermOrder) -> None:
    """Raise :class:`WrongUsageError` before any work is done if the order can't be carried out."""
    weekly = [order.week(monday) for monday in order.mondays]
    if order.target.absolute() in {week.target.absolute() for week in weekly}:
        raise WrongUsageError(
            f"{order.target} is the plan of one of the weeks. Give the term another name with -o."
        )
    there = [str(week.standing) for week in weekly if week.standing]
    there += [str(order.target)] if order.target.exists() else []
    if there and not order.overwrite:
        are = "are" if len(there) > 1 else "is"
        raise WrongUsageError(
            f"{', '.join(there)} {are} there already. Give --overwrite to plan the term again."
        )
    for week in weekly:
        check_order(week)
    check_place(order.target, order.program)
