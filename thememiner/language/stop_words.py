"""Words that carry grammar or fill a pause: no keywords."""

from functools import cache

from thememiner.language.word_lists import listed_words

_LISTS = {
    "en": ("english",),
    "zh": ("chinese_simplified", "chinese_traditional"),
}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, fillers of interviews among them.

    ``en`` is English, ``zh`` Chinese in simplified and traditional characters; anything else (``mixed``, ``other``)
    gets both. Words are in lower case; contractions stand with straight and with curly apostrophes.
    """
    names = _LISTS.get(language, tuple(name for several in _LISTS.values() for name in several))
    straight = frozenset[str]().union(*(listed_words(name) for name in names))
    return straight | {word.replace("'", "’") for word in straight}


def is_stop_word(word: str, language: str = "mixed") -> bool:
    """Tell whether a word, however capitalised, is a stop word of a language (``mixed``: of any)."""
    return word.casefold() in stop_words(language)
