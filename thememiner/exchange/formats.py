"""Every format of coded material that is read, by name.

What a file is: by its first bytes, the members of an archive, the tables of a database, the columns of a table.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import qualcoder, taguette
from thememiner.exchange.annotation_tools import is_doccano, is_label_studio, read_doccano, read_json, read_label_studio
from thememiner.exchange.excerpts import read_excerpts
from thememiner.exchange.project_json import is_project_json, read_project_json
from thememiner.exchange.qualcoder import read_qualcoder
from thememiner.exchange.refi import read_codebook_project, read_refi_project
from thememiner.exchange.sqlite_files import MARK, open_database
from thememiner.exchange.table_columns import DIALECTS, Dialect, dialect_of
from thememiner.exchange.table_rows import read_table_of_segments
from thememiner.exchange.taguette import read_taguette
from thememiner.intake import TABLE_SUFFIXES, TableFile, names_in_zip
from thememiner.records import Project

Reader = Callable[..., Project]
_WORDS = {
    "taguette-highlights": "highlights exported by Taguette (.csv, .xlsx, .docx)",
    "maxqda": "coded segments exported by MAXQDA (.xlsx, .csv, or a table in .docx)",
    "nvivo": "coded segments exported by NVivo (.xlsx, .csv, or a table in .docx)",
    "atlas.ti": "quotation report of ATLAS.ti (.xlsx, .csv)",
    "dedoose": "excerpts exported by Dedoose (.xlsx, .csv)",
    "dovetail": "highlights exported by Dovetail (.csv)",
}
_ZIP = b"PK\x03\x04"
_BEGINNING = 2**14
_ANEW = "Export it anew, or look for another copy."
_ROOTS = {b"<Project": "refi-qda", b"<CodeBook": "codebook"}
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


class Format(NamedTuple):
    """A format: how it is read, and what it is, in words."""

    read: Reader
    """``read(path, *, settings)``; of a table also ``table``, if it was read already."""
    what: str
    is_table: bool = False
    """Whether it holds coded segments without the texts that they are from."""
    dialect: Dialect | None = None
    """How the program that wrote the table calls its columns."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "refi-qda": Format(read_refi_project, "REFI-QDA project (.qdpx, .qde): NVivo, ATLAS.ti, MAXQDA, QualCoder …"),
        "codebook": Format(read_codebook_project, "REFI-QDA codebook (.qdc): codes alone"),
        "thememiner": Format(read_project_json, "project written by ThemeMiner (.json)"),
        "taguette": Format(read_taguette, "Taguette project (.sqlite3)"),
        "qualcoder": Format(read_qualcoder, "QualCoder project (the folder X.qda, or data.qda in it)"),
        "label-studio": Format(read_label_studio, "Label Studio export (.json)"),
        "doccano": Format(read_doccano, "doccano export (.jsonl, .json)"),
        **{
            dialect.name: Format(
                partial(read_excerpts, dialect=dialect), _WORDS[dialect.name], is_table=True, dialect=dialect
            )
            for dialect in DIALECTS
        },
        "segments": Format(read_excerpts, "table of coded segments (.csv, .tsv, .xlsx, .jsonl, .docx)", is_table=True),
    }
)
"""By name, as ``--format`` takes it."""


def format_called(name: str) -> Format:
    """Return the format with a name, in capitals or not. Raises ``UsageError`` if there is none."""
    return FORMATS[_known(name)]


def named_format(name: str | None) -> str | None:
    """Return the name of a format as ``FORMATS`` has it; None for none. Raises ``UsageError`` if there is none such."""
    return None if name is None else _known(name)


def _known(name: str) -> str:
    known = name.strip().casefold()
    if known not in FORMATS:
        near = get_close_matches(known, FORMATS, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"there is no format called {name}.", remedy=f"{hint}There are: {', '.join(FORMATS)}.")
    return known


def told_formats() -> str:
    """Return what can be read, a format in each line."""
    lines = [f"  {name}: {known.what}" for name, known in FORMATS.items()]
    return "\n".join([*lines, "  transcripts (.txt, .docx, .odt, .rtf, .pdf, .vtt, .srt ...), which are no codings"])


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
