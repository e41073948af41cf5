"""How a REFI-QDA file counts positions in texts, detected from its selections, and converted to code points."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
_LF, _CR = 10, 13
_LAST_BMP = 0xFFFF
_UTF8_LIMITS = (0x7F, 0x7FF, 0xFFFF)
_ELLIPSES = ("…", "...")
_MIN_CUT_NAME = 20  # characters of a name that was cut without an ellipsis
_EXACT, _FOLDED, _BEGINNING = 3, 2, 1


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

    def from_code_points(self, start: int, end: int) -> tuple[int, int]:
        """Convert a range of code points to the convention."""
        return int(self._bounds[start]) + self._shift, int(self._bounds[end]) + self._shift - self._last


class _ConventionSimplifier:
    """Finds which conventions give the same positions in a text."""

    def __init__(self, text: str, *, has_bom: bool) -> None:
        pairs = text.count("\r\n")
        self._has_bom = has_bom
        self._has_pairs = pairs > 0
        self._has_single = text.count("\n") > pairs or text.count("\r") > pairs
        self._is_ascii = text.isascii()
        self._has_wide = not self._is_ascii and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)

    def simplify(self, convention: OffsetConvention) -> OffsetConvention:
        """Return the simplest convention that gives the same positions."""
        unit, line_ends = convention.unit, convention.line_ends
        if self._is_ascii or (unit is OffsetUnit.UTF_16 and not self._has_wide):
            unit = OffsetUnit.CODE_POINTS
        if (line_ends is LineEnds.ONE and not self._has_pairs) or (line_ends is LineEnds.TWO and not self._has_single):
            line_ends = LineEnds.AS_WRITTEN
        return OffsetConvention(unit, line_ends, convention.counts_bom and self._has_bom, convention.is_inclusive)


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


CANDIDATES = tuple(
    OffsetConvention(unit, line_ends, counts_bom, is_inclusive)
    for is_inclusive, unit, line_ends, counts_bom in product((False, True), OffsetUnit, LineEnds, (False, True))
)
"""All conventions, the standard's first: of equally good ones, the first is chosen."""


@dataclass(frozen=True, slots=True)
class SourceSelections:
    """The selections of one text, as a file states them."""

    text: str
    has_bom: bool
    """Whether the text begins with a byte order mark."""
    starts: Positions
    ends: Positions
    names: Sequence[str]
    """Empty for a selection without name."""


@dataclass(frozen=True, slots=True)
class DetectedConvention:
    """A convention, and how many names of selections support it."""

    convention: OffsetConvention
    agreeing: int
    """Names that are the text at their place, or its beginning."""
    named: int
    """Selections with a name."""
    informative: int
    """Names that occur somewhere in the text, so that they tell the place; other names may be titles or numbers."""


@dataclass(frozen=True, slots=True)
class _Fit:
    score: int
    agreeing: int
    outside: int


def detect_convention(sources: Sequence[SourceSelections]) -> DetectedConvention:
    """Return the convention under which the names of selections agree best with the texts at their places.

    A program names a selection after its text, perhaps cut; white space is ignored. Of equally good conventions, the
    one under which the fewest selections leave their text is chosen, then the one closest to the standard. All texts of
    a file are counted in the same way, so they are tested together.
    """
    tested = [source for source in sources if source.text and len(source.names)]
    named = sum(1 for source in tested for name in source.names if name)
    standard = [_measure_fit(source, STANDARD) for source in tested]
    if sum(fit.score for fit in standard) == _EXACT * named and not any(fit.outside for fit in standard):
        return DetectedConvention(STANDARD, named, named, named)
    scores: Counter[OffsetConvention] = Counter()
    agreeing: Counter[OffsetConvention] = Counter()
    outside: Counter[OffsetConvention] = Counter()
    for source in tested:
        simplifier = _ConventionSimplifier(source.text, has_bom=source.has_bom)
        known: dict[OffsetConvention, _Fit] = {}
        for candidate in CANDIDATES:
            simple = simplifier.simplify(candidate)
            if simple not in known:
                known[simple] = _measure_fit(source, simple)
            scores[candidate] += known[simple].score
            agreeing[candidate] += known[simple].agreeing
            outside[candidate] += known[simple].outside
    best = max(CANDIDATES, key=lambda candidate: (scores[candidate], -outside[candidate]))
    informative = agreeing[best] + sum(_count_elsewhere(source, best) for source in tested)
    return DetectedConvention(best, agreeing[best], named, informative)


def _measure_fit(source: SourceSelections, convention: OffsetConvention) -> _Fit:
    converter = OffsetConverter(source.text, convention, has_bom=source.has_bom)
    starts, ends = converter.to_code_points(source.starts, source.ends)
    places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
    scores = [_score_name(name, source.text[start:end]) for name, start, end in places if name]
    agreeing = sum(1 for score in scores if score)
    return _Fit(sum(scores), agreeing, converter.count_outside(source.starts, source.ends))


def _count_elsewhere(source: SourceSelections, convention: OffsetConvention) -> int:
    """Return the number of names that occur in the text, but not at their place."""
    converter = OffsetConverter(source.text, convention, has_bom=source.has_bom)
    starts, ends = converter.to_code_points(source.starts, source.ends)
    places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
    names = [name for name, start, end in places if name and not _score_name(name, source.text[start:end])]
    text = " ".join(source.text.split()) if names else ""
    return sum(" ".join(_strip_ellipsis(name).split()) in text for name in names)


def _strip_ellipsis(name: str) -> str:
    return name.removesuffix(next((mark for mark in _ELLIPSES if name.endswith(mark)), ""))


def _score_name(name: str, quote: str) -> int:
    """Return how well a name agrees with the text at its place: 0 to 3, an exact match."""
    if name == quote:
        return _EXACT
    beginning = _strip_ellipsis(name)
    was_cut = beginning != name
    if was_cut and len(beginning) >= _MIN_CUT_NAME and quote.startswith(beginning):
        return _EXACT
    folded_name = " ".join(beginning.split())
    folded_quote = " ".join(quote[: 4 * len(name) + 100].split() if was_cut else quote.split())
    if folded_name == folded_quote and not was_cut:
        return _FOLDED
    if len(folded_name) >= _MIN_CUT_NAME and folded_quote.startswith(folded_name):
        return _FOLDED if was_cut else _BEGINNING
    return 0
