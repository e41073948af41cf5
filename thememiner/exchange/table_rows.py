"""Rows of tables of coded segments (csv, tsv, xlsx, jsonl, docx), parsed into the same records for every program."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.coded_passages import PASSAGE_SUFFIXES, PassageTable, read_passage_table
from thememiner.exchange.quote_search import PassageReference, parse_whole_number
from thememiner.exchange.spreadsheets import is_continuation, read_csv_text
from thememiner.exchange.table_columns import (
    Dialect,
    SegmentColumns,
    choose_columns,
    choose_dialect_columns,
    is_segment_header,
    names_documents,
    note_unread_columns,
)
from thememiner.intake import (
    Cell,
    Cells,
    CodePath,
    RowCodes,
    TableFile,
    cell_to_text,
    describe_unsettled,
    find_columns,
    guard_zip,
    place_codes,
    read_codes,
    read_table,
    table_from_grid,
)
from thememiner.records import StatedPlace

_DOCUMENT_LABEL, _TAGS_LABEL = "Document: ", " Tags: "
_DOCX_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    EOFError,
    AttributeError,
    LookupError,
    ValueError,
    TypeError,
)
"""What python-docx raises for a file that is truncated, altered or not a Word file."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A row of a table of coded segments."""

    line: int
    reference: PassageReference
    coder: str | None
    paths: tuple[CodePath, ...]
    """Empty if the row has no code."""
    participant: str | None
    stated: StatedPlace
    """Position, line and turn as the table states them."""
    rank: int | None
    """Rank of the code among those of its segment, 1 for the first."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """The rows of a table of coded segments, with notes on how the table was read."""

    rows: tuple[SegmentRow, ...]
    notes: tuple[str, ...]
    is_in_order: bool
    """Whether the rows of a document are sorted by position."""
    has_documents: bool
    """Whether a column names the documents."""
    has_coders: bool
    """Whether a column names the coders."""


def read_segment_table(path: Path, *, settings: Settings) -> TableFile:
    """Read the cells of a table, or what a file of a word processor codes.

    Raises what ``read_table`` and ``read_word_segments`` raise.
    """
    if path.suffix.lower() == ".docx":
        return read_word_segments(path, settings=settings)
    if path.suffix.lower() in PASSAGE_SUFFIXES:
        return _read_passages(path, settings=settings)
    table = read_table(path, place=path.name, settings=settings.corpus, is_header=is_segment_header)
    is_workbook = table.encoding is None  # whatever it is called
    return unescape_cells(table, is_text_file=path.suffix.lower() in {".csv", ".tsv"} and not is_workbook)


def parse_segment_rows(
    table: TableFile, *, place: str, settings: Settings, dialect: Dialect | None = None
) -> SegmentTable:
    """Return the rows of a table, with its columns found by the names of ``dialect``, or by the usual names.

    Column names in the settings come before those of any program.
    Raises ``UnreadableFileError`` if columns are missing.
    """
    if find_columns(table.columns, (*settings.table.codes, *settings.table.parents)):
        dialect = None
    if dialect is None:
        columns = choose_columns(table.columns, settings.table, place)
        written = [read_codes(r, codes=columns.codes, parents=columns.parents, paths=columns.paths) for r in table.rows]
    else:
        columns = choose_dialect_columns(dialect, table.columns, settings.table, place)
        code_columns = dialect.code_columns(table.columns)
        all_paths = [tuple(dialect.code_paths(row, columns.codes, code_columns)) for row in table.rows]
        written = [RowCodes(tuple(dict.fromkeys(p[-1] for p in paths)), paths=paths) for paths in all_paths]
    placement = place_codes(written)
    rows = tuple(
        _parse_row(row, line, columns, paths, dialect)
        for row, line, paths in zip(table.rows, table.lines, placement.paths, strict=True)
    )
    unread = note_unread_columns(table.columns, table.rows, columns, dialect)
    return SegmentTable(
        rows=rows,
        notes=(*table.notes, *unread, *describe_unsettled(placement)),
        is_in_order=dialect is not None and dialect.is_in_order,
        has_documents=columns.document is not None,
        has_coders=columns.coder is not None,
    )


def note_assumed_coder(table: SegmentTable, name: str) -> list[str]:
    """Return a note that the file's name is taken for the coder's, if no column names the coders."""
    if table.has_coders:
        return []
    return [f"no column names the coder; all rows are counted as {name}'s, after the name of the file."]


def _parse_row(
    row: Mapping[str, Cell], line: int, columns: SegmentColumns, paths: tuple[CodePath, ...], dialect: Dialect | None
) -> SegmentRow:
    return SegmentRow(
        line=line,
        reference=_parse_reference(row, columns, dialect),
        coder=(_cell_value(row, columns.coder) or "").strip() or None,
        paths=paths,
        participant=_cell_value(row, columns.participant),
        stated=StatedPlace(
            *(parse_whole_number(_cell_value(row, c)) for c in (columns.start, columns.end, columns.line, columns.turn))
        ),
        rank=parse_whole_number(_cell_value(row, columns.rank)),
    )


def _parse_reference(row: Mapping[str, Cell], columns: SegmentColumns, dialect: Dialect | None) -> PassageReference:
    chosen = (columns.document, columns.start, columns.end, columns.quote, columns.row_id)
    reference = PassageReference(*(_cell_value(row, column) for column in chosen))
    if dialect is None or reference.document is None:
        return reference
    return reference._replace(document=dialect.document_name(reference.document))


def _cell_value(row: Mapping[str, Cell], column: str | None) -> str | None:
    return cell_to_text(row[column]) if column else None


def read_word_segments(path: Path, *, settings: Settings) -> TableFile:
    """Read the first table of coded segments in a Word file, or the list of highlights that Taguette exports.

    If it has neither, the codes beside the passages of a transcript are read, from working tables and comments.

    Further tables with the same header continue the first one. A list of highlights has the columns ``id``,
    ``document``, ``tag`` and ``content``, with one row per tag of a highlight. Taguette separates tags by commas, so a
    tag whose name has a comma is read as two. The header is line 1.

    Raises ``UnreadableFileError`` for a file that is broken or has neither, and ``UnsafeFileError``.
    """
    guard_zip(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    import docx  # noqa: PLC0415 - heavy, and few codings are in Word files
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - heavy, and few codings are in Word files

    try:
        body = docx.Document(io.BytesIO(path.read_bytes()))
        grids = [[[_word_cell_text(cell) for cell in row.cells] for row in table.rows] for table in body.tables]
        paragraphs = [paragraph.text for paragraph in body.paragraphs] if not grids else []
    except (OpcError, OSError, *_DOCX_ERRORS) as error:
        what = "is broken or not a Word file."
        raise UnreadableFileError(what, place=path.name, remedy="Open it in Word and save it as .docx.") from error
    grid = _find_segment_grid(grids) or list(_parse_highlights(paragraphs))
    if not grid or not names_documents(grid[0]):
        passages = read_passage_table(path, settings=settings)
        if passages.grid:
            return _passages_as_table(passages, path)
    if not grid:
        what = "has no table of coded segments, no list of highlights as Taguette exports it, and no codes in comments."
        raise UnreadableFileError(what, place=path.name, remedy="Export the coded segments as a table (.xlsx or .csv).")
    return table_from_grid(enumerate(grid, 1), place=path.name, encoding=None, short_is_normal=True)


def _read_passages(path: Path, *, settings: Settings) -> TableFile:
    passages = read_passage_table(path, settings=settings)
    if not passages.grid:
        what = "has no table with codes beside the transcript."
        raise UnreadableFileError(what, place=path.name, remedy="Export the coded segments as a table (.xlsx or .csv).")
    return _passages_as_table(passages, path)


def _passages_as_table(passages: PassageTable, path: Path) -> TableFile:
    return table_from_grid(enumerate(passages.grid, 1), place=path.name, encoding=None, notes=passages.notes)


def _find_segment_grid(grids: Sequence[list[list[str]]]) -> list[list[str]]:
    """Return the first table whose header is that of coded segments, with the tables that continue it."""
    found: list[list[str]] = []
    for grid in grids:
        if found and grid and grid[0] == found[0]:
            found += grid[1:]
        elif not found and grid and is_segment_header(grid[0]):
            found = list(grid)
    return found


def _parse_highlights(paragraphs: Sequence[str]) -> Iterator[list[str]]:
    """Yield Taguette's highlights as rows under a header.

    Each highlight is some paragraphs of text, followed by one paragraph with its document and tags.
    """
    content: list[str] = []
    number = 0
    for text in paragraphs[1:]:  # the first is the title
        document, separator, tags = text.strip().rpartition(_TAGS_LABEL)
        if not content or not separator or not document.startswith(_DOCUMENT_LABEL):
            content += [text] if text.strip() else []
            continue
        if not number:
            yield ["id", "document", "tag", "content"]
        number += 1
        for tag in tags.split(", "):
            yield [str(number), document.removeprefix(_DOCUMENT_LABEL).strip(), tag.strip(), "\n".join(content)]
        content = []


def _word_cell_text(cell: Any) -> str:  # noqa: ANN401 - a cell of python-docx, which is imported late
    return "\n".join(paragraph.text for paragraph in cell.paragraphs)


def unescape_cells(table: TableFile, *, is_text_file: bool) -> TableFile:
    """Return a table without the apostrophes and escapes that ``write_sheet`` adds, each long text in one column again.

    ``is_text_file`` says that it comes from CSV. Cells of workbooks are unescaped when they are read.
    """
    continuations = {column: _continuation_columns(column, table.columns) for column in table.columns}
    first = [column for column in table.columns if not any(column in later for later in continuations.values())]
    if not is_text_file and len(first) == len(table.columns):
        return table
    rows = tuple(
        Cells(
            (column, _join_cells(row, (column, *continuations[column]), is_text_file=is_text_file))
            for column in first
            if row[column]
        )
        for row in table.rows
    )
    return replace(table, columns=tuple(first), rows=rows)


def _continuation_columns(column: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns in which the long texts of a column are continued."""
    return tuple(other for other in columns if other != column and is_continuation(other, column))


def _join_cells(row: Mapping[str, Cell], columns: tuple[str, ...], *, is_text_file: bool) -> Cell:
    cells = [row[column] for column in columns]
    if isinstance(cells[0], list):
        return cells[0]
    texts = [cell for cell in cells if isinstance(cell, str)]
    return "".join(read_csv_text(text) if is_text_file else text for text in texts)
