"""Name the participants over the whole corpus, so that one person has one name in all documents."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from thememiner.config import SpeakerSettings
from thememiner.corpus.attributes import AttributeEntry, AttributeTables, match_documents, match_people
from thememiner.corpus.speakers import identify_participant, is_local_label, parse_label
from thememiner.intake import strip_suffix
from thememiner.language import is_question
from thememiner.phrasing import list_some
from thememiner.records import Document, Form, Note, Role, Turn

Label = str | None
_FORMATS_WITH_CODES = frozenset({"cha"})
"""Formats in which a label is a code (``PAR``, ``CHI``) that means another person in each file."""
_MIN_SPEAKERS, _MIN_QUESTIONS, _MIN_QUESTION_SHARE = 2, 2, 0.7


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
    in each (``identify_participant``). A person whom ``documents.csv`` lists for a document is recognised by the label,
    or because one listed person and one speaker are left. ``attributes_by_person`` come from tables of turns.
    """
    named = NamedCorpus()
    naming = _Naming(speakers, named.notes)
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

    def __init__(self, speakers: SpeakerSettings, notes: list[Note]) -> None:
        self._speakers = speakers
        self._notes = notes
        self._first_written: dict[str, str] = {}
        self._document_names: dict[str, str] = {}

    def name_turns(self, document: Document, entries: Sequence[AttributeEntry]) -> tuple[Turn, ...]:
        """Return the turns of a document with a name for every participant."""
        for person in document.participants:
            self._as_first_written(person)
        unnamed = [turn for turn in document.turns if _is_unnamed(turn)]
        first = {_key(turn): turn.speaker for turn in reversed(unnamed)}
        labels = list(dict.fromkeys(_key(turn) for turn in unnamed))
        people = self._find_listed(labels, entries, document)
        has_codes = document.source.format in _FORMATS_WITH_CODES
        local = [label for label in labels if label not in people and (has_codes or self._is_local(label))]
        own = strip_suffix(document.doc_id)
        if local:
            self._note_equal_names(own, document.doc_id)
        for label in labels:
            name = people.get(label) or identify_participant(
                first[label], own, self._speakers, is_only_local=len(local) == 1, is_local=has_codes
            )
            people[label] = self._as_first_written(name or own)
        return tuple(
            replace(turn, participant=people[_key(turn)]) if _is_unnamed(turn) else turn for turn in document.turns
        )

    def _is_local(self, label: Label) -> bool:
        return label is None or is_local_label(label, self._speakers)

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


def _key(turn: Turn) -> Label:
    return None if turn.speaker is None else parse_label(turn.speaker).whole


def note_likely_interviewer(document: Document) -> Note | None:
    """Return a note that names the speaker who asks most questions, if two or more speak and none is an interviewer."""
    speakers = {turn.speaker for turn in document.turns if turn.speaker and turn.role is Role.PARTICIPANT}
    if len(speakers) < _MIN_SPEAKERS or any(turn.role is Role.INTERVIEWER for turn in document.turns):
        return None
    turns = [turn for turn in document.turns if turn.speaker]
    questions = Counter(turn.speaker for turn in turns if is_question(document.text[turn.start : turn.end]))
    if not questions:
        return None
    speaker, count = questions.most_common(1)[0]
    if count < _MIN_QUESTIONS or count < _MIN_QUESTION_SHARE * questions.total():
        return None
    return Note(
        document.doc_id,
        f"no speaker is known to be the interviewer, but most questions are asked by {speaker}; if that is the "
        f'interviewer, add "{speaker}" to the setting interviewer under [speakers].',
    )
