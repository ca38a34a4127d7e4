"""Ten weeks of change: ``python -m benchmarks.weeks [--sample school]``.

A sample is planned for its first week. Then, week after week, 2 % of its students and 5 % of its
tutors change (see :mod:`benchmarks.turnover`), the changed program is written as a workbook, the
command plans the week going on from the plan that it finds beside it, and ``match verify`` looks
it over. Counted are the seats whose student can keep their tutor (see :mod:`benchmarks.keeping`)
and those that do. Prints a Markdown table, a line a week and the sum, with goals 1 and 2 of each
plan beside the most that any plan could have reached.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.keeping import Keeping, keeping
from benchmarks.process import Ran
from benchmarks.samples import SAMPLES, WEEKS, Outcome, line, match, outcome, plain, workbook
from benchmarks.turnover import Turned, Turnover
from constraints import RULES
from matcher.domain import Program
from matcher.problem import Problem
from matcher.weeks import output_path
from matcher.workbook.read import read_program
from matcher.workbook.read_plan import read_previous
from matcher.workbook.template import write_program

FIRST = dt.date.fromisoformat(WEEKS[0])
WEEK = dt.timedelta(days=7)
HEAD = (
    "week",
    "students changed",
    "tutors changed",
    "seats before",
    "still asked for",
    "can keep their tutor",
    "do",
    "share",
    "seats kept",
    "most possible",
    "tutors kept",
    "most possible",
    "seconds",
    "ended by",
    "verified",
)


@dataclass(frozen=True)
class Week:
    """One simulated week. ``wrong`` are complaints; with any, the simulation can't be trusted."""

    monday: dt.date
    turned: Turned
    keeping: Keeping
    found: Outcome
    ran: Ran
    verified: bool
    wrong: tuple[str, ...]

    @property
    def bound(self) -> int | None:
        """The most seats with the same tutor that any plan could have; None where not known."""
        told = self.found.number("goal_2_bound")
        return None if told is None else min(int(told), len(self.keeping.able))


class FailedError(Exception):
    """A week could not be planned or read; the message says which, and what was said."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation; the exit code is 1 if a run failed or something does not add up."""
    options = parser().parse_args(arguments)
    lines = [line(HEAD), "|" + "---|" * len(HEAD)]
    print("\n".join(lines))
    weeks: list[Week] = []
    failed = ""
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        try:
            for week in simulate(options, folder):
                weeks.append(week)
                lines.append(line(row(week)))
                print(lines[-1], flush=True)
        except FailedError as error:
            failed = str(error)
    last = [line(total(weeks)), "", *summary(weeks)]
    print("\n".join(last))
    if options.out:
        options.out.write_text("\n".join([*lines, *last]) + "\n", encoding="utf-8")
    wrong = [f"{week.monday}: {what}" for week in weeks for what in week.wrong]
    for complaint in [*wrong, failed] if failed else wrong:
        print(complaint, file=sys.stderr)
    return 1 if wrong or failed else 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.weeks", description=__doc__)
    made.add_argument(
        "--sample",
        default="school",
        help=f"{', '.join(SAMPLES)}, or a workbook; school if not given",
    )
    made.add_argument(
        "--weeks", type=int, default=10, help="weeks after the first; 10 if not given"
    )
    made.add_argument("--seed", type=int, default=0, help="another seed, other changes")
    made.add_argument("--time-limit", type=float, help="seconds a search may take")
    made.add_argument("--workers", type=int, help="processor cores to use")
    made.add_argument("--out", type=Path, help="a file for the table")
    made.add_argument("--keep", type=Path, help="a new folder in which to leave all workbooks")
    return made


def simulate(options: argparse.Namespace, folder: Path) -> Iterator[Week]:
    """Plan the first week, then yield each changed week."""
    source = workbook(options.sample)
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / source.name
    if any(folder.glob("*.xlsx")):
        raise FailedError(f"{folder} holds workbooks already. Give a new folder.")
    shutil.copy(source, program)
    known = read(program)
    turnover = Turnover(known, options.seed)
    plan_week(program, FIRST, options)
    for number in range(1, options.weeks + 1):
        monday = FIRST + number * WEEK
        turned = turnover.next_week(known, monday)
        write_program(turned.program, program)
        keep_copy(program, monday)
        known = read(program)
        ran, verified = plan_week(program, monday, options)
        yield look_over(program, known, monday, turned, ran, verified)


def read(path: Path) -> Program:
    """A program that must hold no error."""
    reading = read_program(path)
    if reading.program is None:
        said = "\n".join(map(str, reading.errors))
        raise FailedError(f"{path} has errors:\n{said}")
    return reading.program


def keep_copy(program: Path, monday: dt.date) -> None:
    """The program as it was in a week, where no plan is looked for."""
    folder = program.parent / "programs"
    folder.mkdir(exist_ok=True)
    shutil.copy(program, folder / f"{monday}.xlsx")


def plan_week(program: Path, monday: dt.date, options: argparse.Namespace) -> tuple[Ran, bool]:
    """Run the command for a week, going on from the plan that it finds, and verify it."""
    wishes = ["--time-limit", str(options.time_limit)] if options.time_limit else []
    wishes += ["--workers", str(options.workers)] if options.workers else []
    wishes += ["--seed", str(options.seed), "--quiet"]
    ran = match("--week", str(monday), str(program.resolve()), *wishes)
    if ran.code:
        raise FailedError(f"The week of {monday} ended with code {ran.code}:\n{ran.said}")
    plan = output_path(program.resolve(), monday)
    return ran, match("verify", str(program.resolve()), str(plan)).code == 0


def look_over(
    program: Path, known: Program, monday: dt.date, turned: Turned, ran: Ran, verified: bool
) -> Week:
    """Count what was kept, from the two plans' files."""
    before, now = (
        read_previous(output_path(program, m), known)[0] for m in (monday - WEEK, monday)
    )
    counted = keeping(Problem(known, monday, before), now, RULES)
    found = outcome(output_path(program, monday))
    return Week(monday, turned, counted, found, ran, verified, complaints(counted, found, verified))


def complaints(counted: Keeping, found: Outcome, verified: bool) -> tuple[str, ...]:
    """What can't be: broken rules, other counts than the plan's own, more kept than possible."""
    wrong = [] if verified else ["the plan breaks a rule"]
    for goal, count in ((1, len(counted.seated)), (2, len(counted.kept))):
        told = found.number(f"goal_{goal}_value")
        if told is not None and told != count:
            wrong.append(f"goal {goal} is told as {told:g}, counted are {count}")
    surprising = counted.kept - counted.able
    if surprising:
        wrong.append(f"{len(surprising)} kept a tutor although they seemed unable to")
    return tuple(wrong)


def row(week: Week) -> tuple[str, ...]:
    """A week's line."""
    counted, found = week.keeping, week.found
    return (
        str(week.monday),
        str(len(week.turned.students)),
        str(len(week.turned.tutors)),
        *(str(len(keys)) for keys in (counted.before, counted.asking, counted.able)),
        str(len(counted.kept)),
        percent(len(counted.kept), len(counted.able)),
        str(len(counted.seated)),
        plain(found.number("goal_1_bound")),
        str(len(counted.kept)),
        plain(found.number("goal_2_bound")),
        f"{week.ran.seconds:.1f}",
        str(found.run.get("ended_by", "")),
        "yes" if week.verified else "no",
    )


def total(weeks: Sequence[Week]) -> tuple[str, ...]:
    """The last line: everything added up; a bound only where every week has one."""
    rows = [row(week) for week in weeks]
    whole = [3, 4, 5, 6, 8, 9, 10, 11]
    cells = ["all", str(sum(len(w.turned.students) for w in weeks))]
    cells.append(str(sum(len(w.turned.tutors) for w in weeks)))
    for at in range(3, len(HEAD)):
        column = [line[at] for line in rows]
        said = at in whole and all(column)
        cells.append(plain(sum(float(cell) for cell in column)) if said else "")
    cells[7] = percent(*kept_of_able(weeks))
    cells[12] = f"{sum(week.ran.seconds for week in weeks):.1f}"
    cells[14] = "yes" if all(week.verified for week in weeks) else "no"
    return tuple(cells)


def kept_of_able(weeks: Sequence[Week]) -> tuple[int, int]:
    """Over all weeks: seats that keep their tutor, and seats that can."""
    return (
        sum(len(week.keeping.kept) for week in weeks),
        sum(len(week.keeping.able) for week in weeks),
    )


def summary(weeks: Sequence[Week]) -> list[str]:
    """The measure in words, counted by seats and by students."""
    kept, able = kept_of_able(weeks)
    students = sum(len(week.keeping.able_students) for week in weeks)
    content = sum(len(week.keeping.content_students) for week in weeks)
    lines = [f"Of {able} seats that can keep their tutor, {kept} do: {percent(kept, able)}."]
    known = [week.bound for week in weeks if week.bound is not None]
    if len(known) == len(weeks):
        lines[0] += (
            f" With as many seats kept, no plans could exceed {percent(sum(known), able)};"
            f" of what is possible, {percent(kept, sum(known))} is reached."
        )
    lines.append(
        f"Of {students} students who can keep a tutor, {content} keep every one whom they can:"
        f" {percent(content, students)}."
    )
    return lines


def percent(part: int, whole: int) -> str:
    """A share; nothing of nothing is everything."""
    return f"{100 * part / whole:.2f} %" if whole else "100.00 %"


if __name__ == "__main__":
    sys.exit(main())
