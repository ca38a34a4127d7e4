"""Pieces of work: whoever does them, each is done once and comes to the same."""

import os
import time

import pytest

from matcher.crew import Cluster, Here, Processes, WorkersLostError, crew
from tests import crew_work

NUMBERS = list(range(6))


def done(hands, work, pieces, **more):
    return dict(hands.results(work, pieces, **more))


def late(began):
    """Whether the quick piece has had time enough."""
    return time.monotonic() - began > 8


def two():
    return Processes(2)


@pytest.mark.parametrize("make", [Here, two])
def test_each_piece_is_done_once_and_numbered(make):
    """Results come as they are ready; the numbers say which piece each is of."""
    with make() as hands:
        assert done(hands, crew_work.double, NUMBERS) == {n: 2 * n for n in NUMBERS}
        assert done(hands, crew_work.double, []) == {}


@pytest.mark.parametrize("make", [Here, two])
def test_what_work_raises_is_raised(make):
    """An error in the work is the asker's, in its own kind and words."""
    with make() as hands, pytest.raises(ValueError, match="three is too many"):
        done(hands, crew_work.refuse, NUMBERS)


def test_several_processes_share_the_work():
    """Two processes, neither of them this one, that stay for the next pieces."""
    with Processes(2) as hands:
        first = set(done(hands, crew_work.who, NUMBERS).values())
        again = set(done(hands, crew_work.who, NUMBERS).values())
    assert len(first) == 2
    assert os.getpid() not in first
    assert again == first


def test_a_process_that_dies_loses_its_own_piece_alone_which_is_done_again(tmp_path):
    """All pieces come back although the second one's process ended in the middle."""
    with Processes(2) as hands:
        found = done(hands, crew_work.die_once, [(n, str(tmp_path)) for n in NUMBERS])
    assert (tmp_path / "died").exists()
    assert found == {n: n for n in NUMBERS}


def test_a_piece_that_kills_every_process_is_given_up():
    """Three processes died of it; a fourth would too."""
    with Processes(2) as hands, pytest.raises(WorkersLostError, match="again and again"):
        done(hands, crew_work.die_always, NUMBERS)


def test_stopping_gives_up_what_is_not_ready():
    """The first piece is quick; the others would take half a minute each."""
    began = time.monotonic()
    ready = {}
    with Processes(2) as hands:
        ready.update(hands.results(crew_work.slow, [0, 1, 2], stop=lambda: late(began)))
    assert ready == {0: 0}
    assert time.monotonic() - began < 25


@pytest.mark.parametrize("make", [Here, two])
def test_what_is_shared_is_there_for_every_piece(make):
    """The work gets it first, then the piece."""
    with make() as hands:
        assert done(hands, crew_work.added, [1, 2], shared=[10, 20]) == {0: 31, 1: 32}
        assert done(hands, crew_work.added, [1], shared=[1]) == {0: 2}


def test_one_worker_is_this_process():
    """No other process is started where one is enough."""
    assert isinstance(crew(1), Here)
    assert isinstance(crew(2), Processes)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        ("127.0.0.1:99999", "No Dask scheduler answers"),
        ("nonsense", "'nonsense' is no address of a Dask scheduler"),
    ],
)
def test_a_cluster_that_is_not_there_says_so(address, said):
    """The address stands in the message."""
    pytest.importorskip("distributed")
    with pytest.raises(WorkersLostError, match=said):
        Cluster(address)
