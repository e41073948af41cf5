"""Which units themes are sought in where there are too many for all: a sample with everybody in it."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from thememiner.discovery.resampling import people_of

OF_EVERYBODY = 5
"""Units of each participant, at least, where so many participants fit: those who say little are heard too."""


def sample_of(units: pd.DataFrame, size: int, *, seed: int) -> npt.NDArray[np.int64]:
    """Return the rows of a sample of ``size`` units, ascending; all rows where there are no more.

    ``units`` are sorted by id, so that the order of the input changes nothing. Every participant (where nobody is
    named, every document) has ``OF_EVERYBODY`` units in it, or all of fewer, and of the rest a share in proportion.
    With so many participants that these would be more than half of the sample, each has fewer, or no fixed number.
    """
    if len(units) <= size:
        return np.arange(len(units))
    of_whom = pd.factorize(people_of(units), sort=True)[0]
    quotas = _quotas(np.bincount(of_whom), size)
    order = np.lexsort((np.random.default_rng([seed, 4]).permutation(len(units)), of_whom))
    firsts = np.concatenate([[0], np.cumsum(np.bincount(of_whom))[:-1]])
    place_among_own = np.arange(len(units)) - firsts[of_whom[order]]
    return np.sort(order[place_among_own < quotas[of_whom[order]]])


def _quotas(counts: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """Return how many units of each participant are drawn; the largest remainders are rounded up."""
    least: npt.NDArray[np.int64] = np.minimum(counts, min(OF_EVERYBODY, size // (2 * len(counts))))
    wanted = (counts - least) * ((size - least.sum()) / max((counts - least).sum(), 1))
    quotas: npt.NDArray[np.int64] = least + np.floor(wanted).astype(np.int64)
    missing = size - int(quotas.sum())
    quotas[np.argsort(np.floor(wanted) - wanted, kind="stable")[:missing]] += 1
    return quotas
