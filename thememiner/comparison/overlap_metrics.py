"""Scores for units with several codes: extended B-cubed, the omega index, matched F1, coverage and novelty."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.code_outcomes import classify_codes
from thememiner.comparison.contingency import MIN_UNITS, NEGLIGIBLE, Counts, GroupPair, PairSums, Values, Weights
from thememiner.comparison.levels import CodeGroups
from thememiner.records import Finding


def b_cubed_precision(pair: GroupPair, weights: Weights) -> Values:
    """Return the extended B-cubed precision.

    It is the mean over units e of the mean over units e' that share a proposed group with e (including e) of
    min(|C(e) ∩ C(e')|, |L(e) ∩ L(e')|) / |C(e) ∩ C(e')|, where C are the proposed groups of a unit and L those of the
    reference. Source: Amigó, Gonzalo, Artiles and Verdejo (2009), A comparison of extrinsic clustering evaluation
    metrics based on formal constraints, Information Retrieval 12, section 6. With one group per unit it is the B-cubed
    of Bagga and Baldwin (1998). Undefined for fewer than two units.

    Units with the same groups in both codings are computed once, so time and memory grow with the number of patterns.
    """
    return pair.compute_once("b_cubed", weights, _b_cubed)[0]


def b_cubed_recall(pair: GroupPair, weights: Weights) -> Values:
    """Return the extended B-cubed recall, which is the precision with the codings exchanged."""
    return pair.compute_once("b_cubed", weights, _b_cubed)[1]


def b_cubed_f1(pair: GroupPair, weights: Weights) -> Values:
    """Return the harmonic mean of extended B-cubed precision and recall."""
    precision, recall = pair.compute_once("b_cubed", weights, _b_cubed)
    values: Values = 2 * precision * recall / (precision + recall)
    return values


def _b_cubed(pair: GroupPair, weights: Weights) -> tuple[Values, ...]:
    sums = PairSums.from_counts(pair.patterns.by_person, weights)
    counts = sums.drawn @ sums.by_kind
    units = counts.sum(axis=1)
    sides = (pair.patterns.reference, pair.patterns.proposed)
    reference, proposed = (sparse.csr_array(side.astype(np.float64)) for side in sides)
    totals = np.zeros((2, len(weights)))
    for rows in sums.blocks():
        in_proposed, in_reference = proposed[rows] @ proposed.T, reference[rows] @ reference.T
        in_both = in_proposed.minimum(in_reference)
        for side, in_one in enumerate((in_proposed, in_reference)):
            totals[side] += (counts[:, rows].T * _mean_share(in_both, in_one, sums)).sum(axis=0)
    return tuple(np.where(units >= MIN_UNITS, total / np.maximum(units, 1), np.nan) for total in totals)


def _mean_share(in_both: sparse.csr_array, in_one: sparse.csr_array, sums: PairSums) -> npt.NDArray[np.float64]:
    """Return for each row and draw the mean share over the patterns in ``in_one``, weighted by their counts."""
    share, partners = in_both.multiply(in_one.power(-1)).tocsr(), in_one.astype(np.bool_).astype(np.float64)
    shared, occurring = ((kernel @ sums.by_kind.T) @ sums.drawn.T for kernel in (share, partners))
    # A pattern that is missing in a draw has no partners in it, but no weight either.
    means: npt.NDArray[np.float64] = shared / np.maximum(occurring, 1)
    return means


def omega_index(pair: GroupPair, weights: Weights) -> Values:
    """Return the omega index: (observed - expected) / (1 - expected).

    Two units agree if they share the same number of codes in both codings. Observed is the share of pairs that agree,
    expected the sum over j of the products of both codings' shares of pairs with j codes in common. Source:
    Collins and Dent (1988), Omega: a general formulation of the Rand index of cluster recovery suitable for
    non-disjoint solutions, Multivariate Behavioral Research 23, pages 231 to 242. With exactly one code per unit it
    is the adjusted Rand index. As in the paper, where an object may be in no cluster, a unit without a code shares
    no code with other units.

    Undefined for fewer than two units, and if in both codings all pairs share the same number of codes.
    """
    own, other = _code_columns(pair.patterns.reference), _code_columns(pair.patterns.proposed)
    code_counts = [np.asarray(side.sum(axis=1)).ravel() for side in (own, other)]
    most = int(max(numbers.max(initial=0) for numbers in code_counts))
    sums = PairSums.from_counts(pair.patterns.by_person, weights)
    persons = sums.drawn.shape[1]
    pair_sums = np.zeros((1 + 3 * most, persons, persons))
    for rows in sums.blocks():
        for place, kernel in enumerate(_pair_kernels(own[rows] @ own.T, other[rows] @ other.T, most)):
            pair_sums[place] += sums.sum_block(rows, kernel)
    self_sums = np.stack(
        [sums.drawn @ (sums.by_kind @ kinds) for kinds in _self_pairs(code_counts[0], code_counts[1], most)]
    )
    units = sums.drawn @ sums.by_kind.sum(axis=1)
    return _omega_of_sums(np.stack([sums.total_per_draw(each) for each in pair_sums]) - self_sums, units * (units - 1))


def _code_columns(membership: npt.NDArray[np.bool_]) -> sparse.csr_array:
    return sparse.csr_array(membership[:, :-1].astype(np.float64))  # the last column is for no code


def _pair_kernels(one: sparse.csr_array, two: sparse.csr_array, most: int) -> Iterator[sparse.csr_array]:
    """Yield which pairs share codes in both codings; then, for each number of shared codes, in one, other and both."""
    yield (one > 0).multiply(two > 0).tocsr().astype(np.float64)
    for number in range(1, most + 1):
        sides = [_pairs_sharing_exactly(number, counts) for counts in (one, two)]
        yield from (*sides, sides[0].multiply(sides[1]).tocsr())


def _pairs_sharing_exactly(number: int, counts: sparse.csr_array) -> sparse.csr_array:
    kernel = counts.copy()
    kernel.data = (counts.data == number).astype(np.float64)
    kernel.eliminate_zeros()
    return kernel


def _self_pairs(own: Values, other: Values, most: int) -> Iterator[Values]:
    """Yield what ``_pair_kernels`` yields, for each kind of unit paired with itself."""
    yield ((own > 0) & (other > 0)).astype(np.float64)
    for number in range(1, most + 1):
        one, two = own == number, other == number
        yield from (each.astype(np.float64) for each in (one, two, one & two))


def _omega_of_sums(sums: npt.NDArray[np.float64], pairs: Values) -> Values:
    shared, numbers = sums[0], sums[1:].reshape(len(sums) // 3, 3, len(pairs))
    own, other, both = numbers.sum(axis=0)
    agreed = both + (pairs - own - other + shared)
    expected = (numbers[:, 0] * numbers[:, 1]).sum(axis=0) + (pairs - own) * (pairs - other)
    observed, expected = agreed / np.maximum(pairs, 1), expected / np.maximum(pairs, 1) ** 2
    is_undefined = (pairs <= 0) | (1 - expected < NEGLIGIBLE)
    values: Values = np.where(is_undefined, np.nan, (observed - expected) / np.where(is_undefined, 1, 1 - expected))
    return values


def matched_f1(pair: GroupPair, weights: Weights) -> Values:
    """Return the mean, over the reference's codes with units, of the F1 with their one-to-one counterpart.

    F1 is 2 s / (n + m) with s units shared by two codes of n and m units (van Rijsbergen 1979, Information Retrieval,
    chapter 7; Dice 1945, Ecology 26); 0 for a code without counterpart. It uses all codes of a unit and is not
    corrected for chance. Undefined for fewer than two units, and if no unit carries a code of the reference.
    """
    own = _count_by_person(pair, pair.reference.carries)
    proposed = np.flatnonzero(pair.matching.one_to_one >= 0)
    matched = pair.matching.one_to_one[proposed]
    other, shared = np.zeros_like(own), np.zeros_like(own)
    other[:, matched] = _count_by_person(pair, pair.proposed.carries[:, proposed])
    shared[:, matched] = _count_by_person(pair, pair.reference.carries[:, matched] & pair.proposed.carries[:, proposed])
    drawn = weights.astype(np.float64)
    own, other, shared = (drawn @ counts for counts in (own, other, shared))
    codes = (own > 0).sum(axis=1)
    total = np.where(own > 0, 2 * shared / np.maximum(own + other, 1), 0).sum(axis=1)
    units = drawn @ np.bincount(pair.persons, minlength=weights.shape[1])
    values: Values = np.where((codes > 0) & (units >= MIN_UNITS), total / np.maximum(codes, 1), np.nan)
    return values


def _count_by_person(pair: GroupPair, carries: npt.NDArray[np.bool_]) -> Values:
    """Count the units of each person that carry each code."""
    rows, columns = np.nonzero(carries)
    persons, codes = pair.unit_weights.shape[1], carries.shape[1]
    counts = np.bincount(pair.persons[rows] * codes + columns, minlength=persons * codes)
    return counts.reshape(persons, codes).astype(np.float64)


def coverage(pair: GroupPair, weights: Weights) -> Values:
    """Return the share of the reference's codes that have a counterpart in the proposal, in whole or in part.

    Codes with at least three units count; undefined without any. The rule is that of ``classify_codes``, which
    requires more shared units than expected by chance.
    """
    drawn = (_resample_groups(pair, times) for times in weights)
    shares = [_share_with_counterpart(each.reference, each.proposed, each.shared) for each in drawn]
    return np.array(shares, dtype=np.float64)


def novelty(pair: GroupPair, weights: Weights) -> Values:
    """Return the share of the proposal's codes that have no counterpart in the reference; 0 for equal codings.

    Codes with at least three units count; undefined without any. The rule is that of ``classify_codes``.
    """
    drawn = (_resample_groups(pair, times) for times in weights)
    shares = [_share_with_counterpart(each.proposed, each.reference, each.shared.T) for each in drawn]
    return 1 - np.array(shares, dtype=np.float64)


def _resample_groups(pair: GroupPair, times: Counts) -> GroupPair:
    if (times == 1).all():
        return pair
    rows = np.repeat(np.arange(pair.units), times[pair.persons])
    own, other = (CodeGroups(one.codes, one.carries[rows], one.first[rows]) for one in (pair.reference, pair.proposed))
    return GroupPair(own, other, pair.persons[rows])


def _share_with_counterpart(own: CodeGroups, other: CodeGroups, shared: Counts) -> float:
    has_counterpart = [
        finding is not Finding.WITHOUT
        for finding, _ in classify_codes(own, other, shared)
        if finding not in (Finding.TOO_FEW, Finding.NONE_HERE)
    ]
    return float(np.mean(has_counterpart)) if has_counterpart else np.nan
