"""The engine protocol: an engine runs one function for many tasks and yields the results as they arrive."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class CrashedTask:
    """Takes the place of a result when the worker processes that ran the task died."""

    crashes: int
    """Number of workers that died."""
    is_retried: bool = False
    """Whether the task runs once more, so that its result is still to come."""


class Engine(Protocol):
    """Runs tasks; the function must be importable by name, and tasks and results must be small and picklable.

    Tasks carry settings, paths and hashes, never the text of a transcript. Results do not depend on the engine; only
    their order does.
    """

    @property
    def is_parallel(self) -> bool:
        """Whether several tasks run at the same time, so that each must use one processor only."""

    def run_tasks(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | CrashedTask]]:
        """Yield the index of each task and its result, in order of completion.

        If a worker dies, its task runs once more in another worker. A task that crashed two workers is marked as
        failed. A ``CrashedTask`` reports both cases. An exception of the function ends the whole call.
        """


class InProcess:
    """The default engine: runs the tasks in this process, one after the other."""

    is_parallel = False

    def run_tasks(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | CrashedTask]]:
        """Yield the index of each task and its result, in order."""
        for index, task in enumerate(tasks):
            yield index, function(task)


class Attempt(Protocol[R_co]):
    """Runs the tasks at the given indices, one at a time if ``alone``."""

    def __call__(self, indices: Sequence[int], *, alone: bool) -> Iterator[tuple[int, R_co | CrashedTask]]:
        """Yield the index of each task and its result, or a ``CrashedTask`` if the worker died."""


def run_with_retry(attempt: Attempt[R], count: int) -> Iterator[tuple[int, R | CrashedTask]]:
    """Run ``count`` tasks, retry those whose worker died, and yield each index with its result.

    A task that is retried is also reported beforehand, with ``is_retried``. Retries run alone: then a task has all the
    memory, and no other task can be what killed the worker.
    """
    crashed: dict[int, CrashedTask] = {}
    for index, result in attempt(range(count), alone=False):
        if isinstance(result, CrashedTask):
            crashed[index] = result
            yield index, CrashedTask(result.crashes, is_retried=True)
        else:
            yield index, result
    for index, result in attempt(sorted(crashed), alone=True):
        if isinstance(result, CrashedTask):
            yield index, CrashedTask(crashed[index].crashes + result.crashes)
        else:
            yield index, result


class CrashReporter:
    """Wraps an engine: calls ``on_crash`` with each task that is retried, and yields final results only."""

    def __init__(self, engine: Engine, on_crash: Callable[[Any], None]) -> None:
        self._engine = engine
        self._on_crash = on_crash

    @property
    def is_parallel(self) -> bool:
        """Whether several tasks run at the same time."""
        return self._engine.is_parallel

    def run_tasks(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | CrashedTask]]:
        """Yield the index of each task and its final result."""
        for index, result in self._engine.run_tasks(function, tasks):
            if isinstance(result, CrashedTask) and result.is_retried:
                self._on_crash(tasks[index])
            else:
                yield index, result
