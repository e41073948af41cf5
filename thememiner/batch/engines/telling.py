"""An engine that tells of workers that died, and gives only what is final."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from thememiner.batch.engines.engine import Engine, Lost

T = TypeVar("T")
R = TypeVar("R")


class Telling:
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
