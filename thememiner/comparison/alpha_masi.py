"""Krippendorff's alpha where a unit's value is the set of all its codes."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.pairs import FEWEST_UNITS, NOTHING, GroupPair, Values, Weights
from thememiner.comparison.quadratic_forms import Sums

Sets = npt.NDArray[np.bool_]
"""Shape (sets, codes)."""
NESTED, CROSSING = 2 / 3, 1 / 3


def alpha_masi(pair: GroupPair, weights: Weights) -> Values:
    """Return Krippendorff's alpha, 1 - D_o / D_e, over the sets of codes with the MASI distance.

    The distance of two sets is 1 - J M with J the size of their intersection by that of their union, and M 1 for equal
    sets, 2/3 if one holds the other, 1/3 if they cross, and 0 if they are disjoint: Passonneau (2006), Measuring
    agreement on set-valued items (MASI) for semantic and pragmatic annotation, LREC, section 3. Two sets without code
    are equal; a set without code and another are disjoint. Alpha: Krippendorff (2019), Content Analysis, 4th edition,
    section 12.3. Codes are matched one to one before; a proposed code without counterpart stands alone. With one
    code a unit it is the nominal alpha. Undefined for fewer than two units, and where all sets are equal.
    """
    sides = _sets(pair)
    kinds, kind_of = np.unique(np.packbits(np.vstack(sides), axis=1), axis=0, return_inverse=True)
    kind_of = kind_of.ravel().reshape(2, -1)
    apart = np.array([np.bincount(pair.persons, weights=_apart(*sides), minlength=weights.shape[1])])
    by_person = sum(pair.per_person(of_unit, len(kinds)) for of_unit in kind_of)
    sums = Sums.over(np.asarray(by_person), weights)
    alike = np.zeros((sums.drawn.shape[1],) * 2)
    sets = np.unpackbits(kinds, axis=1).astype(np.bool_)
    for rows in sums.blocks():
        alike += sums.part(rows, likeness(sets[rows], sets))
    values = sums.drawn @ sums.by_kind.sum(axis=1)
    expected = (values**2 - sums.in_draws(alike)) / np.maximum(values * (values - 1), 1)
    observed = (weights @ apart.T).ravel() / np.maximum(values / 2, 1)
    undefined = (values < 2 * FEWEST_UNITS) | (expected < NOTHING)
    found: Values = np.where(undefined, np.nan, 1 - observed / np.where(undefined, 1, expected))
    return found


def likeness(some: Sets, others: Sets) -> sparse.csr_array:
    """Return 1 - the MASI distance of each of some sets (row) and each of others (column)."""
    one, two = (sparse.csr_array(_with_none(sets).astype(np.float64)) for sets in (some, others))
    sizes = [np.asarray(side.sum(axis=1)).ravel() for side in (one, two)]
    shared = (one @ two.T).tocoo()
    rows, columns = shared.coords
    found = _likeness(shared.data, sizes[0][rows], sizes[1][columns])
    return sparse.csr_array((found, (rows, columns)), shape=shared.shape)


def _apart(own: Sets, other: Sets) -> Values:
    """Return the distance of each unit's sets."""
    own, other = _with_none(own), _with_none(other)
    return 1 - _likeness((own & other).sum(axis=1), own.sum(axis=1), other.sum(axis=1))


def _likeness(shared: npt.NDArray[np.float64], one: npt.NDArray[np.float64], two: npt.NDArray[np.float64]) -> Values:
    nested = shared == np.minimum(one, two)
    monotonic = np.where(nested & (one == two), 1, np.where(nested, NESTED, CROSSING))
    likeness: Values = monotonic * shared / (one + two - shared)
    return likeness


def _with_none(sets: Sets) -> Sets:
    return np.column_stack([sets, ~sets.any(axis=1)])


def _sets(pair: GroupPair) -> tuple[Sets, Sets]:
    """Return both codings' sets over the same codes."""
    number, matching = len(pair.reference.codes), pair.matching.one_to_one
    alone = np.flatnonzero(matching < 0)
    proposed = np.zeros((pair.units, number + len(alone)), dtype=np.bool_)
    proposed[:, matching[matching >= 0]] = pair.proposed.carries[:, matching >= 0]
    proposed[:, number:] = pair.proposed.carries[:, alone]
    nothing = np.zeros((pair.units, len(alone)), dtype=np.bool_)
    return np.hstack([pair.reference.carries, nothing]), proposed
