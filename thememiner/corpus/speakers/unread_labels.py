"""Look at what is left after turns are found: lines that seem to begin with labels, and questions that are kept."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from thememiner.config import SpeakerSettings
from thememiner.corpus.speakers.label_kinds import LabelKind, classify_label, label_words
from thememiner.corpus.speakers.label_search import is_running_number
from thememiner.corpus.speakers.speaker_labels import list_labels, parse_label
from thememiner.corpus.speakers.time_stamps import is_stamp
from thememiner.language import has_han, is_question, is_stop_word
from thememiner.records import Document, Form, Role, Turn

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
_COLON = re.compile(r"[:：](?![:：/\d])")
_PLAIN_MARKS = frozenset(":：∶")
_WEAK_MARKS = frozenset(".-)）]】>}~–—")
"""Marks that often follow the first words of a line in prose."""
_FIRST_WORDS = re.compile(
    r"(?P<before>[\W\d_]{0,40}?)(?P<words>[^\W\d_](?:\w|['’ .-](?=\w)){0,29})"
    r"(?P<mark>\s?(?:::|[^\w\s])(?![a-z\d])|\s*$)?"
)
_NO_SIGN = re.compile(r"[\s\d:.,;/-]+")
_SENTENCE_MARKS = frozenset(".,，。、!?？！…;；'\"”’)）·")
_OPENING = frozenset("@#<([{【《「〔（［｛＜«“")
_LONGEST_HEAD = 72
_MOST_WORDS, _MOST_HAN = 4, 8
_FEWEST_LINES, _MOST_LABELS = 6, 12
_EDGES = "@#<>()[]{}【】《》「」«»“”.,，。、:：;；=~|–— "
_CLEAR_SHARE, _VAGUE_SHARE, _MOST = 0.25, 0.5, 0.8
"""Of the lines, or of the paragraphs, that begin alike: less if a mark divides the words from what follows."""
_LONG_LABEL = 2
_CLOSING_TAG = re.compile(r"[<\[]/\s?[^\W\d_][^<>\[\]\n/]{0,39}[>\]]")
_TEXT_FORMATS = frozenset({"txt", "md", "docx", "odt", "rtf", "pdf"})
"""Of these files, turns are found in the text."""


@dataclass(slots=True)
class Unread:
    """What looks like speech of somebody else inside the turns of participants."""

    beginnings: dict[str, int] = field(default_factory=dict)
    """Beginnings of lines, as written, with how often they come."""
    inside_lines: list[str] = field(default_factory=list)
    """Places where a label stands inside a line."""
    in_brackets: list[str] = field(default_factory=list)
    """Places where somebody else's words stand in brackets, with a label."""
    closing_tags: list[str] = field(default_factory=list)
    """Closing tags (``</b>``) that stand among the words."""
    questions: list[str] = field(default_factory=list)
    """Lines that ask something inside an answer, if there are many."""

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self.beginnings or self.inside_lines or self.in_brackets or self.closing_tags or self.questions)


def find_unspoken_lines(document: Document) -> list[str]:
    """Return the lines of a dialogue that belong to no turn: its head, what a chat reports, headings, closing remarks.

    Running numbers are among them; labels, closing tags, times and other lines without a letter are not.
    """
    if document.form is not Form.DIALOGUE or document.source.format not in _TEXT_FORMATS or not document.turns:
        return []
    found: list[str] = []
    at = 0
    for turn in document.turns:
        piece = document.text[at : turn.start].strip()
        at = turn.end
        if piece and (turn.speaker is None or "\n" in piece):
            lines = [line.strip() for line in piece.splitlines()]
            if turn.speaker is not None and turn.speaker in lines[-1]:
                lines.pop()
            found += [line for line in lines if line != turn.speaker and _says_something(line)]
    return found + [line.strip() for line in document.text[at:].splitlines() if _says_something(line.strip())]


def _says_something(line: str) -> bool:
    if not any(map(str.isalpha, line)):
        return is_running_number(line)
    return not is_stamp(line) and not (line[0] in "<[" and _CLOSING_TAG.fullmatch(line))


def find_unread_labels(document: Document, speakers: SpeakerSettings) -> Unread:
    """Return what is left in the turns of participants that looks like labels or like an interviewer's questions."""
    unread = Unread()
    if document.form is Form.ROWS or document.cuts:
        return unread
    kept = [turn for turn in document.turns if turn.role is Role.PARTICIPANT]
    counts: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    has_tags = "</" in document.text or "[/" in document.text
    for turn in kept:
        text = document.text[turn.start : turn.end]
        if has_tags:
            unread.closing_tags += _CLOSING_TAG.findall(text)
        for label, mark, piece in _find_beginnings(text, skip_first=turn.speaker is not None, speakers=speakers):
            counts[label, mark] += 1
            written.setdefault((label, mark), piece)
        _add_places(unread, document, text, speakers)
    if len(unread.questions) < max(_FEWEST_QUESTIONS, _QUESTION_SHARE * len(kept)):
        unread.questions = []
    for (label, mark), count in counts.most_common():
        if count >= _required_count(label, mark, speakers):
            unread.beginnings[written[label, mark]] = count
    known = {label for label, _ in counts}
    for beginning, count in _find_recurring(document.text, kept, known):
        unread.beginnings.setdefault(beginning, count)
    return unread


def _add_places(unread: Unread, document: Document, text: str, speakers: SpeakerSettings) -> None:
    """Add the places inside the text of a turn that look like somebody else's words."""
    if ":" in text or "：" in text:
        unread.inside_lines += [_example(text, match) for match in _find_inside(text, speakers)]
        unread.in_brackets += [match.group() for match in _bracket_pattern(speakers).finditer(text)]
    if document.form is Form.DIALOGUE and ("?" in text or "？" in text):
        unread.questions += _asking_lines(text)


def _find_recurring(text: str, turns: Sequence[Turn], known: AbstractSet[str]) -> list[tuple[str, int]]:
    """Return how a good part of the lines without a label begin: with the same words before any mark, or alone.

    ``known`` are beginnings that were looked at already, in the form in which labels are compared.
    """
    lines: list[_Beginning | None] = []
    paragraphs: list[_Beginning | None] = []
    for turn in turns:
        if turn.speaker is not None and text.find("\n", turn.start, turn.end) < 0:
            continue
        is_below_empty = turn.speaker is None
        for index, line in enumerate(text[turn.start : turn.end].splitlines()):
            stripped = line[:_LONGEST_HEAD].strip()
            if stripped and (index or turn.speaker is None):
                beginning = _read_beginning(stripped, is_whole=len(line) <= _LONGEST_HEAD)
                lines.append(beginning)
                if is_below_empty:
                    paragraphs.append(beginning)
            is_below_empty = not stripped
    if sum(one is not None for one in lines) < _OFTEN:
        return []
    found = {**_count_recurring(lines), **_count_recurring(paragraphs)}
    found = found or _count_often([one and one.first_word for one in paragraphs], _VAGUE_SHARE, _MOST)
    return [pair for pair in found.items() if parse_label(pair[0].strip(_EDGES)).whole not in known]


class _Beginning(NamedTuple):
    """How a line begins."""

    divided: str
    """The first words, with the marks that divide them from what follows; empty if none do."""
    is_clear: bool
    """Whether brackets, or a mark that ends no part of a sentence, divide them."""
    first_word: str
    """The first word, if prose seldom begins with it."""


def _count_recurring(beginnings: Sequence[_Beginning | None]) -> dict[str, int]:
    clear = _count_often([one and one.is_clear and one.divided for one in beginnings], _CLEAR_SHARE, _CLEAR_SHARE)
    vague = _count_often([one and not one.is_clear and one.divided for one in beginnings], _VAGUE_SHARE, _MOST)
    return {**clear, **vague}


def _count_often(written: Sequence[str | bool | None], share: float, share_of_one: float) -> dict[str, int]:
    """Return what comes often, if it makes up a share of all; ``share_of_one`` is asked if it is always the same."""
    counts = Counter(one for one in written if isinstance(one, str) and one)
    often = {one: count for one, count in counts.most_common() if count >= _OFTEN}
    required = (share if len(often) > 1 else share_of_one) * max(len(written), _FEWEST_LINES)
    return often if len(often) <= _MOST_LABELS and sum(often.values()) >= required else {}


def _read_beginning(line: str, *, is_whole: bool) -> _Beginning | None:
    """Return how a line begins; None if prose begins so."""
    match = _FIRST_WORDS.match(line)
    if match is None:
        return None
    words, mark = match["words"], (match["mark"] or "").strip()
    sign = _NO_SIGN.sub("", match["before"])[-1:]
    is_alone = is_whole and match.end() == len(line) and len(mark) <= 1
    is_short = len(words) <= _MOST_HAN if has_han(words) else len(words.split()) <= _MOST_WORDS
    is_divided = is_short and (bool(mark) or is_alone or (has_han(words) and line[match.end() :][:1].isspace()))
    sign = sign if sign and sign in _OPENING else ""
    is_clear = bool(sign) or (bool(mark) and mark not in _SENTENCE_MARKS)
    first = "" if has_han(words) else words.split()[0]
    is_usual = len(first) <= 1 or is_stop_word(first) or label_words("no_speakers").has(first.casefold())
    if label_words("no_speakers").has(words.casefold()):
        return None
    divided = f"{sign}{words}{mark}" if is_divided else ""
    first = "" if is_usual else sign + first
    return _Beginning(divided, is_clear, first) if divided or first else None


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


def _find_inside(text: str, speakers: SpeakerSettings) -> Iterator[re.Match[str]]:
    """Yield the labels of the settings inside lines, with their colons: only the text before a colon is looked at."""
    pattern = _inside_pattern(speakers)
    reach = max(map(len, list_labels(speakers)), default=0) + len(" 123:")
    for colon in _COLON.finditer(text):
        match = pattern.search(text, max(0, colon.start() - reach), colon.end())
        if match is not None:
            yield match


@lru_cache(maxsize=16)
def _inside_pattern(speakers: SpeakerSettings) -> re.Pattern[str]:
    words = "|".join(re.escape(label) for label in list_labels(speakers) if len(label) > _LONG_LABEL)
    return re.compile(rf"(?<=[^\n\s(\[（【])[ \t]?\b(?:{words})[ ]?\d{{0,3}}[:：]\Z")


@lru_cache(maxsize=16)
def _bracket_pattern(speakers: SpeakerSettings) -> re.Pattern[str]:
    labels = (label for label in list_labels(speakers) if len(label) >= _LONG_LABEL)
    words = "|".join(re.escape(label) for label in (*labels, "I", "Q", "P", "R", "问"))
    return re.compile(rf"[(\[（【<]\s?(?:{words})[ ]?\d{{0,3}}\s?[:：][^()\[\]（）【】\n]{{0,80}}[)\]）】>]?")


def _example(text: str, match: re.Match[str]) -> str:
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _LONGEST_EXAMPLE // 2)
    return " ".join(text[start : match.end() + _LONGEST_EXAMPLE // 2].split())


def _shorten(line: str) -> str:
    return line if len(line) <= _LONGEST_EXAMPLE else line[: _LONGEST_EXAMPLE - 1] + "…"
