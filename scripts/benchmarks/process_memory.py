"""Peak memory of a process and all its children, measured from outside."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import sleep
from typing import NamedTuple

INTERVAL = 0.25
PROCESSES = Path("/proc")


class FinishedProcess(NamedTuple):
    """The exit status and the peak memory of a command."""

    status: int
    peak_mib: float | None
    """Peak memory of all its processes together, shared pages counted once; None if the system does not report it."""


def run_and_measure(command: Sequence[str], environment: Mapping[str, str]) -> FinishedProcess:
    """Run a command to its end and discard its standard output."""
    peak = 0.0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own modules, and no shell
        while process.poll() is None:
            peak = max(peak, sum(map(_memory_of, _with_children(process.pid))))
            sleep(INTERVAL)
    return FinishedProcess(process.returncode, peak or None)


def _with_children(process: int) -> Iterator[int]:
    yield process
    for listed in PROCESSES.glob(f"{process}/task/*/children"):
        for child in _read(listed).split():
            yield from _with_children(int(child))


def _memory_of(process: int) -> float:
    lines = _read(PROCESSES / str(process) / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:  # the process has ended, or this is not Linux
        return ""
