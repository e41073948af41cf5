"""The engine that runs tasks in several processes on this machine."""

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

from thememiner.batch.engines.base import CrashedTask, run_with_retry
from thememiner.escaping import escape_library_messages

T = TypeVar("T")
R = TypeVar("R")
_THREAD_VARIABLES = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("VECLIB_MAXIMUM_THREADS", "NUMBA_NUM_THREADS"),
)
"""Environment variables that numeric libraries read when they are loaded."""


class Processes:
    """Runs tasks in ``workers`` processes, each with one task at a time.

    Each worker is a pool of one process: if a process dies its whole pool breaks, and this way it is known which task
    it ran. Processes are started by ``spawn``, so a script that uses this engine needs
    ``if __name__ == "__main__":``. Workers end when this process ends, for whatever reason.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    @property
    def is_parallel(self) -> bool:
        """Whether there are several workers."""
        return self.workers > 1

    def run_tasks(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | CrashedTask]]:
        """Yield the index of each task and its result, in order of completion."""

        def attempt(indices: Sequence[int], *, alone: bool) -> Iterator[tuple[int, R | CrashedTask]]:
            with _ProcessPools(one_thread=self.is_parallel) as pools:
                yield from _run_on_pools(function, tasks, indices, pools, 1 if alone else self.workers)

        return run_with_retry(attempt, len(tasks))


class _ProcessPools:
    """Pools of one process each that end with the block; if the block raises, they end at once."""

    def __init__(self, *, one_thread: bool) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._start_worker = partial(_prepare_worker, one_thread=one_thread)
        self._pools: list[ProcessPoolExecutor] = []

    def __enter__(self) -> Self:
        self._worker_end, self._own_end = self._context.Pipe(duplex=False)
        return self

    def add_pool(self) -> ProcessPoolExecutor:
        """Return one more pool; its process starts with the first task."""
        arguments = (self._worker_end,)
        pool = ProcessPoolExecutor(1, mp_context=self._context, initializer=self._start_worker, initargs=arguments)
        self._pools.append(pool)
        return pool

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._own_end.close()  # workers exit in the middle of their tasks
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)
        self._own_end.close()
        self._worker_end.close()


def _run_on_pools(
    function: Callable[[T], R], tasks: Sequence[T], indices: Sequence[int], pools: _ProcessPools, at_a_time: int
) -> Iterator[tuple[int, R | CrashedTask]]:
    """Run the tasks at these indices, ``at_a_time`` at once, and yield the results."""
    waiting = deque(indices)
    running: dict[Future[R], tuple[int, ProcessPoolExecutor]] = {}

    def submit_next(pool: ProcessPoolExecutor) -> None:
        index = waiting.popleft()
        try:
            future = pool.submit(function, tasks[index])
        except BrokenProcessPool:  # the worker died after it had finished its task
            pool = pools.add_pool()
            future = pool.submit(function, tasks[index])
        running[future] = index, pool

    for _ in range(min(at_a_time, len(waiting))):
        submit_next(pools.add_pool())
    while running:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            index, pool = running.pop(future)
            crashed = isinstance(future.exception(), BrokenProcessPool)
            if waiting and (crashed or future.exception() is None):
                submit_next(pools.add_pool() if crashed else pool)
            yield index, CrashedTask(1) if crashed else future.result()


def _prepare_worker(parent: Connection, *, one_thread: bool) -> None:
    """Make this process a worker that exits when the parent closes its end of the pipe, or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; only the parent handles it
    threading.Thread(target=_exit_when_closed, args=(parent,), daemon=True).start()
    escape_library_messages()
    if one_thread:
        limit_to_one_thread()


def limit_to_one_thread() -> None:
    """Limit numeric libraries to one thread, since other workers use the other processors; results do not change."""
    for variable in _THREAD_VARIABLES:
        os.environ[variable] = "1"
    threadpool_limits(limits=1)  # for libraries that are already loaded


def _exit_when_closed(parent: Connection) -> None:
    try:
        parent.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)
