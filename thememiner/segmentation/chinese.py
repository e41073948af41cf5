"""Chinese words, found by jieba: the only file that imports it."""

import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from thememiner.errors import ConfigurationError
from thememiner.language import HAN, has_han, is_stop_word, simplified
from thememiner.segmentation.pieces import Span

WINDOW = 400
"""Characters that jieba sees at once: for unknown words its time grows with the square of them."""

_RUN = re.compile(f"[{HAN}A-Za-z0-9.+#&%_-]+")
"""Chinese with the Latin letters that stick to it, for words such as 卡拉OK."""


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
