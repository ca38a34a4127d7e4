"""The job: read what is asked, solve it, see what binds, and hand over everything that was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.crew import Crew
from matcher.input_problems import (
    InputProblemsError,
    read_checked,
    with_marks,
)
from matcher.problem import Problem
from matcher.progress import Stop
from matcher.rule import Goal, Rule
from matcher.scenarios.binding import Bound, what_binds
from matcher.scenarios.outcome import Outcome, Resource, Study, Wanted
from matcher.scenarios.run import Studies
from matcher.workbook.findings import Finding
from matcher.workbook.read import Reading
from matcher.workbook.read_scenarios import MOST, read_scenarios

MOST_OF_ALL = 100_000
"""More scenarios than this are never solved in one go."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Ask:
    """What the planner asked for. ``many`` says that more scenarios than usual are wished for."""

    program: Path
    monday: dt.date
    scenarios: Path | None = None
    seed: int = 0
    many: bool = False
    skip_bad_rows: bool = False


def read_asked(ask: Ask) -> tuple[Reading, list[Wanted], tuple[Finding, ...]]:
    """The program as it was read, the scenarios, and what there is to say of both.

    Raises :class:`InputProblemsError` where anything is wrong, too many scenarios included.
    """
    program, reading = read_checked(ask.program, skip_bad_rows=ask.skip_bad_rows)
    assert reading.source is not None
    most = MOST_OF_ALL if ask.many else MOST
    asking = read_scenarios(reading.source, program, ask.monday, ask.scenarios, most=most)
    if asking.failed:
        if ask.scenarios is None:
            raise with_marks(ask.program, reading, asking.findings)
        raise InputProblemsError(ask.scenarios, asking.findings, None)
    wanted = [
        Wanted(one.scenario, Problem(one.program, ask.monday), one.costs)
        for one in asking.scenarios
    ]
    return reading, wanted, asking.findings


def study(
    ask: Ask,
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    crew: Crew,
    *,
    tell: Tell,
    stop: Stop,
) -> Study:
    """Solve all that is asked.

    Raises as :func:`read_asked` does, and what the crew raises; once ``stop`` is true, it hands over
    what is ready.
    """
    reading, wanted, findings = read_asked(ask)
    studies = Studies(
        rules,
        goals,
        crew,
        seed=ask.seed,
        tell=lambda done, among: tell(f"scenario {done} of {among} solved"),
        stop=stop,
    )
    outcomes = [one for one in studies.solve(wanted) if one is not None]
    binds = what_binds_all(
        outcomes,
        rules,
        goals,
        crew,
        stop,
        tell=lambda done: tell(f"what binds: {done} of {len(outcomes)}"),
    )
    settings = reading.program.settings if reading.program else None
    return Study(
        program=settings.program if settings else "",
        monday=ask.monday,
        outcomes=tuple(outcomes),
        binds=binds,
        asked=len(wanted),
        findings=findings,
        sha256=reading.sha256,
    )


def what_binds_all(
    outcomes: Sequence[Outcome],
    rules: Sequence[Rule],
    goals: Sequence[Goal],
    crew: Crew,
    stop: Stop,
    tell: Callable[[int], None] = lambda _done: None,
) -> tuple[tuple[Resource, ...] | None, ...]:
    """What binds each of the outcomes; None for those that were stopped before."""
    alike: dict[tuple[int, int], list[int]] = {}
    for number, one in enumerate(outcomes):
        alike.setdefault((id(one.problem), id(one.solved)), []).append(number)
    first = [numbers[0] for numbers in alike.values()]
    pieces = [
        Bound(outcomes[n].problem, tuple(rules), tuple(goals), outcomes[n].schedule) for n in first
    ]
    found: dict[int, tuple[Resource, ...]] = {}
    for number, resources in crew.results(what_binds, pieces, stop):
        for other in alike[id(outcomes[first[number]].problem), id(outcomes[first[number]].solved)]:
            found[other] = resources
        tell(len(found))
    return tuple(map(found.get, range(len(outcomes))))
