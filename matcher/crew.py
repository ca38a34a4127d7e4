"""Who does independent pieces of work: processes of this machine, or the workers of a cluster.

Whoever does them, the same pieces give the same results, one for each, as they are ready. A worker that
dies loses its own piece alone, which another one does again.
"""

from __future__ import annotations

import multiprocessing
import signal
import socket
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import Empty, Queue
from typing import Any, Protocol, Self, TypeVar

from matcher.progress import Stop, never

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Follow = Callable[[int, Any], Sequence[Any]]
"""The pieces that follow from the result of a piece, by its number."""


def nothing(_number: int, _result: Any) -> Sequence[Any]:
    """No piece follows from any."""
    return ()


def _numbered(every: list[Any], more: Sequence[Any]) -> range:
    """The numbers of more pieces, which are put behind the others."""
    first = len(every)
    every.extend(more)
    return range(first, len(every))


TRIES = 3
"""So often a piece is begun before it is given up, since it may be what kills the workers."""
REACH = 10.0
"""Seconds in which a scheduler must answer at all."""
BEAT = 0.1
"""Seconds between two looks at whether to stop."""


class WorkersLostError(Exception):
    """A piece of work could not be done: its worker died again and again, or none can be reached."""


class Crew(Protocol):
    """Does pieces of work."""

    def results(
        self,
        work: Callable[..., Result],
        pieces: Sequence[Piece],
        stop: Stop = never,
        shared: Any = None,
        follow: Follow = nothing,
    ) -> Iterator[tuple[int, Result]]:
        """The number of each piece with what it comes to, as they are ready.

        ``work`` is a function of a module; pieces and results can be pickled. Where something is
        ``shared`` by all pieces, ``work`` gets it first, then the piece; each worker is given it once, as
        long as it is the very same. What ``work`` raises is raised here. Once ``stop`` is true,
        what is not ready is given up. Pieces that ``follow`` from a result are numbered on from the others, and
        come before those that nobody has begun with.
        """

    def __enter__(self) -> Self:
        """Be ready."""

    def __exit__(self, *exc: object) -> None:
        """Let everybody go."""


class Here:
    """The process that asks, one piece after another."""

    def results(
        self,
        work: Callable[..., Result],
        pieces: Sequence[Piece],
        stop: Stop = never,
        shared: Any = None,
        follow: Follow = nothing,
    ) -> Iterator[tuple[int, Result]]:
        """As :meth:`Crew.results`."""
        every = list(pieces)
        todo = deque(range(len(every)))
        while todo and not stop():
            number = todo.popleft()
            piece = every[number]
            result = work(piece) if shared is None else work(shared, piece)
            todo.extendleft(_numbered(every, follow(number, result)))
            yield number, result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


class Processes:
    """So many processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._hands: list[_Hand] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        for hand in self._hands:
            hand.end()
        self._hands = []

    def results(
        self,
        work: Callable[..., Result],
        pieces: Sequence[Piece],
        stop: Stop = never,
        shared: Any = None,
        follow: Follow = nothing,
    ) -> Iterator[tuple[int, Result]]:
        """As :meth:`Crew.results`."""
        every = list(pieces)
        todo = deque(range(len(every)))
        tries: Counter[int] = Counter()
        while len(self._hands) < min(self.workers, len(pieces)):
            self._hands.append(_Hand())
        try:
            while (todo or any(hand.piece is not None for hand in self._hands)) and not stop():
                for hand in self._hands:
                    if hand.piece is None and todo:
                        number = todo.popleft()
                        tries[number] += 1
                        hand.give(number, work, every[number], shared)
                heard = wait([h.ear for h in self._hands if h.piece is not None], timeout=BEAT)
                for hand in self._hands:
                    if hand.piece is None or hand.ear not in heard:
                        continue
                    number = hand.piece
                    try:
                        well, result = hand.take()
                    except (EOFError, OSError):
                        hand.renew()
                        if tries[number] >= TRIES:
                            raise WorkersLostError(
                                "A worker process ended again and again at the same piece of work;"
                                " maybe there is not enough memory."
                            ) from None
                        todo.appendleft(number)
                        continue
                    if not well:
                        raise result
                    todo.extendleft(_numbered(every, follow(number, result)))
                    yield number, result
        finally:
            for hand in self._hands:
                if hand.piece is not None:
                    hand.renew()


class _Hand:
    """A process that does what it is given."""

    def __init__(self) -> None:
        self.piece: int | None = None
        self.process: BaseProcess
        self.ear: Connection
        self._start()

    def _start(self) -> None:
        self.has: Any = None
        context = multiprocessing.get_context("spawn")  # threads run here: no fork
        self.ear, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, number: int, work: Callable[..., Any], piece: Any, shared: Any) -> None:
        self.piece = number
        news = None if shared is self.has else shared
        with suppress(OSError):  # whether it is alive shows when the result is taken
            self.ear.send((work, piece, shared is not None, news))
            self.has = shared if shared is not None else self.has

    def take(self) -> tuple[bool, Any]:
        answer: tuple[bool, Any] = self.ear.recv()
        self.piece = None
        return answer

    def renew(self) -> None:
        self.end()
        self.piece = None
        self._start()

    def end(self) -> None:
        self.ear.close()
        self.process.kill()
        self.process.join()


def _serve(ear: Connection) -> None:
    """Do one piece after another until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever gave the work
    has: Any = None
    while True:
        try:
            work, piece, sharing, news = ear.recv()
        except (EOFError, OSError):
            return
        has = has if news is None else news
        try:
            answer = (True, work(has, piece) if sharing else work(piece))
        except Exception as error:  # noqa: BLE001 (whatever it is, whoever gave the work gets it)
            answer = (False, error)
        try:
            ear.send(answer)
        except OSError:
            return


class Cluster:
    """The workers of a Dask scheduler at ``address``; it needs ``pip install tutor-matcher[cluster]``.

    Raises :class:`WorkersLostError` where Dask is not installed or nobody answers there.
    """

    def __init__(self, address: str, timeout: float = 30.0) -> None:
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise WorkersLostError(
                "--cluster needs Dask, which is not installed: pip install 'tutor-matcher[cluster]'."
            ) from error
        _reach(address)
        try:
            self._client = distributed.Client(address, timeout=timeout, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise WorkersLostError(_nobody(address)) from error
        self._has: tuple[Any, Any] = (None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._client.close()

    def results(
        self,
        work: Callable[..., Result],
        pieces: Sequence[Piece],
        stop: Stop = never,
        shared: Any = None,
        follow: Follow = nothing,
    ) -> Iterator[tuple[int, Result]]:
        """As :meth:`Crew.results`."""
        before: tuple[Any, ...] = () if shared is None else (self._scattered(shared),)
        every = list(pieces)
        sent: dict[int, Any] = {}
        ready: Queue[int] = Queue()
        todo: set[int] = set()

        def send(number: int, priority: int = 0) -> None:
            future = self._client.submit(
                work, *before, every[number], pure=False, priority=priority
            )
            sent[number] = future
            todo.add(number)
            future.add_done_callback(lambda _: ready.put(number))

        for number in range(len(every)):
            send(number)
        try:
            while todo and not stop():
                with suppress(Empty):
                    number = ready.get(timeout=BEAT)
                    todo.remove(number)
                    result = self._result(sent[number])
                    for more in _numbered(every, follow(number, result)):
                        send(more, priority=1)
                    yield number, result
        finally:
            self._client.cancel([sent[number] for number in todo])

    def _scattered(self, shared: Any) -> Any:
        """A promise of what is shared: sent to the cluster once; it can be made again from here."""
        if self._has[0] is not shared:
            self._has = (shared, self._client.submit(_itself, shared, pure=False))
        return self._has[1]

    def _result(self, future: Any) -> Any:
        distributed = import_module("distributed")
        try:
            return future.result()
        except distributed.scheduler.KilledWorker as error:
            raise WorkersLostError(
                "Workers of the cluster died again and again at the same piece of work;"
                " maybe they have not enough memory."
            ) from error


def _nobody(address: str) -> str:
    return f"No Dask scheduler answers at {address}. Is it running, and is the address right?"


def _reach(address: str) -> None:
    """Whether somebody listens there; Dask would try for long, and leave a trace of it on the screen."""
    scheme, _, place = address.rpartition("://")
    if scheme not in ("", "tcp", "tls"):
        return  # other ways than sockets are for Dask to try
    host, _, port = place.rpartition(":")
    if not host or not port.isdecimal():
        raise WorkersLostError(
            f"{address!r} is no address of a Dask scheduler. Give such as tcp://10.0.0.5:8786."
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH).close()
    except (OSError, OverflowError) as error:
        raise WorkersLostError(_nobody(address)) from error


def _itself(value: Any) -> Any:
    """The value: where the worker that holds it dies, another one is told it again."""
    return value


def crew(workers: int, cluster: str | None = None) -> Crew:
    """The crew that is wished for: a cluster, or so many processes; one is this very process."""
    if cluster is not None:
        return Cluster(cluster)
    return Processes(workers) if workers > 1 else Here()
