"""What is known of participants and of documents: ``participants.csv`` and ``documents.csv`` beside the transcripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from thememiner.config import Settings
from thememiner.corpus.folder import InputFile
from thememiner.corpus.problems import problem_of
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import TableFile, read_table
from thememiner.intake.columns import first_column, name_columns
from thememiner.intake.grids import Cell
from thememiner.records import Note, Problem

_PARTICIPANT = ("participant", "participant_id", "id", "pid", "参与者", "受访者", "编号", "參與者", "受訪者", "編號")
_DOCUMENT = ("document", "doc", "doc_id", "file", "filename", "文档", "文件", "文件名", "文檔")
_PARTICIPANTS = ("participants", "participant", "participant_id", "参与者", "受访者", "參與者", "受訪者")


@dataclass(frozen=True, slots=True)
class Row:
    """What a table says of one participant or one document."""

    table: str
    line: int
    name: str
    attributes: dict[str, str]
    participants: tuple[str, ...] = ()
    """Of a document: who took part, as listed."""
    folder: str = ""
    """Of a document: the folder of the table, to which names are relative."""

    @property
    def place(self) -> str:
        """Return the table and the line."""
        return f"{self.table}:{self.line}"


@dataclass(slots=True)
class Attributes:
    """All rows of all such tables, in order."""

    participants: list[Row] = field(default_factory=list)
    documents: list[Row] = field(default_factory=list)
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
    corpus = settings.corpus
    table = read_table(file.path, place=file.place, encoding=corpus.encoding, max_unpacked_mb=corpus.max_unpacked_mb)
    found.notes += [Note(file.place, note) for note in table.notes]
    if file.path.stem.lower() == "participants":
        key = _column(table, (*settings.table.participant, *_PARTICIPANT), file.place)
        found.participants += _rows(table, key, file.place)
    else:
        key = _column(table, (*settings.table.document, *_DOCUMENT), file.place)
        found.documents += _rows(table, key, file.place, first_column(table.columns, _PARTICIPANTS))


def _column(table: TableFile, names: Sequence[str], place: str) -> str:
    column = first_column(table.columns, names)
    if column is None:
        wanted = ", ".join(dict.fromkeys(names))
        raise UnreadableFileError(
            f"has none of the columns {wanted}.", place=place, remedy=name_columns(table.columns, names)
        )
    return column


def _rows(table: TableFile, key: str, place: str, listed: str | None = None) -> Iterator[Row]:
    folder = str(PurePosixPath(place).parent)
    for row, line in zip(table.rows, table.lines, strict=True):
        name = _text(row[key]).strip()
        if not name:
            continue
        others = (column for column in table.columns if column not in {key, listed})
        attributes = {column: text for column in others if (text := _text(row[column]).strip())}
        people = _people(row[listed]) if listed else ()
        yield Row(place, line, name, attributes, people, "" if folder == "." else folder)


def _people(cell: Cell) -> tuple[str, ...]:
    names = cell if isinstance(cell, list) else (cell or "").replace("；", ";").split(";")
    return tuple(name.strip() for name in names if name.strip())


def _text(cell: Cell) -> str:
    return "; ".join(cell) if isinstance(cell, list) else cell or ""
