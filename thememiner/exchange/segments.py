"""Rows of coded segments get their places in a corpus and become a coding for each coder.

Quotes that stand several times in their document are located by the rows around them, where a table is in order.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.quote_search import Place, PlaceFinder
from thememiner.exchange.table_columns import Dialect
from thememiner.exchange.table_rows import SegmentRow, SegmentTable, coder_note, read_table_of_segments, segment_rows
from thememiner.intake import CodedSpan, TableFile, coding_from_spans, first_few
from thememiner.records import Document, Note, Problem

Found = Place | str | None


def settle_by_order(rows: Sequence[SegmentRow], found: Sequence[Found], finder: PlaceFinder) -> dict[int, Place]:
    """Return the places of rows that were not located, by their index, as far as their neighbours settle them.

    Only for tables whose rows follow their places in the document. A quote then stands between the places of the rows
    before and behind it. If it does so as often as rows in between quote it (rows of one id count once), each of these
    places is that of one, in their order. Documents whose located rows are not in order are left alone.
    """
    by_document: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        by_document[row.given.document or ""].append(index)
    settled: dict[int, Place] = {}
    for indices in by_document.values():
        known = {index: place for index in indices if isinstance(place := found[index], Place)}
        if all(known[before].start <= known[behind].start for before, behind in pairwise(known)):
            settled.update(_settle(indices, known, rows, finder))
    return settled


def _settle(
    indices: Sequence[int], known: Mapping[int, Place], rows: Sequence[SegmentRow], finder: PlaceFinder
) -> dict[int, Place]:
    settled: dict[int, Place] = {}
    for first, gap, last in _gaps(indices, known):
        for quote in dict.fromkeys(rows[index].given.quote for index in gap):
            same = _highlights([index for index in gap if rows[index].given.quote == quote], rows)
            places = [
                place
                for place in finder.places(rows[gap[0]].given._replace(quote=quote))
                if first <= place.start and (last is None or place.start <= last)
            ]
            if len(places) == len(same):
                settled.update((index, place) for place, own in zip(places, same, strict=True) for index in own)
    return settled


def _gaps(indices: Sequence[int], known: Mapping[int, Place]) -> Iterator[tuple[int, list[int], int | None]]:
    """Yield the rows that were not located, those together that no located row parts, and the starts around them."""
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


def _highlights(indices: Sequence[int], rows: Sequence[SegmentRow]) -> list[list[int]]:
    """Return rows of one quote by the highlight that they are of: those of one id are one."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for index in indices:
        by_id[rows[index].given.row_id or str(index)].append(index)
    return list(by_id.values())


def read_segments(
    path: Path,
    documents: Sequence[Document],
    *,
    settings: Settings,
    dialect: Dialect | None = None,
    table: TableFile | None = None,
) -> ImportedCodings:
    """Read a table of coded segments: document, start and end or quote, code or codes, theme above, coder.

    ``start`` and ``end`` count code points of the document's text. A quote without them is located if it stands in its
    document once; with them, it has to stand there. A quote that stands nowhere is located by its parts, if something
    is left out in the middle, or by similarity, each with a note. Rows that have no such place, or have several, are
    problems, never guessed. Of documents that are tables of units, a row is also known by its id.
    Documents are found by id, file name, or file name without suffix. Without a column of coders, the file's
    name without suffix is the coder's. Codes of one segment are ranked by the column ``rank``, those of one
    cell in their order. Only the segments are known to have been read (``CODED_ONLY``). ``table``
    is what was read of the file already.

    Raises ``UnreadableFileError`` if columns are missing, and what ``read_table_of_segments`` raises.
    """
    table = table or read_table_of_segments(path, settings=settings)
    read = segment_rows(table, place=path.name, settings=settings, dialect=dialect)
    finder = PlaceFinder(documents)
    spans: dict[str, list[CodedSpan]] = defaultdict(list)
    problems, notes = [], []
    places, settled = _places(read, finder)
    for row, found in zip(read.rows, places, strict=True):
        if isinstance(found, Place):
            spans[row.coder or path.stem].append(CodedSpan(*found[:3], row.paths, row.rank or 1))
            if found.how:
                notes.append(Note(f"{path.name}:{row.line}", f"this row was located in {found.doc_id} {found.how}."))
        elif found:
            problems.append(Problem(f"{path.name}:{row.line}", f"this row {found}."))
    problems += unknown_documents(finder, path.name)
    in_order = dialect is None  # programs list the codes of a passage in no order that means anything
    codings = tuple(coding_from_spans(coder, own, in_order=in_order) for coder, own in sorted(spans.items()))
    of_table = [
        *(*read.notes, *coder_note(read, path.stem), *_only_document(read, documents)),
        *(*_located(len(notes), len(read.rows)), *_settled(settled)),
    ]
    notes = [*(Note(path.name, note) for note in of_table), *notes]
    return ImportedCodings(codings, tuple(problems), tuple(notes))


def _places(read: SegmentTable, finder: PlaceFinder) -> tuple[list[Found], int]:
    """Return the place of each row, or why it has none, and how many places follow from the rows around."""
    places = [finder.find(row.given) if row.paths else "has no code" for row in read.rows]
    settled = settle_by_order(read.rows, places, finder) if read.in_order else {}
    return [settled.get(index, place) for index, place in enumerate(places)], len(settled)


def unknown_documents(finder: PlaceFinder, place: str, *, what: str = "row") -> list[Problem]:
    """Return the problem that documents were named which are not there, if any were."""
    if not finder.unknown:
        return []
    rows = f"{finder.unknown.total()} {f'{what} is' if finder.unknown.total() == 1 else f'{what}s are'}"
    reason = (
        f"{rows} of documents that the corpus does not have, or has several of: {first_few(sorted(finder.unknown))}."
    )
    return [Problem(place, reason, "Name documents as their files are called.")]


def _only_document(table: SegmentTable, documents: Sequence[Document]) -> list[str]:
    if table.names_documents or len(documents) != 1:
        return []
    return [f"no column says which document a row is of; all are looked for in {documents[0].doc_id}, the only one."]


def _settled(number: int) -> list[str]:
    if not number:
        return []
    rows = "1 row that quotes what stands" if number == 1 else f"{number:,} rows that quote what stands"
    return [f"{rows} several times in its document is located by the rows before and behind it."]


def _located(number: int, rows: int) -> list[str]:
    if not number:
        return []
    verb = "does" if number == 1 else "do"
    return [f"of {rows:,} rows {number:,} {verb} not quote letter for letter; where each was found is told below."]
