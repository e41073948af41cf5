"""Whether there is anything to find: groups come out of any numbers, also out of noise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from sklearn.covariance import ledoit_wolf
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.preprocessing import normalize

from thememiner.config import DiscoverySettings
from thememiner.discovery.ensemble import SHARE, Resampling, clusterings, on_one_thread
from thememiner.discovery.neighbour_graph import nearest_neighbours
from thememiner.discovery.sizes import GRAINS, most_neighbours, sizes_of_runs

RUNS, NOISES = 6, 9
LOOKED_AT = 400
"""Units, at most: enough to tell structure from noise."""
TELLING = 60
"""With fewer units structure and noise look alike: of real material of 30 units most would be refused."""
BEYOND = 1.5
"""Standard deviations above noise from which on something is more than chance."""
SHUFFLES = 19
CLEARLY = 3.0
"""Standard deviations above shuffled words from which on their order is that of language: it lies far above, and chance
hardly ever so far."""
WORDS = 1000
"""With fewer pairs of words, few return even in language, and their order tells nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far something lies above what chance gives."""

    found: float
    by_chance: float
    spread: float

    @property
    def distance(self) -> float:
        """How many standard deviations above chance it lies."""
        return (self.found - self.by_chance) / max(self.spread, 1e-3)

    @property
    def is_more(self) -> bool:
        """Whether it is more than chance."""
        return self.distance > BEYOND


@on_one_thread()
def agreement_beyond_noise(vectors: npt.NDArray[np.float32], *, seed: int) -> Verdict:
    """Compare how well clusterings of resamples agree with how well they do in noise of the same shape.

    ``vectors`` has unit length, shape (units, dimensions). The noise is normal, with the mean and the covariance of the
    vectors: one cloud without groups, as in Liu, Hayes, Nobel & Marron (2008), SigClust, Journal of the American
    Statistical Association 103. Agreement is the mean adjusted mutual information between resamples: of groups by
    density and a middle number of groups by centres; or of few groups by centres, if these alone lie twice as far above
    noise.
    """
    draw = np.random.default_rng([seed, 1])
    if len(vectors) > LOOKED_AT:
        vectors = vectors[np.sort(draw.choice(len(vectors), LOOKED_AT, replace=False))]
    found = _agreement(vectors, draw)
    mean = vectors.mean(axis=0, dtype=np.float64)
    # On one thread: sums in another order would be other noise.
    covariance, _ = ledoit_wolf(vectors - mean, assume_centered=True)
    scale, axes = np.linalg.eigh(covariance)
    axes = axes.T * np.sqrt(np.maximum(scale, 0))[:, None]
    noises = [
        _agreement(_unit_length(mean + draw.normal(size=(len(vectors), len(axes))) @ axes), draw) for _ in range(NOISES)
    ]
    few, middle = (_verdict(found[kind], [noise[kind] for noise in noises]) for kind in range(2))
    return few if few.distance >= 2 * BEYOND and not middle.is_more else middle


def order_of_words(units: Sequence[Sequence[str]], *, seed: int) -> Verdict | None:
    """Compare how often pairs of neighbouring words return with how often they do in the same words, shuffled.

    In language they return all the time ("a lot", "I was"). Where they do not, the text is no language any more, and
    groups in it would be groups of shared words. None where there are too few pairs of words to tell.
    """
    draw = np.random.default_rng([seed, 2])
    if len(units) > LOOKED_AT:
        units = [units[row] for row in np.sort(draw.choice(len(units), LOOKED_AT, replace=False))]
    if sum(max(len(unit) - 1, 0) for unit in units) < WORDS:
        return None
    lengths = np.cumsum([0, *(len(unit) for unit in units)])
    words = np.unique([word for unit in units for word in unit], return_inverse=True)[1]
    shuffled = [_returning_pairs(draw.permutation(words), lengths) for _ in range(SHUFFLES)]
    # A pair is the least that can return; without it a handful of short answers would have no spread at all.
    return Verdict(_returning_pairs(words, lengths), float(np.mean(shuffled)), max(float(np.std(shuffled)), 0.5))


def _returning_pairs(words: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> float:
    """Return how many pairs of neighbouring words were there before: each kind counts for all but its first time."""
    starts = np.concatenate([np.arange(first, last - 1) for first, last in pairwise(lengths)]).astype(np.int64)
    kinds = np.unique(np.stack([words[starts], words[starts + 1]]), axis=1)
    return float(len(starts) - kinds.shape[1])


def _verdict(found: float, noises: Sequence[float]) -> Verdict:
    return Verdict(found, float(np.mean(noises)), float(np.std(noises, ddof=1)))


def _agreement(vectors: npt.NDArray[np.float32], draw: np.random.Generator) -> tuple[float, float]:
    """Return the agreement of few groups, and that of a middle number of groups and of groups by density."""
    usual = sizes_of_runs(len(vectors), DiscoverySettings(runs=RUNS), draw)
    # The same two numbers of groups by centres in each resample are enough here.
    numbers = (usual[0].groups[0], usual[RUNS // 2].groups[GRAINS // 2])
    sizes = [replace(one, groups=numbers, broad_groups=2) for one in usual]
    resampling = Resampling("units", np.arange(len(vectors)))
    near = nearest_neighbours(vectors, most_neighbours(sizes, SHARE))
    samples = [resampling.draw(draw) for _ in sizes]
    runs = tuple(clusterings(near, samples, sizes, seed=int(draw.integers(2**31)), workers=1))
    few, middle, dense = (
        np.mean(
            [
                adjusted_mutual_info_score(one.fine[:, grain], other.fine[:, grain])
                for one, other in combinations(runs, 2)
            ]
        )
        for grain in range(3)
    )
    return float(few), float((middle + dense) / 2)


def _unit_length(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return np.asarray(normalize(vectors), dtype=np.float32)
