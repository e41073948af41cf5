"""Krippendorff's alpha for unitising: how far coders mark the same stretches of text.

Agreement of two codings on where their segments lie in the text, by Krippendorff's alpha for unitising.
Stretches of text: spans that overlap or touch, as one.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.records import Coding, Measured

Category = TypeVar("Category", bound=Hashable)
Ranges = Sequence[tuple[int, int]]
"""Sorted, disjoint, not empty; from the first position to the one after the last."""
NO_MARK = "nobody marked anything: there is nothing beyond chance to measure"
NO_ROOM = "the marks leave no other place where they could lie: there is nothing beyond chance to measure"
Spans = tuple[tuple[int, int], ...]
NOTHING_SHARED = "no text is known to have been looked at by both"


class Unitizing(NamedTuple):
    """Alpha of each category and of all together, None where it is undefined."""

    by_category: Mapping[Hashable, float | None]
    overall: float | None
    why_not: str = ""
    """Why there is no overall figure."""


def u_alpha(coders: Sequence[Mapping[Category, Ranges]], length: int) -> Unitizing:
    """Return the alpha of stretches that two or more coders marked on one continuum of so many positions.

    Each coder has sorted disjoint ranges for each category. Two stretches that meet differ by the squares of how far
    their starts and their ends lie apart; a stretch that lies in a gap of the other coder, by the square of its length.
    Alpha is 1 - D_o / D_e, with D_e taken over all places at which the stretches marked could lie. Source: Krippendorff
    (1995), On the reliability of unitizing continuous data, Sociological Methodology 25, pages 47 to 76; in the
    form of Krippendorff (2004), Content Analysis, 2nd edition, section 11.6. Overall, both are summed over categories.
    Undefined for fewer than two coders or positions, and where nothing was marked.
    """
    categories = sorted({category for own in coders for category in own}, key=str)
    pairs = {
        category: disagreement([tuple(own.get(category, ())) for own in coders], length) for category in categories
    }
    observed, expected = (sum(both[side] for both in pairs.values()) for side in (0, 1))
    overall = _alpha(observed, expected)
    why_not = "" if overall is not None else NO_ROOM if any(any(own.values()) for own in coders) else NO_MARK
    return Unitizing({category: _alpha(*both) for category, both in pairs.items()}, overall, why_not)


def disagreement(coders: Sequence[Ranges], length: int) -> tuple[float, float]:
    """Return the observed and the expected disagreement on one category; both 0 where there is nothing to tell."""
    number = len(coders)
    if number < 2 or length < 2 or not any(coders):  # noqa: PLR2004 - a pair needs two
        return 0.0, 0.0
    observed = sum(_apart(one, other) for place, one in enumerate(coders) for other in coders[:place])
    return 2 * observed / (number * (number - 1) * length**2), _expected(coders, length)


def _apart(one: Ranges, other: Ranges) -> int:
    """Return the squared differences of two coders' stretches."""
    met: tuple[set[int], set[int]] = (set(), set())
    total = first = 0
    for place, (start, end) in enumerate(one):
        while first < len(other) and other[first][1] <= start:
            first += 1
        at = first
        while at < len(other) and other[at][0] < end:
            total += (start - other[at][0]) ** 2 + (end - other[at][1]) ** 2
            met[0].add(place)
            met[1].add(at)
            at += 1
    alone = (
        (end - start) ** 2
        for side, ranges in zip(met, (one, other), strict=True)
        for place, (start, end) in enumerate(ranges)
        if place not in side
    )
    return total + sum(alone)


def _expected(coders: Sequence[Ranges], length: int) -> float:
    marked = np.array([end - start for ranges in coders for start, end in ranges], dtype=np.float64)
    gaps = np.sort(np.concatenate([_gaps(ranges, length) for ranges in coders]))
    behind = np.append(np.cumsum(gaps[::-1])[::-1], 0)  # the sum of each gap and all longer ones
    first = np.searchsorted(gaps, marked)
    places = behind[first] - (len(gaps) - first) * (marked - 1)
    among = (len(marked) - 1) / 3 * (2 * marked**3 - 3 * marked**2 + marked)
    positions = len(coders) * length
    possible = positions * (positions - 1) - (marked * (marked - 1)).sum()
    return float(2 / length * (among + marked**2 * places).sum() / possible) if possible else 0.0


def _gaps(ranges: Ranges, length: int) -> npt.NDArray[np.float64]:
    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    gaps = np.array([*starts, length], dtype=np.float64) - np.array([0, *ends], dtype=np.float64)
    return gaps[gaps > 0]


def _alpha(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None


def agreement_on_positions(
    reference: Coding, proposed: Coding, matches: Sequence[tuple[str, str]], lengths: Mapping[str, int]
) -> Mapping[str, Measured]:
    """Return ``u_alpha`` over codes and ``u_alpha_relevance`` over text with any code or none.

    ``matches`` are ids of the reference's and the proposal's codes that count as the same; others are codes of their
    own. The continuum is the text that both looked at, laid end to end; of a coder of whom only the coded segments are
    known to have been read, the documents with segments, to their ``lengths`` (code points). Overlapping or touching
    segments of one code and document are one stretch. Matching by units lifts ``u_alpha`` a little, which is not taken
    out. Both are undefined without such text, and where nothing was marked.
    """
    shared = {
        doc_id: ranges
        for doc_id in sorted(lengths)
        if (ranges := _common(*(_read(coding, doc_id, lengths[doc_id]) for coding in (reference, proposed))))
    }
    if not shared:
        return {name: Measured(None, NOTHING_SHARED) for name in ("u_alpha", "u_alpha_relevance")}
    same = {other: ("matched", own) for own, other in matches}
    kinds = [
        {code.code_id: ("matched", code.code_id) for code in reference.codebook.codes},
        {code.code_id: same.get(code.code_id, ("proposed", code.code_id)) for code in proposed.codebook.codes},
    ]
    length = sum(end - start for ranges in shared.values() for start, end in ranges)
    found = {}
    for name, own in (("u_alpha", kinds), ("u_alpha_relevance", [dict.fromkeys(kind, ("any", "")) for kind in kinds])):
        coders = [
            _stretches(coding.segments, kind, shared) for coding, kind in zip((reference, proposed), own, strict=True)
        ]
        alpha = u_alpha(coders, length)
        found[name] = Measured(alpha.overall, alpha.why_not)
    return found


def _read(coding: Coding, doc_id: str, length: int) -> Spans:
    if coding.scope.spans is not None:
        return tuple((start, min(end, length)) for start, end in coding.scope.spans.get(doc_id, ()) if start < length)
    return ((0, length),) if (coding.segments["doc_id"] == doc_id).any() else ()


def _common(one: Spans, other: Spans) -> Spans:
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((start, end) for start, end in both if start < end))


def _stretches(
    segments: pd.DataFrame, kinds: Mapping[str, tuple[str, str]], shared: Mapping[str, Spans]
) -> dict[tuple[str, str], Spans]:
    """Return each kind's stretches on the continuum."""
    laid: dict[tuple[str, str], list[tuple[int, int]]] = {}
    offset = 0
    by_document = dict(iter(segments.groupby("doc_id")))
    for doc_id, ranges in shared.items():
        own = by_document.get(doc_id, segments.iloc[:0])
        marks: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for start, end, code_id in zip(own["start"], own["end"], own["code_id"], strict=True):
            marks.setdefault(kinds[code_id], []).append((int(start), int(end)))
        for start, end in ranges:
            for kind, spans in marks.items():
                inside = joined((max(a, start), min(b, end)) for a, b in spans if a < end and b > start)
                laid.setdefault(kind, []).extend((a - start + offset, b - start + offset) for a, b in inside)
            offset += end - start
    return {kind: tuple(spans) for kind, spans in laid.items()}


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches that spans of one document cover, in order; empty spans cover nothing."""
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        elif end > start:
            stretches.append((start, end))
    return stretches
