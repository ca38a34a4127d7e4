"""Ctrl-C: once ends the search and keeps its best plan, twice leaves at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

BEAT = 0.1
"""Seconds between two looks at whether the work is done; signals are heard in between."""


class Interrupt:
    """Listens to Ctrl-C while the search runs, on every system alike.

    Outside of :meth:`run` Ctrl-C raises KeyboardInterrupt as it always does.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._running = False

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
        Whatever ``work`` raises is raised here.
        """
        self._running = True
        with self._listening(when_asked):
            pool = ThreadPoolExecutor(max_workers=1)
            future = pool.submit(work)
            pool.shutdown(wait=False)
            self._wait(future)
        self._running = False
        return future.result()

    def _wait(self, future: Future[T]) -> None:
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        while not done.wait(BEAT):
            pass

    @contextmanager
    def _listening(self, when_asked: Callable[[], None]) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread may listen; there is nobody to press Ctrl-C elsewhere
            return

        def heard(_signal: int, _frame: FrameType | None) -> None:
            if self._asked.is_set():
                raise KeyboardInterrupt
            self._asked.set()
            when_asked()

        before = signal.signal(signal.SIGINT, heard)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
