"""Find the words of a text: Chinese by jieba, all else by spaCy's rules; the only file that imports the two."""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from thememiner.errors import ConfigurationError
from thememiner.language import HAN, has_han, is_stop_word, to_simplified
from thememiner.segmentation.spans import Span

WINDOW = 400
"""Characters passed to jieba at a time; for unknown words its time grows with the square of their number."""
_RUN = re.compile(f"[{HAN}A-Za-z0-9.+#&%_-]+")
"""Chinese with the Latin letters attached to it, for words such as 卡拉OK."""
LONGEST_WORD = 100
"""Longer strings without a space are not words; spaCy's time grows with the square of their length."""
_FREQUENCY_AND_TAG = re.compile(r" \d+(?: [a-z]{1,4})?$| (?:n[rstzg]?|v[nd]?|a[dn]?|[bcdefghijklmopqrstuxyz]|eng)$")
_LATIN = re.compile(r"[a-z ]")
_NARROW = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **{ord(c): ord(c) + 32 for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{wide: wide - 0xFEE0 + 32 for wide in range(0xFF21, 0xFF3B)},
}
"""Full-width characters and capital letters, and those that they are equal to in a term."""
_LETTER = re.compile(r"[^\W_]")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TRAILING_MARKS = (
    "()[]{}<>-_*/\\|:;~^=\"“”‘’'…\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_APOSTROPHES = ("'", "’")


class ChineseTokenizer:
    """Find the Chinese words of a text.

    jieba's dictionary is read into a separate tokenizer. jieba itself would load a cache with ``marshal`` from the
    folder for temporary files that all users of a machine share. It is kept from caching, which costs half a second
    per process.

    Parameters
    ----------
    user_dictionary : a file of terms that must not be split, one per line, in jieba's format; frequencies and tags
        after a term are ignored. Terms with Latin letters are left to ``Tokenizer``.

    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self._tokenizer = _tokenizer(user_dictionary)

    def find_words(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Yield the positions of all words in ``text[start:end]`` that have a Chinese character, in order."""
        for run in _RUN.finditer(text, start, end):
            if not has_han(run[0]):
                continue
            place = run.start()
            for word in self._words(to_simplified(run[0])):
                for part in self._parts(word):
                    if has_han(part):
                        yield place, place + len(part)
                    place += len(part)

    def _words(self, run: str) -> Iterator[str]:
        """Cut a run window by window; the last word of a window, which may be incomplete, is left to the next one."""
        begin = 0
        while begin + WINDOW < len(run):
            seen = self._tokenizer.lcut(run[begin : begin + WINDOW])
            whole = seen[:-1] or seen
            yield from whole
            begin += sum(map(len, whole))
        yield from self._tokenizer.lcut(run[begin:])

    def _parts(self, word: str) -> list[str]:
        """Split stop words off the ends of a word that is in no dictionary: jieba takes 我怕 and 讲过 for new words."""
        if len(word) == 1 or self._tokenizer.FREQ.get(word):
            return [word]
        first = is_stop_word(word[0], "zh")
        last = len(word) - is_stop_word(word[-1], "zh")
        return [part for part in (word[:first], word[first:last], word[last:]) if part]


def _tokenizer(user_dictionary: Path | None) -> Any:  # noqa: ANN401 - jieba has no types
    frequencies, total = _dictionary()
    tokenizer = _jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    if user_dictionary is not None:
        tokenizer.FREQ = dict(frequencies)
        for term in _terms(user_dictionary):
            if not _LATIN.search(_fold_term(term)):
                tokenizer.add_word(to_simplified(term))
    return tokenizer


def _terms(user_dictionary: Path) -> list[str]:
    try:
        lines = user_dictionary.read_text("utf-8-sig").splitlines()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise ConfigurationError(
            [f"the user dictionary cannot be read ({reason})"], place=str(user_dictionary)
        ) from error
    except UnicodeDecodeError as error:
        problem = "the user dictionary is not UTF-8 text; save it as UTF-8"
        raise ConfigurationError([problem], place=str(user_dictionary)) from error
    return [term for line in lines if (term := _term(line))]


def _term(line: str) -> str:
    """Return the term of a line in jieba's format: it may hold spaces, and a frequency and a tag may follow."""
    return _FREQUENCY_AND_TAG.sub("", " ".join(line.split()))


def _latin_terms(user_dictionary: Path) -> re.Pattern[str] | None:
    """Return a pattern of the terms with Latin letters or spaces, which jieba cuts apart; None if there are none."""
    folded = {_fold_term(term) for term in _terms(user_dictionary)}
    terms = sorted((term for term in folded if _LATIN.search(term)), key=lambda term: (-len(term), term))
    return re.compile("|".join(map(_term_pattern, terms))) if terms else None


def _term_pattern(term: str) -> str:
    before = "(?<![a-z0-9])" if term[0].isascii() and term[0].isalnum() else ""
    after = "(?![a-z0-9])" if term[-1].isascii() and term[-1].isalnum() else ""
    return before + r"\s{1,3}".join(map(re.escape, term.split(" "))) + after


def _fold_term(text: str) -> str:
    """Return a text in lower case, half width and simplified characters, with the same length."""
    narrow = text.translate(_NARROW)
    return to_simplified(narrow) if has_han(narrow) else narrow


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    tokenizer = _jieba().Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, total


def _jieba() -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        # Warnings about escape sequences in its patterns and about pkg_resources: users cannot do anything about them.
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - heavy, and needed for Chinese text only
    return jieba


class EnglishTokenizer:
    """Find the words of a text with the rules of spaCy's English tokenizer; no model is needed.

    spaCy splits contractions (do|n't, it|'s). The parts are one word here if the whole is a stop word; otherwise the
    clitic is dropped: *patient's* gives *patient*.
    """

    def __init__(self) -> None:
        from spacy.lang.en import English  # noqa: PLC0415 - takes seconds to import
        from spacy.lang.tokenizer_exceptions import emoticons  # noqa: PLC0415 - takes seconds to import

        self._tokenizer = English().tokenizer
        self._emoticons = frozenset(emoticons)

    def find_words(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Yield the positions of all words in ``text[start:end]``, in order."""
        if not _LETTER.search(text, start, end):
            return
        inside = text[start:end]
        if max(map(len, inside.split())) > LONGEST_WORD:
            yield from (found.span() for found in _PLAIN_WORD.finditer(text, start, end))
            return
        yield from ((start + first, start + last) for first, last in self._words(inside))

    def _words(self, text: str) -> list[Span]:
        found: list[Span] = []
        for token in self._tokenizer(text):
            first, last = token.idx, token.idx + len(token)
            touches = bool(found) and found[-1][1] == first
            if touches and is_stop_word(text[found[-1][0] : last], "en"):
                found[-1] = (found[-1][0], last)
            elif not (touches and text[first] in _APOSTROPHES) and token.text not in self._emoticons:
                found += _core(text, first, last)
        return found


def _core(text: str, first: int, last: int) -> list[Span]:
    """Return the span of a token without the punctuation around it; empty if it has no letter or digit."""
    letter = _LETTER.search(text, first, last)
    return [(letter.start(), first + len(text[first:last].rstrip(_TRAILING_MARKS)))] if letter else []


class Tokenizer:
    """Find the words of a text that may switch between Chinese and English anywhere.

    The tokenizer of each language is loaded when it is first needed.

    Parameters
    ----------
    user_dictionary : a file of terms that must not be split. Case, width, and traditional characters do not matter.

    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self._user_dictionary = user_dictionary
        self._latin_terms = _latin_terms(user_dictionary) if user_dictionary is not None else None

    def find_words(self, text: str, start: int, end: int) -> list[Span]:
        """Return the positions of all words in ``text[start:end]``, in order, without punctuation."""
        if self._latin_terms is None:
            return self._find_words(text, start, end)
        found: list[Span] = []
        place = start
        for term in self._latin_terms.finditer(_fold_term(text[start:end])):
            found += self._find_words(text, place, start + term.start())
            place = start + term.end()
            found.append((start + term.start(), place))
        return found + self._find_words(text, place, end)

    def _find_words(self, text: str, start: int, end: int) -> list[Span]:
        if not has_han(text[start:end]):
            return list(self._english.find_words(text, start, end))
        found: list[Span] = []
        place = start
        for word in self._chinese.find_words(text, start, end):
            if place < word[0]:
                found += self._english.find_words(text, place, word[0])
            found.append(word)
            place = word[1]
        found += self._english.find_words(text, place, end)
        return found

    @cached_property
    def _chinese(self) -> ChineseTokenizer:
        return ChineseTokenizer(self._user_dictionary)

    @cached_property
    def _english(self) -> EnglishTokenizer:
        return _english()


_english: Callable[[], EnglishTokenizer] = cache(EnglishTokenizer)
