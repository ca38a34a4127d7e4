"""The independent parts of the search, done by a crew: other processes, or the workers of a cluster.

Each is a pure function of the arrays and its task, so the plan is the same whoever does it. The arrays
go to every worker once; where a task or an answer names them, a sign goes instead.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from matcher.crew import Crew
from matcher.progress import never
from matcher.search.arrays import Arrays
from matcher.search.candidates import Picked, Pool
from matcher.search.improve import Answer, Task, replan
from matcher.search.roots import Closing, Diving, Rooted, dive_from, root
from matcher.timing import Timing, Told

ARRAYS, TIMING = "arrays", "timing"


class Far:
    """What the search hands to a crew; ``stop`` gives up what is not ready."""

    def __init__(self, crew: Crew, timing: Timing) -> None:
        self.crew = crew
        self.timing = timing

    def replanned(
        self, arrays: Arrays, tasks: Sequence[Task], stop: Callable[[], bool]
    ) -> list[Answer]:
        """The answer to each task; of one that was given up, none."""
        found = self._results(_replanned, tasks, stop, arrays)
        return [found.get(n, Answer(None, settled=False)) for n in range(len(tasks))]

    def roots(
        self, arrays: Arrays, closings: Sequence[Closing], stop: Callable[[], bool]
    ) -> list[Rooted] | None:
        """Each block's linear program, closed, without cuts; None if some were given up."""
        pieces = [
            replace(one, terms=replace(one.terms, enough=_never_enough, stop=never))
            for one in closings
        ]
        found = self._results(_rooted, pieces, stop, arrays)
        if len(found) < len(closings):
            return None
        return [_unpacked(found[n], arrays, self.timing) for n in range(len(closings))]

    def dives(
        self, arrays: Arrays, divings: Sequence[Diving], stop: Callable[[], bool]
    ) -> list[Picked]:
        """A dive from each block's program; those that were given up are missing."""
        pieces = [_packed(diving, arrays) for diving in divings]
        found = self._results(_dived, pieces, stop, arrays)
        return [found[n] for n in sorted(found)]

    def _results(
        self,
        work: Callable[[Arrays, Any], tuple[Any, Told]],
        pieces: Sequence[Any],
        stop: Callable[[], bool],
        arrays: Arrays,
    ) -> dict[int, Any]:
        """What the pieces come to, by number; how long it took counts as if it had been done here."""
        found = {}
        for number, (result, told) in self.crew.results(work, pieces, stop, shared=arrays):
            found[number] = result
            self.timing.take(told)
        return found


def _replanned(arrays: Arrays, task: Task) -> tuple[Answer, Told]:
    timing = Timing()
    return replan(arrays, task, timing), timing.told()


def _rooted(arrays: Arrays, closing: Closing) -> tuple[bytes, Told]:
    timing = Timing()
    return _packed(root(Pool(arrays, timing), closing), arrays), timing.told()


def _dived(arrays: Arrays, piece: bytes) -> tuple[Picked, Told]:
    timing = Timing()
    return dive_from(_unpacked(piece, arrays, timing), never), timing.told()


def _never_enough(_bound: float) -> bool:
    return False


class _Packer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, arrays: Arrays) -> None:
        super().__init__(stream)
        self.arrays = arrays

    def persistent_id(self, thing: Any) -> str | None:
        """A sign for what both sides have."""
        if thing is self.arrays:
            return ARRAYS
        return TIMING if isinstance(thing, Timing) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, arrays: Arrays, timing: Timing) -> None:
        super().__init__(stream)
        self.known = {ARRAYS: arrays, TIMING: timing}

    def persistent_load(self, sign: str) -> Any:
        """What a sign stands for on this side."""
        return self.known[sign]


def _packed(thing: Any, arrays: Arrays) -> bytes:
    stream = io.BytesIO()
    _Packer(stream, arrays).dump(thing)
    return stream.getvalue()


def _unpacked(packed: bytes, arrays: Arrays, timing: Timing) -> Any:
    return _Unpacker(io.BytesIO(packed), arrays, timing).load()
