"""Several processes on this machine, by the standard library.

What a worker process does before its first task: it takes one processor, and ends with the process it works for.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self, TypeVar

from threadpoolctl import threadpool_limits

from thememiner.batch.engines.base import Lost, in_two_rounds

T = TypeVar("T")
R = TypeVar("R")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMBA_NUM_THREADS")
"""What numeric libraries look at when they are loaded."""


class Processes:
    """So many worker processes, each with a task at a time.

    Each is a pool of one, since the death of a process breaks its whole pool: so it is known which task it was. The
    processes start anew (``spawn``), and so a script that uses this needs ``if __name__ == "__main__":``. They end
    with this process, whatever ends it.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    @property
    def side_by_side(self) -> bool:
        """Whether there are several workers."""
        return self.workers > 1

    def each(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | Lost]]:
        """Yield the place of each task and its result, as they are done."""

        def attempt(places: Sequence[int], *, alone: bool) -> Iterator[tuple[int, R | Lost]]:
            with _Pools(one_thread=self.side_by_side) as pools:
                yield from _spread(function, tasks, places, pools, 1 if alone else self.workers)

        return in_two_rounds(attempt, len(tasks))


class _Pools:
    """Pools of one process each, that all end with the block, at once if an error ends it."""

    def __init__(self, *, one_thread: bool) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._begin = partial(begin, one_thread=one_thread)
        self._pools: list[ProcessPoolExecutor] = []

    def __enter__(self) -> Self:
        self._far_end, self._line = self._context.Pipe(duplex=False)
        return self

    def new(self) -> ProcessPoolExecutor:
        """Return a further pool; its process starts with the first task."""
        arguments = (self._far_end,)
        pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=self._begin, initargs=arguments)
        self._pools.append(pool)
        return pool

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._line.close()  # workers end in the middle of their tasks
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)
        self._line.close()
        self._far_end.close()


def _spread(
    function: Callable[[T], R], tasks: Sequence[T], places: Sequence[int], pools: _Pools, at_a_time: int
) -> Iterator[tuple[int, R | Lost]]:
    """Yield the result of each task at these places, so many at a time; one is lost if its worker dies."""
    waiting = deque(places)
    at_work: dict[Future[R], tuple[int, ProcessPoolExecutor]] = {}

    def give(pool: ProcessPoolExecutor) -> None:
        place = waiting.popleft()
        try:
            future = pool.submit(function, tasks[place])
        except BrokenProcessPool:  # the worker died after its task was done
            pool = pools.new()
            future = pool.submit(function, tasks[place])
        at_work[future] = place, pool

    for _ in range(min(at_a_time, len(waiting))):
        give(pools.new())
    while at_work:
        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            place, pool = at_work.pop(future)
            died = isinstance(future.exception(), BrokenProcessPool)
            if waiting and (died or future.exception() is None):
                give(pools.new() if died else pool)
            yield place, Lost(1) if died else future.result()


def begin(line: Connection, *, one_thread: bool) -> None:
    """Make this process a worker that ends when the other end of the line is closed, or its process dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that gives the tasks decides
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()
    if one_thread:
        take_one_thread()


def take_one_thread() -> None:
    """Let numeric libraries use one thread, as there are other workers; it changes no result."""
    for variable in _THREADS:
        os.environ[variable] = "1"
    threadpool_limits(limits=1)  # of the libraries that are loaded already


def _end_with(line: Connection) -> None:
    try:
        line.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
