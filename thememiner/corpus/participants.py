"""Name the participants over the whole corpus, so that one person has one name in all documents."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from thememiner.config import SpeakerSettings
from thememiner.corpus.attributes import AttributeEntry, AttributeTables, match_documents, match_people
from thememiner.corpus.label_scope import Label, LabelScope, find_label_scope
from thememiner.corpus.speakers import parse_label
from thememiner.intake import strip_suffix
from thememiner.phrasing import list_some, note_local_letters
from thememiner.records import Document, Form, Note, Role, Turn

_FORMATS_WITH_CODES = frozenset({"cha"})
"""Formats in which a label is a code (``PAR``, ``CHI``) that means another person in each file."""


@dataclass(slots=True)
class NamedCorpus:
    """The documents with a name for every participant, and the attributes of each person."""

    documents: list[Document] = field(default_factory=list)
    participants: dict[str, Mapping[str, str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def name_participants(
    documents: Sequence[Document],
    tables: AttributeTables,
    attributes_by_person: Mapping[str, Mapping[str, str]],
    *,
    speakers: SpeakerSettings,
) -> NamedCorpus:
    """Name the participant of every turn that has none, and attach the attributes of people and documents.

    A label means the same person in all documents, spelled as first written, unless it is one that means another person
    in each (``find_label_scope``). A person whom ``documents.csv`` lists for a document is recognised by the label,
    or because one listed person and one speaker are left. ``attributes_by_person`` come from tables of turns.
    """
    named = NamedCorpus()
    listed = {parse_label(entry.name).whole for entry in tables.participants}
    listed |= {parse_label(name).whole for entry in tables.documents for name in entry.participants}
    scope = find_label_scope(documents, listed, speakers)
    if scope.one_in_each:
        named.notes.append(_note_local_letters(documents, scope))
    naming = _Naming(scope, named.notes)
    entries_of = match_documents((document.doc_id for document in documents), tables.documents, named.notes)
    for document in documents:
        entries = entries_of.get(document.doc_id, [])
        turns = naming.name_turns(document, entries)
        attributes = MappingProxyType({**document.attributes, **_merge_attributes(entries)})
        named.documents.append(replace(document, turns=turns, attributes=attributes))
    by_key = {parse_label(person).whole: attributes for person, attributes in attributes_by_person.items()}
    people = sorted({person for document in named.documents for person in document.participants})
    entries_of_people = match_people(people, tables.participants, named.notes)
    for person in people:
        from_turns = attributes_by_person.get(person) or by_key.get(parse_label(person).whole, {})
        known = {**from_turns, **_merge_attributes(entries_of_people.get(person, []))}
        if known:
            named.participants[person] = MappingProxyType(known)
    named.notes += _note_unnamed_table(named.documents)
    return named


def _note_local_letters(documents: Sequence[Document], scope: LabelScope) -> Note:
    """Note letters that count as another person in each document, but may be the same one's."""
    files: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for speaker in {turn.speaker for turn in document.turns if turn.speaker is not None and _is_unnamed(turn)}:
            if scope.key(speaker, document.doc_id) in scope.one_in_each:
                files[scope.name(speaker)].add(document.doc_id)
    names = sorted(set().union(*files.values()))
    return Note(names[0], note_local_letters({label: len(found) for label, found in files.items()}, names))


def _note_unnamed_table(documents: Sequence[Document]) -> Iterator[Note]:
    """Note that a single table, whose rows may be those of many people, counts as one participant's."""
    if len(documents) != 1 or documents[0].form is not Form.ROWS:
        return
    (document,) = documents
    own = strip_suffix(document.doc_id)
    if document.doc_id == document.source.path and document.participants == (own,) and len(document.turns) > 1:
        yield Note(
            document.doc_id,
            f"names no participants, so its {len(document.turns):,} rows count as those of one participant, {own}. If "
            "a column says whose they are, name it as participant under [table]; if none does, ignore counts of "
            "participants.",
        )


def _merge_attributes(entries: Sequence[AttributeEntry]) -> dict[str, str]:
    """Return the attributes of several entries; of two values the first counts."""
    return {key: value for entry in reversed(entries) for key, value in entry.attributes.items()}


class _Naming:
    """Names participants document by document, and remembers how each name was first written."""

    def __init__(self, scope: LabelScope, notes: list[Note]) -> None:
        self._scope = scope
        self._notes = notes
        self._first_written: dict[str, str] = {}
        self._document_names: dict[str, str] = {}

    def name_turns(self, document: Document, entries: Sequence[AttributeEntry]) -> tuple[Turn, ...]:
        """Return the turns of a document with a name for every participant."""
        for person in document.participants:
            self._as_first_written(person)
        speakers = dict.fromkeys(turn.speaker for turn in document.turns if _is_unnamed(turn))
        key_of = {speaker: self._scope.key(speaker, document.doc_id) for speaker in speakers}
        first: dict[Label, Label] = {}
        for speaker, label in key_of.items():
            first.setdefault(label, speaker)
        labels = list(first)
        people = self._find_listed(labels, entries, document)
        has_codes = document.source.format in _FORMATS_WITH_CODES
        unlisted = [label for label in labels if label not in people]
        local = [label for label in unlisted if has_codes or self._scope.is_local(first[label], label)]
        own = strip_suffix(document.doc_id)
        if local:
            self._note_equal_names(own, document.doc_id)
        for label in unlisted:
            written = first[label]
            name = own if written is None else self._scope.name(written)
            if label in local and written is not None:
                name = own if len(local) == 1 else f"{own}/{name}"
            people[label] = self._as_first_written(name)
        for label in set(labels) - set(unlisted):
            people[label] = self._as_first_written(people[label])
        return tuple(
            Turn(turn.start, turn.end, turn.speaker, turn.role, people[key_of[turn.speaker]])
            if _is_unnamed(turn)
            else turn
            for turn in document.turns
        )

    def _note_equal_names(self, own: str, doc_id: str) -> None:
        """Note that two documents share a participant because their names are equal (``P3.docx``, ``P3.vtt``)."""
        other = self._document_names.setdefault(parse_label(own).whole, doc_id)
        if other != doc_id:
            text = f"has the same name as {other}: participants without a name are taken for the same person in both."
            self._notes.append(Note(doc_id, text))

    def _as_first_written(self, name: str) -> str:
        return self._first_written.setdefault(parse_label(name).whole, name)

    def _find_listed(
        self, labels: Iterable[Label], entries: Sequence[AttributeEntry], document: Document
    ) -> dict[Label, str]:
        """Return the speakers of a document that are recognised in the list of its participants."""
        known = {parse_label(person).whole for person in document.participants}
        names = {parse_label(name).whole: name for entry in entries for name in entry.participants}
        listed = {key: name for key, name in names.items() if key not in known}
        people: dict[Label, str] = {label: listed.pop(label) for label in labels if label and label in listed}
        left = [label for label in labels if label not in people]
        if len(left) == len(listed) == 1:
            people[left[0]] = listed.popitem()[1]
        if listed:
            listed_names = list_some(listed.values())
            text = f"lists {listed_names} for {document.doc_id}, but it is not clear which speaker is meant."
            self._notes.append(Note(entries[0].place, text))
        return people


def _is_unnamed(turn: Turn) -> bool:
    return turn.role is Role.PARTICIPANT and turn.participant is None
