"""Look at what is left after turns are found: lines that seem to begin with labels, and questions that are kept."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_kinds import LabelKind, classify_label
from thememiner.corpus.speakers.speaker_labels import parse_label
from thememiner.language import is_question
from thememiner.records import Document, Form, Role

_OFTEN = 3
_FEWEST_QUESTIONS, _QUESTION_SHARE = 3, 0.2
_LONGEST_QUESTION = 200
_LONGEST_EXAMPLE = 60
_BEGINNING = re.compile(
    r"^[ \t>*_@#~\[(（<{【«-]{0,6}(?:\d[\d:.,;/ -]{0,24}[\])】]?[ \t|,-]{1,4})?"
    r"(?P<label>[^\W\d_][^\n:：;；|<>{}\[\]（）()=→~–—\t]{0,40}?(?:\s?[(（][^()（）\n]{1,24}[)）])?)[*_?？]{0,3}"
    r"(?P<mark>\s{1,6}[\[(（]?\d{1,2}:\d\d(?::\d\d)?|\s?[:：∶;；|>}\]】）)=~→\t–—]|\s-\s|\.\s)",
    re.MULTILINE,
)
_PLAIN_MARKS = frozenset(":：∶")
_WEAK_MARKS = frozenset(".-)）]】>}~–—")
"""Marks that often follow the first words of a line in prose."""
_LONG_LABEL = 2


@dataclass(slots=True)
class Unread:
    """What looks like speech of somebody else inside the turns of participants."""

    beginnings: dict[str, int] = field(default_factory=dict)
    """Beginnings of lines, as written, with how often they come."""
    inside_lines: list[str] = field(default_factory=list)
    """Places where a label stands inside a line."""
    in_brackets: list[str] = field(default_factory=list)
    """Places where somebody else's words stand in brackets, with a label."""
    questions: list[str] = field(default_factory=list)
    """Lines that ask something inside an answer, if there are many."""

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.beginnings or self.inside_lines or self.in_brackets or self.questions)


def find_unread_labels(document: Document, speakers: SpeakerSettings) -> Unread:
    """Return what is left in the turns of participants that looks like labels or like an interviewer's questions."""
    unread = Unread()
    if document.form is Form.ROWS or document.cuts:
        return unread
    kept = [turn for turn in document.turns if turn.role is Role.PARTICIPANT]
    counts: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    inside, brackets = _inside_pattern(_long_labels(speakers)), _bracket_pattern(_long_labels(speakers))
    for turn in kept:
        text = document.text[turn.start : turn.end]
        for label, mark, piece in _find_beginnings(text, skip_first=turn.speaker is not None, speakers=speakers):
            counts[label, mark] += 1
            written.setdefault((label, mark), piece)
        if ":" in text or "：" in text:
            unread.inside_lines += [_example(text, match) for match in inside.finditer(text)]
            unread.in_brackets += [match.group() for match in brackets.finditer(text)]
        if document.form is Form.DIALOGUE and ("?" in text or "？" in text):
            unread.questions += _asking_lines(text)
    if len(unread.questions) < max(_FEWEST_QUESTIONS, _QUESTION_SHARE * len(kept)):
        unread.questions = []
    for (label, mark), count in counts.most_common():
        if count >= _required_count(label, mark, speakers):
            unread.beginnings[written[label, mark]] = count
    return unread


def _find_beginnings(text: str, *, skip_first: bool, speakers: SpeakerSettings) -> Iterator[tuple[str, str, str]]:
    for match in _BEGINNING.finditer(text):
        if match.start() == 0 and skip_first:
            continue
        label = match["label"].strip(" *_")
        mark = match["mark"].strip()[:1]
        kind = classify_label(label, speakers)
        is_stamped = mark[:1].isdecimal() or match["mark"].strip(" [(（")[:1].isdecimal()
        is_listed = kind in {LabelKind.ROLE, LabelKind.PARTICIPANT, LabelKind.PAIRED}
        is_name = kind in {LabelKind.NAME, LabelKind.CODE, LabelKind.GROUP} and mark not in _WEAK_MARKS
        if (is_listed and len(parse_label(label).core) >= _LONG_LABEL) or is_name or (is_stamped and kind is not None):
            yield parse_label(label).whole, "0" if is_stamped else mark, match.group().strip()


def _required_count(label: str, mark: str, speakers: SpeakerSettings) -> int:
    """Return how often a beginning must come: a label of the settings before a colon even once."""
    is_role = classify_label(label, speakers) in {LabelKind.ROLE, LabelKind.PARTICIPANT}
    return 1 if is_role and mark in _PLAIN_MARKS else _OFTEN


def _asking_lines(text: str) -> list[str]:
    """Return the lines after the first one that only ask something, each of one sentence or two."""
    lines = text.splitlines()[1:]
    stripped = (line.strip() for line in lines)
    return [
        _shorten(line)
        for line in stripped
        if len(line) <= _LONGEST_QUESTION and line.endswith(("?", "？")) and is_question(line)
    ]


def _long_labels(speakers: SpeakerSettings) -> tuple[str, ...]:
    listed = (speakers.interviewers, speakers.others, speakers.participant, speakers.unnamed_participants)
    labels = {label for names in (*listed, speakers.renumbered) for label in names}
    return tuple(sorted((label for label in labels if len(label) >= _LONG_LABEL), key=lambda one: (-len(one), one)))


@lru_cache(maxsize=16)
def _inside_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(label) for label in labels if len(label) > _LONG_LABEL)
    return re.compile(rf"(?<=[^\n\s(\[（【])[ \t]?\b(?:{words})[ ]?\d{{0,3}}[:：](?![:：/\d])")


@lru_cache(maxsize=16)
def _bracket_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(label) for label in (*labels, "I", "Q", "P", "R", "问"))
    return re.compile(rf"[(\[（【<]\s?(?:{words})[ ]?\d{{0,3}}\s?[:：][^()\[\]（）【】\n]{{0,80}}[)\]）】>]?")


def _example(text: str, match: re.Match[str]) -> str:
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _LONGEST_EXAMPLE // 2)
    return " ".join(text[start : match.end() + _LONGEST_EXAMPLE // 2].split())


def _shorten(line: str) -> str:
    return line if len(line) <= _LONGEST_EXAMPLE else line[: _LONGEST_EXAMPLE - 1] + "…"
