"""Readers of tables: csv and tsv, JSON lines, and Excel workbooks."""

import csv
import io
import json
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake.encodings import decode, split_lines
from thememiner.intake.guards import guard_zip, read_bounded
from thememiner.intake.table_model import (
    FIRST_SHEET,
    Cell,
    Cells,
    IsHeader,
    SheetChoice,
    TableFile,
    cell_to_text,
    find_column,
    iterate_header_lines,
    table_from_grid,
    value_to_text,
)
from thememiner.phrasing import list_some

TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl")
_Grid = Iterator[tuple[int, list[str]]]
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DEFAULT_SETTINGS = CorpusSettings()
_DELIMITERS = ",;\t"
_SAMPLE = 200  # records used to choose the delimiter
_LONGEST_CELL = 2**31 - 1  # the text is in memory already, so a limit would not help
_SEPARATOR_LINE = re.compile(
    r"\A\ufeff?\"?sep=(?P<mark>[^\s\"\w])?\"?(?P<tab>\t)?[,;]*[ ]*(?=[\r\n]|\Z)", re.IGNORECASE
)
"""How Excel is told the delimiter: a first line such as ``sep=;``, which is no header."""
_END = "\x1e"  # a record added at the end, which is lost if a quotation mark is still open
_REMEDY = "Each line has to be one JSON object: {…}."
_MOST_ROWS = 2**20  # the limit of Excel; a file may claim more
_CELLS_A_MEGABYTE = 50_000
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")  # how Excel writes control characters and the escape itself
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError),
    *(TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)  # errors that openpyxl raises for damaged files


def read_table(
    path: Path, *, place: str, settings: CorpusSettings = DEFAULT_SETTINGS, sheets: SheetChoice = FIRST_SHEET
) -> TableFile:
    """Read a table with a header (csv, tsv, xlsx) or with one JSON object a line (jsonl), by the suffix of its name.

    A workbook with another suffix is read as a workbook, with a note. ``sheets`` says which sheets of a workbook are
    read. ``place`` names the file in messages.

    Raises ``UnreadableFileError``, ``UndecodableFileError`` or ``UnsafeFileError``.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        kinds = ", ".join(TABLE_SUFFIXES)
        raise UnreadableFileError("is not a table.", place=place, remedy=f"Tables are read from {kinds}.")
    if suffix == ".xlsx":
        return read_workbook(path, place=place, max_unpacked_mb=settings.max_unpacked_mb, sheets=sheets)
    try:
        data = read_bounded(path, place=place, max_unpacked_mb=settings.max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    if data.startswith(_ZIP):
        table = read_workbook(path, place=place, max_unpacked_mb=settings.max_unpacked_mb, sheets=sheets)
        note = f"is not a {suffix} file but an Excel workbook, and was read as one."
        return replace(table, notes=(note, *table.notes))
    if data.startswith(_OLD_OFFICE):
        remedy = f"Open it in Excel and save it as .xlsx or {suffix}."
        raise UnreadableFileError(f"is not a {suffix} file but an old Excel workbook.", place=place, remedy=remedy)
    read = read_json_lines if suffix == ".jsonl" else read_delimited
    return read(data, place=place, encoding=settings.encoding)


def read_delimited(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read text with delimiters. Cells are kept as written, including line ends inside quotation marks.

    The delimiter (comma, semicolon or tab) is the one with which most lines have as many cells as the header, unless a
    first line ``sep=;`` states it.

    Raises ``UnreadableFileError`` if a quotation mark is never closed, because it would contain the rest of the file.
    """
    decoded = decode(data, place=place, encoding=encoding)
    stated = _SEPARATOR_LINE.match(decoded.text)
    text = decoded.text[stated.end() :] if stated else decoded.text
    known = stated and (stated["mark"] or stated["tab"])
    with _allow_long_cells():
        delimiter = known or max(_DELIMITERS, key=lambda delimiter: _rate_delimiter(text, delimiter))
        grid, notes = _delimited_grid(text, delimiter, place)
    notes = [decoded.note, *notes] if decoded.note else notes
    return table_from_grid(grid, place=place, encoding=decoded.encoding, notes=notes)


def _delimited_grid(text: str, delimiter: str, place: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    try:
        return list(_records(text, delimiter, strict=True)), []
    except csv.Error as error:
        wrong = error.args[0]
    grid = list(_records(f"{text}\n{_END}", delimiter, strict=False))
    line, last = grid.pop()
    if last != [_END]:
        what = "a quotation mark is opened here and never closed."
        raise UnreadableFileError(what, place=f"{place}:{line}", remedy="Double quotation marks inside cells.")
    note = (
        f"line {wrong} has quotation marks inside a cell that are not doubled: its text may be cut in the wrong place."
    )
    return grid, [note]


def _records(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield the line at which each record starts, and its cells. Raises ``csv.Error`` with the line of the error."""
    # newline="" keeps line ends inside cells and accepts a lone \r as a line end.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(line) from error


def _rate_delimiter(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Return a rating of a delimiter: whether it splits the header, how many records fit it, and its length."""
    records = islice(_records(text, delimiter, strict=False), _SAMPLE)
    counts = [len(record) for _, record in records if any(cell.strip().strip(_DELIMITERS) for cell in record)]
    if not counts:
        return False, 0.0, 0
    share = sum(count == counts[0] for count in counts) / len(counts)
    return counts[0] > 1, share, counts[0]


@contextmanager
def _allow_long_cells() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_json_lines(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read JSON lines. Lists become lists of texts, other values become text.

    Raises ``UnreadableFileError`` with file and line if a line is not an object, or has characters that text cannot
    have.
    """
    decoded = decode(data, place=place, encoding=encoding)
    objects = {
        number: _object(line, f"{place}:{number}")
        for number, line in enumerate(split_lines(decoded.text), 1)
        if line.strip()
    }
    if not objects:
        raise UnreadableFileError("is empty.", place=place, remedy=_REMEDY)
    columns = tuple(dict.fromkeys(name for cells in objects.values() for name in cells))
    rows = tuple(Cells((name, cell) for name, cell in cells.items() if cell) for cells in objects.values())
    notes = (decoded.note,) if decoded.note else ()
    return TableFile(columns, rows, tuple(objects), decoded.encoding, notes)


def _object(line: str, place: str) -> dict[str, Cell]:
    try:
        given = json.loads(line)
        cells = {name: _cell(value) for name, value in given.items()} if isinstance(given, dict) else None
    except RecursionError:
        _refuse("is nested too deeply.", place)
    except ValueError:
        _refuse("is not valid JSON.", place)
    if cells is None:
        _refuse("is not a JSON object.", place)
    _check_characters(cells, place)
    return cells


def _cell(value: Any) -> Cell:  # noqa: ANN401 - JSON can hold anything
    if isinstance(value, list):
        return [text for item in value if (text := value_to_text(item)).strip()] or None
    text = value_to_text(value)
    return text if text.strip() else None


def _check_characters(cells: Mapping[str, Cell], place: str) -> None:
    """Refuse characters that JSON can have as escapes and text files cannot have."""
    text = "".join([*cells, *(cell_to_text(cell) or "" for cell in cells.values())])
    if "\0" in text:
        _refuse("contains a NUL character.", place)
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("contains half a character (a lone surrogate).", place)


def _refuse(what: str, place: str) -> NoReturn:
    raise UnreadableFileError(f"this line {what}", place=place, remedy=_REMEDY)


def read_workbook(path: Path, *, place: str, max_unpacked_mb: int, sheets: SheetChoice = FIRST_SHEET) -> TableFile:
    """Read the chosen sheets of a workbook. Formulas are read as their last computed values.

    Hidden sheets come after all others. A note names the sheets that are not read.

    Raises ``UnsafeFileError`` for a file that is not safe to open, and ``UnreadableFileError`` for a broken one.
    """
    guard_zip(path, place=place, max_unpacked_mb=max_unpacked_mb)
    import openpyxl  # noqa: PLC0415 - heavy, and most corpora have no workbook

    try:
        # If openpyxl opens the file itself, it does not close it after an error.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which do not matter here
            there = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets
            there.sort(key=lambda sheet: sheet.sheet_state != "visible")
            read_grid = partial(_worksheet_grid, place=place, most_cells=max_unpacked_mb * _CELLS_A_MEGABYTE)
            main = _choose_sheet(there, sheets, read_grid)
            grid = list(read_grid(main)) if main else []
            further = {
                sheet.title: list(read_grid(sheet))
                for sheet in there
                if sheet is not main and (column := sheets.companions.get(sheet.title))
                if _has_header(read_grid(sheet), partial(_has_column, column))
            }
            read = [sheet.title for sheet in there if sheet is main or sheet.title in further]
            unread = [sheet.title for sheet in there if sheet.title not in read]
    except _FAULTS as error:
        what = "is not a readable workbook."
        raise UnreadableFileError(what, place=place, remedy="Open it in Excel and save it again, or as CSV.") from error
    which = f"sheets {list_some(read)} are" if further else f"sheet {list_some(read)} is"
    notes = [f"only the {which} read; not read: {list_some(unread)}."] if unread else []
    to_table = partial(table_from_grid, place=place, encoding=None, short_is_normal=True)
    table = to_table(grid, notes=notes, is_header=sheets.is_header)
    return replace(table, companions={title: to_table(own) for title, own in further.items()})


def _choose_sheet(there: Sequence[Any], wanted: SheetChoice, read_grid: Callable[[Any], _Grid]) -> Any:  # noqa: ANN401 - openpyxl ships no types
    """Return the first sheet with an accepted header, preferably of the wanted title; else the first; None for none."""
    if is_header := wanted.is_header:
        ordered = sorted(there, key=lambda sheet: sheet.title != wanted.title)
        fitting = next((sheet for sheet in ordered if _has_header(read_grid(sheet), is_header)), None)
        if fitting is not None:
            return fitting
    return next(iter(there), None)


def _has_column(name: str, cells: Sequence[str]) -> bool:
    return find_column(map(str.strip, cells), (name,)) is not None


def _has_header(grid: _Grid, is_header: IsHeader) -> bool:
    """Tell whether a sheet has a header that is accepted, in its first line or below a title."""
    lines = (cells for _, cells in grid if any(cell.strip() for cell in cells))
    return any(is_header(cells) for _, cells in iterate_header_lines(lines))


def _worksheet_grid(sheet: Any, *, place: str, most_cells: int) -> _Grid:  # noqa: ANN401 - untyped
    sheet.reset_dimensions()  # the size that a file states is often wrong
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)
        if number > _MOST_ROWS or cells > most_cells:
            what = "claims more rows or columns than a table has."
            raise UnsafeFileError(what, place=place, remedy="Copy the filled cells to a new sheet, or save it as CSV.")
        if row:
            yield number, ["" if value is None else _ESCAPED.sub(_unescape, value_to_text(value)) for value in row]


def _unescape(escape: re.Match[str]) -> str:
    character = chr(int(escape.group(1), 16))
    return character if character != "\0" else escape.group()
