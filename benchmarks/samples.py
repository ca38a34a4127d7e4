"""Time ``match`` on the sample workbooks: ``python -m benchmarks.samples [--quick]``.

Each sample is planned for its first week and then for the second, going on from the first. The
clock runs over the whole process; what it takes beside the search is starting, reading, verifying
and writing. Prints a Markdown table. One run goes before it, so that the compiling of the
search, once for each machine, is told apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.process import Ran, run

ROOT = Path(__file__).parent.parent
SAMPLES = ("pilot", "school", "full-house", "district")
QUICK = ("pilot", "school", "full-house")
QUICK_SECONDS = 15
WEEKS = ("2026-09-14", "2026-09-21")
GOALS = ("1", "2", "3", "4", "5", "6", "7", "7b", "8", "9", "9b", "10")
SHOWN = ("3", "7")  # goals with columns of their own
HEAD = (
    "sample",
    "week",
    "students",
    "placed",
    "goal 3",
    "bound",
    "gap",
    "goal 7 gap",
    "other gaps",
    "seconds",
    "of them beside the search",
    "MB",
    "ended by",
    "verified",
)


@dataclass(frozen=True)
class Outcome:
    """What an output workbook says of its plan."""

    students: int
    placed: int
    run: dict[str, object]

    def number(self, key: str) -> float | None:
        """A number of the Run sheet; None where it is blank."""
        found = self.run.get(key)
        return float(found) if isinstance(found, int | float) else None

    def gap(self, goal: str) -> float | None:
        """How far a goal's value is from its bound, as the contract measures it."""
        value, bound = self.number(f"goal_{goal}_value"), self.number(f"goal_{goal}_bound")
        if value is None or bound is None:
            return None
        return abs(bound - value) / max(1.0, abs(bound), abs(value))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; the exit code is 1 if any run failed."""
    options = parser().parse_args(arguments)
    print(f"A first run of the pilot, which compiles what is not compiled yet: {first():.1f} s.\n")
    limit = options.time_limit or (QUICK_SECONDS if options.quick else None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return show(
            HEAD,
            (
                (f"{name} {row[1]}", row, ran)
                for name in options.sample or (QUICK if options.quick else SAMPLES)
                for row, ran in weeks(name, folder, limit, options.workers)
            ),
        )


def show(head: Sequence[str], runs: Iterable[tuple[str, Sequence[str], Ran]]) -> int:
    """Print a Markdown table, a row as soon as it is there, and then which runs failed and why.

    ``runs`` are each run's name, its row and how it ended. The exit code is 1 if one failed.
    """
    failed = []
    print(line(head))
    print("|" + "---|" * len(head))
    for name, row, ran in runs:
        print(line(row), flush=True)
        if ran.code:
            failed.append(f"{name} ended with code {ran.code}:\n{ran.said}")
    for complaint in failed:
        print(complaint, file=sys.stderr)
    return 1 if failed else 0


def line(cells: Sequence[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def workbook(sample: str) -> Path:
    """The workbook of a sample, or the one that is given instead."""
    return ROOT / "sample_inputs" / f"{sample}.xlsx" if sample in SAMPLES else Path(sample)


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.samples", description=__doc__)
    made.add_argument(
        "--quick", action="store_true", help=f"{', '.join(QUICK)}; searches of {QUICK_SECONDS} s"
    )
    made.add_argument("--sample", action="append", choices=SAMPLES, help="this one; repeatable")
    made.add_argument("--time-limit", type=float, help="seconds a search may take")
    made.add_argument("--workers", type=int, help="processor cores to use")
    made.add_argument("--keep", type=Path, help="a folder in which to leave the plans")
    return made


def first() -> float:
    """The seconds of one run of the pilot, whose plan is thrown away."""
    with tempfile.TemporaryDirectory() as temporary:
        plan = Path(temporary) / "first.xlsx"
        program = ROOT / "sample_inputs" / "pilot.xlsx"
        return match(
            "--week", WEEKS[0], str(program), "-o", str(plan), "--quiet", "--fresh"
        ).seconds


def weeks(
    name: str, folder: Path, limit: float | None, workers: int | None
) -> Iterator[tuple[tuple[str, ...], Ran]]:
    """A table row and the run of it for each week; the second needs the first's plan."""
    program = workbook(name)
    previous = None
    for week in WEEKS:
        plan = folder / f"{name}-{week}.xlsx"
        start = ["--previous", str(previous)] if previous else ["--fresh"]
        wishes = ["--time-limit", str(limit)] if limit else []
        wishes += ["--workers", str(workers)] if workers else []
        target = ["-o", str(plan), "--overwrite", "--quiet"]
        ran = match("--week", week, str(program), *target, *start, *wishes)
        if ran.code:
            yield (name, week, *[""] * (len(HEAD) - 3), f"failed ({ran.code})"), ran
            return
        verified = match("verify", str(program), str(plan))
        yield row(name, week, outcome(plan), ran, verified), ran if ran.code else verified
        previous = plan


def match(*arguments: str) -> Ran:
    """Run the command itself, as a user does."""
    return run([sys.executable, str(ROOT / "cli.py"), *arguments], ROOT)


def outcome(plan: Path) -> Outcome:
    """Read the counts and the Run sheet of an output workbook."""
    book = load_workbook(plan, read_only=True)
    placed, without = (
        {cells[0] for cells in book[sheet].iter_rows(min_row=2, max_col=1, values_only=True)}
        for sheet in ("Seats", "Unplaced")
    )
    pairs = book["Run"].iter_rows(min_row=2, max_col=2, values_only=True)
    said: dict[str, object] = {str(key): value for key, value in pairs if key is not None}
    book.close()
    return Outcome(len((placed | without) - {None}), len(placed - {None}), said)


def row(name: str, week: str, found: Outcome, ran: Ran, verified: Ran) -> tuple[str, ...]:
    """One line of the table."""
    others = [
        f"{goal}: {percent(found.gap(goal))}"
        for goal in GOALS
        if goal not in SHOWN and found.gap(goal) is not None
    ]
    return (
        name,
        week,
        str(found.students),
        str(found.placed),
        plain(found.number("goal_3_value")),
        plain(found.number("goal_3_bound")),
        percent(found.gap("3")),
        percent(found.gap("7")),
        ", ".join(others),
        f"{ran.seconds:.1f}",
        f"{ran.seconds - (found.number('seconds') or 0.0):.1f}",
        "" if ran.megabytes is None else f"{ran.megabytes:.0f}",
        str(found.run.get("ended_by", "")),
        "yes" if verified.code == 0 else f"no ({verified.code})",
    )


def plain(number: float | None) -> str:
    """A number without needless digits; nothing where there is none."""
    return "" if number is None else f"{number:g}" if abs(number) < 1e5 else f"{number:.1f}"


def percent(gap: float | None) -> str:
    """A gap as a percentage."""
    return "" if gap is None else f"{100 * gap:.2f} %"


if __name__ == "__main__":
    sys.exit(main())
