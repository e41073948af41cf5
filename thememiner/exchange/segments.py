"""Codings from tables of coded segments, whose rows are located in the documents of a corpus."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange.coded_workbook import SheetMemo
from thememiner.exchange.program_tables import Dialect
from thememiner.exchange.project_building import ImportedCodings, describe_codes, kind_of_coder, make_losses
from thememiner.exchange.quote_search import Location, PassageLocator
from thememiner.exchange.table_rows import (
    SegmentRow,
    SegmentTable,
    make_row_problem,
    note_assumed_coder,
    parse_segment_rows,
    read_segment_table,
)
from thememiner.intake import CodedSpan, CodePath, DocumentNames, TableFile, coding_from_spans
from thememiner.phrasing import format_count, inflect, list_some
from thememiner.records import Document, Memo, Note, Problem, code_path

NO_SUCH_ROW = 'has an id, but its document has no row with that id (or is not read with rows = "units" in [table])'
LocationResult = Location | str | None
"""The place of a row; a reason why it has none; or None if its document is unknown."""


def locate_segments(
    path: Path,
    documents: Sequence[Document],
    *,
    settings: Settings,
    dialect: Dialect | None = None,
    table: TableFile | None = None,
) -> ImportedCodings:
    """Read a table of coded segments and locate its rows in documents; return one coding per coder.

    ``start`` and ``end`` count code points of the document's text, and a quote beside them must be at that place. A
    quote without them is located if it occurs once in its document. A quote that does not occur literally is located by
    its parts, if something was left out in the middle, or by similarity, each with a note. A row of a table of units is
    also located by its id. Rows that match no place, or several, are problems.

    Documents are found by id, file name, or file name without suffix. If no column names the coders, the file's name
    without suffix is the coder's. The codes of a segment are ranked by the column ``rank``, those of one cell by their
    order. The scope is ``CODED_ONLY``: only the segments are known to have been read. ``table`` holds the rows if they
    were read already.

    Raises ``UnreadableFileError`` if columns are missing, and what ``read_segment_table`` raises.
    """
    table = table or read_segment_table(path, settings=settings)
    parsed = parse_segment_rows(table, place=path.name, settings=settings, dialect=dialect)
    locator = PassageLocator(documents)
    spans: dict[str, list[CodedSpan]] = defaultdict(list)
    problems, row_notes = [], []
    results, located_by_order = _locate_rows(parsed, locator)
    for row, result in zip(parsed.rows, results, strict=True):
        if isinstance(result, Location):
            spans[row.coder or path.stem].append(CodedSpan(*result[:3], row.paths, row.rank or 1))
            if result.method:
                text = f"this row was located in {result.doc_id} {result.method}."
                row_notes.append(Note(f"{path.name}:{row.line}", text))
        elif result:
            problems.append(make_row_problem(row, result, path.name))
    problems += _report_unknown_documents(locator, path.name)
    in_order = dialect is None  # programs list the codes of a passage in no meaningful order
    listed = parsed.companions.codes
    descriptions: dict[str, dict[CodePath, str]] = defaultdict(dict)
    for one in listed:
        descriptions[one.coder][one.path] = one.description
    codings = tuple(
        replace(
            coding := coding_from_spans(coder, own, in_order=in_order),
            codebook=describe_codes(coding.codebook, descriptions[coder]),
            kind=kind_of_coder(coder),
        )
        for coder, own in sorted(spans.items())
    )
    code_ids = {code.code_id for one in codings for code in one.codebook.codes}
    memos = tuple(_locate_memos(parsed.companions.memos, locator, documents, code_ids))
    table_notes = [
        *(*parsed.notes, *note_assumed_coder(parsed, path.stem), *_note_only_document(parsed, documents)),
        *(*_note_inexact_quotes(len(row_notes), len(parsed.rows)), *_note_located_by_order(located_by_order)),
    ]
    notes = [*(Note(path.name, note) for note in table_notes), *row_notes]
    used = {(coding.coder, code.code_id) for coding in codings for code in coding.codebook.codes}
    losses = {
        "codes without a coded segment": len({(one.coder, code_path(*one.path)) for one in listed} - used),
        "colours of codes": sum(bool(one.colour) for one in listed),
        "memos whose passage or document was not found": len(parsed.companions.memos) - len(memos),
    }
    return ImportedCodings(codings, tuple(problems), tuple(notes), make_losses(losses), memos)


def _locate_memos(
    memos: Iterable[SheetMemo], locator: PassageLocator, documents: Sequence[Document], code_ids: AbstractSet[str]
) -> Iterator[Memo]:
    """Yield memos on passages, documents and codes; those whose passage or document is not found are left out."""
    names = DocumentNames(document.doc_id for document in documents)
    for one in memos:
        code_id = code_path(*one.code) if one.code else None
        memo = Memo(one.text, one.author, code_id=code_id if code_id in code_ids else None)
        if one.reference is None:
            yield memo
        elif one.reference.quote is None and one.reference.start is None:
            yield from (replace(memo, doc_id=doc_id) for doc_id in names.find(one.reference.document or "")[:1])
        elif isinstance(place := locator.locate(one.reference), Location):
            yield replace(memo, doc_id=place.doc_id, start=place.start, end=place.end)


def _locate_rows(table: SegmentTable, locator: PassageLocator) -> tuple[list[LocationResult], int]:
    """Return the result for each row, and how many rows were located by their neighbours."""
    results = [_locate_row(row, locator) for row in table.rows]
    by_order = locate_by_order(table.rows, results, locator) if table.is_in_order else {}
    return [by_order.get(index, result) for index, result in enumerate(results)], len(by_order)


def _locate_row(row: SegmentRow, locator: PassageLocator) -> LocationResult:
    if not row.paths:
        return row.fault or "has no code"
    result = locator.locate(row.reference)
    has_id_only = row.reference.row_id and not row.reference.quote and row.reference.start is None
    return NO_SUCH_ROW if has_id_only and isinstance(result, str) else result


def locate_by_order(
    rows: Sequence[SegmentRow], results: Sequence[LocationResult], locator: PassageLocator
) -> dict[int, Location]:
    """Locate rows whose quote occurs several times by the rows around them; return places by the row's index.

    Only for tables whose rows are sorted by position within a document. The quote of a row must then lie between the
    places of its neighbours. If it occurs there as often as rows in between quote it (rows with the same id count
    once), each row gets one occurrence, in their order. A document whose located rows are not in order is left alone.
    """
    by_document: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        by_document[row.reference.document or ""].append(index)
    located: dict[int, Location] = {}
    for indices in by_document.values():
        known = {index: place for index in indices if isinstance(place := results[index], Location)}
        if all(known[before].start <= known[after].start for before, after in pairwise(known)):
            located.update(_locate_in_gaps(indices, known, rows, locator))
    return located


def _locate_in_gaps(
    indices: Sequence[int], known: Mapping[int, Location], rows: Sequence[SegmentRow], locator: PassageLocator
) -> dict[int, Location]:
    located: dict[int, Location] = {}
    for first, gap, last in _find_gaps(indices, known):
        for quote in dict.fromkeys(rows[index].reference.quote for index in gap):
            highlights = _group_by_highlight([index for index in gap if rows[index].reference.quote == quote], rows)
            places = [
                place
                for place in locator.locate_all(rows[gap[0]].reference._replace(quote=quote))
                if first <= place.start and (last is None or place.start <= last)
            ]
            if len(places) == len(highlights):
                located.update((index, place) for place, own in zip(places, highlights, strict=True) for index in own)
    return located


def _find_gaps(indices: Sequence[int], known: Mapping[int, Location]) -> Iterator[tuple[int, list[int], int | None]]:
    """Yield each run of rows without a place, between the starts of the located rows before and after it."""
    first, gap = 0, list[int]()
    for index in indices:
        if index not in known:
            gap.append(index)
            continue
        if gap:
            yield first, gap, known[index].start
        first, gap = known[index].start, []
    if gap:
        yield first, gap, None


def _group_by_highlight(indices: Sequence[int], rows: Sequence[SegmentRow]) -> list[list[int]]:
    """Group rows with the same quote by highlight: rows with the same id belong to one highlight."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for index in indices:
        by_id[rows[index].reference.row_id or str(index)].append(index)
    return list(by_id.values())


def _report_unknown_documents(locator: PassageLocator, place: str) -> list[Problem]:
    if not locator.unknown_documents:
        return []
    count = locator.unknown_documents.total()
    names = list_some(sorted(locator.unknown_documents))
    reason = (
        f"{format_count(count, 'row')} {inflect(count, 'belongs', 'belong')} to documents that the corpus does not "
        f"have, or has several of: {names}."
    )
    return [Problem(place, reason, "Name documents as their files are called.")]


def _note_only_document(table: SegmentTable, documents: Sequence[Document]) -> list[str]:
    if table.has_documents or len(documents) != 1:
        return []
    return [f"no column names the document of a row; all rows are located in {documents[0].doc_id}, the only one."]


def _note_located_by_order(count: int) -> list[str]:
    if not count:
        return []
    rows = f"{format_count(count, 'row')} whose quote occurs several times in its document"
    return [f"{rows} {inflect(count, 'was', 'were')} located by the rows before and after."]


def _note_inexact_quotes(count: int, rows: int) -> list[str]:
    if not count:
        return []
    quotes = inflect(count, "does not quote its document literally", "do not quote their document literally")
    return [f"of {format_count(rows, 'row')}, {count:,} {quotes}; a note on each says where it was located."]
