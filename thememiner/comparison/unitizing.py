"""Krippendorff's alpha for unitising: how far coders mark the same stretches of text."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.phrasing import WhyUndefined
from thememiner.records import Coding, Measurement

Category = TypeVar("Category", bound=Hashable)
Ranges = Sequence[tuple[int, int]]
"""Sorted, disjoint, not empty; each from its first position to the one after its last."""
Spans = tuple[tuple[int, int], ...]


class Unitizing(NamedTuple):
    """Alpha of each category and of all together, None if undefined."""

    by_category: Mapping[Hashable, float | None]
    overall: float | None
    why_not: str = ""
    """Why there is no overall alpha; empty if there is one."""


def u_alpha(coders: Sequence[Mapping[Category, Ranges]], length: int) -> Unitizing:
    """Return the alpha of stretches that two or more coders marked on a continuum of ``length`` positions.

    Each coder has sorted disjoint ranges for each category. Two overlapping stretches differ by the squared distances
    of their starts and of their ends; a stretch in a gap of the other coder differs by the square of its length.
    Alpha is 1 - D_o / D_e, where D_e is over all places at which the marked stretches could lie. Source: Krippendorff
    (1995), On the reliability of unitizing continuous data, Sociological Methodology 25, pages 47 to 76; in the
    form of Krippendorff (2004), Content Analysis, 2nd edition, section 11.6. Overall, both are summed over categories.
    Undefined for fewer than two coders or positions, and if nothing was marked.
    """
    categories = sorted({category for own in coders for category in own}, key=str)
    pairs = {
        category: unitizing_disagreement([tuple(own.get(category, ())) for own in coders], length)
        for category in categories
    }
    observed, expected = (sum(both[side] for both in pairs.values()) for side in (0, 1))
    overall = _alpha(observed, expected)
    why_not = WhyUndefined.NO_ROOM if any(any(own.values()) for own in coders) else WhyUndefined.NO_SEGMENT
    alphas: dict[Hashable, float | None] = {category: _alpha(*both) for category, both in pairs.items()}
    return Unitizing(alphas, overall, "" if overall is not None else why_not.value)


def unitizing_disagreement(coders: Sequence[Ranges], length: int) -> tuple[float, float]:
    """Return the observed and the expected disagreement on one category; both 0 if they are undefined."""
    number = len(coders)
    if number < 2 or length < 2 or not any(coders):  # noqa: PLR2004 - a pair needs two
        return 0.0, 0.0
    observed = sum(_squared_differences(one, other) for place, one in enumerate(coders) for other in coders[:place])
    return 2 * observed / (number * (number - 1) * length**2), _expected_disagreement(coders, length)


def _squared_differences(one: Ranges, other: Ranges) -> int:
    """Return the sum of squared differences between two coders' stretches."""
    overlapping: tuple[set[int], set[int]] = (set(), set())
    total = first = 0
    for place, (start, end) in enumerate(one):
        while first < len(other) and other[first][1] <= start:
            first += 1
        at = first
        while at < len(other) and other[at][0] < end:
            total += (start - other[at][0]) ** 2 + (end - other[at][1]) ** 2
            overlapping[0].add(place)
            overlapping[1].add(at)
            at += 1
    alone = (
        (end - start) ** 2
        for side, ranges in zip(overlapping, (one, other), strict=True)
        for place, (start, end) in enumerate(ranges)
        if place not in side
    )
    return total + sum(alone)


def _expected_disagreement(coders: Sequence[Ranges], length: int) -> float:
    marked = np.array([end - start for ranges in coders for start, end in ranges], dtype=np.float64)
    gaps = np.sort(np.concatenate([_gap_lengths(ranges, length) for ranges in coders]))
    longer = np.append(np.cumsum(gaps[::-1])[::-1], 0)  # the sum of each gap and all longer ones
    first = np.searchsorted(gaps, marked)
    places = longer[first] - (len(gaps) - first) * (marked - 1)
    among = (len(marked) - 1) / 3 * (2 * marked**3 - 3 * marked**2 + marked)
    positions = len(coders) * length
    possible = positions * (positions - 1) - (marked * (marked - 1)).sum()
    return float(2 / length * (among + marked**2 * places).sum() / possible) if possible else 0.0


def _gap_lengths(ranges: Ranges, length: int) -> npt.NDArray[np.float64]:
    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    gaps = np.array([*starts, length], dtype=np.float64) - np.array([0, *ends], dtype=np.float64)
    return gaps[gaps > 0]


def _alpha(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None


def agreement_on_positions(
    reference: Coding, proposed: Coding, matches: Sequence[tuple[str, str]], lengths: Mapping[str, int]
) -> Mapping[str, Measurement]:
    """Return ``u_alpha`` over codes, and ``u_alpha_relevance`` over text with any code or none.

    ``matches`` are ids of the reference's and the proposal's codes that count as the same; all other codes differ.
    The continuum is the text that both looked at, laid end to end. If only the coded segments of a coder are known to
    have been read, whole documents with segments count as read, up to their ``lengths`` (code points). Overlapping or
    touching segments of one code and document are one stretch. Matching by units raises ``u_alpha`` a little, which is
    not corrected. Both are undefined without shared text, and if nothing was marked.
    """
    shared = {
        doc_id: ranges
        for doc_id in sorted(lengths)
        if (
            ranges := _intersect_ranges(
                *(_read_ranges(coding, doc_id, lengths[doc_id]) for coding in (reference, proposed))
            )
        )
    }
    if not shared:
        return {name: Measurement(None, WhyUndefined.NO_SHARED_TEXT.value) for name in ("u_alpha", "u_alpha_relevance")}
    same = {other: ("matched", own) for own, other in matches}
    kinds = [
        {code.code_id: ("matched", code.code_id) for code in reference.codebook.codes},
        {code.code_id: same.get(code.code_id, ("proposed", code.code_id)) for code in proposed.codebook.codes},
    ]
    length = sum(end - start for ranges in shared.values() for start, end in ranges)
    measured = {}
    for name, own in (("u_alpha", kinds), ("u_alpha_relevance", [dict.fromkeys(kind, ("any", "")) for kind in kinds])):
        coders = [
            _ranges_on_continuum(coding.segments, kind, shared)
            for coding, kind in zip((reference, proposed), own, strict=True)
        ]
        alpha = u_alpha(coders, length)
        measured[name] = Measurement(alpha.overall, alpha.why_not)
    return measured


def _read_ranges(coding: Coding, doc_id: str, length: int) -> Spans:
    if coding.scope.spans is not None:
        return tuple((start, min(end, length)) for start, end in coding.scope.spans.get(doc_id, ()) if start < length)
    return ((0, length),) if (coding.segments["doc_id"] == doc_id).any() else ()


def _intersect_ranges(one: Spans, other: Spans) -> Spans:
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((start, end) for start, end in both if start < end))


def _ranges_on_continuum(
    segments: pd.DataFrame, kinds: Mapping[str, tuple[str, str]], shared: Mapping[str, Spans]
) -> dict[tuple[str, str], Spans]:
    """Return the stretches of each kind of code on the continuum."""
    on_continuum: dict[tuple[str, str], list[tuple[int, int]]] = {}
    offset = 0
    by_document = dict(iter(segments.groupby("doc_id")))
    for doc_id, ranges in shared.items():
        own = by_document.get(doc_id, segments.iloc[:0])
        marks: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for start, end, code_id in zip(own["start"], own["end"], own["code_id"], strict=True):
            marks.setdefault(kinds[code_id], []).append((int(start), int(end)))
        for start, end in ranges:
            for kind, spans in marks.items():
                inside = merge_spans((max(a, start), min(b, end)) for a, b in spans if a < end and b > start)
                on_continuum.setdefault(kind, []).extend((a - start + offset, b - start + offset) for a, b in inside)
            offset += end - start
    return {kind: tuple(spans) for kind, spans in on_continuum.items()}


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Merge spans of one document that overlap or touch, in order; empty spans are dropped."""
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        elif end > start:
            stretches.append((start, end))
    return stretches
