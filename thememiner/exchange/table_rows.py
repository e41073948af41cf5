"""Rows of tables of coded segments (csv, tsv, xlsx, jsonl, docx), parsed into the same records for every program."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.exchange.coded_passages import PASSAGE_SUFFIXES, read_passages, read_word_segments
from thememiner.exchange.coded_workbook import (
    WORKBOOK_SHEETS,
    WorkbookCompanions,
    WrittenCodes,
    read_companions,
    read_levels,
)
from thememiner.exchange.program_tables import Dialect
from thememiner.exchange.quote_search import PassageReference, parse_whole_number
from thememiner.exchange.spreadsheets import is_continuation, read_csv_text
from thememiner.exchange.table_columns import (
    SegmentColumns,
    choose_columns,
    choose_dialect_columns,
    is_segment_header,
    note_columns,
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
    place_codes,
    read_codes,
    read_table,
)
from thememiner.phrasing import format_count, inflect, list_lines
from thememiner.records import Problem, StatedPlace, code_path

FAULT_REMEDY = "If you changed the levels, empty path in these rows; if you changed path, empty the levels."
NO_CODES = RowCodes(())


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A row of a table of coded segments."""

    line: int
    reference: PassageReference
    coder: str | None
    paths: tuple[CodePath, ...]
    """Empty if the row has no code, or if it is not clear which."""
    fault: str
    """Why it is not clear which codes the row has, as the rest of a sentence like "this row"; empty if it is."""
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
    companions: WorkbookCompanions
    """What the other sheets of a workbook hold."""


def read_segment_table(path: Path, *, settings: Settings) -> TableFile:
    """Read the cells of a table, or what a file of a word processor codes.

    Raises what ``read_table`` and ``read_word_segments`` raise.
    """
    if path.suffix.lower() == ".docx":
        return read_word_segments(path, settings=settings)
    if path.suffix.lower() in PASSAGE_SUFFIXES:
        return read_passages(path, settings=settings)
    sheets = replace(WORKBOOK_SHEETS, is_header=partial(is_segment_header, settings=settings.table))
    table = read_table(path, place=path.name, settings=settings.corpus, sheets=sheets)
    is_workbook = table.encoding is None  # whatever it is called
    return unescape_cells(table, is_text_file=path.suffix.lower() in {".csv", ".tsv"} and not is_workbook)


def parse_segment_rows(
    table: TableFile, *, place: str, settings: Settings, dialect: Dialect | None = None
) -> SegmentTable:
    """Return the rows of a table, with its columns found by the names of ``dialect``, or by the usual names.

    Column names in the settings come before those of any program. The levels of a code, ``level 1``, ``level 2`` …, and
    its path must not contradict each other; a row in which they do has no code. If a workbook has a sheet with the
    codebook, names that were changed there are taken.

    Raises ``UnreadableFileError`` if columns are missing.
    """
    if find_columns(table.columns, (*settings.table.codes, *settings.table.parents)):
        dialect = None
    if dialect is None:
        columns = choose_columns(table.columns, settings.table, place)
        written = [_read_row_codes(row, columns) for row in table.rows]
    else:
        columns = choose_dialect_columns(dialect, table.columns, settings.table, place)
        code_columns = dialect.code_columns(table.columns)
        all_paths = [tuple(dialect.code_paths(row, columns.codes, code_columns)) for row in table.rows]
        written = [WrittenCodes(RowCodes(tuple(dict.fromkeys(p[-1] for p in own)), paths=own)) for own in all_paths]
    coders = _find_coders(table, columns, place)
    companions = read_companions(table.companions)
    code_ids = [_cell_value(row, columns.code_id) for row in table.rows]
    renamed = companions.rename_codes(written, coders=coders.names, code_ids=code_ids)
    placement = place_codes([one.codes for one in renamed.written])
    rows = tuple(
        _parse_row(row, line, columns, one, dialect)
        for row, line, one in zip(
            table.rows,
            table.lines,
            zip(coders.names, placement.paths, (one.fault for one in written), strict=True),
            strict=True,
        )
    )
    return SegmentTable(
        rows=rows,
        notes=(
            *(*table.notes, *note_columns(table.columns, table.rows, columns, dialect), *coders.notes),
            *(*_note_faults(rows), *companions.notes, *renamed.notes, *describe_unsettled(placement)),
        ),
        is_in_order=dialect is not None and dialect.is_in_order,
        has_documents=columns.document is not None,
        has_coders=columns.coder is not None,
        companions=companions,
    )


def _read_row_codes(row: Mapping[str, Cell], columns: SegmentColumns) -> WrittenCodes:
    """Return the codes that a row names in its columns of codes, paths and levels."""
    stated = read_codes(row, codes=columns.codes, parents=columns.parents, paths=columns.paths)
    paths = read_levels(row, columns.levels)
    if isinstance(paths, str):
        return WrittenCodes(NO_CODES, paths)
    if not paths:
        return WrittenCodes(stated, is_by_path=bool(stated.paths))
    if stated.paths and set(stated.paths) != set(paths):
        fault = f"has {_join_paths(paths)} in its levels, but {_join_paths(stated.paths)} in path"
        return WrittenCodes(NO_CODES, fault)
    last = [path[-1] for path in paths]
    if stated.paths or set(stated.names) <= set(last):
        names = tuple(dict.fromkeys([*stated.names, *last]))
        return WrittenCodes(RowCodes(names, stated.parents, paths), is_by_path=bool(stated.paths))
    return WrittenCodes(RowCodes(stated.names, (*stated.parents, *paths)))


def _join_paths(paths: Iterable[CodePath]) -> str:
    return "; ".join(code_path(*path) for path in paths)


class _RowCoders(NamedTuple):
    """The coder of each row, None if it is not known, and notes on them."""

    names: list[str | None]
    notes: tuple[str, ...] = ()


def _find_coders(table: TableFile, columns: SegmentColumns, place: str) -> _RowCoders:
    """Return the coder of each row; a row that names none has the only coder of the table, if there is just one."""
    names = [(_cell_value(row, columns.coder) or "").strip() or None for row in table.rows]
    known = {name for name in names if name}
    unnamed = [line for name, line in zip(names, table.lines, strict=True) if not name]
    if not (known and unnamed):
        return _RowCoders(names)
    (only,) = known if len(known) == 1 else (None,)
    who = f"{only}'s, the only coder's" if only else f"{Path(place).stem}'s, after the name of the file"
    note = f"no coder is named in {list_lines(unnamed)}; {inflect(len(unnamed), 'it counts', 'they count')} as {who}."
    return _RowCoders([name or only for name in names], (note,))


def _note_faults(rows: Sequence[SegmentRow]) -> list[str]:
    """Return a note if several rows do not say clearly which code they have."""
    lines = [row.line for row in rows if row.fault]
    if len(lines) < 2:  # noqa: PLR2004 - a single row is a problem that says all
        return []
    what = f"{len(lines):,} of {format_count(len(rows), 'row')} are not used, because their levels and path disagree or"
    return [f"{what} are incomplete: {list_lines(lines)}. {FAULT_REMEDY}"]


def make_row_problem(row: SegmentRow, fault: str, place: str) -> Problem:
    """Return the problem of a row that cannot be used; ``fault`` continues a sentence like "this row"."""
    return Problem(f"{place}:{row.line}", f"this row {fault}.", FAULT_REMEDY if row.fault else "")


def note_assumed_coder(table: SegmentTable, name: str) -> list[str]:
    """Return a note that the file's name is taken for the coder's, if no column names the coders."""
    if table.has_coders:
        return []
    return [f"no column names the coder; all rows are counted as {name}'s, after the name of the file."]


def _parse_row(
    row: Mapping[str, Cell],
    line: int,
    columns: SegmentColumns,
    coded: tuple[str | None, tuple[CodePath, ...], str],
    dialect: Dialect | None,
) -> SegmentRow:
    coder, paths, fault = coded
    return SegmentRow(
        line=line,
        reference=_parse_reference(row, columns, dialect),
        coder=coder,
        paths=paths,
        fault=fault,
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


def unescape_cells(table: TableFile, *, is_text_file: bool) -> TableFile:
    """Return a table without the apostrophes and escapes that ``write_sheet`` adds, each long text in one column again.

    ``is_text_file`` says that it comes from CSV. Cells of workbooks are unescaped when they are read.
    """
    joined = {title: unescape_cells(one, is_text_file=False) for title, one in table.companions.items()}
    table = replace(table, companions=joined)
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
