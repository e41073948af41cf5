"""What every engine does: call one function for many tasks, wherever, and give what comes back as it comes.

Everything in this process, one task after the other.
A task whose worker died is tried again at the end, alone, and is lost once it has killed that worker, too.
An engine that tells of workers that died, and gives only what is final.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Lost:
    """Instead of a result: the task killed every worker that it was given to."""

    times: int
    """So many workers."""
    again: bool = False
    """Whether it is given to another, so that its result is still to come."""


class Engine(Protocol):
    """Runs tasks; the function must be one of a module, and tasks and results small records that can be sent.

    Tasks carry settings, paths and hashes, never the text of a transcript. What comes back does not depend on the
    engine, only the order does.
    """

    @property
    def side_by_side(self) -> bool:
        """Whether several tasks are done at a time, so that none may take the whole machine."""

    def each(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | Lost]]:
        """Yield the place of each task in the sequence and its result, as they are done.

        A worker that dies takes nothing with it: its task is given to another, and is lost once it has killed two. A
        ``Lost`` tells of either. What the function raises ends everything.
        """


class InProcess:
    """The default: needs nothing, and protects from nothing that kills a process."""

    side_by_side = False

    def each(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | Lost]]:
        """Yield the place of each task and its result, in order."""
        for place, task in enumerate(tasks):
            yield place, function(task)


class Attempt(Protocol[R_co]):
    """Runs the tasks at these places, one at a time if each is to be ``alone``; a task is lost if its worker dies."""

    def __call__(self, places: Sequence[int], *, alone: bool) -> Iterator[tuple[int, R_co | Lost]]:
        """Yield the place of each task and its result, as they are done."""


def in_two_rounds(attempt: Attempt[R], count: int) -> Iterator[tuple[int, R | Lost]]:
    """Yield the place and the result of each of so many tasks, and of one that is tried again that it is.

    Alone a task has all the memory, and no other task can be what killed the worker.
    """
    died: dict[int, Lost] = {}
    for place, result in attempt(range(count), alone=False):
        if isinstance(result, Lost):
            died[place] = result
            yield place, Lost(result.times, again=True)
        else:
            yield place, result
    for place, result in attempt(sorted(died), alone=True):
        yield place, Lost(died[place].times + result.times) if isinstance(result, Lost) else result


class DeathReporter:
    """Another engine, of which ``on_death`` is told each task whose worker died and that is tried again."""

    def __init__(self, engine: Engine, on_death: Callable[[Any], None]) -> None:
        self._engine = engine
        self._on_death = on_death

    @property
    def side_by_side(self) -> bool:
        """Whether several tasks are done at a time."""
        return self._engine.side_by_side

    def each(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | Lost]]:
        """Yield the place of each task and what came of it in the end."""
        for place, result in self._engine.each(function, tasks):
            if isinstance(result, Lost) and result.again:
                self._on_death(tasks[place])
            else:
                yield place, result
