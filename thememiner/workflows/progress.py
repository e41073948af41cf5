"""What a run's log holds: how long each stage took, how much memory, on which machine; never any text.

How a workflow tells what it is doing; the library itself prints nothing.
"""

import json
import platform
import time
from datetime import UTC, datetime
from typing import Protocol

from thememiner.storage import peak_memory


class Progress(Protocol):
    """Somebody who wants to know how far a workflow is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` steps of a stage are done; ``done`` 0 means that it begins."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


class Journal:
    """Times the stages that it announces."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._started = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._stages: list[tuple[str, float]] = []

    def begin(self, stage: str, total: int = 1) -> None:
        """Announce a stage of so many steps; the one before it is over."""
        self._stages.append((stage, time.perf_counter() - self._clock))
        self._progress(stage, 0, total)

    def step(self, done: int, total: int) -> None:
        """Announce how far the current stage is."""
        self._progress(self._stages[-1][0], done, total)

    def as_json(self) -> bytes:
        """Return the log as JSON: seconds by stage, peak memory in MiB, host."""
        ends = [began for _, began in self._stages[1:]] + [time.perf_counter() - self._clock]
        seconds = {stage: round(end - began, 3) for (stage, began), end in zip(self._stages, ends, strict=True)}
        log = {
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": seconds,
            "peak_memory_mib": peak_memory(),
            "host": {"system": platform.platform(), "python": platform.python_version()},
        }
        return (json.dumps(log, indent=1) + "\n").encode()
