"""What every engine does: call one function for many tasks, wherever, and give what comes back as it comes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


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
