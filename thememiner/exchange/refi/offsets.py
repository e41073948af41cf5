"""Ways to count positions in a text, and their conversion to code points."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
Range = tuple[int, int]
_LF, _CR = 10, 13
_LAST_BMP = 0xFFFF
_UTF8_LIMITS = (0x7F, 0x7FF, 0xFFFF)


class OffsetUnit(StrEnum):
    """The unit in which positions are counted."""

    CODE_POINTS = "code points"
    UTF_16 = "UTF-16 units"
    BYTES = "bytes of UTF-8"


class LineEnds(StrEnum):
    """How line ends are counted."""

    AS_WRITTEN = "line ends as they are written"
    ONE = "CRLF as one"
    TWO = "every line end as two"


@dataclass(frozen=True, slots=True)
class OffsetConvention:
    """A way to count positions; the default is that of the standard."""

    unit: OffsetUnit = OffsetUnit.CODE_POINTS
    line_ends: LineEnds = LineEnds.AS_WRITTEN
    counts_bom: bool = False
    """Whether a byte order mark at the beginning is counted."""
    is_inclusive: bool = False
    """Whether the end of a selection is its last position, not the position after it."""

    def __str__(self) -> str:
        parts = [str(self.unit), str(self.line_ends), f"ends {'inclusive' if self.is_inclusive else 'exclusive'}"]
        return ", ".join([*parts, "byte order mark counted"] if self.counts_bom else parts)


STANDARD = OffsetConvention()


class OffsetConverter:
    """Converts positions of one text between a convention and code points."""

    def __init__(self, text: str, convention: OffsetConvention, *, has_bom: bool = False) -> None:
        self._length = len(text)
        self._bounds = _offset_bounds(text, convention)
        self._shift = _bom_width(convention.unit) if has_bom and convention.counts_bom else 0
        self._last = int(convention.is_inclusive)

    def to_code_points(self, starts: Positions, ends: Positions) -> tuple[Positions, Positions]:
        """Convert ranges to code points.

        A range that begins or ends inside a character includes it; one that leaves the text is cut at its end.
        """
        first, after = starts - self._shift, ends - self._shift + self._last
        indices = np.searchsorted(self._bounds, first, side="left")
        is_inside = self._bounds[np.minimum(indices, self._length)] != first
        indices = np.where(is_inside & (indices > 0), indices - 1, indices)
        return np.minimum(indices, self._length), np.minimum(np.searchsorted(self._bounds, after, "left"), self._length)

    def to_code_point(self, position: int) -> int | None:
        """Return the code point at a position; None inside a character and outside of the text."""
        if not 0 <= position <= self._bounds[-1]:
            return None
        index = int(np.searchsorted(self._bounds, position))
        return index if self._bounds[index] == position else None

    def count_outside(self, starts: Positions, ends: Positions) -> int:
        """Return the number of ranges that leave the text."""
        total = int(self._bounds[-1]) + self._shift - self._last
        return int(np.count_nonzero((starts < self._shift) | (ends > total)))

    def count_divided(self, starts: Positions, ends: Positions) -> int:
        """Return the number of ranges that begin or end inside a character."""
        places = np.stack((starts - self._shift, ends - self._shift + self._last))
        indices = np.minimum(np.searchsorted(self._bounds, places, side="left"), self._length)
        is_inside = (places > 0) & (places < self._bounds[-1]) & (self._bounds[indices] != places)
        return int(np.count_nonzero(is_inside.any(axis=0)))

    def from_code_points(self, start: int, end: int) -> tuple[int, int]:
        """Convert a range of code points to the convention."""
        return int(self._bounds[start]) + self._shift, int(self._bounds[end]) + self._shift - self._last


def _offset_bounds(text: str, convention: OffsetConvention) -> Positions:
    """Return the position of each code point, and of the end of the text; a byte order mark is not counted."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    widths = np.ones(len(points), dtype=np.int64)
    if convention.unit is OffsetUnit.UTF_16:
        widths += points > _LAST_BMP
    elif convention.unit is OffsetUnit.BYTES:
        for limit in _UTF8_LIMITS:
            widths += points > limit
    ends = (points == _LF) | (points == _CR)
    pairs = np.flatnonzero((points[:-1] == _CR) & (points[1:] == _LF))
    if convention.line_ends is LineEnds.ONE:
        widths[pairs] = 0
    elif convention.line_ends is LineEnds.TWO:
        widths[ends] = 2
        widths[pairs] = widths[pairs + 1] = 1
    return np.concatenate(([0], np.cumsum(widths)))


def _bom_width(unit: OffsetUnit) -> int:
    return 3 if unit is OffsetUnit.BYTES else 1


def resolve_range(text: str, start: int, end: int, quote: str | None) -> Range | None:
    """Return the code points of a range whose unit is uncertain; None if its quote is not there in any unit.

    Code points are tried first, then UTF-16 units, then bytes of UTF-8. Without a quote, the range must be one of code
    points.
    """
    if not 0 <= start < end:
        return None
    if end <= len(text) and (quote is None or text[start:end] == quote):
        return start, end
    if quote is None or text.isascii():
        return None
    for unit in (OffsetUnit.UTF_16, OffsetUnit.BYTES):
        first, after = to_code_point(text, start, unit), to_code_point(text, end, unit)
        if first is not None and after is not None and text[first:after] == quote:
            return first, after
    return None


def to_code_point(text: str, position: int, unit: OffsetUnit = OffsetUnit.UTF_16) -> int | None:
    """Return the code point at a position; None inside a character and outside of the text."""
    return _make_converter(text, unit).to_code_point(position)


@lru_cache(maxsize=2)  # the segments of a text are resolved one after the other
def _make_converter(text: str, unit: OffsetUnit) -> OffsetConverter:
    return OffsetConverter(text, OffsetConvention(unit))
