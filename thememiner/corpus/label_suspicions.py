"""What is counted of the labels of speakers, and what looks wrong about the labels themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from thememiner.config import SpeakerSettings
from thememiner.corpus.similar_labels import SHORTEST_HAN, find_name_variants, find_similar, index_by_deletions
from thememiner.corpus.speakers import correct_label, is_listed_label, names_several, parse_label
from thememiner.language import has_han, is_question
from thememiner.phrasing import (
    note_joint_labels,
    note_name_variants,
    note_same_participant,
    note_similar_label,
    note_unknown_names,
)
from thememiner.records import Document, Form, Note, Role

_SHORTEST_ROLE, _SHORTEST_NAME = 6, 4
"""In characters: shorter labels that differ by one letter may well be two labels."""
_RARE, _TIMES = 2, 5
_MIN_DOCUMENTS = 3

Key = tuple[str, Role]
"""A label in the form in which labels are compared, and its role."""


@dataclass(slots=True)
class Tally:
    """What is counted of a label: how it is first written, its turns, and those that ask something."""

    label: str
    turns: int = 0
    questions: int = 0
    documents: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add the counts of the same label in another document."""
        self.turns += other.turns
        self.questions += other.questions
        self.documents += other.documents


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something about speakers that may be wrong, and the labels that it is about."""

    note: Note
    labels: frozenset[Key] = frozenset()


def count_labels(document: Document) -> dict[Key, Tally]:
    """Return the turns of each label of a document, and how many of them ask something; without unlabelled turns."""
    tallies: dict[Key, Tally] = {}
    for turn in document.turns:
        if turn.speaker is None:
            continue
        key = (parse_label(turn.speaker).whole, turn.role)
        tally = tallies.get(key)
        if tally is None:
            tally = tallies[key] = Tally(turn.speaker, documents=[document.doc_id])
        tally.turns += 1
        tally.questions += is_question(document.text[turn.start : turn.end])
    return tallies


def add_up(tallies: Iterable[Mapping[Key, Tally]]) -> dict[Key, Tally]:
    """Return the counts of each label over all documents; ``tallies`` has those of each document."""
    total: dict[Key, Tally] = {}
    for document in tallies:
        for key, tally in document.items():
            total.setdefault(key, Tally(tally.label)).add(tally)
    return total


def find_label_suspicions(
    documents: Sequence[Document],
    total: Mapping[Key, Tally],
    labelled: Mapping[str, Mapping[Key, Tally]],
    speakers: SpeakerSettings,
) -> Iterator[Suspicion]:
    """Yield labels that may be misspelt, written in several ways, of several people, or given and not found.

    ``labelled`` has the tallies of each document with labels, and ``total`` their sums.
    """
    yield from _find_similar_labels(total, labelled, speakers)
    yield from _find_name_variants(documents, total, speakers)
    yield from _find_same_participant(documents)
    yield from _find_joint_labels(total, speakers)
    yield from _find_unknown_names(total, speakers)


def _find_similar_labels(
    total: Mapping[Key, Tally], labelled: Mapping[str, Mapping[Key, Tally]], speakers: SpeakerSettings
) -> Iterator[Suspicion]:
    """Yield labels that differ by one letter from a label of the settings, or from a much more frequent one."""
    roles = _index_roles(speakers)
    has_rare = any(tally.turns <= _RARE and not any(map(str.isdigit, key[0])) for key, tally in total.items())
    names = index_by_deletions({key[0]: tally.label for key, tally in total.items()}) if has_rare else {}
    turns: dict[str, int] = defaultdict(int)
    for key, tally in total.items():
        turns[key[0]] += tally.turns
    for key, tally in total.items():
        if is_listed_label(tally.label, speakers):
            continue
        core = parse_label(tally.label).core
        shortest = SHORTEST_HAN if has_han(core) else _SHORTEST_ROLE
        role = find_similar(core, roles, shortest=shortest)
        if role is not None:
            text = note_similar_label(
                tally.label,
                tally.turns,
                role[1],
                turns.get(role[0]),
                tally.documents,
                is_corrected=correct_label(tally.label, speakers) is not None,
            )
            yield Suspicion(Note(tally.documents[0], text), frozenset({key}))
        elif tally.turns <= _RARE:
            shortest = SHORTEST_HAN if has_han(key[0]) else _SHORTEST_NAME
            name = find_similar(key[0], names, shortest=shortest)
            if name and turns[name[0]] >= _TIMES * tally.turns and _speaks_beside(name[0], tally, labelled):
                text = note_similar_label(tally.label, tally.turns, name[1], turns[name[0]], tally.documents)
                yield Suspicion(Note(tally.documents[0], text), frozenset({key}))


@lru_cache(maxsize=16)
def _index_roles(speakers: SpeakerSettings) -> Mapping[str, Sequence[tuple[str, str]]]:
    listed = (*speakers.interviewers, *speakers.others, *speakers.unnamed_participants, *speakers.renumbered)
    return index_by_deletions({parse_label(label).whole: label for label in listed if len(label) >= SHORTEST_HAN})


def _speaks_beside(name: str, tally: Tally, labelled: Mapping[str, Mapping[Key, Tally]]) -> bool:
    return any(name == other for doc_id in tally.documents for other, _ in labelled[doc_id])


def _find_name_variants(
    documents: Sequence[Document], total: Mapping[Key, Tally], speakers: SpeakerSettings
) -> Iterator[Suspicion]:
    """Yield participants whose labels write one name in several ways, so that they count as several people."""
    groups = find_name_variants(documents, [label for label, role in total if role is Role.PARTICIPANT], speakers)
    if groups:
        keys = [[(label, Role.PARTICIPANT) for label in group] for group in groups]
        names = sorted({doc_id for group in keys for key in group for doc_id in total[key].documents})
        text = note_name_variants([{total[key].label: total[key].turns for key in group} for group in keys], names)
        yield Suspicion(Note(names[0], text), frozenset(key for group in keys for key in group))


def _find_same_participant(documents: Sequence[Document]) -> Iterator[Suspicion]:
    """Yield a label that is the only participant of every dialogue."""
    dialogues = [document for document in documents if document.form is Form.DIALOGUE]
    people = {document.participants for document in dialogues}
    if len(dialogues) < _MIN_DOCUMENTS or len(people) != 1:
        return
    (only,) = people
    labels = {turn.speaker for document in dialogues for turn in document.turns if turn.role is Role.PARTICIPANT}
    keys = {parse_label(label).whole for label in labels if label is not None}
    if len(only) == len(labels) == 1 and keys == {parse_label(only[0]).whole}:
        key = (keys.pop(), Role.PARTICIPANT)
        text = note_same_participant(only[0], len(dialogues))
        yield Suspicion(Note(dialogues[0].doc_id, text), frozenset({key}))


def _find_joint_labels(total: Mapping[Key, Tally], speakers: SpeakerSettings) -> Iterator[Suspicion]:
    """Yield the labels of several people, whose turns belong to no single person."""
    joint = {
        key: tally for key, tally in total.items() if key[1] is Role.OTHER and names_several(tally.label, speakers)
    }
    if joint:
        names = list(dict.fromkeys(doc_id for tally in joint.values() for doc_id in tally.documents))
        counts = {tally.label: tally.turns for tally in joint.values()}
        yield Suspicion(Note(names[0], note_joint_labels(counts, names)))


def _find_unknown_names(total: Mapping[Key, Tally], speakers: SpeakerSettings) -> Iterator[Suspicion]:
    """Yield a note for the names of the settings that no speaker has: they may be misspelt."""
    given = {name: f"--{role}" for role in Role for name in getattr(speakers, role.value)}
    parsed = [parse_label(label) for label, _ in total]
    seen = {form for one in parsed for form in (one.whole, one.core)}
    unknown = [name for name in given if seen.isdisjoint({(own := parse_label(name)).whole, own.core})]
    if unknown and seen:
        labels = [tally.label for tally in total.values()]
        yield Suspicion(Note("speakers", note_unknown_names(unknown, [given[name] for name in unknown], labels)))
