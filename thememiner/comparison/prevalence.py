"""How many participants said each theme, in each group, and how groups differ; participants count, not units.

Intervals of shares, and of differences between two shares.
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.comparison.groups import Carried, Division, pairs_of
from thememiner.comparison.levels import Level
from thememiner.records import Group, People, Prevalence, Share, ShareDifference, ThemePrevalence

FEWEST = 5
"""Participants of a group below which it is too small to be compared."""
MOST_IN_BOTH = 0.5
"""Share of the smaller of two groups' participants who are in the other, from which the two are the same people."""
Mask = npt.NDArray[np.bool_]
Z = 1.959963984540054
"""Of the normal distribution, 95 % lies within so many standard deviations."""


class _Presence(NamedTuple):
    """Who is there, and who said what."""

    there: Mask
    """Shape (people, groups): has kept units there."""
    said: Mask
    """Shape (people, groups, codes)."""


def prevalence_by(carried: Carried, division: Division, level: Level) -> Prevalence:
    """Count for each code and each group how many of its participants carry the code in at least one unit.

    A share has the Wilson interval, a difference Newcombe's: for different people, or for the same people if at least
    half of the participants of the smaller group are in the other one. Then only those in both are compared. Of fewer
    than five participants in a group (or in both) nothing is compared. Where no participant is known, documents are
    counted in their place; otherwise units of nobody known are left out, and a note says how many.
    """
    people = people_of(carried.units)
    presence = _presence(people, division, carried.carries)
    pairs, compared = pairs_of(division)
    anywhere, everyone = np.asarray(presence.said.any(axis=1)), np.asarray(presence.there.any(axis=1))
    themes = tuple(
        ThemePrevalence(
            code_id=code.code_id,
            name=code.name,
            overall=share(anywhere[:, column], everyone),
            shares=tuple(
                share(presence.said[:, group, column], presence.there[:, group])
                for group in range(len(division.groups))
            ),
            differences=tuple(_difference(presence, column, pair, division) for pair in pairs),
        )
        for column, code in enumerate(carried.codes)
    )
    return Prevalence(
        coder=carried.coder,
        level=level.value,
        attributes=division.attributes,
        groups=_groups(people, division),
        themes=themes,
        counted=people.counted,
        compared=compared,
        notes=(*carried.notes, *people.notes),
    )


def _groups(people: "Persons", division: Division) -> tuple[Group, ...]:
    known = people.of_units >= 0
    units = np.zeros((len(people.names), len(division.groups)), dtype=np.int64)
    np.add.at(units, (people.of_units[known], division.of_units[known]), 1)
    found = []
    for values, counts in zip(division.groups, units.T, strict=True):
        there = counts[counts > 0]
        found.append(Group(values, len(there), float(np.median(there)) if len(there) else 0.0))
    return tuple(found)


class Persons(NamedTuple):
    """Who said each unit."""

    names: tuple[str, ...]
    of_units: npt.NDArray[np.int64]
    """Shape (units,): index of the person, -1 where nobody is known."""
    counted: str

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what must be said about who is counted."""
        if self.counted == "documents":
            return ("No participant is known in this run, so documents are counted in their place.",)
        unknown = int((self.of_units < 0).sum())
        return (f"Units of nobody known are left out: {unknown:,}.",) if unknown else ()


def people_of(units: pd.DataFrame) -> Persons:
    """Return the participant of each unit; its document, if no unit of all has a participant."""
    counted = "participants" if units["participant"].notna().any() or not len(units) else "documents"
    column = units["participant" if counted == "participants" else "doc_id"].astype("string")
    of_units, names = pd.factorize(column, sort=True)
    return Persons(tuple(map(str, names)), of_units.astype(np.int64), counted)


def _presence(people: Persons, division: Division, carries: Mask) -> _Presence:
    known = np.flatnonzero(people.of_units >= 0)
    there = np.zeros((len(people.names), len(division.groups)), dtype=np.bool_)
    there[people.of_units[known], division.of_units[known]] = True
    said = np.zeros((*there.shape, carries.shape[1]), dtype=np.bool_)
    rows, codes = np.nonzero(carries[known])
    rows = known[rows]
    said[people.of_units[rows], division.of_units[rows], codes] = True
    return _Presence(there, said)


def share(said: Mask, there: Mask) -> Share:
    """Return how many of those who are there said it; two masks of shape (people,)."""
    count, of = int((said & there).sum()), int(there.sum())
    if not of:
        return Share(0, 0, None, None, None)
    low, high = wilson(count, of)
    return Share(count, of, count / of, low, high)


def _difference(presence: _Presence, column: int, pair: tuple[int, int], division: Division) -> ShareDifference:
    first, second = pair
    return difference(
        (presence.said[:, first, column], presence.there[:, first]),
        (presence.said[:, second, column], presence.there[:, second]),
        names=(division.groups[first], division.groups[second]),
    )


def difference(
    first: tuple[Mask, Mask], second: tuple[Mask, Mask], *, names: tuple[tuple[str, ...], tuple[str, ...]]
) -> ShareDifference:
    """Return the second group's share minus the first's; each group is who said it and who is there, masks of people.

    Whether these are the same people or different ones is told from how many are in both.
    """
    (said_first, in_first), (said_second, in_second) = first, second
    both = in_first & in_second
    sizes = int(in_first.sum()), int(in_second.sum())
    same = bool(both.any()) and int(both.sum()) >= MOST_IN_BOTH * min(sizes)
    people = People.SAME if same else People.DIFFERENT
    in_one = int((in_first ^ in_second).sum())
    if (int(both.sum()) if same else min(sizes)) < FEWEST:
        return ShareDifference(*names, people, int(both.sum()), in_one, None)
    if same:
        again, new, lost, never = (
            int((both & one).sum())
            for one in (
                said_first & said_second,
                said_second & ~said_first,
                said_first & ~said_second,
                ~said_first & ~said_second,
            )
        )
        value = (new - lost) / int(both.sum())
        low, high = difference_within(again, new, lost, never)
    else:
        counts = int((said_first & in_first).sum()), int((said_second & in_second).sum())
        value = counts[1] / sizes[1] - counts[0] / sizes[0]
        low, high = difference_between(counts[1], sizes[1], counts[0], sizes[0])
    return ShareDifference(*names, people, int(both.sum()), in_one, value, low, high)


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
