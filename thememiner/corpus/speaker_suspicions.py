"""What looks wrong about who speaks where: one list of suspicions for reading, inspecting, mining and the report."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from thememiner.config import SpeakerSettings
from thememiner.corpus.similar_labels import SHORTEST_HAN, find_name_variants, find_similar, index_by_deletions
from thememiner.corpus.speakers import (
    correct_label,
    find_unread_labels,
    is_listed_label,
    is_local_label,
    is_recogniser_label,
    names_several,
    parse_label,
)
from thememiner.language import has_han, is_question
from thememiner.phrasing import (
    note_asking_participant,
    note_closing_tags,
    note_joint_labels,
    note_kept_questions,
    note_labels_in_brackets,
    note_labels_inside_lines,
    note_likely_interviewer,
    note_lone_speaker,
    note_name_variants,
    note_no_speakers,
    note_questions_in_prose,
    note_reversed_roles,
    note_same_participant,
    note_silent_interviewer,
    note_similar_label,
    note_single_turns,
    note_unknown_names,
    note_unread_beginnings,
)
from thememiner.records import Document, Form, Note, Role

_MIN_SPEAKERS, _MIN_QUESTIONS, _MIN_QUESTION_SHARE = 2, 2, 0.7
_FEW_TURNS, _SOME_TURNS, _MANY_TURNS = 3, 5, 6
_SELDOM, _OFTEN = 0.2, 0.6
"""Shares of turns that ask something: fewer for a participant, more for an interviewer."""
_SHORTEST_ROLE, _SHORTEST_NAME = 6, 4
"""In characters: shorter labels that differ by one letter may well be two labels."""
_RARE, _TIMES = 2, 5
_MIN_DOCUMENTS = 3
_PROSE_QUESTIONS, _PROSE_SHARE = 4, 0.25
_SENTENCE_END = re.compile(r"[.!?。！？]+")

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


def find_suspicions(documents: Sequence[Document], speakers: SpeakerSettings) -> list[Suspicion]:
    """Return what looks wrong about the speakers of a corpus, the gravest first.

    Documents are known by their turns, so it does not matter what they were read from. Whoever asks is recognised by
    the form of the sentences (``is_question``). Counts are over the whole corpus; the place of a note is the first
    document that it is about.
    """
    tallies = {document.doc_id: count_labels(document) for document in documents}
    labelled = {doc_id: tally for doc_id, tally in tallies.items() if tally}
    found = [
        *_find_unread(documents, speakers),
        *_find_prose(documents, len(labelled)),
        *_find_reversed(labelled),
        *_find_likely_interviewers(labelled, _with_interviewer(documents), speakers),
        *_find_lone_speakers(documents, labelled),
    ]
    suspected = {key for one in found for key in one.labels}
    total = _add_up(labelled.values())
    others = {key: tally for key, tally in total.items() if key not in suspected}
    found += _find_wrong_roles(others, _with_interviewer(documents))
    found += _find_similar_labels(total, labelled, speakers)
    found += _find_name_variants(documents, total, speakers)
    found += _find_same_participant(documents)
    found += _find_joint_labels(total, speakers)
    found += _find_unknown_names(total, speakers)
    suspected = {key for one in found for key in one.labels}
    found += _find_single_turns(documents, {key: one for key, one in total.items() if key not in suspected}, speakers)
    return found


def _find_unknown_names(total: Mapping[Key, Tally], speakers: SpeakerSettings) -> Iterator[Suspicion]:
    """Yield a note for the names of the settings that no speaker has: they may be misspelt."""
    given = {name: f"--{role}" for role in Role for name in getattr(speakers, role.value)}
    parsed = [parse_label(label) for label, _ in total]
    seen = {form for one in parsed for form in (one.whole, one.core)}
    unknown = [name for name in given if seen.isdisjoint({(own := parse_label(name)).whole, own.core})]
    if unknown and seen:
        labels = [tally.label for tally in total.values()]
        yield Suspicion(Note("speakers", note_unknown_names(unknown, [given[name] for name in unknown], labels)))


class _Asking(Protocol):
    turns: int
    questions: int


def is_often_asking(counts: _Asking) -> bool:
    """Say whether a speaker asks something in most turns, as an interviewer does."""
    return counts.questions >= _OFTEN * max(counts.turns, 1)


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


def _with_interviewer(documents: Sequence[Document]) -> set[str]:
    """Return the documents in which an interviewer speaks, with a label or without."""
    return {one.doc_id for one in documents if any(turn.role is Role.INTERVIEWER for turn in one.turns)}


def _add_up(tallies: Iterable[Mapping[Key, Tally]]) -> dict[Key, Tally]:
    total: dict[Key, Tally] = {}
    for document in tallies:
        for key, tally in document.items():
            total.setdefault(key, Tally(tally.label)).add(tally)
    return total


def _find_unread(documents: Sequence[Document], speakers: SpeakerSettings) -> Iterator[Suspicion]:
    """Yield what looks like labels, or like an interviewer's questions, inside the turns of participants."""
    read = ((document.doc_id, find_unread_labels(document, speakers)) for document in documents)
    found = {doc_id: unread for doc_id, unread in read if unread}
    beginnings: Counter[str] = Counter()
    for unread in found.values():
        beginnings.update(unread.beginnings)
    if beginnings:
        names = [doc_id for doc_id, unread in found.items() if unread.beginnings]
        yield Suspicion(Note(names[0], note_unread_beginnings(dict(beginnings.most_common()), names)))
    kinds: tuple[tuple[str, Callable[[Sequence[str], Sequence[str]], str]], ...] = (
        ("inside_lines", note_labels_inside_lines),
        ("in_brackets", note_labels_in_brackets),
        ("closing_tags", note_closing_tags),
        ("questions", note_kept_questions),
    )
    for kind, note in kinds:
        examples = {doc_id: getattr(unread, kind) for doc_id, unread in found.items() if getattr(unread, kind)}
        if examples:
            names = list(examples)
            yield Suspicion(Note(names[0], note([one for some in examples.values() for one in some], names)))


def _find_prose(documents: Sequence[Document], labelled: int) -> Iterator[Suspicion]:
    """Yield documents without speakers beside others with speakers, or with many questions."""
    dialogues = labelled and sum(document.form is Form.DIALOGUE for document in documents)
    silent = []
    for document in documents:
        if document.form is not Form.PROSE:
            continue
        ends = _SENTENCE_END.findall(document.text)
        questions = sum("?" in end or "？" in end for end in ends)
        if questions >= max(_PROSE_QUESTIONS, _PROSE_SHARE * len(ends)):
            yield Suspicion(Note(document.doc_id, note_questions_in_prose(questions, len(ends))))
        elif dialogues and len(ends) >= _MANY_TURNS:
            silent.append(document.doc_id)
    if silent:
        yield Suspicion(Note(silent[0], note_no_speakers(silent, dialogues)))


def _find_reversed(labelled: Mapping[str, Mapping[Key, Tally]]) -> Iterator[Suspicion]:
    """Yield interviewers who hardly ask beside a participant who asks nearly all questions."""
    pairs: dict[tuple[Key, Key], tuple[Tally, Tally]] = {}
    for tallies in labelled.values():
        questions = sum(tally.questions for tally in tallies.values())
        asked = [key for key, one in tallies.items() if key[1] is Role.INTERVIEWER and _is_quiet(one)]
        asking = [key for key, one in tallies.items() if key[1] is Role.PARTICIPANT and _asks_most(one, questions)]
        for pair in ((one, other) for one in asked for other in asking):
            known = pairs.setdefault(pair, (Tally(tallies[pair[0]].label), Tally(tallies[pair[1]].label)))
            known[0].add(tallies[pair[0]])
            known[1].add(tallies[pair[1]])
    for pair, (one, other) in pairs.items():
        text = note_reversed_roles(
            (one.label, one.questions, one.turns), (other.label, other.questions, other.turns), one.documents
        )
        yield Suspicion(Note(one.documents[0], text), frozenset(pair))


def _is_quiet(tally: Tally) -> bool:
    return tally.turns >= _FEW_TURNS and tally.questions < _SELDOM * tally.turns


def _asks_most(tally: Tally, questions: int) -> bool:
    asks_most = tally.questions >= _MIN_QUESTION_SHARE * questions
    return tally.turns >= _FEW_TURNS and is_often_asking(tally) and asks_most


def _find_likely_interviewers(
    labelled: Mapping[str, Mapping[Key, Tally]], with_interviewer: Container[str], speakers: SpeakerSettings
) -> Iterator[Suspicion]:
    """Yield who asks most questions in documents in which two or more speak and none is an interviewer."""
    likely: dict[Key, Tally] = {}
    for doc_id, tallies in labelled.items():
        participants = [key for key in tallies if key[1] is Role.PARTICIPANT]
        if len(participants) < _MIN_SPEAKERS or doc_id in with_interviewer:
            continue
        questions = sum(tally.questions for tally in tallies.values())
        key = max(tallies, key=lambda key: tallies[key].questions)
        most = tallies[key].questions
        if most >= _MIN_QUESTIONS and most >= _MIN_QUESTION_SHARE * questions:
            likely.setdefault(key, Tally(tallies[key].label)).add(tallies[key])
    for key, tally in likely.items():
        others: list[str] = []
        if is_recogniser_label(tally.label, speakers):
            known = set(tally.documents)
            others = [doc_id for doc_id, one in labelled.items() if key in one and doc_id not in known]
        text = note_likely_interviewer(tally.label, tally.documents, others)
        yield Suspicion(Note(tally.documents[0], text), frozenset({key}))


def _find_lone_speakers(
    documents: Sequence[Document], labelled: Mapping[str, Mapping[Key, Tally]]
) -> Iterator[Suspicion]:
    """Yield speakers who are alone in dialogues of several turns."""
    alone: dict[Key, list[str]] = defaultdict(list)
    labels: dict[Key, str] = {}
    for document in documents:
        tallies = labelled.get(document.doc_id, {})
        if document.form is Form.DIALOGUE and len(tallies) == 1:
            ((key, tally),) = tallies.items()
            if tally.turns == len(document.turns) and (tally.turns >= _FEW_TURNS or key[1] is Role.INTERVIEWER):
                alone[key].append(document.doc_id)
                labels.setdefault(key, tally.label)
    for key, names in alone.items():
        text = note_lone_speaker(labels[key], names, is_participant=key[1] is Role.PARTICIPANT)
        yield Suspicion(Note(names[0], text), frozenset({key}))


def _find_wrong_roles(total: Mapping[Key, Tally], with_interviewer: set[str]) -> Iterator[Suspicion]:
    """Yield interviewers who never ask, and participants who mostly ask beside an interviewer."""
    for key, tally in total.items():
        if tally.turns < _SOME_TURNS:
            continue
        first = tally.documents[0]
        if key[1] is Role.INTERVIEWER and not tally.questions:
            text = note_silent_interviewer(tally.label, tally.turns, tally.documents)
            yield Suspicion(Note(first, text), frozenset({key}))
        is_beside = not with_interviewer.isdisjoint(tally.documents)
        if key[1] is Role.PARTICIPANT and is_often_asking(tally) and is_beside:
            text = note_asking_participant(tally.label, tally.questions, tally.turns, tally.documents)
            yield Suspicion(Note(first, text), frozenset({key}))


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
    """Yield the labels of several people, whose turns are nobody's alone."""
    joint = {
        key: tally for key, tally in total.items() if key[1] is Role.OTHER and names_several(tally.label, speakers)
    }
    if joint:
        names = list(dict.fromkeys(doc_id for tally in joint.values() for doc_id in tally.documents))
        counts = {tally.label: tally.turns for tally in joint.values()}
        yield Suspicion(Note(names[0], note_joint_labels(counts, names)))


def _find_single_turns(
    documents: Sequence[Document], total: Mapping[Key, Tally], speakers: SpeakerSettings
) -> Iterator[Suspicion]:
    """Yield participants with one turn in dialogues of many turns: people, who may have several labels."""
    long = {one.doc_id for one in documents if one.form is Form.DIALOGUE and len(one.turns) >= _MANY_TURNS}
    single = {
        key: tally
        for key, tally in total.items()
        if key[1] is Role.PARTICIPANT
        and tally.turns == 1
        and tally.documents[0] in long
        and not is_local_label(tally.label, speakers)
    }
    if single:
        turns = Counter(turn.participant for one in documents for turn in one.turns if turn.participant is not None)
        several = {
            parse_label(turn.speaker).whole
            for one in documents
            for turn in one.turns
            if turn.speaker and turn.participant is not None and turns[turn.participant] > 1
        }
        single = {key: tally for key, tally in single.items() if key[0] not in several}
    if single:
        names = list(dict.fromkeys(tally.documents[0] for tally in single.values()))
        text = note_single_turns([tally.label for tally in single.values()], names)
        yield Suspicion(Note(names[0], text), frozenset(single))
