"""How a program counted positions, found out from the names that it gave to selections.

How a program counts positions in a text, and what they are in code points.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
_LF, _CR = 10, 13
_BEYOND_BMP = 0xFFFF
_BYTES = (0x7F, 0x7FF, 0xFFFF)
_ELLIPSES = ("…", "...")
_ENOUGH = 20  # characters of a name that was cut without a sign
_EXACT, _FOLDED, _BEGINNING = 3, 2, 1


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


CANDIDATES = tuple(
    Counting(unit, line_ends, mark, inclusive)
    for inclusive, unit, line_ends, mark in product((False, True), Unit, LineEnds, (False, True))
)
"""The standard's first: of those that explain as much, the first is taken."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The selections of one text, as a file gives them."""

    text: str
    marked: bool
    """Whether a byte order mark stood before it."""
    starts: Positions
    ends: Positions
    names: Sequence[str]
    """Empty where a selection has none."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A way of counting and what speaks for it."""

    counting: Counting
    agreeing: int
    """Names that are the text at their place, or its beginning."""
    named: int
    telling: int
    """Names that stand somewhere in the text, so that they tell where; the others may be titles or numbers."""


@dataclass(frozen=True, slots=True)
class _Fit:
    score: int
    agreeing: int
    outside: int


def find_counting(sources: Sequence[Selected]) -> Detected:
    """Return the way of counting under which names agree best with texts, then under which fewest leave their text.

    One program counts all its texts alike, so all are asked together. White space does not count in names, which may
    be cut. Where several ways explain as much, it is the standard's, or the one that is next to it.
    """
    asked = [source for source in sources if source.text and len(source.names)]
    named = sum(1 for source in asked for name in source.names if name)
    standard = [_fit(source, STANDARD) for source in asked]
    if sum(fit.score for fit in standard) == _EXACT * named and not any(fit.outside for fit in standard):
        return Detected(STANDARD, named, named, named)
    scores: Counter[Counting] = Counter()
    agreeing: Counter[Counting] = Counter()
    outside: Counter[Counting] = Counter()
    for source in asked:
        simplest = Simplest(source.text, marked=source.marked)
        known: dict[Counting, _Fit] = {}
        for candidate in CANDIDATES:
            simple = simplest.of(candidate)
            if simple not in known:
                known[simple] = _fit(source, simple)
            scores[candidate] += known[simple].score
            agreeing[candidate] += known[simple].agreeing
            outside[candidate] += known[simple].outside
    best = max(CANDIDATES, key=lambda candidate: (scores[candidate], -outside[candidate]))
    return Detected(best, agreeing[best], named, agreeing[best] + sum(_elsewhere(source, best) for source in asked))


def _fit(source: Selected, counting: Counting) -> _Fit:
    ruler = Ruler(source.text, counting, marked=source.marked)
    starts, ends = ruler.ranges(source.starts, source.ends)
    places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
    points = [_agreement(name, source.text[start:end]) for name, start, end in places if name]
    agreeing = sum(1 for point in points if point)
    return _Fit(sum(points), agreeing, ruler.outside(source.starts, source.ends))


def _elsewhere(source: Selected, counting: Counting) -> int:
    """Return how many names are words of the text, but not those at their place."""
    starts, ends = Ruler(source.text, counting, marked=source.marked).ranges(source.starts, source.ends)
    places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
    others = [name for name, start, end in places if name and not _agreement(name, source.text[start:end])]
    text = " ".join(source.text.split()) if others else ""
    return sum(" ".join(_uncut(name).split()) in text for name in others)


def _uncut(name: str) -> str:
    """Return a name without the sign that it was cut."""
    return name.removesuffix(next((sign for sign in _ELLIPSES if name.endswith(sign)), ""))


def _agreement(name: str, quote: str) -> int:
    if name == quote:
        return _EXACT
    sign = next((sign for sign in _ELLIPSES if name.endswith(sign)), "")
    beginning = name.removesuffix(sign)
    if sign and len(beginning) >= _ENOUGH and quote.startswith(beginning):
        return _EXACT
    wanted = " ".join(beginning.split())
    found = " ".join(quote[: 4 * len(name) + 100].split() if sign else quote.split())
    if wanted == found and not sign:
        return _FOLDED
    if len(wanted) >= _ENOUGH and found.startswith(wanted):
        return _FOLDED if sign else _BEGINNING
    return 0
