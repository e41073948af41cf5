"""Words of a text in both scripts: Chinese by jieba, the rest by spaCy, each made when it is first needed.

Chinese words, found by jieba: the only file that imports it.
Words of English and other spaced scripts, found by spaCy's rules: the only file that imports it.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from thememiner.errors import ConfigurationError
from thememiner.language import HAN, has_han, is_stop_word, simplified
from thememiner.segmentation.spans import Span

WINDOW = 400
"""Characters that jieba sees at once: for unknown words its time grows with the square of them."""
_RUN = re.compile(f"[{HAN}A-Za-z0-9.+#&%_-]+")
"""Chinese with the Latin letters that stick to it, for words such as 卡拉OK."""
ENDLESS = 100
"""Characters without a space that are no writing of words; spaCy's time grows with the square of them."""
_LETTER = re.compile(r"[^\W_]")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BEHIND = "()[]{}<>-_*/\\|:;~^=\"“”‘’'…\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_APOSTROPHES = ("'", "’")


class ChineseWords:
    """Find the Chinese words of a text.

    jieba's dictionary is read into a tokenizer of our own. jieba would load a cache with ``marshal`` from the folder
    for temporary files that all users of a machine share; so it is kept from caching, which costs half a second a
    process.

    Parameters
    ----------
    user_dictionary : a file of terms that must not be cut apart, one a line, as jieba reads it; frequency and tag
        behind a term may stand there and change nothing.

    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self._tokenizer = _tokenizer(user_dictionary)

    def spans(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Yield the positions of all words in ``text[start:end]`` that have a Chinese character, in order."""
        for run in _RUN.finditer(text, start, end):
            if not has_han(run[0]):
                continue
            place = run.start()
            for word in self._words(simplified(run[0])):
                for part in self._parts(word):
                    if has_han(part):
                        yield place, place + len(part)
                    place += len(part)

    def _words(self, run: str) -> Iterator[str]:
        """Cut a run window by window; a window's last word, which its edge may have cut, is left to the next one."""
        begin = 0
        while begin + WINDOW < len(run):
            seen = self._tokenizer.lcut(run[begin : begin + WINDOW])
            whole = seen[:-1] or seen
            yield from whole
            begin += sum(map(len, whole))
        yield from self._tokenizer.lcut(run[begin:])

    def _parts(self, word: str) -> list[str]:
        """Take grammar off the ends of a word that no dictionary has: jieba guesses 我怕 and 讲过 to be new words."""
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
            tokenizer.add_word(simplified(term))
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
    return [line.split()[0] for line in lines if line.strip()]


@cache
def _dictionary() -> tuple[dict[str, int], int]:
    tokenizer = _jieba().Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, total


def _jieba() -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        # Escape sequences in its patterns, and setuptools about pkg_resources: nothing that a user of ours can mend.
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - wanted only where there is Chinese
    return jieba


class EnglishWords:
    """Find the words of a text with the rules of spaCy's English tokenizer; no model is needed.

    spaCy parts contractions (do|n't, it|'s). Such parts are one word here if the whole is a stop word; else the
    clitic is none: *patient's* gives *patient*.
    """

    def __init__(self) -> None:
        from spacy.lang.en import English  # noqa: PLC0415 - takes seconds, which --help has not
        from spacy.lang.tokenizer_exceptions import emoticons  # noqa: PLC0415 - likewise

        self._tokenizer = English().tokenizer
        self._emoticons = frozenset(emoticons)

    def spans(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Yield the positions of all words in ``text[start:end]``, in order."""
        if not _LETTER.search(text, start, end):
            return
        inside = text[start:end]
        if max(map(len, inside.split())) > ENDLESS:
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
    """Return a token without the punctuation before and behind it; nothing if it has no letter or digit."""
    letter = _LETTER.search(text, first, last)
    return [(letter.start(), first + len(text[first:last].rstrip(_BEHIND)))] if letter else []


class Words:
    """Find the words of a text that may switch between Chinese and English anywhere.

    Parameters
    ----------
    user_dictionary : Chinese terms that must not be cut apart.

    """

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self._user_dictionary = user_dictionary

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """Return the positions of all words in ``text[start:end]``, in order; punctuation is none."""
        if not has_han(text[start:end]):
            return list(self._english.spans(text, start, end))
        found: list[Span] = []
        place = start
        for word in self._chinese.spans(text, start, end):
            found += self._english.spans(text, place, word[0])
            found.append(word)
            place = word[1]
        found += self._english.spans(text, place, end)
        return found

    @cached_property
    def _chinese(self) -> ChineseWords:
        return ChineseWords(self._user_dictionary)

    @cached_property
    def _english(self) -> EnglishWords:
        return _english()


_english: Callable[[], EnglishWords] = cache(EnglishWords)
