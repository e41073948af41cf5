"""Transcriber's marks, such as (laughs), 【停顿】 or [00:12], and how they differ from speech in brackets."""

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from thememiner.language.characters import HAN, has_han, to_simplified
from thememiner.language.word_lists import read_word_list, read_words

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_INSIDE = r"[^()（）\[\]【】［］〔〕{}｛｝<>\r\n]"
_LONGEST = 100
_CANDIDATE = re.compile(
    r"(?=[(（\[【［〔{｛*<#\d])(?:"  # saves three quarters of the time
    rf"(?P<round>[(（]{_INSIDE}{{1,{_LONGEST}}}[)）])"
    rf"|(?P<square>[\[【［〔{{｛]{_INSIDE}{{1,{_LONGEST}}}[\]】］〕}}｝])"
    rf"|(?P<star>(?<!\*)\*[^*\s][^*\r\n]{{0,40}}\*(?!\*)|<{_INSIDE}{{1,40}}>)"
    r"|(?P<bare>#?(?<![\d:.])\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3}|-\d{1,2}(?=#))?(?![\d:])#?))"
)
_TIME_ONLY = re.compile(rf"\W*{_TIME}(?:\W+{_TIME})?\W*")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_HAN = re.compile(f"[{HAN}]")
_PLAIN = re.compile(r"[^\W_]")
_MASKED = re.compile(
    rf"(?<![A-Za-z0-9])(?:[xXＸ]{{3,}}|[xXＸ]{{2,}}(?=[{HAN}])|(?<=[{HAN}])[xXＸ]{{2,}})(?![A-Za-z0-9])"
    r"|[×＊]{2,}|_{3,}"
)
_LABEL = re.compile(
    r"(?<!\w)(?:(?:Interviewer|Interviewee|Respondent|Participant|Moderator|Facilitator|Researcher|Speaker"
    r"|INTERVIEWER|INTERVIEWEE|RESPONDENT|PARTICIPANT|MODERATOR|FACILITATOR|RESEARCHER|SPEAKER)(?:[ _]?\d{1,3})?"
    r"|(?:访谈者|訪談者|采访者|採訪者|访问者|訪問者|受访者|受訪者|被访者|被訪者|主持人|研究者|说话人|說話人|发言人|發言人)"
    r"\d{0,3})[ \t]?[:：]"
)
"""A label inside a text, where it was not taken for the beginning of a turn."""
_TIME_LINE = re.compile(r"^[ \t]*\d{1,3}:\d{2}(?::\d{2})?[ \t]*$", re.MULTILINE)
_SPACES = re.compile(r"[ \t\u3000]+")
_BEFORE_STOP = re.compile("(?<![.…]) (?=[。，、！？；：,.!?;:])")
_LINE_EDGE = re.compile(r" ?\n ?")
_ARTICLES = frozenset({"the", "a", "an", "both", "all", "everyone", "they", "some", "long", "short", "brief"})
_FIRST_PERSON = frozenset({"i", "i'm", "i've", "i'd", "my", "me", "we", "we're", "our", "us", "you", "your"})
_SUBJECTS = frozenset({"i", "we", "you", "they", "he", "she"})
_CLAUSE_STARTS = frozenset({"it", "that", "this", "there", "what", "who", "how", "so", "and", "but"})
_AUXILIARIES = frozenset(
    {"is", "was", "are", "were", "did", "does", "do", "had", "has", "have", "would", "could", "can", "will", "should"}
)
_CONTRACTION = re.compile(r"(?:i|we|you|they|he|she|it|that|there|what)'(?:m|re|ve|d|ll|s)|[a-z]+n't")
_CHINESE_PHRASE = re.compile(
    f"[我你您咱][{HAN}]{{3,}}|[{HAN}]{{2,}}[我你您咱][{HAN}]+|[{HAN}]{{2,}}[吗嗎吧呢啊呀嘛啦]$"
)
_PLACEHOLDER = re.compile(r"\[\W*[A-Z][A-Z_\d -]*[A-Z\d]\W*\]")
_REPLACED = frozenset(
    {
        *("name", "names", "place", "city", "town", "village", "country", "hospital", "school", "university"),
        *("company", "organisation", "organization", "date", "number", "address", "location", "deleted", "removed"),
        *("withheld", "identifying", "pseudonym", "person", "colleague"),
    }
)
_OVERLAP = "[［"
"""Brackets that some notations put around what two people say at the same time."""
_SHORT_WORDS, _LONG_WORDS = 4, 14
_SHORT_HAN, _LONG_HAN = 8, 20
_FEWEST_SPOKEN = 2
_SPOKEN_SHARE = 0.25
"""Brackets are notation for overlapping speech if at least two, and this share, of those in question hold clauses."""


class Mark(NamedTuple):
    """The place of a transcriber's mark, a half-open range of code points, and whether it is a time stamp."""

    start: int
    end: int
    is_time: bool


class _Reading(Enum):
    """What a bracket holds by its words; OPEN if only the other brackets of the document can say."""

    MARK = "mark"
    SPEECH = "speech"
    OPEN = "open"


def find_marks(text: str) -> list[Mark]:
    """Return the transcriber's marks of a text, in order.

    Square, curly and lenticular brackets with at most four words or eight Chinese characters are marks, unless they
    hold a clause ("[I hated it too]"), and unless the square brackets of the text stand for overlapping speech. Round
    brackets, ``<…>`` and ``*…*`` are marks if they begin with a typical word (laughs, inaudible, 笑, 停顿, the
    participant …) and have no first person ("I", 我), or hold nothing but a typical remark (affirmative). Longer
    brackets are speech. A time in brackets is always a mark; a full time (00:12:31) also without brackets.
    """
    candidates = list(_CANDIDATE.finditer(text))
    if not candidates:
        return []
    readings = [_read_candidate(candidate) for candidate in candidates]
    square = [reading for one, reading in zip(candidates, readings, strict=True) if one[0][0] in _OVERLAP]
    has_overlaps = _has_overlap_notation(square)
    found = []
    for candidate, reading in zip(candidates, readings, strict=True):
        is_speech = reading is _Reading.OPEN and has_overlaps and candidate[0][0] in _OVERLAP
        if reading is not _Reading.SPEECH and not is_speech:
            is_time = candidate["bare"] is not None or _TIME_ONLY.fullmatch(candidate[0]) is not None
            found.append(Mark(*candidate.span(), is_time))
    return found


def _read_candidate(candidate: re.Match[str]) -> _Reading:
    bracket = candidate[0]
    if candidate["bare"] is not None or _TIME_ONLY.fullmatch(bracket) or not _PLAIN.search(bracket):
        return _Reading.MARK
    latin = [word.casefold().replace("’", "'") for word in _LATIN_WORD.findall(bracket)]
    han = len(_HAN.findall(bracket))
    if _is_usual_mark(bracket, latin, han):
        return _Reading.MARK
    if candidate["square"] is None or len(latin) + han / 2 > _SHORT_WORDS or _is_clause(bracket, latin, han):
        return _Reading.SPEECH
    is_replacement = _PLACEHOLDER.fullmatch(bracket) is not None or not _REPLACED.isdisjoint(latin)
    return _Reading.MARK if is_replacement else _Reading.OPEN


def _is_usual_mark(bracket: str, latin: list[str], han: int) -> bool:
    if " ".join(latin) in _lone_marks() and not han:
        return True
    if han:
        inside = to_simplified("".join(_HAN.findall(bracket))) if han <= _SHORT_HAN else ""
        return inside in _lone_marks() or (han <= _LONG_HAN and _is_chinese_mark(bracket))
    return len(latin) <= _LONG_WORDS and _is_english_mark(latin)


@cache
def _lone_marks() -> frozenset[str]:
    return frozenset(read_word_list("marks_alone"))


def _is_clause(bracket: str, latin: list[str], han: int) -> bool:
    """Say whether a short bracket holds a spoken clause: a subject and more, a contraction, or a Chinese particle."""
    if han:
        return _CHINESE_PHRASE.search(bracket[1:-1].strip(" 。，.,…！!？?")) is not None
    if any(_CONTRACTION.fullmatch(word) for word in latin):
        return len(latin) > 1
    if not _SUBJECTS.isdisjoint(latin):
        return not _SUBJECTS.issuperset(latin)
    return latin[:1] != [] and latin[0] in _CLAUSE_STARTS and not _AUXILIARIES.isdisjoint(latin[1:3])


def _has_overlap_notation(readings: Sequence[_Reading]) -> bool:
    spoken = sum(reading is _Reading.SPEECH for reading in readings)
    unclear = sum(reading is _Reading.OPEN for reading in readings)
    return spoken >= _FEWEST_SPOKEN and spoken >= _SPOKEN_SHARE * (spoken + unclear)


def blank_marks(text: str) -> str:
    """Return the text with every mark replaced by spaces, so that positions stay the same."""
    return blank_spans(text, find_marks(text))


def blank_spans(text: str, found: list[Mark]) -> str:
    """Return the text with the given marks replaced by spaces, so that positions stay the same."""
    if not found:
        return text
    pieces, last = [], 0
    for start, end, _ in found:
        pieces += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])


def drop_marks(text: str, words: Sequence[tuple[int, int]] = ()) -> str:
    """Return what is said in a unit: its text without marks, labels of speakers, and names that are masked as ``XXX``.

    A bracket in which one of ``words`` lies, the positions of the unit's words, is speech. A text without any of these,
    or with nothing else, is returned as it is.
    """
    marks = [mark for mark in find_marks(text) if not any(mark.start <= start < mark.end for start, _ in words)]
    spoken = blank_spans(text, marks)
    for unspoken in (_MASKED, _LABEL, _TIME_LINE):
        spoken = unspoken.sub(" ", spoken)
    if spoken == text or not _PLAIN.search(spoken):
        return text
    return _LINE_EDGE.sub("\n", _BEFORE_STOP.sub("", _SPACES.sub(" ", spoken))).strip()


def is_masked(word: str) -> bool:
    """Return whether a word stands for a name that was taken out (XXX)."""
    return re.fullmatch("[xXＸ]{2,}", word) is not None


def _is_english_mark(inside: list[str]) -> bool:
    if not _FIRST_PERSON.isdisjoint(inside):
        return False
    first_words = [word for word in inside[:3] if word not in _ARTICLES]
    return not read_words("marks").isdisjoint(first_words[:2])


def _is_chinese_mark(bracket: str) -> bool:
    return "我" not in bracket and any(word in bracket for word in read_words("marks") if has_han(word))
