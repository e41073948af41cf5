"""Tables of any supported kind: what stands in which row and column."""

from dataclasses import replace
from pathlib import Path

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError
from thememiner.intake.bounds import read_bounded
from thememiner.intake.delimited import read_delimited
from thememiner.intake.grids import IsHeader, TableFile
from thememiner.intake.jsonlines import read_json_lines
from thememiner.intake.workbooks import read_workbook

TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl")
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

DEFAULTS = CorpusSettings()


def read_table(
    path: Path, *, place: str, settings: CorpusSettings = DEFAULTS, is_header: IsHeader | None = None
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
