"""Read tables whose rows are documents, or meaning units that were cut before, with manual codes if they have any."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import CorpusSettings, Settings, TableSettings
from thememiner.corpus.file_contents import FileContents
from thememiner.corpus.formats.table_dialogues import Dialogue, find_dialogue, lay_out_dialogue, note_likely_dialogue
from thememiner.corpus.formats.table_documents import (
    add_document_attributes,
    lay_out_document,
    make_codings,
    merge_coders,
    participant_attributes,
)
from thememiner.corpus.formats.transcript_rows import (
    Columns,
    Row,
    choose_columns,
    make_row_ids_unique,
    note_equal_rows,
    select_rows_with_text,
    sort_rows,
)
from thememiner.errors import UnreadableFileError
from thememiner.intake import CODES, PARENTS, find_columns, read_table
from thememiner.records import Note, Problem, Source
from thememiner.storage import hash_file


def read_table_rows(path: Path, *, place: str, settings: Settings) -> FileContents:
    """Read a table (csv, tsv, xlsx, jsonl); ``settings.table`` says what its columns hold.

    With ``rows = "documents"`` a row is a document; rows with the same value in the document column are joined by line
    ends. With ``rows = "units"`` every row is a meaning unit of such a document, or of one document for the whole file.
    The order of rows in the file does not matter if they have ids. Rows with the times or the speakers of a
    conversation are one dialogue (``find_dialogue``).

    Raises ``UnreadableFileError`` if the table has no text, and the errors of ``read_table``.
    """
    table = _open_table(path, place, settings.corpus, settings.table)
    dialogue = find_dialogue(
        table.rows, table.columns, table.names, settings=settings.table, speakers=settings.speakers
    )
    return _to_contents([table], settings) if dialogue is None else _dialogue_to_contents(table, dialogue, settings)


def read_coded_tables(paths: Sequence[Path], *, settings: Settings) -> FileContents:
    """Read tables in which several coders coded the same meaning units: one table per coder, or a column of coders.

    Codes are in columns that the settings name, or in columns with a usual name. A coder whom no column names is called
    like the file, without suffix. Rows that several tables share are one unit (``merge_coders``).

    Raises ``UnreadableFileError`` if a table has no text, and the errors of ``read_table``.
    """
    usual = settings.table.model_copy(update={"rows": "units"})
    tables = []
    for path in paths:
        columns = read_table(path, place=path.name, settings=settings.corpus).columns
        names = {
            "coder": path.stem,
            "codes": usual.codes or find_columns(columns, CODES)[:1],
            "parents": usual.parents or find_columns(columns, PARENTS)[:1],
        }
        tables.append(_open_table(path, path.name, settings.corpus, usual.model_copy(update=names)))
    return _to_contents(tables, settings.model_copy(update={"table": usual}))


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as read, with the choice of its columns."""

    place: str
    source: Source
    names: tuple[str, ...]
    """Of all columns."""
    columns: Columns
    coder: str
    rows: Sequence[Row]
    notes: Sequence[str]
    problems: Sequence[Problem]


def _open_table(path: Path, place: str, reading: CorpusSettings, settings: TableSettings) -> _Table:
    table = read_table(path, place=place, settings=reading)
    columns = choose_columns(table.columns, settings=settings, place=place)
    rows, problems = select_rows_with_text(table, columns, place=place, coder=settings.coder)
    if not rows:
        what = f"has no row with text in the column {columns.text}."
        raise UnreadableFileError(
            what, place=place, remedy="Name another column as text under [table] in the configuration."
        )
    source = Source(place, hash_file(path), path.suffix.lower().removeprefix("."), table.encoding)
    return _Table(place, source, table.columns, columns, settings.coder, rows, (*table.notes, *columns.notes), problems)


def _to_contents(tables: Sequence[_Table], settings: Settings) -> FileContents:
    first, columns = tables[0], tables[0].columns
    coded = [row for table in tables for row in table.rows]
    repeated: list[str] = []
    if len(tables) > 1 or columns.coder is not None:
        coded, repeated = merge_coders(coded, by_id=all(table.columns.id for table in tables))
    rows, renamed = make_row_ids_unique(coded)
    laid_out = [
        lay_out_document(doc_id, own, source=first.source, has_order=columns.order is not None, settings=settings)
        for doc_id, own in _group_by_document(rows, first.place, has_units=settings.table.rows == "units")
    ]
    documents, unequal = add_document_attributes(laid_out, columns.document_attributes)
    participants, unlike = participant_attributes(laid_out, columns.participant_attributes, settings=settings)
    codings, unsettled = make_codings(laid_out, unnamed={table.coder for table in tables})
    notes = [Note(table.place, note) for table in tables for note in table.notes]
    equal = note_equal_rows(coded)
    if settings.table.rows == "documents":
        equal += note_likely_dialogue(coded, columns)
    notes += [Note(first.place, note) for note in (*repeated, *renamed, *equal, *unequal, *unlike, *unsettled)]
    problems = tuple(problem for table in tables for problem in table.problems)
    return FileContents(documents, codings, participants, tuple(notes), problems)


def _dialogue_to_contents(table: _Table, dialogue: Dialogue, settings: Settings) -> FileContents:
    laid_out = lay_out_dialogue(dialogue, place=table.place, source=table.source, speakers=settings.speakers)
    documents, unequal = add_document_attributes(laid_out, table.columns.document_attributes)
    participants, unlike = participant_attributes(laid_out, table.columns.participant_attributes, settings=settings)
    notes = [Note(table.place, note) for note in (*table.notes, *dialogue.notes, *unequal, *unlike)]
    return FileContents(documents, (), participants, tuple(notes), tuple(table.problems))


def _group_by_document(rows: Sequence[Row], place: str, *, has_units: bool) -> list[tuple[str, list[Row]]]:
    documents: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        documents[row.document or (place if has_units else f"{place}#{row.row_id}")].append(row)
    return [(doc_id, sort_rows(own)) for doc_id, own in sorted(documents.items())]
