"""Quotes that stand several times in their document are located by the rows around them, where a table is in order."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from thememiner.exchange.placing import Place, PlaceFinder
from thememiner.exchange.segment_rows import SegmentRow

Found = Place | str | None


def settle_by_order(rows: Sequence[SegmentRow], found: Sequence[Found], finder: PlaceFinder) -> dict[int, Place]:
    """Return the places of rows that were not located, by their index, as far as their neighbours settle them.

    Only for tables whose rows follow their places in the document. A quote then stands between the places of the rows
    before and behind it. If it does so as often as rows in between quote it (rows of one id count once), each of these
    places is that of one, in their order. Documents whose located rows are not in order are left alone.
    """
    by_document: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        by_document[row.given.document or ""].append(index)
    settled: dict[int, Place] = {}
    for indices in by_document.values():
        known = {index: place for index in indices if isinstance(place := found[index], Place)}
        if all(known[before].start <= known[behind].start for before, behind in pairwise(known)):
            settled.update(_settle(indices, known, rows, finder))
    return settled


def _settle(
    indices: Sequence[int], known: Mapping[int, Place], rows: Sequence[SegmentRow], finder: PlaceFinder
) -> dict[int, Place]:
    settled: dict[int, Place] = {}
    for first, gap, last in _gaps(indices, known):
        for quote in dict.fromkeys(rows[index].given.quote for index in gap):
            same = _highlights([index for index in gap if rows[index].given.quote == quote], rows)
            places = [
                place
                for place in finder.places(rows[gap[0]].given._replace(quote=quote))
                if first <= place.start and (last is None or place.start <= last)
            ]
            if len(places) == len(same):
                settled.update((index, place) for place, own in zip(places, same, strict=True) for index in own)
    return settled


def _gaps(indices: Sequence[int], known: Mapping[int, Place]) -> Iterator[tuple[int, list[int], int | None]]:
    """Yield the rows that were not located, those together that no located row parts, and the starts around them."""
    first, gap = 0, list[int]()
    for index in indices:
        if index not in known:
            gap.append(index)
            continue
        if gap:
            yield first, gap, known[index].start
        first, gap = known[index].start, []
    if gap:
        yield first, gap, None


def _highlights(indices: Sequence[int], rows: Sequence[SegmentRow]) -> list[list[int]]:
    """Return rows of one quote by the highlight that they are of: those of one id are one."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for index in indices:
        by_id[rows[index].given.row_id or str(index)].append(index)
    return list(by_id.values())
