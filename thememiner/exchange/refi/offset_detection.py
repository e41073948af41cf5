"""How positions in the texts of a REFI-QDA file are counted, detected from its selections and its origin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from thememiner.exchange.refi.offsets import (
    STANDARD,
    LineEnds,
    OffsetConvention,
    OffsetConverter,
    OffsetUnit,
    Positions,
)
from thememiner.language import has_han
from thememiner.phrasing import format_count, inflect

_ELLIPSES = ("…", "...")
_MIN_CUT_NAME = 20  # characters of a name that was cut without an ellipsis
_EXACT, _FOLDED, _BEGINNING = 3, 2, 1
_LINE_ENDS_BY_ORIGIN = {"atlas.ti": LineEnds.ONE}
"""How programs count line ends, by the beginning of a project's origin. ATLAS.ti stores CRLF and counts it as one."""
_CLOSING_MARKS = frozenset(",.;:!?)]}、，。；：！？）】」』”’")
"""Marks that end something, so that a selection rarely begins with one."""
_FEWEST_CUTS = 2
_CLEARLY_MORE = 4  # times
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
    """A convention, and how much supports it."""

    convention: OffsetConvention
    selections: int
    """All selections."""
    agreeing: int
    """Names that are the text at their place, or its beginning."""
    named: int
    """Selections with a name."""
    informative: int
    """Names that occur somewhere in the text, so that they tell the place; other names may be titles or numbers."""
    reason: str = ""
    """Why this convention and no other under which as many names agree, in words; empty if names leave no choice."""
    doubtful: int = 0
    """Selections that other conventions, which nothing contradicts, would place elsewhere."""

    def describe(self) -> str:
        """Return a sentence on how positions are counted, with the evidence and the doubt."""
        names = f"{self.agreeing:,} of {self.informative:,} names of selections agree with the text at their place"
        if not self.agreeing:
            names = (
                "no name of a selection tells"
                if self.reason
                else "as in the standard, since no name of a selection tells"
            )
        elif others := self.named - self.informative:
            names += f"; {others:,} more do not occur in the text"
        doubt = ""
        if self.doubtful:
            moved = f"{format_count(self.doubtful, 'selection')} {inflect(self.doubtful, 'has', 'have')}"
            doubt = f"; counted in other ways that nothing contradicts, {moved} another place: check a few quotes"
        return f"positions are counted in {self.convention}: {'; '.join(filter(None, (names, self.reason)))}{doubt}."


@dataclass(frozen=True, slots=True)
class _Fit:
    score: int
    agreeing: int
    impossible: int
    """Selections that leave their text, or begin or end inside a character."""


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


def detect_convention(sources: Sequence[SourceSelections], *, origin: str = "") -> DetectedConvention:
    """Return the convention under which the names of selections agree best with the texts at their places.

    A program names a selection after its text, perhaps cut; white space is ignored. Of equally good conventions, the
    one under which the fewest selections leave their text or divide a character is chosen. Then one under which clearly
    more selections begin or end inside a word is ruled out, and of the others the one that the program of ``origin``
    uses is chosen, or the one closest to the standard. All texts of a file are counted in the same way, so they are
    tested together.
    """
    tested = [source for source in sources if source.text]
    total = sum(len(source.names) for source in tested)
    named = sum(1 for source in tested for name in source.names if name)
    standard = _measure_fit(tested, [STANDARD] * len(tested))
    if named == total > 0 and standard.score == _EXACT * named and not standard.impossible:
        return DetectedConvention(STANDARD, total, named, named, named)
    fits = {convention: _measure_fit(tested, ways) for convention, ways in _list_distinct(tested).items()}
    most = max(fit.score for fit in fits.values())
    fewest = min(fit.impossible for fit in fits.values() if fit.score == most)
    equal = [convention for convention, fit in fits.items() if (fit.score, fit.impossible) == (most, fewest)]
    best, reason, doubtful = _choose(tested, equal, origin)
    if not reason and fits[STANDARD].score == most and (impossible := fits[STANDARD].impossible - fewest) > 0:
        leave = f"{format_count(impossible, 'selection')} would leave {inflect(impossible, 'its text', 'their texts')}"
        reason = f"counted as in the standard, {leave}"
    informative = fits[best].agreeing + sum(_count_elsewhere(source, best) for source in tested)
    return DetectedConvention(best, total, fits[best].agreeing, named, informative, reason, doubtful)


def _list_distinct(
    sources: Sequence[SourceSelections],
) -> Mapping[OffsetConvention, tuple[OffsetConvention, ...]]:
    """Return the candidates that give different positions, the standard first, each with what it means in each text."""
    simplifiers = [_ConventionSimplifier(source.text, has_bom=source.has_bom) for source in sources]
    distinct: dict[tuple[OffsetConvention, ...], OffsetConvention] = {}
    for candidate in CANDIDATES:
        distinct.setdefault(tuple(simplifier.simplify(candidate) for simplifier in simplifiers), candidate)
    return {candidate: ways for ways, candidate in distinct.items()}


def _choose(
    sources: Sequence[SourceSelections], equal: Sequence[OffsetConvention], origin: str
) -> tuple[OffsetConvention, str, int]:
    """Choose one of several conventions that fit equally well; return also why, and how many selections are in doubt.

    The reason is empty for the first of them, which is the closest to the standard.
    """
    first = equal[0]
    if len(equal) == 1:
        return first, "", 0
    places = {convention: _locate(sources, convention) for convention in equal}
    cuts = {convention: _count_cuts(sources, places[convention]) for convention in equal}
    fewest = min(cuts.values())
    plausible = [one for one in equal if cuts[one] - fewest < _FEWEST_CUTS or cuts[one] < _CLEARLY_MORE * fewest]
    program = next((name for name in _LINE_ENDS_BY_ORIGIN if origin.strip().lower().startswith(name)), "")
    usual = [one for one in plausible if program and one.line_ends is _LINE_ENDS_BY_ORIGIN[program]]
    best = (usual or plausible)[0]
    if first not in plausible:
        ends = f"{cuts[best]:,} of {2 * len(places[first]):,} starts and ends of selections cut a word"
        return best, f"counted so, {ends}; as in the standard, {cuts[first]:,} would", 0
    if best != first:
        return best, f"the project comes from {origin.strip()}, which counts so", 0
    moved = np.zeros(len(places[first]), dtype=bool)
    for other in [] if usual else plausible:
        moved |= places[other][:, 0] != places[first][:, 0]
    return first, "", int(np.count_nonzero(moved))


def _locate(sources: Sequence[SourceSelections], convention: OffsetConvention) -> Positions:
    """Return the ranges of all selections in code points, one row each."""
    ranges = [np.zeros((0, 2), dtype=np.int64)]
    for source in sources:
        converter = OffsetConverter(source.text, convention, has_bom=source.has_bom)
        ranges.append(np.column_stack(converter.to_code_points(source.starts, source.ends)))
    return np.concatenate(ranges)


def _count_cuts(sources: Sequence[SourceSelections], ranges: Positions) -> int:
    """Return the number of starts and ends of selections that are unlikely, such as one inside a word."""
    texts = (source.text for source in sources for _ in source.names)
    return sum(
        _is_odd_start(text, start) + _is_inside_word(text, end)
        for text, (start, end) in zip(texts, ranges.tolist(), strict=True)
        if start < end
    )


def _is_odd_start(text: str, start: int) -> bool:
    return text[start].isspace() or text[start] in _CLOSING_MARKS or _is_inside_word(text, start)


def _is_inside_word(text: str, position: int) -> bool:
    """Tell whether a position is between two letters or digits; Chinese words have no visible borders."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    return before.isalnum() and after.isalnum() and not has_han(before + after)


def _measure_fit(sources: Sequence[SourceSelections], ways: Sequence[OffsetConvention]) -> _Fit:
    """Return how well the selections of some texts fit, each text with its own way of counting."""
    score = agreeing = impossible = 0
    for source, convention in zip(sources, ways, strict=True):
        converter = OffsetConverter(source.text, convention, has_bom=source.has_bom)
        starts, ends = converter.to_code_points(source.starts, source.ends)
        places = zip(source.names, starts.tolist(), ends.tolist(), strict=True)
        scores = [_score_name(name, source.text[start:end]) for name, start, end in places if name]
        score += sum(scores)
        agreeing += sum(1 for one in scores if one)
        impossible += converter.count_outside(source.starts, source.ends)
        impossible += converter.count_divided(source.starts, source.ends)
    return _Fit(score, agreeing, impossible)


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
