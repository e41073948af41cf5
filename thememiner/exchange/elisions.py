"""Quotes with something left out in the middle are found by their parts, in their order."""

import re

from thememiner.exchange.locating import SearchedText, fold

FURTHEST = 1_000
"""Characters that may be left out between two parts; parts further apart are two quotes."""
_MOST_PLACES = 100
_GAP = re.compile(r"\s*[\[(（【〔]?\s*(?:\.{3,}|\. \. \.|…+|⋯+|。{3,})\s*[\])）】〕]?\s*")


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
