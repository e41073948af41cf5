"""Krippendorff's alpha for unitising: how far coders mark the same stretches of text."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

Category = TypeVar("Category", bound=Hashable)
Ranges = Sequence[tuple[int, int]]
"""Sorted, disjoint, not empty; from the first position to the one after the last."""
NO_MARK = "nobody marked anything: there is nothing beyond chance to measure"
NO_ROOM = "the marks leave no other place where they could lie: there is nothing beyond chance to measure"


class Unitizing(NamedTuple):
    """Alpha of each category and of all together, None where it is undefined."""

    by_category: Mapping[Hashable, float | None]
    overall: float | None
    why_not: str = ""
    """Why there is no overall figure."""


def u_alpha(coders: Sequence[Mapping[Category, Ranges]], length: int) -> Unitizing:
    """Return the alpha of stretches that two or more coders marked on one continuum of so many positions.

    Each coder has sorted disjoint ranges for each category. Two stretches that meet differ by the squares of how far
    their starts and their ends lie apart; a stretch that lies in a gap of the other coder, by the square of its length.
    Alpha is 1 - D_o / D_e, with D_e taken over all places at which the stretches marked could lie. Source: Krippendorff
    (1995), On the reliability of unitizing continuous data, Sociological Methodology 25, pages 47 to 76; in the
    form of Krippendorff (2004), Content Analysis, 2nd edition, section 11.6. Overall, both are summed over categories.
    Undefined for fewer than two coders or positions, and where nothing was marked.
    """
    categories = sorted({category for own in coders for category in own}, key=str)
    pairs = {
        category: disagreement([tuple(own.get(category, ())) for own in coders], length) for category in categories
    }
    observed, expected = (sum(both[side] for both in pairs.values()) for side in (0, 1))
    overall = _alpha(observed, expected)
    why_not = "" if overall is not None else NO_ROOM if any(any(own.values()) for own in coders) else NO_MARK
    return Unitizing({category: _alpha(*both) for category, both in pairs.items()}, overall, why_not)


def disagreement(coders: Sequence[Ranges], length: int) -> tuple[float, float]:
    """Return the observed and the expected disagreement on one category; both 0 where there is nothing to tell."""
    number = len(coders)
    if number < 2 or length < 2 or not any(coders):  # noqa: PLR2004 - a pair needs two
        return 0.0, 0.0
    observed = sum(_apart(one, other) for place, one in enumerate(coders) for other in coders[:place])
    return 2 * observed / (number * (number - 1) * length**2), _expected(coders, length)


def _apart(one: Ranges, other: Ranges) -> int:
    """Return the squared differences of two coders' stretches."""
    met: tuple[set[int], set[int]] = (set(), set())
    total = first = 0
    for place, (start, end) in enumerate(one):
        while first < len(other) and other[first][1] <= start:
            first += 1
        at = first
        while at < len(other) and other[at][0] < end:
            total += (start - other[at][0]) ** 2 + (end - other[at][1]) ** 2
            met[0].add(place)
            met[1].add(at)
            at += 1
    alone = (
        (end - start) ** 2
        for side, ranges in zip(met, (one, other), strict=True)
        for place, (start, end) in enumerate(ranges)
        if place not in side
    )
    return total + sum(alone)


def _expected(coders: Sequence[Ranges], length: int) -> float:
    marked = np.array([end - start for ranges in coders for start, end in ranges], dtype=np.float64)
    gaps = np.sort(np.concatenate([_gaps(ranges, length) for ranges in coders]))
    behind = np.append(np.cumsum(gaps[::-1])[::-1], 0)  # the sum of each gap and all longer ones
    first = np.searchsorted(gaps, marked)
    places = behind[first] - (len(gaps) - first) * (marked - 1)
    among = (len(marked) - 1) / 3 * (2 * marked**3 - 3 * marked**2 + marked)
    positions = len(coders) * length
    possible = positions * (positions - 1) - (marked * (marked - 1)).sum()
    return float(2 / length * (among + marked**2 * places).sum() / possible) if possible else 0.0


def _gaps(ranges: Ranges, length: int) -> npt.NDArray[np.float64]:
    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    gaps = np.array([*starts, length], dtype=np.float64) - np.array([0, *ends], dtype=np.float64)
    return gaps[gaps > 0]


def _alpha(observed: float, expected: float) -> float | None:
    return 1 - observed / expected if expected > 0 else None
