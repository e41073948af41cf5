"""Progress of a workflow, and the log of a run: seconds by stage, memory and machine, never any text.

The library itself prints nothing; it calls a ``Progress``.
"""

import json
import platform
import time
from datetime import UTC, datetime
from typing import Protocol

from thememiner.storage import peak_memory


class Progress(Protocol):
    """Called whenever a workflow gets further."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` steps of a stage are done; with ``done`` 0 the stage begins."""


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


class Journal:
    """Announces stages and measures how long each takes."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._stages: list[tuple[str, float]] = []

    def begin(self, stage: str, total: int = 1) -> None:
        """Announce a stage with its number of steps; the stage before it has ended."""
        self._stages.append((stage, time.perf_counter() - self._clock))
        self._progress(stage, 0, total)

    def step(self, done: int, total: int) -> None:
        """Announce how many steps of the current stage are done."""
        self._progress(self._stages[-1][0], done, total)

    def to_json(self) -> bytes:
        """Return the log as JSON: seconds by stage, peak memory in MiB, machine."""
        ends = [began for _, began in self._stages[1:]] + [time.perf_counter() - self._clock]
        seconds = {stage: round(end - began, 3) for (stage, began), end in zip(self._stages, ends, strict=True)}
        log = {
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": seconds,
            "peak_memory_mib": peak_memory(),
            "host": {"system": platform.platform(), "python": platform.python_version()},
        }
        return (json.dumps(log, indent=1) + "\n").encode()
