"""Back-channels: what a listener says to show that they listen (嗯, 对对对, mm-hmm, yeah)."""

import re
from functools import cache

from thememiner.language.marks import without_marks
from thememiner.language.word_lists import listed_lines

_QUESTION_MARK = re.compile(r"[?？]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def is_back_channel(text: str) -> bool:
    """Tell whether a text holds nothing but back-channels, in either language, repeated or combined.

    Punctuation, transcriber's marks and drawn-out letters (mmmm) do not count. A question is none ("Right?").
    """
    if _QUESTION_MARK.search(text):
        return False
    spoken = _DRAWN_OUT.sub(r"\1\1", without_marks(text).casefold().replace("’", "'"))
    return _pattern().fullmatch(spoken) is not None


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(listed_lines("back_channels"), key=len, reverse=True)
    phrases = "|".join(_phrase(line) for line in longest_first)
    # Possessive and atomic, so that a long text that fails at its end fails in linear time.
    return re.compile(rf"\W*+(?:(?>{phrases})\W*+)++")


def _phrase(line: str) -> str:
    words = r"\W+".join(re.escape(word) for word in line.split())
    return rf"{words}(?![a-z0-9'])" if line.isascii() else words
