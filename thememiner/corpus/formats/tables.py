"""Tables whose rows are documents, or meaning units already cut, with manual codes if they have any."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import CorpusSettings, Settings, TableSettings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.table_documents import (
    codings_of,
    describe_documents,
    describe_participants,
    lay_out,
    one_row_a_unit,
)
from thememiner.corpus.formats.table_rows import Columns, Row, choose_columns, ordered, rows_with_text, with_unique_ids
from thememiner.errors import UnreadableFileError
from thememiner.intake import CODES, PARENTS, all_columns, read_table
from thememiner.records import Note, Problem, Source
from thememiner.storage import hash_file


def read_table_rows(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a table (csv, tsv, xlsx, jsonl); ``settings.table`` says what its columns hold.

    With ``rows = "documents"`` a row is a document, or the rows of one value in the document column are one,
    joined by newlines. With ``rows = "units"`` every row is a meaning unit, cut already, of such a document, or of
    one for the whole file. The order of rows in the file does not count where they have ids.

    Raises ``UnreadableFileError`` if there is no text, and what ``read_table`` raises.
    """
    return _contents([_open(path, place, settings.corpus, settings.table)], settings)


def read_coded_tables(paths: Sequence[Path], *, settings: Settings) -> FileContents:
    """Read tables in which several coders coded the same meaning units, a table a coder or a column of coders.

    Codes may stand in columns that the settings name, or are usually called so. A coder whom no column names is
    called as the file is, without suffix. Rows that several tables have are one unit, as in ``one_row_a_unit``.

    Raises ``UnreadableFileError`` if a table has no text, and what ``read_table`` raises.
    """
    usual = settings.table.model_copy(update={"rows": "units"})
    tables = []
    for path in paths:
        columns = read_table(path, place=path.name, settings=settings.corpus).columns
        names = {
            "coder": path.stem,
            "codes": usual.codes or all_columns(columns, CODES)[:1],
            "parents": usual.parents or all_columns(columns, PARENTS)[:1],
        }
        tables.append(_open(path, path.name, settings.corpus, usual.model_copy(update=names)))
    return _contents(tables, settings.model_copy(update={"table": usual}))


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it was read."""

    place: str
    source: Source
    columns: Columns
    coder: str
    rows: Sequence[Row]
    notes: Sequence[str]
    problems: Sequence[Problem]


def _open(path: Path, place: str, reading: CorpusSettings, settings: TableSettings) -> _Table:
    table = read_table(path, place=place, settings=reading)
    columns = choose_columns(table.columns, settings=settings, place=place)
    rows, problems = rows_with_text(table, columns, place=place, coder=settings.coder)
    if not rows:
        what = f"has no row with text in the column {columns.text}."
        raise UnreadableFileError(what, place=place, remedy="Name another as text under [table] in the configuration.")
    source = Source(place, hash_file(path), path.suffix.lower().removeprefix("."), table.encoding)
    return _Table(place, source, columns, settings.coder, rows, (*table.notes, *columns.notes), problems)


def _contents(tables: Sequence[_Table], settings: Settings) -> FileContents:
    first, columns = tables[0], tables[0].columns
    coded = [row for table in tables for row in table.rows]
    repeated: list[str] = []
    if len(tables) > 1 or columns.coder is not None:
        coded, repeated = one_row_a_unit(coded, by_id=all(table.columns.id for table in tables))
    rows, renamed = with_unique_ids(coded)
    laid_out = [
        lay_out(doc_id, own, source=first.source, has_order=columns.order is not None, settings=settings)
        for doc_id, own in _by_document(rows, first.place, cut=settings.table.rows == "units")
    ]
    documents, unequal = describe_documents(laid_out, columns.document_attributes)
    participants, unlike = describe_participants(laid_out, columns.participant_attributes, settings=settings)
    codings, unsettled = codings_of(laid_out, unnamed={table.coder for table in tables})
    notes = [Note(table.place, note) for table in tables for note in table.notes]
    notes += [Note(first.place, note) for note in (*repeated, *renamed, *unequal, *unlike, *unsettled)]
    problems = tuple(problem for table in tables for problem in table.problems)
    return FileContents(documents, codings, participants, tuple(notes), problems)


def _by_document(rows: Sequence[Row], place: str, *, cut: bool) -> list[tuple[str, list[Row]]]:
    documents: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        documents[row.document or (place if cut else f"{place}#{row.row_id}")].append(row)
    return [(doc_id, ordered(own)) for doc_id, own in sorted(documents.items())]
