"""The benchmark suite: every method's answer holds, and no two contradict each other."""

import pytest

from benchmarks import answer_file
from benchmarks.__main__ import main
from benchmarks.judge import Judged
from benchmarks.methods import METHODS, Terms
from benchmarks.peers import numbered
from benchmarks.peers.answer import Answer
from benchmarks.peers.cliques import cover
from benchmarks.peers.clock import Clock
from benchmarks.plots import draw
from benchmarks.programs import load, make, program_folder
from benchmarks.results import Results, best_bound, contradictions, gap_to_best
from benchmarks.row import Row, gap
from benchmarks.shapes import FULL, QUICK, Shape
from benchmarks.table import table
from matcher.domain import Group
from matcher.schedule import Schedule

LIMIT = 1.0
SHAPES = (
    Shape("tiny-grouping", 14, budget=True, one_to_one=0.3),
    Shape("tiny-packing", 14, "packing"),
    Shape("tiny-previous", 12, previous=True),
)


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    return {shape: load(program_folder(shape, 1, folder), shape.week) for shape in SHAPES}


@pytest.fixture(scope="module")
def judged(problems, tmp_path_factory):
    """What the checker says of each method's answer, read back from its file."""
    path = tmp_path_factory.mktemp("answers") / "answer.json"
    found = {}
    for shape, problem in problems.items():
        for name, method in METHODS.items():
            answer = method(problem, Terms(Clock(LIMIT), seed=1))
            answer_file.write(answer, 0.0, 0.0, path)
            told = answer_file.read(path)
            found[shape, name] = answer, told, Judged(problem, told)
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_answers_hold(judged, shape, method):
    answer, told, verdict = judged[shape, method]
    assert verdict.status in ("ok", "no plan"), verdict.note
    assert verdict.value(3) == answer.value
    assert set(verdict.schedule.groups) == set(answer.schedule.groups)
    assert [value for _, value in told.trajectory] == sorted(v for _, v in told.trajectory)
    assert not answer.trajectory or answer.trajectory[-1][1] <= answer.value + 1e-6


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_value_is_above_another_method_s_bound(judged, shape):
    """With a previous plan the search's bound is given what it keeps, so it is left out there."""
    answers = {name: judged[shape, name][0] for name in METHODS}
    bounds = {
        name: answer.bound
        for name, answer in answers.items()
        if answer.bound is not None and not (shape.previous and name == "matcher")
    }
    assert len(bounds) >= 3
    for answer in answers.values():
        assert all(answer.value <= bound + 1e-6 for bound in bounds.values())


def test_a_broken_answer_counts_as_none(problems):
    problem = problems[SHAPES[0]]
    answer = METHODS["by hand"](problem, Terms(Clock(LIMIT)))
    first = answer.schedule.groups[0]
    twice = Schedule((*answer.schedule.groups, Group(first.frame, first.members, first.meetings)))
    assert _judge(problem, Answer(twice, answer.value)).status == "broken"
    assert _judge(problem, Answer(answer.schedule, answer.value + 1)).status == "broken"
    low = Answer(answer.schedule, answer.value, bound=answer.value - 1)
    assert _judge(problem, low).status == "broken"
    assert _judge(problem, answer).status == "ok"
    assert _judge(problem, Answer()).status == "no plan"


def _judge(problem, answer):
    groups = [answer_file._told(group) for group in answer.schedule]
    told = answer_file.AnswerTold(
        groups=groups, value=answer.value, bound=answer.bound, sessions=None, sessions_bound=None,
        first=None, trajectory=[], note="", reading=0, solving=0,
    )  # fmt: skip
    return Judged(problem, told)


def test_what_would_not_fit_is_not_built(problems, monkeypatch):
    monkeypatch.setattr(numbered, "MOST_BOOLEANS", 10)
    answer = METHODS["CP-SAT groups"](problems[SHAPES[0]], Terms(Clock(LIMIT)))
    assert not answer.schedule
    assert answer.note.startswith("too large: ")


def test_programs_are_their_seed_s_alone():
    for shape in (*QUICK, *(shape for shape in FULL if shape.requests <= 200)):
        rows = make(shape, 3).rows
        assert rows == make(shape, 3).rows
        assert rows != make(shape, 4).rows
        assert abs(len(rows["Students"]) - shape.requests) <= 0.25 * shape.requests


def test_shapes_have_names_of_their_own():
    for shapes in (QUICK, FULL):
        assert len({shape.name for shape in shapes}) == len(shapes)


def test_cliques_cover_every_edge():
    apart = {1: {2, 3}, 2: {1, 3}, 3: {1, 2, 4}, 4: {3}, 5: set()}
    cliques = cover(apart)
    edges = {(u, v) for u, others in apart.items() for v in others}
    covered = {(u, v) for clique in cliques for u in clique for v in clique if u != v}
    assert covered == edges


def test_a_row_is_not_run_twice(tmp_path, capsys, monkeypatch):
    """One method on one program in a child of its own, then what was there already."""
    tiny = Shape("tiny", 10, limit=1)
    monkeypatch.setattr("benchmarks.__main__.QUICK", (tiny,))
    monkeypatch.setattr("benchmarks.__main__.draw", lambda *_: [])
    for _ in range(2):
        assert main(["--quick", "--out", str(tmp_path), "--method", "by hand"]) == 0
    results = Results(tmp_path)
    assert [(row.program, row.method, row.status) for row in results.rows] == [
        ("tiny", "by hand", "ok")
    ]
    assert results.trajectory(results.rows[0])
    assert "| tiny | " in (tmp_path / "results.md").read_text(encoding="utf-8")
    drawn = {path.name for path in draw(results, tmp_path)}
    assert drawn == {"value-time.svg", "gap-size.svg", "time-size.svg", "memory-size.svg"}
    capsys.readouterr()


def _row(method, value, bound, **more):
    told = {
        "program": "p", "method": method, "status": "ok", "regime": "grouping", "requests": 2,
        "students": 2, "tutors": 1, "sites": 1, "per_tutor": 12, "one_to_one": 0.0,
        "languages": 1, "windows": "tight", "shared": 0.0, "budget": False, "previous": False,
        "seed": 0, "workers": 2, "limit": 1.0, "seconds": 1.0, "value": value, "bound": bound,
        "gap": gap(value, bound),
    }  # fmt: skip
    return Row(**(told | more))


def test_the_least_bound_counts_for_all():
    rows = [_row("matcher", 8.0, 10.0), _row("by hand", 5.0, None), _row("SCIP groups", 4.0, 20.0)]
    assert [best_bound(row, rows) for row in rows] == [10, 10, 10]
    assert gap_to_best(rows[1], rows) == 0.5
    assert contradictions(rows) == []
    wrong = [*rows, _row("HiGHS groups", 3.0, 7.0)]
    assert contradictions(wrong) == ["p: matcher serves 8, above HiGHS groups's bound of 7"]
    assert "**Contradictions**" in table(wrong)
    kept = [row.model_copy(update={"previous": True}) for row in wrong]
    assert contradictions(kept) == []
    assert best_bound(kept[0], kept) == 10


def test_rows_come_back_as_they_were():
    row = _row("matcher", 8.0, None, note="")
    assert Row.of(row.cells()) == row
