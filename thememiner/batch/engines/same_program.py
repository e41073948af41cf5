"""All workers are the same program, a task at a time: another one would give other results under the same key."""

from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar

from thememiner._version import __version__
from thememiner.batch.engines.worker import take_one_thread
from thememiner.batch.keys import program_key
from thememiner.errors import UsageError

T = TypeVar("T")
R = TypeVar("R")


class Workers(Protocol):
    """What Dask's client knows of its workers, by their addresses."""

    def nthreads(self) -> dict[str, int]:
        """Return how many tasks each does at a time."""

    def run(self, function: Callable[[], Any], /, *, on_error: Literal["raise", "return", "ignore"]) -> dict[str, Any]:
        """Call a function in each; with ``on_error="return"`` what it raises comes back, too."""


def known_here() -> tuple[str, str]:
    """Return the version of the program in this process, and the hash of its files and packages."""
    return __version__, program_key()


def called(function: Callable[[T], R], task: T) -> R:
    """Do a task in a worker."""
    take_one_thread()
    return function(task)


def refuse_other_programs(workers: Workers) -> None:
    """Raise ``UsageError`` that names the first worker with another version, with none, or with several threads."""
    for worker, threads in sorted(workers.nthreads().items()):
        if threads > 1:
            what = f"this worker does {threads} tasks at a time in one process, and they would get in each other's way."
            raise UsageError(what, place=worker, remedy="Start it with --nthreads 1, and --nworkers for several.")
    ours = known_here()
    remedy = "Install the same version, with the packages of constraints.txt, wherever a worker runs."
    for worker, theirs in sorted(workers.run(known_here, on_error="return").items()):
        if isinstance(theirs, BaseException):
            raise UsageError(
                f"this worker cannot load ThemeMiner ({type(theirs).__name__}).", place=worker, remedy=remedy
            )
        if tuple(theirs) != ours:
            other = f"version {theirs[0]}" if theirs[0] != ours[0] else "other files or packages of the same version"
            raise UsageError(f"this worker has {other}; here it is {ours[0]}.", place=worker, remedy=remedy)
