"""Who the speakers are over the whole corpus, and what is known of them and of their documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from thememiner.config import SpeakerSettings
from thememiner.corpus.attributes import Attributes, Row
from thememiner.corpus.matching import rows_by_document, rows_by_person
from thememiner.corpus.speakers import identity, is_local, parts, stem
from thememiner.records import Document, Note, Role, Turn

Label = str | None


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
    written: dict[str, str] = {}
    rows = rows_by_document([document.doc_id for document in documents], found.documents, cast.notes)
    for document in documents:
        own = rows.get(document.doc_id, [])
        turns = _named(document, own, written, speakers, cast.notes)
        attributes = MappingProxyType({**document.attributes, **_attributes(own)})
        cast.documents.append(replace(document, turns=turns, attributes=attributes))
    people = sorted({person for document in cast.documents for person in document.participants})
    described_here = rows_by_person(people, found.participants, cast.notes)
    for person in people:
        known = {**described.get(person, {}), **_attributes(described_here.get(person, []))}
        if known:
            cast.participants[person] = MappingProxyType(known)
    return cast


def _attributes(rows: Sequence[Row]) -> dict[str, str]:
    """Return what several rows say; of two values the first counts."""
    return {key: value for row in reversed(rows) for key, value in row.attributes.items()}


def _named(
    document: Document, rows: Sequence[Row], written: dict[str, str], speakers: SpeakerSettings, notes: list[Note]
) -> tuple[Turn, ...]:
    for person in document.participants:
        written.setdefault(parts(person).whole, person)
    first = {_label(turn): turn.speaker for turn in reversed(document.turns) if _is_open(turn)}
    labels = dict.fromkeys(_label(turn) for turn in document.turns if _is_open(turn))
    people = _by_list(labels, rows, document, notes)
    local = [label for label in labels if label not in people and (label is None or is_local(label, speakers))]
    for label in labels:
        if label not in people:
            named = identity(first[label], document.doc_id, speakers, alone=len(local) == 1)
            people[label] = named or stem(document.doc_id)
        people[label] = written.setdefault(parts(people[label]).whole, people[label])
    return tuple(replace(turn, participant=people[_label(turn)]) if _is_open(turn) else turn for turn in document.turns)


def _is_open(turn: Turn) -> bool:
    return turn.role is Role.PARTICIPANT and turn.participant is None


def _label(turn: Turn) -> Label:
    return None if turn.speaker is None else parts(turn.speaker).whole


def _by_list(labels: Iterable[Label], rows: Sequence[Row], document: Document, notes: list[Note]) -> dict[Label, str]:
    """Return the speakers of a document that are recognised in the list of its participants."""
    known = {parts(person).whole for person in document.participants}
    named = {parts(name).whole: name for row in rows for name in row.participants}
    listed = {key: name for key, name in named.items() if key not in known}
    people: dict[Label, str] = {label: listed.pop(label) for label in labels if label is not None and label in listed}
    left = [label for label in labels if label not in people]
    if len(left) == len(listed) == 1:
        people[left[0]] = listed.popitem()[1]
    if listed:
        names = ", ".join(listed.values())
        notes.append(
            Note(rows[0].place, f"lists {names} for {document.doc_id}, but it is not clear which speaker is meant.")
        )
    return people
