"""One method on one program, in a process of its own: ``python -m benchmarks.child``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import answer_file
from benchmarks.methods import METHODS, Terms
from benchmarks.peers.clock import Clock
from benchmarks.programs import load


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the program, run the method, write the answer."""
    options = parser().parse_args(arguments)
    began = time.perf_counter()
    problem = load(options.program, options.week)
    reading = time.perf_counter() - began
    clock = Clock(options.limit)
    answer = METHODS[options.method](problem, Terms(clock, options.seed, options.workers))
    answer_file.write(answer, reading, clock.passed, options.answer)
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.child", description=__doc__)
    made.add_argument("program", type=Path, help="a folder of CSV files")
    made.add_argument("method", choices=METHODS)
    made.add_argument("answer", type=Path, help="the file to write")
    made.add_argument("--week", type=dt.date.fromisoformat, required=True)
    made.add_argument("--limit", type=float, required=True, help="seconds, without reading")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--workers", type=int, default=2)
    return made


if __name__ == "__main__":
    sys.exit(main())
