"""Quotes are found again in the text they come from, at their exact place.

Quotes with something left out in the middle are found by their parts, in their order.
Quotes that somebody tidied up are found where the text is most like them, with how much it is.
A coded segment, as a row gives it, gets its exact place in the corpus, or the reason why it has none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from thememiner.intake import DocumentNames
from thememiner.language import has_han
from thememiner.records import Document

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
FURTHEST = 1_000
"""Characters that may be left out between two parts; parts further apart are two quotes."""
_MOST_PLACES = 100
_GAP = re.compile(r"\s*[\[(（【〔]?\s*(?:\.{3,}|\. \. \.|…+|⋯+|。{3,})\s*[\])）】〕]?\s*")
LEAST = 0.88
"""About one character in eight may be another. Of 690 real quotes put to other people's interviews nine reached it, all
of them said there in nearly the same words; below it other sentences of the same kind begin."""
NEARLY = 0.05
"""A place is about as much like the quote as the best one if it is less so by no more than this."""
LONG_ENOUGH = 20
"""Characters that a quote must have; shorter ones are like too much. One of Chinese counts for several."""
HAN = 2.5
"""Letters of an English word for each Chinese character that says as much."""


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


def find_elided(quote: str, searched: SearchedText) -> list[tuple[int, int]]:
    """Return the ranges from the first part of a quote to its last, whose parts are all there, one behind the other.

    Parts are divided by ``...``, ``…`` or ``……``, in brackets or without; such marks at the ends of a quote do not
    count. None is returned for a quote without them, or with parts that stand more than ``FURTHEST`` apart.
    """
    parts = [part for part in _GAP.split(quote) if fold(part)[1]]
    if not parts or parts == [quote.strip()]:
        return []
    ranges = searched.find(parts[0], most=_MOST_PLACES)
    for part in parts[1:]:
        places = searched.find(part, most=_MOST_PLACES)
        ranges = [
            (start, behind)
            for start, end in ranges
            for next_start, behind in places
            if 0 <= next_start - end <= FURTHEST
        ]
    return ranges


class SimilarPlace(NamedTuple):
    """A range of code points, and how much the text there is like the quote."""

    start: int
    end: int
    similarity: float
    """0 to 1: twice the characters that both have in one order, by all characters of both."""


def find_similar(quote: str, searched: SearchedText) -> list[SimilarPlace]:
    """Return the place that is most like a quote, and behind it those that are about as much like it, up to ten.

    Neither case nor white space counts, nor the width or style of marks. None is returned below a similarity of
    ``LEAST``, nor for a quote of fewer than ``LONG_ENOUGH`` characters. The measure is the normalised indel similarity
    of the rapidfuzz library, taken over windows of the quote's length (``partial_ratio_alignment``).
    """
    wanted = fold(quote)[1].lower()
    if sum(HAN if has_han(character) else 1 for character in wanted) < LONG_ENOUGH:
        return []
    indices, folded = searched.folded
    folded = folded.lower()
    best = _best(wanted, folded, (0, len(folded)), LEAST)
    if best is None:
        return []
    found, open_ranges = [best], [(0, best.start), (best.end, len(folded))]
    while open_ranges and len(found) < MOST_PLACES:
        start, end = open_ranges.pop()
        other = _best(wanted, folded, (start, end), LEAST)
        if other is not None:
            found.append(other)
            open_ranges += [(start, other.start), (other.end, end)]
    most = max(place.similarity for place in found)
    near = sorted((place for place in found if place.similarity >= most - NEARLY), key=lambda place: -place.similarity)
    return [SimilarPlace(indices[start], indices[end - 1] + 1, like) for start, end, like in near]


def _best(wanted: str, text: str, within: tuple[int, int], least: float) -> SimilarPlace | None:
    """Return the best place in a range, if it is similar enough once its ends fit."""
    start, end = within
    # A window is as long as the quote; where less was said it holds more than that, and is the less similar.
    rough = 100 * least / (2 - least)
    if end - start < len(wanted):
        # In a shorter text the library would look for that in the quote.
        found = SimilarPlace(start, end, fuzz.ratio(wanted, text[start:end]) / 100)
    else:
        window = fuzz.partial_ratio_alignment(wanted, text[start:end], score_cutoff=rough)
        if window is None:
            return None
        found = SimilarPlace(start + window.dest_start, start + window.dest_end, window.score / 100)
    if 100 * found.similarity < rough:
        return None
    fitted = _fitted(wanted, text, found, within)
    return fitted if fitted.similarity >= least else None


def _fitted(wanted: str, text: str, place: SimilarPlace, within: tuple[int, int]) -> SimilarPlace:
    """Move the ends, which are as far apart as the quote is long, to where the text is most like it.

    Here a wrong letter counts no more than a missing one (the distance of Levenshtein), so that an end with a wrong
    letter is no reason to leave that letter out; of equals, the range that is as long as the quote is taken.
    """
    start, end, similarity = place
    reach = int((1 - similarity) * len(wanted)) + 1

    def cost(start: int, end: int) -> tuple[int, int]:
        return Levenshtein.distance(wanted, text[start:end]), abs(end - start - len(wanted))

    for _ in range(2):  # an end that was fitted to a start that moves is fitted again
        end = min(range(max(end - reach, start + 1), min(end + reach, within[1]) + 1), key=lambda to: cost(start, to))
        start = min(range(max(start - reach, within[0]), min(start + reach, end - 1) + 1), key=lambda at: cost(at, end))
    return SimilarPlace(start, end, fuzz.ratio(wanted, text[start:end]) / 100)


class GivenPlace(NamedTuple):
    """What a row says of a segment's place; None for what it does not say."""

    document: str | None
    start: str | None
    end: str | None
    quote: str | None
    row_id: str | None = None
    """Of a row of a table of units, which says the place if the document comes from that table."""


class Place(NamedTuple):
    """A range of code points in a document."""

    doc_id: str
    start: int
    end: int
    how: str = ""
    """How a quote was located that does not stand there as it is, in words."""
    similarity: float | None = None
    """How much the text there is like the quote, 0 to 1, if it was located by that."""


class PlaceFinder:
    """Finds the places of segments in documents, and counts the names of documents that there are not."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.unknown: Counter[str] = Counter()
        self._names = DocumentNames(document.doc_id for document in documents)
        self._texts = {document.doc_id: SearchedText(document.text) for document in documents}
        self._cuts = {
            document.doc_id: {cut.row_id: (cut.start, cut.end) for cut in document.cuts} for document in documents
        }
        self._only = documents[0].doc_id if len(documents) == 1 else None

    def find(self, given: GivenPlace) -> Place | str | None:
        """Return the place, or why there is none; None if it is for want of the document, which is counted."""
        name = given.document or self._only
        if name is None:
            return "names no document"
        bearers = self._names.find(name)
        if len(bearers) != 1:
            self.unknown[name] += 1
            return None
        (doc_id,) = bearers
        text = self._texts[doc_id]
        if given.start is not None and given.end is not None:
            return _at(doc_id, given.start, given.end, given.quote, text)
        cut = self._cuts[doc_id].get(given.row_id) if given.row_id else None
        if cut is not None and (given.quote is None or text.holds(given.quote, *cut)):
            return Place(doc_id, *cut)
        return _by_quote(doc_id, given.quote, text) if given.quote else "has neither start and end nor a quote"

    def places(self, given: GivenPlace) -> list[Place]:
        """Return every place of a quote in its document, as far as it stands there as it is; none without either."""
        bearers = self._names.find(given.document or self._only or "")
        if len(bearers) != 1 or not given.quote:
            return []
        text = self._texts[bearers[0]]
        return [Place(bearers[0], *range_) for range_ in text.find(given.quote, most=len(text.text))]


def _at(doc_id: str, first: str, behind: str, quote: str | None, text: SearchedText) -> Place | str:
    start, end = whole_number(first), whole_number(behind)
    if start is None or end is None:
        return "has a start or end that is no whole number"
    if not 0 <= start < end <= len(text.text):
        return f"has a start and end outside of its document, which has {len(text.text):,} characters"
    if quote is not None and not text.holds(quote, start, end):
        return "has a quote that does not stand at its start and end"
    return Place(doc_id, start, end)


def whole_number(number: str | None) -> int | None:
    """Return a number as tables write it: ``58``, and ``58.0`` where the column has empty cells; None for no number."""
    try:
        return None if number is None else int(number.removesuffix(".0"))
    except ValueError:
        return None


def _by_quote(doc_id: str, quote: str, text: SearchedText) -> Place | str:
    """Locate a quote as it stands, else by its parts, else by similarity; of several places none is taken."""
    found = text.find(quote)
    if found:
        return Place(doc_id, *found[0]) if len(found) == 1 else _several(len(found))
    elided = find_elided(quote, text)
    if elided:
        how = "by the parts of its quote; what was left out between them is in the segment"
        return Place(doc_id, *elided[0], how) if len(elided) == 1 else _several(len(elided))
    similar = find_similar(quote, text)
    if len(similar) > 1:
        return f"has a quote that is about as much like {_number(len(similar))} places of its document"
    if similar:
        start, end, similarity = similar[0]
        return Place(doc_id, start, end, f"by similarity ({similarity:.2f})", similarity)
    return "has a quote that does not stand in its document"


def _several(places: int) -> str:
    return f"has a quote that stands in its document {_number(places)} times"


def _number(places: int) -> str:
    return f"{places:,}" if places < MOST_PLACES else f"{MOST_PLACES} or more"
