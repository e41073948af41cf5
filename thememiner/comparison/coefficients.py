"""Coefficients of agreement between two coders of the same units: on first codes, after the codes were matched.

Agreement of any number of coders who need not all have coded every unit.
Krippendorff's alpha where a unit's value is the set of all its codes.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.contingency import FEWEST_UNITS, NOTHING, GroupPair, Sums, Values, Weights

Sets = npt.NDArray[np.bool_]
"""Shape (sets, codes)."""
NESTED, CROSSING = 2 / 3, 1 / 3


class Agreement(NamedTuple):
    """What the coefficients need of each draw."""

    units: Values
    """Shape (draws,)."""
    agreed: Values
    """Shape (draws,): units with the same category in both codings."""
    reference: npt.NDArray[np.float64]
    """Shape (draws, categories): units of each category."""
    proposed: npt.NDArray[np.float64]
    """Likewise."""


def cohens_kappa(pair: GroupPair, weights: Weights) -> Values:
    """Return Cohen's kappa: (p_o - p_e) / (1 - p_e), where p_e is the sum of products of both coders' shares.

    Cohen (1960), Educational and Psychological Measurement 20, page 40. Without code is a category. Undefined for
    fewer than two units, and where both coders use the same single category.
    """
    return _kappa(_one_to_one(pair, weights))


def kappa_of_merged(pair: GroupPair, weights: Weights) -> Values:
    """Return Cohen's kappa where several proposed codes may count as one code of the reference, as its parts."""
    return _kappa(agreement(pair, weights, pair.matching.many_to_one))


def krippendorffs_alpha(pair: GroupPair, weights: Weights) -> Values:
    """Return Krippendorff's alpha for nominal data: 1 - D_o / D_e over pairable values.

    Krippendorff (2019), Content Analysis, 4th edition, section 12.3; two values a unit, none missing, as without code
    is a category. Undefined for fewer than two units, and where all values are the same.
    """
    found = _one_to_one(pair, weights)
    values = 2 * found.units
    observed = 2 * (found.units - found.agreed) / np.maximum(values, 1)
    pooled = found.reference + found.proposed
    expected = (values**2 - (pooled**2).sum(axis=1)) / np.maximum(values * (values - 1), 1)
    return _beyond(np.where(found.units < FEWEST_UNITS, np.nan, 1 - observed), 1 - expected)


def gwets_ac1(pair: GroupPair, weights: Weights) -> Values:
    """Return Gwet's AC1, where p_e is the sum of q (1 - q) over the K categories' mean shares q, by K - 1.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, equation 6. K counts the
    categories that either coder used. Undefined for fewer than two units and where K is 1.
    """
    found = _one_to_one(pair, weights)
    pooled = found.reference + found.proposed
    shares = pooled / np.maximum(2 * found.units, 1)[:, None]
    used = (pooled > 0).sum(axis=1)
    expected = (shares * (1 - shares)).sum(axis=1) / np.maximum(used - 1, 1)
    return _beyond(_observed(found), np.where(used > 1, expected, 1.0))


def brennan_prediger(pair: GroupPair, weights: Weights) -> Values:
    """Return the coefficient of Brennan and Prediger, where p_e is 1 / K.

    Brennan and Prediger (1981), Educational and Psychological Measurement 41, equation 9. K as for AC1.
    """
    found = _one_to_one(pair, weights)
    used = ((found.reference + found.proposed) > 0).sum(axis=1)
    return _beyond(_observed(found), 1 / np.maximum(used, 1))


def _one_to_one(pair: GroupPair, weights: Weights) -> Agreement:
    return Agreement(
        *pair.once("agreement", weights, lambda pair, weights: agreement(pair, weights, pair.matching.one_to_one))
    )


def agreement(pair: GroupPair, weights: Weights, matching: npt.NDArray[np.int64]) -> Agreement:
    """Return how often first codes are the same, a proposed code counting as the one it is matched with."""
    own, other = pair.first_codes
    other = _categories(pair, matching)[other]
    number = len(pair.reference.codes) + 1 + len(pair.proposed.codes)
    agreed = pair.per_person((own == other).astype(np.int64), 2)[:, 1]
    sides = [pair.per_person(side, number) for side in (own, other)]
    drawn = weights.astype(np.float64)
    return Agreement(drawn @ sides[0].sum(axis=1), drawn @ agreed, *(drawn @ side for side in sides))


def _categories(pair: GroupPair, matching: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the category of each proposed group: that of its match, without code, or one of its own."""
    without = len(pair.reference.codes)
    alone = without + 1 + np.arange(len(matching))
    return np.append(np.where(matching >= 0, matching, alone), without)


def _kappa(found: Agreement) -> Values:
    expected = (found.reference * found.proposed).sum(axis=1) / np.maximum(found.units**2, 1)
    return _beyond(_observed(found), expected)


def _observed(found: Agreement) -> Values:
    return np.where(found.units < FEWEST_UNITS, np.nan, found.agreed / np.maximum(found.units, 1))


def _beyond(observed: Values, expected: Values) -> Values:
    left = 1 - expected
    nothing_left = left < NOTHING
    values: Values = np.where(nothing_left, np.nan, (observed - expected) / np.where(nothing_left, 1, left))
    return values


def alpha_of_many(values: npt.NDArray[np.int64]) -> float | None:
    """Return Krippendorff's alpha for nominal data; codes that are called the same are the same.

    ``values`` has the shape (units, coders), from 0, -1 where a coder did not look at a unit. Units with one value pair
    with nothing and do not count. With n_uc values c in unit u, m_u in all, and n_c values c in all n pairable ones,
    alpha is 1 - (n - 1) (sum of n_uc n_uk / (m_u - 1) over units and c ≠ k) / (sum of n_c n_k over c ≠ k):
    Krippendorff (2019), Content Analysis, 4th edition, section 12.3.3. None where all values are the same
    or none pair.
    """
    values = values[(values >= 0).sum(axis=1) > 1]
    rows, columns = np.nonzero(values >= 0)
    counts = np.zeros((len(values), int(values.max(initial=-1)) + 1))
    np.add.at(counts, (rows, values[rows, columns]), 1)
    coders, pooled = counts.sum(axis=1), counts.sum(axis=0)
    pairable = pooled.sum()
    expected = pairable**2 - (pooled**2).sum()
    if not expected:
        return None
    observed = ((coders**2 - (counts**2).sum(axis=1)) / np.maximum(coders - 1, 1)).sum()
    return float(1 - (pairable - 1) * observed / expected)


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
