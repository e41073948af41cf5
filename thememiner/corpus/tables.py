"""Tables whose rows are documents, or meaning units already cut, with manual codes if they have any."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from thememiner.config import Settings
from thememiner.corpus.contents import FileContents
from thememiner.corpus.table_attributes import describe_documents, describe_participants
from thememiner.corpus.table_columns import choose_columns
from thememiner.corpus.table_documents import TableDocument, lay_out
from thememiner.corpus.table_rows import Row, ordered, rows_with_text, with_unique_ids
from thememiner.errors import UnreadableFileError
from thememiner.intake import CodedSpan, coding_from_spans, name_unsettled, place_codes, read_table
from thememiner.records import CODED_ONLY, Coding, Note, Scope, Source
from thememiner.storage import hash_file


def read_table_rows(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a table (csv, tsv, xlsx, jsonl); ``settings.table`` says what its columns hold.

    With ``rows = "documents"`` a row is a document, or the rows of one value in the document column are one,
    joined by newlines. With ``rows = "units"`` every row is a meaning unit, cut already, of such a document, or of
    one for the whole file. The order of rows in the file does not count where they have ids.

    Raises ``UnreadableFileError`` if there is no text, and what ``read_table`` raises.
    """
    table = read_table(path, place=place, settings=settings.corpus)
    columns = choose_columns(table.columns, settings=settings.table, place=place)
    with_text, problems = rows_with_text(table, columns, place=place)
    if not with_text:
        what = f"has no row with text in the column {columns.text}."
        raise UnreadableFileError(what, place=place, remedy="Name another as text under [table] in the configuration.")
    rows, renamed = with_unique_ids(with_text)
    source = Source(place, hash_file(path), path.suffix.lower().removeprefix("."), table.encoding)
    laid_out = [
        lay_out(doc_id, own, source=source, has_order=columns.order is not None, settings=settings)
        for doc_id, own in _by_document(rows, place, cut=settings.table.rows == "units")
    ]
    documents, unequal = describe_documents(laid_out, columns.document_attributes)
    participants, unlike = describe_participants(laid_out, columns.participant_attributes, settings=settings)
    codings, unsettled = _codings(laid_out, settings.table.coder)
    notes = [*table.notes, *columns.notes, *renamed, *unequal, *unlike, *unsettled]
    return FileContents(documents, codings, participants, tuple(Note(place, note) for note in notes), tuple(problems))


def _by_document(rows: Sequence[Row], place: str, *, cut: bool) -> list[tuple[str, list[Row]]]:
    documents: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        documents[row.document or (place if cut else f"{place}#{row.row_id}")].append(row)
    return [(doc_id, ordered(own)) for doc_id, own in sorted(documents.items())]


def _codings(documents: Sequence[TableDocument], coder: str) -> tuple[tuple[Coding, ...], list[str]]:
    """Return the manual coding of the rows, if any row has a code, and what it leaves open."""
    placement = place_codes([row.codes for laid in documents for row in laid.rows])
    if not any(placement.paths):
        return (), []
    places = [(laid.document.doc_id, span) for laid in documents for span in laid.spans]
    spans = [
        CodedSpan(doc_id, *span, paths) for (doc_id, span), paths in zip(places, placement.paths, strict=True) if paths
    ]
    read = Scope({laid.document.doc_id: laid.spans for laid in documents}) if all(placement.paths) else CODED_ONLY
    return (coding_from_spans(coder, spans, scope=read),), name_unsettled(placement)
