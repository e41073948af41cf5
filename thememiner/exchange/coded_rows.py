"""Coded segments as rows that say everything about themselves: who coded, who said it, where, what, as which code."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from thememiner.exchange.places import TextPlaces, places_of
from thememiner.records import EXCERPTS, Codebook, Coding, Document, Form, StatedPlace

Stated = Mapping[tuple[str, int, int], StatedPlace]
NOTHING_STATED: Stated = MappingProxyType({})

_SEPARATORS = str.maketrans({";": ",", "；": "，"})
_SPACES = re.compile(r"\s+")


class CodedRow(NamedTuple):
    """One code of one coded segment; a segment with two codes has two rows."""

    coder: str
    participant: str | None
    document: str
    start: int
    end: int
    told: StatedPlace
    """What people are told of the place, line and turn from 1: if the document is but what a table quotes, what that
    table says. No line or turn is told of a document whose text is not known, nor a turn where nobody is known to speak
    in turns."""
    text: str | None
    """None for a document whose text is not known."""
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


def coded_rows(
    codings: Sequence[Coding], documents: Sequence[Document], stated: Stated = NOTHING_STATED
) -> Iterator[CodedRow]:
    """Yield the rows of each coding in turn, in order of place; ``stated`` is that of a project."""
    places = places_of(documents)
    for coding in codings:
        paths = code_paths(coding.codebook)
        for doc_id, start, end, code_id, rank, membership in _segments(coding):
            where = places.get(doc_id)
            yield CodedRow(
                coder=coding.coder,
                participant=None if where is None else where.participant(start, end),
                document=doc_id,
                start=start,
                end=end,
                told=_told(where, start, end, stated),
                text=None if where is None else where.document.text[start:end],
                path=paths[code_id],
                code_id=code_id,
                rank=rank,
                membership=membership,
            )


def _told(where: TextPlaces | None, start: int, end: int, stated: Stated) -> StatedPlace:
    """Return what people are told of a place: never that of an excerpt, which would be taken for one in the text."""
    if where is None:
        return StatedPlace(start, end)
    document = where.document
    if document.source.format == EXCERPTS:
        return stated.get((document.doc_id, start, end), StatedPlace())
    has_turns = document.form is not Form.PROSE or len(document.turns) > 1
    return StatedPlace(start, end, where.line(start), where.turn(start) if has_turns else None)


def _segments(coding: Coding) -> Iterator[tuple[str, int, int, str, int, float | None]]:
    table = coding.segments
    columns = [table[name].tolist() for name in ("doc_id", "start", "end", "code_id", "rank")]
    known = table["membership"].notna().tolist()
    memberships = [
        float(value) if there else None for value, there in zip(table["membership"].tolist(), known, strict=True)
    ]
    yield from zip(*columns, memberships, strict=True)
