"""Tables of coded segments (csv, tsv, xlsx, jsonl, docx), one's own or of a program, become rows that say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thememiner.config import Settings, TableSettings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.dialects import Dialect
from thememiner.exchange.placing import GivenPlace
from thememiner.exchange.restoring import restored
from thememiner.exchange.word_tables import read_word_table
from thememiner.intake import (
    CODERS,
    CODES,
    PARENTS,
    Cell,
    CodePath,
    TableFile,
    WrittenCodes,
    all_columns,
    as_text,
    first_column,
    name_columns,
    name_unsettled,
    place_codes,
    read_codes,
    read_table,
)

_SINGLE = ("document", "start", "end", "quote", "row_id", "coder")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "document": ("document", "doc", "doc_id", "document name", "file", "source", "文档", "文件", "文檔"),
    "row_id": ("id", "row_id", "编号", "編號"),
    "start": ("start",),
    "end": ("end",),
    "quote": ("quote", "segment", "content", "text", "引文", "片段", "文本", "内容", "內容"),
    "codes": CODES,
    "parents": PARENTS,
    "paths": ("path", "paths"),
    "coder": CODERS,
}


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A coded segment as a table gives it."""

    line: int
    given: GivenPlace
    coder: str | None
    paths: tuple[CodePath, ...]
    """Empty if the row has no code."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """The rows of a table of coded segments, and what was decided on the way."""

    rows: tuple[SegmentRow, ...]
    notes: tuple[str, ...]
    in_order: bool
    """Whether rows follow their places in each document."""


@dataclass(frozen=True, slots=True)
class _Columns:
    document: str | None
    start: str | None
    end: str | None
    quote: str | None
    row_id: str | None
    coder: str | None
    codes: tuple[str, ...]
    parents: tuple[str, ...]
    paths: tuple[str, ...]


def read_table_of_segments(path: Path, *, settings: Settings) -> TableFile:
    """Read the cells of a table; of a Word file, of its tables of segments or its list of highlights.

    Raises what ``read_table`` and ``read_word_table`` raise.
    """
    if path.suffix.lower() == ".docx":
        return read_word_table(path, settings=settings)
    table = read_table(path, place=path.name, settings=settings.corpus)
    return restored(table, is_plain=path.suffix.lower() in {".csv", ".tsv"})


def segment_rows(table: TableFile, *, place: str, settings: Settings, dialect: Dialect | None = None) -> SegmentTable:
    """Return the rows of a table, its columns found as the ``dialect`` calls them, without one by the usual names.

    Names of code columns in the settings come before any program's.

    Raises ``UnreadableFileError`` if columns are missing.
    """
    if all_columns(table.columns, (*settings.table.codes, *settings.table.parents)):
        dialect = None
    if dialect is None:
        columns = _choose(table.columns, settings.table, place)
        written = [read_codes(r, codes=columns.codes, parents=columns.parents, paths=columns.paths) for r in table.rows]
    else:
        columns = _columns_of(dialect, table.columns, place)
        own = dialect.code_columns(table.columns)
        all_paths = [tuple(dialect.paths(row, columns.codes, own)) for row in table.rows]
        written = [WrittenCodes(tuple(dict.fromkeys(p[-1] for p in paths)), paths=paths) for paths in all_paths]
    placement = place_codes(written)
    rows = tuple(
        SegmentRow(line, _given(row, columns, dialect), (_text(row, columns.coder) or "").strip() or None, paths)
        for row, line, paths in zip(table.rows, table.lines, placement.paths, strict=True)
    )
    notes = (*table.notes, *name_unsettled(placement))
    return SegmentTable(rows, notes, in_order=dialect is not None and dialect.in_order)


def _columns_of(dialect: Dialect, columns: Sequence[str], place: str) -> _Columns:
    single = {kind: first_column(columns, dialect.columns.get(kind, ())) for kind in _SINGLE}
    codes = all_columns(columns, dialect.columns["codes"])[:1]
    if single["quote"] is None or not (codes or dialect.code_columns(columns)):
        there = name_columns(columns, [*dialect.columns["quote"], *dialect.columns["codes"]])
        what = f"is no table of segments as {dialect.name} writes it. {there}"
        raise UnreadableFileError(what, place=place, remedy="Leave the format open, and it is found out.")
    return _Columns(**single, codes=codes, parents=(), paths=())


def _choose(columns: Sequence[str], settings: TableSettings, place: str) -> _Columns:
    """Choose columns by the names in the settings, else by those that are usual."""

    def several(kind: str) -> tuple[str, ...]:
        return all_columns(columns, getattr(settings, kind)) or all_columns(columns, _NAMES[kind])[:1]

    single = {kind: first_column(columns, _NAMES[kind]) for kind in _SINGLE}
    codes, parents, paths = several("codes"), several("parents"), several("paths")
    if not codes and not paths:
        codes, parents = parents, ()  # themes alone are codes
    missing = [] if codes or paths else ["code"]
    missing += [] if single["quote"] or (single["start"] and single["end"]) else ["quote (or start and end)"]
    if missing:
        there = name_columns(columns, [*_NAMES["codes"], *_NAMES["quote"]])
        what = f"has no column {' and no column '.join(missing)}. {there}"
        raise UnreadableFileError(what, place=place, remedy="A table of coded segments needs both.")
    return _Columns(**single, codes=codes, parents=parents, paths=paths)


def _given(row: Mapping[str, Cell], columns: _Columns, dialect: Dialect | None) -> GivenPlace:
    asked = (columns.document, columns.start, columns.end, columns.quote, columns.row_id)
    given = GivenPlace(*(_text(row, column) for column in asked))
    if dialect is None or given.document is None:
        return given
    return given._replace(document=dialect.document(given.document))


def _text(row: Mapping[str, Cell], column: str | None) -> str | None:
    return as_text(row[column]) if column else None
