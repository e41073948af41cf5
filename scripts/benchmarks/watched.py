"""The memory of a process and of all that it starts, watched from outside."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import sleep
from typing import NamedTuple

INTERVAL = 0.25
PROCESSES = Path("/proc")


class Watched(NamedTuple):
    """How a command ended."""

    status: int
    peak_mib: float | None
    """The most memory seen at once in all its processes, shared pages counted once; None where nobody tells."""


def run_watched(command: Sequence[str], environment: Mapping[str, str]) -> Watched:
    """Run a command to its end; what it says on standard output is thrown away."""
    peak = 0.0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own modules, and no shell
        while process.poll() is None:
            peak = max(peak, sum(map(_held, _with_children(process.pid))))
            sleep(INTERVAL)
    return Watched(process.returncode, peak or None)


def _with_children(process: int) -> Iterator[int]:
    yield process
    for listed in PROCESSES.glob(f"{process}/task/*/children"):
        for child in _read(listed).split():
            yield from _with_children(int(child))


def _held(process: int) -> float:
    lines = _read(PROCESSES / str(process) / "smaps_rollup").splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:  # it has ended meanwhile, or this is another system
        return ""
