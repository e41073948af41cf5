"""Positions that other programs count in bytes or UTF-16 units become code points, and never half of one."""

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

Width = Callable[[str], int]


def bytes_wide(character: str) -> int:
    """Return how many bytes of UTF-8 a character takes."""
    return len(character.encode("utf-8", "surrogatepass"))


def units_wide(character: str) -> int:
    """Return how many units of UTF-16 a character takes."""
    return 2 if ord(character) > 0xFFFF else 1  # noqa: PLR2004 - where one unit no longer suffices


class Ruler:
    """Tells code points by a count of something else, over one text."""

    def __init__(self, text: str, width: Width) -> None:
        self._behind = [0, *accumulate(map(width, text))]

    def code_point(self, count: int) -> int | None:
        """Return the index of the code point before which so much stands; None inside a character and outside."""
        index = bisect_left(self._behind, count)
        return index if index < len(self._behind) and self._behind[index] == count else None


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
    ruler = Ruler(text, units_wide)
    first, behind = ruler.code_point(start), ruler.code_point(end)
    if first is None or behind is None or text[first:behind] != quote:
        return None
    return first, behind
