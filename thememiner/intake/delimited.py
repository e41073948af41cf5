"""Text with delimiters (csv, tsv) becomes a table."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from thememiner.errors import UnreadableFileError
from thememiner.intake.encodings import decode
from thememiner.intake.grids import TableFile, table_from_grid

_DELIMITERS = ",;\t"
_SAMPLE = 200  # records that the choice of the delimiter looks at
_LONGEST_CELL = 2**31 - 1  # the text is in memory already: a limit would protect nothing
_END = "\x1e"  # a record set behind the last: a quotation mark still open there swallows it


def read_delimited(data: bytes, *, place: str, encoding: str = "") -> TableFile:
    """Read cells exactly as they stand, line ends inside quotation marks included; nothing is computed.

    The delimiter (comma, semicolon or tab) is the one that gives the most lines as many cells as the header.

    Raises ``UnreadableFileError`` if a quotation mark is never closed, for it would swallow the rest of the file.
    """
    decoded = decode(data, place=place, encoding=encoding)
    with _long_cells():
        delimiter = max(_DELIMITERS, key=lambda delimiter: _consistency(decoded.text, delimiter))
        grid, notes = _grid(decoded.text, delimiter, place)
    notes = [decoded.note, *notes] if decoded.note else notes
    return table_from_grid(grid, place=place, encoding=decoded.encoding, notes=notes)


def _grid(text: str, delimiter: str, place: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
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
