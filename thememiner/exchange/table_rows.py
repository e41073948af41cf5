"""Tables of coded segments (csv, tsv, xlsx, jsonl, docx), one's own or of a program, become rows that say the same.

Word files with coded segments: tables under a header, or Taguette's list of highlights.
Tables of our own writing, read back: cells without what made them safe, each text in one column again.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.quote_search import GivenPlace, whole_number
from thememiner.exchange.spreadsheets import continues, unescaped, unguarded
from thememiner.exchange.table_columns import (
    Dialect,
    SegmentColumns,
    names_segments,
    program_columns,
    unread_columns,
    usual_columns,
)
from thememiner.intake import (
    Cell,
    Cells,
    CodePath,
    TableFile,
    WrittenCodes,
    all_columns,
    as_text,
    guard_zip,
    name_unsettled,
    place_codes,
    read_codes,
    read_table,
    table_from_grid,
)
from thememiner.records import StatedPlace

_DOCUMENT, _TAGS = "Document: ", " Tags: "
_FAULTS = (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, AttributeError, LookupError, ValueError, TypeError)
"""What python-docx lets through for a file that is torn, altered or no Word file."""


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


def read_word_table(path: Path, *, settings: Settings) -> TableFile:
    """Return the rows of all tables that have the header of the first one with coded segments, or the highlights.

    Taguette's list gives columns ``id``, ``document``, ``tag`` and ``content``, a row for each tag of a highlight; its
    tags are parted by commas, so that a tag with a comma in its name comes as two. The header is line 1.

    Raises ``UnreadableFileError`` for a file that is broken or has neither, and ``UnsafeFileError``.
    """
    guard_zip(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    import docx  # noqa: PLC0415 - heavy, and most codings come otherwise
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - likewise

    try:
        body = docx.Document(io.BytesIO(path.read_bytes()))
        grids = [[[_cell_text(cell) for cell in row.cells] for row in table.rows] for table in body.tables]
        paragraphs = [paragraph.text for paragraph in body.paragraphs] if not grids else []
    except (OpcError, OSError, *_FAULTS) as error:
        what = "is broken, or no Word file."
        raise UnreadableFileError(what, place=path.name, remedy="Open it in Word and save it as .docx.") from error
    grid = _of_segments(grids) or list(_highlights(paragraphs))
    if not grid:
        what = "has no table of coded segments, nor a list of highlights as Taguette writes it."
        raise UnreadableFileError(what, place=path.name, remedy="Export the coded segments as a table (.xlsx or .csv).")
    return table_from_grid(enumerate(grid, 1), place=path.name, encoding=None, short_is_normal=True)


def _of_segments(grids: Sequence[list[list[str]]]) -> list[list[str]]:
    """Return the first table whose header is of a program, or has codes and quotes, with those that go on with it."""
    found: list[list[str]] = []
    for grid in grids:
        if found and grid and grid[0] == found[0]:
            found += grid[1:]
        elif not found and grid and names_segments(grid[0]):
            found = list(grid)
    return found


def _highlights(paragraphs: Sequence[str]) -> Iterator[list[str]]:
    """Yield Taguette's highlights as rows under a header: paragraphs of text, then one of document and tags."""
    said: list[str] = []
    number = 0
    for text in paragraphs[1:]:  # the first is the title
        document, found, tags = text.strip().rpartition(_TAGS)
        if not said or not found or not document.startswith(_DOCUMENT):
            said += [text] if text.strip() else []
            continue
        if not number:
            yield ["id", "document", "tag", "content"]
        number += 1
        for tag in tags.split(", "):
            yield [str(number), document.removeprefix(_DOCUMENT).strip(), tag.strip(), "\n".join(said)]
        said = []


def _cell_text(cell: Any) -> str:  # noqa: ANN401 - a cell of python-docx, which is imported late
    return "\n".join(paragraph.text for paragraph in cell.paragraphs)


def restored(table: TableFile, *, is_plain: bool) -> TableFile:
    """Return a table without the apostrophes and escapes that ``write_sheet`` puts in, each text in one column.

    ``is_plain`` says that it comes from CSV; of workbooks, cells are restored as they are read.
    """
    parts = {column: _parts(column, table.columns) for column in table.columns}
    whole = [column for column in table.columns if not any(column in later for later in parts.values())]
    if not is_plain and len(whole) == len(table.columns):
        return table
    rows = tuple(
        Cells(
            (column, _unescaped_cell(row, (column, *parts[column]), is_plain=is_plain))
            for column in whole
            if row[column]
        )
        for row in table.rows
    )
    return replace(table, columns=tuple(whole), rows=rows)


def _parts(column: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns in which the text of a column goes on."""
    return tuple(other for other in columns if other != column and continues(other, column))


def _unescaped_cell(row: Mapping[str, Cell], columns: tuple[str, ...], *, is_plain: bool) -> Cell:
    cells = [row[column] for column in columns]
    if isinstance(cells[0], list):
        return cells[0]
    texts = [cell for cell in cells if isinstance(cell, str)]
    return "".join(unescaped(unguarded(text)) if is_plain else text for text in texts)
