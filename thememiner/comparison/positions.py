"""Agreement of two codings on where their segments lie in the text, by Krippendorff's alpha for unitising."""

from collections.abc import Mapping, Sequence

import pandas as pd

from thememiner.comparison.stretches import joined
from thememiner.comparison.unitizing import u_alpha
from thememiner.records import Coding, Measured

Spans = tuple[tuple[int, int], ...]
NOTHING_SHARED = "no text is known to have been looked at by both"


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
