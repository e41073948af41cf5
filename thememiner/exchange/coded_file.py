"""A file of coded material: its format is recognised from its content, and its codings are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from thememiner.config import Settings
from thememiner.errors import UnreadableFileError
from thememiner.exchange.document_matching import transfer_codings
from thememiner.exchange.formats import FORMATS, list_formats, normalise_format_name, recognise_format
from thememiner.exchange.project_building import ImportedCodings
from thememiner.exchange.qualcoder import DATABASE_NAME
from thememiner.exchange.segments import locate_segments
from thememiner.exchange.table_columns import names_rows_only
from thememiner.exchange.table_rows import read_segment_table
from thememiner.intake import TableFile
from thememiner.records import Document, Project, Source
from thememiner.storage import hash_file, to_path

DEFAULTS = Settings()


@dataclass(frozen=True)
class CodedFile:
    """A file, or the folder of a project, whose format is known. Its content is read once, when it is first needed."""

    path: Path
    format: str
    """A key of ``FORMATS``."""
    settings: Settings
    table: TableFile | None = None
    """The rows, if they were read to recognise the format."""

    @property
    def has_texts(self) -> bool:
        """Whether the format holds the full texts of the documents, not only coded segments."""
        return not FORMATS[self.format].is_table

    @property
    def is_by_row(self) -> bool:
        """Whether it is a table that says which rows of another table it codes, by id, without quotes or positions."""
        return not self.has_texts and names_rows_only(self._rows, self.settings.table)

    @property
    def source(self) -> Source:
        """Name and hash of the file; for a folder, the hash of the database in it."""
        file = self.path / DATABASE_NAME if self.path.is_dir() else self.path
        return Source(self.path.name, hash_file(file), self.path.suffix.lstrip("."), None)

    @property
    def segment_count(self) -> int:
        """The number of coded segments: rows of a table, or codes applied in a project."""
        if self.has_texts:
            return sum(len(coding.segments) for coding in self.project.codings)
        return len(self._rows.rows)

    @cached_property
    def project(self) -> Project:
        """Documents and codings; of a table of segments, the passages that it quotes. Raises what reading raises."""
        known = FORMATS[self.format]
        if known.is_table:
            return known.read(self.path, settings=self.settings, table=self._rows)
        return known.read(self.path, settings=self.settings)

    def read_codings(self, documents: Sequence[Document]) -> ImportedCodings:
        """Return the codings with positions in ``documents``, as the function ``read_codings`` does."""
        if self.has_texts:
            return transfer_codings(self.project, documents, place=self.path.name)
        dialect = FORMATS[self.format].dialect
        return locate_segments(self.path, documents, settings=self.settings, dialect=dialect, table=self._rows)

    @cached_property
    def _rows(self) -> TableFile:
        return self.table or read_segment_table(self.path, settings=self.settings)


def open_coded_file(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - as the option is called
    settings: Settings = DEFAULTS,
) -> CodedFile:
    """Recognise the format of a file, or of a project's folder, from its content, unless ``format`` names it.

    Raises ``UsageError`` if ``format`` is unknown, ``UnreadableFileError`` if the file is of none of ``FORMATS``, and
    what reading its first part raises.
    """
    path = to_path(path)
    if path.is_dir():
        path = path.resolve()  # a folder may be given as "."
    if (name := normalise_format_name(format)) is not None:
        return CodedFile(path, name, settings)
    name, table = recognise_format(path, settings=settings)
    if name is None:
        what = "is not in a format that codings can be read from (transcripts have no codings). Known formats:"
        raise UnreadableFileError(what, place=path.name, details=list_formats())
    return CodedFile(path, name, settings, table)


def is_project_folder(path: Path) -> bool:
    """Tell whether a path is a folder that holds a project of another program."""
    return (path / DATABASE_NAME).is_file()


def detect_format(path: Path, *, settings: Settings = DEFAULTS) -> str:
    """Return the name of the format of a file, or of a project's folder. Raises what ``open_coded_file`` raises."""
    return open_coded_file(path, settings=settings).format


def read_project(path: Path, *, format: str | None = None, settings: Settings = DEFAULTS) -> Project:  # noqa: A002 - as the option is called
    """Read documents and codings in any known format; of a table of segments, the passages that it quotes.

    Raises ``UsageError`` if ``format`` is unknown, ``UnreadableFileError`` and ``UnsafeFileError``.
    """
    return open_coded_file(path, format=format, settings=settings).project


def read_codings(
    path: Path,
    documents: Sequence[Document],
    *,
    settings: Settings = DEFAULTS,
    format: str | None = None,  # noqa: A002 - as the option is called
) -> ImportedCodings:
    r"""Read the codings of a file, one per coder, with positions in ``documents``.

    The format is recognised from the content unless ``format`` names it. A passage that cannot be located in the
    documents is reported in ``problems`` and left out. Segments of a table are located by their positions or quotes;
    those of a project, which has its own texts, are transferred to the documents with the same texts.

    Raises ``UsageError`` if ``format`` is unknown, ``UnreadableFileError`` and ``UnsafeFileError``.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from thememiner.records import Document, Form, Source
    >>> text = "I miss home. The food is strange."
    >>> document = Document("P1.txt", text, Form.PROSE, (), Source("P1.txt", "", "txt", None))
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "codes.csv")
    ...     _ = table.write_text("document,coder,code,quote\nP1.txt,Li,Homesickness,I miss home.\n")
    ...     imported = read_codings(table, [document])
    >>> imported.codings[0].coder
    'Li'
    >>> imported.codings[0].segments[["doc_id", "start", "end", "code_id"]].values.tolist()
    [['P1.txt', 0, 12, 'Homesickness']]
    """
    return open_coded_file(path, format=format, settings=settings).read_codings(documents)
