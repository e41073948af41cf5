"""How a program counts positions in a text, and what they are in code points."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
_LF, _CR = 10, 13
_BEYOND_BMP = 0xFFFF
_BYTES = (0x7F, 0x7FF, 0xFFFF)


class Unit(StrEnum):
    """What is counted."""

    CODE_POINTS = "code points"
    UTF_16 = "UTF-16 units"
    BYTES = "bytes of UTF-8"


class LineEnds(StrEnum):
    """For how much the end of a line counts."""

    AS_WRITTEN = "line ends as they are written"
    ONE = "CRLF as one"
    TWO = "every line end as two"


@dataclass(frozen=True, slots=True)
class Counting:
    """A way to count; the one of the standard, if nothing is said."""

    unit: Unit = Unit.CODE_POINTS
    line_ends: LineEnds = LineEnds.AS_WRITTEN
    mark: bool = False
    """Whether a byte order mark at the beginning counts."""
    inclusive: bool = False
    """Whether an end is the last position of a selection, not the one behind it."""

    def __str__(self) -> str:
        parts = [str(self.unit), str(self.line_ends), f"ends {'inclusive' if self.inclusive else 'exclusive'}"]
        return ", ".join([*parts, "byte order mark counted"] if self.mark else parts)


STANDARD = Counting()


class Ruler:
    """Positions of one text, counted in one way."""

    def __init__(self, text: str, counting: Counting, *, marked: bool = False) -> None:
        self._length = len(text)
        self._bounds = _bounds(text, counting)
        self._shift = _mark_width(counting.unit) if marked and counting.mark else 0
        self._last = int(counting.inclusive)

    def ranges(self, starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
        """Return ranges of code points; a position inside a character takes in all of it, one outside stops there."""
        begin, end = starts - self._shift, ends - self._shift + self._last
        first = np.searchsorted(self._bounds, begin, side="left")
        inside = self._bounds[np.minimum(first, self._length)] != begin
        first = np.where(inside & (first > 0), first - 1, first)
        return np.minimum(first, self._length), np.minimum(np.searchsorted(self._bounds, end, "left"), self._length)

    def code_point(self, position: int) -> int | None:
        """Return the code point at which a position lies; None inside a character and outside of the text."""
        if not 0 <= position <= self._bounds[-1]:
            return None
        index = int(np.searchsorted(self._bounds, position))
        return index if self._bounds[index] == position else None

    def outside(self, starts: Positions, ends: Positions) -> int:
        """Return how many ranges reach out of the text."""
        total = int(self._bounds[-1]) + self._shift - self._last
        return int(np.count_nonzero((starts < self._shift) | (ends > total)))

    def positions(self, start: int, end: int) -> tuple[int, int]:
        """Return how a range of code points is written."""
        return int(self._bounds[start]) + self._shift, int(self._bounds[end]) + self._shift - self._last


class Simplest:
    """Tells which ways of counting come to the same in a text."""

    def __init__(self, text: str, *, marked: bool) -> None:
        pairs = text.count("\r\n")
        self._marked = marked
        self._has_pairs = pairs > 0
        self._has_single = text.count("\n") > pairs or text.count("\r") > pairs
        self._is_ascii = text.isascii()
        self._has_wide = not self._is_ascii and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)

    def of(self, counting: Counting) -> Counting:
        """Return the simplest way of counting that gives the same positions."""
        unit, line_ends = counting.unit, counting.line_ends
        if self._is_ascii or (unit is Unit.UTF_16 and not self._has_wide):
            unit = Unit.CODE_POINTS
        if (line_ends is LineEnds.ONE and not self._has_pairs) or (line_ends is LineEnds.TWO and not self._has_single):
            line_ends = LineEnds.AS_WRITTEN
        return Counting(unit, line_ends, counting.mark and self._marked, counting.inclusive)


def _bounds(text: str, counting: Counting) -> Positions:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    widths = np.ones(len(points), dtype=np.int64)
    if counting.unit is Unit.UTF_16:
        widths += points > _BEYOND_BMP
    elif counting.unit is Unit.BYTES:
        for least in _BYTES:
            widths += points > least
    ends = (points == _LF) | (points == _CR)
    pairs = np.flatnonzero((points[:-1] == _CR) & (points[1:] == _LF))
    if counting.line_ends is LineEnds.ONE:
        widths[pairs] = 0
    elif counting.line_ends is LineEnds.TWO:
        widths[ends] = 2
        widths[pairs] = widths[pairs + 1] = 1
    return np.concatenate(([0], np.cumsum(widths)))


def _mark_width(unit: Unit) -> int:
    return 3 if unit is Unit.BYTES else 1
