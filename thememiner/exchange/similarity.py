"""Quotes that somebody tidied up are found where the text is most like them, with how much it is."""

from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from thememiner.exchange.locating import MOST_PLACES, SearchedText, fold
from thememiner.language import has_han

LEAST = 0.88
"""About one character in eight may be another. Of 690 real quotes put to other people's interviews nine reached it, all
of them said there in nearly the same words; below it other sentences of the same kind begin."""
NEARLY = 0.05
"""A place is about as much like the quote as the best one if it is less so by no more than this."""
LONG_ENOUGH = 20
"""Characters that a quote must have; shorter ones are like too much. One of Chinese counts for several."""
HAN = 2.5
"""Letters of an English word for each Chinese character that says as much."""


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
