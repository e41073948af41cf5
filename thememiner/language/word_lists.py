"""Word lists: stop words and other lists stored as text files, content words, and natural sorting of names."""

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from importlib import resources

from thememiner.language.characters import has_han, to_simplified

_LISTS = {
    "en": ("english",),
    "zh": ("chinese_simplified", "chinese_traditional"),
}
MIN_LENGTH = 2
"""Content words have at least this number of characters."""
_MASKED = re.compile("x{2,}")
_DIGITS = re.compile(r"(\d{1,18})")


def read_word_list(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/NAME.txt`` that are neither empty nor a comment (``#``), stripped."""
    text = (resources.files("thememiner.language") / "data" / f"{name}.txt").read_text("utf-8")
    stripped = (line.strip() for line in text.splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def read_words(name: str) -> frozenset[str]:
    """Return the words of ``data/NAME.txt``, which are in lower case and have straight apostrophes."""
    return frozenset(word for line in read_word_list(name) for word in line.split())


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, including fillers of interviews.

    ``en`` is English, ``zh`` is Chinese in simplified and traditional characters; any other language gets both lists.
    Words are in lower case; contractions occur with straight and with curly apostrophes.
    """
    names = _LISTS.get(language, tuple(name for several in _LISTS.values() for name in several))
    straight = frozenset[str]().union(*(read_words(name) for name in names))
    return straight | {word.replace("'", "’") for word in straight}


def is_stop_word(word: str, language: str = "mixed") -> bool:
    """Return whether a word is a stop word of a language (``mixed``: of any language). Case does not matter."""
    return word.casefold() in stop_words(language)


def content_words(words: Sequence[str], stop_words: Collection[str]) -> list[str]:
    """Return the words with content in lower case: without stop words, numbers, single characters and masks (XXX).

    Stop words are recognised in simplified and traditional characters.
    """
    folded = (word.casefold().replace("’", "'") for word in words)
    return [
        w
        for w in folded
        if len(w) >= MIN_LENGTH
        and w not in stop_words
        and any(c.isalpha() for c in w)
        and not _MASKED.fullmatch(w)
        and _to_simplified(w) not in stop_words
    ]


@lru_cache(maxsize=1 << 16)
def _to_simplified(word: str) -> str:
    return to_simplified(word) if has_han(word) else word


def natural_sort_key(name: str) -> tuple[list[str | int], str]:
    """Return a sort key that compares numbers inside names as numbers: P2 before P10."""
    return [int(part) if part.isdecimal() else part.casefold() for part in _DIGITS.split(name)], name
