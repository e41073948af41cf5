"""Word lists that lie beside the code as text files, in which ``#`` begins a comment line.

Words that carry grammar or fill a pause: no keywords.
Words that say what a unit is about: what keywords and the company of words are made of.
The order in which people expect names: P2 before P10.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache
from importlib import resources

_LISTS = {
    "en": ("english",),
    "zh": ("chinese_simplified", "chinese_traditional"),
}
MIN_LENGTH = 2
"""A single letter or a single Chinese character says too little by itself."""
DIGITS = re.compile(r"(\d{1,18})")


def read_word_list(name: str) -> tuple[str, ...]:
    """Return the lines of ``data/NAME.txt`` that hold words, without white space at their ends."""
    text = (resources.files("thememiner.language") / "data" / f"{name}.txt").read_text("utf-8")
    stripped = (line.strip() for line in text.splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def read_words(name: str) -> frozenset[str]:
    """Return the words between white space in ``data/NAME.txt``: in lower case, with straight apostrophes."""
    return frozenset(word for line in read_word_list(name) for word in line.split())


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, fillers of interviews among them.

    ``en`` is English, ``zh`` Chinese in simplified and traditional characters; anything else (``mixed``, ``other``)
    gets both. Words are in lower case; contractions stand with straight and with curly apostrophes.
    """
    names = _LISTS.get(language, tuple(name for several in _LISTS.values() for name in several))
    straight = frozenset[str]().union(*(read_words(name) for name in names))
    return straight | {word.replace("'", "’") for word in straight}


def is_stop_word(word: str, language: str = "mixed") -> bool:
    """Tell whether a word, however capitalised, is a stop word of a language (``mixed``: of any)."""
    return word.casefold() in stop_words(language)


def content_words(words: Sequence[str], stop_words: Collection[str]) -> list[str]:
    """Return the words with content, in lower case: no stop words, no numbers, at least two characters."""
    folded = (word.casefold().replace("’", "'") for word in words)
    return [w for w in folded if len(w) >= MIN_LENGTH and w not in stop_words and any(c.isalpha() for c in w)]


def natural_sort_key(name: str) -> tuple[list[str | int], str]:
    """Return a sorting key by which numbers inside names count as numbers."""
    return [int(part) if part.isdecimal() else part.casefold() for part in DIGITS.split(name)], name
