"""Ctrl-C once ends the search and keeps its plan; twice leaves at once with nothing written."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import cli
from matcher import match_week
from matcher.interrupt import Interrupt, Loading
from tests.quick_search import quick_search

ROOT = Path(cli.__file__).parent


def press():
    """Press Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


def wait_for(what, seconds=10):
    """Wait until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_work_gives_its_answer_and_ctrl_c_means_what_it_meant_before():
    before = signal.getsignal(signal.SIGINT)
    with Interrupt() as interrupt:
        assert interrupt.run(lambda: 7) == 7
        assert not interrupt.asked()
        assert not interrupt.running
    assert signal.getsignal(signal.SIGINT) is before


def test_work_may_follow_work_and_what_was_heard_stays_heard():
    before = signal.getsignal(signal.SIGINT)
    with Interrupt() as interrupt:
        interrupt.run(press)
        wait_for(interrupt.asked)
        assert interrupt.run(interrupt.asked)
    assert signal.getsignal(signal.SIGINT) is before


def test_what_the_work_raises_is_raised_here():
    def fail():
        raise LookupError("gone")

    with Interrupt() as interrupt, pytest.raises(LookupError, match="gone"):
        interrupt.run(fail)


def test_the_first_ctrl_c_asks_the_work_to_end_and_says_so():
    heard = []
    with Interrupt() as interrupt:

        def work():
            press()
            wait_for(interrupt.asked)
            return "best so far"

        assert interrupt.run(work, lambda: heard.append("ending")) == "best so far"
        assert heard == ["ending"]


def test_the_second_ctrl_c_leaves_although_the_work_goes_on():
    done = []
    with Interrupt() as interrupt:

        def work():
            press()
            wait_for(interrupt.asked)
            press()
            wait_for(lambda: done)

        with pytest.raises(KeyboardInterrupt):
            interrupt.run(work)
        assert interrupt.running
    done.append(True)


def test_ctrl_c_after_the_search_does_not_lose_its_plan_until_it_is_pressed_again():
    with Interrupt() as interrupt:
        interrupt.run(lambda: None)
        press()
        assert interrupt.asked()
        with pytest.raises(KeyboardInterrupt):
            press()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(cli.main, ["template", "program.xlsx"])
    assert run.exit_code == 0
    book = load_workbook("program.xlsx")
    book["Pins"].delete_rows(2)  # pins are held before the search, by a search of their own
    book.save("program.xlsx")
    return tmp_path


def plan():
    """Plan a week of the template."""
    return CliRunner().invoke(cli.main, ["--week", "2026-W38", "program.xlsx"])


def test_a_search_that_is_ended_writes_its_best_plan(folder, monkeypatch):
    def stopped(problem, rules, goals, _options, _progress, stop, _timing):
        found = quick_search(problem, rules, goals)
        press()
        wait_for(stop)
        return type(found)(found.schedule, found.reached, "user")

    monkeypatch.setattr(match_week, "search", stopped)
    run = plan()
    assert run.exit_code == 0, run.output
    assert "ended when you asked" in run.output
    assert (folder / "program-2026-09-14.xlsx").exists()


def test_stopped_before_any_plan_ends_with_3_and_writes_nothing(folder, monkeypatch):
    def stopped(problem, rules, goals, options, progress, stop, _timing):
        press()
        wait_for(stop)
        return quick_search(problem, rules, goals, options, progress, stop)

    monkeypatch.setattr(match_week, "search", stopped)
    run = plan()
    assert run.exit_code == 3, run.output
    assert "Nothing was written" in run.stderr
    assert [path.name for path in folder.iterdir()] == ["program.xlsx"]


@pytest.mark.usefixtures("folder")
def test_ctrl_c_while_reading_ends_with_3(monkeypatch):
    def reading(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(match_week, "read_checked", reading)
    assert plan().exit_code == 3


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "at"),
    [
        (["--week", "2026-W38", "program.xlsx"], "import_module"),
        (["check", "program.xlsx"], "read_all"),
        (["verify", "program.xlsx", "program.xlsx"], "verify_file"),
    ],
)
def test_ctrl_c_ends_with_3_whatever_is_under_way(monkeypatch, words, at):
    """While the search is loaded too: 1 would mean that the workbook has problems."""

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, at, stopped)
    run = CliRunner().invoke(cli.main, words)
    assert run.exit_code == 3, run.output
    assert "Stopped" in run.stderr


def in_a_process(folder, script, *words):
    """Run a script in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


LOADED = textwrap.dedent("""
    import runpy, signal, sys

    class Press:
        def find_spec(self, name, path=None, target=None):
            if name == wanted:
                signal.raise_signal(signal.SIGINT)

    path, wanted, *words = sys.argv[1:]
    sys.meta_path.insert(0, Press())
    sys.argv = [path, *words]
    runpy.run_path(path, run_name="__main__")
""")


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("click", ["rules"]),
        ("openpyxl", ["check", "program.xlsx"]),
        ("matcher.workbook.template", ["rules"]),
        ("matcher.match_week", ["--week", "2026-W38", "program.xlsx"]),
        ("ortools", ["--week", "2026-W38", "program.xlsx"]),
    ],
)
def test_ctrl_c_while_modules_are_loaded_is_quiet(folder, module, words):
    run = in_a_process(folder, LOADED, cli.__file__, module, *words)
    assert (run.returncode, run.stdout, run.stderr) == (3, "", "Stopped. Nothing was written.\n")
    assert [path.name for path in folder.iterdir()] == ["program.xlsx"]


def test_what_ctrl_c_means_is_as_before_once_modules_are_loaded():
    before = signal.getsignal(signal.SIGINT)
    with Loading():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_modules_can_be_loaded_in_any_thread():
    loaded = []

    def load():
        with Loading():
            loaded.append(True)

    thread = threading.Thread(target=load)
    thread.start()
    thread.join()
    assert loaded


def test_ctrl_c_while_the_words_are_taken_ends_with_3(monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.Match, "parse_args", stopped)
    assert CliRunner().invoke(cli.main, ["rules"]).exit_code == 3


def test_the_second_ctrl_c_ends_the_whole_program_with_3_at_once(folder):
    """In a process of its own, since the search is still running when it ends."""
    script = textwrap.dedent("""
        import signal, sys, time
        import cli
        from matcher import match_week

        def endless(problem, rules, goals, options, progress, stop, _timing):
            signal.raise_signal(signal.SIGINT)
            while not stop():
                time.sleep(0.01)
            signal.raise_signal(signal.SIGINT)
            time.sleep(60)

        match_week.search = endless
        cli.main(["--week", "2026-W38", "program.xlsx"])
    """)
    began = time.monotonic()
    run = in_a_process(folder, script)
    assert (run.returncode, time.monotonic() - began < 40) == (3, True), run.stderr
    assert [path.name for path in folder.iterdir()] == ["program.xlsx"]


def test_cp_sat_leaves_ctrl_c_to_this_program():
    """CP-SAT's own handler would hear it first, and end the process where it isn't the main thread."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "matcher").rglob("*.py")]
    solvers = sum(text.count("CpSolver()") for text in sources)
    assert solvers > 0
    assert solvers == sum(text.count("catch_sigint_signal = False") for text in sources)
