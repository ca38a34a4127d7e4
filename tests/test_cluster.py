"""A cluster of two workers, one of which dies: the same scenarios, the same workbook."""

import os
import signal
import threading

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import cli
from matcher.crew import Cluster, WorkersLostError
from matcher.search import blocks
from tests import crew_work
from tests.test_scenarios_cli import scenarios, small

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("default")  # what Dask warns of is not ours


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes on this machine, each with a nanny that replaces it if it dies."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        host="127.0.0.1",
        silence_logs=50,
    ) as running:
        yield running


def test_pieces_are_done_once_each_with_what_they_share(cluster):
    with Cluster(cluster.scheduler_address) as hands:
        assert dict(hands.results(crew_work.added, [1, 2, 3], shared=[10])) == {0: 11, 1: 12, 2: 13}
        assert dict(hands.results(crew_work.double, [])) == {}


def test_what_work_raises_is_raised(cluster):
    with Cluster(cluster.scheduler_address) as hands, pytest.raises(ValueError, match="three"):
        dict(hands.results(crew_work.refuse, [3]))


def test_a_worker_that_dies_loses_its_own_piece_alone_which_is_done_again(cluster, tmp_path):
    pieces = [(number, str(tmp_path)) for number in range(4)]
    with Cluster(cluster.scheduler_address) as hands:
        found = dict(hands.results(crew_work.die_once, pieces))
    assert (tmp_path / "died").exists()
    assert found == {number: number for number in range(4)}


def test_a_piece_that_kills_every_worker_is_given_up(cluster):
    with (
        Cluster(cluster.scheduler_address) as hands,
        pytest.raises(WorkersLostError, match="again"),
    ):
        dict(hands.results(crew_work.die_always, [1]))


def test_a_study_is_the_same_on_a_cluster_with_one_worker_killed_in_the_middle(cluster, tmp_path):
    """Cell for cell what this machine alone finds; only the first worker to be busy is killed."""
    program = small(tmp_path)
    alone, together = tmp_path / "alone.xlsx", tmp_path / "together.xlsx"
    assert scenarios(program, alone, "--workers", "1").exit_code == 0
    client = distributed.Client(cluster.scheduler_address, set_as_default=False)
    killed = threading.Event()

    def kill_one_at_work() -> None:
        while not killed.is_set():
            for address, busy in client.processing().items():
                if busy:
                    pids = client.run(os.getpid, workers=[address])
                    os.kill(pids[address], signal.SIGKILL)
                    killed.set()
                    return

    killer = threading.Thread(target=kill_one_at_work, daemon=True)
    killer.start()
    result = scenarios(program, together, "--cluster", cluster.scheduler_address)
    was_killed = killed.is_set()
    killed.set()
    client.close()
    assert result.exit_code == 0, result.output
    assert was_killed
    assert cells(together) == cells(alone)


def test_a_week_of_several_sites_is_the_same_on_a_cluster(cluster, tmp_path, monkeypatch):
    """Each site a block, whose program is closed by a worker; group by group the same plan."""
    monkeypatch.setattr(blocks, "ONE_BLOCK", 1)
    asked = []
    results = Cluster.results

    def noted(self, work, *more, **given):
        asked.append(work.__name__)
        return results(self, work, *more, **given)

    monkeypatch.setattr(Cluster, "results", noted)
    program = small(tmp_path)
    plans = []
    for name, options in (("alone", ()), ("together", ("--cluster", cluster.scheduler_address))):
        plan = tmp_path / f"{name}.xlsx"
        words = ["--week", "2026-09-14", "-o", str(plan), str(program), "--fresh", *options]
        result = CliRunner().invoke(cli.main, words, prog_name="match")
        assert result.exit_code == 0, result.output
        plans.append(cells(plan))
    assert "_rooted" in asked
    for title in ("Sessions", "Groups", "Seats", "Unplaced", "Checks"):
        assert plans[0][title] == plans[1][title]


def cells(path):
    book = load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }
