"""How well codes that were matched one to one hold the same units."""

import numpy as np
import numpy.typing as npt

from thememiner.comparison.pairs import FEWEST_UNITS, GroupPair, Values, Weights


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
