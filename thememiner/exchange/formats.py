"""The formats of coded material that can be read, and how the format of a file is recognised from its content."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError, UsageError
from thememiner.exchange import qualcoder, requal, rqda, taguette
from thememiner.exchange.annotation_tools import (
    is_doccano,
    is_prodigy,
    read_doccano,
    read_json_values,
    read_prodigy,
)
from thememiner.exchange.coded_passages import PASSAGE_SUFFIXES
from thememiner.exchange.excerpts import read_excerpts
from thememiner.exchange.label_studio import is_label_studio, read_label_studio
from thememiner.exchange.program_tables import DIALECTS, Dialect, detect_dialect
from thememiner.exchange.project_json import is_project_json, read_project_json
from thememiner.exchange.qualcoder import read_qualcoder
from thememiner.exchange.refi import read_codebook_project, read_refi_project
from thememiner.exchange.requal import read_requal
from thememiner.exchange.rqda import read_rqda
from thememiner.exchange.sqlite_files import SQLITE_SIGNATURE, open_database
from thememiner.exchange.table_rows import read_segment_table
from thememiner.exchange.taguette import read_taguette
from thememiner.intake import TABLE_SUFFIXES, TableFile, list_zip_members
from thememiner.records import Project

Reader = Callable[..., Project]
_TABLE_DESCRIPTIONS = {
    "coded-passages": "codes in working tables and comments of a transcript (.docx, and tables in .odt, .rtf)",
    "taguette-highlights": "highlights exported by Taguette (.csv, .xlsx, .docx)",
    "maxqda": "coded segments exported by MAXQDA (.xlsx, .csv, or a table in .docx)",
    "nvivo": "coded segments exported by NVivo (.xlsx, .csv, or a table in .docx)",
    "atlas.ti": "quotation report of ATLAS.ti (.xlsx, .csv)",
    "dedoose": "excerpts exported by Dedoose (.xlsx, .csv)",
    "dovetail": "highlights exported by Dovetail (.csv)",
}
_ZIP_SIGNATURE = b"PK\x03\x04"
_SNIFFED_BYTES = 2**14
_EXPORT_AGAIN = "Export it again, or use another copy."
_ROOTS = {b"<Project": "refi-qda", b"<CodeBook": "codebook"}
_LEADING_BYTES = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


class Format(NamedTuple):
    """A format that can be read."""

    read: Reader
    """Called as ``read(path, *, settings)``; for a table also with ``table``, if its cells were read already."""
    description: str
    """For users: the program, the kind of file and its endings."""
    is_table: bool = False
    """Whether it is a table of coded segments, without the full texts of the documents."""
    dialect: Dialect | None = None
    """The columns of the program that writes such tables."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "refi-qda": Format(read_refi_project, "REFI-QDA project (.qdpx, .qde): NVivo, ATLAS.ti, MAXQDA, QualCoder …"),
        "codebook": Format(read_codebook_project, "REFI-QDA codebook (.qdc): codes alone"),
        "thememiner": Format(read_project_json, "project written by ThemeMiner (.json)"),
        "taguette": Format(read_taguette, "Taguette project (.sqlite3)"),
        "qualcoder": Format(read_qualcoder, "QualCoder project (the folder X.qda, or data.qda in it)"),
        "rqda": Format(read_rqda, "RQDA project (.rqda)"),
        "requal": Format(read_requal, "requal project (.requal)"),
        "label-studio": Format(read_label_studio, "Label Studio export (.json)"),
        "prodigy": Format(read_prodigy, "Prodigy export (.jsonl)"),
        "doccano": Format(read_doccano, "doccano export (.jsonl, .json)"),
        **{
            dialect.name: Format(
                partial(read_excerpts, dialect=dialect),
                _TABLE_DESCRIPTIONS[dialect.name],
                is_table=True,
                dialect=dialect,
            )
            for dialect in DIALECTS
        },
        "segments": Format(read_excerpts, "table of coded segments (.csv, .tsv, .xlsx, .jsonl, .docx)", is_table=True),
    }
)
"""The formats by name, as the option ``--format`` takes it."""


def get_format(name: str) -> Format:
    """Return the format with a name; case does not matter. Raise ``UsageError`` if there is no such format."""
    return FORMATS[_look_up_name(name)]


def normalise_format_name(name: str | None) -> str | None:
    """Return a format's name as it is written in ``FORMATS``; None for None.

    Raises ``UsageError`` if there is no such format.
    """
    return None if name is None else _look_up_name(name)


def _look_up_name(name: str) -> str:
    key = name.strip().casefold()
    if key not in FORMATS:
        near = get_close_matches(key, FORMATS, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"{name} is not a known format.", remedy=f"{hint}Known formats: {', '.join(FORMATS)}.")
    return key


def list_formats() -> list[str]:
    """Return a description of each format."""
    return [f"{name}: {known.description}" for name, known in FORMATS.items()]


class RecognisedFormat(NamedTuple):
    """The format of a file."""

    name: str | None
    """A key of ``FORMATS``; None if the format is unknown."""
    table: TableFile | None = None
    """The rows of a table, if they had to be read to recognise the format."""


def recognise_format(path: Path, *, settings: Settings) -> RecognisedFormat:
    """Recognise the format of a file, or of a project's folder, from its content.

    The first bytes, the members of an archive, the tables of a database and the columns of a table are looked at.

    Raises ``UnreadableFileError`` if the file is missing, empty or broken, and what ``read_segment_table`` raises.
    """
    if path.is_dir():
        return RecognisedFormat("qualcoder" if (path / qualcoder.DATABASE_NAME).is_file() else None)
    try:
        with path.open("rb") as file:
            beginning = file.read(_SNIFFED_BYTES)
    except OSError as error:
        raise UnreadableFileError(f"cannot be read ({error.strerror}).", place=path.name) from error
    if not beginning:
        raise UnreadableFileError("is empty.", place=path.name, remedy=_EXPORT_AGAIN)
    if beginning.startswith(SQLITE_SIGNATURE):
        return RecognisedFormat(_recognise_database(path, settings))
    return _recognise_content(beginning, path, settings)


def _recognise_content(beginning: bytes, path: Path, settings: Settings) -> RecognisedFormat:
    if beginning.startswith(_ZIP_SIGNATURE) and _contains_refi_project(path, settings):
        return RecognisedFormat("refi-qda")
    start = beginning.replace(b"\0", b"").lstrip(_LEADING_BYTES)
    if start.startswith(b"<"):
        return RecognisedFormat(next((name for mark, name in _ROOTS.items() if mark in start), None))
    is_json = start.startswith((b"{", b"[")) and path.suffix.lower() not in {".csv", ".tsv", ".rtf"}
    name = _recognise_json(path, settings) if is_json else None
    return RecognisedFormat(name) if name else _recognise_table(path, settings)


def _recognise_database(path: Path, settings: Settings) -> str | None:
    with open_database(path, place=path.name, max_mb=settings.corpus.max_unpacked_mb) as database:
        programs = {"taguette": taguette, "qualcoder": qualcoder, "rqda": rqda, "requal": requal}
        return next((name for name, one in programs.items() if database.has_tables(one.REQUIRED_TABLES)), None)


def _recognise_json(path: Path, settings: Settings) -> str | None:
    checks = {
        "thememiner": is_project_json,
        "label-studio": is_label_studio,
        "prodigy": is_prodigy,
        "doccano": is_doccano,
    }
    values = read_json_values(path, settings=settings)
    return next((name for name, matches in checks.items() if matches(values)), None)


def _contains_refi_project(path: Path, settings: Settings) -> bool:
    """Tell whether an archive holds a REFI-QDA project, from the names of its members; nothing is unpacked."""
    try:
        names = list_zip_members(path, place=path.name, max_unpacked_mb=settings.corpus.max_unpacked_mb)
    except UnreadableFileError:
        return path.suffix.lower() == ".qdpx"
    return any(name.lower().endswith(".qde") for name in names)


def _recognise_table(path: Path, settings: Settings) -> RecognisedFormat:
    if path.suffix.lower() not in {*TABLE_SUFFIXES, *PASSAGE_SUFFIXES}:
        return RecognisedFormat(None)
    table = read_segment_table(path, settings=settings)
    dialect = detect_dialect(table.columns)
    return RecognisedFormat(dialect.name if dialect else "segments", table)
