"""What a worker process does before its first task: it takes one processor, and ends with the process it works for."""

import os
import signal
import threading
from multiprocessing.connection import Connection

from threadpoolctl import threadpool_limits

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMBA_NUM_THREADS")
"""What numeric libraries look at when they are loaded."""


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
