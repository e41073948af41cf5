"""Coded segments as rows that say everything about themselves: who coded, who said it, where, what, as which code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from thememiner.exchange.places import places_of
from thememiner.records import Codebook, Coding, Document

_SEPARATORS = str.maketrans({";": ",", "；": "，"})
_SPACES = re.compile(r"\s+")


class CodedRow(NamedTuple):
    """One code of one coded segment; a segment with two codes has two rows."""

    coder: str
    participant: str | None
    document: str
    line: int | None
    """In the document's text, from 1; this, turn and text are None for a document whose text is not known."""
    turn: int | None
    start: int
    end: int
    text: str | None
    path: tuple[str, ...]
    """Names from the theme at the top down to the code."""
    code_id: str
    rank: int
    membership: float | None


def code_paths(codebook: Codebook) -> Mapping[str, tuple[str, ...]]:
    """Return the names from the top down to each code, by its id; different codes have different paths.

    Names are as cells of a table can hold them (``cell_name``); of two codes that would be called the same under one
    parent, the second is followed by its id.
    """
    paths: dict[str, tuple[str, ...]] = {}
    taken: set[tuple[str, ...]] = set()
    for code in codebook.codes:
        above = paths[code.parent_id] if code.parent_id is not None else ()
        path = (*above, cell_name(code.name) or code.code_id)
        if path in taken:
            path = (*above, f"{path[-1]} ({cell_name(code.code_id)})")
        taken.add(path)
        paths[code.code_id] = path
    return paths


def cell_name(name: str) -> str:
    """Return a name as the cell of a table can hold it: one line, and no semicolon, which would make it two names."""
    return _SPACES.sub(" ", name.translate(_SEPARATORS)).strip()


def coded_rows(codings: Sequence[Coding], documents: Sequence[Document]) -> Iterator[CodedRow]:
    """Yield the rows of each coding in turn, in order of place."""
    places = places_of(documents)
    for coding in codings:
        paths = code_paths(coding.codebook)
        for doc_id, start, end, code_id, rank, membership in _segments(coding):
            where = places.get(doc_id)
            yield CodedRow(
                coder=coding.coder,
                participant=None if where is None else where.participant(start, end),
                document=doc_id,
                line=None if where is None else where.line(start),
                turn=None if where is None else where.turn(start),
                start=start,
                end=end,
                text=None if where is None else where.document.text[start:end],
                path=paths[code_id],
                code_id=code_id,
                rank=rank,
                membership=membership,
            )


def _segments(coding: Coding) -> Iterator[tuple[str, int, int, str, int, float | None]]:
    table = coding.segments
    columns = [table[name].tolist() for name in ("doc_id", "start", "end", "code_id", "rank")]
    known = table["membership"].notna().tolist()
    memberships = [
        float(value) if there else None for value, there in zip(table["membership"].tolist(), known, strict=True)
    ]
    yield from zip(*columns, memberships, strict=True)
