"""All workers are the same program: another version would give other results under the same key."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from thememiner._version import __version__
from thememiner.batch.engines.worker import take_one_thread
from thememiner.batch.keys import program_key
from thememiner.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")
R = TypeVar("R")


def known_here() -> tuple[str, str]:
    """Return the version of the program in this process, and the hash of its files and packages."""
    return __version__, program_key()


def called(function: Callable[[T], R], task: T) -> R:
    """Do a task in a worker."""
    take_one_thread()
    return function(task)


def refuse_other_programs(client: "Client") -> None:
    """Raise ``UsageError`` that names the first worker that has another version of the program, or none."""
    ours = known_here()
    remedy = "Install the same version, with the packages of constraints.txt, wherever a worker runs."
    for worker, theirs in sorted(client.run(known_here, on_error="return").items()):
        if isinstance(theirs, BaseException):
            raise UsageError(
                f"this worker cannot load ThemeMiner ({type(theirs).__name__}).", place=worker, remedy=remedy
            )
        if tuple(theirs) != ours:
            other = f"version {theirs[0]}" if theirs[0] != ours[0] else "other files or packages of the same version"
            raise UsageError(f"this worker has {other}; here it is {ours[0]}.", place=worker, remedy=remedy)
