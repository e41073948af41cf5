"""Intervals of shares, and of differences between two shares."""

from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""Of the normal distribution, 95 % lies within so many standard deviations."""


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    high: float


def wilson(said: int, of: int) -> Interval:
    """Return the score interval of a share (Wilson 1927, Journal of the American Statistical Association 22, 209-212).

    It stays within 0 and 1, and has a width even if nobody or everybody said it. ``of`` is at least 1.
    """
    share = said / of
    middle = share + Z * Z / (2 * of)
    spread = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return Interval(
        low=0.0 if said == 0 else (middle - spread) / whole,
        high=1.0 if said == of else (middle + spread) / whole,
    )


def difference_between(first_said: int, first_of: int, second_said: int, second_of: int) -> Interval:
    """Return the interval of the first share minus the second, of different people.

    It is the hybrid score interval (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10): the distances from
    the shares to the ends of their Wilson intervals, squared and added. Both groups have at least one person.
    """
    return _squared_and_added(_reach(first_said, first_of), _reach(second_said, second_of), correlation=0.0)


def difference_within(both: int, first_only: int, second_only: int, neither: int) -> Interval:
    """Return the interval of the first share minus the second, of the same people, at least one of them.

    It is the paired score interval (Newcombe 1998, Statistics in Medicine 17, 2635-2650, method 10): as between
    different people, less what the two answers of a person have in common. That is the correlation of the
    fourfold table; if it is positive, with a correction for continuity; 0 if a margin is empty.
    """
    people = both + first_only + second_only + neither
    return _squared_and_added(
        _reach(both + first_only, people),
        _reach(both + second_only, people),
        correlation=_correlation(both, first_only, second_only, neither),
    )


class _Reach(NamedTuple):
    """A share, and how far its interval reaches down and up."""

    share: float
    down: float
    up: float


def _reach(said: int, of: int) -> _Reach:
    share, (low, high) = said / of, wilson(said, of)
    return _Reach(share, share - low, high - share)


def _squared_and_added(first: _Reach, second: _Reach, *, correlation: float) -> Interval:
    difference = first.share - second.share
    below = first.down**2 - 2 * correlation * first.down * second.up + second.up**2
    above = first.up**2 - 2 * correlation * first.up * second.down + second.down**2
    # With a correlation near 1, rounding can leave less than nothing.
    return Interval(max(difference - sqrt(max(below, 0)), -1.0), min(difference + sqrt(max(above, 0)), 1.0))


def _correlation(both: int, first_only: int, second_only: int, neither: int) -> float:
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    product = float(both * neither - first_only * second_only)
    if product > 0:
        product = max(product - (both + first_only + second_only + neither) / 2, 0.0)
    return product / sqrt(margins) if margins else 0.0
