"""Coded spans of text become a coding."""

from collections.abc import Iterable
from typing import NamedTuple

from thememiner.intake.codes import CodePath
from thememiner.records import CODED_ONLY, SEGMENT_COLUMNS, Code, Codebook, Coding, Scope, code_path, table


class CodedSpan(NamedTuple):
    """A place in a document and the codes that a coder gave it, the first first."""

    doc_id: str
    start: int
    end: int
    paths: tuple[CodePath, ...]


def coding_from_spans(coder: str, spans: Iterable[CodedSpan], *, scope: Scope = CODED_ONLY) -> Coding:
    """Return a coding with exactly the codes used and the themes above them.

    Codes of the same span are ranked in the order given; a code given twice to one span counts once.
    """
    codes: dict[tuple[str, int, int], dict[CodePath, None]] = {}
    for span in spans:
        codes.setdefault(span[:3], {}).update(dict.fromkeys(span.paths))
    rows = [
        (*place, code_path(*path), rank)
        for place, paths in sorted(codes.items(), key=lambda item: item[0])
        for rank, path in enumerate(paths, 1)
    ]
    doc_ids, starts, ends, code_ids, ranks = zip(*rows, strict=True) if rows else ((),) * 5
    values = {"doc_id": doc_ids, "start": starts, "end": ends, "code_id": code_ids, "rank": ranks}
    nothing = dict.fromkeys(("unit_id", "membership"), (None,) * len(rows))
    return Coding(
        coder,
        codebook_of(path for paths in codes.values() for path in paths),
        table(SEGMENT_COLUMNS, {**values, **nothing}),
        scope,
    )


def codebook_of(paths: Iterable[CodePath]) -> Codebook:
    """Return the tree of these codes and of the themes above them, parents first, sorted by name."""
    tree = sorted({path[:depth] for path in paths for depth in range(1, len(path) + 1)})
    return Codebook(tuple(Code(code_path(*p), p[-1], code_path(*p[:-1]) if len(p) > 1 else None) for p in tree))
