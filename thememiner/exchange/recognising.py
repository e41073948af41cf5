"""What a file is: by its first bytes, the members of an archive, the tables of a database, the columns of a table."""

from pathlib import Path
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange import qualcoder, taguette
from thememiner.exchange.databases import MARK, open_database
from thememiner.exchange.dialects import dialect_of
from thememiner.exchange.doccano import is_doccano
from thememiner.exchange.json_files import read_json
from thememiner.exchange.label_studio import is_label_studio
from thememiner.exchange.project_file import is_project_json
from thememiner.exchange.segment_rows import read_table_of_segments
from thememiner.intake import TABLE_SUFFIXES, TableFile, names_in_zip

_ZIP = b"PK\x03\x04"
_BEGINNING = 2**14
_ANEW = "Export it anew, or look for another copy."
_ROOTS = {b"<Project": "refi-qda", b"<CodeBook": "codebook"}
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


class Recognised(NamedTuple):
    """What a file was found to be."""

    name: str | None
    """Of the format; None if it is of none that is known."""
    table: TableFile | None = None
    """The rows of a table, which had to be read to tell."""


def recognise(path: Path, *, settings: Settings) -> Recognised:
    """Find out what a file, or a project's folder, is.

    Raises ``UnreadableFileError`` for a file that is not there or broken, and what reading a table raises.
    """
    if path.is_dir():
        return Recognised("qualcoder" if (path / qualcoder.INNER).is_file() else None)
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    if not beginning:
        raise UnreadableFileError("is empty: it has not a single byte.", place=path.name, remedy=_ANEW)
    if beginning.startswith(MARK):
        return Recognised(_database(path, settings))
    return _by_content(beginning, path, settings)


def _by_content(beginning: bytes, path: Path, settings: Settings) -> Recognised:
    if beginning.startswith(_ZIP) and _holds_project(path, settings):
        return Recognised("refi-qda")
    plain = beginning.replace(b"\0", b"").lstrip(_MARKS)
    if plain.startswith(b"<"):
        return Recognised(next((name for mark, name in _ROOTS.items() if mark in plain), None))
    is_json = plain.startswith((b"{", b"[")) and path.suffix.lower() not in {".csv", ".tsv"}
    name = _json(path, settings) if is_json else None
    return Recognised(name) if name else _table(path, settings)


def _database(path: Path, settings: Settings) -> str | None:
    with open_database(path, place=path.name, max_mb=settings.corpus.max_unpacked_mb) as database:
        kinds = {"taguette": taguette.TABLES, "qualcoder": qualcoder.TABLES}
        return next((name for name, tables in kinds.items() if database.has(tables)), None)


def _json(path: Path, settings: Settings) -> str | None:
    kinds = {"thememiner": is_project_json, "label-studio": is_label_studio, "doccano": is_doccano}
    values = read_json(path, settings=settings)
    return next((name for name, is_one in kinds.items() if is_one(values)), None)


def _holds_project(path: Path, settings: Settings) -> bool:
    """Say whether an archive holds a project; nothing is unpacked, and what reads it looks through it before."""
    try:
        names = names_in_zip(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    except UnreadableFileError:
        return path.suffix.lower() == ".qdpx"
    return any(name.lower().endswith(".qde") for name in names)


def _table(path: Path, settings: Settings) -> Recognised:
    if path.suffix.lower() not in {*TABLE_SUFFIXES, ".docx"}:
        return Recognised(None)
    table = read_table_of_segments(path, settings=settings)
    dialect = dialect_of(table.columns)
    return Recognised(dialect.name if dialect else "segments", table)
