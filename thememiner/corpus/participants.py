"""Who the speakers are over the whole corpus, and what is known of them and of their documents.

Which document, and which person, an entry of the tables of attributes speaks of.
What is known of participants and of documents: ``participants.csv`` and ``documents.csv`` beside the transcripts.
Who asks: a sign that a speaker whose label does not say so is the interviewer.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from thememiner.config import Settings, SpeakerSettings
from thememiner.corpus.file_contents import problem_of
from thememiner.corpus.file_listing import InputFile
from thememiner.corpus.speakers import identity, is_local, parts
from thememiner.errors import InputError, UnreadableFileError
from thememiner.intake import (
    DocumentNames,
    TableFile,
    as_names,
    as_text,
    first_column,
    first_few,
    name_columns,
    read_table,
    without_suffix,
)
from thememiner.language import is_question
from thememiner.records import Document, Form, Note, Problem, Role, Turn

_PARTICIPANT = ("participant", "participant_id", "id", "pid", "参与者", "受访者", "编号", "參與者", "受訪者", "編號")
_DOCUMENT = ("document", "doc", "doc_id", "file", "filename", "文档", "文件", "文件名", "文檔")
_PARTICIPANTS = ("participants", "participant", "participant_id", "参与者", "受访者", "參與者", "受訪者")
Label = str | None
_CODES_OF_ONE_FILE = frozenset({"cha"})
"""Formats in which a label is a code of its file (``PAR``, ``CHI``), another person in each."""
NO_PARTICIPANT = "Whoever is none belongs under [speakers] in the configuration, as interviewer or other."
_LEAST, _SHARE = 2, 0.7


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


@dataclass(slots=True)
class Cast:
    """The documents with everybody named, what is known of each person, and what did not fit."""

    documents: list[Document] = field(default_factory=list)
    participants: dict[str, Mapping[str, str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def name_participants(
    documents: Sequence[Document],
    found: Attributes,
    described: Mapping[str, Mapping[str, str]],
    *,
    speakers: SpeakerSettings,
) -> Cast:
    """Name the participant of every turn that has none, and attach the attributes of persons and documents.

    A label means the same person in all documents, with letters as first written, unless it is one that means
    another person in each (``identity``). Who is listed for a document in ``documents.csv`` is recognised by
    label, or because one listed person and one speaker are left. ``described`` are attributes from tables of turns.
    """
    cast = Cast()
    naming = _Naming(speakers, cast.notes)
    of_documents = entries_by_document((document.doc_id for document in documents), found.documents, cast.notes)
    for document in documents:
        entries = of_documents.get(document.doc_id, [])
        turns = naming.named_turns(document, entries)
        attributes = MappingProxyType({**document.attributes, **_attributes(entries)})
        cast.documents.append(replace(document, turns=turns, attributes=attributes))
    by_letters = {parts(person).whole: known for person, known in described.items()}
    people = sorted({person for document in cast.documents for person in document.participants})
    of_people = entries_by_person(people, found.participants, cast.notes)
    for person in people:
        of_tables = described.get(person) or by_letters.get(parts(person).whole, {})
        known = {**of_tables, **_attributes(of_people.get(person, []))}
        if known:
            cast.participants[person] = MappingProxyType(known)
    cast.notes += _of_nobody(cast.documents)
    return cast


def _of_nobody(documents: Sequence[Document]) -> Iterator[Note]:
    """Say that a single table, whose rows are perhaps those of many, counts as one participant's."""
    if len(documents) != 1 or documents[0].form is not Form.ROWS:
        return
    (document,) = documents
    own = without_suffix(document.doc_id)
    if document.doc_id == document.source.path and document.participants == (own,) and len(document.turns) > 1:
        yield Note(
            document.doc_id,
            f"names nobody, so its {len(document.turns):,} rows count as those of one participant, {own}. If a column "
            "says whose they are, name it as participant under [table]; if none does, ignore counts of participants.",
        )


def _attributes(entries: Sequence[Entry]) -> dict[str, str]:
    """Return what several entries say; of two values the first counts."""
    return {key: value for entry in reversed(entries) for key, value in entry.attributes.items()}


class _Naming:
    """Names participants, document by document, so that one person has one name in all of them."""

    def __init__(self, speakers: SpeakerSettings, notes: list[Note]) -> None:
        self._speakers = speakers
        self._notes = notes
        self._first_written: dict[str, str] = {}
        self._namesakes: dict[str, str] = {}

    def named_turns(self, document: Document, entries: Sequence[Entry]) -> tuple[Turn, ...]:
        """Return the turns of a document with a name for every participant."""
        for person in document.participants:
            self._as_first_written(person)
        open_turns = [turn for turn in document.turns if _is_open(turn)]
        first = {_label(turn): turn.speaker for turn in reversed(open_turns)}
        labels = list(dict.fromkeys(_label(turn) for turn in open_turns))
        people = self._listed(labels, entries, document)
        coded = document.source.format in _CODES_OF_ONE_FILE
        local = [label for label in labels if label not in people and (coded or self._is_local(label))]
        own = without_suffix(document.doc_id)
        if local:
            self._note_namesake(own, document.doc_id)
        for label in labels:
            alone = len(local) == 1
            name = people.get(label) or identity(first[label], own, self._speakers, alone=alone, local=coded) or own
            people[label] = self._as_first_written(name)
        return tuple(
            replace(turn, participant=people[_label(turn)]) if _is_open(turn) else turn for turn in document.turns
        )

    def _is_local(self, label: Label) -> bool:
        return label is None or is_local(label, self._speakers)

    def _note_namesake(self, own: str, doc_id: str) -> None:
        """Say that two documents have one participant because their names are one (``P3.docx``, ``P3.vtt``)."""
        namesake = self._namesakes.setdefault(parts(own).whole, doc_id)
        if namesake != doc_id:
            text = (
                f"is called like {namesake}: participants without a name of their own are taken for the same in both."
            )
            self._notes.append(Note(doc_id, text))

    def _as_first_written(self, name: str) -> str:
        return self._first_written.setdefault(parts(name).whole, name)

    def _listed(self, labels: Iterable[Label], entries: Sequence[Entry], document: Document) -> dict[Label, str]:
        """Return the speakers of a document that are recognised in the list of its participants."""
        known = {parts(person).whole for person in document.participants}
        named = {parts(name).whole: name for entry in entries for name in entry.participants}
        listed = {key: name for key, name in named.items() if key not in known}
        people: dict[Label, str] = {label: listed.pop(label) for label in labels if label and label in listed}
        left = [label for label in labels if label not in people]
        if len(left) == len(listed) == 1:
            people[left[0]] = listed.popitem()[1]
        if listed:
            names = first_few(listed.values())
            text = f"lists {names} for {document.doc_id}, but it is not clear which speaker is meant."
            self._notes.append(Note(entries[0].place, text))
        return people


def _is_open(turn: Turn) -> bool:
    return turn.role is Role.PARTICIPANT and turn.participant is None


def _label(turn: Turn) -> Label:
    return None if turn.speaker is None else parts(turn.speaker).whole


def entries_by_document(doc_ids: Iterable[str], entries: Sequence[Entry], notes: list[Note]) -> dict[str, list[Entry]]:
    """Return the entries of each document, and note those of none, or of one of several that bear the name."""
    names = DocumentNames(doc_ids)
    unknown = "speaks of documents that are not read"
    return _matched(entries, lambda entry: names.find(entry.name, folder=entry.folder), unknown, notes)


def entries_by_person(people: Iterable[str], entries: Sequence[Entry], notes: list[Note]) -> dict[str, list[Entry]]:
    """Return the entries of each person, and note people without one.

    A person who is named after a document is found by the file's name, too.
    """
    people = tuple(people)
    by_name: dict[str, list[str]] = defaultdict(list)
    by_file: dict[str, list[str]] = defaultdict(list)
    for person in people:
        by_name[parts(person).whole].append(person)
        by_file[parts(PurePosixPath(person).name).whole].append(person)

    def bearers(entry: Entry) -> list[str]:
        name = parts(entry.name).whole
        return by_name.get(name) or by_file.get(name) or []

    found = _matched(entries, bearers, "speaks of people who do not speak in the documents", notes)
    strangers = [person for person in people if person not in found]
    if entries and strangers:
        text = f"has no row for: {first_few(strangers)} (counted as participants). {NO_PARTICIPANT}"
        notes.append(Note(entries[0].table, text))
    return found


def _matched(
    entries: Sequence[Entry], bearers: Callable[[Entry], list[str]], unknown: str, notes: list[Note]
) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    missing: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        meant = bearers(entry)
        if len(meant) == 1:
            found[meant[0]].append(entry)
        elif meant:
            notes.append(Note(entry.place, f"{entry.name} could be any of {first_few(meant)}."))
        else:
            missing[entry.table].append(entry.name)
    # One note a table: a table often serves more than what is read.
    notes += [Note(table, f"{unknown}: {first_few(names)}.") for table, names in missing.items()]
    return found


def note_asker(document: Document) -> Note | None:
    """Return a note that names the speaker who asks most, if nobody is known as interviewer and two or more speak."""
    speakers = {turn.speaker for turn in document.turns if turn.speaker and turn.role is Role.PARTICIPANT}
    if len(speakers) < _LEAST or any(turn.role is Role.INTERVIEWER for turn in document.turns):
        return None
    turns = [turn for turn in document.turns if turn.speaker]
    asked = Counter(turn.speaker for turn in turns if is_question(document.text[turn.start : turn.end]))
    if not asked:
        return None
    speaker, count = asked.most_common(1)[0]
    if count < _LEAST or count < _SHARE * asked.total():
        return None
    return Note(
        document.doc_id,
        f"nobody is known as the interviewer, but most questions are asked by {speaker}; if that is the interviewer, "
        f'add "{speaker}" to the setting interviewer under [speakers].',
    )
