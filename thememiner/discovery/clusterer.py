"""One clustering whose sizes follow the number of units."""

from typing import Self

import numpy as np
import numpy.typing as npt
from hdbscan import HDBSCAN
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.preprocessing import normalize

from thememiner.config import DiscoverySettings
from thememiner.discovery.reduction import principal_components, umap_layout
from thememiner.discovery.sizes import Sizes, sizes_for

GIANT = 0.5
"""A cluster with more than this share of all units is taken as a failure to cluster, and finer leaves are used."""


class AdaptiveClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """UMAP (from 100 units on; principal components below), then HDBSCAN.

    Campello, Moulavi & Sander (2013), Density-based clustering based on hierarchical density estimates. A neighbour
    count of 1 for the density keeps most units assigned.

    Parameters
    ----------
    n_neighbors, min_cluster_size : sizes; those left out follow the number of units.
    random_state : seed of UMAP.

    Attributes
    ----------
    labels_ : shape (units,), -1 where unassigned.
    membership_ : shape (units,), 0 to 1.
    sizes_ : the sizes used.
    selection_ : "eom" (excess of mass), or "leaf" where that gave one giant cluster.

    """

    def __init__(
        self, n_neighbors: int | None = None, min_cluster_size: int | None = None, random_state: int = 0
    ) -> None:
        self.n_neighbors = n_neighbors
        self.min_cluster_size = min_cluster_size
        self.random_state = random_state

    def fit(self, X: npt.NDArray[np.float32], y: object = None) -> Self:  # noqa: ARG002, N803 - scikit-learn's names
        """Cluster vectors of shape (units, dimensions); any number of units, also none."""
        vectors = np.asarray(X, dtype=np.float32)
        settings = DiscoverySettings(neighbours=self.n_neighbors, min_theme_units=self.min_cluster_size)
        self.sizes_ = sizes_for(len(vectors), settings)
        self.selection_ = "eom"
        self.labels_ = np.full(len(vectors), -1, dtype=np.int64)
        self.membership_ = np.zeros(len(vectors), dtype=np.float32)
        if len(vectors) <= self.sizes_.min_theme_units:
            return self
        reduced = self._reduce(vectors, self.sizes_)
        model = self._cluster(reduced)
        if np.bincount(model.labels_ + 1, minlength=2)[1:].max() > GIANT * len(vectors):
            self.selection_ = "leaf"
            model = self._cluster(reduced)
        self.labels_ = np.asarray(model.labels_, dtype=np.int64)
        self.membership_ = np.asarray(model.probabilities_, dtype=np.float32)
        return self

    def _reduce(self, vectors: npt.NDArray[np.float32], sizes: Sizes) -> npt.NDArray[np.float64]:
        if sizes.uses_umap:
            return umap_layout(
                vectors, sizes.dimensions, neighbours=sizes.neighbours, min_distance=0.0, seed=self.random_state
            )
        return np.asarray(normalize(principal_components(vectors, sizes.dimensions)), dtype=np.float64)

    def _cluster(self, reduced: npt.NDArray[np.float64]) -> HDBSCAN:
        return HDBSCAN(
            min_cluster_size=self.sizes_.min_theme_units,
            min_samples=1,
            cluster_selection_method=self.selection_,
            core_dist_n_jobs=1,
        ).fit(reduced)
