"""Columns of codes become a coding for each coder whom the table names."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from thememiner.corpus.table_documents import TableDocument
from thememiner.corpus.table_rows import Row
from thememiner.corpus.turns import Span
from thememiner.intake import CodedSpan, coding_from_spans, name_unsettled, place_codes
from thememiner.records import CODED_ONLY, Coding, Scope


def one_row_a_unit(rows: Sequence[Row], *, by_id: bool) -> tuple[list[Row], list[str]]:
    """Make one row of the rows in which several coders coded one unit, with the codes of all.

    Rows of one document, id and text are one unit. Where they have no ids (not ``by_id``), those of one document,
    person and text are: the second such row of one coder is the second unit of that text.
    """
    units: dict[tuple[object, ...], Row] = {}
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    for row in rows:
        said = (row.document, row.row_id if by_id else (row.participant, row.speaker), row.text)
        own = (*said, *row.codes)
        seen[own] += not by_id
        key = (*said, seen[own])
        units[key] = _joined(units[key], row) if key in units else row
    if len(units) == len(rows):
        return list(rows), []
    return list(units.values()), [
        f"{len(rows):,} rows, which repeat what several coders coded, are {len(units):,} units."
    ]


def codings_of(documents: Sequence[TableDocument], *, unnamed: Collection[str]) -> tuple[tuple[Coding, ...], list[str]]:
    """Return a coding a coder, if any row has a code, and what the rows leave open.

    A coder whom the table names looked at the rows that are his. Of those ``unnamed`` there, that is known only if
    every row has a code.
    """
    entries = [
        (coder, laid.document.doc_id, span, written)
        for laid in documents
        for row, span in zip(laid.rows, laid.spans, strict=True)
        for coder, several in row.codes.items()
        for written in several
    ]
    placement = place_codes([written for *_, written in entries])
    if not any(placement.paths):
        return (), []
    coded: dict[str, list[CodedSpan]] = defaultdict(list)
    looked_at: dict[str, dict[str, dict[Span, None]]] = defaultdict(lambda: defaultdict(dict))
    for (coder, doc_id, span, _), paths in zip(entries, placement.paths, strict=True):
        looked_at[coder][doc_id][span] = None
        if paths:
            coded[coder].append(CodedSpan(doc_id, *span, paths))
    codings = [
        coding_from_spans(coder, coded[coder], scope=_scope(looked_at[coder], coded[coder], known=coder not in unnamed))
        for coder in sorted(looked_at)
        if coded[coder] or coder not in unnamed
    ]
    return tuple(codings), name_unsettled(placement)


def _scope(looked_at: Mapping[str, Mapping[Span, None]], coded: Sequence[CodedSpan], *, known: bool) -> Scope:
    places = {span[:3] for span in coded}
    complete = all((doc_id, *span) in places for doc_id, spans in looked_at.items() for span in spans)
    return Scope({doc_id: tuple(spans) for doc_id, spans in looked_at.items()}) if known or complete else CODED_ONLY


def _joined(first: Row, row: Row) -> Row:
    codes = {coder: (*first.codes.get(coder, ()), *row.codes.get(coder, ())) for coder in {**first.codes, **row.codes}}
    return replace(first, codes=codes)
