"""Words that say what a unit is about: what keywords and the company of words are made of."""

from collections.abc import Collection, Sequence

MIN_LENGTH = 2
"""A single letter or a single Chinese character says too little by itself."""


def content_words(words: Sequence[str], stop_words: Collection[str]) -> list[str]:
    """Return the words with content, in lower case: no stop words, no numbers, at least two characters."""
    folded = (word.casefold().replace("’", "'") for word in words)
    return [w for w in folded if len(w) >= MIN_LENGTH and w not in stop_words and any(c.isalpha() for c in w)]
