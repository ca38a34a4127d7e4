"""Running methods on programs, each in a child process, and judging what they bring back."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import answer_file
from benchmarks.judge import DOSAGE, NEED_SERVED, SEATS_KEPT, TUTORS_KEPT, Judged
from benchmarks.methods import OURS
from benchmarks.peers.answer import Trajectory
from benchmarks.process import Ran, run
from benchmarks.programs import load, program_folder
from benchmarks.results import Results
from benchmarks.row import Row, Status, gap
from benchmarks.shapes import Shape
from matcher.problem import Problem

ROOT = Path(__file__).parent.parent
GRACE, GRACE_SHARE = 60.0, 1.0
"""How long after the limit a child is ended: so many seconds and so much of the limit; reading
counts here too."""


class Suite:
    """Methods, programs and a folder for all that comes of them."""

    def __init__(self, folder: Path, methods: Sequence[str], *, seed: int, workers: int) -> None:
        self.results = Results(folder)
        self._folder = folder
        self._methods = methods
        self._seed, self._workers = seed, workers

    def run(self, shapes: Sequence[Shape]) -> Iterator[Row]:
        """Each row that was not there yet, as it comes up."""
        warm = False
        for shape in shapes:
            open_ = [m for m in self._methods if not self.results.has(self.key(shape, m))]
            if not open_:
                continue
            if not warm and OURS in open_:
                self.warm_up()
                warm = True
            program = program_folder(shape, self._seed, self._programs)
            problem = load(program, shape.week)
            for method in open_:
                row, trajectory = self._one(shape, problem, program, method)
                self.results.add(row, trajectory)
                yield row

    def warm_up(self) -> None:
        """Let the search's compiled parts be made before anything is timed: once a machine."""
        shape = Shape("warm-up", 12, limit=60)
        program = program_folder(shape, self._seed, self._programs)
        self._one(shape, load(program, shape.week), program, OURS)

    @property
    def _programs(self) -> Path:
        made = self._folder / "programs"
        made.mkdir(parents=True, exist_ok=True)
        return made

    def key(self, shape: Shape, method: str) -> tuple[str, str, int, int, float]:
        """What tells a row of this run from any other."""
        return shape.name, method, self._seed, self._workers, shape.limit

    def _one(
        self, shape: Shape, problem: Problem, program: Path, method: str
    ) -> tuple[Row, Trajectory]:
        answer = self._folder / "answer.json"
        answer.unlink(missing_ok=True)
        options = {
            "--week": shape.week,
            "--limit": shape.limit,
            "--seed": self._seed,
            "--workers": self._workers,
        }
        said = [str(word) for option in options.items() for word in option]
        files = str(program.absolute()), method, str(answer.absolute())
        command = [sys.executable, "-m", "benchmarks.child", *files, *said]
        ran = run(command, ROOT, limit=shape.limit * (1 + GRACE_SHARE) + GRACE)
        row = self._described(shape, problem, method, ran)
        if not answer.exists():
            lines = ran.said.strip().splitlines() or [f"ended with code {ran.code}"]
            status: Status = "overran" if ran.cut else "failed"
            return row.model_copy(update={"status": status, "note": lines[-1][:200]}), []
        told = answer_file.read(answer)
        return _judged(row, problem, told)

    def _described(self, shape: Shape, problem: Problem, method: str, ran: Ran) -> Row:
        return Row(
            program=shape.name,
            method=method,
            status="failed",
            regime=shape.regime,
            requests=len(problem.requests),
            students=len(problem.students),
            tutors=len(problem.tutors),
            sites=len(problem.program.sites),
            per_tutor=shape.per_tutor,
            one_to_one=shape.one_to_one,
            languages=shape.languages,
            windows=shape.windows,
            shared=shape.shared,
            budget=shape.budget,
            previous=shape.previous,
            seed=self._seed,
            workers=self._workers,
            limit=shape.limit,
            seconds=ran.seconds,
            megabytes=ran.megabytes,
        )


def _judged(row: Row, problem: Problem, told: answer_file.AnswerTold) -> tuple[Row, Trajectory]:
    judged = Judged(problem, told)
    found: dict[str, object] = {
        "status": judged.status,
        "note": judged.note,
        "reading": told.reading,
        "solving": told.solving,
    }
    if judged.status == "broken":
        return row.model_copy(update=found), []
    found |= {"bound": told.bound, "sessions_bound": told.sessions_bound}
    if judged.status == "ok":
        value = judged.value(NEED_SERVED)
        found |= {
            "value": value,
            "gap": gap(value, told.bound),
            "students_placed": len({request.student.id for request in judged.schedule.placed}),
            "requests_placed": len(judged.schedule.placed),
            "seats_kept": judged.whole(SEATS_KEPT),
            "tutors_kept": judged.whole(TUTORS_KEPT),
            "sessions": judged.value(DOSAGE),
            "first": told.first,
        }
    return row.model_copy(update=found), list(told.trajectory)
