"""Words of a text in both scripts: Chinese by jieba, the rest by spaCy, each made when it is first needed."""

from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path

from thememiner.language import has_han
from thememiner.segmentation.chinese import ChineseWords
from thememiner.segmentation.english import EnglishWords
from thememiner.segmentation.pieces import Span


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
