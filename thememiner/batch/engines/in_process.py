"""Everything in this process, one task after the other."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from thememiner.batch.engines.engine import Lost

T = TypeVar("T")
R = TypeVar("R")


class InProcess:
    """The default: needs nothing, and protects from nothing that kills a process."""

    side_by_side = False

    def each(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R | Lost]]:
        """Yield the place of each task and its result, in order."""
        for place, task in enumerate(tasks):
            yield place, function(task)
