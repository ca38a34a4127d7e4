"""Where the time of a run went, as ``--profile`` prints it: numbers only, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcher.plan import Reached
from matcher.report.words import count_words, number_words
from matcher.timing import Spent, Stage, Timing, Work, peak_megabytes

Row = tuple[str, ...]

GOAL_STAGES = (Stage.BOUNDS, Stage.IMPROVING, Stage.LISTING)


def profile(timing: Timing, reached: Sequence[Reached]) -> list[str]:
    """The stages of the run, the work of the search inside them, and how each goal came along.

    Stages follow each other, so that their seconds add up to those of the run. Of work the seconds
    are summed over threads, and those of diving and tasks hold programs and pricing again.
    """
    tables = (_stages(timing), _works(timing), _goals(timing, reached))
    return [line for rows in tables if len(rows) > 1 for line in ("", *_aligned(rows))]


def _stages(timing: Timing) -> list[Row]:
    whole, processor = timing.seconds, timing.processor_seconds
    spent = {stage: timing.of(stage) for stage in Stage}
    rest = whole - sum(one.seconds for one in spent.values())
    peak = peak_megabytes()
    memory = "" if peak is None else f"; {peak:,.0f} MB of memory at most"
    return [
        ("where the time went", "seconds", ""),
        *((stage, _seconds(one), "") for stage, one in spent.items() if one.seconds),
        ("all else", f"{rest:.2f}", ""),
        ("in all", f"{whole:.2f}", f"{processor:.2f} of processor cores{memory}"),
    ]


def _works(timing: Timing) -> list[Row]:
    spent = {work: timing.of(work) for work in Work}
    return [
        ("work of the search, in all threads", "seconds", "times", ""),
        *(
            (work, _seconds(one), f"{one.times:,}", _came_to(work, one))
            for work, one in spent.items()
            if one.times
        ),
    ]


def _came_to(work: Work, spent: Spent) -> str:
    if work is Work.PRICING:
        return count_words(spent.found, "candidate")
    if work is Work.TASKS:
        return f"{spent.found:,} settled: nothing better for these tutors"
    rows, columns = spent.largest
    return f"the largest: {rows:,} rows, {columns:,} columns" if rows else ""


def _goals(timing: Timing, reached: Iterable[Reached]) -> list[Row]:
    head = (
        "goal", "bounds s", "improving s", "listing s", "tasks", "gained", "value", "bound", "gap", "",
    )  # fmt: skip
    return [head, *(row for one in reached for row in _goal(timing, one))]


def _goal(timing: Timing, reached: Reached) -> Iterator[Row]:
    """A row for each part of the goal; the first tells what all of them took."""
    goal = reached.goal
    root, improving, listing = (timing.of(stage, goal.number) for stage in GOAL_STAGES)
    tasks = (f"{improving.times:,}", f"{improving.found:,}") if improving.seconds else ("", "")
    seconds = (_seconds(root), _seconds(improving), _seconds(listing))
    start: Row = (f"{goal.number:2} {goal.name}", *seconds, *tasks)
    for part, (value, bound) in enumerate(zip(reached.values, reached.bounds, strict=True)):
        gap = reached.gap(part)
        limit = "" if bound is None else number_words(bound)
        yield (*start, number_words(value), limit, "" if gap is None else f"{gap:.2%}", "")
        start = (f"   then {goal.labels[-1]}", *[""] * 5)


def _seconds(spent: Spent) -> str:
    return f"{spent.seconds:.2f}" if spent.seconds else ""


def _aligned(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of a table: words to the left, first and last, and numbers to the right."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for first, *numbers, last in rows:
        cells = [first.ljust(widths[0]), *map(str.rjust, numbers, widths[1:]), last]
        yield "  ".join(cells).rstrip()
