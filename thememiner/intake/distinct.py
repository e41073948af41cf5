"""Names that have to differ are told apart by numbers."""

from collections import Counter
from collections.abc import Iterable


class DistinctNames:
    """Gives out each name once: the second ``a`` becomes ``a (2)``, unless there is an ``a (2)`` of its own."""

    def __init__(self, names: Iterable[str]) -> None:
        self._own = frozenset(names)
        self._count: Counter[str] = Counter()

    def give(self, name: str) -> str:
        """Return one of the names, or what it is called from its second time on."""
        self._count[name] += 1
        while self._count[name] > 1 and f"{name} ({self._count[name]})" in self._own:
            self._count[name] += 1
        return name if self._count[name] == 1 else f"{name} ({self._count[name]})"
