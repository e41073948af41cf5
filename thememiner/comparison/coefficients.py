"""Coefficients of agreement between coders of the same units: kappa, alpha, AC1 and related coefficients."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.contingency import MIN_UNITS, NEGLIGIBLE, GroupPair, PairSums, Values, Weights

Sets = npt.NDArray[np.bool_]
"""Shape (sets, codes)."""
NESTED, CROSSING = 2 / 3, 1 / 3


class AgreementCounts(NamedTuple):
    """The counts that the coefficients use, for each draw."""

    units: Values
    """Shape (draws,)."""
    agreed: Values
    """Shape (draws,): units with the same category in both codings."""
    reference: npt.NDArray[np.float64]
    """Shape (draws, categories): units of each category."""
    proposed: npt.NDArray[np.float64]
    """Shape (draws, categories), in the same order of categories."""


def cohens_kappa(pair: GroupPair, weights: Weights) -> Values:
    """Return Cohen's kappa: (p_o - p_e) / (1 - p_e), where p_e is the sum of products of both coders' shares.

    Cohen (1960), Educational and Psychological Measurement 20, page 40. Units without a code form a category. Undefined
    for fewer than two units, and if both coders use the same single category.
    """
    return _kappa_of_counts(_count_one_to_one(pair, weights))


def kappa_of_merged(pair: GroupPair, weights: Weights) -> Values:
    """Return Cohen's kappa if several proposed codes may count as parts of one code of the reference."""
    return _kappa_of_counts(count_agreement(pair, weights, pair.matching.many_to_one))


def krippendorffs_alpha(pair: GroupPair, weights: Weights) -> Values:
    """Return Krippendorff's alpha for nominal data: 1 - D_o / D_e over pairable values.

    Krippendorff (2019), Content Analysis, 4th edition, section 12.3; two values per unit, none missing, as
    units without a code form a category. Undefined for fewer than two units, and where all values are the same.
    """
    counts = _count_one_to_one(pair, weights)
    values = 2 * counts.units
    observed = 2 * (counts.units - counts.agreed) / np.maximum(values, 1)
    pooled = counts.reference + counts.proposed
    expected = (values**2 - (pooled**2).sum(axis=1)) / np.maximum(values * (values - 1), 1)
    return _correct_for_chance(np.where(counts.units < MIN_UNITS, np.nan, 1 - observed), 1 - expected)


def gwets_ac1(pair: GroupPair, weights: Weights) -> Values:
    """Return Gwet's AC1, where p_e is the sum of q (1 - q) over the K categories' mean shares q, by K - 1.

    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, equation 6. K counts the
    categories that either coder used. Undefined for fewer than two units and where K is 1.
    """
    counts = _count_one_to_one(pair, weights)
    pooled = counts.reference + counts.proposed
    shares = pooled / np.maximum(2 * counts.units, 1)[:, None]
    used = (pooled > 0).sum(axis=1)
    expected = (shares * (1 - shares)).sum(axis=1) / np.maximum(used - 1, 1)
    return _correct_for_chance(_observed_agreement(counts), np.where(used > 1, expected, 1.0))


def brennan_prediger(pair: GroupPair, weights: Weights) -> Values:
    """Return the coefficient of Brennan and Prediger, where p_e is 1 / K.

    Brennan and Prediger (1981), Educational and Psychological Measurement 41, equation 9. K as for AC1.
    """
    counts = _count_one_to_one(pair, weights)
    used = ((counts.reference + counts.proposed) > 0).sum(axis=1)
    return _correct_for_chance(_observed_agreement(counts), 1 / np.maximum(used, 1))


def _count_one_to_one(pair: GroupPair, weights: Weights) -> AgreementCounts:
    return AgreementCounts(
        *pair.compute_once(
            "agreement", weights, lambda pair, weights: count_agreement(pair, weights, pair.matching.one_to_one)
        )
    )


def count_agreement(pair: GroupPair, weights: Weights, matching: npt.NDArray[np.int64]) -> AgreementCounts:
    """Count how often first codes are the same, if a proposed code counts as the code it is matched with."""
    own, other = pair.first_codes
    other = _categories(pair, matching)[other]
    number = len(pair.reference.codes) + 1 + len(pair.proposed.codes)
    agreed = pair.count_per_person((own == other).astype(np.int64), 2)[:, 1]
    sides = [pair.count_per_person(side, number) for side in (own, other)]
    drawn = weights.astype(np.float64)
    return AgreementCounts(drawn @ sides[0].sum(axis=1), drawn @ agreed, *(drawn @ side for side in sides))


def _categories(pair: GroupPair, matching: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the category of each proposed group: its match, a separate category, or units without a code."""
    without = len(pair.reference.codes)
    alone = without + 1 + np.arange(len(matching))
    return np.append(np.where(matching >= 0, matching, alone), without)


def _kappa_of_counts(counts: AgreementCounts) -> Values:
    expected = (counts.reference * counts.proposed).sum(axis=1) / np.maximum(counts.units**2, 1)
    return _correct_for_chance(_observed_agreement(counts), expected)


def _observed_agreement(counts: AgreementCounts) -> Values:
    return np.where(counts.units < MIN_UNITS, np.nan, counts.agreed / np.maximum(counts.units, 1))


def _correct_for_chance(observed: Values, expected: Values) -> Values:
    possible = 1 - expected
    is_undefined = possible < NEGLIGIBLE
    values: Values = np.where(is_undefined, np.nan, (observed - expected) / np.where(is_undefined, 1, possible))
    return values


def alpha_of_many_coders(values: npt.NDArray[np.int64]) -> float | None:
    """Return Krippendorff's alpha for nominal data of any number of coders, who need not all have coded every unit.

    ``values`` has the shape (units, coders): codes as numbers from 0, -1 where a coder did not look at a unit. Units
    with a single value have no pair and do not count. With n_uc values c in unit u, m_u values in all, and n_c values c
    among all n pairable values, alpha is
    1 - (n - 1) (sum of n_uc n_uk / (m_u - 1) over units and c ≠ k) / (sum of n_c n_k over c ≠ k):
    Krippendorff (2019), Content Analysis, 4th edition, section 12.3.3. None if all values are the same
    or no unit has a pair.
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
    section 12.3. Codes are matched one to one first; a proposed code without counterpart equals no other code.
    With one code per unit it is the nominal alpha. Undefined for fewer than two units, and where all sets are equal.
    """
    own, other = _match_sets(pair)
    kinds, kind_of = np.unique(np.packbits(np.vstack([own, other]), axis=1), axis=0, return_inverse=True)
    kinds_of = np.split(kind_of.ravel(), [len(own)])
    first, second, of_unit = pair.set_pairs
    distance = _masi_distances(own[first], other[second])[of_unit]
    distances = np.array([np.bincount(pair.persons, weights=distance, minlength=weights.shape[1])])
    by_person = sum(
        pair.count_per_person(of_set[side.of_unit], len(kinds))
        for of_set, side in zip(kinds_of, pair.code_sets, strict=True)
    )
    sums = PairSums.from_counts(np.asarray(by_person), weights)
    similarity = np.zeros((sums.drawn.shape[1],) * 2)
    sets = np.unpackbits(kinds, axis=1).astype(np.bool_)
    for rows in sums.blocks():
        similarity += sums.sum_block(rows, masi_similarity(sets[rows], sets))
    values = sums.drawn @ sums.by_kind.sum(axis=1)
    expected = (values**2 - sums.total_per_draw(similarity)) / np.maximum(values * (values - 1), 1)
    observed = (weights @ distances.T).ravel() / np.maximum(values / 2, 1)
    is_undefined = (values < 2 * MIN_UNITS) | (expected < NEGLIGIBLE)
    alphas: Values = np.where(is_undefined, np.nan, 1 - observed / np.where(is_undefined, 1, expected))
    return alphas


def masi_similarity(one: Sets, other: Sets) -> sparse.csr_array:
    """Return 1 - the MASI distance of each set in ``one`` (row) and each set in ``other`` (column)."""
    rows_of, columns_of = (sparse.csr_array(_with_empty_set(sets).astype(np.float64)) for sets in (one, other))
    sizes = [np.asarray(side.sum(axis=1)).ravel() for side in (rows_of, columns_of)]
    shared = (rows_of @ columns_of.T).tocoo()
    rows, columns = shared.coords
    similarity = _masi_of_sizes(shared.data, sizes[0][rows], sizes[1][columns])
    return sparse.csr_array((similarity, (rows, columns)), shape=shared.shape)


def _masi_distances(own: Sets, other: Sets) -> Values:
    """Return the MASI distance between the two sets of each unit."""
    own, other = _with_empty_set(own), _with_empty_set(other)
    return 1 - _masi_of_sizes((own & other).sum(axis=1), own.sum(axis=1), other.sum(axis=1))


def _masi_of_sizes(
    shared: npt.NDArray[np.float64], one: npt.NDArray[np.float64], two: npt.NDArray[np.float64]
) -> Values:
    nested = shared == np.minimum(one, two)
    monotonic = np.where(nested & (one == two), 1, np.where(nested, NESTED, CROSSING))
    similarity: Values = monotonic * shared / (one + two - shared)
    return similarity


def _with_empty_set(sets: Sets) -> Sets:
    """Add a column for sets without code."""
    return np.column_stack([sets, ~sets.any(axis=1)])


def _match_sets(pair: GroupPair) -> tuple[Sets, Sets]:
    """Return both codings' distinct sets over the same codes."""
    number, matching = len(pair.reference.codes), pair.matching.one_to_one
    alone = np.flatnonzero(matching < 0)
    own, other = (side.sets[:, :-1] for side in pair.code_sets)
    proposed = np.zeros((len(other), number + len(alone)), dtype=np.bool_)
    proposed[:, matching[matching >= 0]] = other[:, matching >= 0]
    proposed[:, number:] = other[:, alone]
    return np.hstack([own, np.zeros((len(own), len(alone)), dtype=np.bool_)]), proposed
