"""k-means with k = number of codes, and its agreement with human codes."""

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score
from threadpoolctl import threadpool_limits

Labels = npt.NDArray[np.int64]

STARTS = 3
"""Restarts of k-means for each seed; fewer than the usual ten, as the tables show the spread over seeds."""


def cluster_k_means(vectors: npt.NDArray[np.float32], count: int, seed: int) -> Labels:
    """Cluster vectors into ``count`` groups; on one thread, so that a seed gives the same groups on every machine."""
    with threadpool_limits(limits=1):
        return np.asarray(KMeans(count, n_init=STARTS, random_state=seed).fit_predict(vectors))


def score_k_means(vectors: npt.NDArray[np.float32], codes: Labels, seeds: range) -> list[float]:
    """Return, for each seed, the adjusted mutual information of the codes and as many k-means clusters."""
    count = len(np.unique(codes))
    return [float(adjusted_mutual_info_score(codes, cluster_k_means(vectors, count, seed))) for seed in seeds]


def kappa_across_documents(codes: Labels, labels: Labels, documents: Labels) -> float:
    """Return Cohen's kappa of "same code" and "same cluster" over all pairs of different documents.

    Computed from group sizes, without a loop over pairs. An unassigned unit (-1) shares a cluster with no other.
    """
    alone = np.where(labels < 0, labels.max() + 1 + np.arange(len(labels)), labels)
    everything = _pairs(np.zeros_like(codes)) - _pairs(documents)
    by_code = (_pairs(codes) - _pairs(codes, documents)) / everything
    by_cluster = (_pairs(alone) - _pairs(alone, documents)) / everything
    by_both = (_pairs(codes, alone) - _pairs(codes, alone, documents)) / everything
    chance = by_code * by_cluster + (1 - by_code) * (1 - by_cluster)
    return float((1 - by_code - by_cluster + 2 * by_both - chance) / (1 - chance))


def _pairs(*groupings: Labels) -> float:
    """Return the number of pairs that share a group in every grouping."""
    sizes = np.unique(np.stack(groupings), axis=1, return_counts=True)[1].astype(float)
    return float((sizes * (sizes - 1) / 2).sum())
