"""Scores of how alike two codings divide the units by their first codes, whatever the codes are called."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from scipy.special import entr
from sklearn.metrics.cluster import expected_mutual_information

from thememiner.comparison.contingency import FEWEST_UNITS, GroupPair, Values, Weights

BLOCK = 50
"""Draws looked at together; bounds the memory to this many tables of reference by proposed codes."""

Tables = npt.NDArray[np.int64]
"""Shape (draws, reference groups, proposed groups): units with both; the last group is that without code."""


def adjusted_mutual_information(pair: GroupPair, weights: Weights) -> Values:
    """Return the adjusted mutual information.

    Vinh, Epps and Bailey (2010), Journal of Machine Learning Research 11, equation 3 with the arithmetic mean;
    the mutual information that chance gives is scikit-learn's. Undefined for fewer than two units, and where the
    correction divides zero by zero: both codings put all units into one group, or both each unit into its own.
    """
    return _by_tables(pair, weights, _ami)


def adjusted_rand(pair: GroupPair, weights: Weights) -> Values:
    """Return the adjusted Rand index: Hubert and Arabie (1985), Journal of Classification 2, equation 5.

    Undefined in the same cases as the adjusted mutual information.
    """
    return _by_tables(pair, weights, _ari)


def homogeneity(pair: GroupPair, weights: Weights) -> Values:
    """Return how far each proposed group holds units of one reference group only.

    Rosenberg and Hirschberg (2007), V-measure, EMNLP-CoNLL, equation 1; 1 where the reference has one group. Undefined
    for fewer than two units.
    """
    return _by_tables(pair, weights, lambda tables: _explained(tables, of=0))


def completeness(pair: GroupPair, weights: Weights) -> Values:
    """Return how far the units of each reference group lie in one proposed group; equation 2 of the same paper."""
    return _by_tables(pair, weights, lambda tables: _explained(tables, of=1))


def v_measure(pair: GroupPair, weights: Weights) -> Values:
    """Return the harmonic mean of homogeneity and completeness; equation 3 of the same paper, with beta 1.

    It is the same number as the mutual information normalised by the arithmetic mean of both entropies (NMI).
    """
    return _by_tables(pair, weights, _v_measure)


def _by_tables(pair: GroupPair, weights: Weights, score: Callable[[Tables], Values]) -> Values:
    if len(weights) == 1:  # as it is for every shuffle, and then the table is small enough to keep
        (table,) = pair.once("table", weights, lambda pair, weights: tuple(_tables(pair, weights)))
        return score(table)
    values = [score(tables) for tables in _tables(pair, weights)]
    return np.concatenate(values) if values else np.zeros(0)


def _tables(pair: GroupPair, weights: Weights) -> Iterator[Tables]:
    rows, columns = len(pair.reference.codes) + 1, len(pair.proposed.codes) + 1
    cells = pair.cells
    by_person = cells.by_person.astype(np.float64)  # exact, and multiplied many times faster than integers
    for start in range(0, len(weights), BLOCK):
        block = weights[start : start + BLOCK]
        tables = np.zeros((len(block), rows, columns), dtype=np.int64)
        tables[:, cells.reference, cells.proposed] = block @ by_person
        yield tables


def _ami(tables: Tables) -> Values:
    return np.array([_ami_of(table) for table in tables])


def _ami_of(table: npt.NDArray[np.int64]) -> float:
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    units = int(table.sum())
    if _same_by_force(table.shape, units):
        return np.nan
    ours, theirs, both = (_entropy(counts[None], units)[0] for counts in (table.sum(axis=1), table.sum(axis=0), table))
    expected = expected_mutual_information(table, units)
    return float((ours + theirs - both - expected) / max((ours + theirs) / 2 - expected, np.finfo(np.float64).eps))


def _ari(tables: Tables) -> Values:
    units = tables.sum(axis=(1, 2))
    together = _pairs(tables).sum(axis=(1, 2))
    ours, theirs = (_pairs(tables.sum(axis=axis)).sum(axis=1) for axis in (2, 1))
    expected = ours * theirs / np.maximum(_pairs(units), 1)
    possible = (ours + theirs) / 2 - expected
    groups = np.stack([(tables.sum(axis=axis) > 0).sum(axis=1) for axis in (2, 1)], axis=1)
    forced = [_same_by_force(shape, number) for shape, number in zip(groups.tolist(), units.tolist(), strict=True)]
    values: Values = np.where(forced, np.nan, (together - expected) / np.where(possible == 0, 1, possible))
    return values


def _explained(tables: Tables, *, of: int) -> Values:
    units = tables.sum(axis=(1, 2))
    own = _entropy(tables.sum(axis=2 - of), units)
    other = _entropy(tables.sum(axis=1 + of), units)
    both = _entropy(tables.reshape(len(tables), -1), units)
    share = np.where(own > 0, (own + other - both) / np.where(own > 0, own, 1), 1.0)
    values: Values = np.where(units < FEWEST_UNITS, np.nan, np.clip(share, 0, 1))
    return values


def _v_measure(tables: Tables) -> Values:
    one, other = _explained(tables, of=0), _explained(tables, of=1)
    values: Values = 2 * one * other / np.where(one + other == 0, 1, one + other)
    return values


def _entropy(counts: npt.NDArray[np.int64], units: npt.NDArray[np.int64] | int) -> Values:
    """Return the entropy of each row of counts, in nats."""
    rows = counts.reshape(len(counts), -1)
    shares = rows / np.maximum(np.reshape(units, (-1, 1)), 1)
    entropies: Values = entr(shares).sum(axis=1)
    return entropies


def _pairs(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return counts * (counts - 1) / 2


def _same_by_force(groups: tuple[int, ...] | list[int], units: int) -> bool:
    """Return whether agreement beyond chance is undefined: all units in one group, or each in its own, in both."""
    return units < FEWEST_UNITS or set(groups) in ({1}, {units})
