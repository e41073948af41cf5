"""A file of coded material: its format is told by what is in it, and nothing in it is read twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.document_matching import carry_over
from thememiner.exchange.formats import FORMATS, named_format, recognise, told_formats
from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.qualcoder import INNER
from thememiner.exchange.segments import read_segments
from thememiner.exchange.table_rows import read_table_of_segments
from thememiner.intake import TableFile
from thememiner.records import Document, Project, Source
from thememiner.storage import hash_file

DEFAULTS = Settings()


@dataclass(frozen=True)
class CodedFile:
    """A file, or a project's folder, whose format is known."""

    path: Path
    format: str
    """One of ``FORMATS``."""
    settings: Settings
    table: TableFile | None = None
    """The rows, if they were read to tell the format."""

    @property
    def has_texts(self) -> bool:
        """Whether it is of a format that holds the texts that were coded, not their coded segments alone."""
        return not FORMATS[self.format].is_table

    @property
    def source(self) -> Source:
        """Name and hash; of a folder, the hash of the database in it."""
        file = self.path / INNER if self.path.is_dir() else self.path
        return Source(self.path.name, hash_file(file), self.path.suffix.lstrip("."), None)

    @property
    def segments(self) -> int:
        """How many coded segments it holds: rows of a table, codes given in a project."""
        if self.has_texts:
            return sum(len(coding.segments) for coding in self.project.codings)
        return len(self._rows.rows)

    @cached_property
    def project(self) -> Project:
        """Documents and codings; of a table of segments, what it quotes. Raises what reading raises."""
        found = FORMATS[self.format]
        if found.is_table:
            return found.read(self.path, settings=self.settings, table=self._rows)
        return found.read(self.path, settings=self.settings)

    def codings(self, documents: Sequence[Document]) -> ImportedCodings:
        """Return its codings with positions in ``documents``, as ``read_codings`` says."""
        if self.has_texts:
            return carry_over(self.project, documents, place=self.path.name)
        dialect = FORMATS[self.format].dialect
        return read_segments(self.path, documents, settings=self.settings, dialect=dialect, table=self._rows)

    @cached_property
    def _rows(self) -> TableFile:
        return self.table or read_table_of_segments(self.path, settings=self.settings)


def open_coded_file(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    settings: Settings = DEFAULTS,
) -> CodedFile:
    """Find out a file's format, or that of a project's folder, by what is in it, unless ``format`` names it.

    Raises ``UsageError`` for a ``format`` that there is not, ``UnreadableFileError`` if the file is none of
    ``FORMATS``, and what reading its first part raises.
    """
    path = Path(path).resolve() if Path(path).is_dir() else Path(path)  # a folder may be given as "."
    if (named := named_format(format)) is not None:
        return CodedFile(path, named, settings)
    name, table = recognise(path, settings=settings)
    if name is None:
        what = f"is of no format that codings are read from. These are:\n{told_formats()}"
        raise UnreadableFileError(what, place=path.name)
    return CodedFile(path, name, settings, table)


def is_project_folder(path: Path) -> bool:
    """Say whether a path is a folder that is a project of another program."""
    return (path / INNER).is_file()


def detect(path: Path, *, settings: Settings = DEFAULTS) -> str:
    """Return the name of a file's format, or of that of a project's folder. Raises as ``open_coded_file`` does."""
    return open_coded_file(path, settings=settings).format


def read_project(path: Path, *, format: str | None = None, settings: Settings = DEFAULTS) -> Project:  # noqa: A002 - as the option is called
    """Read documents and codings of any format that is known; of a table of segments, what it quotes.

    Raises ``UsageError`` for a ``format`` that there is not, ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    return open_coded_file(path, format=format, settings=settings).project


def read_codings(
    path: Path,
    documents: Sequence[Document],
    *,
    settings: Settings = DEFAULTS,
    format: str | None = None,  # noqa: A002 - as the option is called
) -> ImportedCodings:
    """Read the codings of a file, with positions in ``documents``: a coding for each coder.

    The format is found out (``detect``) unless named. Segments of a table are located as ``read_segments`` says, those
    of a project, which has texts of its own, as ``carry_over`` says. What cannot be located is a problem, not guessed.

    Raises ``UsageError`` for a ``format`` that there is not, ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    return open_coded_file(path, format=format, settings=settings).codings(documents)
