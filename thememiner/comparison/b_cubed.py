"""Extended B-cubed: agreement where a unit may carry several codes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

Membership = npt.NDArray[np.bool_]
"""Shape (units, groups); every unit is in at least one group."""

BLOCK = 512
"""Patterns looked at together; bounds the memory to a few matrices of this many rows."""


class BCubed(NamedTuple):
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float
    f1: float


def b_cubed(reference: Membership, proposed: Membership) -> BCubed | None:
    """Return the extended B-cubed figures of two codings of the same units; None for fewer than two units.

    Precision is the mean over units e of the mean over units e' that share a proposed group with e (e itself
    among them) of min(|C(e) ∩ C(e')|, |L(e) ∩ L(e')|) / |C(e) ∩ C(e')|, where C are the proposed groups of a unit and L
    those of the reference; recall is the same with the codings exchanged. Source: Amigó, Gonzalo, Artiles and Verdejo
    (2009), A comparison of extrinsic clustering evaluation metrics based on formal constraints, Information
    Retrieval 12, section 6. With one group a unit it is the B-cubed of Bagga and Baldwin (1998).

    Units with the same groups in both codings count alike, so time and memory follow the number of such patterns.
    """
    if len(reference) < 2:  # noqa: PLR2004 - a pair needs two
        return None
    patterns, counts = np.unique(np.hstack([reference, proposed]), axis=0, return_counts=True)
    wanted, given = (sparse.csr_array(side.astype(np.float64)) for side in np.split(patterns, [reference.shape[1]], 1))
    sums = np.zeros(2)
    for start in range(0, len(patterns), BLOCK):
        rows = slice(start, start + BLOCK)
        together, belonging = given[rows] @ given.T, wanted[rows] @ wanted.T
        right = together.minimum(belonging)
        sums += [counts[rows] @ _mean_share(right, of, counts) for of in (together, belonging)]
    precision, recall = (sums / len(reference)).tolist()
    return BCubed(precision, recall, 2 * precision * recall / (precision + recall))


def _mean_share(
    right: sparse.csr_array, of: sparse.csr_array, counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return for each row the mean share over the patterns that ``of`` names, each as often as it occurs."""
    share, partners = right.multiply(of.power(-1)), of.astype(np.bool_).astype(np.int64)
    means: npt.NDArray[np.float64] = (share @ counts) / (partners @ counts)
    return means
