"""A week that changes on its Wednesday: ``python -m benchmarks.middle [--sample school]``.

A sample is planned for its first week. Then, draw after draw, five students join and three leave
on Wednesday (see :mod:`benchmarks.turnover`; each draw begins with the same program), the changed
program is written as a workbook, ``match adjust`` plans what is left of the week, and ``match
verify`` looks it over. Prints a Markdown table: the seconds of the whole process, and how many
student meetings moved beside the fewest that any plan that keeps and serves as many could move.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.process import Ran
from benchmarks.samples import SAMPLES, WEEKS, match, outcome, plain, show, workbook
from benchmarks.turnover import Turnover
from matcher.weeks import next_revision, output_path
from matcher.workbook.read import read_program
from matcher.workbook.template import write_program

MONDAY = dt.date.fromisoformat(WEEKS[0])
WEDNESDAY = MONDAY + dt.timedelta(days=2)
HEAD = (
    "draw", "join", "leave", "seats kept", "most possible", "need served", "most possible",
    "meetings moved", "fewest possible", "seconds", "verified",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every draw; the exit code is 1 if a run failed or a plan broke a rule."""
    options = parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        source = workbook(options.sample)
        program = Path(temporary) / source.name
        shutil.copy(source, program)
        ran = match("--week", str(MONDAY), str(program), "--quiet")
        if ran.code:
            print(ran.said, file=sys.stderr)
            return 1
        draws = range(1, options.draws + 1)
        return show(HEAD, ((f"draw {n}", *adjusted(program, n, options)) for n in draws))


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m benchmarks.middle", description=__doc__)
    made.add_argument(
        "--sample",
        default="school",
        help=f"{', '.join(SAMPLES)}, or a workbook; school if not given",
    )
    made.add_argument("--draws", type=int, default=5, help="5 if not given")
    made.add_argument("--join", type=int, default=5, help="how many join; 5 if not given")
    made.add_argument("--leave", type=int, default=3, help="how many leave; 3 if not given")
    return made


def adjusted(program: Path, draw: int, options: argparse.Namespace) -> tuple[tuple[str, ...], Ran]:
    """The table's row of one draw, and the run that failed, or else that of the command."""
    known = read_program(program).program
    assert known is not None  # it has just been planned
    changed = Turnover(known, draw).on_a_day(
        known, WEDNESDAY, joining=options.join, leaving=options.leave
    )
    folder = program.parent / str(draw)
    folder.mkdir()
    now = folder / program.name
    write_program(changed, now)
    shutil.copy(output_path(program, MONDAY), folder)
    target = next_revision(now, MONDAY)
    ran = match("adjust", "--from", str(WEDNESDAY), str(now))
    told = (str(draw), str(options.join), str(options.leave))
    if ran.code:
        return (*told, *[""] * (len(HEAD) - 4), f"failed ({ran.code})"), ran
    verified = match("verify", str(now), str(target))
    found = outcome(target)
    goals = {
        n: [found.number(f"goal_{n}_{what}") for what in ("value", "bound")] for n in (1, 3, 5)
    }
    row = (
        *told,
        *map(plain, goals[1]),
        *map(plain, goals[3]),
        *moved(ran.said),
        f"{ran.seconds:.1f}",
        "yes" if verified.code == 0 else f"no ({verified.code})",
    )
    return row, verified if verified.code else ran


def moved(said: str) -> tuple[str, str]:
    """How many student meetings moved, and the fewest that had to, as the command says it."""
    told = re.search(r"([\d,]+) of [\d,]+ weekly student meetings? moved(.*)", said)
    if told is None:
        return "", ""
    least = re.search(r"fewer than ([\d,]+)", told[2])
    if least is not None:
        return told[1], least[1]
    return told[1], told[1] if "could move fewer" in told[2] else ""


if __name__ == "__main__":
    sys.exit(main())
