"""Tests of whether there is any structure: clustering finds groups in any numbers, even in noise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from sklearn.covariance import ledoit_wolf_shrinkage
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import RESAMPLE_SHARE, Resampling, cluster_resamples, limit_to_one_thread
from thememiner.discovery.neighbour_graph import find_neighbours
from thememiner.discovery.sizes import K_MEANS_PER_RESAMPLE, choose_sizes, count_neighbours_needed
from thememiner.records import round_to_grid

RESAMPLES, NOISE_SAMPLES = 6, 9
MAX_UNITS_TESTED = 400
"""Most units that are tested: enough to tell structure from noise."""
MIN_UNITS_TO_JUDGE = 60
"""With fewer units structure and noise look alike: most real material of 30 units would be refused."""
NOISE_THRESHOLD = 1.5
"""Standard deviations above noise from which agreement is more than chance."""
SHUFFLES = 19
WORD_ORDER_THRESHOLD = 3.0
"""Standard deviations above shuffled words from which the order of words is that of language. Language lies far above
this, and chance hardly ever reaches it."""
MIN_WORD_PAIRS = 1000
"""With fewer pairs of words, few repeat even in language, and their order says nothing."""


@dataclass(frozen=True, slots=True)
class ChanceComparison:
    """A figure beside its mean and standard deviation under chance."""

    observed: float
    expected: float
    deviation: float

    @property
    def distance(self) -> float:
        """How many standard deviations the figure is above chance."""
        return (self.observed - self.expected) / max(self.deviation, 1e-3)

    @property
    def is_above_chance(self) -> bool:
        """Whether the figure is more than ``NOISE_THRESHOLD`` standard deviations above chance."""
        return self.distance > NOISE_THRESHOLD


@limit_to_one_thread()
def compare_with_noise(vectors: npt.NDArray[np.float32], *, seed: int) -> ChanceComparison:
    """Compare how well clusterings of resamples agree in the vectors and in noise of the same shape.

    ``vectors`` has unit length, shape (units, dimensions). The noise is normal, with the mean and the covariance of the
    vectors: one cloud without groups, as in Liu, Hayes, Nobel & Marron (2008), SigClust, Journal of the American
    Statistical Association 103. Agreement is the mean adjusted mutual information between resamples, for density groups
    and a medium number of k-means groups. If only a small number of k-means groups agrees, and at least twice as far
    above noise, that agreement is returned instead.
    """
    draw = np.random.default_rng([seed, 1])
    if len(vectors) > MAX_UNITS_TESTED:
        vectors = vectors[np.sort(draw.choice(len(vectors), MAX_UNITS_TESTED, replace=False))]
    observed = _measure_agreement(vectors, draw)
    noise = [_measure_agreement(_draw_noise(vectors, draw), draw) for _ in range(NOISE_SAMPLES)]
    few, medium = (_compare_with_chance(observed[kind], [one[kind] for one in noise]) for kind in range(2))
    return few if few.distance >= 2 * NOISE_THRESHOLD and not medium.is_above_chance else medium


def _draw_noise(vectors: npt.NDArray[np.float32], draw: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return normal noise, of unit length and on the grid, with the mean and covariance of the vectors.

    Sums of the centred vectors with normal weights have their covariance. As in Ledoit & Wolf (2004), A
    well-conditioned estimator for large-dimensional covariance matrices, a part of it is replaced by a sphere.
    """
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors - mean
    share = float(ledoit_wolf_shrinkage(centred, assume_centered=True))
    of_sphere = draw.normal(size=centred.shape) * np.sqrt(share * np.square(centred).mean())
    of_vectors = draw.normal(size=(len(centred), len(centred))) @ centred * np.sqrt((1 - share) / len(centred))
    return round_to_grid(normalize(mean + of_vectors + of_sphere))


def compare_with_shuffled_words(units: Sequence[Sequence[str]], *, seed: int) -> ChanceComparison | None:
    """Compare how often pairs of neighbouring words repeat in the text and in the same words, shuffled.

    In language pairs repeat all the time ("a lot", "I was"). Where they do not, the text is not language, and groups
    in it would be groups of shared words. Returns None if there are too few pairs of words to tell.
    """
    draw = np.random.default_rng([seed, 2])
    if len(units) > MAX_UNITS_TESTED:
        units = [units[row] for row in np.sort(draw.choice(len(units), MAX_UNITS_TESTED, replace=False))]
    if sum(max(len(unit) - 1, 0) for unit in units) < MIN_WORD_PAIRS:
        return None
    lengths = np.cumsum([0, *(len(unit) for unit in units)])
    words = np.unique([word for unit in units for word in unit], return_inverse=True)[1]
    shuffled = [_count_repeated_pairs(draw.permutation(words), lengths) for _ in range(SHUFFLES)]
    # Without a least deviation of half a pair, a handful of short answers would have none at all.
    deviation = max(float(np.std(shuffled)), 0.5)
    return ChanceComparison(_count_repeated_pairs(words, lengths), float(np.mean(shuffled)), deviation)


def _count_repeated_pairs(words: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> float:
    """Return how many pairs of neighbouring words occurred before: all but the first occurrence of each pair."""
    starts = np.concatenate([np.arange(first, last - 1) for first, last in pairwise(lengths)]).astype(np.int64)
    kinds = np.unique(np.stack([words[starts], words[starts + 1]]), axis=1)
    return float(len(starts) - kinds.shape[1])


def _compare_with_chance(observed: float, by_chance: Sequence[float]) -> ChanceComparison:
    return ChanceComparison(observed, float(np.mean(by_chance)), float(np.std(by_chance, ddof=1)))


def _measure_agreement(vectors: npt.NDArray[np.float32], draw: np.random.Generator) -> tuple[float, float]:
    """Return the agreement of few k-means groups, and the mean of that of a medium number and of density groups."""
    usual = choose_sizes(len(vectors), DiscoverySettings(runs=RESAMPLES), draw)
    # Two numbers of k-means groups, the same in each resample, are enough here.
    numbers = (usual[0].groups[0], usual[RESAMPLES // 2].groups[K_MEANS_PER_RESAMPLE // 2])
    sizes = [replace(one, groups=numbers, broad_groups=2) for one in usual]
    resampling = Resampling("units", np.arange(len(vectors)))
    near = find_neighbours(vectors, count_neighbours_needed(sizes, RESAMPLE_SHARE))
    samples = [resampling.draw(draw) for _ in sizes]
    runs = tuple(cluster_resamples(near, samples, sizes, seed=int(draw.integers(2**31)), workers=1))
    few, medium, dense = (
        np.mean(
            [
                adjusted_mutual_info_score(one.fine[:, grouping], other.fine[:, grouping])
                for one, other in combinations(runs, 2)
            ]
        )
        for grouping in range(3)
    )
    return float(few), float((medium + dense) / 2)
