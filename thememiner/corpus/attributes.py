"""Attributes of participants and documents, from ``participants.csv`` and ``documents.csv`` beside the transcripts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from thememiner.config import Settings
from thememiner.corpus.file_contents import to_problem
from thememiner.corpus.file_listing import InputFile
from thememiner.corpus.speakers import parse_label
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import (
    DocumentNames,
    TableFile,
    cell_to_names,
    cell_to_text,
    describe_columns,
    find_column,
    read_table,
)
from thememiner.phrasing import list_some
from thememiner.records import Note, Problem

_PARTICIPANT_COLUMNS = (
    *("participant", "participant_id", "id", "pid"),
    *("参与者", "受访者", "编号", "參與者", "受訪者", "編號"),
)
_DOCUMENT_COLUMNS = ("document", "doc", "doc_id", "file", "filename", "文档", "文件", "文件名", "文檔")
_LISTED_PARTICIPANTS_COLUMNS = (
    *("participants", "participant", "participant_id"),
    *("参与者", "受访者", "參與者", "受訪者"),
)
_NOT_A_PARTICIPANT = (
    "List speakers who are not participants under [speakers] in the configuration, as interviewer or other."
)


@dataclass(frozen=True, slots=True)
class AttributeEntry:
    """The attributes of one participant or document, from one row of a table."""

    table: str
    line: int
    name: str
    attributes: dict[str, str]
    participants: tuple[str, ...] = ()
    """The participants that the table lists for a document."""

    @property
    def place(self) -> str:
        """The table and the line."""
        return f"{self.table}:{self.line}"

    @property
    def folder(self) -> str:
        """The folder of the table; names of documents are relative to it."""
        return str(PurePosixPath(self.table).parent)


@dataclass(slots=True)
class AttributeTables:
    """The entries of all tables of attributes, in order."""

    participants: list[AttributeEntry] = field(default_factory=list)
    documents: list[AttributeEntry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_attributes(files: Sequence[InputFile], *, settings: Settings) -> AttributeTables:
    """Read tables of participants and documents; a table that cannot be read becomes a problem."""
    tables = AttributeTables()
    for file in files:
        try:
            _add_table(file, settings, tables)
        except (InputError, OSError) as error:
            tables.problems.append(to_problem(error, file.place))
    return tables


def match_documents(
    doc_ids: Iterable[str], entries: Sequence[AttributeEntry], notes: list[Note]
) -> dict[str, list[AttributeEntry]]:
    """Return the entries of each document; entries that fit none, or several, are noted."""
    names = DocumentNames(doc_ids)
    unknown = "names documents that are not read"
    return _match(entries, lambda entry: names.find(entry.name, folder=entry.folder), unknown, notes)


def match_people(
    people: Iterable[str], entries: Sequence[AttributeEntry], notes: list[Note]
) -> dict[str, list[AttributeEntry]]:
    """Return the entries of each person; people without an entry, and entries that fit nobody or several, are noted.

    A person who is named after a document is found by the name of the file, too.
    """
    people = tuple(people)
    by_name: dict[str, list[str]] = defaultdict(list)
    by_file: dict[str, list[str]] = defaultdict(list)
    for person in people:
        by_name[parse_label(person).whole].append(person)
        by_file[parse_label(PurePosixPath(person).name).whole].append(person)

    def find_people(entry: AttributeEntry) -> list[str]:
        name = parse_label(entry.name).whole
        return by_name.get(name) or by_file.get(name) or []

    matched = _match(entries, find_people, "names people who do not speak in the documents", notes)
    missing = [person for person in people if person not in matched]
    if entries and missing:
        text = f"has no row for: {list_some(missing)} (counted as participants). {_NOT_A_PARTICIPANT}"
        notes.append(Note(entries[0].table, text))
    return matched


def _add_table(file: InputFile, settings: Settings, tables: AttributeTables) -> None:
    table = read_table(file.path, place=file.place, settings=settings.corpus)
    tables.notes += [Note(file.place, note) for note in table.notes]
    if file.path.stem.lower() == "participants":
        key = _key_column(table, (*settings.table.participant, *_PARTICIPANT_COLUMNS), file.place)
        tables.participants += _entries(table, key, file.place)
    else:
        key = _key_column(table, (*settings.table.document, *_DOCUMENT_COLUMNS), file.place)
        listed = find_column(table.columns, _LISTED_PARTICIPANTS_COLUMNS)
        tables.documents += _entries(table, key, file.place, listed)


def _key_column(table: TableFile, names: Sequence[str], place: str) -> str:
    column = find_column(table.columns, names)
    if column is None:
        wanted = ", ".join(dict.fromkeys(names))
        available = describe_columns(table.columns, names)
        raise UnreadableFileError(
            f"has none of the columns {wanted}. {available}", place=place, remedy="Rename the column with the names."
        )
    return column


def _entries(table: TableFile, key: str, place: str, listed: str | None = None) -> Iterator[AttributeEntry]:
    columns = [column for column in table.columns if column not in {key, listed}]
    for row, line in zip(table.rows, table.lines, strict=True):
        name = (cell_to_text(row[key]) or "").strip()
        if name:
            values = {column: (cell_to_text(row[column], between="; ") or "").strip() for column in columns}
            attributes = {column: value for column, value in values.items() if value}
            yield AttributeEntry(place, line, name, attributes, tuple(cell_to_names(row[listed])) if listed else ())


def _match(
    entries: Sequence[AttributeEntry],
    find_bearers: Callable[[AttributeEntry], list[str]],
    unknown: str,
    notes: list[Note],
) -> dict[str, list[AttributeEntry]]:
    matched: dict[str, list[AttributeEntry]] = defaultdict(list)
    missing: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        bearers = find_bearers(entry)
        if len(bearers) == 1:
            matched[bearers[0]].append(entry)
        elif bearers:
            notes.append(Note(entry.place, f"{entry.name} could be any of {list_some(bearers)}."))
        else:
            missing[entry.table].append(entry.name)
    # One note per table: a table often lists more than is read.
    notes += [Note(table, f"{unknown}: {list_some(names)}.") for table, names in missing.items()]
    return matched
