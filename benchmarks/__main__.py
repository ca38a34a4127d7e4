"""The suite: this project's search and its peers on the same programs, judged by one checker."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.methods import METHODS, OURS
from benchmarks.plots import draw
from benchmarks.results import contradictions
from benchmarks.row import Row
from benchmarks.shapes import FULL, QUICK, TARGETS, Shape
from benchmarks.suite import Suite
from benchmarks.table import percent, table

FOLDER = Path("benchmark-results")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not there yet; 1 if an answer broke a rule or two answers contradict."""
    options = parser().parse_args(arguments)
    shapes = chosen(options)
    methods = options.method or ([OURS] if options.targets else list(METHODS))
    options.out.mkdir(parents=True, exist_ok=True)
    suite = Suite(options.out, methods, seed=options.seed, workers=options.workers)
    for row in suite.run(shapes):
        print(line(row), flush=True)
    wanted = {suite.key(shape, method) for shape in shapes for method in methods}
    rows = [row for row in suite.results.rows if row.key() in wanted]
    written = table(rows)
    (options.out / "results.md").write_text(written, encoding="utf-8")
    print(f"\n{written}")
    drawn = draw(suite.results, options.out)
    print(f"Pictures: {', '.join(path.name for path in drawn) or 'none, without matplotlib'}.")
    broken = any(row.status in ("broken", "failed") for row in rows)
    return 1 if broken or contradictions(rows) else 0


def chosen(options: argparse.Namespace) -> list[Shape]:
    """The shapes that were asked for."""
    shapes = list(QUICK if options.quick else TARGETS if options.targets else FULL)
    if options.only:
        every = {shape.name: shape for shape in (*TARGETS, *FULL, *QUICK, *shapes)}
        shapes = [shape for name, shape in every.items() if name in options.only]
    if options.limit:
        shapes = [replace(shape, limit=options.limit) for shape in shapes]
    return shapes


def line(row: Row) -> str:
    """A row as it is told while the suite runs."""
    told = row.status if row.value is None else f"need {row.value:g}, own gap {percent(row.gap)}"
    return f"{row.program}  {row.method}: {told}, {row.seconds:.1f} s"


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    made.add_argument("--quick", action="store_true", help="three programs, under five minutes")
    made.add_argument("--targets", action="store_true", help="the search alone, in its own time")
    names = sorted({shape.name for shape in (*FULL, *QUICK, *TARGETS)})
    made.add_argument("--only", action="append", choices=names, metavar="NAME", help="repeatable")
    made.add_argument("--method", action="append", choices=METHODS, help="repeatable")
    made.add_argument("--out", type=Path, default=FOLDER, help=f"a folder; {FOLDER} if not given")
    made.add_argument("--limit", type=float, help="seconds a method gets, whatever the program")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--workers", type=int, default=2, help="processor cores for each method")
    return made


if __name__ == "__main__":
    sys.exit(main())
