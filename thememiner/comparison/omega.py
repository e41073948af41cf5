"""The omega index: whether two codings put pairs of units together equally often."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.pairs import NOTHING, GroupPair, Values, Weights
from thememiner.comparison.quadratic_forms import Sums


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
