"""What is known of participants and of documents: ``participants.csv`` and ``documents.csv`` beside the transcripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from thememiner.config import Settings
from thememiner.corpus.contents import problem_of
from thememiner.corpus.folder import InputFile
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import TableFile, as_names, as_text, first_column, name_columns, read_table
from thememiner.records import Note, Problem

_PARTICIPANT = ("participant", "participant_id", "id", "pid", "参与者", "受访者", "编号", "參與者", "受訪者", "編號")
_DOCUMENT = ("document", "doc", "doc_id", "file", "filename", "文档", "文件", "文件名", "文檔")
_PARTICIPANTS = ("participants", "participant", "participant_id", "参与者", "受访者", "參與者", "受訪者")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of such a table says of one participant or one document."""

    table: str
    line: int
    name: str
    attributes: dict[str, str]
    participants: tuple[str, ...] = ()
    """Of a document: who took part, as listed."""

    @property
    def place(self) -> str:
        """Return the table and the line."""
        return f"{self.table}:{self.line}"

    @property
    def folder(self) -> str:
        """Return the folder of the table, to which names of documents are relative."""
        return str(PurePosixPath(self.table).parent)


@dataclass(slots=True)
class Attributes:
    """All entries of all such tables, in order."""

    participants: list[Entry] = field(default_factory=list)
    documents: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_attributes(files: Sequence[InputFile], *, settings: Settings) -> Attributes:
    """Read tables of participants and documents; one that cannot be read is a problem, and the others are done."""
    found = Attributes()
    for file in files:
        try:
            _read(file, settings, found)
        except (InputError, OSError) as error:
            found.problems.append(problem_of(error, file.place))
    return found


def _read(file: InputFile, settings: Settings, found: Attributes) -> None:
    table = read_table(file.path, place=file.place, settings=settings.corpus)
    found.notes += [Note(file.place, note) for note in table.notes]
    if file.path.stem.lower() == "participants":
        key = _column(table, (*settings.table.participant, *_PARTICIPANT), file.place)
        found.participants += _entries(table, key, file.place)
    else:
        key = _column(table, (*settings.table.document, *_DOCUMENT), file.place)
        found.documents += _entries(table, key, file.place, first_column(table.columns, _PARTICIPANTS))


def _column(table: TableFile, names: Sequence[str], place: str) -> str:
    column = first_column(table.columns, names)
    if column is None:
        wanted = ", ".join(dict.fromkeys(names))
        there = name_columns(table.columns, names)
        raise UnreadableFileError(
            f"has none of the columns {wanted}. {there}", place=place, remedy="Rename the column with the names."
        )
    return column


def _entries(table: TableFile, key: str, place: str, listed: str | None = None) -> Iterator[Entry]:
    others = [column for column in table.columns if column not in {key, listed}]
    for row, line in zip(table.rows, table.lines, strict=True):
        name = (as_text(row[key]) or "").strip()
        if name:
            values = {column: (as_text(row[column], between="; ") or "").strip() for column in others}
            attributes = {column: value for column, value in values.items() if value}
            yield Entry(place, line, name, attributes, tuple(as_names(row[listed])) if listed else ())
