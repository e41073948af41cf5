"""Whether there is anything to find: groups come out of any numbers, also out of noise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from sklearn.covariance import ledoit_wolf
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import clusterings
from thememiner.discovery.neighbours import nearest_neighbours
from thememiner.discovery.resampling import SHARE, Resampling
from thememiner.discovery.sizes import GRAINS, most_neighbours, sizes_of_runs

RUNS, NOISES = 6, 9
LOOKED_AT = 400
"""Units, at most: enough to tell structure from noise."""
BEYOND = 1.5
"""Standard deviations above noise, or above shuffled words, from which on something is more than chance."""
SHUFFLES = 19


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far something lies above what chance gives."""

    found: float
    by_chance: float
    spread: float

    @property
    def is_more(self) -> bool:
        """Whether it is more than chance."""
        return self.found > self.by_chance + BEYOND * self.spread


def agreement_beyond_noise(vectors: npt.NDArray[np.float32], *, seed: int, workers: int) -> Verdict:
    """Compare how well clusterings of resamples agree with how well they do in noise of the same shape.

    ``vectors`` has unit length, shape (units, dimensions). The noise is normal, with the mean and the covariance of the
    vectors: one cloud without groups, as in Liu, Hayes, Nobel & Marron (2008), SigClust, Journal of the American
    Statistical Association 103. Agreement is the mean adjusted mutual information between resamples.
    """
    draw = np.random.default_rng([seed, 1])
    if len(vectors) > LOOKED_AT:
        vectors = vectors[np.sort(draw.choice(len(vectors), LOOKED_AT, replace=False))]
    found = _agreement(vectors, draw, workers)
    mean = vectors.mean(axis=0, dtype=np.float64)
    with threadpool_limits(limits=1):  # sums in another order would be other noise
        covariance, _ = ledoit_wolf(vectors - mean, assume_centered=True)
        scale, axes = np.linalg.eigh(covariance)
        axes = axes.T * np.sqrt(np.maximum(scale, 0))[:, None]
        noises = [
            _agreement(_unit_length(mean + draw.normal(size=(len(vectors), len(axes))) @ axes), draw, workers)
            for _ in range(NOISES)
        ]
    return Verdict(found, float(np.mean(noises)), float(np.std(noises, ddof=1)))


def order_of_words(units: Sequence[Sequence[str]], *, seed: int) -> Verdict:
    """Compare how often pairs of neighbouring words return with how often they do in the same words, shuffled.

    In language they return all the time ("a lot", "I was"). Where they do not, the text is no language any more, and
    groups in it would be groups of shared words.
    """
    draw = np.random.default_rng([seed, 2])
    if len(units) > LOOKED_AT:
        units = [units[row] for row in np.sort(draw.choice(len(units), LOOKED_AT, replace=False))]
    lengths = np.cumsum([0, *(len(unit) for unit in units)])
    words = np.unique([word for unit in units for word in unit] or [""], return_inverse=True)[1]
    shuffled = [_returning_pairs(draw.permutation(words), lengths) for _ in range(SHUFFLES)]
    # A pair is the least that can return; without it a handful of short answers would have no spread at all.
    return Verdict(_returning_pairs(words, lengths), float(np.mean(shuffled)), max(float(np.std(shuffled)), 0.5))


def _returning_pairs(words: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> float:
    """Return how many pairs of places have the same two words in a row."""
    starts = np.concatenate([np.arange(first, last - 1) for first, last in pairwise(lengths)] or [np.zeros(0)])
    first = words[starts.astype(np.int64)]
    second = words[starts.astype(np.int64) + 1]
    counts = np.unique(np.stack([first, second]), axis=1, return_counts=True)[1].astype(float)
    return float((counts * (counts - 1) / 2).sum())


def _agreement(vectors: npt.NDArray[np.float32], draw: np.random.Generator, workers: int) -> float:
    usual = sizes_of_runs(len(vectors), DiscoverySettings(runs=RUNS), draw)
    # One number of groups by centres is enough here, the same in each resample, beside the groups by density.
    middle = usual[RUNS // 2].groups[GRAINS // 2]
    sizes = [replace(one, groups=(middle,), broad_groups=2) for one in usual]
    resampling = Resampling("units", np.arange(len(vectors)))
    runs = clusterings(
        nearest_neighbours(vectors, most_neighbours(sizes, SHARE)),
        [resampling.draw(draw) for _ in sizes],
        sizes,
        seed=int(draw.integers(2**31)),
        workers=workers,
    )
    return float(
        np.mean(
            [
                adjusted_mutual_info_score(one.fine[:, grain], other.fine[:, grain])
                for grain in range(2)
                for one, other in combinations(runs, 2)
            ]
        )
    )


def _unit_length(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return np.asarray(normalize(vectors), dtype=np.float32)
