"""Words of English and other spaced scripts, found by spaCy's rules: the only file that imports it."""

import re
from collections.abc import Iterator

from thememiner.language import is_stop_word
from thememiner.segmentation.pieces import Span

ENDLESS = 100
"""Characters without a space that are no writing of words; spaCy's time grows with the square of them."""

_LETTER = re.compile(r"[^\W_]")
_PLAIN_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BEHIND = "()[]{}<>-_*/\\|:;~^=\"“”‘’'…\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_APOSTROPHES = ("'", "’")


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
