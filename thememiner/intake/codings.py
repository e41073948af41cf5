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
    rank: int = 1
    """Of the first of these codes among all codes of the place."""


def coding_from_spans(
    coder: str, spans: Iterable[CodedSpan], *, scope: Scope = CODED_ONLY, in_order: bool = True
) -> Coding:
    """Return a coding with exactly the codes used and the themes above them.

    Codes of one span are ranked in the order given. Between several spans of one place there is no order, nor in any
    with ``in_order`` false: such codes have one rank, and are sorted by their paths, so that the same coding is the
    same from every file. A code given twice to one place counts once.
    """
    codes: dict[tuple[str, int, int], dict[CodePath, int]] = {}
    for span in spans:
        ranks_there = codes.setdefault(span[:3], {})
        for behind, path in enumerate(span.paths):
            rank = span.rank + (behind if in_order else 0)
            ranks_there[path] = min(rank, ranks_there.get(path, rank))
    rows = sorted((*place, rank, code_path(*path)) for place, ranked in codes.items() for path, rank in ranked.items())
    doc_ids, starts, ends, ranks, code_ids = zip(*rows, strict=True) if rows else ((),) * 5
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
