"""Chinese characters: which they are, and traditional ones read as simplified, for tools that know only these."""

import re
from functools import cache

from thememiner.language.word_lists import listed_words

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Ranges of Chinese characters, 々 and 〇 among them, for the inside of a regular expression's brackets."""

_HAN = re.compile(f"[{HAN}]")


def has_han(text: str) -> bool:
    """Tell whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def simplified(text: str) -> str:
    """Return the text with common traditional characters replaced one for one: length and positions stay.

    Good enough to find words by; no conversion to print (it does not choose between 发 of 發 and of 髮).
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in listed_words("traditional")}
