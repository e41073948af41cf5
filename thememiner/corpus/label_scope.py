"""Which labels name the same person in all documents, and which another person in each."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers import (
    correct_label,
    is_generic_label,
    is_local_label,
    is_role_word,
    parse_label,
    role_of,
)
from thememiner.records import Document, Role

Label = str | None
_TWICE = 2
_NO_PART_OF_A_NAME = frozenset(
    {
        *("extern", "external", "guest", "gast", "unverified", "you", "me", "cont", "cont.", "continued", "cont'd"),
        *("organizer", "organiser", "online", "remote", "phone", "via phone", "?", "unsure", "translated"),
        *("外部", "访客", "来宾", "续", "继续", "線上", "线上", "翻译", "訪客"),
    }
)
"""What programs and transcribers write in brackets behind a name that says nothing about who it is."""
_ANSWERS = frozenset({"a", "answer", "答", "回答"})
_QUESTIONS = frozenset({"q", "question", "问", "提问", "问题", "問", "提問", "問題", "i"})
_LETTERS = frozenset({"s", "a"})
"""Letters that, with a number, number the speakers or answers of one file."""
_BARE_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz甲乙丙丁")
"""Labels of one letter, which transcripts give anew to those who speak in them."""
_LAST_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


@dataclass(slots=True)
class LabelScope:
    """How labels are compared over the corpus, and which of them are local to their document."""

    speakers: SpeakerSettings
    kept_asides: frozenset[str] = frozenset()
    """Labels without their part in brackets that several people share, who differ in that part."""
    local: frozenset[str] = frozenset()
    """Labels, in the form in which they are compared, that name another person in each document."""
    one_in_each: frozenset[str] = frozenset()
    """Local letters that may be those of the study: every document has a single one, and not the same in all."""
    numbered_answers: dict[str, frozenset[str]] = field(default_factory=dict)
    """By document, answers that are numbered like the questions (``A1``, ``A2``): one person's."""

    def key(self, label: Label, doc_id: str) -> Label:
        """Return a label in the form in which people are told apart."""
        if label is None:
            return None
        whole = parse_label(self.name(label)).whole
        if whole in self.numbered_answers.get(doc_id, ()):
            return parse_label(label).core
        return correct_label(label, self.speakers) or whole

    def name(self, label: str) -> str:
        """Return a label without what is no part of a name."""
        bare = _without_aside(label)
        return label if parse_label(bare).whole in self.kept_asides else bare

    def is_local(self, label: Label, key: Label) -> bool:
        """Say whether a label names another person in each document."""
        if label is None or key is None or key in self.local:
            return True
        return is_local_label(key, self.speakers) or role_of(label, self.speakers) is not Role.PARTICIPANT


def find_label_scope(documents: Sequence[Document], listed: Collection[str], speakers: SpeakerSettings) -> LabelScope:
    """Find which labels are local to their document, from all documents; ``listed`` are people whom a table names.

    - Numbers of a part in the study (``Interviewee 1``, ``S2``, ``A1``) are local if the same label comes in several
      documents, unless each document has only one of them, and not the same in all: these are numbers of the study.
    - Bare letters (``B``, ``甲``) are local if one of them comes in several documents.
    - A bare role (``Teacher``, ``护士``) that comes in several documents is local if these have no other participants
      than bare roles.
    - A part in brackets is no part of the name, unless people with the same name differ in it.
    """
    labels = {document.doc_id: _participant_labels(document) for document in documents}
    scope = LabelScope(speakers, _find_kept_asides(labels.values()))
    keys = {doc_id: {parse_label(scope.name(label)).whole for label in own} for doc_id, own in labels.items()}
    documents_of: dict[str, set[str]] = defaultdict(set)
    for doc_id, own in keys.items():
        for key in own:
            documents_of[key].add(doc_id)
    repeated = {key for key, where in documents_of.items() if len(where) >= _TWICE and key not in listed}
    with_names = {key for own in keys.values() if not all(is_role_word(key) for key in own) for key in own}
    roles = {key for key in repeated if is_role_word(key)} - with_names
    letters = _BARE_LETTERS & documents_of.keys() - set(listed)
    if letters & repeated:
        in_each = [own & letters for own in keys.values() if own & letters]
        are_of_the_study = len(letters) > 1 and all(len(own) == 1 for own in in_each)
        scope.one_in_each = frozenset(letters & repeated if are_of_the_study else ())
        roles |= letters
    scope.local = frozenset(roles | _local_numbers(keys, repeated, listed, speakers))
    for document in documents:
        answers = _numbered_answers(document, keys[document.doc_id]) - set(listed)
        if answers:
            scope.numbered_answers[document.doc_id] = frozenset(answers)
    return scope


def _participant_labels(document: Document) -> list[str]:
    turns = (turn for turn in document.turns if turn.role is Role.PARTICIPANT and turn.participant is None)
    return list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker is not None))


def _without_aside(label: str) -> str:
    bare = _LAST_ASIDE.sub("", label) if ")" in label or "）" in label else label
    return bare.rstrip(" ?？") or label


def _find_kept_asides(labels: Iterable[Iterable[str]]) -> frozenset[str]:
    asides: dict[str, set[str]] = defaultdict(set)
    for own in labels:
        for label in own:
            aside = parse_label(label).aside
            if aside and aside not in _NO_PART_OF_A_NAME:
                asides[parse_label(_without_aside(label)).whole].add(aside)
    return frozenset(bare for bare, different in asides.items() if len(different) > 1)


def _local_numbers(
    keys: Mapping[str, set[str]], repeated: set[str], listed: Collection[str], speakers: SpeakerSettings
) -> set[str]:
    """Return the numbered labels of parts in the study that are counted anew in each document."""
    by_stem: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for doc_id, own in keys.items():
        for key in own:
            if key not in listed and _numbers_a_part(key, speakers):
                by_stem[parse_label(key).core][doc_id].add(key)
    local: set[str] = set()
    for documents in by_stem.values():
        every = set().union(*documents.values())
        are_of_the_study = all(len(own) == 1 for own in documents.values()) and len(every) > 1
        if every & repeated and not are_of_the_study:
            local |= every
    return local


def _numbers_a_part(key: str, speakers: SpeakerSettings) -> bool:
    parsed = parse_label(key)
    if not parsed.is_numbered:
        return False
    is_word = len(parsed.core) > 1 and (is_generic_label(key, speakers) or is_role_word(parsed.core))
    return is_word or parsed.core in _LETTERS


def _numbered_answers(document: Document, keys: Collection[str]) -> set[str]:
    """Return the answers of a document if they are numbered like its questions."""
    answers = {key for key in keys if parse_label(key).core in _ANSWERS and _number(key)}
    if not answers:
        return set()
    asked = {
        parse_label(turn.speaker).whole for turn in document.turns if turn.speaker and turn.role is Role.INTERVIEWER
    }
    questions = {_number(key) for key in asked if parse_label(key).core in _QUESTIONS} - {""}
    are_numbered_alike = len(questions) >= _TWICE and {_number(key) for key in answers} <= questions
    return answers if are_numbered_alike else set()


def _number(key: str) -> str:
    """Return the number of a label as it is written (``3``, ``三``, ``three``); empty if it has none."""
    parsed = parse_label(key)
    return parsed.whole.removeprefix(parsed.core).strip(" ._#-") if parsed.is_numbered else ""
