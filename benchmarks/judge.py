"""The one judge of all answers: the project's own checker."""

from __future__ import annotations

from benchmarks import answer_file
from benchmarks.answer_file import AnswerTold
from benchmarks.row import Status
from constraints import GOALS, RULES
from matcher.problem import Problem
from matcher.schedule import Schedule
from matcher.verify import Verdict, verify

NEED_SERVED, SEATS_KEPT, TUTORS_KEPT, DOSAGE = 3, 1, 2, 7
CLOSE = 1e-6


class Judged:
    """What the checker says of an answer."""

    def __init__(self, problem: Problem, told: AnswerTold) -> None:
        self.status: Status = "ok"
        self.note = told.note
        self.schedule = Schedule()
        self._verdict: Verdict | None = None
        try:
            self.schedule = answer_file.schedule(told, problem)
        except KeyError as wrong:
            self._break(f"names {wrong}, who does not concern the week")
            return
        self._verdict = verify(problem, RULES, GOALS, self.schedule)
        broken = [(rule.name, len(c.violations)) for rule, c in self._verdict.checks]
        broken = [(name, count) for name, count in broken if count]
        value = self.value(NEED_SERVED)
        if broken:
            self._break(", ".join(f"{name}: {count}" for name, count in broken))
        elif value is None or abs(value - told.value) > CLOSE:
            self._break(f"says need served is {told.value:g}, it is {value}")
        elif told.bound is not None and value > told.bound + CLOSE:
            self._break(f"serves {value:g}, more than its own bound of {told.bound:g}")
        elif told.note.startswith("too large"):
            self.status = "too large"
        elif not self.schedule.groups and problem.requests:
            self.status = "no plan"

    def _break(self, note: str) -> None:
        self.status, self.note = "broken", note

    def value(self, goal: int) -> float | None:
        """A goal's first part; None where the goal does not apply."""
        values = self._verdict.value(goal) if self._verdict else ()
        return float(values[0]) if values else None

    def whole(self, goal: int) -> int | None:
        """A goal that counts."""
        value = self.value(goal)
        return None if value is None else int(value)
