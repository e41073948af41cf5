"""Counts what is left behind on the way in or out."""

from collections import Counter

from thememiner.records import Loss


class Tally:
    """Losses by kind, each named once."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count further things of a kind, or none."""
        self._counts[what] += count

    def losses(self) -> tuple[Loss, ...]:
        """Return what was counted, sorted by kind."""
        return tuple(Loss(what, count) for what, count in sorted(self._counts.items()) if count)
