"""Tables of any supported kind: what stands in which row and column.

Text with delimiters (csv, tsv) becomes a table.
JSON lines, an object a line, become a table.
The first visible sheet of an Excel workbook becomes a table.
"""

import csv
import io
import json
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake.encodings import decode, split_lines
from thememiner.intake.guards import guard_zip, read_bounded
from thememiner.intake.table_model import Cell, Cells, IsHeader, TableFile, cell_to_text, table_from_grid, value_to_text
from thememiner.phrasing import list_some

TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DEFAULT_SETTINGS = CorpusSettings()
_DELIMITERS = ",;\t"
_SAMPLE = 200  # records that the choice of the delimiter looks at
_LONGEST_CELL = 2**31 - 1  # the text is in memory already: a limit would protect nothing
_END = "\x1e"  # a record set behind the last: a quotation mark still open there swallows it
_REMEDY = "Each line has to be one JSON object: {…}."
_MOST_ROWS = 2**20  # Excel's own limit; a file may claim more
_CELLS_A_MEGABYTE = 50_000
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")  # how Excel writes control characters, and its own mark
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError),
    *(TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)  # what openpyxl is known to raise for files that are not what they should be


def read_table(
    path: Path, *, place: str, settings: CorpusSettings = DEFAULT_SETTINGS, is_header: IsHeader | None = None
) -> TableFile:
    """Read a table with a header (csv, tsv, xlsx) or an object a line (jsonl), by the suffix of its name.

    A workbook is read as one, whatever it is called, with a note; ``is_header`` tells the header
    of one that has a title above. ``place`` names the file in messages.

    Raises ``UnreadableFileError``, ``UndecodableFileError`` or ``UnsafeFileError``.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        kinds = ", ".join(TABLE_SUFFIXES)
        raise UnreadableFileError("is no table.", place=place, remedy=f"Tables are read from {kinds}.")
    if suffix == ".xlsx":
        return read_workbook(path, place=place, max_unpacked_mb=settings.max_unpacked_mb, is_header=is_header)
    try:
        data = read_bounded(path, place=place, max_unpacked_mb=settings.max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    if data.startswith(_ZIP):
        table = read_workbook(path, place=place, max_unpacked_mb=settings.max_unpacked_mb, is_header=is_header)
        note = f"is no {suffix} file but an Excel workbook, and was read as one."
        return replace(table, notes=(note, *table.notes))
    if data.startswith(_OLD_OFFICE):
        remedy = f"Open it in Excel and save it as .xlsx or {suffix}."
        raise UnreadableFileError(f"is no {suffix} file but an old Excel workbook.", place=place, remedy=remedy)
    read = read_json_lines if suffix == ".jsonl" else read_delimited
    return read(data, place=place, encoding=settings.encoding)


def read_delimited(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read cells exactly as they stand, line ends inside quotation marks included; nothing is computed.

    The delimiter (comma, semicolon or tab) is the one that gives the most lines as many cells as the header.

    Raises ``UnreadableFileError`` if a quotation mark is never closed, for it would swallow the rest of the file.
    """
    decoded = decode(data, place=place, encoding=encoding)
    with _long_cells():
        delimiter = max(_DELIMITERS, key=lambda delimiter: _consistency(decoded.text, delimiter))
        grid, notes = _delimited_grid(decoded.text, delimiter, place)
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
    """Yield the line at which each record starts, and its cells; raise ``csv.Error`` with that line."""
    # newline="" leaves line ends inside cells as they are, and lets \r alone end a line.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(line) from error


def _consistency(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Rate a delimiter: it parts the header, many records are as long as the header, and that is long."""
    records = islice(_records(text, delimiter, strict=False), _SAMPLE)
    counts = [len(record) for _, record in records if any(cell.strip().strip(_DELIMITERS) for cell in record)]
    if not counts:
        return False, 0.0, 0
    share = sum(count == counts[0] for count in counts) / len(counts)
    return counts[0] > 1, share, counts[0]


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_json_lines(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read one object a line; lists stay lists (of text), everything else becomes text.

    Raises ``UnreadableFileError`` with file and line for a line that is no object, or holds what no text can.
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
        _refuse("is no JSON object.", place)
    _check_characters(cells, place)
    return cells


def _cell(value: Any) -> Cell:  # noqa: ANN401 - JSON can hold anything
    if isinstance(value, list):
        return [text for item in value if (text := value_to_text(item)).strip()] or None
    text = value_to_text(value)
    return text if text.strip() else None


def _check_characters(cells: Mapping[str, Cell], place: str) -> None:
    """Refuse what JSON can hold as an escape, and no file of text holds."""
    text = "".join([*cells, *(cell_to_text(cell) or "" for cell in cells.values())])
    if "\0" in text:
        _refuse("holds a zero character.", place)
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("holds half a character (a lone surrogate).", place)


def _refuse(what: str, place: str) -> NoReturn:
    raise UnreadableFileError(f"this line {what}", place=place, remedy=_REMEDY)


def read_workbook(path: Path, *, place: str, max_unpacked_mb: int, is_header: IsHeader | None = None) -> TableFile:
    """Read the first sheet that is not hidden, guarded; a formula is read as the value that was last computed for it.

    ``is_header`` tells a header, as ``table_from_grid`` says.

    Raises ``UnsafeFileError`` for a file that could do harm, and ``UnreadableFileError`` for a broken one.
    """
    guard_zip(path, place=place, max_unpacked_mb=max_unpacked_mb)
    import openpyxl  # noqa: PLC0415 - heavy, and most corpora have no workbook

    try:
        # openpyxl leaves a file that it opened itself open if it fails.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that are of no concern here
            sheets = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets
            sheets.sort(key=lambda sheet: sheet.sheet_state != "visible")
            grid = list(_worksheet_grid(sheets[0], place, max_unpacked_mb * _CELLS_A_MEGABYTE)) if sheets else []
            others = [sheet.title for sheet in sheets[1:]]
    except _FAULTS as error:
        what = "is no workbook that could be read."
        raise UnreadableFileError(what, place=place, remedy="Open it in Excel and save it anew, or as CSV.") from error
    notes = [f"only the sheet {sheets[0].title} is read; not read: {list_some(others)}."] if others else []
    return table_from_grid(grid, place=place, encoding=None, notes=notes, short_is_normal=True, is_header=is_header)


def _worksheet_grid(sheet: Any, place: str, most_cells: int) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - untyped
    sheet.reset_dimensions()  # what a file claims about its size is often wrong
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)
        if number > _MOST_ROWS or cells > most_cells:
            what = "claims more rows or columns than a table has."
            raise UnsafeFileError(what, place=place, remedy="Copy what is filled to a new sheet, or save it as CSV.")
        if row:
            yield number, ["" if value is None else _ESCAPED.sub(_unescaped, value_to_text(value)) for value in row]


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape.group(1), 16))
    return character if character != "\0" else escape.group()
