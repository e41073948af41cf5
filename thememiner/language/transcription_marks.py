"""Transcriber's marks, such as (laughs), 【停顿】 or [00:12], and how they differ from speech in brackets."""

import re
from typing import NamedTuple

from thememiner.language.characters import HAN, has_han
from thememiner.language.word_lists import read_words

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_INSIDE = r"[^()（）\[\]【】［］〔〕{}｛｝<>\r\n]"
_LONGEST = 100
_CANDIDATE = re.compile(
    rf"(?P<round>[(（]{_INSIDE}{{1,{_LONGEST}}}[)）])"
    rf"|(?P<square>[\[【［〔{{｛]{_INSIDE}{{1,{_LONGEST}}}[\]】］〕}}｝])"
    rf"|(?P<star>(?<!\*)\*[^*\s][^*\r\n]{{0,40}}\*(?!\*)|<{_INSIDE}{{1,40}}>)"
    r"|(?P<bare>(?<![\d:.])\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?(?![\d:]))"
)
_TIME_ONLY = re.compile(rf"\W*{_TIME}(?:\W+{_TIME})?\W*")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_HAN = re.compile(f"[{HAN}]")
_PLAIN = re.compile(r"[^\W_]")
_ARTICLES = frozenset({"the", "a", "an", "both", "all", "everyone", "they", "some", "long", "short", "brief"})
_FIRST_PERSON = frozenset({"i", "i'm", "i've", "i'd", "my", "me", "we", "we're", "our", "us", "you", "your"})
_SHORT_WORDS, _LONG_WORDS = 4, 14
_SHORT_HAN, _LONG_HAN = 8, 20


class Mark(NamedTuple):
    """The place of a transcriber's mark, a half-open range of code points, and whether it is a time stamp."""

    start: int
    end: int
    is_time: bool


def find_marks(text: str) -> list[Mark]:
    """Return the transcriber's marks of a text, in order.

    Square, curly and lenticular brackets with at most four words or eight Chinese characters are marks. Round brackets,
    ``<…>`` and ``*…*`` are marks if they begin with a typical word (laughs, inaudible, 笑, 停顿, the participant …)
    and have no first person ("I", 我). Longer brackets are speech. A time in brackets is always a mark; a full time
    (00:12:31) also without brackets.
    """
    found = []
    for candidate in _CANDIDATE.finditer(text):
        is_time = candidate["bare"] is not None or _TIME_ONLY.fullmatch(candidate[0]) is not None
        if is_time or _is_mark(candidate[0], square=candidate["square"] is not None):
            found.append(Mark(*candidate.span(), is_time))
    return found


def blank_marks(text: str) -> str:
    """Return the text with every mark replaced by spaces, so that positions stay the same."""
    return blank_spans(text, find_marks(text))


def blank_spans(text: str, found: list[Mark]) -> str:
    """Return the text with the given marks replaced by spaces, so that positions stay the same."""
    pieces, last = [], 0
    for start, end, _ in found:
        pieces += [text[last:start], " " * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])


def _is_mark(bracket: str, *, square: bool) -> bool:
    if not _PLAIN.search(bracket):
        return True
    latin = [word.casefold().replace("’", "'") for word in _LATIN_WORD.findall(bracket)]
    han = len(_HAN.findall(bracket))
    if square and len(latin) + han / 2 <= _SHORT_WORDS:
        return True
    if han:
        return han <= _LONG_HAN and _is_chinese_mark(bracket)
    return len(latin) <= _LONG_WORDS and _is_english_mark(latin)


def _is_english_mark(inside: list[str]) -> bool:
    if not _FIRST_PERSON.isdisjoint(inside):
        return False
    first_words = [word for word in inside[:3] if word not in _ARTICLES]
    return not read_words("marks").isdisjoint(first_words[:2])


def _is_chinese_mark(bracket: str) -> bool:
    return "我" not in bracket and any(word in bracket for word in read_words("marks") if has_han(word))
