"""Ctrl-C: once ends the search and keeps its best plan, twice leaves at once.

The command imports this module before all others, so it imports little itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
Handler = Callable[[int, FrameType | None], Any] | int | None

BEAT = 0.1
"""Seconds between two looks at whether the work is done; signals are heard in between."""

STOPPED = 3
"""The exit code of a program that was stopped before it wrote anything."""
SAID = "Stopped. Nothing was written."


class Loading:
    """Within the block, Ctrl-C ends the program quietly. Nothing may be open for writing there.

    A KeyboardInterrupt amid an import would show a traceback, or get lost in whatever is imported.
    """

    def __init__(self) -> None:
        self._before: Handler = None

    def __enter__(self) -> None:
        try:
            self._before = signal.signal(signal.SIGINT, _leave)
        except ValueError:  # only the main thread may listen
            self._before = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.stderr.write(f"{SAID}\n")
    sys.stderr.flush()
    os._exit(STOPPED)


class Interrupt:
    """Listens to Ctrl-C from the start of the search on, on every system alike.

    Before :meth:`run` Ctrl-C raises KeyboardInterrupt as it always does. From then on, and until
    the end of the ``with`` block, only the second one does.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._running = False
        self._before: Handler = None
        self._when_asked: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def asked(self) -> bool:
        """Whether the user wants the search to end. Cheap; any thread may ask."""
        return self._asked.is_set()

    @property
    def running(self) -> bool:
        """Whether work is still under way in another thread."""
        return self._running

    def run(self, work: Callable[[], T], when_asked: Callable[[], None] = lambda: None) -> T:
        """Do ``work`` in another thread, so that this one is free to hear Ctrl-C.

        The first Ctrl-C makes :meth:`asked` true and calls ``when_asked``; the second raises
        KeyboardInterrupt here at once and leaves the work to itself, with :attr:`running` true.
        Whatever ``work`` raises is raised here. More work may follow; what was heard stays heard.
        """
        self._when_asked = when_asked
        main = threading.current_thread() is threading.main_thread()  # no other may listen
        if main and self._before is None:
            self._before = signal.signal(signal.SIGINT, self._heard)
        self._running = True
        done = threading.Event()
        pool = ThreadPoolExecutor(max_workers=1)
        future = pool.submit(work)
        future.add_done_callback(lambda _: done.set())
        pool.shutdown(wait=False)
        while not done.wait(BEAT):
            pass
        self._running = False
        return future.result()

    def _heard(self, _signal: int, _frame: FrameType | None) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()
        self._when_asked()
