"""The words of a unit and their English glosses: word for word, and as a sentence."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from thememiner.embedding.chinese.dictionary import is_listed, senses
from thememiner.embedding.chinese.names import name_of
from thememiner.embedding.chinese.numerals import in_digits
from thememiner.language import has_han, is_stop_word, simplified

_LATIN = re.compile(r"[A-Za-z]{2}")
_DIGIT = re.compile(r"\d")


class Gloss(NamedTuple):
    """A word, in simplified characters, and what it means."""

    word: str
    senses: tuple[str, ...]
    """In English, the commonest first; at least one."""
    content: bool
    """Whether it says what a unit is about: no stop word, number or name."""


def glosses_of(words: Sequence[str]) -> list[Gloss]:
    """Return the glosses of a unit's words, in their order; what has no meaning of its own is left out.

    Traditional characters are read as simplified ones, English words stand for themselves, numbers become digits,
    names are spelt in Latin letters, and an unknown compound is taken apart into the longest words that are known.
    """
    plain = [*(simplified(word) for word in words), ""]
    return [gloss for word, following in pairwise(plain) for gloss in _glosses(word, following)]


def sentence_of(glosses: Sequence[Gloss]) -> str:
    """Return the first senses in a row: what a unit says, as English without grammar."""
    return " ".join(gloss.senses[0] for gloss in glosses)


def _glosses(word: str, following: str) -> Iterator[Gloss]:
    if not has_han(word):
        if _LATIN.search(word):
            yield Gloss(word, (word,), not is_stop_word(word))
        elif _DIGIT.search(word):
            yield Gloss(word, (word,), False)
    elif name := name_of(word, following):
        yield Gloss(word, (name,), False)
    elif number := in_digits(word):
        yield Gloss(word, (number,), False)
    elif is_listed(word):
        yield from _known(word)
    else:
        for part in _parts(word):
            yield from _known(part)


def _known(word: str) -> Iterator[Gloss]:
    if found := senses(word):
        yield Gloss(word, found, not is_stop_word(word))


def _parts(compound: str) -> Iterator[str]:
    """Yield the longest known words from the left; a character that is none is passed over."""
    place = 0
    while place < len(compound):
        ends = range(len(compound), place, -1)
        end = next((end for end in ends if is_listed(compound[place:end])), None)
        if end is not None:
            yield compound[place:end]
        place = end or place + 1
