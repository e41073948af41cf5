"""Tasks for the tests of engines: a worker finds them in a module."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sum:
    """Something small to do."""

    number: int
    marks: Path
    """A folder in which each start of a task leaves a file."""
    kills: int = 0
    """How many workers it kills."""
    takes: float = 0
    """Seconds."""


def doubled(task: Sum) -> int:
    """Return twice the number, unless this is one of the times that the task kills its worker."""
    starts = len(list(task.marks.glob(f"{task.number}-*")))
    (task.marks / f"{task.number}-{starts}-{os.getpid()}").touch()
    if starts < task.kills:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(task.takes)
    return 2 * task.number


def refused(task: Sum) -> int:
    """Raise for one task."""
    if task.number == 1:
        raise ValueError(task.number)
    return doubled(task)


def started_by(marks: Path) -> set[int]:
    """Return the ids of the processes that began a task."""
    return {int(mark.name.rsplit("-", 1)[1]) for mark in marks.iterdir()}


def threads(_: Sum) -> dict[str, str]:
    """Return what numeric libraries are told of threads."""
    return {name: value for name, value in os.environ.items() if name.endswith("_NUM_THREADS")}
