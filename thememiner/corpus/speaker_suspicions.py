"""What looks wrong about who speaks where: one list of suspicions for reading, inspecting, mining and the report."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Protocol

from thememiner.config import SpeakerSettings
from thememiner.corpus.label_suspicions import Key, Suspicion, Tally, add_up, count_labels, find_label_suspicions
from thememiner.corpus.speakers import (
    find_unread_labels,
    is_local_label,
    is_recogniser_label,
    parse_label,
)
from thememiner.phrasing import (
    note_asking_participant,
    note_closing_tags,
    note_kept_questions,
    note_labels_in_brackets,
    note_labels_inside_lines,
    note_likely_interviewer,
    note_lone_speaker,
    note_no_speakers,
    note_questions_in_prose,
    note_reversed_roles,
    note_silent_interviewer,
    note_single_turns,
    note_unread_beginnings,
)
from thememiner.records import Document, Form, Note, Role

_MIN_SPEAKERS, _MIN_QUESTIONS, _MIN_QUESTION_SHARE = 2, 2, 0.7
_FEW_TURNS, _SOME_TURNS, _MANY_TURNS = 3, 5, 6
_SELDOM, _OFTEN = 0.2, 0.6
"""Shares of turns that ask something: fewer for a participant, more for an interviewer."""
_PROSE_QUESTIONS, _PROSE_SHARE = 4, 0.25
_SENTENCE_END = re.compile(r"[.!?。！？]+")


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
    total = add_up(labelled.values())
    others = {key: tally for key, tally in total.items() if key not in suspected}
    found += _find_wrong_roles(others, _with_interviewer(documents))
    found += find_label_suspicions(documents, total, labelled, speakers)
    suspected = {key for one in found for key in one.labels}
    found += _find_single_turns(documents, {key: one for key, one in total.items() if key not in suspected}, speakers)
    return found


class _Asking(Protocol):
    turns: int
    questions: int


def is_often_asking(counts: _Asking) -> bool:
    """Say whether a speaker asks something in most turns, as an interviewer does."""
    return counts.questions >= _OFTEN * max(counts.turns, 1)


def _with_interviewer(documents: Sequence[Document]) -> set[str]:
    """Return the documents in which an interviewer speaks, with a label or without."""
    return {one.doc_id for one in documents if any(turn.role is Role.INTERVIEWER for turn in one.turns)}


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
