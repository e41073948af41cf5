"""The first visible sheet of an Excel workbook becomes a table."""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from thememiner.errors import UnreadableFileError, UnsafeFileError
from thememiner.intake.cells import written
from thememiner.intake.grids import IsHeader, TableFile, table_from_grid
from thememiner.intake.messages import first_few
from thememiner.intake.zips import guard_zip

_MOST_ROWS = 2**20  # Excel's own limit; a file may claim more
_CELLS_A_MEGABYTE = 50_000
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")  # how Excel writes control characters, and its own mark
_FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError),
    *(TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)  # what openpyxl is known to raise for files that are not what they should be


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
            grid = list(_grid(sheets[0], place, max_unpacked_mb * _CELLS_A_MEGABYTE)) if sheets else []
            others = [sheet.title for sheet in sheets[1:]]
    except _FAULTS as error:
        what = "is no workbook that could be read."
        raise UnreadableFileError(what, place=place, remedy="Open it in Excel and save it anew, or as CSV.") from error
    notes = [f"only the sheet {sheets[0].title} is read; not read: {first_few(others)}."] if others else []
    return table_from_grid(grid, place=place, encoding=None, notes=notes, short_is_normal=True, is_header=is_header)


def _grid(sheet: Any, place: str, most_cells: int) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401 - untyped
    sheet.reset_dimensions()  # what a file claims about its size is often wrong
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)
        if number > _MOST_ROWS or cells > most_cells:
            what = "claims more rows or columns than a table has."
            raise UnsafeFileError(what, place=place, remedy="Copy what is filled to a new sheet, or save it as CSV.")
        if row:
            yield number, ["" if value is None else _ESCAPED.sub(_unescaped, written(value)) for value in row]


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape.group(1), 16))
    return character if character != "\0" else escape.group()
