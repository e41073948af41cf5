"""Quotes are found again in the text they come from, at their exact place."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# Characters that people and programs exchange for one another, beyond those of other width.
_ALIKE = {
    **dict.fromkeys(map(ord, "。｡"), "."),
    **dict.fromkeys(map(ord, "、､"), ","),
    **dict.fromkeys(map(ord, "“”„‟«»「」"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛`´"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
MOST_PLACES = 10
"""Two are too many already; a short quote may stand in every line."""
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True)
class SearchedText:
    """A text in which quotes are looked for."""

    text: str

    def find(self, quote: str, *, most: int = MOST_PLACES) -> list[tuple[int, int]]:
        """Return the places of a quote, as ranges of code points: all, or the first of many.

        Places of exactly the quote, without white space at its ends; if there are none, places that differ from it only
        in white space, in characters that cannot be seen, and in the width or style of punctuation.
        """
        exact = quote.strip()
        if not exact:
            return []
        if places := list(_places(self.text, exact, most)):
            return places
        indices, folded = self.folded
        similar = ((indices[start], indices[end - 1] + 1) for start, end in _places(folded, fold(quote)[1], most))
        # A character that folds into several may have matched in part only.
        return [(start, end) for start, end in similar if self.holds(quote, start, end)]

    def holds(self, quote: str, start: int, end: int) -> bool:
        """Say whether a quote stands at a place, but for the same differences."""
        return fold(self.text[start:end])[1] == fold(quote)[1]

    @cached_property
    def folded(self) -> tuple[list[int], str]:
        """Return the text as ``fold`` gives it."""
        return fold(self.text)


def fold(text: str) -> tuple[list[int], str]:
    """Return what is left of a text without those differences, and the index in the text of each of its characters."""
    indices, characters = [], []
    for index, character in enumerate(text):
        for folded in unicodedata.normalize("NFKD", character.translate(_ALIKE)):
            if not folded.isspace() and folded not in _INVISIBLE:
                indices.append(index)
                characters.append(folded)
    return indices, "".join(characters)


def _places(text: str, part: str, most: int) -> Iterator[tuple[int, int]]:
    start = text.find(part) if part else -1
    for _ in range(most):
        if start < 0:
            return
        yield start, start + len(part)
        start = text.find(part, start + 1)
