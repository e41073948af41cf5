"""A task whose worker died is tried again at the end, alone, and is lost once it has killed that worker, too."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from thememiner.batch.engines.engine import Lost

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


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
