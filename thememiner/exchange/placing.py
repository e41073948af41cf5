"""A coded segment, as a row gives it, gets its exact place in the corpus, or the reason why it has none."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from thememiner.exchange.elisions import find_elided
from thememiner.exchange.locating import MOST_PLACES, SearchedText
from thememiner.exchange.similarity import find_similar
from thememiner.intake import DocumentNames
from thememiner.records import Document


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
