"""The place of a quote in a document: found literally, by its parts, or by similarity."""

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

# Characters that people and programs use for one another; those that differ in width only are handled by NFKD.
_INTERCHANGEABLE = {
    **dict.fromkeys(map(ord, "。｡"), "."),
    **dict.fromkeys(map(ord, "、､"), ","),
    **dict.fromkeys(map(ord, "“”„‟«»「」"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛`´"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
MAX_MATCHES = 10
"""Matches that are returned at most: two already make a quote ambiguous, and a short one may occur in every line."""
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
MAX_GAP = 1_000
"""Characters that may be left out between two parts of a quote; parts further apart are separate quotes."""
_MAX_PART_MATCHES = 100
_ELLIPSIS = re.compile(r"\s*[\[(（【〔]?\s*(?:\.{3,}|\. \. \.|…+|⋯+|。{3,})\s*[\])）】〕]?\s*")
MIN_SIMILARITY = 0.88
"""About one character in eight may differ. When 690 real quotes were searched in interviews of other people, nine
reached this value, all said there in nearly the same words; below it, other sentences of the same kind begin."""
SIMILARITY_TOLERANCE = 0.05
"""A place counts as equally similar if its similarity is at most this much below that of the best place."""
MIN_QUOTE_LENGTH = 20
"""Characters that a quote needs to be searched by similarity; a Chinese character counts as several."""
HAN_CHARACTER_WEIGHT = 2.5
"""Letters of English text that say about as much as one Chinese character."""


@dataclass(frozen=True)
class SearchedText:
    """A text in which quotes are searched."""

    text: str

    def find(self, quote: str, *, most: int = MAX_MATCHES) -> list[tuple[int, int]]:
        """Return the places of a quote as ranges of code points, at most ``most`` of them.

        Exact matches are returned if there are any; white space at the ends of the quote is ignored. Otherwise matches
        may differ in white space, invisible characters, and the width or style of punctuation.
        """
        exact = quote.strip()
        if not exact:
            return []
        if places := list(_find_all(self.text, exact, most)):
            return places
        indices, folded = self.folded
        matches = (
            (indices[start], indices[end - 1] + 1) for start, end in _find_all(folded, fold_text(quote)[1], most)
        )
        # A character that folds into several characters may have matched in part only.
        return [(start, end) for start, end in matches if self.has_quote_at(quote, start, end)]

    def has_quote_at(self, quote: str, start: int, end: int) -> bool:
        """Tell whether a quote stands at a place; white space, invisible characters and style of marks may differ."""
        return fold_text(self.text[start:end])[1] == fold_text(quote)[1]

    @cached_property
    def folded(self) -> tuple[list[int], str]:
        """The text as ``fold_text`` returns it."""
        return fold_text(self.text)


def fold_text(text: str) -> tuple[list[int], str]:
    """Return a text without white space, invisible characters and variants of width and style.

    The first value holds, for each character of the second, its index in the original text.
    """
    indices, characters = [], []
    for index, character in enumerate(text):
        for folded in unicodedata.normalize("NFKD", character.translate(_INTERCHANGEABLE)):
            if not folded.isspace() and folded not in _INVISIBLE:
                indices.append(index)
                characters.append(folded)
    return indices, "".join(characters)


def _find_all(text: str, part: str, most: int) -> Iterator[tuple[int, int]]:
    start = text.find(part) if part else -1
    for _ in range(most):
        if start < 0:
            return
        yield start, start + len(part)
        start = text.find(part, start + 1)


def find_elided(quote: str, searched: SearchedText) -> list[tuple[int, int]]:
    """Return the ranges from the first to the last part of a quote that leaves something out.

    Parts are separated by ``...``, ``…`` or ``……``, in brackets or without; such marks at the ends of a quote are
    ignored. All parts must occur, in their order, each at most ``MAX_GAP`` characters after the one before. The list
    is empty if that is not so, or if the quote has no such marks.
    """
    parts = [part for part in _ELLIPSIS.split(quote) if fold_text(part)[1]]
    if not parts or parts == [quote.strip()]:
        return []
    ranges = searched.find(parts[0], most=_MAX_PART_MATCHES)
    for part in parts[1:]:
        places = searched.find(part, most=_MAX_PART_MATCHES)
        ranges = [
            (start, next_end)
            for start, end in ranges
            for next_start, next_end in places
            if 0 <= next_start - end <= MAX_GAP
        ]
    return ranges


class SimilarPassage(NamedTuple):
    """A range of code points whose text is similar to a quote."""

    start: int
    end: int
    similarity: float
    """0 to 1: twice the number of characters that both have in the same order, divided by all characters of both."""


def find_similar(quote: str, searched: SearchedText) -> list[SimilarPassage]:
    """Return the place that is most similar to a quote, followed by up to nine that are about equally similar.

    Case, white space, and the width or style of marks are ignored. The list is empty if no place reaches a similarity
    of ``MIN_SIMILARITY``, or if the quote has fewer than ``MIN_QUOTE_LENGTH`` characters. The measure is the normalised
    indel similarity of the rapidfuzz library, over windows of the quote's length (``partial_ratio_alignment``).
    """
    if not is_long_quote(quote):
        return []
    wanted = fold_text(quote)[1].lower()
    indices, folded = searched.folded
    folded = folded.lower()
    best = _find_best_window(wanted, folded, (0, len(folded)), MIN_SIMILARITY)
    if best is None:
        return []
    found, open_ranges = [best], [(0, best.start), (best.end, len(folded))]
    while open_ranges and len(found) < MAX_MATCHES:
        start, end = open_ranges.pop()
        other = _find_best_window(wanted, folded, (start, end), MIN_SIMILARITY)
        if other is not None:
            found.append(other)
            open_ranges += [(start, other.start), (other.end, end)]
    highest = max(place.similarity for place in found)
    near = sorted(
        (place for place in found if place.similarity >= highest - SIMILARITY_TOLERANCE),
        key=lambda place: -place.similarity,
    )
    return [SimilarPassage(indices[start], indices[end - 1] + 1, similarity) for start, end, similarity in near]


def is_long_quote(quote: str) -> bool:
    """Tell whether a quote is long enough to be unlike other passages: ``MIN_QUOTE_LENGTH`` characters or more."""
    folded = fold_text(quote)[1]
    return sum(HAN_CHARACTER_WEIGHT if has_han(character) else 1 for character in folded) >= MIN_QUOTE_LENGTH


def _find_best_window(wanted: str, text: str, within: tuple[int, int], least: float) -> SimilarPassage | None:
    """Return the most similar place in a range, if it is similar enough once its ends are fitted."""
    start, end = within
    # Windows have the length of the quote. Where less was said, a window holds other words too and is less similar.
    rough = 100 * least / (2 - least)
    if end - start < len(wanted):
        # If the text is shorter than the quote, the library would search the text in the quote.
        found = SimilarPassage(start, end, fuzz.ratio(wanted, text[start:end]) / 100)
    else:
        window = fuzz.partial_ratio_alignment(wanted, text[start:end], score_cutoff=rough)
        if window is None:
            return None
        found = SimilarPassage(start + window.dest_start, start + window.dest_end, window.score / 100)
    if 100 * found.similarity < rough:
        return None
    fitted = _fit_ends(wanted, text, found, within)
    return fitted if fitted.similarity >= least else None


def _fit_ends(wanted: str, text: str, place: SimilarPassage, within: tuple[int, int]) -> SimilarPassage:
    """Move the ends of a window to where the text is most similar to the quote.

    Here a wrong letter costs no more than a missing one (Levenshtein distance), so that an end with a wrong letter is
    kept. Of equally similar ranges, the one whose length is closest to the quote's is taken.
    """
    start, end, similarity = place
    reach = int((1 - similarity) * len(wanted)) + 1

    def cost(start: int, end: int) -> tuple[int, int]:
        return Levenshtein.distance(wanted, text[start:end]), abs(end - start - len(wanted))

    for _ in range(2):  # moving the start can change the best end
        end = min(range(max(end - reach, start + 1), min(end + reach, within[1]) + 1), key=lambda to: cost(start, to))
        start = min(range(max(start - reach, within[0]), min(start + reach, end - 1) + 1), key=lambda at: cost(at, end))
    return SimilarPassage(start, end, fuzz.ratio(wanted, text[start:end]) / 100)


class PassageReference(NamedTuple):
    """How a row refers to a passage; None for what it does not state."""

    document: str | None
    start: str | None
    end: str | None
    quote: str | None
    row_id: str | None = None
    """Id of a row in a table of units; it locates the passage if the document comes from that table."""


class Location(NamedTuple):
    """A range of code points in a document."""

    doc_id: str
    start: int
    end: int
    method: str = ""
    """How a quote was located that does not occur literally, in words."""
    similarity: float | None = None
    """Similarity of the quote and the text there, 0 to 1, if it was located by similarity."""


class PassageLocator:
    """Locates passages in documents, and counts references to unknown documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.unknown_documents: Counter[str] = Counter()
        """References by name of a document that is missing or ambiguous."""
        self._names = DocumentNames(document.doc_id for document in documents)
        self._texts = {document.doc_id: SearchedText(document.text) for document in documents}
        self._cuts = {
            document.doc_id: {cut.row_id: (cut.start, cut.end) for cut in document.cuts} for document in documents
        }
        self._only = documents[0].doc_id if len(documents) == 1 else None

    def locate(self, reference: PassageReference) -> Location | str | None:
        """Return the place of a passage, or the reason why it has none; None if its document is unknown.

        Unknown documents are counted in ``unknown_documents``. The reason continues a sentence like "this row".
        """
        name = reference.document or self._only
        if name is None:
            return "names no document"
        doc_ids = self._names.find(name)
        if len(doc_ids) != 1:
            self.unknown_documents[name] += 1
            return None
        (doc_id,) = doc_ids
        text = self._texts[doc_id]
        if reference.start is not None and reference.end is not None:
            return _locate_by_offsets(doc_id, reference.start, reference.end, reference.quote, text)
        cut = self._cuts[doc_id].get(reference.row_id) if reference.row_id else None
        if cut is not None and (reference.quote is None or text.has_quote_at(reference.quote, *cut)):
            return Location(doc_id, *cut)
        if not reference.quote:
            return "has neither start and end nor a quote"
        return _locate_by_quote(doc_id, reference.quote, text)

    def locate_all(self, reference: PassageReference) -> list[Location]:
        """Return every place at which a quote stands literally in its document."""
        doc_ids = self._names.find(reference.document or self._only or "")
        if len(doc_ids) != 1 or not reference.quote:
            return []
        text = self._texts[doc_ids[0]]
        return [Location(doc_ids[0], *range_) for range_ in text.find(reference.quote, most=len(text.text))]


def _locate_by_offsets(
    doc_id: str, written_start: str, written_end: str, quote: str | None, text: SearchedText
) -> Location | str:
    start, end = parse_whole_number(written_start), parse_whole_number(written_end)
    if start is None or end is None:
        return "has a start or end that is not a whole number"
    if not 0 <= start < end <= len(text.text):
        return f"has a start and end outside of its document, which has {len(text.text):,} characters"
    if quote is not None and not text.has_quote_at(quote, start, end):
        return "has a quote that is not at its start and end"
    return Location(doc_id, start, end)


def parse_whole_number(number: str | None) -> int | None:
    """Parse a whole number as tables write it, also ``58.0``, as in columns with empty cells; None if it is not one."""
    try:
        return None if number is None else int(number.removesuffix(".0"))
    except ValueError:
        return None


def _locate_by_quote(doc_id: str, quote: str, text: SearchedText) -> Location | str:
    """Locate a quote literally, otherwise by its parts, otherwise by similarity; it must match one place only."""
    found = text.find(quote)
    if found:
        return Location(doc_id, *found[0]) if len(found) == 1 else _describe_several(len(found))
    elided = find_elided(quote, text)
    if elided:
        method = "by the parts of its quote; the segment includes what was left out between them"
        return Location(doc_id, *elided[0], method) if len(elided) == 1 else _describe_several(len(elided))
    similar = find_similar(quote, text)
    if len(similar) > 1:
        return f"has a quote that is about equally similar to {_format_count(len(similar))} places of its document"
    if similar:
        start, end, similarity = similar[0]
        return Location(doc_id, start, end, f"by similarity ({similarity:.2f})", similarity)
    return "has a quote that is not in its document"


def _describe_several(places: int) -> str:
    return f"has a quote that occurs {_format_count(places)} times in its document"


def _format_count(places: int) -> str:
    return f"{places:,}" if places < MAX_MATCHES else f"{MAX_MATCHES} or more"
