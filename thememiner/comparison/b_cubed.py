"""Extended B-cubed: agreement where a unit may carry several codes."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from thememiner.comparison.pairs import FEWEST_UNITS, GroupPair, Values, Weights
from thememiner.comparison.quadratic_forms import Sums


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
