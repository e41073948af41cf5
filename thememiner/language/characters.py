"""Chinese characters, and the conversion of traditional characters to simplified ones."""

import re
from functools import cache
from typing import Any

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
"""Ranges of Chinese characters, including 々 and 〇, for a character class of a regular expression."""

_HAN = re.compile(f"[{HAN}]")


def has_han(text: str) -> bool:
    """Return whether a text has a Chinese character."""
    return _HAN.search(text) is not None


def to_simplified(text: str) -> str:
    """Return the text with traditional characters replaced by simplified ones, with the same length and positions.

    OpenCC converts whole words; if that changes the length, each character is converted by itself.
    """
    convert = _converter().convert
    whole = str(convert(text))
    return whole if len(whole) == len(text) else "".join(str(convert(c)) if has_han(c) else c for c in text)


@cache
def _converter() -> Any:  # noqa: ANN401 - OpenCC ships no types
    import opencc  # noqa: PLC0415 - reads its dictionaries

    return opencc.OpenCC("t2s")
