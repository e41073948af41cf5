"""Who the speakers are over the whole corpus, and what is known of them and of their documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from thememiner.config import SpeakerSettings
from thememiner.corpus.attributes import Attributes, Entry
from thememiner.corpus.matching import entries_by_document, entries_by_person
from thememiner.corpus.speakers import identity, is_local, parts
from thememiner.intake import first_few, without_suffix
from thememiner.records import Document, Form, Note, Role, Turn

Label = str | None

_CODES_OF_ONE_FILE = frozenset({"cha"})
"""Formats in which a label is a code of its file (``PAR``, ``CHI``), another person in each."""


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
