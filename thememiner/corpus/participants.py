"""Who the speakers are over the whole corpus, and what is known of them and of their documents."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from thememiner.config import SpeakerSettings
from thememiner.corpus.attributes import Attributes, Row
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
    rows = _rows_by_document(documents, found.documents, cast.notes)
    for document in documents:
        own = rows.get(document.doc_id, [])
        named = _named(document, own, written, speakers, cast.notes)
        attributes = {key: value for row in reversed(own) for key, value in row.attributes.items()}
        merged = MappingProxyType({**document.attributes, **attributes})
        cast.documents.append(replace(document, turns=named, attributes=merged))
    people = dict.fromkeys(person for document in cast.documents for person in document.participants)
    known = {person: dict(described[person]) for person in sorted(people) if person in described}
    _describe(known, people, found.participants, cast.notes)
    cast.participants = {person: MappingProxyType(known[person]) for person in sorted(known)}
    return cast


def _named(
    document: Document, rows: Sequence[Row], written: dict[str, str], speakers: SpeakerSettings, notes: list[Note]
) -> tuple[Turn, ...]:
    labels = dict.fromkeys(_label(turn) for turn in document.turns if _is_open(turn))
    first = {_label(turn): turn.speaker for turn in reversed(document.turns) if _is_open(turn)}
    people = _by_list(labels, rows, document.doc_id, notes)
    local = [label for label in labels if label not in people and (label is None or is_local(label, speakers))]
    for label in labels:
        if label not in people:
            person = identity(first[label], document.doc_id, speakers, alone=len(local) == 1)
            people[label] = person or stem(document.doc_id)
    turns = []
    for turn in document.turns:
        person = people[_label(turn)] if _is_open(turn) else turn.participant
        if person is not None:
            person = written.setdefault(parts(person).whole, person) if _is_open(turn) else person
            written.setdefault(parts(person).whole, person)
        turns.append(replace(turn, participant=person) if person != turn.participant else turn)
    return tuple(turns)


def _is_open(turn: Turn) -> bool:
    return turn.role is Role.PARTICIPANT and turn.participant is None


def _label(turn: Turn) -> Label:
    return None if turn.speaker is None else parts(turn.speaker).whole


def _by_list(labels: Iterable[Label], rows: Sequence[Row], doc_id: str, notes: list[Note]) -> dict[Label, str]:
    """Return the speakers of a document that are recognised in the list of its participants."""
    listed = {parts(name).whole: name for row in rows for name in row.participants}
    people: dict[Label, str] = {label: listed.pop(label) for label in labels if label is not None and label in listed}
    left = [label for label in labels if label not in people]
    if len(left) == len(listed) == 1:
        people[left[0]] = listed.popitem()[1]
    unclear = "but it is not clear which speaker that is"
    notes += [Note(rows[0].place, f"lists {name} for {doc_id}, {unclear}") for name in listed.values()]
    return people


def _rows_by_document(documents: Sequence[Document], rows: Sequence[Row], notes: list[Note]) -> dict[str, list[Row]]:
    """Return the rows of each document: by its id, else by its file's name, else by that name without suffix."""
    by_id = {_folded(document.doc_id): [document.doc_id] for document in documents}
    by_name: dict[str, list[str]] = {}
    by_stem: dict[str, list[str]] = {}
    for document in documents:
        path = PurePosixPath(document.doc_id)
        by_name.setdefault(_folded(path.name), []).append(document.doc_id)
        by_stem.setdefault(_folded(stem(path.name)), []).append(document.doc_id)
    found: dict[str, list[Row]] = {}
    for row in rows:
        name = _folded(row.name.replace("\\", "/").removeprefix("./"))
        inside = _folded(f"{row.folder}/") + name if row.folder else name
        matches = by_id.get(inside) or by_id.get(name) or by_name.get(name) or by_stem.get(name) or []
        if len(matches) == 1:
            found.setdefault(matches[0], []).append(row)
        else:
            several = f"could be any of {', '.join(matches)}" if matches else "is not among the documents"
            notes.append(Note(row.place, f"{row.name} {several}"))
    return found


def _describe(known: dict[str, dict[str, str]], people: Iterable[str], rows: Sequence[Row], notes: list[Note]) -> None:
    """Add what the rows say to what is known; a person named after a document is found by the file's name too."""
    by_name: dict[str, list[str]] = {}
    for person in people:
        by_name.setdefault(parts(person).whole, []).append(person)
        by_name.setdefault(parts(PurePosixPath(person).name).whole, []).append(person)
    for row in rows:
        matches = by_name.get(parts(row.name).whole, [])
        exact = [person for person in matches if parts(person).whole == parts(row.name).whole]
        fitting = exact or (matches if len(set(matches)) == 1 else [])
        if not fitting:
            notes.append(Note(row.place, f"nobody in the documents speaks as {row.name}"))
        else:
            known[fitting[0]] = {**known.get(fitting[0], {}), **row.attributes}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
