"""Scores that compare how two codings group the units by first codes, whatever the names of the codes."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from thememiner.comparison.contingency import MIN_UNITS, GroupPair, Values, Weights

BLOCK = 50
"""Draws computed together; limits memory to this many tables of reference by proposed codes."""
MOST_TERMS = 1_000_000
"""Terms of the expected mutual information computed together, a few more with large groups."""

Tables = npt.NDArray[np.int64]
"""Shape (draws, reference groups, proposed groups): units with both; the last group is that without code."""


def adjusted_mutual_information(pair: GroupPair, weights: Weights) -> Values:
    """Return the adjusted mutual information.

    Vinh, Epps and Bailey (2010), Journal of Machine Learning Research 11, equation 3 with the arithmetic mean;
    Undefined for fewer than two units, and if both codings put all units into one group, or both put each unit into a
    separate group.
    """
    return _score_tables(pair, weights, _ami_of_tables)


def adjusted_rand(pair: GroupPair, weights: Weights) -> Values:
    """Return the adjusted Rand index: Hubert and Arabie (1985), Journal of Classification 2, equation 5.

    Undefined for fewer than two units, and if both codings put all units into one group or each unit into a separate
    group.
    """
    return _score_tables(pair, weights, _ari_of_tables)


def homogeneity(pair: GroupPair, weights: Weights) -> Values:
    """Return homogeneity: to what degree each proposed group contains units of a single reference group.

    Rosenberg and Hirschberg (2007), V-measure, EMNLP-CoNLL, equation 1; 1 if the reference has one group. Undefined for
    fewer than two units.
    """
    return _score_tables(pair, weights, lambda tables: _homogeneity_of_tables(tables, side=0))


def completeness(pair: GroupPair, weights: Weights) -> Values:
    """Return completeness: to what degree the units of each reference group lie in a single proposed group.

    Rosenberg and Hirschberg (2007), V-measure, EMNLP-CoNLL, equation 2. Undefined for fewer than two units.
    """
    return _score_tables(pair, weights, lambda tables: _homogeneity_of_tables(tables, side=1))


def v_measure(pair: GroupPair, weights: Weights) -> Values:
    """Return the V-measure, the harmonic mean of homogeneity and completeness.

    Rosenberg and Hirschberg (2007), V-measure, EMNLP-CoNLL, equation 3 with beta 1. It equals the mutual information
    normalised by the arithmetic mean of both entropies (NMI).
    """
    return _score_tables(pair, weights, _v_measure_of_tables)


def _score_tables(pair: GroupPair, weights: Weights, score: Callable[[Tables], Values]) -> Values:
    if len(weights) == 1:  # as for every shuffle; a single table is small enough to keep
        (table,) = pair.compute_once("table", weights, lambda pair, weights: tuple(_contingency_tables(pair, weights)))
        return score(table)
    values = [score(tables) for tables in _contingency_tables(pair, weights)]
    return np.concatenate(values) if values else np.zeros(0)


def _contingency_tables(pair: GroupPair, weights: Weights) -> Iterator[Tables]:
    rows, columns = len(pair.reference.codes) + 1, len(pair.proposed.codes) + 1
    cells = pair.cells
    by_person = cells.by_person.astype(np.float64)  # exact, and much faster than multiplying integers
    for start in range(0, len(weights), BLOCK):
        block = weights[start : start + BLOCK]
        tables = np.zeros((len(block), rows, columns), dtype=np.int64)
        tables[:, cells.reference, cells.proposed] = block @ by_person
        yield tables


def _ami_of_tables(tables: Tables) -> Values:
    return np.array([_ami_of_table(table) for table in tables])


def _ami_of_table(table: npt.NDArray[np.int64]) -> float:
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    units = int(table.sum())
    if _is_trivial(table.shape, units):
        return np.nan
    margins = table.sum(axis=1), table.sum(axis=0)
    ours, theirs, both = (_entropy(counts[None], units)[0] for counts in (*margins, table))
    expected = expected_mutual_information(*(tuple(sorted(counts.tolist())) for counts in margins))
    return float((ours + theirs - both - expected) / max((ours + theirs) / 2 - expected, np.finfo(np.float64).eps))


@lru_cache(maxsize=4)  # the margins of all shuffles are the same
def expected_mutual_information(own: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the mutual information, in nats, that groups of these sizes have by chance.

    Vinh, Epps and Bailey (2010), equation 24: for groups of a and b units, the sum over the numbers of units n that
    they may share, each with its hypergeometric probability. Groups of equal sizes are computed once.
    """
    from scipy.special import gammaln  # noqa: PLC0415 - heavy, and needed for this score only

    units = sum(own)
    log_factorials = gammaln(np.arange(units + 2) + 1.0)
    sides = [np.unique(sizes, return_counts=True) for sizes in (own, other)]
    a, b = (grid.ravel() for grid in np.meshgrid(sides[0][0], sides[1][0], indexing="ij"))
    pairs = np.outer(sides[0][1], sides[1][1]).ravel()
    lowest = np.maximum(a + b - units, 1)
    lengths = np.minimum(a, b) - lowest + 1
    before = np.cumsum(lengths) - lengths
    expected = 0.0
    for rows in np.split(np.arange(len(a)), np.flatnonzero(np.diff(before // MOST_TERMS)) + 1):
        row = np.repeat(rows, lengths[rows])
        shared = np.arange(len(row)) + (lowest - before + before[rows[0]])[row]
        alone, without = (a[row] - shared, b[row] - shared), (units - a - b)[row] + shared
        logs = log_factorials[a] + log_factorials[units - a] + log_factorials[b] + log_factorials[units - b]
        log_chance = (logs - log_factorials[units])[row] - sum(
            log_factorials[each] for each in (shared, *alone, without)
        )
        information = shared / units * (np.log(units * shared) - np.log(a * b)[row])
        expected += float((pairs[row] * information * np.exp(log_chance)).sum())
    return expected


def _ari_of_tables(tables: Tables) -> Values:
    units = tables.sum(axis=(1, 2))
    together = _count_pairs(tables).sum(axis=(1, 2))
    ours, theirs = (_count_pairs(tables.sum(axis=axis)).sum(axis=1) for axis in (2, 1))
    expected = ours * theirs / np.maximum(_count_pairs(units), 1)
    possible = (ours + theirs) / 2 - expected
    groups = np.stack([(tables.sum(axis=axis) > 0).sum(axis=1) for axis in (2, 1)], axis=1)
    trivial = [_is_trivial(shape, number) for shape, number in zip(groups.tolist(), units.tolist(), strict=True)]
    values: Values = np.where(trivial, np.nan, (together - expected) / np.where(possible == 0, 1, possible))
    return values


def _homogeneity_of_tables(tables: Tables, *, side: int) -> Values:
    """Return homogeneity (``side`` 0) or completeness (1)."""
    units = tables.sum(axis=(1, 2))
    own = _entropy(tables.sum(axis=2 - side), units)
    other = _entropy(tables.sum(axis=1 + side), units)
    both = _entropy(tables.reshape(len(tables), -1), units)
    share = np.where(own > 0, (own + other - both) / np.where(own > 0, own, 1), 1.0)
    values: Values = np.where(units < MIN_UNITS, np.nan, np.clip(share, 0, 1))
    return values


def _v_measure_of_tables(tables: Tables) -> Values:
    one, other = _homogeneity_of_tables(tables, side=0), _homogeneity_of_tables(tables, side=1)
    values: Values = 2 * one * other / np.where(one + other == 0, 1, one + other)
    return values


def _entropy(counts: npt.NDArray[np.int64], units: npt.NDArray[np.int64] | int) -> Values:
    """Return the entropy of each row of counts, in nats."""
    rows = counts.reshape(len(counts), -1)
    shares = rows / np.maximum(np.reshape(units, (-1, 1)), 1)
    logs = np.zeros_like(shares)
    np.log(shares, out=logs, where=shares > 0)
    entropies: Values = -(shares * logs).sum(axis=1)
    return entropies


def _count_pairs(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return counts * (counts - 1) / 2


def _is_trivial(groups: tuple[int, ...] | list[int], units: int) -> bool:
    """Tell whether both codings have one group, or as many groups as units, so that chance agreement is perfect."""
    return units < MIN_UNITS or set(groups) in ({1}, {units})
