"""Everybody at once: where it may be that all can be placed, that is asked before anything else.

Parts that share nothing are asked apart, side by side: one may be packed, another have too few
tutors. Of a part that can't all be placed, those sites are asked together that have the tutors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field

import numpy as np

from matcher.search.arrays import Arrays, Floats, Ints
from matcher.search.candidates import Picked
from matcher.search.compact import Item, could_hold_all, items
from matcher.search.days import Days, Week
from matcher.search.state import State

WORK = 4.0  # CP-SAT's deterministic seconds for a question, and for each item:
ITEM_WORK = 0.03
HEAD_START = 1.0  # seconds for which full dosage is asked alone; its answer goes first anyway
PAUSE = 0.05  # seconds between looks at the clock


@dataclass
class Question:
    """Can all of these be held? ``groups`` are the candidates they already have, of the plan.

    After :func:`ask`, ``answer`` holds them all, if that was found.
    """

    asked: list[Item]
    groups: list[int]
    left: Floats
    answer: Picked | None = None
    units: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.units = {u for item in self.asked for u in item.units}


class _Way:
    """One way of asking a question: for full dosage, or for as little as must be."""

    def __init__(self, arrays: Arrays, question: Question, *, full: bool) -> None:
        self.arrays = arrays
        self.question = question
        self.full = full
        self.called_off = False
        self.days: Days | None = None
        self.future: Future[Picked | None]

    def solve(self, work: float, seed: int) -> Picked | None:
        asked = self.question
        if self.called_off:
            return None
        self.days = Days(Week(self.arrays, asked.asked, asked.left, full=self.full))
        return None if self.called_off else self.days.solve(work, seed)

    def succeeded(self) -> bool:
        return self.future.done() and self.future.result() is not None

    def interrupt(self) -> None:
        self.called_off = True
        if self.days is not None:
            self.days.interrupt()


def questions(state: State) -> list[Question]:
    """What may be worth asking of a plan."""
    arrays = state.arrays
    found: list[Question] = []
    for units in arrays.parts:
        asked = list(_asked(state, units)) if state.active[units].any() else []
        if not could_hold_all(arrays, asked):
            of_site: dict[str, list[Item]] = defaultdict(list)
            for item in asked:
                of_site[arrays.units[item.units[0]][0].student.site].append(item)
            apart = [mine for mine in of_site.values() if could_hold_all(arrays, mine)]
            asked = [item for mine in apart for item in mine]
        if could_hold_all(arrays, asked):
            inside = {u for item in asked for u in item.units}
            groups = [c for c in state.chosen if int(state.pool.units_of(c)[0]) in inside]
            left = state.part(np.empty(0, np.int32), groups).left
            found.append(Question(asked, groups, left))
    return found


def _asked(state: State, units: Ints) -> Iterator[Item]:
    """The groups that these units have, which keep their frames, and the others alone."""
    inside = set(units.tolist())
    groups = [c for c in state.chosen if int(state.pool.units_of(c)[0]) in inside]
    alone = [u for u in units.tolist() if state.active[u]]
    yield from items(
        state.arrays,
        [*(tuple(state.pool.units_of(c).tolist()) for c in groups), *((u,) for u in alone)],
        [*(int(state.pool.frame[c]) for c in groups), *(None for _ in alone)],
    )


def ask(
    arrays: Arrays,
    asked: Sequence[Question],
    effort: float,
    seed: int,
    crew: Executor,
    ended: Callable[[], bool],
) -> None:
    """Answer the questions: each for full dosage, and where that takes long also for any."""

    def begin(question: Question, *, full: bool) -> _Way:
        way = _Way(arrays, question, full=full)
        work = effort * (WORK + ITEM_WORK * len(question.asked))
        way.future = crew.submit(way.solve, work, seed)
        return way

    running = [[begin(question, full=True)] for question in asked]
    wait([ways[0].future for ways in running], timeout=HEAD_START)
    for ways in running:
        if not ways[0].succeeded():
            ways.append(begin(ways[0].question, full=False))
    for question, ways in zip(asked, running, strict=True):
        for way in ways:
            while not way.future.done():
                wait([way.future], timeout=PAUSE)
                if ended() or question.answer is not None:
                    way.interrupt()
            question.answer = question.answer or way.future.result()
