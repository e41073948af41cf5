"""Positions that other programs count in bytes or UTF-16 units become code points, and never half of one."""

from functools import lru_cache

from thememiner.exchange.refi import Counting, Ruler, Unit


class CumulativeWidths:
    """How much of a text, counted in something else than code points, stands before each of these."""

    def __init__(self, text: str, unit: Unit) -> None:
        self._length = len(text)
        self._ruler = None if text.isascii() else Ruler(text, Counting(unit))

    def code_point(self, count: int) -> int | None:
        """Return the index of the code point before which so much stands; None inside a character and outside."""
        if self._ruler is None:
            return count if 0 <= count <= self._length else None
        return self._ruler.code_point(count)


def checked_range(text: str, start: int, end: int, quote: str | None) -> tuple[int, int] | None:
    """Return the code points of a range whose unit is not sure: that in which the quote stands there, or None.

    Code points are tried first, then UTF-16 units. Without a quote the range only has to be one of code points.
    """
    if not 0 <= start < end:
        return None
    if end <= len(text) and (quote is None or text[start:end] == quote):
        return start, end
    if quote is None or text.isascii():
        return None
    widths = _in_units(text)
    first, behind = widths.code_point(start), widths.code_point(end)
    if first is None or behind is None or text[first:behind] != quote:
        return None
    return first, behind


@lru_cache(maxsize=1)  # the segments of a text are asked for one after the other
def _in_units(text: str) -> CumulativeWidths:
    return CumulativeWidths(text, Unit.UTF_16)
