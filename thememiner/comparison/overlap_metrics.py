"""Extended B-cubed: agreement where a unit may carry several codes.

The omega index: whether two codings put pairs of units together equally often.
How well codes that were matched one to one hold the same units.
How many codes of one coding have a counterpart in the other, by the rule of the findings.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.code_outcomes import outcomes
from thememiner.comparison.contingency import FEWEST_UNITS, NOTHING, Counts, GroupPair, Sums, Values, Weights
from thememiner.comparison.levels import Groups
from thememiner.records import Finding


def b_cubed_precision(pair: GroupPair, weights: Weights) -> Values:
    """Return the extended B-cubed precision.

    It is the mean over units e of the mean over units e' that share a proposed group with e (e itself among them) of
    min(|C(e) ∩ C(e')|, |L(e) ∩ L(e')|) / |C(e) ∩ C(e')|, where C are the proposed groups of a unit and L those of the
    reference. Source: Amigó, Gonzalo, Artiles and Verdejo (2009), A comparison of extrinsic clustering evaluation
    metrics based on formal constraints, Information Retrieval 12, section 6. With one group a unit it is the B-cubed of
    Bagga and Baldwin (1998). Undefined for fewer than two units.

    Units with the same groups in both codings count alike, so time and memory follow the number of such patterns.
    """
    return pair.once("b_cubed", weights, _b_cubed)[0]


def b_cubed_recall(pair: GroupPair, weights: Weights) -> Values:
    """Return the extended B-cubed recall: the precision with the codings exchanged."""
    return pair.once("b_cubed", weights, _b_cubed)[1]


def b_cubed_f1(pair: GroupPair, weights: Weights) -> Values:
    """Return the harmonic mean of extended B-cubed precision and recall."""
    precision, recall = pair.once("b_cubed", weights, _b_cubed)
    values: Values = 2 * precision * recall / (precision + recall)
    return values


def _b_cubed(pair: GroupPair, weights: Weights) -> tuple[Values, ...]:
    sums = Sums.over(pair.patterns.by_person, weights)
    counts = sums.drawn @ sums.by_kind
    units = counts.sum(axis=1)
    sides = (pair.patterns.reference, pair.patterns.proposed)
    wanted, given = (sparse.csr_array(side.astype(np.float64)) for side in sides)
    found = np.zeros((2, len(weights)))
    for rows in sums.blocks():
        together, belonging = given[rows] @ given.T, wanted[rows] @ wanted.T
        right = together.minimum(belonging)
        for side, of in enumerate((together, belonging)):
            found[side] += (counts[:, rows].T * _mean_share(right, of, sums)).sum(axis=0)
    return tuple(np.where(units >= FEWEST_UNITS, total / np.maximum(units, 1), np.nan) for total in found)


def _mean_share(right: sparse.csr_array, of: sparse.csr_array, sums: Sums) -> npt.NDArray[np.float64]:
    """Return for each row and draw the mean share over the patterns that ``of`` names, each as often as it occurs."""
    share, partners = right.multiply(of.power(-1)).tocsr(), of.astype(np.bool_).astype(np.float64)
    shared, occurring = ((kernel @ sums.by_kind.T) @ sums.drawn.T for kernel in (share, partners))
    # A pattern that a draw lacks has no partners there, not even itself, and no weight either.
    means: npt.NDArray[np.float64] = shared / np.maximum(occurring, 1)
    return means


def omega(pair: GroupPair, weights: Weights) -> Values:
    """Return the omega index: (observed - expected) / (1 - expected).

    Two units agree if they share the same number of codes in both codings. Observed is the share of pairs that agree,
    expected the sum over j of the shares of pairs with j codes in common in the one and in the other coding. Source:
    Collins and Dent (1988), Omega: a general formulation of the Rand index of cluster recovery suitable for
    non-disjoint solutions, Multivariate Behavioral Research 23, pages 231 to 242. With exactly one code a unit it is
    the adjusted Rand index. As in the paper, where an object may be in no cluster, a unit without code shares none
    with any other.

    Undefined for fewer than two units, and where both codings put every pair together equally often.
    """
    own, other = _codes(pair.patterns.reference), _codes(pair.patterns.proposed)
    carried = [np.asarray(side.sum(axis=1)).ravel() for side in (own, other)]
    most = int(max(numbers.max(initial=0) for numbers in carried))
    sums = Sums.over(pair.patterns.by_person, weights)
    people = sums.drawn.shape[1]
    found = np.zeros((1 + 3 * most, people, people))
    for rows in sums.blocks():
        for place, kernel in enumerate(_kernels(own[rows] @ own.T, other[rows] @ other.T, most)):
            found[place] += sums.part(rows, kernel)
    itself = np.stack([sums.drawn @ (sums.by_kind @ kinds) for kinds in _with_itself(carried[0], carried[1], most)])
    units = sums.drawn @ sums.by_kind.sum(axis=1)
    return _omega(np.stack([sums.in_draws(each) for each in found]) - itself, units * (units - 1))


def _codes(membership: npt.NDArray[np.bool_]) -> sparse.csr_array:
    return sparse.csr_array(membership[:, :-1].astype(np.float64))  # the last column is that of no code


def _kernels(one: sparse.csr_array, two: sparse.csr_array, most: int) -> Iterator[sparse.csr_array]:
    """Yield which pairs share codes in both codings; then, for each number, just so many in one, other, and both."""
    yield (one > 0).multiply(two > 0).tocsr().astype(np.float64)
    for number in range(1, most + 1):
        sides = [_just(number, counts) for counts in (one, two)]
        yield from (*sides, sides[0].multiply(sides[1]).tocsr())


def _just(number: int, counts: sparse.csr_array) -> sparse.csr_array:
    kernel = counts.copy()
    kernel.data = (counts.data == number).astype(np.float64)
    kernel.eliminate_zeros()
    return kernel


def _with_itself(own: Values, other: Values, most: int) -> Iterator[Values]:
    """Yield the same of each kind of unit and itself."""
    yield ((own > 0) & (other > 0)).astype(np.float64)
    for number in range(1, most + 1):
        one, two = own == number, other == number
        yield from (each.astype(np.float64) for each in (one, two, one & two))


def _omega(found: npt.NDArray[np.float64], pairs: Values) -> Values:
    some, numbers = found[0], found[1:].reshape(len(found) // 3, 3, len(pairs))
    own, other, both = numbers.sum(axis=0)
    agreed = both + (pairs - own - other + some)
    expected = (numbers[:, 0] * numbers[:, 1]).sum(axis=0) + (pairs - own) * (pairs - other)
    observed, expected = agreed / np.maximum(pairs, 1), expected / np.maximum(pairs, 1) ** 2
    undefined = (pairs <= 0) | (1 - expected < NOTHING)
    values: Values = np.where(undefined, np.nan, (observed - expected) / np.where(undefined, 1, 1 - expected))
    return values


def matched_f1(pair: GroupPair, weights: Weights) -> Values:
    """Return the mean, over the reference's codes with units, of the F1 with their one-to-one counterpart.

    F1 is 2 s / (n + m) with s units shared by two codes of n and m units (van Rijsbergen 1979, Information Retrieval,
    chapter 7; Dice 1945, Ecology 26); 0 for a code without counterpart. It looks at all codes of a unit and is not
    corrected for chance. Undefined for fewer than two units, and if no unit carries a code of the reference.
    """
    own = _by_person(pair, pair.reference.carries)
    proposed = np.flatnonzero(pair.matching.one_to_one >= 0)
    matched = pair.matching.one_to_one[proposed]
    other, shared = np.zeros_like(own), np.zeros_like(own)
    other[:, matched] = _by_person(pair, pair.proposed.carries[:, proposed])
    shared[:, matched] = _by_person(pair, pair.reference.carries[:, matched] & pair.proposed.carries[:, proposed])
    drawn = weights.astype(np.float64)
    own, other, shared = (drawn @ counts for counts in (own, other, shared))
    codes = (own > 0).sum(axis=1)
    total = np.where(own > 0, 2 * shared / np.maximum(own + other, 1), 0).sum(axis=1)
    units = drawn @ np.bincount(pair.persons, minlength=weights.shape[1])
    values: Values = np.where((codes > 0) & (units >= FEWEST_UNITS), total / np.maximum(codes, 1), np.nan)
    return values


def _by_person(pair: GroupPair, carries: npt.NDArray[np.bool_]) -> Values:
    """Return how many units of each person carry each code."""
    rows, columns = np.nonzero(carries)
    persons, codes = pair.everyone.shape[1], carries.shape[1]
    counts = np.bincount(pair.persons[rows] * codes + columns, minlength=persons * codes)
    return counts.reshape(persons, codes).astype(np.float64)


def coverage(pair: GroupPair, weights: Weights) -> Values:
    """Return the share of the reference's codes that have a counterpart in the proposal, in whole or in part.

    It is counted over the codes with enough units to tell (three); undefined without any.
    The rule is that of ``findings``, which already asks for more than chance.
    """
    return np.array([_found(*_drawn(pair, times)) for times in weights], dtype=np.float64)


def novelty(pair: GroupPair, weights: Weights) -> Values:
    """Return the share of the proposal's codes that have no counterpart in the reference; 0 for equal codings.

    Counted and undefined as the coverage is.
    """
    return np.array([1 - _found(*_drawn(pair, times)[::-1]) for times in weights], dtype=np.float64)


def _drawn(pair: GroupPair, times: Counts) -> list[Groups]:
    sides = [pair.reference, pair.proposed]
    if (times == 1).all():
        return sides
    rows = np.repeat(np.arange(pair.units), times[pair.persons])
    return [Groups(side.codes, side.carries[rows], side.first[rows]) for side in sides]


def _found(own: Groups, other: Groups) -> float:
    told = [
        finding is not Finding.WITHOUT
        for finding, _ in outcomes(own, other)
        if finding not in (Finding.TOO_FEW, Finding.NONE_HERE)
    ]
    return float(np.mean(told)) if told else np.nan
