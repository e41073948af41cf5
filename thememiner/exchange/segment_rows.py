"""Tables of coded segments (csv, tsv, xlsx, jsonl, docx), one's own or of a program, become rows that say the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import Settings
from thememiner.exchange.dialects import Dialect
from thememiner.exchange.placing import GivenPlace, whole_number
from thememiner.exchange.restoring import restored
from thememiner.exchange.segment_columns import (
    SegmentColumns,
    names_segments,
    program_columns,
    unread_columns,
    usual_columns,
)
from thememiner.exchange.word_tables import read_word_table
from thememiner.intake import (
    Cell,
    CodePath,
    TableFile,
    WrittenCodes,
    all_columns,
    as_text,
    name_unsettled,
    place_codes,
    read_codes,
    read_table,
)
from thememiner.records import StatedPlace


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A coded segment as a table gives it."""

    line: int
    given: GivenPlace
    coder: str | None
    paths: tuple[CodePath, ...]
    """Empty if the row has no code."""
    participant: str | None
    stated: StatedPlace
    rank: int | None
    """Of the code among those of its segment, 1 for the first."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """The rows of a table of coded segments, and what was decided on the way."""

    rows: tuple[SegmentRow, ...]
    notes: tuple[str, ...]
    in_order: bool
    """Whether rows follow their places in each document."""
    names_documents: bool
    names_coders: bool


def read_table_of_segments(path: Path, *, settings: Settings) -> TableFile:
    """Read the cells of a table; of a Word file, of its tables of segments or its list of highlights.

    Raises what ``read_table`` and ``read_word_table`` raise.
    """
    if path.suffix.lower() == ".docx":
        return read_word_table(path, settings=settings)
    table = read_table(path, place=path.name, settings=settings.corpus, is_header=names_segments)
    is_workbook = table.encoding is None  # whatever it is called
    return restored(table, is_plain=path.suffix.lower() in {".csv", ".tsv"} and not is_workbook)


def segment_rows(table: TableFile, *, place: str, settings: Settings, dialect: Dialect | None = None) -> SegmentTable:
    """Return the rows of a table, its columns found as the ``dialect`` calls them, without one by the usual names.

    Names of columns in the settings come before any program's.
    Raises ``UnreadableFileError`` if columns are missing.
    """
    if all_columns(table.columns, (*settings.table.codes, *settings.table.parents)):
        dialect = None
    if dialect is None:
        columns = usual_columns(table.columns, settings.table, place)
        written = [read_codes(r, codes=columns.codes, parents=columns.parents, paths=columns.paths) for r in table.rows]
    else:
        columns = program_columns(dialect, table.columns, settings.table, place)
        own = dialect.code_columns(table.columns)
        all_paths = [tuple(dialect.paths(row, columns.codes, own)) for row in table.rows]
        written = [WrittenCodes(tuple(dict.fromkeys(p[-1] for p in paths)), paths=paths) for paths in all_paths]
    placement = place_codes(written)
    rows = tuple(
        _row(row, line, columns, paths, dialect)
        for row, line, paths in zip(table.rows, table.lines, placement.paths, strict=True)
    )
    unread = unread_columns(table.columns, table.rows, columns, dialect)
    return SegmentTable(
        rows=rows,
        notes=(*table.notes, *unread, *name_unsettled(placement)),
        in_order=dialect is not None and dialect.in_order,
        names_documents=columns.document is not None,
        names_coders=columns.coder is not None,
    )


def coder_note(table: SegmentTable, name: str) -> list[str]:
    """Return a note on who counts as the coder where no column says it."""
    return (
        [] if table.names_coders else [f"no column says who coded; all rows count as {name}'s, as the file is called."]
    )


def _row(
    row: Mapping[str, Cell], line: int, columns: SegmentColumns, paths: tuple[CodePath, ...], dialect: Dialect | None
) -> SegmentRow:
    return SegmentRow(
        line=line,
        given=_given(row, columns, dialect),
        coder=(_text(row, columns.coder) or "").strip() or None,
        paths=paths,
        participant=_text(row, columns.participant),
        stated=StatedPlace(
            *(whole_number(_text(row, c)) for c in (columns.start, columns.end, columns.line, columns.turn))
        ),
        rank=whole_number(_text(row, columns.rank)),
    )


def _given(row: Mapping[str, Cell], columns: SegmentColumns, dialect: Dialect | None) -> GivenPlace:
    asked = (columns.document, columns.start, columns.end, columns.quote, columns.row_id)
    given = GivenPlace(*(_text(row, column) for column in asked))
    if dialect is None or given.document is None:
        return given
    return given._replace(document=dialect.document(given.document))


def _text(row: Mapping[str, Cell], column: str | None) -> str | None:
    return as_text(row[column]) if column else None
