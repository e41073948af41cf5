"""Tables of any supported kind: what stands in which row and column."""

from pathlib import Path

from thememiner.config import CorpusSettings
from thememiner.errors import UnreadableFileError
from thememiner.intake.bounds import read_bounded
from thememiner.intake.delimited import read_delimited
from thememiner.intake.grids import TableFile
from thememiner.intake.jsonlines import read_json_lines
from thememiner.intake.workbooks import read_workbook

TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl")


DEFAULTS = CorpusSettings()


def read_table(path: Path, *, place: str, settings: CorpusSettings = DEFAULTS) -> TableFile:
    """Read a table with a header (csv, tsv, xlsx) or an object a line (jsonl), by the suffix of its name.

    ``place`` names the file in messages.

    Raises ``UnreadableFileError``, ``UndecodableFileError`` or ``UnsafeFileError``.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        kinds = ", ".join(TABLE_SUFFIXES)
        raise UnreadableFileError("is no table.", place=place, remedy=f"Tables are read from {kinds}.")
    if suffix == ".xlsx":
        return read_workbook(path, place=place, max_unpacked_mb=settings.max_unpacked_mb)
    try:
        data = read_bounded(path, place=place, max_unpacked_mb=settings.max_unpacked_mb)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=place) from error
    read = read_json_lines if suffix == ".jsonl" else read_delimited
    return read(data, place=place, encoding=settings.encoding)
