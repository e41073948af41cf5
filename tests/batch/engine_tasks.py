"""Tasks for the tests of engines, in a module so that workers can import them."""

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sum:
    """A small task."""

    number: int
    marks: Path
    """A folder in which each start of a task leaves a file."""
    kills: int = 0
    """Number of workers that it kills."""
    takes: float = 0
    """Seconds that it takes."""


def doubled(task: Sum) -> int:
    """Return twice the number, or kill the worker if the task still has to kill some."""
    starts = len(list(task.marks.glob(f"{task.number}-*")))
    (task.marks / f"{task.number}-{starts}-{os.getpid()}").touch()
    if starts < task.kills:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(task.takes)
    return 2 * task.number


def refused(task: Sum) -> int:
    """Raise for task 1, and double the number of the others."""
    if task.number == 1:
        raise ValueError(task.number)
    return doubled(task)


def ending(task: Sum) -> int:
    """Return the id of the process; task 1 waits for task 0, and its process ends a little later."""
    if task.number == 1:
        while not (task.marks / "0").exists():
            time.sleep(0.01)
        threading.Timer(0.1, os._exit, (1,)).start()
    (task.marks / f"{task.number}").write_text(str(os.getpid()), encoding="utf-8")
    return os.getpid()


def started_by(marks: Path) -> set[int]:
    """Return the ids of the processes that started a task."""
    return {int(mark.name.rsplit("-", 1)[1]) for mark in marks.iterdir()}


def threads(_: Sum) -> dict[str, str]:
    """Return the environment variables that limit the threads of numeric libraries."""
    return {name: value for name, value in os.environ.items() if name.endswith("_NUM_THREADS")}
